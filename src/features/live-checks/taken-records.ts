import { diagnose } from '../../core/codes.ts';
import type { PriorEntry } from '../../core/desired.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { Json } from '../../core/json.ts';
import { listAt, textAt } from '../../core/path.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import type { Placed, PlacedEndpoint, PlacedRegistry, PlacedZone } from '../placed.ts';
import { recordName } from '../private-link/host-names.ts';
import { type Around, membersOf } from '../private-link/members.ts';
import { recordsOf } from '../private-link/targets.ts';
import { foreignGroup } from './foreign-zone-groups.ts';
import { isNew, type Known, knownIds } from './known.ts';

/**
 * Records that somebody else keeps under the names a new zone group would write: the last writer wins, and deleting
 * either side takes the records of both (lesson 37, faults N11). The records of a zone are read anyway. What the
 * state knows of, or gives up in this plan, is ours.
 */
export function takenRecordFaults(
  placed: Placed,
  prior: readonly PriorEntry[],
  around: Around,
): readonly Diagnostic[] {
  const known = knownIds(prior);
  return placed.registries.flatMap((registry) =>
    registry.endpoints.flatMap((endpoint) => {
      const { dns, entry } = endpoint;
      if (dns.manage !== 'zoneGroup' || entry.adopt === true || !isNew(dns.zoneGroup, known)) return [];
      // Records of another group on the endpoint itself are told of with that group.
      if (around.live.has(foldId(dns.zoneGroup.id)) || foreignGroup(endpoint, around.live)) return [];
      const taken = takenNames(registry, dns.zone, known, around);
      return taken.length === 0 ? [] : [faultOf(endpoint, dns.zone, taken)];
    }),
  );
}

function takenNames(
  registry: PlacedRegistry,
  zone: PlacedZone,
  known: Known,
  around: Around,
): readonly Json[] {
  const records = listAt(around.live.get(foldId(recordsOf(zone).id))?.body, 'value');
  const names = new Set(
    membersOf(registry, around).map(({ host }) => recordName(host, zone.name)?.toLowerCase()),
  );
  return records.filter((record) => {
    const name = textAt(record, 'name')?.toLowerCase();
    const id = foldId(`${zone.id}/A/${name}`);
    return names.has(name) && !known.has(id) && !around.released.has(id);
  });
}

function faultOf(endpoint: PlacedEndpoint, zone: PlacedZone, taken: readonly Json[]): Diagnostic {
  const lines = taken.map((record, index) => {
    const addresses = listAt(record, 'properties.aRecords').flatMap(
      (each) => textAt(each, 'ipv4Address') ?? [],
    );
    // Zone groups leave such a line: "created by private endpoint NAME with resource guid GUID".
    const creator = textAt(record, 'properties.metadata.creator');
    return `${index + 1}. ${textAt(record, 'name')}: ${addresses.join(', ')}${creator === undefined ? '' : `, ${creator}`}`;
  });
  return diagnose('ACR1318', {
    address: endpoint.address,
    detail: `${zone.address} has records of the names that the zone group of this endpoint would write, and acrctl did not make them. Their clients would be led to this endpoint, and lose the names when either side is deleted:\n${lines.join('\n')}`,
    hint: 'Give this endpoint a zone of its own, linked to its networks only. If nobody needs the records, delete them, or set "adopt: true" on the endpoint to have them overwritten.',
    requirements: ['1.34', '1.36', '1.58'],
  });
}
