import type { Answer, Call, ResourceType } from '../cloud.ts';
import { ArmError } from '../errors.ts';
import { stringAt } from '../json.ts';
import { begin } from '../operations.ts';
import { until } from '../version-shapes.ts';
import { networkVersions } from '../versions.ts';
import type { StoredObject } from '../world.ts';
import {
  drawDnsSuffix,
  type InterfaceData,
  interfaceMembers,
  interfaceType,
  interfaceView,
  type OwnInterface,
} from './interface-body.ts';
import { isPooled, wantedInterface } from './interface-request.ts';
import { numberOf } from './ip-ranges.ts';
import { networkOperation, weakEtag } from './network-common.ts';
import { joined, livingEffects, locationOf, patchTags, startRemoval, written } from './network-life.ts';

export const networkInterfaces: ResourceType = {
  type: interfaceType,
  apiVersions: networkVersions,
  versioned: interfaceMembers,
  tracked: true,
  view: (_cloud, object) => interfaceView(object as StoredObject<InterfaceData>),
  etag: (_cloud, object) => (object as StoredObject<InterfaceData>).data.etag,
  put,
  patch: (call) => {
    ownInterface(call, 'changed');
    return written(call, 200, interfaceView(patchTags<OwnInterface>(call)));
  },
  remove: (call) => {
    ownInterface(call, 'deleted');
    return startRemoval(call, 'interface.delete');
  },
  effects: livingEffects('interface'),
};

function put(call: Call): Answer {
  const { cloud } = call;
  const before = ownInterface(call, 'changed');
  const running = joined(call);
  if (running && before) return written(call, running.answerStatus, interfaceView(before), running);
  const location = locationOf(call, before);
  const wanted = wantedInterface(call, location, before?.data);
  const lasts = isSlow(call, before, wanted);
  const nic: StoredObject<OwnInterface> = {
    id: before?.id ?? call.target.id,
    name: before?.name ?? call.target.name,
    type: interfaceType,
    data: {
      ...wanted,
      location,
      etag: weakEtag(cloud),
      resourceGuid: before?.data.resourceGuid ?? cloud.chance.guid(),
      dnsSuffix: before?.data.dnsSuffix ?? drawDnsSuffix(cloud),
      endpointId: undefined,
      state: lasts ? 'Updating' : 'Succeeded',
    },
    uses: [wanted.subnetId, ...wanted.ipConfigurations.flatMap(publicIpOf)],
    claims: {
      within: wanted.subnetId,
      numbers: wanted.ipConfigurations.map(({ address }) => numberOf(address)),
    },
  };
  cloud.world.put(nic);
  const status = before ? 200 : 201;
  // Newer recordings do not announce an operation that left nothing to do (SubnetsStillExist_20240301 #8).
  if (!lasts && !announcesAll(call.apiVersion)) return written(call, status, interfaceView(nic));
  const plan = { verb: 'PUT', effect: 'interface.write', answerStatus: status, done: !lasts } as const;
  return written(call, status, interfaceView(nic), begin(call, networkOperation(call, location, plan)));
}

function publicIpOf({ references }: OwnInterface['ipConfigurations'][number]): string | readonly string[] {
  return stringAt(references, 'publicIPAddress', 'id') ?? [];
}

/**
 * What an address behind a load balancer or gateway does takes time, and so does leaving one (test_network_nic #55, #60,
 * test_network_nic_app_gateway #41); nothing else does. In 2018-10-01 every write was done at once, and each told of an operation
 * (test_network_nic_address_pools #6 to #32). Up to which version: assumption.
 */
function isSlow(
  call: Call,
  before: StoredObject<OwnInterface> | undefined,
  wanted: Pick<OwnInterface, 'ipConfigurations'>,
): boolean {
  if (announcesAll(call.apiVersion)) return false;
  return isPooled(wanted) || (before !== undefined && isPooled(before.data));
}

const announcesAll = until('2020-08-01');

/**
 * The interface that is written to; throws when it is its endpoint's. The code is recalled for the deletion, not recorded: an
 * interface lives as long as its endpoint (network.md). Assumption: changes are refused alike.
 */
function ownInterface(call: Call, what: 'changed' | 'deleted'): StoredObject<OwnInterface> | undefined {
  const found = call.cloud.world.get<InterfaceData>(call.target.key);
  if (found?.data.endpointId === undefined) return found as StoredObject<OwnInterface> | undefined;
  throw new ArmError(
    400,
    'NicInUseWithPrivateEndpoint',
    `Network interface ${call.target.id} cannot be ${what} because it is currently in use with an private endpoint (${found.data.endpointId}).`,
    { details: [] },
  );
}
