import type {
  AliasRecord,
  DnsRecord,
  DomainRecords,
  EndpointRecords,
  FrontRecords,
  RecordList,
} from '../core/hand-out.ts';
import { counted, enumerate, escapeUnprintable } from '../core/wording.ts';
import { wrap } from './layout.ts';
import type { TextOptions } from './plan-text.ts';

/**
 * A table for each endpoint, since those of one registry have other addresses for the same names, and for the custom
 * domains of each registry; what to do last.
 */
export function recordsText(list: RecordList, options: TextOptions): string {
  const { endpoints, domains, fronts } = list;
  const sections =
    endpoints.length + domains.length + fronts.length === 0
      ? [wrap(NO_RECORDS, options.width)]
      : [
          ...endpoints.map((endpoint) => endpointLines(endpoint, options)),
          ...domains.map((each) => domainLines(each, options)),
          ...fronts.map((each) => frontLines(each, options)),
          lastLines(list, options),
        ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

export const NO_RECORDS =
  'The configuration has no private endpoint, custom domain or front, so that no records are needed.';

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

/** Who writes the CNAMEs, and whether the reader has to. */
export function domainsKeptBy({ zone }: Pick<DomainRecords, 'zone'>): string {
  return zone === null ? 'you: nobody else adds them (dns: external)' : `acrctl, in ${zone}`;
}

function endpointLines(endpoint: EndpointRecords, options: TextOptions): readonly string[] {
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
  return [...headLines(address, facts, options), '', ...tableLines(endpoint, options)];
}

function domainLines(domains: DomainRecords, options: TextOptions): readonly string[] {
  const { address, onboarding, records } = domains;
  const facts: readonly (readonly [string, string])[] = [
    ['kept by', domainsKeptBy(domains)],
    ...(onboarding === 'active'
      ? []
      : [['onboarding', `${onboarding}: nothing answers until it is active`] as const]),
  ];
  return [
    ...headLines(address, facts, options),
    '',
    ...records.flatMap((record) => aliasLines(record, options)),
  ];
}

function aliasLines({ host, type, ttl, target }: AliasRecord, options: TextOptions): readonly string[] {
  return publicName(host, `${type} for ${target}, TTL ${ttl}`, options);
}

function frontLines(front: FrontRecords, options: TextOptions): readonly string[] {
  return [
    ...headLines(front.address, [['kept by', domainsKeptBy(front)]], options),
    '',
    ...front.records.flatMap((record) =>
      record.type === 'CNAME'
        ? aliasLines(record, options)
        : publicName(record.host, `A ${record.address ?? 'known after apply'}, TTL ${record.ttl}`, options),
    ),
  ];
}

/** A public name stands in full: nothing says in which of the zones above it. */
function publicName(host: string, record: string, { width, style }: TextOptions): readonly string[] {
  return [
    ...wrap(escapeUnprintable(host), width, INDENT),
    ...wrap(escapeUnprintable(record), width, `${INDENT}  `).map(style.dim),
  ];
}

function headLines(
  address: string,
  facts: readonly (readonly [string, string])[],
  { width, style }: TextOptions,
): readonly string[] {
  return [
    ...wrap(escapeUnprintable(address), width).map(style.bold),
    ...facts.flatMap(([name, fact]) => wrap(escapeUnprintable(fact), width, `  ${name.padEnd(12)}`)),
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

function lastLines(
  { endpoints, domains, fronts }: RecordList,
  { width, style }: TextOptions,
): readonly string[] {
  const zones = [...new Set(endpoints.map(({ zone }) => zone))];
  const addresses = [
    ...endpoints.flatMap(({ records }) => records),
    ...fronts.flatMap(({ records }) => records.filter((record) => record.type === 'A')),
  ].map(({ address }) => address);
  const count = [...endpoints, ...domains, ...fronts].reduce((sum, { records }) => sum + records.length, 0);
  const unknown = addresses.filter((address) => address === null).length;
  const names = `Clients go on asking for the names behind "for": the certificate does not cover those in ${enumerate(zones.map(escapeUnprintable))}.`;
  const known =
    unknown === 0
      ? `${counted(count, 'record')}${addresses.length === 0 ? '' : ', every address known'}.`
      : `${counted(count, 'record')}, ${unknown} without an address yet: run this again once that is known.`;
  return [
    ...sharedNames(endpoints).flatMap((text) => wrap(text, width).map(style.caution)),
    ...(endpoints.length === 0 ? [] : wrap(names, width)),
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
