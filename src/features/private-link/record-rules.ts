import type { Diagnostic } from '../../core/diagnostic.ts';
import { quote } from '../../core/wording.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { CLOUDS } from '../../providers/azure/clouds.ts';
import { type PlacedEndpoint, zoneOf } from '../placed.ts';
import { faultAt, inFileOrder, type RuleInput, type Spot, warningAt } from '../rule.ts';
import { cloudOf } from '../scope.ts';

/** The zones that records of endpoints stand in, whoever writes them there. */
export function recordRules(input: RuleInput): readonly Diagnostic[] {
  return input.placed.registries.flatMap(({ endpoints }) => [
    ...endpoints.flatMap((endpoint) => [
      ...zoneNameFaults(input, endpoint),
      ...linkWarnings(input, endpoint),
    ]),
    ...sharedZoneFaults(input, endpoints),
    ...policyWarnings(input, endpoints),
  ]);
}

/** Clients are led to names under one zone name in each cloud, whatever the zone is called. */
function zoneNameFaults(input: RuleInput, endpoint: PlacedEndpoint): Diagnostic[] {
  const zone = zoneOf(endpoint);
  const cloud = cloudOf(input.config);
  const { registryZone } = CLOUDS[cloud];
  if (zone === undefined || zone.name === registryZone) return [];
  const detail = `The zone of this endpoint is named ${quote(zone.name)}. In ${cloud} clients are led to names in ${registryZone}, so that the zone must have exactly this name.`;
  const hint = `the zone is ${registryZone}`;
  return [faultAt(input, 'ACR1223', zoneSpot(endpoint), { detail, hint, requirements: ['1.23'] })];
}

function linkWarnings(input: RuleInput, endpoint: PlacedEndpoint): Diagnostic[] {
  const { network } = endpoint;
  const zone = zoneOf(endpoint);
  // Of an existing zone the file need not list the links: the plan looks.
  if (zone === undefined || zone.isExisting) return [];
  if (zone.links.some((link) => foldId(link.network.id) === foldId(network.id))) return [];
  const detail = `Zone ${quote(zone.key)} is not linked to network ${quote(network.key)}, where the endpoint is: machines there find the public address of the registry. Add ${network.key} to the links of the zone, unless they ask another DNS that knows it.`;
  return [warningAt(input, 'ACR1226', zoneSpot(endpoint), { detail, requirements: ['1.24'] })];
}

/** The last writer of a record wins, and deleting either endpoint takes the record of both (N11, lesson 37). */
function sharedZoneFaults(input: RuleInput, endpoints: readonly PlacedEndpoint[]): Diagnostic[] {
  const first = new Map<string, PlacedEndpoint>();
  return inFileOrder(input, endpoints).flatMap((endpoint) => {
    const zone = zoneOf(endpoint);
    if (zone === undefined) return [];
    const earlier = first.get(foldId(zone.id));
    if (earlier === undefined) first.set(foldId(zone.id), endpoint);
    // Two keys for one endpoint are reported as such.
    if (earlier === undefined || foldId(earlier.id) === foldId(endpoint.id)) return [];
    const detail = `The records of endpoint ${quote(earlier.key)} of this registry already stand in this zone. Both endpoints have the same names, of the registry and of all its replicas: one's addresses would be lost, and with the first that is deleted the records of both. Give each its own zone of this name, in a resource group of its own, linked to the networks of its region only.`;
    const requirements = ['1.34', '1.36', '1.58'];
    return [faultAt(input, 'ACR1225', zoneSpot(endpoint), { detail, requirements })];
  });
}

/** A policy is assigned with the id of one zone, which nothing here shows. */
function policyWarnings(input: RuleInput, endpoints: readonly PlacedEndpoint[]): Diagnostic[] {
  const [first, ...others] = inFileOrder(
    input,
    endpoints.filter(({ dns }) => dns.manage === 'policy'),
  );
  if (first === undefined) return [];
  return others.map(({ path, address }) => {
    const detail = `The records of endpoint ${quote(first.key)} of this registry are left to Azure Policy too. Both endpoints have the same names: where the policy puts them into one zone, one's addresses are lost. See to it that each gets a zone of its own, linked to the networks of its region only.`;
    const spot: Spot = { path: [...path, 'dns', 'manage'], address };
    return warningAt(input, 'ACR1263', spot, { detail, requirements: ['1.58'] });
  });
}

function zoneSpot({ path, address }: PlacedEndpoint): Spot {
  return { path: [...path, 'dns', 'zone'], address };
}
