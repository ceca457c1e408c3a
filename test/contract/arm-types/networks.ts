import { anyText, idOf, ipAddress, ipRange, partName, reference, region, tags } from './forms.ts';
import { registryId } from './registries.ts';
import { flag, list, object, oneOf, type Schema } from './schema.ts';

/**
 * What acrctl sends of `Microsoft.Network`, api-version 2025-05-01. A PUT replaces the object, so that an update also
 * carries what others set: of that stands here what the tests let others set.
 */

/** Sub-objects of a live object keep their ids. */
const ID = { id: anyText };
const ANY_REFERENCE = object({ 'id!': anyText });

const subnetSettings: Readonly<Record<string, Schema>> = {
  addressPrefix: ipRange,
  addressPrefixes: list(ipRange, 1),
  privateEndpointNetworkPolicies: oneOf(
    'Enabled',
    'Disabled',
    'NetworkSecurityGroupEnabled',
    'RouteTableEnabled',
  ),
};

/** Set by others. */
const subnetCarried: Readonly<Record<string, Schema>> = {
  defaultOutboundAccess: flag,
  ipamPoolPrefixAllocations: list(object({ 'pool!': ANY_REFERENCE, numberOfIpAddresses: anyText })),
  serviceEndpointPolicies: list(ANY_REFERENCE),
  delegations: list(object({ ...ID, 'name!': partName, 'properties!': object({ 'serviceName!': anyText }) })),
  privateLinkServiceNetworkPolicies: oneOf('Enabled', 'Disabled'),
  serviceEndpoints: list(object({ 'service!': anyText, locations: list(anyText) })),
};

const subnetProperties = object({ ...subnetSettings, ...subnetCarried });

export const subnet = object({ 'properties!': subnetProperties });

export const network = object({
  'location!': region,
  tags,
  'properties!': object({
    'addressSpace!': object({ 'addressPrefixes!': list(ipRange, 1) }),
    dhcpOptions: object({ dnsServers: list(ipAddress) }),
    privateEndpointVNetPolicies: oneOf('Disabled', 'Basic'),
    // By others, from here on: subnets are written one by one.
    enableDdosProtection: flag,
    subnets: list(object({ ...ID, 'name!': partName, 'properties!': subnetProperties })),
    virtualNetworkPeerings: list(
      object({
        ...ID,
        'name!': partName,
        'properties!': object({ allowForwardedTraffic: flag, remoteVirtualNetwork: ANY_REFERENCE }),
      }),
    ),
  }),
});

const connections = list(
  object({
    ...ID,
    'name!': partName,
    'properties!': object({
      'privateLinkServiceId!': registryId,
      'groupIds!': list(oneOf('registry'), 1),
      requestMessage: { type: 'string', maxLength: 140 },
    }),
  }),
);

export const endpoint = object({
  'location!': region,
  tags,
  'properties!': object({
    'subnet!': object({ 'id!': idOf('Microsoft.Network/virtualNetworks/subnets') }),
    customNetworkInterfaceName: partName,
    ipConfigurations: list(
      object({
        'name!': partName,
        'properties!': object({
          'groupId!': oneOf('registry'),
          'memberName!': partName,
          'privateIPAddress!': ipAddress,
        }),
      }),
    ),
    manualPrivateLinkServiceConnections: connections,
    privateLinkServiceConnections: connections,
    // By others.
    applicationSecurityGroups: list(reference('Microsoft.Network/applicationSecurityGroups')),
    ipVersionType: oneOf('IPv4', 'IPv6', 'DualStack'),
  }),
});

export const zoneGroup = object({
  'properties!': object({
    'privateDnsZoneConfigs!': list(
      object({
        'name!': partName,
        'properties!': object({ 'privateDnsZoneId!': idOf('Microsoft.Network/privateDnsZones') }),
      }),
    ),
  }),
});
