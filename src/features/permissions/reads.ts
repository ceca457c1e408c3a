import type { PriorEntry } from '../../core/desired.ts';
import type { ReadTarget } from '../../core/resource-type.ts';
import { foldId, groupIdOf } from '../../providers/azure/arm-id.ts';
import { isNew, type Known, knownIds } from '../live-checks/known.ts';
import { type Placed, zoneOf } from '../placed.ts';
import { allEntries } from '../placement.ts';
import { permissionsAt } from './permission-sets.ts';

/**
 * What the caller may do in each group that acrctl has or gets something in; in the subscription of groups that it
 * makes; and on each object of others that something new is tied to. One question each.
 */
export function permissionReads(
  placed: Placed | undefined,
  prior: readonly PriorEntry[],
): readonly ReadTarget[] {
  const scopes = [
    ...prior.flatMap(({ id }) => groupIdOf(id) ?? []),
    ...(placed === undefined ? [] : ownScopes(placed, knownIds(prior))),
  ];
  return [...new Map(scopes.map((scope) => [foldId(scope), permissionsAt(scope)])).values()];
}

function ownScopes(placed: Placed, known: Known): readonly string[] {
  const made = allEntries(placed).filter(({ isExisting }) => !isExisting);
  const groups = placed.groups.filter((group) => !group.isExisting && isNew(group, known));
  return [
    ...made.flatMap(({ id }) => groupIdOf(id) ?? []),
    ...groups.map(({ subscription }) => `/subscriptions/${subscription}`),
    ...linkedScopes(placed, known),
  ];
}

/** Their owners often give a role on just the object. */
function linkedScopes({ zones, vaults, registries }: Placed, known: Known): readonly string[] {
  const links = zones.flatMap((zone) => zone.links).filter((link) => !link.isExisting && isNew(link, known));
  const endpoints = registries.flatMap((registry) => registry.endpoints).filter((each) => isNew(each, known));
  const targets = new Set(endpoints.map(({ registryId }) => foldId(registryId)));
  const objects = [
    ...links.map(({ network }) => network),
    ...endpoints.map(({ subnet }) => subnet),
    ...endpoints.flatMap((endpoint) => zoneOf(endpoint) ?? []),
    ...registries.filter(({ id }) => targets.has(foldId(id))),
    ...registries.filter((registry) => isNew(registry, known)).flatMap(({ identities }) => identities),
    // Where access to a key is given.
    ...vaults,
  ];
  return objects.filter(({ isExisting }) => isExisting).map(({ id }) => id);
}
