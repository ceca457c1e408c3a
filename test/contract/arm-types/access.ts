import { anyText, guid, idOf, region, roleDefinitionId, tags } from './forms.ts';
import { object, oneOf } from './schema.ts';

/** Groups (api-version 2025-04-01), identities (2024-11-30) and grants (2022-04-01), as acrctl sends them. */

export const groupMade = object({ 'location!': region, tags, managedBy: anyText });

/** Tags are all that is changed. */
export const groupChanged = object({ 'tags!': tags });

export const identity = object({
  'location!': region,
  tags,
  // By others.
  properties: object({ isolationScope: oneOf('None', 'Regional') }),
});

export const grant = object({
  'properties!': object({
    'roleDefinitionId!': roleDefinitionId,
    'principalId!': guid,
    principalType: oneOf('ServicePrincipal', 'User', 'Group'),
    description: anyText,
    // By others.
    condition: anyText,
    conditionVersion: oneOf('2.0'),
    delegatedManagedIdentityResourceId: idOf('Microsoft.ManagedIdentity/userAssignedIdentities'),
  }),
});
