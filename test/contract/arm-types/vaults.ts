import { anyText, guid, idOf, ipRangeOrAddress, region, tags } from './forms.ts';
import { flag, list, object, oneOf, whole } from './schema.ts';

/** Vaults, keys, secrets and access policies (api-version 2026-02-01), as acrctl sends them. */

const network = {
  publicNetworkAccess: oneOf('Enabled', 'Disabled'),
  networkAcls: object({
    bypass: oneOf('AzureServices', 'None'),
    defaultAction: oneOf('Allow', 'Deny'),
    ipRules: list(object({ 'value!': ipRangeOrAddress })),
    // By others.
    virtualNetworkRules: list(
      object({
        'id!': idOf('Microsoft.Network/virtualNetworks/subnets'),
        ignoreMissingVnetServiceEndpoint: flag,
      }),
    ),
  }),
};

/** Both what is added and what is taken away; with `all` there is more than a registry needs, so it can only go. */
const policies = list(
  object({
    'tenantId!': guid,
    'objectId!': guid,
    'permissions!': object({
      keys: list(oneOf('all', 'get', 'wrapKey', 'unwrapKey'), 1),
      secrets: list(oneOf('get'), 1),
    }),
  }),
);

const sku = object({ 'family!': oneOf('A'), 'name!': oneOf('standard', 'premium') });

export const vaultMade = object({
  'location!': region,
  tags,
  'properties!': object({
    'tenantId!': guid,
    'sku!': sku,
    enableRbacAuthorization: flag,
    // Azure takes true or nothing (keyvault.md).
    enablePurgeProtection: oneOf(true),
    softDeleteRetentionInDays: whole(7, 90),
    accessPolicies: policies,
    createMode: oneOf('recover'),
    ...network,
  }),
});

export const vaultChanged = object({
  tags,
  properties: object({
    sku,
    enableRbacAuthorization: flag,
    enablePurgeProtection: oneOf(true),
    ...network,
  }),
});

export const keyMade = object({
  'properties!': object({
    'kty!': oneOf('RSA', 'RSA-HSM'),
    'keySize!': oneOf(2048, 3072, 4096),
    keyOps: list(oneOf('encrypt', 'decrypt', 'sign', 'verify', 'wrapKey', 'unwrapKey'), 1),
    attributes: object({ 'exp!': whole(0, 4_102_444_800) }),
    rotationPolicy: object({
      lifetimeActions: list(
        object({
          'action!': object({ 'type!': oneOf('rotate') }),
          'trigger!': object({ timeAfterCreate: anyText, timeBeforeExpiry: anyText }),
        }),
      ),
      attributes: object({ 'expiryTime!': anyText }),
    }),
  }),
});

export const secretMade = object({
  // The mark, what the value is, and tags of others.
  'tags!': { ...tags, maxProperties: 15 },
  'properties!': object({
    'value!': anyText,
    'contentType!': oneOf('application/x-pem-file', 'application/x-pkcs12', 'text/plain'),
  }),
});

/** What tells nothing of the value; tags of others stay. */
export const secretTagged = object({ 'tags!': { ...tags, maxProperties: 15 } });

export const keyAccess = object({ 'properties!': object({ 'accessPolicies!': policies }) });
