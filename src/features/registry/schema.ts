import type { JsonObject } from '../../core/json.ts';
import { entryKeys, type SchemaFragment } from '../entry-schema.ts';
import { REGISTRY_DEFAULTS } from './defaults.ts';

const AT_CREATION =
  'The default is sent when the registry is created; left out afterwards, the value in Azure stays.';
const LEFT_TO_AZURE =
  'Left out, it is never sent: Azure gives a new registry this default, and keeps what an existing one has.';

const registry: JsonObject = {
  title: 'Registry',
  description:
    'A container registry. acrctl never deletes or replaces one without an allowance that names it.',
  type: 'object',
  additionalProperties: false,
  required: ['sku', 'network'],
  properties: {
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
    policies: { $ref: '#/$defs/RegistryPolicies' },
    network: { $ref: '#/$defs/RegistryNetwork' },
    ...entryKeys('tags', 'adopt', 'protect', 'ignore'),
  },
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
  required: ['publicAccess'],
  properties: {
    publicAccess: {
      title: 'Public access',
      description:
        'enabled: from everywhere. selected: from allowedIpRanges. disabled: through private endpoints only. It has no default: say what you want. acrctl narrows it only after every private path works, and never widens it unasked. selected and disabled need Premium.',
      type: 'string',
      enum: ['enabled', 'selected', 'disabled'],
      'x-requirements': ['1.40', '1.42'],
    },
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
  definitions: { Registry: registry, RegistryPolicies: registryPolicies, RegistryNetwork: registryNetwork },
};
