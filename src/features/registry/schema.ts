import type { JsonObject } from '../../core/json.ts';
import { diagnosticsOf } from '../diagnostics/schema.ts';
import { entryKeys, requiredUnlessExisting, type SchemaFragment } from '../entry-schema.ts';
import { REGISTRY_DEFAULTS } from './defaults.ts';

const AT_CREATION =
  'The default is sent when the registry is created; left out afterwards, the value in Azure stays.';
const LEFT_TO_AZURE =
  'Left out, it is never sent: Azure gives a new registry this default, and keeps what an existing one has.';

const registryProperties: JsonObject = {
  ...entryKeys('name', 'subscription', 'resourceGroup', 'location'),
  sku: {
    title: 'SKU',
    description:
      'The tier. Private endpoints, data endpoints, restricted public access and the policies quarantine, trust, retention and export need Premium.',
    type: 'string',
    enum: ['Basic', 'Standard', 'Premium'],
    'x-requirements': ['1.3'],
  },
  zoneRedundancy: {
    title: 'Zone redundancy',
    description: `Whether the registry asks for zone redundancy. Settable at creation only. ${AT_CREATION}`,
    type: 'boolean',
    default: REGISTRY_DEFAULTS.zoneRedundancy,
  },
  adminUser: {
    title: 'Admin user',
    description: `Whether the shared admin account is on. ${AT_CREATION}`,
    type: 'boolean',
    default: REGISTRY_DEFAULTS.adminUser,
  },
  anonymousPull: {
    title: 'Anonymous pull',
    description: `Whether anyone who reaches the registry may pull without logging in. Standard or Premium. ${AT_CREATION}`,
    type: 'boolean',
    default: REGISTRY_DEFAULTS.anonymousPull,
  },
  roleAssignmentMode: {
    title: 'Role assignment mode',
    description: `Whether role assignments are for the whole registry or may be limited to repositories (ABAC). ${AT_CREATION}`,
    type: 'string',
    enum: ['legacyRegistryPermissions', 'abacRepositoryPermissions'],
    default: REGISTRY_DEFAULTS.roleAssignmentMode,
  },
  identity: { $ref: '#/$defs/RegistryIdentity' },
  replications: {
    title: 'Replicas',
    description:
      'The replicas of the registry in other regions. The key is the region, and the name of the replica unless name says otherwise. The home region of the registry is no replica. Each takes one more address in every private endpoint of the registry. Premium.',
    type: 'object',
    additionalProperties: { $ref: '#/$defs/Replication' },
    'x-list': true,
    examples: [['northeurope'], { northeurope: { globalRouting: false } }],
    'x-requirements': ['1.27', '1.32', '1.58'],
  },
  roleAssignments: {
    title: 'Role assignments',
    description:
      'Who may do what with the registry, by a key of your choice. The same grant under another name in Azure counts as given, and stays.',
    type: 'object',
    additionalProperties: { $ref: '#/$defs/RegistryRoleAssignment' },
    examples: [{ builders: { role: 'AcrPush', identity: 'builder' } }],
  },
  locks: {
    title: 'Locks',
    description:
      'Management locks on the registry, by a key of your choice, which is the name of the lock in Azure unless name says otherwise. Locks of others stay.',
    type: 'object',
    additionalProperties: { $ref: '#/$defs/Lock' },
    examples: [{ images: { level: 'canNotDelete' } }],
    'x-requirements': ['3.67'],
  },
  diagnostics: diagnosticsOf('ContainerRegistryLoginEvents', '2.5', '2.7'),
  scopeMaps: {
    title: 'Scope maps',
    description:
      'What tokens may do in which repositories, by name: 5 to 50 letters, digits, hyphens and underscores. At most 100 in Basic, 500 in Standard, 50000 in Premium.',
    type: 'object',
    additionalProperties: { $ref: '#/$defs/RegistryScopeMap' },
    examples: [{ builders: { repositories: { 'team/app': ['push'] } } }],
    'x-requirements': ['2.28'],
  },
  tokens: {
    title: 'Tokens',
    description:
      'Logins of the registry itself, by name, for clients that have no identity in Azure: 5 to 50 letters, digits and hyphens. The name is the user name. At most 100 in Basic, 500 in Standard, 50000 in Premium.',
    type: 'object',
    additionalProperties: { $ref: '#/$defs/RegistryToken' },
    examples: [{ 'build-machine': { scopeMap: 'builders' } }],
    'x-requirements': ['2.28'],
  },
  credentialSets: {
    title: 'Credential sets',
    description:
      'Who the registry is at registries elsewhere, for cache rules, by name: 5 to 50 letters, digits and hyphens. In every tier.',
    type: 'object',
    additionalProperties: { $ref: '#/$defs/RegistryCredentialSet' },
    examples: [
      {
        'docker-hub': {
          loginServer: 'docker.io',
          username: 'kv-images/docker-user',
          password: 'kv-images/docker-password',
        },
      },
    ],
  },
  cacheRules: {
    title: 'Cache rules',
    description:
      'Repositories elsewhere that are pulled through the registry, by name: 5 to 50 letters, digits and hyphens. At most 1000, in every tier.',
    type: 'object',
    additionalProperties: { $ref: '#/$defs/RegistryCacheRule' },
    examples: [{ dotnet: { sourceRepository: 'mcr.microsoft.com/dotnet/*', targetRepository: 'dotnet/*' } }],
  },
  webhooks: {
    title: 'Webhooks',
    description:
      'Whom the registry tells of pushes and deletions, by name: 5 to 50 letters and digits. At most 2 in Basic, 10 in Standard, 500 in Premium.',
    type: 'object',
    additionalProperties: { $ref: '#/$defs/RegistryWebhook' },
    examples: [{ onpush: { serviceUri: 'https://hooks.contoso.com/registry', actions: ['push'] } }],
  },
  encryption: { $ref: '#/$defs/RegistryEncryption' },
  policies: { $ref: '#/$defs/RegistryPolicies' },
  network: { $ref: '#/$defs/RegistryNetwork' },
  customDomains: { $ref: '#/$defs/CustomDomains' },
  ...entryKeys('tags', 'existing', 'adopt', 'protect', 'ignore'),
};

const publicAccess: JsonObject = {
  title: 'Public access',
  description:
    'enabled: from everywhere. selected: from allowedIpRanges. disabled: through private endpoints only. It has no default: say what you want. acrctl narrows it only after every private path works, and never widens it unasked. selected and disabled need Premium.',
  type: 'string',
  enum: ['enabled', 'selected', 'disabled'],
  'x-requirements': ['1.40', '1.42'],
};

const { if: isExisting, else: needed } = requiredUnlessExisting(registryProperties, 'sku', 'network');

const registry: JsonObject = {
  title: 'Registry',
  description:
    'A container registry. acrctl never deletes or replaces one without an allowance that names it. Of one that exists already (existing: true) nothing is written but what is listed below it: private endpoints, replicas, approvals, role assignments, scope maps, tokens, credential sets, cache rules, webhooks.',
  type: 'object',
  additionalProperties: false,
  properties: registryProperties,
  ...(isExisting !== undefined && { if: isExisting }),
  else: {
    allOf: [
      needed ?? {},
      {
        properties: { network: { type: 'object', properties: { publicAccess }, required: ['publicAccess'] } },
      },
    ],
  },
};

const registryIdentity: JsonObject = {
  title: 'Identity of the registry',
  description:
    'The managed identities that the registry acts as. Identities that others assigned stay; one taken out of the list is taken from the registry.',
  type: 'object',
  additionalProperties: false,
  properties: {
    system: {
      title: 'System-assigned',
      description:
        'Whether the registry has an identity of its own, which comes and goes with it. Left out, it is not managed.',
      type: 'boolean',
      'x-requirements': ['0.16', '0.21'],
    },
    user: {
      title: 'User-assigned',
      description: 'Keys of entries of identities.',
      type: 'array',
      uniqueItems: true,
      items: { type: 'string', 'x-expected': 'the key of an identity' },
      examples: [['images-cmk']],
      'x-requirements': ['0.16', '0.23', '0.24'],
    },
  },
  examples: [{ system: true, user: ['images-cmk'] }],
};

const registryPolicies: JsonObject = {
  title: 'Registry policies',
  description: 'Policies of the registry. A policy that is left out is not managed.',
  type: 'object',
  additionalProperties: false,
  properties: {
    quarantine: {
      title: 'Quarantine',
      description: `Whether pushed images are held back until something marks them as scanned. Premium. ${LEFT_TO_AZURE}`,
      type: 'boolean',
      default: REGISTRY_DEFAULTS.policies.quarantine,
    },
    trust: {
      title: 'Content trust',
      description: `Whether signed images (Notary v1) can be pushed. Premium; Azure is retiring content trust. ${LEFT_TO_AZURE}`,
      type: 'boolean',
      default: REGISTRY_DEFAULTS.policies.trust,
    },
    retentionDays: {
      title: 'Retention of untagged manifests',
      description: `After how many days a manifest without a tag is deleted; 0 is at once; disabled keeps them. Premium. ${LEFT_TO_AZURE}`,
      anyOf: [{ type: 'integer', minimum: 0, maximum: 365 }, { const: 'disabled' }],
      'x-expected': 'a whole number from 0 to 365, or disabled',
      default: REGISTRY_DEFAULTS.policies.retentionDays,
      examples: [30, 'disabled'],
    },
    export: {
      title: 'Export',
      description: `Whether images may be exported to another registry or imported from here. Turning it off needs Premium and network.publicAccess: disabled. ${LEFT_TO_AZURE}`,
      type: 'boolean',
      default: REGISTRY_DEFAULTS.policies.export,
    },
    azureADAuthenticationAsArm: {
      title: 'Tokens for ARM accepted',
      description: `Whether the registry accepts tokens that were issued for Azure Resource Manager. ${LEFT_TO_AZURE}`,
      type: 'boolean',
      default: REGISTRY_DEFAULTS.policies.azureADAuthenticationAsArm,
    },
  },
  examples: [{ retentionDays: 30, export: false }],
};

const registryNetwork: JsonObject = {
  title: 'Registry network',
  description: 'Who reaches the registry.',
  type: 'object',
  additionalProperties: false,
  properties: {
    publicAccess,
    allowedIpRanges: {
      title: 'Allowed IP ranges',
      description:
        'Public IPv4 addresses and ranges that reach the registry with publicAccess: selected, and only with it. The list is owned whole. A single address is written without /32.',
      type: 'array',
      items: { type: 'string', 'x-expected': 'an IPv4 address or range such as 203.0.113.0/24' },
      examples: [['203.0.113.0/24', '198.51.100.7']],
      'x-requirements': ['1.43'],
    },
    trustedServices: {
      title: 'Trusted Azure services',
      description: `Whether trusted Azure services, such as Defender for Cloud, reach the registry when public access is restricted. ${AT_CREATION}`,
      type: 'boolean',
      default: REGISTRY_DEFAULTS.network.trustedServices,
      'x-requirements': ['1.4'],
    },
    networkRuleBypassAllowedForTasks: {
      title: 'Bypass for ACR tasks',
      description: `Whether ACR tasks that run with a system-assigned identity reach the registry when public access is restricted. ${AT_CREATION}`,
      type: 'boolean',
      default: REGISTRY_DEFAULTS.network.networkRuleBypassAllowedForTasks,
      'x-requirements': ['1.43'],
    },
    dataEndpoints: {
      title: 'Dedicated data endpoints',
      description: `Whether layers are served from REGISTRY.REGION.data.azurecr.io (azurecr.us, azurecr.cn) instead of a shared storage host. Azure turns it on with the first private endpoint, so false beside one is an error. Premium. ${AT_CREATION}`,
      type: 'boolean',
      default: REGISTRY_DEFAULTS.network.dataEndpoints,
      'x-requirements': ['0.15', '1.27'],
    },
    privateEndpoints: {
      title: 'Private endpoints',
      description: 'The private endpoints of the registry, by a key of your choice. Premium.',
      type: 'object',
      additionalProperties: { $ref: '#/$defs/PrivateEndpoint' },
      examples: [{ hub: { subnet: 'vnet-hub/endpoints', dns: { zone: 'privatelink.azurecr.io' } } }],
      'x-requirements': ['1.1', '1.3', '1.15'],
    },
    privatePathProof: {
      title: 'Proof of the private path',
      description:
        'What shows that the private path works before an open registry is closed or narrowed. arm: what Azure Resource Manager says of it. probe: also evidence from a machine in the network, not older than 24 hours, which "acrctl verify --evidence FILE" writes there and "acrctl plan --evidence FILE" takes.',
      type: 'string',
      enum: ['arm', 'probe'],
      default: 'arm',
      'x-requirements': ['1.39', '1.42'],
    },
    approvals: {
      title: 'Approvals',
      description:
        'Rules for the connections that private endpoints of others ask for, by a key of your choice. What no rule is about is left alone, and so are the endpoints of this file and those that it no longer has.',
      type: 'object',
      additionalProperties: { $ref: '#/$defs/ConnectionRule' },
      examples: [
        {
          build: {
            endpoints: ['/subscriptions/00000000-0000-0000-0000-0000000000bb/*'],
            decision: 'approve',
          },
        },
      ],
      'x-requirements': ['1.33', '1.53', '1.55'],
    },
  },
  examples: [{ publicAccess: 'enabled' }],
};

export const registrySchema: SchemaFragment = {
  sections: {
    registries: {
      title: 'Registries',
      description:
        'The container registries. The key is the name in Azure unless name says otherwise: 5 to 50 letters and digits, unique in all of Azure.',
      type: 'object',
      additionalProperties: { $ref: '#/$defs/Registry' },
      examples: [{ contosoimages: { sku: 'Premium', network: { publicAccess: 'enabled' } } }],
    },
  },
  definitions: {
    Registry: registry,
    RegistryIdentity: registryIdentity,
    RegistryPolicies: registryPolicies,
    RegistryNetwork: registryNetwork,
  },
};
