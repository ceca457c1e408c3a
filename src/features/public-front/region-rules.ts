import type { Diagnostic } from '../../core/diagnostic.ts';
import { didYouMean, enumerate, quote } from '../../core/wording.ts';
import { homeRegion } from '../home-region.ts';
import { parseRange } from '../networks/ip-range.ts';
import { prefixFor, roomOf } from '../networks/subnet-room.ts';
import type { PlacedFront, PlacedFrontRegion, PlacedSubnet } from '../placed.ts';
import { isRegion, regionOf } from '../private-link/host-names.ts';
import { faultAt, isFaulty, isWritten, type RuleInput, type Spot, warningAt } from '../rule.ts';
import { FRONT_DEFAULTS } from './schema.ts';

/** What a gateway needs around it: its subnet, the way to the registry, and layers that come from its region. */
export function regionFaults(
  input: RuleInput,
  front: PlacedFront,
  region: PlacedFrontRegion,
): readonly Diagnostic[] {
  const { subnet } = region;
  return [
    ...keyFaults(input, region),
    ...placeFaults(input, front.registry, region),
    ...(subnet === undefined ? subnetReferenceFaults(input, region) : subnetFaults(input, region, subnet)),
    ...endpointFaults(input, front, region),
    ...capacityFaults(input, region),
  ];
}

function keyFaults(input: RuleInput, { path, address, key }: PlacedFrontRegion): Diagnostic[] {
  if (isRegion(key)) return [];
  const short = key.toLowerCase().replaceAll(/[\s_-]/g, '');
  const hint = isRegion(short) ? `write ${short}` : undefined;
  const detail = `The regions of a front are keyed by their short form, lower case and without spaces, such as westeurope, and ${quote(key)} is none.`;
  const spot: Spot = { path, part: 'key', address };
  return [faultAt(input, 'ACR1387', spot, { detail, hint, requirements: ['2.29'] })];
}

/** Layers of a region come from its data endpoint (2.29). */
function placeFaults(
  input: RuleInput,
  registry: PlacedFront['registry'],
  region: PlacedFrontRegion,
): Diagnostic[] {
  if (registry === undefined || !isRegion(region.key)) return [];
  if (isFaulty(input, [...registry.path, 'replications'])) return [];
  const home = homeRegion(input, registry);
  // Others may have made replicas of a registry of theirs that the file does not list.
  if (home === undefined || registry.isExisting) return [];
  const regions = [home, ...registry.replications.map(({ location }) => regionOf(location)).sort()];
  if (regions.includes(region.key)) return [];
  const detail = `${registry.name} is not in ${region.key}: it is in ${enumerate(regions)}. A gateway serves layers from the data endpoint of its own region. Add ${region.key} to replications of the registry, or write one of its regions.`;
  const spot: Spot = { path: region.path, part: 'key', address: region.address };
  return [faultAt(input, 'ACR1246', spot, { detail, requirements: ['2.29'] })];
}

/** Whatever replica answers says where its layers are: a region without a gateway has no name of the front for them (2.22). */
export function uncoveredWarnings(
  input: RuleInput,
  { path, address, registry, regions }: PlacedFront,
): Diagnostic[] {
  if (registry === undefined || isFaulty(input, [...path, 'regions'])) return [];
  if (regions.some(({ key }) => !isRegion(key))) return [];
  const home = registry.isExisting ? undefined : homeRegion(input, registry);
  const routed = registry.replications
    .filter(({ entry }) => entry.globalRouting !== false)
    .map(({ location }) => regionOf(location))
    .sort();
  if (regions.some((region) => placeFaults(input, registry, region).length > 0)) return [];
  const covered = new Set(regions.map(({ key }) => key));
  const lacking = [...(home === undefined ? [] : [home]), ...routed].filter((region) => !covered.has(region));
  if (lacking.length === 0) return [];
  const spot: Spot = { path: [...path, 'regions'], part: 'key', address };
  return [
    warningAt(input, 'ACR1385', spot, {
      detail: ledPast(registry.name, lacking),
      requirements: ['2.22', '2.29'],
    }),
  ];
}

/** What becomes of layers from regions that a front does not have. */
export function ledPast(registry: string, regions: readonly string[]): string {
  return `${registry} is in ${enumerate(regions)}, too, and the front is not: when the registry answers from there, it sends clients for layers to its own host, which no rule of a gateway replaces. Give the front a region for each of them; a replica with globalRouting: false answers nobody.`;
}

function subnetReferenceFaults(input: RuleInput, { path, address, entry }: PlacedFrontRegion): Diagnostic[] {
  const { networkByKey } = input.placed;
  const [networkKey = '', subnetKey = ''] = entry.subnet.split('/');
  const missing = ['networks', networkKey, 'subnets', subnetKey];
  const spot: Spot = { path: [...path, 'subnet'], address, missing };
  const requirements = ['2.9'];
  if (isWritten(input, missing)) return [];
  const network = networkByKey.get(networkKey);
  if (network === undefined) {
    if (isWritten(input, ['networks', networkKey])) return [];
    const detail = `The file lists no network ${quote(networkKey)}. A gateway lives in a subnet of a listed network, written NETWORK/SUBNET: add it to networks.`;
    const hint = didYouMean(networkKey, [...networkByKey.keys()]);
    return [faultAt(input, 'ACR1102', spot, { detail, hint, requirements })];
  }
  const hint = didYouMean(
    subnetKey,
    network.subnets.map(({ key }) => key),
  );
  const detail = `Network ${quote(networkKey)} lists no subnet ${quote(subnetKey)}. A gateway lives in a subnet of its own: add it to networks.${networkKey}.subnets, with a prefix of /24.`;
  return [faultAt(input, 'ACR1104', spot, { detail, hint, requirements })];
}

/** The subnet is in the region, holds nothing but gateways, and has an address for each instance (application-gateway.md 6). */
function subnetFaults(input: RuleInput, region: PlacedFrontRegion, subnet: PlacedSubnet): Diagnostic[] {
  const { path, address, key } = region;
  const { networks, registries, fronts } = input.placed;
  const spot: Spot = { path: [...path, 'subnet'], address };
  const report = (detail: string) => [
    faultAt(input, 'ACR1244', spot, { detail, requirements: ['2.9', '2.11'] }),
  ];
  const network = networks.find(({ id }) => id === subnet.networkId);
  const isElsewhere = network !== undefined && network.location !== '' && regionOf(network.location) !== key;
  if (isElsewhere && isRegion(key))
    return report(
      `${network.address} is in ${network.location}, and a gateway in ${key} lives in a network of ${key}. Write a subnet of a network there.`,
    );
  const endpoint = registries
    .flatMap(({ endpoints }) => endpoints)
    .find((each) => each.subnet.id === subnet.id);
  if (endpoint !== undefined)
    return report(
      `${endpoint.address} is in ${subnet.address}, too, and a gateway shares its subnet with nothing: Azure refuses it. Give the gateway a subnet of its own.`,
    );
  const needed = fronts
    .flatMap(({ regions }) => regions)
    .filter((each) => each.subnet?.id === subnet.id)
    .reduce((sum, each) => sum + (each.entry.capacity?.max ?? FRONT_DEFAULTS.capacity.max), 0);
  const range = parseRange(subnet.entry.prefix ?? '');
  if (range === undefined || range.version === 6 || needed <= roomOf(range.prefix)) return [];
  return report(
    `/${range.prefix} has ${Math.max(roomOf(range.prefix), 0)} addresses after the five that Azure keeps, and what stands here may grow to ${needed} instances. Make ${subnet.address} /${prefixFor(needed)} or larger, or write a smaller capacity.max.`,
  );
}

/** A front makes no private endpoint: it uses one that the registry has in the same network (2.10). */
function endpointFaults(
  input: RuleInput,
  { registry }: PlacedFront,
  { path, address, entry, endpoint, subnet, key }: PlacedFrontRegion,
): Diagnostic[] {
  if (registry === undefined) return [];
  const at = [...registry.path, 'network', 'privateEndpoints'];
  const requirements = ['2.10', '2.31'];
  const [networkKey = ''] = entry.subnet.split('/');
  const network = input.placed.networkByKey.get(networkKey);
  const free = network?.subnets.find((each) => each.id !== subnet?.id)?.key ?? 'SUBNET';
  const [zone] = input.placed.zones.map((each) => each.key);
  const dns = zone === undefined ? '{ manage: external }' : `{ zone: ${zone} }`;
  const lines = `${entry.privateEndpoint}: { subnet: ${networkKey}/${free}, dns: ${dns} }`;
  if (endpoint === undefined) {
    const missing = [...at, entry.privateEndpoint];
    if (isWritten(input, missing)) return [];
    const spot: Spot = { path: [...path, 'privateEndpoint'], address, missing };
    const keys = registry.endpoints.map((each) => each.key);
    const detail = `${registry.address} has no private endpoint ${quote(entry.privateEndpoint)}, and the gateway reaches the registry by none but a private one. Below ${registry.address}.network.privateEndpoints, add ${lines}.`;
    return [
      faultAt(input, 'ACR1127', spot, {
        detail,
        hint: didYouMean(entry.privateEndpoint, keys),
        requirements,
      }),
    ];
  }
  if (subnet === undefined || endpoint.network.id === subnet.networkId) return [];
  const spot: Spot = { path: [...path, 'privateEndpoint'], address };
  const other = registry.endpoints.find((each) => each.network.id === subnet.networkId);
  const remedy =
    other === undefined
      ? `Below ${registry.address}.network.privateEndpoints, add front-${key}: { subnet: ${networkKey}/${free}, dns: ${dns} }, and name that here.`
      : `Write ${other.key}, which is there.`;
  const detail = `${endpoint.address} is in ${endpoint.network.address}, and the gateway in ${network?.address ?? networkKey}: its instances ask the DNS of their own network, which leads to an endpoint there. ${remedy}`;
  return [faultAt(input, 'ACR1243', spot, { detail, requirements })];
}

function capacityFaults(input: RuleInput, { path, address, entry }: PlacedFrontRegion): Diagnostic[] {
  const { min = FRONT_DEFAULTS.capacity.min, max = FRONT_DEFAULTS.capacity.max } = entry.capacity ?? {};
  if (min <= max) return [];
  const detail = `At least ${min} and at most ${max} instances are none. Write a max that is not below min.`;
  const spot: Spot = {
    path: [...path, 'capacity', entry.capacity?.max === undefined ? 'min' : 'max'],
    address,
  };
  return [faultAt(input, 'ACR1023', spot, { detail, requirements: ['2.11'] })];
}
