import type { ReadableType, ResourceType } from '../../core/resource-type.ts';
import { applicationGateway } from './resources/application-gateway.ts';
import { cacheRule } from './resources/cache-rule.ts';
import { privateEndpointConnection } from './resources/connection.ts';
import { credentialSet } from './resources/credential-set.ts';
import { defenderPlan } from './resources/defender-plan.ts';
import { diagnosticSetting } from './resources/diagnostic-setting.ts';
import { dnsAlias, dnsCname } from './resources/dns-record-sets.ts';
import { dnsZone } from './resources/dns-zone.ts';
import { firewallPolicy } from './resources/firewall-policy.ts';
import { userAssignedIdentity } from './resources/identity.ts';
import { lock } from './resources/lock.ts';
import { networkInterface } from './resources/network-interface.ts';
import { privateDnsZone } from './resources/private-dns-zone.ts';
import { privateDnsZoneGroup } from './resources/private-dns-zone-group.ts';
import { privateEndpoint } from './resources/private-endpoint.ts';
import { provider } from './resources/provider.ts';
import { publicIpAddress } from './resources/public-ip-address.ts';
import { QUESTIONS } from './resources/questions.ts';
import { recordSet } from './resources/record-set.ts';
import { registry } from './resources/registry.ts';
import { replication } from './resources/replication.ts';
import { resourceGroup } from './resources/resource-group.ts';
import { roleAssignment } from './resources/role-assignment.ts';
import { scopeMap } from './resources/scope-map.ts';
import { subnet } from './resources/subnet.ts';
import { token } from './resources/token.ts';
import { trafficManagerEndpoint, trafficManagerProfile } from './resources/traffic-manager.ts';
import { vault } from './resources/vault.ts';
import { accessPolicy } from './resources/vault-access-policy.ts';
import { vaultKey } from './resources/vault-key.ts';
import { vaultSecret } from './resources/vault-secret.ts';
import { virtualNetwork } from './resources/virtual-network.ts';
import { virtualNetworkLink } from './resources/virtual-network-link.ts';
import { webhook } from './resources/webhook.ts';
import { workspace } from './resources/workspace.ts';

/** Every type that acrctl makes, changes and deletes. A new one is a module in `resources/` and a line here. */
export const RESOURCE_TYPES: readonly ResourceType[] = [
  resourceGroup,
  virtualNetwork,
  subnet,
  registry,
  privateEndpoint,
  privateDnsZoneGroup,
  privateDnsZone,
  virtualNetworkLink,
  recordSet,
  dnsZone,
  dnsCname,
  dnsAlias,
  replication,
  scopeMap,
  token,
  credentialSet,
  cacheRule,
  webhook,
  userAssignedIdentity,
  roleAssignment,
  vault,
  publicIpAddress,
  firewallPolicy,
  applicationGateway,
  trafficManagerProfile,
  trafficManagerEndpoint,
  workspace,
  diagnosticSetting,
  lock,
];

/**
 * Types in vaults, which do not have all of a life: a key is made or found, and stays as its vault has it; an access policy is
 * there or not; a secret gets new versions. Azure Resource Manager deletes neither keys nor secrets. What an entry asks for
 * otherwise later, features refuse or make under another id.
 */
export const FIXED_TYPES: readonly ResourceType[] = [vaultKey, accessPolicy, vaultSecret];

/** Every type whose objects the state knows. */
export const MANAGED_TYPES: readonly ResourceType[] = [...RESOURCE_TYPES, ...FIXED_TYPES];

/** Types that others make, and acrctl only brings to what the file asks for: never created, deleted or kept in the state. */
export const FOREIGN_TYPES: readonly ResourceType[] = [privateEndpointConnection, provider, defenderPlan];

/** Types that are read and never written. */
export const READ_ONLY_TYPES: readonly ReadableType[] = [networkInterface];

export { QUESTIONS };
