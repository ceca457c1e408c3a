import { entryKeys, type SchemaFragment } from '../entry-schema.ts';

export const privateDnsSchema: SchemaFragment = {
  sections: {
    privateDnsZones: {
      title: 'Private DNS zones',
      description:
        'The private DNS zones of the stack: those that acrctl makes, and with existing: true those of others. The key is the zone name unless name says otherwise. The zone for registries is privatelink.azurecr.io in the public cloud, privatelink.azurecr.us in AzureUSGovernment and privatelink.azurecr.cn in AzureChinaCloud.',
      type: 'object',
      additionalProperties: { $ref: '#/$defs/PrivateDnsZone' },
      'x-list': true,
      examples: [{ 'privatelink.azurecr.io': { links: ['vnet-hub'] } }],
    },
  },
  definitions: {
    PrivateDnsZone: {
      title: 'Private DNS zone',
      description: 'A private DNS zone. Zones are global: they have no region.',
      type: 'object',
      additionalProperties: false,
      properties: {
        ...entryKeys('name', 'subscription', 'resourceGroup'),
        links: {
          title: 'Virtual network links',
          description:
            'The networks that see the zone: keys of networks, as a list or as a map with settings. The key is the name of the link in Azure unless name says otherwise. Links that others made stay. Registration of machine names is off.',
          type: 'object',
          additionalProperties: { $ref: '#/$defs/VirtualNetworkLink' },
          'x-list': true,
          examples: [['vnet-hub'], { 'vnet-hub': { resolutionPolicy: 'nxDomainRedirect' } }],
          'x-requirements': ['1.24'],
        },
        ...entryKeys('tags', 'existing', 'adopt', 'protect', 'ignore'),
      },
    },
    VirtualNetworkLink: {
      title: 'Virtual network link',
      description: 'A link between the zone and the network whose key it has.',
      type: 'object',
      additionalProperties: false,
      properties: {
        ...entryKeys('name'),
        resolutionPolicy: {
          title: 'Resolution policy',
          description:
            'What machines in the network get for a name that the zone does not hold: default answers that it does not exist, nxDomainRedirect asks the public DNS. The default is sent when the link is created; left out afterwards, the value in Azure stays.',
          type: 'string',
          enum: ['default', 'nxDomainRedirect'],
          default: 'default',
        },
        ...entryKeys('tags', 'existing', 'adopt', 'protect', 'ignore'),
      },
    },
  },
};
