import type { OperationError } from '../api.ts';
import { keyOf, nameOf, parentKey, parentTarget } from '../arm-path.ts';
import type { Answer, Call, Cloud, Effect, ResourceType } from '../cloud.ts';
import { type ArmError, badRequest, parentNotFound, resourceNotFound } from '../errors.ts';
import { booleanAt, type JsonObject, merge, objectAt, stringAt, stringMapAt } from '../json.ts';
import { begin, joinOrRefuse } from '../operations.ts';
import { members, since } from '../version-shapes.ts';
import { privateDnsVersions } from '../versions.ts';
import type { Operation, StoredObject } from '../world.ts';
import { networkType } from './network-common.ts';
import {
  accepted,
  type Conditions,
  conditionsOf,
  dnsBusy,
  dnsOperation,
  hexTime,
  violated,
} from './private-dns-common.ts';
import { type LinkData, linkType } from './zone-links.ts';

interface LinkWrite {
  readonly id: string;
  readonly name: string;
  readonly conditions: Conditions;
  readonly data: Omit<LinkData, 'etag' | 'linkState' | 'completesAt'>;
}

export const virtualNetworkLinks: ResourceType = {
  type: linkType,
  apiVersions: privateDnsVersions,
  versioned: members(since('2024-06-01'), 'properties.resolutionPolicy'),
  judgesConditions: true,
  tracked: true,
  listedBySubscription: false,
  view: (cloud, object) => view(cloud, object as StoredObject<LinkData>),
  etag: (_cloud, object) => (object as StoredObject<LinkData>).data.etag,
  put,
  patch: put,
  remove,
  parentAbsent: withoutZone,
  looked: (cloud, object) => complete(cloud, object as StoredObject<LinkData>),
  effects: {
    'link.write': { succeed: finishWrite, fail: nothing } satisfies Effect,
    'link.delete': { succeed: finishDelete, fail: nothing } satisfies Effect,
  },
};

function put(call: Call): Answer {
  const { cloud, target } = call;
  const joined = joinOrRefuse(call, (operation) => dnsBusy(call, operation));
  if (joined) return accepted(call, joined, {});
  const before = cloud.world.get<LinkData>(target.key);
  const wanted = wantedOf(call, before);
  check(call, before, wanted);
  const data: LinkWrite = {
    id: before?.id ?? target.id,
    name: before?.name ?? target.name,
    conditions: conditionsOf(call),
    data: wanted,
  };
  const verb = call.method === 'PATCH' ? 'PATCH' : 'PUT';
  const operation = begin(
    call,
    dnsOperation(call, 'UpsertVirtualNetworkLink', { verb, effect: 'link.write', data }),
  );
  return accepted(call, operation, {});
}

function remove(call: Call): Answer {
  const { cloud, target } = call;
  if (!cloud.world.get(target.key)) return { status: 204 };
  const joined = joinOrRefuse(call, (operation) => dnsBusy(call, operation));
  if (joined) return accepted(call, joined);
  const data = { conditions: conditionsOf(call) };
  const operation = begin(
    call,
    dnsOperation(call, 'DeleteVirtualNetworkLink', { verb: 'DELETE', effect: 'link.delete', data }),
  );
  return accepted(call, operation);
}

function wantedOf(call: Call, before: StoredObject<LinkData> | undefined): LinkWrite['data'] {
  const sent = objectAt(call.body, 'properties') ?? {};
  const kept = before && call.method === 'PATCH' ? before.data : undefined;
  const base = kept ? merge(propertiesOf(kept), sent) : sent;
  return {
    tags: stringMapAt(call.body, 'tags') ?? kept?.tags,
    networkId: stringAt(base, 'virtualNetwork', 'id') ?? '',
    registrationEnabled: booleanAt(base, 'registrationEnabled') ?? false,
    resolutionPolicy: stringAt(base, 'resolutionPolicy'),
  };
}

function check(call: Call, before: StoredObject<LinkData> | undefined, wanted: LinkWrite['data']): void {
  const { cloud, target } = call;
  // privatedns.md says what is refused; the texts of all but the overlap are assumed.
  if (call.method === 'PUT' && stringAt(call.body, 'location')?.toLowerCase() !== 'global') {
    throw badRequest(`The location of virtual network link ${target.name} must be 'global'.`);
  }
  if (before && keyOf(before.data.networkId) !== keyOf(wanted.networkId)) {
    throw badRequest(`The virtual network of link ${target.name} cannot be changed.`);
  }
  if (cloud.world.get(wanted.networkId)?.type !== networkType) {
    throw badRequest(`The virtual network ${wanted.networkId} of link ${target.name} does not exist.`);
  }
  const others = linksOf(cloud, wanted.networkId).filter(({ id }) => keyOf(id) !== target.key);
  const zone = nameOf(parentTarget(target).key);
  const overlap = others.find(({ id }) => nameOf(parentKey(keyOf(id))) === zone);
  if (overlap) throw overlapping(zone, nameOf(parentKey(keyOf(overlap.id))));
  if (wanted.registrationEnabled && others.some(({ data }) => data.registrationEnabled)) {
    throw badRequest(
      `The virtual network ${wanted.networkId} is linked to another zone with registration enabled.`,
    );
  }
}

function finishWrite(cloud: Cloud, operation: Operation): OperationError | undefined {
  const { id, name, conditions, data } = operation.effect.data as LinkWrite;
  if (!cloud.world.get(parentKey(operation.target))) return zoneGone(name);
  const before = cloud.world.get<LinkData>(id);
  const broken = violated(`Virtual network link ${name}`, before?.data.etag, conditions);
  if (broken) return broken;
  const link: StoredObject<LinkData> = {
    id,
    name,
    type: linkType,
    data: {
      ...data,
      // Like the recorded "41033281-0000-0100-0000-6710562b0000": the end is a time.
      etag: `"${cloud.chance.hex(8)}-0000-0100-0000-${hexTime(cloud)}0000"`,
      linkState: before?.data.linkState ?? 'InProgress',
      completesAt: cloud.now() + linkingMs,
    },
    uses: [data.networkId],
  };
  cloud.world.put(link);
  return undefined;
}

// Assumption: code and text; the zone went away while the link was being made.
function zoneGone(name: string): OperationError {
  return {
    code: 'ParentResourceNotFound',
    message: `The zone of virtual network link ${name} could not be found.`,
  };
}

// Assumption: how long the state lags behind the operation. That it does is recorded (PutLink_* #14).
const linkingMs = 10_000;

function finishDelete(cloud: Cloud, operation: Operation): OperationError | undefined {
  const link = cloud.world.get<LinkData>(operation.target);
  const { conditions } = operation.effect.data as { readonly conditions: Conditions };
  const broken = link && violated(`Virtual network link ${link.name}`, link.data.etag, conditions);
  if (broken) return broken;
  cloud.world.remove(operation.target);
  return undefined;
}

function nothing(): void {}

// Under `none` the first look at a new link still sees InProgress, the next one Completed.
function complete(cloud: Cloud, link: StoredObject<LinkData>): void {
  if (cloud.latency !== 'none' || link.data.linkState === 'Completed') return;
  cloud.world.put({ ...link, data: { ...link.data, linkState: 'Completed' } });
}

// GetLink_ZoneNotExists #0 and DeleteLink_ZoneNotExists #0; the PUT is assumed to be refused like a record's.
function withoutZone(call: Call): Answer {
  const { target } = call;
  if (call.method === 'DELETE') return { status: 204 };
  if (call.method === 'GET') throw resourceNotFound(target.type, target.names, target.group);
  throw parentNotFound('write', target.type, parentTarget(target).id);
}

function linksOf(cloud: Cloud, networkId: string): readonly StoredObject<LinkData>[] {
  return cloud.world
    .usersOf(networkId)
    .filter(({ type }) => type === linkType) as readonly StoredObject<LinkData>[];
}

// MicrosoftDocs/azure-aks-docs issue 212, microsoft-foundry/foundry-samples pull request 214: zones of one name.
function overlapping(zone: string, other: string): ArmError {
  return badRequest(
    `A virtual network cannot be linked to multiple zones with overlapping namespaces. You tried to link virtual network with '${other}' and '${zone}' zones.`,
  );
}

function propertiesOf(data: LinkData): JsonObject {
  const { networkId, registrationEnabled, resolutionPolicy } = data;
  return { virtualNetwork: { id: networkId }, registrationEnabled, resolutionPolicy };
}

function view(cloud: Cloud, link: StoredObject<LinkData>): JsonObject {
  const { etag, tags, networkId, registrationEnabled, resolutionPolicy, linkState, completesAt } = link.data;
  const privateLink = nameOf(parentKey(keyOf(link.id))).startsWith('privatelink.');
  return {
    id: link.id,
    name: link.name,
    type: linkType,
    etag,
    location: 'global',
    tags,
    properties: {
      provisioningState: 'Succeeded',
      registrationEnabled,
      // Observed behaviour, 3.8: zones of private link services only.
      resolutionPolicy: resolutionPolicy ?? (privateLink ? 'Default' : undefined),
      virtualNetwork: { id: networkId },
      virtualNetworkLinkState: cloud.now() >= completesAt ? 'Completed' : linkState,
    },
  };
}
