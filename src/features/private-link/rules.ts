import { formatAddress } from '../../core/address.ts';
import type { PrivateEndpoint } from '../../core/config.generated.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { didYouMean, nearest, quote } from '../../core/wording.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { CLOUDS } from '../../providers/azure/clouds.ts';
import { nameFaults, networkName } from '../names.ts';
import { parseRange } from '../networks/ip-range.ts';
import { prefixFor, roomOf } from '../networks/subnet-room.ts';
import { type PlacedEndpoint, type PlacedRegistry, type PlacedSubnet, zoneOf } from '../placed.ts';
import { faultAt, inFileOrder, isWritten, type RuleInput, type Spot, warningAt } from '../rule.ts';
import { cloudOf } from '../scope.ts';

/** Subnets, zones and addresses of private endpoints. */
export function privateLinkRules(input: RuleInput): readonly Diagnostic[] {
  const endpoints = input.placed.registries.flatMap((registry) => registry.endpoints);
  return [
    ...referenceFaults(input),
    ...endpoints.flatMap((endpoint) => [
      ...nameFaults(input, endpoint, ENDPOINT_NAME, longestName(endpoint)),
      ...zoneNameFaults(input, endpoint),
      ...linkWarnings(input, endpoint),
    ]),
    ...sharedZoneFaults(input),
    ...roomFaults(input),
  ];
}

/** Larger prefixes than this are small for endpoints: the registry's documentation advises /27 (network.md). */
const ADVISED_PREFIX = 27;

const ENDPOINT_NAME = networkName('the network interface of a private endpoint (the endpoint with -nic)');

/**
 * The name of the interface is the longest of an endpoint's. A foreign character in the name of the registry is
 * reported there, not at every endpoint.
 */
function longestName({ entry, interface: { name } }: PlacedEndpoint): string {
  if (entry.name !== undefined) return name;
  const [registry = '', ...rest] = name.split('-');
  return [registry.replace(/[^A-Za-z0-9]/gu, 'x'), ...rest].join('-');
}

function referenceFaults(input: RuleInput): Diagnostic[] {
  return Object.entries(input.config.registries ?? {}).flatMap(([registry, { network }]) =>
    Object.entries(network?.privateEndpoints ?? {}).flatMap(([key, entry]) => {
      const path = ['registries', registry, 'network', 'privateEndpoints', key];
      return [...subnetFaults(input, path, entry), ...zoneFaults(input, path, entry)];
    }),
  );
}

function subnetFaults(input: RuleInput, path: readonly string[], { subnet }: PrivateEndpoint): Diagnostic[] {
  const { networkByKey, subnetByReference } = input.placed;
  const [networkKey = '', subnetKey = ''] = subnet.split('/');
  const missing = ['networks', networkKey, 'subnets', subnetKey];
  const spot: Spot = { path: [...path, 'subnet'], address: formatAddress(path), missing };
  const requirements = ['1.9'];
  if (subnetByReference.has(subnet) || isWritten(input, ['networks', networkKey, 'subnets', subnetKey]))
    return [];
  const network = networkByKey.get(networkKey);
  if (network === undefined) {
    if (isWritten(input, ['networks', networkKey])) return [];
    const detail = `The file lists no network ${quote(networkKey)}. A private endpoint lives in a subnet of a listed network: add it to networks.`;
    const hint = didYouMean(networkKey, [...networkByKey.keys()]);
    return [faultAt(input, 'ACR1102', spot, { detail, hint, requirements })];
  }
  const known = network.subnets.map(({ key }) => key);
  const near = nearest(subnetKey, known);
  const use = near === undefined ? 'Add' : `Use ${networkKey}/${near}, or add`;
  const detail = `Network ${quote(networkKey)} lists no subnet ${quote(subnetKey)}. A private endpoint lives in a subnet of a listed network. ${use} the subnet to networks.${networkKey}.subnets.`;
  return [faultAt(input, 'ACR1104', spot, { detail, hint: didYouMean(subnetKey, known), requirements })];
}

function zoneFaults(input: RuleInput, path: readonly string[], { dns }: PrivateEndpoint): Diagnostic[] {
  const { zoneByKey } = input.placed;
  const { manage = 'zoneGroup', zone: key } = dns;
  const isKept = manage === 'zoneGroup' || manage === 'records';
  const address = formatAddress(path);
  const requirements = ['1.23'];
  if (key === undefined) {
    if (!isKept || isWritten(input, [...path, 'dns', 'zone'])) return [];
    const detail = `With manage: ${manage} the records stand in a private DNS zone of this file: say which with zone.`;
    const spot: Spot = { path: [...path, 'dns'], part: 'key', address, missing: [...path, 'dns', 'zone'] };
    return [faultAt(input, 'ACR1019', spot, { detail, hint: 'add zone', requirements })];
  }
  if (!isKept) {
    const detail = `With manage: ${manage} acrctl keeps no records, and the zone has no effect. Take it out, or write zoneGroup or records.`;
    return [
      faultAt(
        input,
        'ACR1115',
        { path: [...path, 'dns', 'zone'], part: 'key', address },
        { detail, requirements: ['1.57'] },
      ),
    ];
  }
  if (zoneByKey.has(key) || isWritten(input, ['privateDnsZones', key])) return [];
  const detail = `The file lists no private DNS zone ${quote(key)}. The records of an endpoint stand in a listed zone: add it to privateDnsZones and link it to the networks that use the registry.`;
  const hint = didYouMean(key, [...zoneByKey.keys()]);
  const spot: Spot = { path: [...path, 'dns', 'zone'], address, missing: ['privateDnsZones', key] };
  return [faultAt(input, 'ACR1105', spot, { detail, hint, requirements })];
}

/** Azure writes the records of a zone group under one zone name in each cloud, whatever the zone is called. */
function zoneNameFaults(input: RuleInput, endpoint: PlacedEndpoint): Diagnostic[] {
  const { path, address } = endpoint;
  const zone = zoneOf(endpoint);
  const cloud = cloudOf(input.config);
  const { registryZone } = CLOUDS[cloud];
  if (zone === undefined || zone.name === registryZone) return [];
  const detail = `The zone of this endpoint is named ${quote(zone.name)}. In ${cloud} clients are led to names in ${registryZone}, so that the zone must have exactly this name.`;
  const spot: Spot = { path: [...path, 'dns', 'zone'], address };
  const hint = `the zone is ${registryZone}`;
  return [faultAt(input, 'ACR1223', spot, { detail, hint, requirements: ['1.23'] })];
}

function linkWarnings(input: RuleInput, endpoint: PlacedEndpoint): Diagnostic[] {
  const { path, address, network } = endpoint;
  const zone = zoneOf(endpoint);
  // Of an existing zone the file need not list the links: the plan looks.
  if (zone === undefined || zone.isExisting) return [];
  if (zone.links.some((link) => foldId(link.network.id) === foldId(network.id))) return [];
  const detail = `Zone ${quote(zone.key)} is not linked to network ${quote(network.key)}, where the endpoint is: machines there find the public address of the registry. Add ${network.key} to the links of the zone, unless they ask another DNS that knows it.`;
  const spot: Spot = { path: [...path, 'dns', 'zone'], address };
  return [warningAt(input, 'ACR1226', spot, { detail, requirements: ['1.24'] })];
}

/** The last writer of a record wins, and deleting either endpoint takes the record of both (N11, lesson 37). */
function sharedZoneFaults(input: RuleInput): Diagnostic[] {
  return input.placed.registries.flatMap(({ endpoints }) => {
    const first = new Map<string, PlacedEndpoint>();
    return inFileOrder(input, endpoints).flatMap((endpoint) => {
      const zone = zoneOf(endpoint);
      if (zone === undefined) return [];
      const earlier = first.get(foldId(zone.id));
      if (earlier === undefined) first.set(foldId(zone.id), endpoint);
      // Two keys for one endpoint are reported as such.
      if (earlier === undefined || foldId(earlier.id) === foldId(endpoint.id)) return [];
      const detail = `Endpoint ${quote(earlier.key)} of this registry already keeps its records in this zone. Both would write the same names: one endpoint's addresses would be lost, and with the first that is deleted the records of both. Give each its own zone of this name, in a group of its own, linked to its networks.`;
      const spot: Spot = { path: [...endpoint.path, 'dns', 'zone'], address: endpoint.address };
      return [faultAt(input, 'ACR1225', spot, { detail, requirements: ['1.34', '1.36', '1.58'] })];
    });
  });
}

function roomFaults(input: RuleInput): Diagnostic[] {
  const needs = input.placed.registries.flatMap((registry) =>
    registry.endpoints.map(({ subnet }) => ({ subnet, addresses: addressesOf(registry) })),
  );
  return [...Map.groupBy(needs, ({ subnet }) => subnet)].flatMap(([subnet, tenants]) => {
    const range = parseRange(subnet.entry.prefix ?? '');
    if (range === undefined || range.version === 6 || range.prefix > 29) return [];
    const needed = tenants.reduce((sum, { addresses }) => sum + addresses, 0);
    return roomIn(input, subnet, range.prefix, { endpoints: tenants.length, needed });
  });
}

/** The registry, the data endpoint of its home region, and one for each replica (1.27). */
function addressesOf({ replications }: PlacedRegistry): number {
  return 2 + replications.length;
}

function roomIn(
  input: RuleInput,
  subnet: PlacedSubnet,
  prefix: number,
  { endpoints, needed }: { readonly endpoints: number; readonly needed: number },
): Diagnostic[] {
  const room = roomOf(prefix);
  const spot: Spot = { path: [...subnet.path, 'prefix'], address: subnet.address };
  if (needed > room) {
    const fitting = prefixFor(needed);
    const detail = `${endpoints} private endpoints take ${needed} addresses of this subnet (two each, and one for each replica of the registry); /${prefix} has ${room} after the five that Azure keeps. Make it /${fitting} or larger, or put endpoints elsewhere.`;
    return [faultAt(input, 'ACR1217', spot, { detail, hint: `needs /${fitting}`, requirements: ['1.27'] })];
  }
  if (prefix <= ADVISED_PREFIX) return [];
  const detail = `Private endpoints are in this subnet, and /${prefix} leaves ${room - needed} addresses free. Each replica of a registry takes one more in each endpoint, and a subnet in use cannot grow; /${ADVISED_PREFIX} or larger is advised.`;
  return [warningAt(input, 'ACR1215', spot, { detail, requirements: ['1.27'] })];
}
