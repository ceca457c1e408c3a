import type { CompiledOutput, CompiledOutputs, Resource } from '../../core/desired.ts';
import { listAt } from '../../core/path.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { entryResource, groupAddress } from '../entry-resource.ts';
import { madeHere, type Placed, type PlacedDnsZone } from '../placed.ts';

export function compileDnsZones(placed: Placed): readonly Resource[] {
  return placed.dnsZones
    .filter(({ isExisting }) => !isExisting)
    .map((zone) =>
      entryResource(zone, {
        type: ARM_TYPE.dnsZone,
        managed: { location: 'global', tags: zone.tags },
        dependsOn: groupAddress(placed, zone),
      }),
    );
}

/** What the parent zone has to name before anybody gets an answer from this one. Azure draws them for each zone. */
export function nameServerOutputs(placed: Placed, live: LiveObjects): CompiledOutputs {
  return Object.fromEntries(
    placed.dnsZones.map((zone) => [zone.address, { nameServers: nameServers(zone, live) }]),
  );
}

function nameServers(zone: PlacedDnsZone, live: LiveObjects): CompiledOutput {
  const told = listAt(live.get(foldId(zone.id))?.body, NAME_SERVERS);
  const shown = `${zone.address}#${NAME_SERVERS}`;
  return told.length === 0 ? { knownAfter: shown } : { told, madeBy: madeHere(zone), shown };
}

const NAME_SERVERS = 'properties.nameServers';
