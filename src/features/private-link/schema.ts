import { entryKeys, type SchemaFragment } from '../entry-schema.ts';

export const privateLinkSchema: SchemaFragment = {
  sections: {},
  definitions: {
    PrivateEndpoint: {
      title: 'Private endpoint',
      description:
        'A private endpoint: a network interface in a subnet with one address for the registry and one for its data endpoint. It lives in the region and subscription of that network. Its name in Azure is REGISTRY-KEY unless name says otherwise; its interface is called NAME-nic.',
      type: 'object',
      additionalProperties: false,
      required: ['subnet', 'dns'],
      properties: {
        ...entryKeys('name', 'resourceGroup'),
        subnet: {
          title: 'Subnet',
          description:
            'The subnet the endpoint takes its addresses from, as NETWORK/SUBNET, both keys of this file.',
          type: 'string',
          pattern: '^[^/]+/[^/]+$',
          'x-expected': 'NETWORK/SUBNET, such as vnet-hub/endpoints',
          examples: ['vnet-hub/endpoints'],
          'x-requirements': ['1.9', '1.18', '1.26'],
        },
        approval: {
          title: 'Approval',
          description:
            'auto: the connection is approved with the rights of whoever runs apply, and apply waits until both sides show it.',
          type: 'string',
          enum: ['auto'],
          default: 'auto',
          'x-requirements': ['1.17'],
        },
        dns: { $ref: '#/$defs/PrivateEndpointDns' },
        ...entryKeys('tags', 'adopt', 'protect', 'ignore'),
      },
      examples: [{ subnet: 'vnet-hub/endpoints', dns: { zone: 'privatelink.azurecr.io' } }],
    },
    PrivateEndpointDns: {
      title: 'DNS of a private endpoint',
      description: 'Who keeps the DNS records of the endpoint, and where.',
      type: 'object',
      additionalProperties: false,
      required: ['zone'],
      properties: {
        zone: {
          title: 'Zone',
          description:
            'Key of an entry of privateDnsZones. The name of that zone must be the one Azure uses for registries in this cloud, privatelink.azurecr.io in the public one.',
          type: 'string',
          'x-expected': 'the key of a private DNS zone',
          examples: ['privatelink.azurecr.io'],
          'x-requirements': ['1.23'],
        },
        manage: {
          title: 'How the records are kept',
          description:
            'zoneGroup: Azure writes the records itself, and follows when addresses are added or change.',
          type: 'string',
          enum: ['zoneGroup'],
          default: 'zoneGroup',
        },
      },
    },
  },
};
