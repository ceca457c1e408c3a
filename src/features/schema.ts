import type { JsonObject } from '../core/json.ts';
import { CLOUD_NAMES } from '../providers/azure/clouds.ts';
import { approvalsSchema } from './approvals/schema.ts';
import { cachingSchema } from './caching/schema.ts';
import { customDomainsSchema } from './custom-domains/schema.ts';
import { defenderSchema } from './defender/schema.ts';
import { diagnosticsSchema } from './diagnostics/schema.ts';
import { dnsSchema } from './dns/schema.ts';
import { encryptionSchema } from './encryption/schema.ts';
import { LOCATION, SUBSCRIPTION, TAGS } from './entry-schema.ts';
import { identitiesSchema } from './identities/schema.ts';
import { keyVaultsSchema } from './key-vaults/schema.ts';
import { locksSchema } from './locks/schema.ts';
import { STACK_NAME } from './names.ts';
import { networksSchema } from './networks/schema.ts';
import { privateDnsSchema } from './private-dns/schema.ts';
import { privateLinkSchema } from './private-link/schema.ts';
import { publicFrontSchema } from './public-front/schema.ts';
import { registrySchema } from './registry/schema.ts';
import { replicationsSchema } from './replications/schema.ts';
import { resourceGroupsSchema } from './resource-groups/schema.ts';
import { roleAssignmentsSchema } from './role-assignments/schema.ts';
import { stateSchema } from './state-schema.ts';
import { tokensSchema } from './tokens/schema.ts';
import { webhooksSchema } from './webhooks/schema.ts';
import { workspacesSchema } from './workspaces/schema.ts';

const FRAGMENTS = [
  resourceGroupsSchema,
  identitiesSchema,
  keyVaultsSchema,
  networksSchema,
  privateDnsSchema,
  dnsSchema,
  workspacesSchema,
  diagnosticsSchema,
  locksSchema,
  registrySchema,
  encryptionSchema,
  customDomainsSchema,
  replicationsSchema,
  roleAssignmentsSchema,
  tokensSchema,
  cachingSchema,
  webhooksSchema,
  privateLinkSchema,
  approvalsSchema,
  publicFrontSchema,
];

const azure: JsonObject = {
  title: 'Azure',
  description: 'Defaults for every entry: where it lives, and what tags it carries.',
  type: 'object',
  additionalProperties: false,
  properties: {
    cloud: {
      title: 'Cloud',
      description: 'The Azure cloud; host names, zone names and the login follow from it.',
      type: 'string',
      enum: [...CLOUD_NAMES],
      default: 'AzureCloud',
    },
    subscription: {
      ...SUBSCRIPTION,
      title: 'Subscription',
      description: 'The subscription of every entry that does not say otherwise.',
    },
    resourceGroup: {
      title: 'Resource group',
      description:
        'The resource group of every entry that does not say otherwise: a key of resourceGroups, or the name of a group that already exists.',
      type: 'string',
      'x-expected': 'a resource group',
      examples: ['rg-images'],
    },
    location: {
      ...LOCATION,
      title: 'Region',
      description: 'The region of every entry that does not say otherwise and whose group does not.',
    },
    tags: { ...TAGS, title: 'Tags', description: 'Tags of every object that can carry tags.' },
    defender: { $ref: '#/$defs/Defender' },
  },
};

/** The whole language after short forms are written out: what configurations are validated against. */
export const CONFIG_SCHEMA: JsonObject = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'acrctl configuration',
  description: 'A stack of acrctl: container registries and the network paths that lead to them.',
  type: 'object',
  additionalProperties: false,
  required: ['apiVersion', 'stack', 'azure'],
  properties: {
    apiVersion: {
      title: 'Language version',
      description: 'Always acrctl/v1.',
      type: 'string',
      enum: ['acrctl/v1'],
    },
    stack: {
      title: 'Stack',
      description:
        'The name of this stack. It names the state and stands in the tag acrctl-stack of every object; never change it once objects exist.',
      type: 'string',
      pattern: STACK_NAME,
      'x-expected':
        'a name of lower-case letters, digits and hyphens that begins with a letter, at most 63 long',
      examples: ['images-prod'],
    },
    state: { $ref: '#/$defs/State' },
    azure: { $ref: '#/$defs/Azure' },
    ...Object.assign({}, ...FRAGMENTS.map((fragment) => fragment.sections)),
  },
  $defs: {
    Azure: azure,
    Defender: defenderSchema,
    State: stateSchema,
    ...Object.assign({}, ...FRAGMENTS.map((fragment) => fragment.definitions)),
  },
};
