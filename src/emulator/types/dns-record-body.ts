import { keyOf } from '../arm-path.ts';
import type { Cloud } from '../cloud.ts';
import type { JsonObject } from '../json.ts';
import type { StoredObject } from '../world.ts';

export const dnsZoneType = 'Microsoft.Network/dnsZones';

/** Record types of a public zone, with the member that carries their records, as dns.md and test_dns spell it. */
export const dnsMembers = {
  A: 'ARecords',
  AAAA: 'AAAARecords',
  CAA: 'caaRecords',
  CNAME: 'CNAMERecord',
  DS: 'DSRecords',
  MX: 'MXRecords',
  NAPTR: 'NAPTRRecords',
  NS: 'NSRecords',
  PTR: 'PTRRecords',
  SOA: 'SOARecord',
  SRV: 'SRVRecords',
  TLSA: 'TLSARecords',
  TXT: 'TXTRecords',
} as const;

export type DnsKind = keyof typeof dnsMembers;

export const dnsKinds = Object.keys(dnsMembers) as DnsKind[];

export interface DnsRecordContent {
  readonly ttl: number;
  readonly metadata: Readonly<Record<string, string>> | undefined;
  /** One member, named after the kind; none for a CNAME without a target, and for an alias. */
  readonly records: JsonObject;
  /** What an alias leads to, by the member that says so. */
  readonly alias: { readonly targetResource?: JsonObject; readonly trafficManagementProfile?: JsonObject };
}

export interface DnsRecordData extends DnsRecordContent {
  readonly etag: string;
  readonly kind: DnsKind;
  readonly zoneName: string;
}

export function dnsRecordKey(zoneId: string, kind: DnsKind, name: string): string {
  return keyOf(`${zoneId}/${kind}/${name}`);
}

/** Creates or replaces a record set under a new etag, which is a bare guid. */
export function putDnsRecord(
  cloud: Cloud,
  zone: StoredObject,
  kind: DnsKind,
  name: string,
  content: DnsRecordContent,
): StoredObject<DnsRecordData> {
  const before = cloud.world.get<DnsRecordData>(dnsRecordKey(zone.id, kind, name));
  const record: StoredObject<DnsRecordData> = {
    id: before?.id ?? `${zone.id}/${kind}/${name}`,
    name: before?.name ?? name,
    type: `${dnsZoneType}/${kind}`,
    data: { etag: cloud.chance.guid(), kind, zoneName: zone.name, ...content },
  };
  cloud.world.put(record);
  return record;
}

// test_dns #8 to #35, test_dns_alias #2 to #5. Where metadata stands is assumed: as in private zones.
export function dnsRecordView(record: StoredObject<DnsRecordData>): JsonObject {
  const { etag, kind, zoneName, ttl, metadata, records, alias } = record.data;
  const isEmpty = Object.keys(records).length === 0 && Object.keys(alias).length === 0 && kind !== 'CNAME';
  return {
    id: record.id,
    name: record.name,
    type: shownType(kind),
    etag,
    properties: {
      metadata,
      fqdn: record.name === '@' ? `${zoneName}.` : `${record.name}.${zoneName}.`,
      TTL: ttl,
      ...(isEmpty ? { [dnsMembers[kind]]: [] } : records),
      targetResource: alias.targetResource ?? {},
      trafficManagementProfile: alias.trafficManagementProfile ?? {},
      provisioningState: 'Succeeded',
    },
  };
}

/** Ids and types come back in lower case (dns.md, all recordings). */
export function shownType(kind?: DnsKind): string {
  return kind === undefined ? 'Microsoft.Network/dnszones' : `Microsoft.Network/dnszones/${kind}`;
}

/** All record sets of a zone, in whatever order. */
export function dnsRecordsIn(cloud: Cloud, zoneId: string): readonly StoredObject<DnsRecordData>[] {
  const found = dnsKinds.flatMap((kind) =>
    cloud.world.inCollection(`${keyOf(zoneId)}/${kind.toLowerCase()}`),
  );
  return found as readonly StoredObject<DnsRecordData>[];
}
