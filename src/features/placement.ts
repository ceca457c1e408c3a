import { type Address, formatAddress } from '../core/address.ts';
import type {
  Config,
  Network,
  PrivateDnsZone,
  PrivateEndpoint,
  Registry,
  ResourceGroup,
  Subnet,
  VirtualNetworkLink,
} from '../core/config.generated.ts';
import { armId, foldId, resourceGroupId } from '../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../providers/azure/arm-types.ts';
import { byKey, mergeTags, named, placeOf, type Scope, scopeOf, tagged } from './scope.ts';

/** What every entry has once it is known where it goes. */
export interface PlacedEntry<Entry> {
  readonly key: string;
  /** The YAML path of the entry: for `locate`, and the address in segments. */
  readonly path: readonly string[];
  readonly address: Address;
  readonly id: string;
  /** The name in Azure. */
  readonly name: string;
  readonly subscription: string;
  /** The name of the group in Azure; for a group, its own. */
  readonly resourceGroup: string;
  readonly entry: Entry;
}

export interface Taggable {
  /** `azure.tags` under the tags of the entry; acrctl's own tags are not among them. */
  readonly tags: Readonly<Record<string, string>>;
}

export interface Regional {
  readonly location: string;
}

export type PlacedGroup = PlacedEntry<ResourceGroup> & Taggable & Regional;

export type PlacedNetwork = PlacedEntry<Network> &
  Taggable &
  Regional & { readonly subnets: readonly PlacedSubnet[] };

export type PlacedSubnet = PlacedEntry<Subnet> & {
  /** Of the network. */
  readonly networkKey: string;
  readonly networkId: string;
};

export type PlacedZone = PlacedEntry<PrivateDnsZone> & Taggable & { readonly links: readonly PlacedLink[] };

export type PlacedLink = PlacedEntry<VirtualNetworkLink> &
  Taggable & { readonly zoneKey: string; readonly network: PlacedNetwork };

export type PlacedRegistry = PlacedEntry<Registry> &
  Taggable &
  Regional & { readonly endpoints: readonly PlacedEndpoint[] };

export type PlacedEndpoint = PlacedEntry<PrivateEndpoint> &
  Taggable &
  Regional & {
    readonly registryAddress: Address;
    readonly registryId: string;
    readonly network: PlacedNetwork;
    readonly subnet: PlacedSubnet;
    readonly zone: PlacedZone;
    /** `customNetworkInterfaceName`, so that the interface can be read in the same round. */
    readonly interface: { readonly name: string; readonly id: string };
    readonly zoneGroup: { readonly address: Address; readonly name: string; readonly id: string };
  };

/**
 * Where every entry of a configuration goes. Once the rules passed, nothing is missing and no field is empty.
 * Before that: a subscription, group or region that is not given is `''`, a link to an unknown network and an
 * endpoint with an unknown subnet or zone are left out.
 */
export interface Placed {
  readonly groups: readonly PlacedGroup[];
  readonly networks: readonly PlacedNetwork[];
  readonly zones: readonly PlacedZone[];
  readonly registries: readonly PlacedRegistry[];
  /** By folded id: what is placed in a group names it by subscription and name. */
  readonly groupById: ReadonlyMap<string, PlacedGroup>;
  readonly networkByKey: ReadonlyMap<string, PlacedNetwork>;
  readonly zoneByKey: ReadonlyMap<string, PlacedZone>;
  /** By `NETWORK/SUBNET`. */
  readonly subnetByReference: ReadonlyMap<string, PlacedSubnet>;
  /** Groups that entries are placed in and the file does not list: they must exist in Azure. */
  readonly unlistedGroups: readonly UnlistedGroup[];
}

export interface UnlistedGroup {
  readonly subscription: string;
  readonly name: string;
  readonly id: string;
  readonly usedBy: readonly Address[];
}

/** The same object for the same configuration: every stage of a run asks again. */
export function placeEntries(config: Config): Placed {
  const known = PLACED.get(config);
  if (known !== undefined) return known;
  const placed = place(config);
  PLACED.set(config, placed);
  return placed;
}

const PLACED = new WeakMap<Config, Placed>();

function place(config: Config): Placed {
  const groups = entriesOf(config.resourceGroups).map(([key, entry]) => placeGroup(config, key, entry));
  const scope = scopeOf(config, groups);
  const networks = entriesOf(config.networks).map(([key, entry]) => placeNetwork(scope, key, entry));
  const networkByKey = byKey(networks);
  const subnetByReference = new Map(
    networks.flatMap(({ subnets }) => subnets).map((subnet) => [referenceTo(subnet), subnet]),
  );
  const zones = entriesOf(config.privateDnsZones).map(([key, entry]) =>
    placeZone(scope, networkByKey, key, entry),
  );
  const zoneByKey = byKey(zones);
  const targets = { networkByKey, subnetByReference, zoneByKey };
  const registries = entriesOf(config.registries).map(([key, entry]) =>
    placeRegistry(scope, targets, key, entry),
  );
  const located = [...networks, ...zones, ...registries, ...registries.flatMap(({ endpoints }) => endpoints)];
  const groupById = new Map(groups.map((group) => [foldId(group.id), group]));
  const unlistedGroups = unlistedAmong(located, groupById);
  return { groups, networks, zones, registries, groupById, ...targets, unlistedGroups };
}

/** Everything placed, in the order of the sections, parents before children. */
export function allEntries(placed: Placed): readonly PlacedEntry<object>[] {
  return [
    ...placed.groups,
    ...placed.networks.flatMap((network) => [network, ...network.subnets]),
    ...placed.zones.flatMap((zone) => [zone, ...zone.links]),
    ...placed.registries.flatMap((registry) => [registry, ...registry.endpoints]),
  ];
}

interface Targets {
  readonly networkByKey: ReadonlyMap<string, PlacedNetwork>;
  readonly subnetByReference: ReadonlyMap<string, PlacedSubnet>;
  readonly zoneByKey: ReadonlyMap<string, PlacedZone>;
}

function placeGroup({ azure }: Config, key: string, entry: ResourceGroup): PlacedGroup {
  const name = entry.name ?? key;
  const subscription = entry.subscription ?? azure.subscription ?? '';
  return {
    ...named(['resourceGroups', key], entry),
    id: resourceGroupId(subscription, name),
    subscription,
    resourceGroup: name,
    location: entry.location ?? azure.location ?? '',
    tags: mergeTags(azure.tags, entry.tags),
  };
}

function placeNetwork(scope: Scope, key: string, entry: Network): PlacedNetwork {
  const place = { ...named(['networks', key], entry), ...placeOf(scope, entry), ...tagged(scope, entry) };
  const { subscription, resourceGroup } = place;
  const id = armId(subscription, resourceGroup, ARM_TYPE.network, place.name);
  const network = { ...place, id };
  const subnets = entriesOf(entry.subnets).map(([name, subnet]) => placeSubnet(network, name, subnet));
  return { ...network, subnets };
}

function placeSubnet(network: Omit<PlacedNetwork, 'subnets'>, key: string, entry: Subnet): PlacedSubnet {
  const self = named([...network.path, 'subnets', key], entry);
  const { subscription, resourceGroup } = network;
  return {
    ...self,
    id: `${network.id}/subnets/${self.name}`,
    subscription,
    resourceGroup,
    networkKey: network.key,
    networkId: network.id,
  };
}

function placeZone(
  scope: Scope,
  networkByKey: Targets['networkByKey'],
  key: string,
  entry: PrivateDnsZone,
): PlacedZone {
  const { location: _, ...place } = {
    ...named(['privateDnsZones', key], entry),
    ...placeOf(scope, entry),
    ...tagged(scope, entry),
  };
  const { subscription, resourceGroup } = place;
  const id = armId(subscription, resourceGroup, ARM_TYPE.zone, place.name);
  const zone = { ...place, id };
  const links = entriesOf(entry.links).flatMap(([name, link]) => {
    const network = networkByKey.get(name);
    return network === undefined ? [] : [placeLink(scope, zone, network, link)];
  });
  return { ...zone, links };
}

function placeLink(
  scope: Scope,
  zone: Omit<PlacedZone, 'links'>,
  network: PlacedNetwork,
  entry: VirtualNetworkLink,
): PlacedLink {
  const { subscription, resourceGroup } = zone;
  return {
    ...named([...zone.path, 'links', network.key], entry),
    ...tagged(scope, entry),
    id: `${zone.id}/virtualNetworkLinks/${network.key}`,
    subscription,
    resourceGroup,
    zoneKey: zone.key,
    network,
  };
}

function placeRegistry(scope: Scope, targets: Targets, key: string, entry: Registry): PlacedRegistry {
  const place = { ...named(['registries', key], entry), ...placeOf(scope, entry), ...tagged(scope, entry) };
  const { subscription, resourceGroup } = place;
  const id = armId(subscription, resourceGroup, ARM_TYPE.registry, place.name);
  const registry = { ...place, id };
  const endpoints = entriesOf(entry.network.privateEndpoints).flatMap(([name, endpoint]) =>
    placeEndpoint(scope, targets, registry, name, endpoint),
  );
  return { ...registry, endpoints };
}

/** An endpoint lives in the region and subscription of its network (design 4); only its group may be another. */
function placeEndpoint(
  scope: Scope,
  targets: Targets,
  registry: Omit<PlacedRegistry, 'endpoints'>,
  key: string,
  entry: PrivateEndpoint,
): PlacedEndpoint[] {
  const subnet = targets.subnetByReference.get(entry.subnet);
  const network = subnet && targets.networkByKey.get(subnet.networkKey);
  const zone = targets.zoneByKey.get(entry.dns.zone);
  if (subnet === undefined || network === undefined || zone === undefined) return [];
  const self = named([...registry.path, 'network', 'privateEndpoints', key], entry);
  const name = entry.name ?? `${registry.name}-${key}`;
  const { subscription, location } = network;
  const { resourceGroup } = placeOf(scope, { resourceGroup: entry.resourceGroup });
  const id = armId(subscription, resourceGroup, ARM_TYPE.endpoint, name);
  const nic = `${name}-nic`;
  return [
    {
      ...self,
      ...tagged(scope, entry),
      name,
      id,
      subscription,
      resourceGroup,
      location,
      registryAddress: registry.address,
      registryId: registry.id,
      network,
      subnet,
      zone,
      interface: {
        name: nic,
        id: armId(subscription, resourceGroup, ARM_TYPE.interface, nic),
      },
      zoneGroup: {
        address: formatAddress([...self.path, 'dnsZoneGroup']),
        name: 'default',
        id: `${id}/privateDnsZoneGroups/default`,
      },
    },
  ];
}

function unlistedAmong(
  located: readonly PlacedEntry<object>[],
  groupById: Placed['groupById'],
): UnlistedGroup[] {
  const unlisted = new Map<string, UnlistedGroup & { usedBy: Address[] }>();
  for (const { subscription, resourceGroup: name, address } of located) {
    const id = resourceGroupId(subscription, name);
    if (name === '' || groupById.has(foldId(id))) continue;
    const known = unlisted.get(foldId(id));
    if (known === undefined) unlisted.set(foldId(id), { subscription, name, id, usedBy: [address] });
    else known.usedBy.push(address);
  }
  return [...unlisted.values()];
}

/** Sorted by key, so that nothing that follows depends on the order of the file. */
function entriesOf<Entry>(section: Readonly<Record<string, Entry>> | undefined): [string, Entry][] {
  return Object.entries(section ?? {}).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function referenceTo(subnet: PlacedSubnet): string {
  return `${subnet.networkKey}/${subnet.key}`;
}
