import type { JsonObject } from '../../core/json.ts';
import { getPath, isJsonObject, textAt } from '../../core/path.ts';
import type { ReadTarget } from '../../core/resource-type.ts';
import { distinctIds, foldId, groupIdOf, parseArmId, subscriptionOf } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE, QUESTION } from '../../providers/azure/arm-types.ts';
import { CLOUDS } from '../../providers/azure/clouds.ts';
import { endpointIds, endpointsOf, zoneGroupList, zoneGroupsOf, zonesIn } from './endpoints.ts';
import { bodyOf, entriesOf, type Found } from './found.ts';
import { contentList, linkedNetwork, linkList, recordSetList, zoneVerdict } from './ownership.ts';
import { keyOf, keyReads } from './vault-of-key.ts';

/**
 * What else is to be read around the registry, by what is known so far: nothing once all of it is known. Asked again
 * after each round; every answer leads at most from the registry over endpoints, zone groups and zones to networks and
 * their groups.
 */
export function wanted(found: Found): readonly ReadTarget[] {
  const registry = bodyOf(found, found.registryId);
  if (registry === undefined) return unasked(found, [{ type: ARM_TYPE.registry, id: found.registryId }]);
  const { own } = endpointsOf(found);
  const networks = networksOf(found).map((id) => ({ type: ARM_TYPE.network, id }));
  const zones = zonesOf(found).map((id) => ({ type: ARM_TYPE.zone, id }));
  const identities = identitiesOf(found).map((id) => ({ type: ARM_TYPE.identity, id }));
  const vaults = keyReads(found);
  const vault = keyOf(found);
  const placed = [
    found.registryId,
    ...(vault === undefined ? [] : [vault.vaultId]),
    ...[...own, ...networks, ...zones, ...identities].map(({ id }) => id),
  ];
  const groups = [...new Set(placed.map((id) => foldId(groupIdOf(id) ?? '')))].filter((id) => id !== '');
  return unasked(found, [
    { type: QUESTION.replicas, id: `${found.registryId}/replications` },
    assignmentList(found.registryId),
    ...endpointIds(registry).map((id) => ({ type: ARM_TYPE.endpoint, id })),
    ...own.map(({ id }) => zoneGroupList(id)),
    ...ungrouped(found).flatMap((id) => [zoneList(id), zoneList(found.registryId)]),
    ...networks,
    ...zones,
    ...zones.flatMap(({ id }) => (bodyOf(found, id) ? [linkList(id), recordSetList(id)] : [])),
    ...(strangers(found).length > 0 ? [identityList(found.registryId)] : []),
    ...identities,
    ...vaults,
    ...groups.map((id) => ({ type: ARM_TYPE.group, id })),
    ...groups.flatMap((id) => (bodyOf(found, id) ? [contentList(id)] : [])),
  ]);
}

function unasked({ answers }: Found, targets: readonly ReadTarget[]): readonly ReadTarget[] {
  const distinct = new Map(targets.map((target) => [foldId(target.id), target]));
  return [...distinct.values()].filter(({ id }) => !answers.has(foldId(id)));
}

/** Those that endpoints are in, and those that are linked to a zone which acrctl takes. */
function networksOf(found: Found): readonly string[] {
  const own = endpointsOf(found).own.map(({ networkId }) => networkId);
  const linked = zonesOf(found)
    .filter((id) => bodyOf(found, id) !== undefined && zoneVerdict(found, id) === undefined)
    .flatMap((id) => entriesOf(found, linkList(id).id) ?? [])
    .map(linkedNetwork);
  return sortedIds([...own, ...linked].filter((id) => isOfType(id, ARM_TYPE.network)));
}

/** Those that zone groups write to, and those that hold records for endpoints without a group. */
export function zonesOf(found: Found): readonly string[] {
  const { own } = endpointsOf(found);
  const grouped = own.flatMap((endpoint) => zoneGroupsOf(found, endpoint) ?? []).flatMap(zonesIn);
  const { registryZone } = CLOUDS[found.cloud];
  const listed = ungrouped(found)
    .flatMap((id) => [zoneList(id), zoneList(found.registryId)])
    .flatMap(({ id }) => entriesOf(found, id) ?? [])
    .filter((zone) => textAt(zone, 'name')?.toLowerCase() === registryZone)
    .flatMap((zone) => textAt(zone, 'id') ?? []);
  return sortedIds([...grouped, ...listed].filter((id) => isOfType(id, ARM_TYPE.zone)));
}

/** Those that the registry has, and those of its subscription that have a grant on it. */
export function identitiesOf(found: Found): readonly string[] {
  const principals = new Set(strangers(found));
  const granted = (entriesOf(found, identityList(found.registryId).id) ?? [])
    .filter((identity) => principals.has(principalOf(identity)))
    .flatMap((identity) => textAt(identity, 'id') ?? []);
  const ids = [...assignedIdentities(found), ...granted];
  return sortedIds(ids.filter((id) => isOfType(id, ARM_TYPE.identity)));
}

export function assignedIdentities(found: Found): readonly string[] {
  const registry = bodyOf(found, found.registryId);
  const map = registry && getPath(registry, 'identity.userAssignedIdentities');
  return isJsonObject(map) ? Object.keys(map) : [];
}

/** Object ids of applications and identities with a grant on the registry. */
function strangers(found: Found): readonly string[] {
  return (assignmentsOf(found) ?? [])
    .filter((grant) => textAt(grant, 'properties.principalType') === 'ServicePrincipal')
    .map(principalOf);
}

export function principalOf(body: JsonObject): string {
  return textAt(body, 'properties.principalId')?.toLowerCase() ?? '';
}

function identityList(registryId: string): ReadTarget {
  const provider = 'Microsoft.ManagedIdentity/userAssignedIdentities';
  return {
    type: QUESTION.identities,
    id: `/subscriptions/${subscriptionOf(registryId)}/providers/${provider}`,
  };
}

/** The grants at the scope of the registry, and above it. */
function assignmentList(registryId: string): ReadTarget {
  return { type: QUESTION.roleAssignments, id: `${registryId}/providers/${ARM_TYPE.roleAssignment}` };
}

/** Ids of endpoints that have no zone group, as far as is known. */
function ungrouped(found: Found): readonly string[] {
  return endpointsOf(found)
    .own.filter((endpoint) => zoneGroupsOf(found, endpoint)?.length === 0)
    .map(({ id }) => id);
}

function zoneList(id: string): ReadTarget {
  const subscription = subscriptionOf(id);
  return {
    type: QUESTION.zones,
    id: `/subscriptions/${subscription}/providers/Microsoft.Network/privateDnsZones`,
  };
}

function isOfType(id: string, type: string): boolean {
  return foldId(parseArmId(id)?.type ?? '') === foldId(type);
}

function sortedIds(ids: readonly string[]): readonly string[] {
  return distinctIds(ids).toSorted((a, b) => (foldId(a) < foldId(b) ? -1 : 1));
}

/** The replicas of the registry in other regions than its own. */
export function replicasOf(found: Found): readonly JsonObject[] | undefined {
  return entriesOf(found, `${found.registryId}/replications`);
}

/** The grants on the registry itself. */
export function assignmentsOf(found: Found): readonly JsonObject[] | undefined {
  return entriesOf(found, assignmentList(found.registryId).id)?.filter(
    (grant) => foldId(textAt(grant, 'properties.scope') ?? '') === foldId(found.registryId),
  );
}
