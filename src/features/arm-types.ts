import { networkInterface } from '../providers/azure/resources/network-interface.ts';
import { privateDnsZone } from '../providers/azure/resources/private-dns-zone.ts';
import { privateDnsZoneGroup } from '../providers/azure/resources/private-dns-zone-group.ts';
import { privateEndpoint } from '../providers/azure/resources/private-endpoint.ts';
import { registry } from '../providers/azure/resources/registry.ts';
import { resourceGroup } from '../providers/azure/resources/resource-group.ts';
import { subnet } from '../providers/azure/resources/subnet.ts';
import { virtualNetwork } from '../providers/azure/resources/virtual-network.ts';
import { virtualNetworkLink } from '../providers/azure/resources/virtual-network-link.ts';

/** The ARM types that features speak of, spelled as their modules spell them. */
export const ARM_TYPE = {
  group: resourceGroup.type,
  network: virtualNetwork.type,
  subnet: subnet.type,
  zone: privateDnsZone.type,
  link: virtualNetworkLink.type,
  registry: registry.type,
  endpoint: privateEndpoint.type,
  interface: networkInterface.type,
  zoneGroup: privateDnsZoneGroup.type,
} as const;
