import type { Resource } from '../../core/desired.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { armValue, entryResource, groupAddress } from '../entry-resource.ts';
import { madeHere, type Placed, type PlacedNetwork, type PlacedSubnet } from '../placed.ts';

export function compileNetworks(placed: Placed): readonly Resource[] {
  return placed.networks.flatMap((network) => [
    ...(network.isExisting ? [] : [networkResource(placed, network)]),
    ...network.subnets
      .filter(({ isExisting }) => !isExisting)
      .map((subnet) => subnetResource(network, subnet)),
  ]);
}

function networkResource(placed: Placed, network: PlacedNetwork): Resource {
  const { addressSpace = [], dnsServers } = network.entry;
  return entryResource(network, {
    type: ARM_TYPE.network,
    managed: {
      location: network.location,
      tags: network.tags,
      properties: {
        addressSpace: { addressPrefixes: addressSpace },
        ...(dnsServers !== undefined && { dhcpOptions: { dnsServers } }),
      },
    },
    dependsOn: groupAddress(placed, network),
  });
}

function subnetResource(network: PlacedNetwork, subnet: PlacedSubnet): Resource {
  const { prefix, privateEndpointNetworkPolicies: policies } = subnet.entry;
  return entryResource(subnet, {
    type: ARM_TYPE.subnet,
    managed: {
      properties: {
        ...(prefix !== undefined && { addressPrefix: prefix }),
        ...(policies !== undefined && { privateEndpointNetworkPolicies: armValue(policies) }),
      },
    },
    initial: { properties: { privateEndpointNetworkPolicies: 'Disabled' } },
    dependsOn: madeHere(network),
  });
}
