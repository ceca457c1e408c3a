import type { JsonObject } from '../../core/json.ts';
import { entryKeys, type SchemaFragment } from '../entry-schema.ts';
import { WORKSPACE_DEFAULTS } from './defaults.ts';

const AT_CREATION =
  'The default is sent when the workspace is created; left out afterwards, the value in Azure stays.';

const properties: JsonObject = {
  ...entryKeys('name', 'subscription', 'resourceGroup', 'location'),
  sku: {
    title: 'SKU',
    description: `How its data is paid for. PerGB2018: by what comes in, the default because it commits to nothing. CapacityReservation: a fixed amount a day, said by capacityReservationLevel. ${AT_CREATION}`,
    type: 'string',
    enum: ['PerGB2018', 'CapacityReservation'],
    default: WORKSPACE_DEFAULTS.sku,
  },
  capacityReservationLevel: {
    title: 'Reserved capacity',
    description: 'In GB a day, in steps of 100. Needs sku: CapacityReservation, which needs it.',
    type: 'integer',
    minimum: 100,
    'x-expected': 'a multiple of 100, from 100 on',
    examples: [100, 500],
  },
  retentionDays: {
    title: 'Retention',
    description: `For how many days logs are kept. The default is the least that Azure takes; whoever has to show who used a registry or a key needs more. A lower value drops what is older. ${AT_CREATION}`,
    type: 'integer',
    minimum: 30,
    maximum: 730,
    default: WORKSPACE_DEFAULTS.retentionDays,
    examples: [90, 365],
    'x-requirements': ['2.5'],
  },
  dailyQuotaGb: {
    title: 'Daily cap',
    description:
      'After how many GB in one day Azure drops what else comes in, audit logs among it; unlimited takes a cap away. Left out, it is not managed: a new workspace has none.',
    anyOf: [{ type: 'integer', minimum: 1 }, { const: 'unlimited' }],
    'x-expected': 'a whole number of GB from 1 on, or unlimited',
    examples: [10, 'unlimited'],
  },
  ...entryKeys('tags', 'existing', 'adopt', 'protect', 'ignore'),
};

export const workspacesSchema: SchemaFragment = {
  sections: {
    workspaces: {
      title: 'Log Analytics workspaces',
      description:
        'The Log Analytics workspaces of the stack, which diagnostics of other entries send their logs to: those that acrctl makes, and with existing: true those of others. The key is the name in Azure unless name says otherwise.',
      type: 'object',
      additionalProperties: { $ref: '#/$defs/Workspace' },
      'x-list': true,
      examples: [['logs-images'], { 'logs-images': { retentionDays: 90 } }],
      'x-requirements': ['2.5'],
    },
  },
  definitions: {
    Workspace: {
      title: 'Log Analytics workspace',
      description:
        'A place for logs. It may be in another region than what sends them. acrctl deletes one only with an allowance that names it: its logs go along, also those that others sent there.',
      type: 'object',
      additionalProperties: false,
      properties,
      examples: [{}, { retentionDays: 90 }],
    },
  },
};
