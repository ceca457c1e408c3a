import type {
  AliasRecord,
  DnsRecord,
  DomainRecords,
  EndpointRecords,
  FrontRecords,
  RecordList,
} from '../core/hand-out.ts';
import { comment } from './comments.ts';
import { domainsKeptBy, KEPT_BY, missingAddress, NO_RECORDS } from './records-text.ts';

/**
 * Lines for zone files (RFC 1035, 5), a part for each endpoint, for the custom domains of each registry and each front. What has no address yet, and all that is not for the
 * server, stands in comments; SOA and NS are those of the server.
 */
export function recordsZoneFile({ endpoints, domains, fronts }: RecordList): string {
  const parts =
    endpoints.length + domains.length + fronts.length === 0
      ? [comment(';', NO_RECORDS)]
      : [...endpoints.map(partLines), ...domains.map(domainLines), ...fronts.map(frontLines)];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function partLines(endpoint: EndpointRecords): readonly string[] {
  const { address, manage, network, others, records, zone } = endpoint;
  const column = Math.max(0, ...records.map(({ name }) => ownerName(name).length));
  return [
    ...comment(';', `${address}: lines for the zone ${zone} as ${network} sees it`),
    ...comment(';', `kept by ${KEPT_BY[manage]}`),
    ...(others.length === 0
      ? []
      : comment(
          ';',
          `not for one zone together with those of ${others.join(', ')}: the same names have other addresses there (1.58)`,
        )),
    `$ORIGIN ${domainName(zone)}.`,
    ...records.flatMap((record) => recordLines(record, column, missingAddress(endpoint))),
  ];
}

/** Names in full, since nothing says in which of the zones above them they stand. */
function domainLines(domains: DomainRecords): readonly string[] {
  const { address, records } = domains;
  const column = Math.max(0, ...records.map(({ host }) => domainName(host).length + 1));
  return [
    ...comment(';', `${address}: lines for the zone that holds these names`),
    ...comment(';', `kept by ${domainsKeptBy(domains)}`),
    ...records.map((record) => aliasLine(record, column)),
  ];
}

function aliasLine({ host, ttl, type, target }: AliasRecord, column: number): string {
  return `${`${domainName(host)}.`.padEnd(column)}  ${`${ttl}`.padStart(4)} IN ${type} ${domainName(target)}.`;
}

/** An address that is not there yet is a comment. */
function frontLines(front: FrontRecords): readonly string[] {
  const { address, records } = front;
  const column = Math.max(0, ...records.map(({ host }) => domainName(host).length + 1));
  return [
    ...comment(';', `${address}: lines for the zone that holds these names`),
    ...comment(';', `kept by ${domainsKeptBy(front)}`),
    ...records.flatMap((record) => {
      const { host, ttl, type } = record;
      if (record.type === 'CNAME') return [aliasLine(record, column)];
      const { address: ip } = record;
      return ip === null || !IPV4.test(ip)
        ? comment(';', `${host} ${ttl} IN ${type} (${ip ?? 'known after apply'})`)
        : [`${`${domainName(host)}.`.padEnd(column)}  ${`${ttl}`.padStart(4)} IN ${type} ${ip}`];
    }),
  ];
}

function recordLines(record: DnsRecord, column: number, missing: string): readonly string[] {
  const { host, name, ttl, type, address, leaving } = record;
  const note = leaving ? ', which goes with the next apply and is needed until then' : '';
  if (address === null || !IPV4.test(address))
    return comment(';', `${host}${note}: ${name} ${ttl} IN ${type} (${address ?? missing})`);
  return [
    ...comment(';', `${host}${note}`),
    `${ownerName(name).padEnd(column)}  ${`${ttl}`.padStart(4)} IN ${type} ${address}`,
  ];
}

const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;

/** `@` stands for the zone itself. */
function ownerName(name: string): string {
  return name === '' ? '@' : domainName(name);
}

/** With everything escaped that means something in a zone file. */
function domainName(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]/gu, (character) =>
    [...new TextEncoder().encode(character)].map((byte) => `\\${`${byte}`.padStart(3, '0')}`).join(''),
  );
}
