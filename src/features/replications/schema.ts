import { entryKeys, type SchemaFragment } from '../entry-schema.ts';
import { REPLICATION_DEFAULTS } from './defaults.ts';

const AT_CREATION =
  'The default is sent when the replica is created; left out afterwards, the value in Azure stays.';

export const replicationsSchema: SchemaFragment = {
  sections: {},
  definitions: {
    Replication: {
      title: 'Replica',
      description:
        'A replica of the registry in another region. acrctl never deletes or replaces one without an allowance that names it.',
      type: 'object',
      additionalProperties: false,
      properties: {
        ...entryKeys('name', 'location'),
        zoneRedundancy: {
          title: 'Zone redundancy',
          description: `Whether the replica asks for zone redundancy. Settable at creation only, and afterwards not compared: Azure says Disabled also of replicas that are zone redundant. ${AT_CREATION}`,
          type: 'boolean',
          default: REPLICATION_DEFAULTS.zoneRedundancy,
        },
        globalRouting: {
          title: 'Global routing',
          description: `Whether clients of the login server may be led to this replica. Off, it is kept up to date and nobody is sent there, as in an outage of the region. ${AT_CREATION}`,
          type: 'boolean',
          default: REPLICATION_DEFAULTS.globalRouting,
        },
        ...entryKeys('tags', 'existing', 'adopt', 'protect', 'ignore'),
      },
      examples: [{}, { globalRouting: false }],
    },
  },
};
