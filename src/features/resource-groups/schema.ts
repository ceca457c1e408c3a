import { entryKeys, type SchemaFragment } from '../entry-schema.ts';

export const resourceGroupsSchema: SchemaFragment = {
  sections: {
    resourceGroups: {
      title: 'Resource groups',
      description:
        'The resource groups of the stack: those that acrctl makes, and with existing: true those of others that entries are placed in. The key is the name in Azure unless name says otherwise. A group that is only named by azure.resourceGroup and not listed here must already exist. A group is deleted only when it is empty.',
      type: 'object',
      additionalProperties: { $ref: '#/$defs/ResourceGroup' },
      'x-list': true,
      examples: [{ 'rg-images': {} }],
    },
  },
  definitions: {
    ResourceGroup: {
      title: 'Resource group',
      description:
        'A resource group. Its subscription and location are the default of every entry placed in it.',
      type: 'object',
      additionalProperties: false,
      properties: entryKeys(
        'name',
        'subscription',
        'location',
        'tags',
        'existing',
        'adopt',
        'protect',
        'ignore',
      ),
      examples: [{}, { location: 'northeurope', tags: { owner: 'platform' } }],
    },
  },
};
