import type { JsonObject } from '../../../src/core/json.ts';

const SUBSCRIPTION = '00000000-0000-0000-0000-000000000001';
export const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-images`;
const NETWORK = `${GROUP}/providers/Microsoft.Network`;
export const VNET = `${NETWORK}/virtualNetworks/vnet-hub`;
export const SUBNET = `${VNET}/subnets/endpoints`;
export const REGISTRY = `${GROUP}/providers/Microsoft.ContainerRegistry/registries/contosoimages`;
export const ENDPOINT = `${NETWORK}/privateEndpoints/contosoimages-hub`;
export const NIC = `${NETWORK}/networkInterfaces/contosoimages-hub-nic`;
export const ZONE_GROUP = `${ENDPOINT}/privateDnsZoneGroups/default`;
export const ZONE = `${NETWORK}/privateDnsZones/privatelink.azurecr.io`;
export const LINK = `${ZONE}/virtualNetworkLinks/vnet-hub`;
export const RECORD = `${ZONE}/A/contosoimages`;
export const DNS_ZONE = `${NETWORK}/dnsZones/contoso.com`;
const CNAME = `${DNS_ZONE}/CNAME/images`;
export const REPLICA = `${REGISTRY}/replications/northeurope`;
export const CONNECTION = `${REGISTRY}/privateEndpointConnections/contosoimages.0123456789abcdef0123456789abcdef`;
export const IDENTITY = `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/builder`;
export const ASSIGNMENT = `${REGISTRY}/providers/Microsoft.Authorization/roleAssignments/c151cb59-ffbc-4de8-8db3-ff5ca3d44d3a`;
export const PROVIDER = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.ContainerRegistry`;
/** AcrPull. */
export const ROLE = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d`;

export const VAULT = `${GROUP}/providers/Microsoft.KeyVault/vaults/kv-images`;
const VAULT_KEY = `${VAULT}/keys/registry`;
const VAULT_SECRET = `${VAULT}/secrets/images`;
/** As acrctl names it: Azure has no such object. */
const ACCESS_POLICY = `${VAULT}/accessPolicies/for${IDENTITY}`;

const PRINCIPAL = '11111111-2222-3333-4444-555555555555';
const ETAG = 'W/"00000001-1111-2222-3333-000000000001"';

/**
 * Live bodies as Azure answers them (observed-behaviour.md 6), each with what it adds and what others put there. Members
 * and their forms after recordings: the record test_PatchRecordSet_AddMetadata, the public zone ASO Network_v1api20180501 #3 and its record #18, the replica
 * test_acr_with_dedicated_data_endpoints #15, the identity test_identity_management #4, the assignment
 * test_containerapp_registry_identity_system #24, the vault test_keyvault_mgmt #5, the key ASO WhenRecoverSpecified #6. The connection is observed-behaviour.md 3.3, the provider arm-protocol.md.
 */
export const LIVE = {
  group: {
    id: GROUP,
    name: 'rg-images',
    type: 'Microsoft.Resources/resourceGroups',
    location: 'westeurope',
    tags: { owner: 'platform', CostCentre: '42' },
    properties: { provisioningState: 'Succeeded' },
  },
  vnet: {
    id: VNET,
    name: 'vnet-hub',
    type: 'Microsoft.Network/virtualNetworks',
    etag: ETAG,
    location: 'westeurope',
    tags: { owner: 'platform', team: 'network' },
    properties: {
      provisioningState: 'Succeeded',
      resourceGuid: '00000002-1111-2222-3333-000000000002',
      addressSpace: { addressPrefixes: ['10.20.0.0/16'] },
      dhcpOptions: { dnsServers: ['10.20.9.9'] },
      subnets: [
        {
          name: 'endpoints',
          id: SUBNET,
          etag: ETAG,
          type: 'Microsoft.Network/virtualNetworks/subnets',
          properties: {
            provisioningState: 'Succeeded',
            addressPrefix: '10.20.1.0/24',
            delegations: [],
            ipConfigurations: [{ id: `${NIC}/ipConfigurations/one` }],
            privateEndpoints: [{ id: ENDPOINT }],
            privateEndpointNetworkPolicies: 'Disabled',
            privateLinkServiceNetworkPolicies: 'Enabled',
            purpose: 'PrivateEndpoints',
          },
        },
        {
          name: 'of-others',
          id: `${VNET}/subnets/of-others`,
          etag: ETAG,
          properties: {
            provisioningState: 'Succeeded',
            addressPrefix: '10.20.7.0/24',
            defaultOutboundAccess: false,
          },
        },
      ],
      virtualNetworkPeerings: [
        {
          name: 'to-spoke',
          id: `${VNET}/virtualNetworkPeerings/to-spoke`,
          etag: ETAG,
          properties: {
            provisioningState: 'Succeeded',
            allowForwardedTraffic: true,
            remoteVirtualNetwork: { id: `${NETWORK}/virtualNetworks/spoke` },
          },
        },
      ],
      enableDdosProtection: false,
    },
  },
  registry: {
    id: REGISTRY,
    name: 'contosoimages',
    type: 'Microsoft.ContainerRegistry/registries',
    location: 'westeurope',
    sku: { name: 'Premium', tier: 'Premium' },
    tags: { owner: 'platform', team: 'images' },
    systemData: { createdAt: '2026-01-01T00:00:00Z', lastModifiedAt: '2026-01-02T00:00:00Z' },
    properties: {
      loginServer: 'contosoimages.azurecr.io',
      creationDate: '2026-01-01T00:00:00Z',
      provisioningState: 'Succeeded',
      adminUserEnabled: false,
      networkRuleSet: { defaultAction: 'Deny', ipRules: [{ action: 'Allow', value: '203.0.113.7' }] },
      policies: {
        quarantinePolicy: { status: 'disabled' },
        trustPolicy: { type: 'Notary', status: 'disabled' },
        retentionPolicy: { days: 7, lastUpdatedTime: '2026-01-01T00:00:00+00:00', status: 'disabled' },
        exportPolicy: { status: 'enabled' },
        azureADAuthenticationAsArmPolicy: { status: 'enabled' },
      },
      encryption: { status: 'disabled' },
      dataEndpointEnabled: true,
      dataEndpointHostNames: ['contosoimages.westeurope.data.azurecr.io'],
      privateEndpointConnections: [],
      publicNetworkAccess: 'Enabled',
      networkRuleBypassOptions: 'AzureServices',
      zoneRedundancy: 'Disabled',
      anonymousPullEnabled: false,
    },
  },
  endpoint: {
    id: ENDPOINT,
    name: 'contosoimages-hub',
    type: 'Microsoft.Network/privateEndpoints',
    etag: ETAG,
    location: 'westeurope',
    tags: { team: 'images' },
    properties: {
      provisioningState: 'Succeeded',
      resourceGuid: '00000003-1111-2222-3333-000000000003',
      privateLinkServiceConnections: [
        {
          name: 'hub',
          id: `${ENDPOINT}/privateLinkServiceConnections/hub`,
          etag: ETAG,
          type: 'Microsoft.Network/privateEndpoints/privateLinkServiceConnections',
          properties: {
            provisioningState: 'Succeeded',
            privateLinkServiceId: REGISTRY,
            groupIds: ['registry'],
            privateLinkServiceConnectionState: {
              status: 'Approved',
              description: 'Auto-Approved',
              actionsRequired: 'None',
            },
          },
        },
      ],
      manualPrivateLinkServiceConnections: [],
      customNetworkInterfaceName: 'contosoimages-hub-nic',
      subnet: { id: SUBNET },
      ipConfigurations: [],
      networkInterfaces: [{ id: NIC }],
      customDnsConfigs: [{ fqdn: 'contosoimages.azurecr.io', ipAddresses: ['10.20.1.5'] }],
      isIPv6EnabledPrivateEndpoint: false,
      ipVersionType: 'IPv4',
    },
  },
  zoneGroup: {
    id: ZONE_GROUP,
    name: 'default',
    type: 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups',
    etag: ETAG,
    properties: {
      provisioningState: 'Succeeded',
      privateDnsZoneConfigs: [
        {
          name: 'by-policy',
          id: `${ZONE_GROUP}/privateDnsZoneConfigs/by-policy`,
          etag: ETAG,
          type: 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups/privateDnsZoneConfigs',
          properties: {
            provisioningState: 'Succeeded',
            privateDnsZoneId: ZONE,
            recordSets: [
              {
                recordType: 'A',
                recordSetName: 'contosoimages',
                ttl: 10,
                provisioningState: 'Succeeded',
                ipAddresses: ['10.20.1.5'],
              },
            ],
          },
        },
      ],
    },
  },
  zone: {
    id: ZONE,
    name: 'privatelink.azurecr.io',
    type: 'Microsoft.Network/privateDnsZones',
    etag: '00000001-1111-2222-3333-000000000001',
    location: 'global',
    tags: { team: 'dns' },
    properties: { maxNumberOfRecordSets: 25000, numberOfRecordSets: 3, provisioningState: 'Succeeded' },
  },
  link: {
    id: LINK,
    name: 'vnet-hub',
    type: 'Microsoft.Network/privateDnsZones/virtualNetworkLinks',
    etag: '"00000001-1111-2222-3333-000000000001"',
    location: 'global',
    properties: {
      provisioningState: 'Succeeded',
      registrationEnabled: false,
      resolutionPolicy: 'Default',
      virtualNetwork: { id: VNET },
      virtualNetworkLinkState: 'InProgress',
    },
  },
  record: {
    id: RECORD,
    name: 'contosoimages',
    type: 'Microsoft.Network/privateDnsZones/A',
    etag: '18eda5de-958d-4fd6-aba4-9a67a50a548e',
    properties: {
      fqdn: 'contosoimages.privatelink.azurecr.io.',
      ttl: 3600,
      metadata: { team: 'dns' },
      aRecords: [{ ipv4Address: '10.20.1.5' }, { ipv4Address: '10.20.1.4' }],
      isAutoRegistered: false,
    },
  },
  dnsZone: {
    id: DNS_ZONE.replace('/dnsZones/', '/dnszones/'),
    name: 'contoso.com',
    type: 'Microsoft.Network/dnszones',
    etag: '00000001-1111-2222-3333-000000000001',
    location: 'global',
    tags: { team: 'dns' },
    properties: {
      maxNumberOfRecordSets: 10000,
      nameServers: ['ns1-03.azure-dns.com.', 'ns2-03.azure-dns.net.'],
      numberOfRecordSets: 3,
      zoneType: 'Public',
    },
  },
  cname: {
    id: CNAME.replace('/dnsZones/', '/dnszones/'),
    name: 'images',
    type: 'Microsoft.Network/dnszones/CNAME',
    etag: '18eda5de-958d-4fd6-aba4-9a67a50a548e',
    properties: {
      metadata: { team: 'dns' },
      fqdn: 'images.contoso.com.',
      TTL: 3600,
      CNAMERecord: { cname: 'contosoimages.azurecr.io' },
      targetResource: {},
      provisioningState: 'Succeeded',
    },
  },
  replication: {
    type: 'Microsoft.ContainerRegistry/registries/replications',
    id: REPLICA,
    name: 'northeurope',
    location: 'northeurope',
    tags: { team: 'images' },
    systemData: { createdAt: '2026-01-01T00:00:00Z', lastModifiedAt: '2026-01-02T00:00:00Z' },
    properties: {
      provisioningState: 'Succeeded',
      status: { displayStatus: 'Syncing', timestamp: '2026-01-01T00:00:09.0000000Z' },
      regionEndpointEnabled: true,
      zoneRedundancy: 'Disabled',
    },
  },
  // Recorded: test_repository_token_create #6, #9; the passwords as the schema has them.
  scopeMap: {
    type: 'Microsoft.ContainerRegistry/registries/scopeMaps',
    id: `${REGISTRY}/scopeMaps/builders`,
    name: 'builders',
    systemData: { createdAt: '2026-01-01T00:00:00Z', lastModifiedAt: '2026-01-02T00:00:00Z' },
    properties: {
      type: 'UserDefined',
      creationDate: '2026-01-01T00:00:00.6549521+00:00',
      provisioningState: 'Succeeded',
      description: 'Builds push here.',
      actions: ['repositories/foo/content/read'],
    },
  },
  token: {
    type: 'Microsoft.ContainerRegistry/registries/tokens',
    id: `${REGISTRY}/tokens/build-machine`,
    name: 'build-machine',
    systemData: { createdAt: '2026-01-01T00:00:00Z', lastModifiedAt: '2026-01-02T00:00:00Z' },
    properties: {
      creationDate: '2026-01-01T00:00:01.208036+00:00',
      provisioningState: 'Succeeded',
      scopeMapId: `${REGISTRY}/scopeMaps/builders`,
      credentials: { passwords: [{ creationTime: '2026-01-01T00:00:03.1273347+00:00', name: 'password1' }] },
      status: 'enabled',
    },
  },
  // Recorded: test_acr_cache (observed-behaviour.md, "Cache rule and credential set").
  credentialSet: {
    type: 'Microsoft.ContainerRegistry/registries/credentialSets',
    identity: {
      principalId: '00000001-1111-2222-3333-000000000001',
      tenantId: '00000002-1111-2222-3333-000000000002',
      type: 'systemAssigned',
    },
    id: `${REGISTRY}/credentialSets/docker-hub`,
    name: 'docker-hub',
    systemData: { createdAt: '2026-01-01T00:00:00Z', lastModifiedAt: '2026-01-02T00:00:00Z' },
    properties: {
      loginServer: 'docker.io',
      authCredentials: [
        {
          name: 'Credential1',
          usernameSecretIdentifier: 'https://kv-platform.vault.azure.net/secrets/user',
          passwordSecretIdentifier: 'https://kv-platform.vault.azure.net/secrets/password',
          credentialHealth: { status: 'Unhealthy', errorCode: 'Forbidden', errorMessage: 'The user …' },
        },
      ],
      creationDate: '2026-01-01T00:00:00.8698597+00:00',
      provisioningState: 'Succeeded',
    },
  },
  cacheRule: {
    type: 'Microsoft.ContainerRegistry/registries/cacheRules',
    id: `${REGISTRY}/cacheRules/ubuntu`,
    name: 'ubuntu',
    systemData: { createdAt: '2026-01-01T00:00:00Z', lastModifiedAt: '2026-01-02T00:00:00Z' },
    properties: {
      credentialSetResourceId: `${REGISTRY}/credentialSets/docker-hub`,
      sourceRepository: 'docker.io/library/ubuntu',
      targetRepository: 'ubuntu',
      creationDate: '2026-01-01T00:00:02.3831265+00:00',
      provisioningState: 'Succeeded',
    },
  },
  // Recorded: test_acr_create_webhook (observed-behaviour.md, "Webhook").
  webhook: {
    type: 'Microsoft.ContainerRegistry/registries/webhooks',
    id: `${REGISTRY}/webhooks/onpush`,
    name: 'onpush',
    location: 'westeurope',
    tags: { owner: 'images' },
    systemData: { createdAt: '2026-01-01T00:00:00Z', lastModifiedAt: '2026-01-02T00:00:00Z' },
    properties: {
      status: 'enabled',
      scope: '',
      actions: ['push', 'chart_push'],
      provisioningState: 'Succeeded',
    },
  },
  connection: {
    type: 'Microsoft.ContainerRegistry/registries/privateEndpointConnections',
    id: CONNECTION,
    name: 'contosoimages.0123456789abcdef0123456789abcdef',
    properties: {
      privateEndpoint: { id: ENDPOINT },
      privateLinkServiceConnectionState: { status: 'Pending' },
      provisioningState: 'Succeeded',
    },
  },
  identity: {
    location: 'westeurope',
    tags: { team: 'build' },
    id: IDENTITY.replace('resourceGroups', 'resourcegroups'),
    name: 'builder',
    type: 'Microsoft.ManagedIdentity/userAssignedIdentities',
    properties: {
      tenantId: '72f988bf-86f1-41af-91ab-2d7cd011db47',
      principalId: '79f354fa-0cb4-4d35-9742-f6c631c5094d',
      clientId: 'f6faee04-316e-4c2a-8f32-1d962eeec922',
      isolationScope: 'None',
    },
  },
  roleAssignment: {
    properties: {
      roleDefinitionId: ROLE,
      principalId: '921b6711-9eb0-4953-aac4-2da8d1067a68',
      principalType: 'ServicePrincipal',
      scope: REGISTRY,
      condition: null,
      conditionVersion: null,
      createdOn: '2026-04-22T02:07:31.7808971Z',
      updatedOn: '2026-04-22T02:07:32.5500029Z',
      createdBy: 'e3e9d27a-1dd4-422b-a198-f6c67ce8faec',
      updatedBy: 'e3e9d27a-1dd4-422b-a198-f6c67ce8faec',
      delegatedManagedIdentityResourceId: null,
      description: 'for the build',
    },
    id: ASSIGNMENT,
    type: 'Microsoft.Authorization/roleAssignments',
    name: 'c151cb59-ffbc-4de8-8db3-ff5ca3d44d3a',
  },
  vault: {
    id: VAULT,
    name: 'kv-images',
    type: 'Microsoft.KeyVault/vaults',
    location: 'westeurope',
    tags: { team: 'security' },
    systemData: { createdAt: '2026-04-22T02:07:31.78Z', createdByType: 'Application' },
    properties: {
      sku: { family: 'A', name: 'Standard' },
      tenantId: '72f988bf-86f1-41af-91ab-2d7cd011db47',
      accessPolicies: [],
      networkAcls: {
        bypass: 'AzureServices',
        defaultAction: 'Deny',
        ipRules: [{ value: '203.0.113.0/24' }, { value: '198.51.100.9/32' }],
        virtualNetworkRules: [{ id: SUBNET.toLowerCase(), ignoreMissingVnetServiceEndpoint: false }],
      },
      enabledForDeployment: false,
      enableSoftDelete: true,
      softDeleteRetentionInDays: 90,
      enableRbacAuthorization: false,
      vaultUri: 'https://kv-images.vault.azure.net/',
      provisioningState: 'Succeeded',
      publicNetworkAccess: 'Enabled',
    },
  },
  vaultKey: {
    id: VAULT_KEY,
    name: 'registry',
    type: 'Microsoft.KeyVault/vaults/keys',
    location: 'westeurope',
    properties: {
      attributes: {
        enabled: true,
        created: 1_699_209_747,
        updated: 1_699_209_747,
        recoveryLevel: 'Recoverable',
      },
      kty: 'RSA',
      keyOps: ['wrapKey', 'unwrapKey', 'sign'],
      keySize: 2048,
      keyUri: 'https://kv-images.vault.azure.net/keys/registry',
      keyUriWithVersion: 'https://kv-images.vault.azure.net/keys/registry/e23b83d0de3a4abe9eacd76e52c581fc',
    },
  },
  vaultSecret: {
    id: VAULT_SECRET,
    name: 'images',
    type: 'Microsoft.KeyVault/vaults/secrets',
    location: 'westeurope',
    tags: { 'acrctl-stack': 'images-prod', 'acrctl-certificate': 'ab12', team: 'images' },
    properties: {
      contentType: 'application/x-pem-file',
      attributes: { enabled: true, created: 1_699_209_747, updated: 1_699_209_747 },
      secretUri: 'https://kv-images.vault.azure.net/secrets/images',
      secretUriWithVersion:
        'https://kv-images.vault.azure.net/secrets/images/e23b83d0de3a4abe9eacd76e52c581fc',
    },
  },
  accessPolicy: {
    id: ACCESS_POLICY,
    properties: { objectId: PRINCIPAL, permissions: { keys: ['get', 'wrapKey', 'unwrapKey'] } },
  },
  provider: {
    id: PROVIDER,
    namespace: 'Microsoft.ContainerRegistry',
    registrationPolicy: 'RegistrationRequired',
    resourceTypes: [{ resourceType: 'registries', apiVersions: ['2025-11-01'] }],
    registrationState: 'NotRegistered',
  },
} as const satisfies Readonly<Record<string, JsonObject>>;
