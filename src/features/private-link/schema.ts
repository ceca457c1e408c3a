import { entryKeys, type SchemaFragment } from '../entry-schema.ts';

export const privateLinkSchema: SchemaFragment = {
  sections: {},
  definitions: {
    PrivateEndpoint: {
      title: 'Private endpoint',
      description:
        'A private endpoint: a network interface in a subnet with one address for the registry, one for its data endpoint, and one more for each replica. It lives in the region and subscription of that network. Its name in Azure is REGISTRY-KEY unless name says otherwise; its interface is called NAME-nic unless interfaceName says otherwise.',
      type: 'object',
      additionalProperties: false,
      required: ['subnet', 'dns'],
      properties: {
        ...entryKeys('name', 'resourceGroup'),
        interfaceName: {
          title: 'Name of the network interface',
          description:
            'The name of its network interface in Azure, where it is not NAME-nic. An endpoint that was made without a name for it has one that Azure drew, such as NAME.nic.GUID. It cannot be changed: another one makes the endpoint again.',
          type: 'string',
          'x-expected': 'a name',
          examples: ['pe-images.nic.6f1c1f0e-6f0b-4b5e-9d55-2f6a3c1f7a40'],
        },
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
            'auto: the connection is approved with the rights of whoever runs apply. manual: the owner of the registry is asked, and apply ends by saying who has to approve; run it again afterwards. Changing it makes the endpoint again.',
          type: 'string',
          enum: ['auto', 'manual'],
          default: 'auto',
          'x-requirements': ['1.17', '1.55'],
        },
        requestMessage: {
          title: 'Message to the approver',
          description:
            'Shown to the owner of the registry with approval: manual. It is sent when the endpoint is made and never compared.',
          type: 'string',
          pattern: '^[^]{0,140}$',
          'x-expected': 'a text of at most 140 characters',
          examples: ['build agents of team blue, ticket 4711'],
          'x-requirements': ['1.17'],
        },
        staticIps: {
          title: 'Static addresses',
          description:
            'A fixed address of the subnet for every member: registry, registry_data_REGION for the home region and for each replica. All or none. Azure refuses a further replica while the endpoint has static addresses for some members only, so that a new replica makes the endpoint again.',
          type: 'object',
          additionalProperties: { type: 'string', 'x-expected': 'an IPv4 address such as 10.20.1.4' },
          examples: [{ registry: '10.20.1.4', registry_data_westeurope: '10.20.1.5' }],
          'x-requirements': ['1.27', '1.29', '1.30'],
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
      properties: {
        zone: {
          title: 'Zone',
          description:
            'Key of an entry of privateDnsZones; needed with manage: zoneGroup and records. The name of that zone must be the one Azure uses for registries in this cloud, privatelink.azurecr.io in the public one.',
          type: 'string',
          'x-expected': 'the key of a private DNS zone',
          examples: ['privatelink.azurecr.io'],
          'x-requirements': ['1.23'],
        },
        manage: {
          title: 'How the records are kept',
          description:
            'zoneGroup: Azure writes the records itself, and follows when addresses are added or change. records: acrctl writes each record. external: somebody else keeps them, and acrctl prints what they must be. policy: Azure Policy makes a zone group, which acrctl finds and leaves alone.',
          type: 'string',
          enum: ['zoneGroup', 'records', 'external', 'policy'],
          default: 'zoneGroup',
          'x-requirements': ['1.34', '1.57', '1.59'],
        },
      },
    },
  },
};
