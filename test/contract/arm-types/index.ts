import { grant, groupChanged, groupMade, identity } from './access.ts';
import { alias, cname, dnsZone } from './dns.ts';
import {
  firewallPolicy,
  gateway,
  profileChanged,
  profileEndpoint,
  profileMade,
  profileNameAsked,
  publicAddress,
} from './fronts.ts';
import { defenderPlan, diagnosticSetting, lock, workspace } from './monitoring.ts';
import { endpoint, network, subnet, zoneGroup } from './networks.ts';
import { link, record, zone } from './private-dns.ts';
import {
  cacheRuleChanged,
  cacheRuleMade,
  connectionDecided,
  credentialSetChanged,
  credentialSetMade,
  nameAsked,
  passwordDrawn,
  registryChanged,
  registryMade,
  replicationChanged,
  replicationMade,
  scopeMapChanged,
  scopeMapMade,
  tokenChanged,
  tokenMade,
  webhookChanged,
  webhookMade,
} from './registries.ts';
import { object, type Schema } from './schema.ts';
import { keyAccess, keyMade, secretMade, secretTagged, vaultChanged, vaultMade } from './vaults.ts';

/** The bodies that acrctl may send of a type, by method. */
export type Bodies = Readonly<Partial<Record<'PUT' | 'PATCH', Schema>>>;

/** By type. What Azure takes beyond these, acrctl has no reason to send. */
export const BODIES: Readonly<Record<string, Bodies>> = {
  'Microsoft.Resources/resourceGroups': { PUT: groupMade, PATCH: groupChanged },
  'Microsoft.Network/virtualNetworks': { PUT: network },
  'Microsoft.Network/virtualNetworks/subnets': { PUT: subnet },
  'Microsoft.ContainerRegistry/registries': { PUT: registryMade, PATCH: registryChanged },
  'Microsoft.Network/privateEndpoints': { PUT: endpoint },
  'Microsoft.Network/privateEndpoints/privateDnsZoneGroups': { PUT: zoneGroup },
  'Microsoft.Network/privateDnsZones': { PUT: zone },
  'Microsoft.Network/privateDnsZones/virtualNetworkLinks': { PUT: link },
  'Microsoft.Network/privateDnsZones/A': { PUT: record },
  'Microsoft.Network/dnsZones': { PUT: dnsZone },
  'Microsoft.Network/dnsZones/CNAME': { PUT: cname },
  'Microsoft.Network/dnsZones/A': { PUT: alias },
  'Microsoft.Network/publicIPAddresses': { PUT: publicAddress },
  'Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies': { PUT: firewallPolicy },
  'Microsoft.Network/applicationGateways': { PUT: gateway },
  'Microsoft.Network/trafficManagerProfiles': { PUT: profileMade, PATCH: profileChanged },
  'Microsoft.Network/trafficManagerProfiles/azureEndpoints': { PUT: profileEndpoint },
  'Microsoft.ContainerRegistry/registries/replications': { PUT: replicationMade, PATCH: replicationChanged },
  'Microsoft.ContainerRegistry/registries/scopeMaps': { PUT: scopeMapMade, PATCH: scopeMapChanged },
  'Microsoft.ContainerRegistry/registries/tokens': { PUT: tokenMade, PATCH: tokenChanged },
  'Microsoft.ContainerRegistry/registries/credentialSets': {
    PUT: credentialSetMade,
    PATCH: credentialSetChanged,
  },
  'Microsoft.ContainerRegistry/registries/cacheRules': { PUT: cacheRuleMade, PATCH: cacheRuleChanged },
  'Microsoft.ContainerRegistry/registries/webhooks': { PUT: webhookMade, PATCH: webhookChanged },
  'Microsoft.ContainerRegistry/registries/privateEndpointConnections': { PUT: connectionDecided },
  'Microsoft.ManagedIdentity/userAssignedIdentities': { PUT: identity },
  'Microsoft.Authorization/roleAssignments': { PUT: grant },
  'Microsoft.OperationalInsights/workspaces': { PUT: workspace },
  'Microsoft.Security/pricings': { PUT: defenderPlan },
  'Microsoft.Authorization/locks': { PUT: lock },
  'Microsoft.Insights/diagnosticSettings': { PUT: diagnosticSetting },
  'Microsoft.KeyVault/vaults': { PUT: vaultMade, PATCH: vaultChanged },
  'Microsoft.KeyVault/vaults/keys': { PUT: keyMade },
  'Microsoft.KeyVault/vaults/secrets': { PUT: secretMade, PATCH: secretTagged },
  'Microsoft.KeyVault/vaults/accessPolicies': { PUT: keyAccess },
};

/** What a POST of acrctl carries, by the end of its path. */
export const CALLS: Readonly<Record<string, { readonly apiVersion: string; readonly body: Schema }>> = {
  register: { apiVersion: '2025-04-01', body: object({}) },
  generateCredentials: { apiVersion: '2025-11-01', body: passwordDrawn },
  checkTrafficManagerNameAvailabilityV2: { apiVersion: '2022-04-01', body: profileNameAsked },
  checkNameAvailability: { apiVersion: '2025-11-01', body: nameAsked },
};

/** Those that carry nothing, and their api-version: `rotate` is one of the data plane of vaults. */
export const BARE_CALLS: Readonly<Record<string, string>> = {
  backendhealth: '2025-05-01',
  rotate: '2025-07-01',
};
