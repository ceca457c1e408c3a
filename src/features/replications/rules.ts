import type { Diagnostic } from '../../core/diagnostic.ts';
import { quote } from '../../core/wording.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { homeRegion } from '../home-region.ts';
import { type NameRule, nameFaults } from '../names.ts';
import type { PlacedRegistry, PlacedReplication } from '../placed.ts';
import { isRegion, regionOf } from '../private-link/host-names.ts';
import { faultAt, inFileOrder, isFaulty, type RuleInput, type Spot, warningAt } from '../rule.ts';
import { cloudOf } from '../scope.ts';

/** Names and regions of replicas, and what a registry and its replicas ask of availability zones. */
export function replicationRules(input: RuleInput): readonly Diagnostic[] {
  const { registries } = input.placed;
  return [
    ...registries.flatMap((registry) => [
      ...registry.replications.flatMap((replica) => nameAndRegionFaults(input, replica)),
      ...homeFaults(input, registry),
      ...twinFaults(input, registry),
    ]),
    ...registries.flatMap((registry) => [registry, ...registry.replications]).flatMap(zoneWarnings(input)),
  ];
}

/** True where the region of the replica has the form of one: its key need not. */
export function hasRegion({ location }: PlacedReplication): boolean {
  return isRegion(location);
}

/** Where the region of the replica is written. */
export function regionSpot({ path, address, entry }: PlacedReplication): Spot {
  return entry.location === undefined
    ? { path, part: 'key', address }
    : { path: [...path, 'location'], address };
}

const REPLICA_NAME: NameRule = {
  what: 'a replica',
  pattern: /^[A-Za-z0-9]{5,50}$/,
  words: '5 to 50 letters and digits, nothing else',
};

function nameAndRegionFaults(input: RuleInput, replica: PlacedReplication): Diagnostic[] {
  const { key, path, entry } = replica;
  const isSaid = entry.location !== undefined || isFaulty(input, [...path, 'location']);
  if (isSaid || hasRegion(replica)) return nameFaults(input, replica, REPLICA_NAME);
  const short = key.toLowerCase().replaceAll(/[\s_-]/g, '');
  const hint = isRegion(short) ? `write ${short}` : undefined;
  const detail = `The key of a replica is its region unless location says another, and ${quote(key)} is none in its short form, lower case and without spaces, such as northeurope. Change the key, or give location.`;
  const fault = faultAt(input, 'ACR1253', regionSpot(replica), { detail, hint, requirements: ['1.58'] });
  // What is wrong with the key as a name follows from that.
  return entry.name === undefined ? [fault] : [fault, ...nameFaults(input, replica, REPLICA_NAME)];
}

/** By region, whatever the replica is called: Azure does not refuse it (lessons 4 and 5). */
function homeFaults(input: RuleInput, registry: PlacedRegistry): Diagnostic[] {
  const home = homeRegion(input, registry);
  return registry.replications
    .filter((replica) => isKnown(input, replica) && regionOf(replica.location) === home)
    .map((replica) => {
      const detail = `The registry is in ${home} itself, and its home region is no replica. Azure does not refuse one there, and it would do nothing. Take it out, or correct the region of the registry or of the replica.`;
      return faultAt(input, 'ACR1251', regionSpot(replica), { detail, requirements: ['1.58'] });
    });
}

/** Assumption: no source shows what Azure says; data endpoint and private link member are one for each region. */
function twinFaults(input: RuleInput, { replications }: PlacedRegistry): Diagnostic[] {
  const first = new Map<string, PlacedReplication>();
  return inFileOrder(input, replications).flatMap((replica) => {
    if (!isKnown(input, replica)) return [];
    const region = regionOf(replica.location);
    const earlier = first.get(region);
    if (earlier === undefined) first.set(region, replica);
    // Two keys for one replica are reported as such.
    if (earlier === undefined || foldId(earlier.id) === foldId(replica.id)) return [];
    const detail = `Replica ${quote(earlier.key)} of this registry is in ${region} already. A registry has one replica in a region, with one data endpoint: keep one of the two.`;
    return [faultAt(input, 'ACR1252', regionSpot(replica), { detail, requirements: ['1.58'] })];
  });
}

/** False where the region that is written is faulty, and the key stands in its place. */
function isKnown(input: RuleInput, { path }: PlacedReplication): boolean {
  return !isFaulty(input, [...path, 'location']);
}

/**
 * Registries and replicas are zone redundant in every region that has zones, whatever is asked and whatever Azure
 * answers (MicrosoftDocs/azure-management-docs, container-registry/zone-redundancy.md of 2026; lessons 10). The
 * documents of the other clouds do not say so.
 */
function zoneWarnings(input: RuleInput): (entry: PlacedRegistry | PlacedReplication) => Diagnostic[] {
  const isPublic = cloudOf(input.config) === 'AzureCloud';
  return ({ path, address, entry, isExisting }) => {
    if (!isPublic || isExisting || entry.zoneRedundancy !== false) return [];
    const detail =
      'Azure spreads registries and replicas over the availability zones of every region that has them, and this cannot be turned off. With false it only shows Disabled. Take it out, unless that is what you want to see.';
    return [warningAt(input, 'ACR1254', { path: [...path, 'zoneRedundancy'], address }, { detail })];
  };
}
