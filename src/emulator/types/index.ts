import type { ResourceType } from '../cloud.ts';
import { applicationGateways } from './application-gateways.ts';
import { cacheRules } from './cache-rules.ts';
import { credentialSets } from './credential-sets.ts';
import { defenderPlans } from './defender-plans.ts';
import { deletedVaultLists, deletedVaults } from './deleted-vaults.ts';
import { diagnosticCategories } from './diagnostic-categories.ts';
import { diagnosticSettings } from './diagnostic-settings.ts';
import { dnsRecordSets } from './dns-record-sets.ts';
import { dnsZones } from './dns-zones.ts';
import { locks } from './locks.ts';
import { networkInterfaces } from './network-interfaces.ts';
import { networkSecurityGroups } from './network-security-groups.ts';
import { privateDnsZones } from './private-dns-zones.ts';
import { privateEndpoints } from './private-endpoints.ts';
import { publicIpAddresses } from './public-ip-addresses.ts';
import { recordSets } from './record-sets.ts';
import { registries } from './registries.ts';
import { registryConnections } from './registry-connections.ts';
import { registryTokens } from './registry-tokens.ts';
import { registryWebhooks } from './registry-webhooks.ts';
import { replications } from './replications.ts';
import { resourceGroups } from './resource-groups.ts';
import { roleAssignments } from './role-assignments.ts';
import { scopeMaps } from './scope-maps.ts';
import { securityRules } from './security-rules.ts';
import { subnets } from './subnets.ts';
import { trafficEndpoints } from './traffic-endpoints.ts';
import { trafficProfiles } from './traffic-profiles.ts';
import { userAssignedIdentities } from './user-assigned-identities.ts';
import { vaultAccessPolicies } from './vault-access-policies.ts';
import { vaultConnections } from './vault-connections.ts';
import { vaultKeys, vaultKeyVersions } from './vault-keys.ts';
import { vaultSecrets } from './vault-secrets.ts';
import { vaults } from './vaults.ts';
import { virtualNetworkLinks } from './virtual-network-links.ts';
import { virtualNetworks } from './virtual-networks.ts';
import { wafPolicies } from './waf-policies.ts';
import { workspaces } from './workspaces.ts';
import { zoneGroups } from './zone-groups.ts';

/** Every resource type that the emulator knows. */
export const resourceTypes: readonly ResourceType[] = [
  resourceGroups,
  userAssignedIdentities,
  roleAssignments,
  locks,
  networkSecurityGroups,
  securityRules,
  virtualNetworks,
  subnets,
  networkInterfaces,
  publicIpAddresses,
  wafPolicies,
  applicationGateways,
  privateEndpoints,
  zoneGroups,
  privateDnsZones,
  virtualNetworkLinks,
  ...recordSets,
  dnsZones,
  ...dnsRecordSets,
  trafficProfiles,
  ...trafficEndpoints,
  registries,
  registryConnections,
  registryWebhooks,
  scopeMaps,
  registryTokens,
  credentialSets,
  cacheRules,
  replications,
  vaults,
  vaultAccessPolicies,
  vaultConnections,
  vaultKeys,
  vaultKeyVersions,
  vaultSecrets,
  deletedVaultLists,
  deletedVaults,
  workspaces,
  diagnosticSettings,
  diagnosticCategories,
  defenderPlans,
];
