import { anyText, guid, idOf, idPattern, ipRangeOrAddress, reference, region, tags } from './forms.ts';
import { flag, list, mapOf, object, oneOf, orNull, type Schema, text, whole } from './schema.ts';

/** What acrctl sends of `Microsoft.ContainerRegistry`, api-version 2025-11-01. */

const onOrOff = oneOf('enabled', 'disabled');
const status = object({ 'status!': onOrOff });
const sku = object({ 'name!': oneOf('Basic', 'Standard', 'Premium') });
const kindOfIdentity = oneOf('None', 'SystemAssigned', 'UserAssigned', 'SystemAssigned, UserAssigned');
const identityId = idPattern('Microsoft.ManagedIdentity/userAssignedIdentities');

const settings: Readonly<Record<string, Schema>> = {
  adminUserEnabled: flag,
  anonymousPullEnabled: flag,
  dataEndpointEnabled: flag,
  networkRuleBypassAllowedForTasks: flag,
  networkRuleBypassOptions: oneOf('AzureServices', 'None'),
  networkRuleSet: object({
    'defaultAction!': oneOf('Allow', 'Deny'),
    ipRules: list(object({ action: oneOf('Allow'), 'value!': ipRangeOrAddress })),
  }),
  policies: object({
    azureADAuthenticationAsArmPolicy: status,
    exportPolicy: status,
    quarantinePolicy: status,
    // A policy is sent as one: without `days` it would be left at whatever it was.
    retentionPolicy: object({ days: whole(0, 365), 'status!': onOrOff }),
    trustPolicy: object({ type: oneOf('Notary'), 'status!': onOrOff }),
  }),
  publicNetworkAccess: oneOf('Enabled', 'Disabled'),
  roleAssignmentMode: oneOf('LegacyRegistryPermissions', 'AbacRepositoryPermissions'),
};

/** A key always with the identity that reaches it: without one Azure could not try it. */
const keyVaultProperties = object({
  'keyIdentifier!': text('^https://[a-z0-9-]+\\.vault\\.[a-z.]+/keys/[A-Za-z0-9-]+(/[0-9a-f]{32})?$'),
  'identity!': { anyOf: [guid, oneOf('system')] },
});

const zoneRedundancy = oneOf('Enabled', 'Disabled');

export const registryMade = object({
  'location!': region,
  'sku!': sku,
  tags,
  identity: object({ 'type!': kindOfIdentity, userAssignedIdentities: mapOf(identityId, object({})) }),
  properties: object({
    ...settings,
    zoneRedundancy,
    encryption: object({ 'status!': oneOf('enabled'), 'keyVaultProperties!': keyVaultProperties }),
  }),
});

/** Neither the region nor the redundancy of zones can be changed, nor whether there is a key of the owner. */
export const registryChanged = object({
  sku,
  tags,
  identity: object({
    'type!': kindOfIdentity,
    userAssignedIdentities: mapOf(identityId, orNull(object({}))),
  }),
  properties: object({ ...settings, encryption: object({ 'keyVaultProperties!': keyVaultProperties }) }),
});

const routing = { regionEndpointEnabled: flag };

export const replicationMade = object({
  'location!': region,
  tags,
  properties: object({ ...routing, zoneRedundancy }),
});

export const replicationChanged = object({ tags, properties: object(routing) });

const action = text(
  '^(repositories/.+/(content/(read|write|delete)|metadata/(read|write))|gateway/.+/(config|message)/(read|write))$',
);

export const scopeMapMade = object({
  'properties!': object({ description: text('^.{1,256}$'), 'actions!': list(action, 1) }),
});

/** Of what is compared, what differs. */
export const scopeMapChanged = object({
  'properties!': object({ description: text('^.{1,256}$'), actions: list(action, 1) }),
});

const login = {
  scopeMapId: idOf('Microsoft.ContainerRegistry/registries/scopeMaps'),
  status: onOrOff,
};

/** Never with passwords: those that are not named would be taken away. */
export const tokenMade = object({
  'properties!': object({ 'scopeMapId!': login.scopeMapId, 'status!': login.status }),
});

export const tokenChanged = object({ 'properties!': object(login) });

const secretId = text('^https://[a-z0-9-]+\\.vault\\.[a-z.]+/secrets/[A-Za-z0-9-]+$');
const credentials = list(
  object({
    'name!': oneOf('Credential1'),
    'usernameSecretIdentifier!': secretId,
    'passwordSecretIdentifier!': secretId,
  }),
  1,
);
const ownIdentity = object({ 'type!': oneOf('SystemAssigned') });

export const credentialSetMade = object({
  'identity!': ownIdentity,
  'properties!': object({ 'loginServer!': text('^[a-z0-9.-]+$'), 'authCredentials!': credentials }),
});

export const credentialSetChanged = object({
  identity: ownIdentity,
  properties: object({ authCredentials: credentials }),
});

const credentialSetId = idOf('Microsoft.ContainerRegistry/registries/credentialSets');

export const cacheRuleMade = object({
  'properties!': object({
    credentialSetResourceId: credentialSetId,
    'sourceRepository!': text('^[a-z0-9.-]+/[a-z0-9._/-]*\\*?$'),
    'targetRepository!': text('^[a-z0-9._/-]*\\*?$'),
  }),
});

/** Null takes the credentials away. */
export const cacheRuleChanged = object({
  'properties!': object({ 'credentialSetResourceId!': orNull(credentialSetId) }),
});

const hook = {
  status: onOrOff,
  scope: anyText,
  actions: list(oneOf('push', 'delete', 'quarantine', 'chart_push', 'chart_delete'), 1),
};

export const webhookMade = object({
  'location!': region,
  'tags!': tags,
  'properties!': object({
    ...hook,
    'actions!': hook.actions,
    'serviceUri!': text('^https?://[!-~]+$'),
    customHeaders: mapOf('^[A-Za-z0-9-]+$', text('^[ -~]*$')),
  }),
});

/** Never with what is called: that is a secret, which only a PUT carries. */
export const webhookChanged = object({ tags, properties: object(hook) });

export const connectionDecided = object({
  'properties!': object({
    'privateEndpoint!': reference('Microsoft.Network/privateEndpoints'),
    'privateLinkServiceConnectionState!': object({
      'status!': oneOf('Approved', 'Rejected'),
      description: anyText,
    }),
  }),
});

/** `generateCredentials`, of one password: without a name it would draw both. */
export const passwordDrawn = object({
  'tokenId!': idOf('Microsoft.ContainerRegistry/registries/tokens'),
  'name!': oneOf('password1', 'password2'),
  expiry: text('^20\\d\\d-\\d\\d-\\d\\dT[0-9:.]+Z$'),
});

/** `checkNameAvailability`, which changes nothing. */
export const nameAsked = object({
  'name!': anyText,
  'type!': oneOf('Microsoft.ContainerRegistry/registries'),
});

export const registryId = idOf('Microsoft.ContainerRegistry/registries');
