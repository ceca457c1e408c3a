import type { JsonObject } from '../../core/json.ts';
import { diagnosticsOf } from '../diagnostics/schema.ts';
import { entryKeys, type SchemaFragment } from '../entry-schema.ts';
import { keyVaultCertificate } from './certificate-schema.ts';
import { VAULT_DEFAULTS } from './defaults.ts';

const AT_CREATION =
  'The default is sent when the vault is created; left out afterwards, the value in Azure stays.';
const FOR_GOOD =
  'Azure Resource Manager only makes keys: what is changed here afterwards, acrctl refuses and says how to go on.';

const vaultProperties: JsonObject = {
  ...entryKeys('name', 'subscription', 'resourceGroup', 'location'),
  sku: {
    title: 'SKU',
    description: `standard, or premium for keys that a hardware security module keeps (RSA-HSM). ${AT_CREATION}`,
    type: 'string',
    enum: ['standard', 'premium'],
    default: VAULT_DEFAULTS.sku,
  },
  authorization: {
    title: 'Authorization',
    description: `Who decides what may be done with what is in the vault: rbac, by role assignments; accessPolicies, by the list that the vault keeps. Of an existing vault it is read. ${AT_CREATION} It is not changed while a registry uses a key of the vault.`,
    type: 'string',
    enum: ['rbac', 'accessPolicies'],
    default: VAULT_DEFAULTS.authorization,
    'x-requirements': ['3.23', '3.24'],
  },
  purgeProtection: {
    title: 'Purge protection',
    description: `Whether nobody, Azure included, can purge a deleted vault or key before its retention is over. It can never be turned off again. A vault with the key of a registry needs it: a key that is purged takes the images along. ${AT_CREATION}`,
    type: 'boolean',
    default: VAULT_DEFAULTS.purgeProtection,
    'x-requirements': ['3.20', '3.33', '3.67'],
  },
  retentionDays: {
    title: 'Retention',
    description: `For how many days a deleted vault or key can be recovered. Azure lets it be set once. ${AT_CREATION}`,
    type: 'integer',
    minimum: 7,
    maximum: 90,
    default: VAULT_DEFAULTS.retentionDays,
    'x-requirements': ['3.20', '3.67'],
  },
  network: { $ref: '#/$defs/KeyVaultNetwork' },
  keys: {
    title: 'Keys',
    description:
      'The keys of the vault. The key of the entry is the name of the key unless name says otherwise.',
    type: 'object',
    additionalProperties: { $ref: '#/$defs/KeyVaultKey' },
    'x-list': true,
    examples: [['registry'], { registry: { type: 'RSA', size: 3072 } }],
    'x-requirements': ['3.2', '3.25'],
  },
  certificates: {
    title: 'Certificates',
    description:
      'Certificates with their private keys, each a secret of the vault. The key of the entry is the name of the secret unless name says otherwise.',
    type: 'object',
    additionalProperties: { $ref: '#/$defs/KeyVaultCertificate' },
    examples: [{ images: { source: 'pemFile', file: 'tls/images.pem', format: 'pem' } }],
    'x-requirements': ['0.8', '0.28'],
  },
  diagnostics: diagnosticsOf('AuditEvent', '3.3'),
  recover: {
    title: 'Recover',
    description:
      'With true, a deleted vault of this name is brought back with all that was in it, where there is one; without it, such a vault is an error. Where acrctl gives access in it, authorization has to be written, too: Azure does not tell what a deleted vault goes by. acrctl never purges one.',
    type: 'boolean',
    default: false,
    'x-requirements': ['3.67', '3.68'],
  },
  ...entryKeys('tags', 'existing', 'adopt', 'protect', 'ignore'),
};

const network: JsonObject = {
  title: 'Network of the vault',
  description: 'Who reaches the vault. acrctl itself never needs to, but for "acrctl rotate encryption".',
  type: 'object',
  additionalProperties: false,
  properties: {
    publicAccess: {
      title: 'Public access',
      description: `enabled: from everywhere. selected: from allowedIpRanges. disabled: through private endpoints only. ${AT_CREATION}`,
      type: 'string',
      enum: ['enabled', 'selected', 'disabled'],
      default: VAULT_DEFAULTS.network.publicAccess,
      'x-requirements': ['3.22'],
    },
    trustedServices: {
      title: 'Trusted services',
      description: `Whether services of Azure that Microsoft trusts, registries among them, get in past the firewall. A registry whose key is in the vault needs it wherever public access is not enabled. ${AT_CREATION}`,
      type: 'boolean',
      default: VAULT_DEFAULTS.network.trustedServices,
      'x-requirements': ['3.22', '3.34'],
    },
    allowedIpRanges: {
      title: 'Allowed IP ranges',
      description:
        'IPv4 addresses and ranges that get in with publicAccess: selected. The list is owned whole; rules for subnets that others added stay.',
      type: 'array',
      items: { type: 'string', 'x-expected': 'an IPv4 address or range such as 203.0.113.0/24' },
      examples: [['203.0.113.0/24']],
      'x-requirements': ['3.22'],
    },
  },
  examples: [{ publicAccess: 'selected', allowedIpRanges: ['203.0.113.0/24'], trustedServices: true }],
};

const key: JsonObject = {
  title: 'Key',
  description: `An RSA key, of which acrctl makes the first version without reaching the vault; "acrctl rotate encryption" makes others. ${FOR_GOOD} Taken out of this file, a key stays in its vault: only the vault takes it along.`,
  type: 'object',
  additionalProperties: false,
  properties: {
    ...entryKeys('name'),
    type: {
      title: 'Type',
      description: `RSA, or RSA-HSM in a premium vault. Registries take no elliptic curves. ${FOR_GOOD}`,
      type: 'string',
      enum: ['RSA', 'RSA-HSM'],
      default: VAULT_DEFAULTS.key.type,
      'x-requirements': ['3.9', '3.27'],
    },
    size: {
      title: 'Size',
      description: `In bits. ${FOR_GOOD}`,
      type: 'integer',
      enum: [2048, 3072, 4096],
      default: VAULT_DEFAULTS.key.size,
      'x-requirements': ['3.9'],
    },
    operations: {
      title: 'Operations',
      description: `What the key may be used for. A registry needs wrapKey and unwrapKey. Left out, a new key may be used for all that RSA keys can. ${FOR_GOOD}`,
      type: 'array',
      uniqueItems: true,
      minItems: 1,
      items: { type: 'string', enum: ['encrypt', 'decrypt', 'sign', 'verify', 'wrapKey', 'unwrapKey'] },
      examples: [['wrapKey', 'unwrapKey']],
      'x-requirements': ['3.27'],
    },
    expires: {
      title: 'Expiry',
      description:
        'The day, in UTC, on which the first version stops working: what it encrypts is closed from then on unless a newer version is in use. Left out, it never does. It counts while the key is made; later versions get theirs from rotationPolicy.',
      type: 'string',
      pattern: '^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$',
      'x-expected': 'a day such as 2028-12-31',
      examples: ['2028-12-31'],
      'x-requirements': ['3.27'],
    },
    rotationPolicy: { $ref: '#/$defs/KeyRotationPolicy' },
    ...entryKeys('existing', 'adopt'),
  },
  examples: [{ type: 'RSA', size: 3072 }],
};

const DURATION: JsonObject = {
  type: 'string',
  pattern: '^P(?:[1-9][0-9]*[DMY])$',
  'x-expected': 'a number of days, months or years such as P90D, P6M or P1Y',
};

const rotationPolicy: JsonObject = {
  title: 'Rotation policy',
  description:
    'When the vault makes a new version of the key by itself; registries with rotation: auto follow within an hour. It is set when the key is made; where the vault has another later, the plan warns and says how to change it there.',
  type: 'object',
  additionalProperties: false,
  properties: {
    rotateAfter: {
      ...DURATION,
      title: 'Rotate after',
      description: 'So long after a version was made, the next one is.',
      examples: ['P180D'],
      'x-requirements': ['3.12'],
    },
    rotateBeforeExpiry: {
      ...DURATION,
      title: 'Rotate before expiry',
      description: 'So long before a version expires, the next one is made. Needs expiresAfter.',
      examples: ['P30D'],
      'x-requirements': ['3.12'],
    },
    expiresAfter: {
      ...DURATION,
      title: 'Expires after',
      description:
        'How long a version that the vault makes works; 28 days at least. Left out, such versions never expire.',
      examples: ['P2Y'],
      'x-requirements': ['3.12'],
    },
  },
  examples: [{ rotateAfter: 'P180D', expiresAfter: 'P2Y' }],
};

export const keyVaultsSchema: SchemaFragment = {
  sections: {
    keyVaults: {
      title: 'Key vaults',
      description:
        'The vaults with the keys of the registries: those that acrctl makes, and with existing: true those of others. The key is the name in Azure, unique in all of Azure, unless name says otherwise.',
      type: 'object',
      additionalProperties: { $ref: '#/$defs/KeyVault' },
      examples: [{ 'kv-images': { keys: { registry: {} } } }],
      'x-requirements': ['3.20'],
    },
  },
  definitions: {
    KeyVault: {
      title: 'Key vault',
      description:
        'A key vault. acrctl never deletes one without an allowance that names it, and none that a registry needs. A deleted vault can be recovered until its retention is over.',
      type: 'object',
      additionalProperties: false,
      properties: vaultProperties,
      examples: [{ keys: { registry: { type: 'RSA', size: 3072 } } }],
    },
    KeyVaultNetwork: network,
    KeyVaultKey: key,
    KeyVaultCertificate: keyVaultCertificate,
    KeyRotationPolicy: rotationPolicy,
  },
};
