import type { Resource } from '../../core/desired.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { armValue, entryResource, groupAddress } from '../entry-resource.ts';
import { madeHere, type Placed, type PlacedLink, type PlacedZone } from '../placed.ts';

export function compileZones(placed: Placed): readonly Resource[] {
  return placed.zones.flatMap((zone) => [
    ...(zone.isExisting ? [] : [zoneResource(placed, zone)]),
    ...zone.links.filter(({ isExisting }) => !isExisting).map((link) => linkResource(zone, link)),
  ]);
}

function zoneResource(placed: Placed, zone: PlacedZone): Resource {
  return entryResource(zone, {
    type: ARM_TYPE.zone,
    managed: { location: 'global', tags: zone.tags },
    dependsOn: groupAddress(placed, zone),
  });
}

function linkResource(zone: PlacedZone, link: PlacedLink): Resource {
  const { resolutionPolicy } = link.entry;
  return entryResource(link, {
    type: ARM_TYPE.link,
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
    dependsOn: madeHere(zone, link.network),
  });
}
