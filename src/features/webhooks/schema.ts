import { entryKeys, LOCATION, type SchemaFragment } from '../entry-schema.ts';
import { WEBHOOK_ACTIONS } from './actions.ts';

export const WEBHOOK_DEFAULTS = { enabled: true, scope: '', version: 1 } as const;

const VARIABLE = {
  type: 'string',
  pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
  'x-expected': 'the name of an environment variable such as HOOK_URI',
};
const NOT_SHOWN =
  'Its value is sent to Azure and stands nowhere else: no plan, state, journal or log has it. acrctl cannot see that it is another one: raise version then.';

export const webhooksSchema: SchemaFragment = {
  sections: {},
  definitions: {
    RegistryWebhook: {
      title: 'Webhook',
      description:
        'Whom the registry tells of what happens in it, by a POST to an address. An address has to be given, as serviceUri or serviceUriFrom. Azure shows neither address nor headers: a tag of the webhook says what acrctl sent.',
      type: 'object',
      additionalProperties: false,
      required: ['actions'],
      properties: {
        ...entryKeys('name'),
        location: {
          ...LOCATION,
          title: 'Region',
          description:
            'The region whose events are told: that of the registry, or of a replica. Without it, that of the registry. With another one the webhook is made again.',
        },
        serviceUri: {
          title: 'Service URI',
          description:
            'The address that is called, where whoever reads it may know it: it stands in plans, the state and a tag. One with a key in it belongs into serviceUriFrom.',
          type: 'string',
          pattern: '^https?://[^\\s]+$',
          'x-expected': 'an address that begins with https://',
          examples: ['https://hooks.contoso.com/registry'],
        },
        serviceUriFrom: {
          title: 'Service URI from',
          description: `The environment variable with the address that is called. ${NOT_SHOWN}`,
          ...VARIABLE,
          examples: ['HOOK_URI'],
        },
        customHeaders: {
          title: 'Custom headers',
          description:
            'Headers that are sent along, where whoever reads them may know them. One that lets somebody in belongs into customHeadersFrom.',
          type: 'object',
          additionalProperties: { type: 'string', pattern: '^[ -~]*$', 'x-expected': 'text in one line' },
          'x-expected': 'a map of headers to texts',
          examples: [{ 'X-Source': 'contosoimages' }],
        },
        customHeadersFrom: {
          title: 'Custom headers from',
          description: `Headers that are sent along, each with the environment variable that has its value. ${NOT_SHOWN}`,
          type: 'object',
          additionalProperties: VARIABLE,
          'x-expected': 'a map of headers to names of environment variables',
          examples: [{ Authorization: 'HOOK_AUTHORIZATION' }],
        },
        version: {
          title: 'Version',
          description:
            'Another number sends address and headers again: what a variable holds now, or what somebody changed in Azure.',
          type: 'integer',
          minimum: 1,
          maximum: 1_000_000,
          default: WEBHOOK_DEFAULTS.version,
        },
        actions: {
          title: 'Actions',
          description: 'What is told. The list is owned whole.',
          type: 'array',
          minItems: 1,
          uniqueItems: true,
          items: { type: 'string', enum: Object.keys(WEBHOOK_ACTIONS) },
          examples: [['push', 'delete']],
        },
        scope: {
          title: 'Scope',
          description:
            'The repository, or the tag in it, of which something is told: team/app:* for all tags, team/app:v1 for one, team/app for latest. Empty for all of the registry. The default is sent when the webhook is created; left out afterwards, the value in Azure stays.',
          type: 'string',
          default: WEBHOOK_DEFAULTS.scope,
          'x-expected': 'a repository, perhaps with a tag, such as team/app:*',
          examples: ['team/app:*'],
        },
        enabled: {
          title: 'Enabled',
          description:
            'Whether anything is told. The default is sent when the webhook is created; left out afterwards, the value in Azure stays.',
          type: 'boolean',
          default: WEBHOOK_DEFAULTS.enabled,
        },
        ...entryKeys('tags', 'adopt', 'protect', 'ignore'),
      },
      examples: [
        { serviceUri: 'https://hooks.contoso.com/registry', actions: ['push'] },
        { serviceUriFrom: 'HOOK_URI', actions: ['push', 'delete'], scope: 'team/app:*' },
      ],
    },
  },
};
