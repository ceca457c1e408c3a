import type { DnsRecord, EndpointRecords } from '../core/hand-out.ts';
import { counted, enumerate, escapeUnprintable } from '../core/wording.ts';
import { wrap } from './layout.ts';
import type { TextOptions } from './plan-text.ts';

/** A table for each endpoint, since those of one registry have other addresses for the same names; what to do last. */
export function recordsText(endpoints: readonly EndpointRecords[], options: TextOptions): string {
  const sections =
    endpoints.length === 0
      ? [wrap('The configuration has no private endpoint, so that no records are needed.', options.width)]
      : [...endpoints.map((endpoint) => endpointLines(endpoint, options)), lastLines(endpoints, options)];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** What stands where an address is not there yet. */
export function missingAddress({ connection }: Pick<EndpointRecords, 'connection'>): string {
  return connection === 'Pending' ? 'known once approved' : 'known after apply';
}

/** Who writes the records, and whether the reader has to. */
export const KEPT_BY: Readonly<Record<EndpointRecords['manage'], string>> = {
  zoneGroup: 'Azure, by a zone group (dns.manage: zoneGroup)',
  records: 'acrctl, in the private DNS zone (dns.manage: records)',
  policy: 'a policy that makes the zone group (dns.manage: policy)',
  external: 'you: nobody else adds them (dns.manage: external)',
};

function endpointLines(endpoint: EndpointRecords, options: TextOptions): readonly string[] {
  const { width, style } = options;
  const { address, network, zone, manage, connection } = endpoint;
  const facts: readonly (readonly [string, string])[] = [
    ['network', network],
    // Vendor tables list zones for regions as well, and resolvers that have one find nothing in it (lessons 35, 36).
    ['zone', `${zone}, for all of them: none for a region`],
    ['kept by', KEPT_BY[manage]],
    ...(connection === null || connection === 'Approved'
      ? []
      : [['connection', `${connection}: nothing answers unless it is approved`] as const]),
  ];
  return [
    ...wrap(escapeUnprintable(address), width).map(style.bold),
    ...facts.flatMap(([name, fact]) => wrap(escapeUnprintable(fact), width, `  ${name.padEnd(12)}`)),
    '',
    ...tableLines(endpoint, options),
  ];
}

function tableLines(endpoint: EndpointRecords, { width, style }: TextOptions): readonly string[] {
  const names = endpoint.records.map(({ name }) => escapeUnprintable(name).length);
  const column = Math.min(Math.max(HEADER.length, ...names), width - INDENT.length - VALUES_WIDTH);
  return [
    ...(column < HEADER.length ? [] : [style.dim(`${INDENT}${HEADER.padEnd(column)}  TTL  address`)]),
    ...endpoint.records.flatMap((record) => [
      ...rowLines(record, missingAddress(endpoint), column, width),
      ...wrap(`for ${escapeUnprintable(record.host)}`, width, `${INDENT}  `).map(style.dim),
      ...(record.leaving ? wrap(LEAVING, width, `${INDENT}  `).map(style.caution) : []),
    ]),
  ];
}

/** What does not fit its column stands below the name. */
function rowLines(record: DnsRecord, missing: string, column: number, width: number): readonly string[] {
  const name = escapeUnprintable(record.name);
  const address = escapeUnprintable(record.address ?? missing);
  const values = `${`${record.ttl}`.padStart(5)}  ${address}`;
  return name.length <= column && values.length <= VALUES_WIDTH
    ? [`${INDENT}${name.padEnd(column)}${values}`.trimEnd()]
    : [...wrap(name, width, INDENT), ...wrap(`TTL ${record.ttl}, address ${address}`, width, `${INDENT}  `)];
}

const INDENT = '  ';
const HEADER = 'name in the zone';
/** A TTL, and the longest of what stands for an address. */
const VALUES_WIDTH = 26;
const LEAVING = 'goes with the next apply, and is needed until then';

function lastLines(endpoints: readonly EndpointRecords[], { width, style }: TextOptions): readonly string[] {
  const zones = [...new Set(endpoints.map(({ zone }) => zone))];
  const records = endpoints.flatMap((endpoint) => endpoint.records);
  const unknown = records.filter(({ address }) => address === null).length;
  const names = `Clients go on asking for the names behind "for": the certificate does not cover those in ${enumerate(zones.map(escapeUnprintable))}.`;
  const known =
    unknown === 0
      ? `${counted(records.length, 'record')}, every address known.`
      : `${counted(records.length, 'record')}, ${unknown} without an address yet: run this again once that is known.`;
  return [
    ...sharedNames(endpoints).flatMap((text) => wrap(text, width).map(style.caution)),
    ...wrap(names, width),
    ...wrap(known, width).map(style.bold),
  ];
}

/** One sentence for each registry with several endpoints. */
function sharedNames(endpoints: readonly EndpointRecords[]): readonly string[] {
  const several = new Map(
    endpoints.filter(({ others }) => others.length > 0).map(({ registry, others }) => [registry, others]),
  );
  return [...several].map(([registry, others]) =>
    escapeUnprintable(
      `The names of ${registry} have other addresses in each of its ${others.length + 1} endpoints: keep a zone for each, never two in one (1.58).`,
    ),
  );
}
