import type { ReadableType, ResourceType } from '../../core/resource-type.ts';
import { networkInterface } from './resources/network-interface.ts';
import { privateDnsZone } from './resources/private-dns-zone.ts';
import { privateDnsZoneGroup } from './resources/private-dns-zone-group.ts';
import { privateEndpoint } from './resources/private-endpoint.ts';
import { registry } from './resources/registry.ts';
import { resourceGroup } from './resources/resource-group.ts';
import { subnet } from './resources/subnet.ts';
import { virtualNetwork } from './resources/virtual-network.ts';
import { virtualNetworkLink } from './resources/virtual-network-link.ts';

/** Every type that acrctl writes. A new one is a module in `resources/` and a line here. */
export const RESOURCE_TYPES: readonly ResourceType[] = [
  resourceGroup,
  virtualNetwork,
  subnet,
  registry,
  privateEndpoint,
  privateDnsZoneGroup,
  privateDnsZone,
  virtualNetworkLink,
];

/** Types that are read and never written. */
export const READ_ONLY_TYPES: readonly ReadableType[] = [networkInterface];
