import type { Address } from '../../core/address.ts';
import { diagnose } from '../../core/codes.ts';
import type { PriorEntry } from '../../core/desired.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { Json } from '../../core/json.ts';
import { listAt, textAt } from '../../core/path.ts';
import type { LiveObjects, ReadTarget } from '../../core/resource-type.ts';
import { enumerate } from '../../core/wording.ts';
import { foldId, nameOf } from '../../providers/azure/arm-id.ts';
import { QUESTION } from '../../providers/azure/arm-types.ts';
import { isNew, type Known, knownIds, mayBeThere } from '../live-checks/known.ts';
import type { PlacedDnsZone } from '../placed.ts';
import { APEX, relativeName } from './relative-name.ts';

/** A record set that a feature wants at a name of a zone. */
export interface WantedName {
  readonly zone: PlacedDnsZone;
  readonly host: string;
  readonly kind: 'A' | 'CNAME';
  /** Of the record set. */
  readonly id: string;
  readonly address: Address;
  readonly requirements: readonly string[];
  /** The entry whose `adopt: true` takes over a record set of others; absent where nobody says where that leads. */
  readonly taking?: { readonly entry: Address; readonly isGiven: boolean };
}

/** The record sets of each zone that may be there and gets a new name. */
export function takenNameReads(
  wanted: readonly WantedName[],
  prior: readonly PriorEntry[],
): readonly ReadTarget[] {
  const known = knownIds(prior);
  return [...new Set(coming(wanted, known).map(({ zone }) => zone))].map(recordSetsOf);
}

/**
 * What keeps a new record set from being made, or from being seen. One of others of the very kind and name is refused as any
 * object of others is (ACR1301).
 */
export function takenNameFaults(
  wanted: readonly WantedName[],
  prior: readonly PriorEntry[],
  live: LiveObjects,
): readonly Diagnostic[] {
  const known = knownIds(prior);
  return [...Map.groupBy(coming(wanted, known), ({ zone }) => zone)].flatMap(([zone, names]) => {
    const records = listAt(live.get(foldId(recordSetsOf(zone).id))?.body, 'value');
    const byName = Map.groupBy(records, labelOf);
    const cuts = records.filter((record) => kindOf(record) === 'NS').map(labelOf);
    return names.flatMap((each) => {
      const name = relativeName(each.host, zone.name) ?? APEX;
      const found = (byName.get(name) ?? []).filter(
        (record) => !known.has(foldId(textAt(record, 'id') ?? '')),
      );
      const [same = [], others = []] = [true, false].map((isSame) =>
        found.filter((record) => (kindOf(record) === each.kind) === isSame),
      );
      return [
        ...sameKind(each, same),
        ...sameName(each, name, others),
        ...otherWay(each, others),
        ...delegated(each, name, cuts),
      ];
    });
  });
}

function coming(wanted: readonly WantedName[], known: Known): readonly WantedName[] {
  return wanted.filter((each) => isNew(each, known) && mayBeThere(each.zone, known));
}

/** The engine refuses it, and does not know where it leads. */
function sameKind(
  { address, host, zone, kind, requirements, taking }: WantedName,
  same: readonly Json[],
): readonly Diagnostic[] {
  if (taking === undefined || taking.isGiven || same.length === 0) return [];
  return [
    diagnose('ACR1341', {
      severity: 'warning',
      address,
      detail: `${zone.address} has ${kind === 'A' ? 'an A' : `a ${kind}`} record set for ${host}${notOurs(same)}.`,
      hint: `Write adopt: true at ${taking.entry} to have it lead to the front from the apply on. Or have it removed by whoever made it, or choose another host.`,
      requirements,
    }),
  ];
}

/** A CNAME shares its name with no other record (RFC 1034, 3.6.2); Azure refuses the write (dns.md). */
function sameName(
  { address, host, zone, kind, requirements }: WantedName,
  name: string,
  others: readonly Json[],
): readonly Diagnostic[] {
  const refusing = others
    .filter((record) => kind === 'CNAME' || kindOf(record) === 'CNAME')
    .toSorted((a, b) => (kindOf(a) < kindOf(b) ? -1 : 1));
  if (refusing.length === 0) return [];
  const kinds = refusing.map(kindOf).join(', ');
  return [
    diagnose('ACR1341', {
      address,
      detail: `${zone.address} has ${refusing.length === 1 ? 'a record set' : 'record sets'} of the type ${kinds} named ${name}${notOurs(refusing)}. A name with a CNAME has no other records, so that Azure refuses the ${kind === 'A' ? 'A record' : kind} for ${host}.`,
      hint: 'Have the records removed by whoever made them, or choose another host.',
      requirements,
    }),
  ];
}

/** Whoever has IPv6 asks for that first, and never comes to the address that the A record tells. */
function otherWay(
  { address, host, zone, kind, requirements }: WantedName,
  others: readonly Json[],
): readonly Diagnostic[] {
  const six = others.filter((record) => kind === 'A' && kindOf(record) === 'AAAA');
  if (six.length === 0) return [];
  return [
    diagnose('ACR1341', {
      severity: 'warning',
      address,
      detail: `${zone.address} has an AAAA record set for ${host}${notOurs(six)}: clients with IPv6 go there, and the others to what acrctl makes.`,
      hint: 'Have it removed by whoever made it, or choose another host.',
      requirements,
    }),
  ];
}

function notOurs(records: readonly Json[]): string {
  const targets = enumerate(records.flatMap(targetsOf));
  return `, which acrctl did not make${targets === '' ? '' : `, and which leads to ${targets}`}`;
}

/** Where a record set leads, as far as it says; an alias by the id of what it follows. */
function targetsOf(record: Json): readonly string[] {
  const addresses = (member: string, address: string) =>
    listAt(record, `properties.${member}`).flatMap((each) => textAt(each, address) ?? []);
  const cname = textAt(record, 'properties.CNAMERecord.cname');
  const alias = textAt(record, 'properties.targetResource.id');
  return [
    ...(cname === undefined ? [] : [cname]),
    ...addresses('ARecords', 'ipv4Address'),
    ...addresses('AAAARecords', 'ipv6Address'),
    ...(alias === undefined ? [] : [nameOf(alias)]),
  ];
}

/** What lies below a delegation is answered by the zone that it leads to. */
function delegated(
  { address, host, zone, requirements }: WantedName,
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
      requirements,
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
