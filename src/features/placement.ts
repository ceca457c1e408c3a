import type { Address } from '../core/address.ts';
import type {
  Config,
  DnsZone,
  Identity,
  KeyVault,
  KeyVaultCertificate,
  KeyVaultKey,
  Network,
  PrivateDnsZone,
  ResourceGroup,
  Subnet,
  VirtualNetworkLink,
  Workspace,
} from '../core/config.generated.ts';
import { armId, foldId, resourceGroupId } from '../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../providers/azure/arm-types.ts';
import { CLOUDS } from '../providers/azure/clouds.ts';
import { placeDiagnostics } from './diagnostics/placement.ts';
import { placeRegistry, type Targets } from './place-registry.ts';
import type {
  Placed,
  PlacedCertificate,
  PlacedDnsZone,
  PlacedEntry,
  PlacedGroup,
  PlacedIdentity,
  PlacedLink,
  PlacedNetwork,
  PlacedSubnet,
  PlacedVault,
  PlacedVaultKey,
  PlacedWorkspace,
  PlacedZone,
  UnlistedGroup,
} from './placed.ts';
import { placeFront } from './public-front/placement.ts';
import {
  byKey,
  cloudOf,
  entriesOf,
  mergeTags,
  named,
  placeOf,
  type Scope,
  scopeOf,
  tagged,
} from './scope.ts';

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
  const identities = entriesOf(config.identities).map(([key, entry]) => placeIdentity(scope, key, entry));
  const workspaces = entriesOf(config.workspaces).map(([key, entry]) => placeWorkspace(scope, key, entry));
  const workspaceByKey = byKey(workspaces);
  const vaults = entriesOf(config.keyVaults).map(([key, entry]) =>
    placeVault(config, scope, workspaceByKey, key, entry),
  );
  const networks = entriesOf(config.networks).map(([key, entry]) => placeNetwork(scope, key, entry));
  const networkByKey = byKey(networks);
  const subnetByReference = new Map(
    networks.flatMap(({ subnets }) => subnets).map((subnet) => [referenceTo(subnet), subnet]),
  );
  const zones = entriesOf(config.privateDnsZones).map(([key, entry]) =>
    placeZone(scope, networkByKey, key, entry),
  );
  const zoneByKey = byKey(zones);
  const dnsZones = entriesOf(config.dnsZones).map(([key, entry]) => placeDnsZone(scope, key, entry));
  const targets: Targets = {
    identityByKey: byKey(identities),
    vaultByKey: byKey(vaults),
    networkByKey,
    subnetByReference,
    zoneByKey,
    dnsZoneByKey: byKey(dnsZones),
    workspaceByKey,
    certificateByReference: new Map(
      vaults.flatMap(({ key, certificates }) => certificates.map((each) => [`${key}/${each.key}`, each])),
    ),
  };
  const registries = entriesOf(config.registries).map(([key, entry]) =>
    placeRegistry(scope, targets, key, entry),
  );
  const endpoints = registries.flatMap((registry) => registry.endpoints);
  const frontTargets = { ...targets, registryByKey: byKey(registries) };
  const fronts = entriesOf(config.publicFronts).map(([key, entry]) =>
    placeFront(scope, frontTargets, key, entry),
  );
  const located = [
    ...identities,
    ...vaults,
    ...networks,
    ...zones,
    ...dnsZones,
    ...workspaces,
    ...registries,
    ...endpoints,
    ...fronts.flatMap(({ regions }) => regions),
  ];
  const groupById = new Map(groups.map((group) => [foldId(group.id), group]));
  const unlistedGroups = unlistedAmong(located, groupById);
  const places = { groups, identities, vaults, networks, zones, dnsZones, workspaces, registries, fronts };
  return { ...places, groupById, ...targets, unlistedGroups };
}

/** Everything placed, in the order of the sections, parents before children. */
export function allEntries(placed: Placed): readonly PlacedEntry<object>[] {
  return [
    ...placed.groups,
    ...placed.identities,
    ...placed.vaults.flatMap((vault) => [vault, ...vault.diagnostics, ...vault.keys, ...vault.certificates]),
    ...placed.networks.flatMap((network) => [network, ...network.subnets]),
    ...placed.zones.flatMap((zone) => [zone, ...zone.links]),
    ...placed.dnsZones,
    ...placed.workspaces,
    ...placed.registries.flatMap((registry) => [
      registry,
      ...registry.replications,
      ...registry.roleAssignments,
      ...registry.diagnostics,
      ...registry.locks,
      ...registry.scopeMaps,
      ...registry.tokens,
      ...registry.credentialSets,
      ...registry.cacheRules,
      ...registry.webhooks,
      ...registry.endpoints,
    ]),
    ...placed.fronts.flatMap(({ regions }) => regions.flatMap((region) => [region, ...region.diagnostics])),
  ];
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

function placeIdentity(scope: Scope, key: string, entry: Identity): PlacedIdentity {
  const place = { ...named(['identities', key], entry), ...placeOf(scope, entry), ...tagged(scope, entry) };
  return { ...place, id: armId(place.subscription, place.resourceGroup, ARM_TYPE.identity, place.name) };
}

function placeVault(
  config: Config,
  scope: Scope,
  workspaceByKey: Targets['workspaceByKey'],
  key: string,
  entry: KeyVault,
): PlacedVault {
  const place = { ...named(['keyVaults', key], entry), ...placeOf(scope, entry), ...tagged(scope, entry) };
  const vault = { ...place, id: armId(place.subscription, place.resourceGroup, ARM_TYPE.vault, place.name) };
  const origin = `https://${vault.name.toLowerCase()}.${CLOUDS[cloudOf(config)].keyVaultSuffix}`;
  const keys = entriesOf(entry.keys).map(([name, each]) => placeVaultKey(vault, origin, name, each));
  const certificates = entriesOf(entry.certificates).map(([name, each]) =>
    placeCertificate(vault, origin, name, each),
  );
  const diagnostics = placeDiagnostics(workspaceByKey, 'vault', vault, entry.diagnostics);
  return { ...vault, origin, diagnostics, keys, certificates };
}

type VaultPlace = Omit<PlacedVault, 'origin' | 'diagnostics' | 'keys' | 'certificates'>;

function placeVaultKey(
  { key: vaultKey, id: vaultId, path, subscription, resourceGroup }: VaultPlace,
  origin: string,
  key: string,
  entry: KeyVaultKey,
): PlacedVaultKey {
  const self = named([...path, 'keys', key], entry);
  const id = `${vaultId}/keys/${self.name}`;
  return { ...self, id, subscription, resourceGroup, vaultKey, vaultId, uri: `${origin}/keys/${self.name}` };
}

function placeCertificate(
  { key: vaultKey, id: vaultId, path, subscription, resourceGroup }: VaultPlace,
  origin: string,
  key: string,
  entry: KeyVaultCertificate,
): PlacedCertificate {
  const self = named([...path, 'certificates', key], entry);
  const version = entry.version === undefined ? '' : `/${entry.version.toLowerCase()}`;
  return {
    ...self,
    id: `${vaultId}/secrets/${self.name}`,
    subscription,
    resourceGroup,
    vaultKey,
    vaultId,
    secretUri: `${origin}/secrets/${self.name}${version}`,
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

function placeDnsZone(scope: Scope, key: string, entry: DnsZone): PlacedDnsZone {
  const { location: _, ...place } = {
    ...named(['dnsZones', key], entry),
    ...placeOf(scope, entry),
    ...tagged(scope, entry),
  };
  return { ...place, id: armId(place.subscription, place.resourceGroup, ARM_TYPE.dnsZone, place.name) };
}

function placeWorkspace(scope: Scope, key: string, entry: Workspace): PlacedWorkspace {
  const place = { ...named(['workspaces', key], entry), ...placeOf(scope, entry), ...tagged(scope, entry) };
  return { ...place, id: armId(place.subscription, place.resourceGroup, ARM_TYPE.workspace, place.name) };
}

function placeLink(
  scope: Scope,
  zone: Omit<PlacedZone, 'links'>,
  network: PlacedNetwork,
  entry: VirtualNetworkLink,
): PlacedLink {
  const self = named([...zone.path, 'links', network.key], entry);
  const { subscription, resourceGroup } = zone;
  return {
    ...self,
    ...tagged(scope, entry),
    id: `${zone.id}/virtualNetworkLinks/${self.name}`,
    subscription,
    resourceGroup,
    zoneKey: zone.key,
    network,
  };
}

function unlistedAmong(
  located: readonly PlacedEntry<object>[],
  groupById: Placed['groupById'],
): UnlistedGroup[] {
  const unlisted = new Map<string, UnlistedGroup & { usedBy: Address[] }>();
  // What exists already is looked for itself.
  for (const { subscription, resourceGroup: name, address, isExisting } of located) {
    const id = resourceGroupId(subscription, name);
    if (isExisting || name === '' || groupById.has(foldId(id))) continue;
    const known = unlisted.get(foldId(id));
    if (known === undefined) unlisted.set(foldId(id), { subscription, name, id, usedBy: [address] });
    else known.usedBy.push(address);
  }
  return [...unlisted.values()];
}

function referenceTo(subnet: PlacedSubnet): string {
  return `${subnet.networkKey}/${subnet.key}`;
}
