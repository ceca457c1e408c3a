/**
 * The names of the ARM types, as Microsoft spells them. Apart from their modules, so that what only speaks of types
 * (placing entries, checking a file offline) loads none of what Azure is asked with.
 */
export const ARM_TYPE = {
  group: 'Microsoft.Resources/resourceGroups',
  network: 'Microsoft.Network/virtualNetworks',
  subnet: 'Microsoft.Network/virtualNetworks/subnets',
  zone: 'Microsoft.Network/privateDnsZones',
  link: 'Microsoft.Network/privateDnsZones/virtualNetworkLinks',
  dnsZone: 'Microsoft.Network/dnsZones',
  cname: 'Microsoft.Network/dnsZones/CNAME',
  dnsAlias: 'Microsoft.Network/dnsZones/A',
  publicIp: 'Microsoft.Network/publicIPAddresses',
  firewallPolicy: 'Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies',
  gateway: 'Microsoft.Network/applicationGateways',
  trafficManager: 'Microsoft.Network/trafficManagerProfiles',
  trafficManagerEndpoint: 'Microsoft.Network/trafficManagerProfiles/azureEndpoints',
  registry: 'Microsoft.ContainerRegistry/registries',
  endpoint: 'Microsoft.Network/privateEndpoints',
  interface: 'Microsoft.Network/networkInterfaces',
  zoneGroup: 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups',
  record: 'Microsoft.Network/privateDnsZones/A',
  replication: 'Microsoft.ContainerRegistry/registries/replications',
  scopeMap: 'Microsoft.ContainerRegistry/registries/scopeMaps',
  token: 'Microsoft.ContainerRegistry/registries/tokens',
  credentialSet: 'Microsoft.ContainerRegistry/registries/credentialSets',
  cacheRule: 'Microsoft.ContainerRegistry/registries/cacheRules',
  webhook: 'Microsoft.ContainerRegistry/registries/webhooks',
  connection: 'Microsoft.ContainerRegistry/registries/privateEndpointConnections',
  identity: 'Microsoft.ManagedIdentity/userAssignedIdentities',
  roleAssignment: 'Microsoft.Authorization/roleAssignments',
  provider: 'Microsoft.Resources/providers',
  vault: 'Microsoft.KeyVault/vaults',
  vaultKey: 'Microsoft.KeyVault/vaults/keys',
  vaultSecret: 'Microsoft.KeyVault/vaults/secrets',
  accessPolicy: 'Microsoft.KeyVault/vaults/accessPolicies',
  workspace: 'Microsoft.OperationalInsights/workspaces',
  lock: 'Microsoft.Authorization/locks',
  defenderPlan: 'Microsoft.Security/pricings',
  diagnosticSetting: 'Microsoft.Insights/diagnosticSettings',
} as const;

/** What a run asks beside objects; names of our own, since ARM has no types for them. The ids are paths. */
export const QUESTION = {
  /** `/subscriptions/S/providers/Microsoft.ContainerRegistry/registries` */
  registries: 'registries of a subscription',
  /** `ZONE/A` */
  records: 'A records of a zone',
  /** `ZONE/ALL` */
  recordSets: 'record sets of a zone',
  /** `ZONE/recordsets`, of a public zone */
  publicRecordSets: 'record sets of a public zone',
  /** `GROUP/resources` */
  contents: 'resources of a group',
  /** `/subscriptions/S/providers/Microsoft.ManagedIdentity/userAssignedIdentities` */
  identities: 'identities of a subscription',
  /** `ZONE/virtualNetworkLinks` */
  links: 'links of a zone',
  /** `/subscriptions/S/providers/Microsoft.Network/privateDnsZones` */
  zones: 'zones of a subscription',
  /** `ENDPOINT/privateDnsZoneGroups` */
  zoneGroups: 'zone groups of an endpoint',
  /** `SCOPE/providers/Microsoft.Authorization/roleAssignments` */
  roleAssignments: 'role assignments at a scope',
  /** `SCOPE/providers/Microsoft.Authorization/permissions` */
  permissions: 'permissions at a scope',
  /** `SCOPE/providers/Microsoft.Authorization/locks` */
  locks: 'locks at a scope',
  /** `OBJECT/providers/Microsoft.Insights/diagnosticSettings` */
  diagnosticSettings: 'diagnostic settings of an object',
  /** `REGISTRY/replications` */
  replicas: 'replicas of a registry',
  /** `REGISTRY/listUsages` */
  usages: 'usages of a registry',
  /** `/subscriptions/S/providers/Microsoft.ContainerRegistry/checkNameAvailability/NAME` */
  registryName: 'availability of a registry name',
  /** `/subscriptions/S/providers/Microsoft.Network/checkTrafficManagerNameAvailabilityV2/NAME` */
  profileName: 'availability of a name in Traffic Manager',
  /** `/subscriptions/S/providers/Microsoft.Network/locations/L/CheckDnsNameAvailability/LABEL` */
  addressLabel: 'availability of a label for public addresses',
  /** `GATEWAY/backendhealth` */
  backendHealth: 'health behind a gateway',
  /** `NETWORK/CheckIPAddressAvailability/ADDRESS` */
  address: 'availability of an address',
  /** `/subscriptions/S/providers/Microsoft.KeyVault/vaults` */
  vaults: 'vaults of a subscription',
  /** `/subscriptions/S/providers/Microsoft.KeyVault/locations/L/deletedVaults/NAME` */
  deletedVault: 'deleted vault',
} as const;
