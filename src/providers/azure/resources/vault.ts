import type { JsonObject } from '../../../core/json.ts';
import { getPath, isAtOrBelow, setPath } from '../../../core/path.ts';
import type { ResourceType, UpdateInput, WriteRequest } from '../../../core/resource-type.ts';
import { collectionOf, foldId } from '../arm-id.ts';
import { ARM_TYPE } from '../arm-types.ts';
import { asIs, body, location, lowerCase, members, setOf, tags, withoutHostMask } from './canonical.ts';
import { desiredAt, mergedTags, objectAt, otherPaths, touchesTags } from './overlay.ts';
import { settlementOf } from './settlement.ts';

/**
 * A vault answers as soon as it is asked for, and is used once it is in the DNS: until then it says `RegisteringDns`
 * (observed-behaviour.md 1). Who may use what is in it are objects of their own, and no part of the comparison.
 */
export const vault: ResourceType = {
  type: ARM_TYPE.vault,
  apiVersion: '2026-02-01',
  label: 'key vault',
  collection: collectionOf,
  normalise,
  settled: settlementOf,
  immutable: ['location'],
  ownedByEntry: ['tags'],
  mark: 'tags',
  putOnlyCreates: false,
  // A PUT takes back what it does not name, access policies among it.
  update: (change) => ({ method: 'PATCH', body: patchOf(change) }),
  sentAs: (request, tenant) => ({
    method: request.method,
    path: request.id,
    body: request.method === 'PUT' ? withTenant(request, tenant) : request.body,
  }),
  serialise: (id) => [foldId(id)],
  conditional: false,
  seconds: { create: 25, update: 5, delete: 5 },
  deadlineMs: 30 * 60_000,
};

function normalise(live: JsonObject): JsonObject {
  return canonical(withDefaults(live));
}

const canonical = body({
  location,
  tags,
  properties: members({
    sku: members({ name: lowerCase }),
    enableRbacAuthorization: asIs,
    enablePurgeProtection: asIs,
    softDeleteRetentionInDays: asIs,
    publicNetworkAccess: asIs,
    networkAcls: members({
      bypass: asIs,
      defaultAction: asIs,
      ipRules: setOf(members({ value: withoutHostMask })),
    }),
  }),
});

/** What an answer leaves out because it is the default (keyvault.md; SPEC of the recordings: networkAcls that say nothing). */
function withDefaults(vault: JsonObject): JsonObject {
  if (typeof vault['id'] !== 'string') return vault;
  const said = objectAt(vault, 'properties');
  const properties: JsonObject = {
    ...said,
    enableRbacAuthorization: said['enableRbacAuthorization'] ?? false,
    enablePurgeProtection: said['enablePurgeProtection'] ?? false,
    publicNetworkAccess: said['publicNetworkAccess'] ?? 'Enabled',
    networkAcls: { ...PLAIN_RULES, ...objectAt(vault, ACLS) },
  };
  return { ...vault, properties };
}

const PLAIN_RULES: JsonObject = { bypass: 'AzureServices', defaultAction: 'Allow', ipRules: [] };
const ACLS = 'properties.networkAcls';

/** Tags and the rules of the network are replaced whole; what others put there stays. */
function patchOf(change: UpdateInput): JsonObject {
  let patch: JsonObject = touchesTags(change) ? { tags: mergedTags(change) } : {};
  for (const path of otherPaths(change)) {
    if (isAtOrBelow(path, ACLS) && getPath(patch, ACLS) === undefined)
      patch = setPath(patch, ACLS, { ...PLAIN_RULES, ...objectAt(change.live, ACLS) });
    // A kind and its family are one (keyvault.md): the family never changes.
    patch = path.startsWith('properties.sku')
      ? setPath(patch, 'properties.sku', desiredAt(change.desired, 'properties.sku'))
      : setPath(patch, path, desiredAt(change.desired, path));
  }
  return patch;
}

/** The tenant is that of whoever signs in, which no file says. */
function withTenant({ body: sent }: WriteRequest, tenant: string): JsonObject {
  const properties = objectAt(sent ?? {}, 'properties');
  return { ...sent, properties: { tenantId: tenant, ...properties } };
}
