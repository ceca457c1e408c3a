import type { JsonObject } from '../../../core/json.ts';
import { getPath, isAtOrBelow, isJsonObject, removePath, setPath } from '../../../core/path.ts';
import type { ResourceType, UpdateInput } from '../../../core/resource-type.ts';
import { collectionOf, foldId, parentId } from '../arm-id.ts';
import { ARM_TYPE } from '../arm-types.ts';
import { asIs, body, lowerCase, members, reference, setOf } from './canonical.ts';
import { writableNetworkBody } from './network-body.ts';
import { desiredAt, overlaid } from './overlay.ts';
import { settlementOf } from './settlement.ts';

export const subnet: ResourceType = {
  type: ARM_TYPE.subnet,
  apiVersion: '2025-05-01',
  label: 'subnet',
  readIn: { type: ARM_TYPE.network, holder: parentId, pick: subnetIn },
  collection: collectionOf,
  normalise,
  settled: settlementOf,
  immutable: [],
  ownedByEntry: [],
  mark: 'none',
  putOnlyCreates: false,
  update: (change) => ({ method: 'PUT', body: updated(change) }),
  // Everything in one network is written one after another, the network itself too (faults.md G02 to G04).
  serialise: (id) => [foldId(parentId(id))],
  conditional: false,
  seconds: { create: 5, update: 5, delete: 12 },
  deadlineMs: 30 * 60_000,
};

function normalise(live: JsonObject): JsonObject {
  return canonical(withPrefixList(live));
}

const canonical = body({
  properties: members({
    addressPrefixes: setOf(asIs),
    defaultOutboundAccess: asIs,
    delegations: setOf(members({ properties: members({ serviceName: lowerCase }) })),
    natGateway: reference,
    networkSecurityGroup: reference,
    privateEndpointNetworkPolicies: asIs,
    privateLinkServiceNetworkPolicies: asIs,
    routeTable: reference,
    serviceEndpointPolicies: setOf(reference),
    serviceEndpoints: setOf(members({ service: lowerCase })),
    sharingScope: asIs,
  }),
});

function subnetIn(network: JsonObject, id: string): JsonObject | undefined {
  const subnets = getPath(network, 'properties.subnets');
  if (!Array.isArray(subnets)) return undefined;
  return subnets
    .filter(isJsonObject)
    .find((each) => typeof each['id'] === 'string' && foldId(each['id']) === foldId(id));
}

/** `addressPrefix` and `addressPrefixes` are two spellings, and Azure keeps the one sent (observed-behaviour.md 3.11). */
function withPrefixList(live: JsonObject): JsonObject {
  const properties = live['properties'];
  if (!isJsonObject(properties)) return live;
  const { addressPrefix, ...rest } = properties;
  if (typeof addressPrefix !== 'string' || Array.isArray(rest['addressPrefixes'])) return live;
  return { ...live, properties: { ...rest, addressPrefixes: [addressPrefix] } };
}

function updated(change: UpdateInput): JsonObject {
  const writable = writableNetworkBody(change.live);
  if (!change.paths.some((path) => isAtOrBelow(path, PREFIXES))) return overlaid(writable, change, normalise);
  const rest = { ...change, paths: change.paths.filter((path) => !isAtOrBelow(path, PREFIXES)) };
  const bare = removePath(removePath(overlaid(writable, rest, normalise), PREFIXES), PREFIX);
  const spelling = getPath(change.desired, PREFIX) === undefined ? PREFIXES : PREFIX;
  return setPath(bare, spelling, desiredAt(change.desired, spelling));
}

const PREFIX = 'properties.addressPrefix';
const PREFIXES = 'properties.addressPrefixes';
