import {
  type Answer,
  type Call,
  type Cloud,
  type Effect,
  normalLocation,
  type ResourceType,
} from '../cloud.ts';
import { ArmError, badRequest, EmulatorBug, movedLocation } from '../errors.ts';
import { stringAt, stringMapAt } from '../json.ts';
import { begin, joinOrRefuse, operationHeaders } from '../operations.ts';
import { until } from '../version-shapes.ts';
import { networkVersions } from '../versions.ts';
import type { Operation, StoredObject } from '../world.ts';
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
import { anotherOperation, networkOperation, weakEtag } from './network-common.ts';

export const networkInterfaces: ResourceType = {
  type: interfaceType,
  apiVersions: networkVersions,
  versioned: interfaceMembers,
  tracked: true,
  view: (_cloud, object) => interfaceView(object as StoredObject<InterfaceData>),
  etag: (_cloud, object) => (object as StoredObject<InterfaceData>).data.etag,
  put,
  patch,
  remove,
  effects: {
    'interface.write': { succeed: finishWrite, fail: failWrite } satisfies Effect,
    'interface.delete': { succeed: finishDelete, fail: failWrite } satisfies Effect,
  },
};

function put(call: Call): Answer {
  const { cloud } = call;
  const before = ownInterface(call, changesEndpoint);
  const joined = joinOrRefuse(call, (operation) => anotherOperation(call, operation));
  if (joined && before) return answer(call, joined.answerStatus, before, joined);
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
    uses: [wanted.subnetId],
    claims: {
      within: wanted.subnetId,
      numbers: wanted.ipConfigurations.map(({ address }) => numberOf(address)),
    },
  };
  cloud.world.put(nic);
  const status = before ? 200 : 201;
  // Newer recordings do not announce an operation that left nothing to do (SubnetsStillExist_20240301 #8).
  if (!lasts && !announcesAll(call.apiVersion)) return answer(call, status, nic, undefined);
  const plan = { verb: 'PUT', effect: 'interface.write', answerStatus: status, done: !lasts } as const;
  return answer(call, status, nic, begin(call, networkOperation(call, location, plan)));
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

// Microsoft.Network patches tags only, at once (network.md).
function patch(call: Call): Answer {
  const { cloud } = call;
  const before = ownInterface(call, changesEndpoint);
  if (!before) throw new EmulatorBug('The front door answers for absent objects.');
  joinOrRefuse(call, (operation) => anotherOperation(call, operation));
  const tags = stringMapAt(call.body, 'tags') ?? before.data.tags;
  return answer(call, 200, changed(cloud, before, { tags }), undefined);
}

function remove(call: Call): Answer {
  const { cloud } = call;
  const nic = ownInterface(call, removesEndpoint);
  if (!nic) return { status: 204 };
  const joined = joinOrRefuse(call, (operation) => anotherOperation(call, operation));
  if (joined) return { status: 202, headers: operationHeaders(cloud, call.origin, joined) };
  cloud.world.put({ ...nic, data: { ...nic.data, state: 'Deleting' } });
  const operation = begin(
    call,
    networkOperation(call, nic.data.location, {
      verb: 'DELETE',
      effect: 'interface.delete',
      answerStatus: 202,
      retryAfter: 10,
    }),
  );
  return { status: 202, headers: operationHeaders(cloud, call.origin, operation) };
}

/** The interface that is written to; throws what `refuse` makes of one that is its endpoint's. */
function ownInterface(
  call: Call,
  refuse: (call: Call, endpointId: string) => ArmError,
): StoredObject<OwnInterface> | undefined {
  const found = call.cloud.world.get<InterfaceData>(call.target.key);
  if (found?.data.endpointId !== undefined) throw refuse(call, found.data.endpointId);
  return found as StoredObject<OwnInterface> | undefined;
}

function finishWrite(cloud: Cloud, { target }: Operation): undefined {
  const nic = cloud.world.get<OwnInterface>(target);
  if (nic) changed(cloud, nic, { state: 'Succeeded' });
  return undefined;
}

function failWrite(cloud: Cloud, { target }: Operation): void {
  const nic = cloud.world.get<OwnInterface>(target);
  if (nic) changed(cloud, nic, { state: 'Failed' });
}

function finishDelete(cloud: Cloud, { target }: Operation): undefined {
  cloud.world.remove(target);
  return undefined;
}

function changed(
  cloud: Cloud,
  nic: StoredObject<OwnInterface>,
  changes: Partial<OwnInterface>,
): StoredObject<OwnInterface> {
  const after = { ...nic, data: { ...nic.data, etag: weakEtag(cloud), ...changes } };
  cloud.world.put(after);
  return after;
}

function answer(
  call: Call,
  status: number,
  nic: StoredObject<OwnInterface>,
  operation: Operation | undefined,
): Answer {
  const headers = operation ? operationHeaders(call.cloud, call.origin, operation) : {};
  return { status, headers, body: interfaceView(nic) };
}

function locationOf(call: Call, before: StoredObject<OwnInterface> | undefined): string {
  const location = normalLocation(stringAt(call.body, 'location') ?? '');
  if (location === '') throw badRequest('The location property is required for this definition.');
  if (before && location !== before.data.location)
    throw movedLocation(before.name, call.target.group, before.data.location);
  return location;
}

// The code is recalled, not recorded: an interface lives as long as its endpoint (network.md).
function removesEndpoint(call: Call, endpointId: string): ArmError {
  return new ArmError(
    400,
    'NicInUseWithPrivateEndpoint',
    `Network interface ${call.target.id} cannot be deleted because it is currently in use with an private endpoint (${endpointId}).`,
    { details: [] },
  );
}

// Assumption: that it is refused, with this code and text.
function changesEndpoint(call: Call, endpointId: string): ArmError {
  return new ArmError(
    400,
    'NicInUseWithPrivateEndpoint',
    `Network interface ${call.target.id} cannot be changed because it is currently in use with an private endpoint (${endpointId}).`,
    { details: [] },
  );
}
