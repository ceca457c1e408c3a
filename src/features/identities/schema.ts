import { entryKeys, type SchemaFragment } from '../entry-schema.ts';

export const identitiesSchema: SchemaFragment = {
  sections: {
    identities: {
      title: 'Managed identities',
      description:
        'The user-assigned managed identities of the stack: those that acrctl makes, and with existing: true those of others. The key is the name in Azure unless name says otherwise.',
      type: 'object',
      additionalProperties: { $ref: '#/$defs/Identity' },
      'x-list': true,
      examples: [['builder'], { builder: { existing: true, resourceGroup: 'rg-build' } }],
      'x-requirements': ['0.22'],
    },
  },
  definitions: {
    Identity: {
      title: 'Managed identity',
      description:
        'A user-assigned managed identity. Made again, it is another principal: its grants are lost.',
      type: 'object',
      additionalProperties: false,
      properties: entryKeys(
        'name',
        'subscription',
        'resourceGroup',
        'location',
        'tags',
        'existing',
        'adopt',
        'protect',
        'ignore',
      ),
      examples: [{}, { location: 'northeurope' }],
    },
  },
};
