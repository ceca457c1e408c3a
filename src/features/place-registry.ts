import { formatAddress } from '../core/address.ts';
import type {
  PrivateEndpoint,
  Registry,
  RegistryRoleAssignment,
  RegistryScopeMap,
  RegistryToken,
  RegistryWebhook,
  Replication,
} from '../core/config.generated.ts';
import { armId } from '../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../providers/azure/arm-types.ts';
import { placeCacheRule, placeCredentialSet } from './caching/placement.ts';
import { placeDomains } from './custom-domains/placement.ts';
import { placeDiagnostics } from './diagnostics/placement.ts';
import { parseKeyReference } from './encryption/key-reference.ts';
import type {
  EndpointDns,
  PlacedCertificate,
  PlacedDnsZone,
  PlacedEndpoint,
  PlacedIdentity,
  PlacedNetwork,
  PlacedRegistry,
  PlacedReplication,
  PlacedRoleAssignment,
  PlacedScopeMap,
  PlacedSubnet,
  PlacedToken,
  PlacedVault,
  PlacedVaultKey,
  PlacedWebhook,
  PlacedWorkspace,
  PlacedZone,
  Regional,
} from './placed.ts';
import { below } from './registry-child.ts';
import { assignmentName } from './role-assignments/assignment-name.ts';
import { roleIdOf } from './role-assignments/roles.ts';
import { entriesOf, named, placeOf, type Scope, tagged } from './scope.ts';

/** What entries refer to by key. */
export interface Targets {
  readonly identityByKey: ReadonlyMap<string, PlacedIdentity>;
  readonly vaultByKey: ReadonlyMap<string, PlacedVault>;
  readonly networkByKey: ReadonlyMap<string, PlacedNetwork>;
  readonly subnetByReference: ReadonlyMap<string, PlacedSubnet>;
  readonly zoneByKey: ReadonlyMap<string, PlacedZone>;
  readonly dnsZoneByKey: ReadonlyMap<string, PlacedDnsZone>;
  readonly workspaceByKey: ReadonlyMap<string, PlacedWorkspace>;
  readonly certificateByReference: ReadonlyMap<string, PlacedCertificate>;
}

type Holder = Pick<
  PlacedRegistry,
  'address' | 'id' | 'path' | 'name' | 'subscription' | 'resourceGroup' | 'location'
>;

export function placeRegistry(scope: Scope, targets: Targets, key: string, entry: Registry): PlacedRegistry {
  const place = { ...named(['registries', key], entry), ...placeOf(scope, entry), ...tagged(scope, entry) };
  const { subscription, resourceGroup } = place;
  const registry = { ...place, id: armId(subscription, resourceGroup, ARM_TYPE.registry, place.name) };
  const network = entry.network ?? {};
  const credentialSets = entriesOf(entry.credentialSets).map(([name, set]) =>
    placeCredentialSet(targets.vaultByKey, registry, name, set),
  );
  const scopeMaps = entriesOf(entry.scopeMaps).map(([map, each]) => placeScopeMap(registry, map, each));
  return {
    ...registry,
    network,
    identities: (entry.identity?.user ?? []).flatMap((name) => targets.identityByKey.get(name) ?? []),
    encryptionKey: encryptionKeyOf(targets, entry),
    domains: entry.customDomains && placeDomains(targets, registry.path, entry.customDomains),
    replications: entriesOf(entry.replications).map(([region, replica]) =>
      placeReplication(scope, registry, region, replica),
    ),
    roleAssignments: entriesOf(entry.roleAssignments).flatMap(([name, assignment]) =>
      placeRoleAssignment(targets, registry, name, assignment),
    ),
    diagnostics: placeDiagnostics(targets.workspaceByKey, 'registry', registry, entry.diagnostics),
    locks: entriesOf(entry.locks).map(([name, lock]) => {
      const self = named([...registry.path, 'locks', name], lock);
      return {
        ...self,
        id: `${registry.id}/providers/${ARM_TYPE.lock}/${self.name}`,
        subscription,
        resourceGroup,
      };
    }),
    scopeMaps,
    tokens: entriesOf(entry.tokens).map(([name, token]) => placeToken(registry, scopeMaps, name, token)),
    credentialSets,
    cacheRules: entriesOf(entry.cacheRules).map(([name, rule]) =>
      placeCacheRule(registry, credentialSets, name, rule),
    ),
    webhooks: entriesOf(entry.webhooks).map(([name, webhook]) =>
      placeWebhook(scope, registry, name, webhook),
    ),
    endpoints: entriesOf(network.privateEndpoints).flatMap(([name, endpoint]) =>
      placeEndpoint(scope, targets, registry, name, endpoint),
    ),
    rules: entriesOf(network.approvals).map(([name, rule]) => {
      const path = [...registry.path, 'network', 'approvals', name];
      return { key: name, path, address: formatAddress(path), entry: rule };
    }),
  };
}

function encryptionKeyOf({ vaultByKey }: Targets, { encryption }: Registry): PlacedVaultKey | undefined {
  const reference = encryption && parseKeyReference(encryption.key);
  return reference && vaultByKey.get(reference.vault)?.keys.find(({ key }) => key === reference.key);
}

/** The key is the region unless the entry says another. */
function placeReplication(
  scope: Scope,
  registry: Holder,
  key: string,
  entry: Replication,
): PlacedReplication {
  const self = named([...registry.path, 'replications', key], entry);
  return {
    ...self,
    ...tagged(scope, entry),
    ...below(registry, 'replications', self.name),
    location: entry.location ?? key,
  };
}

function placeRoleAssignment(
  targets: Targets,
  registry: Holder,
  key: string,
  entry: RegistryRoleAssignment,
): PlacedRoleAssignment[] {
  const identity = entry.identity === undefined ? undefined : targets.identityByKey.get(entry.identity);
  const principal = identity?.id ?? entry.principalId;
  if (principal === undefined) return [];
  const { subscription, resourceGroup } = registry;
  const roleId = roleIdOf(entry.role);
  const name = assignmentName(registry.id, principal, roleId);
  return [
    {
      ...named([...registry.path, 'roleAssignments', key], entry),
      name,
      id: `${registry.id}/providers/${ARM_TYPE.roleAssignment}/${name}`,
      subscription,
      resourceGroup,
      registryAddress: registry.address,
      registryId: registry.id,
      roleId,
      identity,
    },
  ];
}

function placeScopeMap(registry: Holder, key: string, entry: RegistryScopeMap): PlacedScopeMap {
  const self = named([...registry.path, 'scopeMaps', key], entry);
  return { ...self, ...below(registry, 'scopeMaps', self.name) };
}

function placeToken(
  registry: Holder,
  scopeMaps: readonly PlacedScopeMap[],
  key: string,
  entry: RegistryToken,
): PlacedToken {
  const self = named([...registry.path, 'tokens', key], entry);
  const scopeMap = scopeMaps.find((each) => each.key === entry.scopeMap);
  return {
    ...self,
    ...below(registry, 'tokens', self.name),
    scopeMap,
    scopeMapId: scopeMap?.id ?? `${registry.id}/scopeMaps/${entry.scopeMap}`,
  };
}

/** It is where the registry is unless the entry says otherwise. */
function placeWebhook(
  scope: Scope,
  registry: Holder & Regional,
  key: string,
  entry: RegistryWebhook,
): PlacedWebhook {
  const self = named([...registry.path, 'webhooks', key], entry);
  return {
    ...self,
    ...tagged(scope, entry),
    ...below(registry, 'webhooks', self.name),
    location: entry.location ?? registry.location,
  };
}

/** An endpoint lives in the region and subscription of its network (design 4); only its group may be another. */
function placeEndpoint(
  scope: Scope,
  targets: Targets,
  registry: Holder,
  key: string,
  entry: PrivateEndpoint,
): PlacedEndpoint[] {
  const subnet = targets.subnetByReference.get(entry.subnet);
  const network = subnet && targets.networkByKey.get(subnet.networkKey);
  if (subnet === undefined || network === undefined) return [];
  const self = named([...registry.path, 'network', 'privateEndpoints', key], entry);
  const name = entry.name ?? `${registry.name}-${key}`;
  const { subscription, location } = network;
  const { resourceGroup } = placeOf(scope, { resourceGroup: entry.resourceGroup });
  const id = armId(subscription, resourceGroup, ARM_TYPE.endpoint, name);
  const dns = dnsOf(targets, self.path, id, entry);
  if (dns === undefined) return [];
  const nic = entry.interfaceName ?? `${name}-nic`;
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
      dns,
      interface: { name: nic, id: armId(subscription, resourceGroup, ARM_TYPE.interface, nic) },
    },
  ];
}

function dnsOf(
  { zoneByKey }: Targets,
  path: readonly string[],
  endpointId: string,
  { dns: { manage = 'zoneGroup', zone: key } }: PrivateEndpoint,
): EndpointDns | undefined {
  if (manage === 'external' || manage === 'policy') return { manage };
  const zone = key === undefined ? undefined : zoneByKey.get(key);
  if (zone === undefined) return undefined;
  if (manage === 'records') return { manage, zone };
  const zoneGroup = {
    address: formatAddress([...path, 'dnsZoneGroup']),
    name: 'default',
    id: `${endpointId}/privateDnsZoneGroups/default`,
  };
  return { manage, zone, zoneGroup };
}
