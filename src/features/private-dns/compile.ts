import type { Resource } from '../../core/desired.ts';
import { armValue, entryResource, groupAddress } from '../entry-resource.ts';
import type { Placed, PlacedLink, PlacedZone } from '../placement.ts';

export const ZONE_TYPE = 'Microsoft.Network/privateDnsZones';
export const LINK_TYPE = 'Microsoft.Network/privateDnsZones/virtualNetworkLinks';

export function compileZones(placed: Placed): readonly Resource[] {
  return placed.zones.flatMap((zone) => [
    zoneResource(placed, zone),
    ...zone.links.map((link) => linkResource(zone, link)),
  ]);
}

function zoneResource(placed: Placed, zone: PlacedZone): Resource {
  return entryResource(zone, {
    type: ZONE_TYPE,
    managed: { location: 'global', tags: zone.tags },
    dependsOn: groupAddress(placed, zone),
  });
}

function linkResource(zone: PlacedZone, link: PlacedLink): Resource {
  const { resolutionPolicy } = link.entry;
  return entryResource(link, {
    type: LINK_TYPE,
    managed: {
      location: 'global',
      tags: link.tags,
      properties: {
        virtualNetwork: { id: link.network.id },
        registrationEnabled: false,
        ...(resolutionPolicy !== undefined && { resolutionPolicy: armValue(resolutionPolicy) }),
      },
    },
    initial: { properties: { resolutionPolicy: 'Default' } },
    dependsOn: [zone.address, link.network.address],
  });
}
