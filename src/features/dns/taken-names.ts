import { diagnose } from '../../core/codes.ts';
import type { PriorEntry } from '../../core/desired.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { Json } from '../../core/json.ts';
import { listAt, textAt } from '../../core/path.ts';
import type { LiveObjects, ReadTarget } from '../../core/resource-type.ts';
import { foldId, nameOf } from '../../providers/azure/arm-id.ts';
import { QUESTION } from '../../providers/azure/arm-types.ts';
import { isNew, type Known, knownIds, mayBeThere } from '../live-checks/known.ts';
import type { PlacedDnsZone } from '../placed.ts';
import { cnameRead, type WantedCname } from './cname-record.ts';
import { APEX, relativeName } from './relative-name.ts';

/** The record sets of each zone that may be there and gets a new CNAME. */
export function takenNameReads(
  wanted: readonly WantedCname[],
  prior: readonly PriorEntry[],
): readonly ReadTarget[] {
  const known = knownIds(prior);
  return [...new Set(coming(wanted, known).map(({ zone }) => zone))].map(recordSetsOf);
}

/**
 * What keeps a new CNAME from being made, or from being seen. A CNAME of others at the very name is refused as any object
 * of others is (ACR1301).
 */
export function takenNameFaults(
  wanted: readonly WantedCname[],
  prior: readonly PriorEntry[],
  live: LiveObjects,
): readonly Diagnostic[] {
  const known = knownIds(prior);
  return [...Map.groupBy(coming(wanted, known), ({ zone }) => zone)].flatMap(([zone, cnames]) => {
    const records = listAt(live.get(foldId(recordSetsOf(zone).id))?.body, 'value');
    const byName = Map.groupBy(records, labelOf);
    const cuts = records.filter((record) => kindOf(record) === 'NS').map(labelOf);
    return cnames.flatMap((cname) => {
      const name = relativeName(cname.host, zone.name) ?? APEX;
      return [...sameName(cname, name, byName.get(name) ?? [], known), ...delegated(cname, name, cuts)];
    });
  });
}

function coming(wanted: readonly WantedCname[], known: Known): readonly WantedCname[] {
  return wanted.filter((cname) => isNew(cnameRead(cname), known) && mayBeThere(cname.zone, known));
}

/** A CNAME shares its name with no other record (RFC 1034, 3.6.2); Azure refuses the write (dns.md). */
function sameName(
  { address, host, zone }: WantedCname,
  name: string,
  named: readonly Json[],
  known: Known,
): readonly Diagnostic[] {
  const kinds = named
    .filter((record) => !known.has(foldId(textAt(record, 'id') ?? '')))
    .map(kindOf)
    .filter((kind) => kind !== 'CNAME')
    .sort();
  if (kinds.length === 0) return [];
  return [
    diagnose('ACR1341', {
      address,
      detail: `${zone.address} has ${kinds.length === 1 ? 'a record set' : 'record sets'} of the type ${kinds.join(', ')} named ${name}, which acrctl did not make. A name with a CNAME has no other records, so that Azure refuses the CNAME for ${host}.`,
      hint: 'Have the records removed by whoever made them, or choose another host.',
      requirements: ['0.41', '0.42'],
    }),
  ];
}

/** What lies below a delegation is answered by the zone that it leads to. */
function delegated(
  { address, host, zone }: WantedCname,
  name: string,
  cuts: readonly string[],
): readonly Diagnostic[] {
  const cut = cuts.find((each) => name.endsWith(`.${each}`));
  if (cut === undefined) return [];
  return [
    diagnose('ACR1342', {
      severity: 'warning',
      address,
      detail: `${zone.address} delegates ${cut}.${zone.name} to other name servers, and ${host} lies below: what is written here is never answered.`,
      hint: `List the zone ${cut}.${zone.name} under dnsZones, with existing: true if others made it, and name that one.`,
      requirements: ['0.41', '0.42'],
    }),
  ];
}

function labelOf(record: Json): string {
  return textAt(record, 'name')?.toLowerCase() ?? '';
}

function kindOf(record: Json): string {
  return nameOf(textAt(record, 'type') ?? '').toUpperCase();
}

function recordSetsOf({ id }: PlacedDnsZone): ReadTarget {
  return { type: QUESTION.publicRecordSets, id: `${id}/recordsets` };
}
