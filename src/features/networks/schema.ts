import type { JsonObject } from '../../core/json.ts';
import { entryKeys, requiredUnlessExisting, type SchemaFragment } from '../entry-schema.ts';

const networkProperties: JsonObject = {
  ...entryKeys('name', 'subscription', 'resourceGroup', 'location'),
  addressSpace: {
    title: 'Address space',
    description: 'The address ranges of the network in CIDR notation. The list is owned whole.',
    type: 'array',
    minItems: 1,
    items: { type: 'string', 'x-expected': 'an address range such as 10.20.0.0/16' },
    examples: [['10.20.0.0/16']],
    'x-requirements': ['1.9'],
  },
  dnsServers: {
    title: 'DNS servers',
    description:
      'The DNS servers that machines in the network ask. Without it the network uses the DNS of Azure, which sees private zones linked to it; servers of your own must forward azurecr.io (azurecr.us, azurecr.cn) to 168.63.129.16. The list is owned whole.',
    type: 'array',
    items: { type: 'string', 'x-expected': 'an IP address such as 10.20.0.4' },
    examples: [['10.20.0.4', '10.20.0.5']],
    'x-requirements': ['1.50', '1.57'],
  },
  subnets: {
    title: 'Subnets',
    description: 'The subnets of the network. The key is the name in Azure unless name says otherwise.',
    type: 'object',
    additionalProperties: { $ref: '#/$defs/Subnet' },
    examples: [{ endpoints: { prefix: '10.20.1.0/24' } }],
    'x-requirements': ['1.9'],
  },
  ...entryKeys('tags', 'existing', 'adopt', 'protect', 'ignore'),
};

const subnetProperties: JsonObject = {
  ...entryKeys('name'),
  prefix: {
    title: 'Address prefix',
    description:
      'The IPv4 range of the subnet in CIDR notation, inside the address space of its network. At least /29; /27 or larger is advised for private endpoints.',
    type: 'string',
    'x-expected': 'an IPv4 range such as 10.20.1.0/24',
    examples: ['10.20.1.0/24'],
    'x-requirements': ['1.9', '1.27'],
  },
  privateEndpointNetworkPolicies: {
    title: 'Network policies for private endpoints',
    description:
      'Whether security groups and route tables of the subnet apply to the private endpoints in it. Endpoints work with each value. The default is sent when the subnet is created; left out afterwards, the value in Azure stays.',
    type: 'string',
    enum: ['disabled', 'enabled', 'networkSecurityGroupEnabled', 'routeTableEnabled'],
    default: 'disabled',
    'x-requirements': ['1.22'],
  },
  ...entryKeys('existing', 'adopt', 'protect', 'ignore'),
};

export const networksSchema: SchemaFragment = {
  sections: {
    networks: {
      title: 'Virtual networks',
      description:
        'The virtual networks of the stack: those that acrctl makes, and with existing: true those of others that entries refer to. The key is the name in Azure unless name says otherwise.',
      type: 'object',
      additionalProperties: { $ref: '#/$defs/Network' },
      examples: [
        {
          'vnet-hub': {
            addressSpace: ['10.20.0.0/16'],
            subnets: { endpoints: { prefix: '10.20.1.0/24' } },
          },
        },
      ],
    },
  },
  definitions: {
    Network: {
      title: 'Virtual network',
      description: 'A virtual network and its subnets. Subnets that others added to it stay.',
      type: 'object',
      additionalProperties: false,
      properties: networkProperties,
      ...requiredUnlessExisting(networkProperties, 'addressSpace'),
    },
    Subnet: {
      title: 'Subnet',
      description:
        'A subnet. It lives where its network lives. Azure keeps five of its addresses; each private endpoint of a registry takes two, and one more for each replica.',
      type: 'object',
      additionalProperties: false,
      properties: subnetProperties,
      ...requiredUnlessExisting(subnetProperties, 'prefix'),
    },
  },
};
