import type { SchemaFragment } from '../entry-schema.ts';

export const approvalsSchema: SchemaFragment = {
  sections: {},
  definitions: {
    ConnectionRule: {
      title: 'Rule for connections',
      description:
        'What is decided of connections that wait for it. approve leaves rejected ones alone; reject also ends those that were approved before. Two rules that decide differently of one connection are an error.',
      type: 'object',
      additionalProperties: false,
      required: ['endpoints', 'decision'],
      properties: {
        endpoints: {
          title: 'Endpoints',
          description:
            'ARM ids of the private endpoints the rule is about, compared without case; a * stands for any characters.',
          type: 'array',
          minItems: 1,
          uniqueItems: true,
          items: {
            type: 'string',
            pattern: '^/[Ss][Uu][Bb][Ss][Cc][Rr][Ii][Pp][Tt][Ii][Oo][Nn][Ss]/',
            'x-expected': 'the ARM id of a private endpoint, with * for any characters',
          },
          examples: [
            [
              '/subscriptions/00000000-0000-0000-0000-0000000000bb/resourceGroups/rg-build/providers/Microsoft.Network/privateEndpoints/*',
            ],
          ],
          'x-requirements': ['1.53'],
        },
        decision: {
          title: 'Decision',
          description:
            'approve lets the endpoint in, reject shuts it out for good: it then has to be made again.',
          type: 'string',
          enum: ['approve', 'reject'],
          'x-requirements': ['1.33', '1.53'],
        },
        description: {
          title: 'Description',
          description: 'Shown to whoever owns the endpoint.',
          type: 'string',
          'x-expected': 'a text',
          examples: ['approved for the build agents'],
        },
      },
      examples: [
        {
          endpoints: ['/subscriptions/00000000-0000-0000-0000-0000000000bb/*'],
          decision: 'approve',
        },
      ],
    },
  },
};
