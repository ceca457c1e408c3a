import type { Json, JsonObject } from '../../../core/json.ts';
import { getPath, isAtOrBelow, parsePath, setPath } from '../../../core/path.ts';
import type { ResourceType, UpdateInput } from '../../../core/resource-type.ts';
import { collectionOf, foldId } from '../arm-id.ts';
import { ARM_TYPE } from '../arm-types.ts';
import {
  asIs,
  body,
  identities,
  location,
  lowerCase,
  members,
  setOf,
  tags,
  withoutHostMask,
} from './canonical.ts';
import { desiredAt, mergedTags, objectAt, otherPaths, removedKeys, touchesTags, without } from './overlay.ts';
import { settlementOf } from './settlement.ts';

const IDENTITIES = 'identity.userAssignedIdentities';

const normalForm = body({
  location,
  tags,
  sku: members({ name: asIs }),
  identity: members({ type: ownIdentity, userAssignedIdentities: identities }),
  properties: members({
    adminUserEnabled: asIs,
    anonymousPullEnabled: asIs,
    dataEndpointEnabled: asIs,
    encryption: members({
      status: lowerCase,
      keyVaultProperties: members({ keyIdentifier: asIs, identity: lowerCase }),
    }),
    networkRuleBypassAllowedForTasks: asIs,
    networkRuleBypassOptions: asIs,
    // `action` is Allow whatever was sent (2.5).
    networkRuleSet: members({ defaultAction: asIs, ipRules: setOf(members({ value: withoutHostMask })) }),
    policies: members({
      azureADAuthenticationAsArmPolicy: members({ status: lowerCase }),
      exportPolicy: members({ status: lowerCase }),
      quarantinePolicy: members({ status: lowerCase }),
      retentionPolicy: members({ days: asIs, status: lowerCase }),
      trustPolicy: members({ status: lowerCase, type: asIs }),
    }),
    publicNetworkAccess: asIs,
    roleAssignmentMode: asIs,
  }),
});

/**
 * Traps of this type (observed-behaviour.md 2):
 * - `networkRuleSet` is absent below Premium. The features send none of it there; on the way up to Premium it is
 *   absent live and present in the file, which is a difference that the PATCH writes.
 * - `zoneRedundancy` is no part of the comparison: it can be asked for at creation only, PATCH does not take it,
 *   and Azure answers `Disabled` for registries that are zone redundant (lessons 10). Comparing it would make
 *   every plan show a change that nothing can carry out, or a replace.
 * - `sku.tier` mirrors the name; `status`, `loginServer` and the rest are Azure's.
 */
export const registry: ResourceType = {
  type: ARM_TYPE.registry,
  apiVersion: '2025-11-01',
  label: 'registry',
  collection: collectionOf,
  normalise: (registry) => withActionInForce(registry, withNone(registry, normalForm(registry))),
  settled: settlementOf,
  incarnationOf: (live) => {
    const created = getPath(live, 'properties.creationDate');
    return typeof created === 'string' ? created : undefined;
  },
  immutable: ['location', 'properties.encryption.status'],
  ownedByEntry: ['tags', IDENTITIES],
  mark: 'tags',
  putOnlyCreates: true,
  update: (change) => ({ method: 'PATCH', body: patchOf(change) }),
  // Endpoints of the registry take the same key: they fail beside each other (lessons 25, 26).
  serialise: (id) => [foldId(id)],
  conditional: false,
  seconds: { create: 20, update: 10, delete: 10 },
  deadlineMs: 60 * 60_000,
};

/** Only what differs, except where the meaning of a member hangs on its neighbour. */
function patchOf(change: UpdateInput): JsonObject {
  let patch: JsonObject = touchesTags(change) ? { tags: mergedTags(change) } : {};
  if ([...change.paths, ...change.removed].some((path) => isAtOrBelow(path, 'identity'))) {
    patch = { ...patch, identity: identityOf(change) };
  }
  // PATCH has no location; a repair that names every path must not send it.
  const paths = withAction(
    otherPaths(change).filter((path) => !isAtOrBelow(path, 'identity') && path !== 'location'),
    change,
  );
  for (const path of paths)
    patch = setPath(withNeighbours(patch, path, change.live), path, desiredAt(change.desired, path));
  return patch;
}

/** What turns public access on says who gets in: the action that stood there counted as Deny (`withActionInForce`). */
function withAction(paths: readonly string[], { live, desired }: UpdateInput): readonly string[] {
  const turnsOn = getPath(live, PUBLIC_ACCESS) === 'Disabled' && paths.includes(PUBLIC_ACCESS);
  return turnsOn && getPath(desired, ACTION) !== undefined ? [...new Set([...paths, ACTION])] : paths;
}

/**
 * A rule set must name its default action, and a policy is sent as one (recorded: azure-cli sends `days` and `status`
 * together): the neighbours go along with their live values, which changes nothing.
 */
function withNeighbours(patch: JsonObject, path: string, live: JsonObject): JsonObject {
  const [, member, policy] = parsePath(path) ?? [];
  if (member === 'networkRuleSet') return withLive(patch, live, 'properties.networkRuleSet.defaultAction');
  if (member === 'encryption') return withKey(patch, live);
  if (member === 'policies' && typeof policy === 'string')
    return withLive(patch, live, `properties.policies.${policy}`);
  return patch;
}

/** A key is sent with the identity that reaches it (observed-behaviour.md, "Customer-managed key"); the rest is Azure's. */
function withKey(patch: JsonObject, live: JsonObject): JsonObject {
  const at = 'properties.encryption.keyVaultProperties';
  if (getPath(patch, at) !== undefined) return patch;
  const { keyIdentifier, identity } = objectAt(live, at);
  return setPath(patch, at, { ...(keyIdentifier && { keyIdentifier }), ...(identity && { identity }) });
}

function withLive(patch: JsonObject, live: JsonObject, path: string): JsonObject {
  const value = getPath(live, path);
  if (value === undefined || getPath(patch, path) !== undefined) return patch;
  return without((member) => member === 'lastUpdatedTime', setPath(patch, path, value));
}

/** The identities of a write: those of others stay, ours are added, what was ours goes by null (JSON merge patch). */
function identityOf(change: UpdateInput): JsonObject {
  const wanted = Object.keys(objectAt(change.desired, IDENTITIES));
  const gone = new Set(removedKeys(change, IDENTITIES).map(foldId));
  const known = new Set(wanted.map(foldId));
  const foreign = Object.keys(objectAt(change.live, IDENTITIES)).filter((id) => !known.has(foldId(id)));
  const kept = [...wanted, ...foreign.filter((id) => !gone.has(foldId(id)))];
  const dropped = foreign.filter((id) => gone.has(foldId(id)));
  const type = getPath(change.desired, 'identity.type') ?? getPath(change.live, 'identity.type');
  const system = typeof type === 'string' && type.toLowerCase().includes('systemassigned');
  const entries = [...kept.map((id) => [id, {}] as const), ...dropped.map((id) => [id, null] as const)];
  return {
    type:
      [...(system ? ['SystemAssigned'] : []), ...(kept.length > 0 ? ['UserAssigned'] : [])].join(', ') ||
      'None',
    ...(kept.length > 0 && { userAssignedIdentities: Object.fromEntries(entries) }),
  };
}

/**
 * Whether the registry has an identity of its own. Whether it has user-assigned ones shows in their map, where those of
 * others stand too, and is no part of the kind. Azure answers `systemAssigned, userAssigned` (2.6).
 */
function ownIdentity(value: Json): Json | undefined {
  if (typeof value !== 'string') return undefined;
  return value.toLowerCase().includes('systemassigned') ? 'SystemAssigned' : 'None';
}

/** An answer about a registry without any identity has no such member, also after `None` was written (2.6). */
function withNone(registry: JsonObject, form: JsonObject): JsonObject {
  const isAnswer = registry['id'] !== undefined;
  return isAnswer && form['identity'] === undefined ? { ...form, identity: { type: 'None' } } : form;
}

/**
 * While public access is off nobody gets in, whatever the default action that stands there (azure-cli turns access off
 * and leaves `Allow`): an answer counts as what is in force. A write that turns access on says the action, too.
 */
function withActionInForce(registry: JsonObject, form: JsonObject): JsonObject {
  const isAnswer = registry['id'] !== undefined;
  const isOff = getPath(form, PUBLIC_ACCESS) === 'Disabled';
  return isAnswer && isOff && getPath(form, ACTION) !== undefined ? setPath(form, ACTION, 'Deny') : form;
}

const PUBLIC_ACCESS = 'properties.publicNetworkAccess';
const ACTION = 'properties.networkRuleSet.defaultAction';
