import type { JsonObject } from '../../core/json.ts';
import { entryKeys, type SchemaFragment } from '../entry-schema.ts';

const SUBSCRIPTION = '/subscriptions/[0-9a-fA-F-]{36}';
const GROUP = `${SUBSCRIPTION}/resource[gG]roups/[^/]+`;

/** `diagnostics` of an entry, with the categories of its kind as examples. */
export function diagnosticsOf(example: string, ...requirements: readonly string[]): JsonObject {
  return {
    title: 'Diagnostics',
    description:
      'Where logs and metrics of it go, by a key of your choice, which is the name of the setting in Azure unless name says otherwise. Azure takes five. Settings of others stay.',
    type: 'object',
    additionalProperties: { $ref: '#/$defs/DiagnosticSetting' },
    examples: [{ audit: { workspace: 'logs-images', categories: [example] } }],
    'x-requirements': [...requirements],
  };
}

const eventHub: JsonObject = {
  title: 'Event Hub',
  description: 'The Event Hub that gets them, in the region of what sends them, which may be one of others.',
  type: 'object',
  additionalProperties: false,
  required: ['authorizationRule'],
  properties: {
    authorizationRule: {
      title: 'Authorization rule',
      description:
        'The id of a rule of the Event Hubs namespace (not of one hub) with the claims Manage, Send and Listen.',
      type: 'string',
      pattern: `^${GROUP}/providers/[mM]icrosoft\\.[eE]vent[hH]ub/namespaces/[^/]+/[aA]uthorization[rR]ules/[^/]+$`,
      'x-expected':
        'the id of an authorization rule of a namespace, /subscriptions/…/providers/Microsoft.EventHub/namespaces/NAME/authorizationRules/RULE',
      examples: [
        '/subscriptions/00000000-0000-0000-0000-0000000000bb/resourceGroups/rg-siem/providers/Microsoft.EventHub/namespaces/siem/authorizationRules/send',
      ],
      'x-requirements': ['2.7'],
    },
    name: {
      title: 'Hub',
      description: 'The name of the hub. Left out, Azure makes one for each category.',
      type: 'string',
      'x-expected': 'the name of an Event Hub',
      examples: ['registry-logs'],
    },
  },
};

export const diagnosticsSchema: SchemaFragment = {
  sections: {},
  definitions: {
    DiagnosticSetting: {
      title: 'Diagnostic setting',
      description:
        'What is sent, and where to: to a workspace, an Event Hub, a storage account, or several of them. The setting is owned whole: a category or a place that somebody else adds to it is drift.',
      type: 'object',
      additionalProperties: false,
      properties: {
        ...entryKeys('name'),
        workspace: {
          title: 'Workspace',
          description: 'The key of an entry of workspaces, in whatever region that is.',
          type: 'string',
          'x-expected': 'the key of a workspace',
          examples: ['logs-images'],
          'x-requirements': ['2.5'],
        },
        eventHub,
        storageAccount: {
          title: 'Storage account',
          description:
            'The id of the storage account that keeps them, in the region of what sends them. For how long is said there, by a lifecycle rule.',
          type: 'string',
          pattern: `^${GROUP}/providers/[mM]icrosoft\\.[sS]torage/[sS]torage[aA]ccounts/[^/]+$`,
          'x-expected':
            'the id of a storage account, /subscriptions/…/providers/Microsoft.Storage/storageAccounts/NAME',
          examples: [
            '/subscriptions/00000000-0000-0000-0000-0000000000bb/resourceGroups/rg-siem/providers/Microsoft.Storage/storageAccounts/siemarchive',
          ],
        },
        categories: {
          title: 'Categories',
          description:
            'The logs that are sent, by their names in Azure; or one name that stands for several, also for those that Azure adds later: allLogs, or audit, which gateways do not have.',
          type: 'array',
          uniqueItems: true,
          items: { type: 'string', 'x-expected': 'the name of a log category, or allLogs or audit' },
          examples: [['ContainerRegistryLoginEvents'], ['allLogs']],
          'x-requirements': ['2.5', '3.3'],
        },
        metrics: {
          title: 'Metrics',
          description:
            'Whether metrics are sent, too. Azure keeps them for 93 days by itself, so that by default they are not.',
          type: 'boolean',
          default: false,
        },
        ...entryKeys('adopt'),
      },
      examples: [{ workspace: 'logs-images', categories: ['allLogs'] }],
    },
  },
};
