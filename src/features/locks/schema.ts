import { entryKeys, type SchemaFragment } from '../entry-schema.ts';

export const locksSchema: SchemaFragment = {
  sections: {},
  definitions: {
    Lock: {
      title: 'Lock',
      description:
        'A management lock on the registry. It is put on last and taken off first. While it is on, a plan that it would stop is an error, since acrctl takes off no lock that the file has, and none of others.',
      type: 'object',
      additionalProperties: false,
      required: ['level'],
      properties: {
        ...entryKeys('name'),
        level: {
          title: 'Level',
          description:
            'canNotDelete: nobody deletes the registry, or anything below it (replicas, role assignments, diagnostics), or its private endpoints. readOnly: nobody changes any of it either, acrctl included. Whoever may remove locks takes it off first.',
          type: 'string',
          enum: ['canNotDelete', 'readOnly'],
          'x-requirements': ['3.67'],
        },
        notes: {
          title: 'Notes',
          description:
            'Why it is there, for whoever meets it: at most 512 characters. Left out, it is not managed.',
          type: 'string',
          pattern: '^[^]{0,512}$',
          'x-expected': 'a text of at most 512 characters',
          examples: ['images of production; ask platform@contoso.com'],
        },
        ...entryKeys('adopt'),
      },
      examples: [{ level: 'canNotDelete' }],
    },
  },
};
