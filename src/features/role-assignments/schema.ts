import { entryKeys, type SchemaFragment } from '../entry-schema.ts';
import { ROLE_NAMES } from './roles.ts';

export const roleAssignmentsSchema: SchemaFragment = {
  sections: {},
  definitions: {
    RegistryRoleAssignment: {
      title: 'Role assignment',
      description:
        'A grant on the registry: a role for one principal, either a managed identity of this file or any by its object id. Its name in Azure follows from scope, principal and role.',
      type: 'object',
      additionalProperties: false,
      required: ['role'],
      properties: {
        role: {
          title: 'Role',
          description: `${ROLE_NAMES.join(', ')}, or the id (a GUID) of any other role definition. With roleAssignmentMode: abacRepositoryPermissions Azure ignores AcrPull, AcrPush and AcrDelete.`,
          type: 'string',
          pattern: `^(?:${ROLE_NAMES.join('|')}|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})$`,
          'x-expected': `${ROLE_NAMES.join(', ')} or the id of a role definition`,
          examples: ['AcrPull', '7f951dda-4ed3-4680-a7ca-43fe172d538d'],
        },
        identity: {
          title: 'Identity',
          description: 'Key of an entry of identities: who gets the role.',
          type: 'string',
          'x-expected': 'the key of an identity',
          examples: ['builder'],
        },
        principalId: {
          title: 'Principal',
          description:
            'Object id of whoever gets the role, where that is no identity of this file. Not the client id of an application.',
          type: 'string',
          pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$',
          'x-expected': 'the object id of a principal (a GUID)',
          examples: ['11111111-2222-3333-4444-555555555555'],
        },
        principalType: {
          title: 'Kind of principal',
          description:
            'What principalId is: a service principal (also every managed identity), a user or a group. With it Azure does not ask the directory, which a new principal takes minutes to reach.',
          type: 'string',
          enum: ['servicePrincipal', 'user', 'group'],
          default: 'servicePrincipal',
        },
        ...entryKeys('adopt', 'protect'),
      },
      examples: [{ role: 'AcrPull', identity: 'builder' }],
    },
  },
};
