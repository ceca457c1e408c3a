import { keyOf } from '../arm-path.ts';
import type { Cloud } from '../cloud.ts';
import type { Json, JsonObject } from '../json.ts';
import type { StoredObject } from '../world.ts';

export const zoneType = 'Microsoft.Network/privateDnsZones';
/** Record types of a private zone, with the member that carries their records. */
export const recordMembers = {
  A: 'aRecords',
  AAAA: 'aaaaRecords',
  CNAME: 'cnameRecord',
  MX: 'mxRecords',
  PTR: 'ptrRecords',
  SOA: 'soaRecord',
  SRV: 'srvRecords',
  TXT: 'txtRecords',
} as const;

export type RecordKind = keyof typeof recordMembers;

export interface RecordData {
  readonly etag: string;
  readonly kind: RecordKind;
  readonly zoneName: string;
  readonly ttl: number;
  readonly metadata: Readonly<Record<string, string>> | undefined;
  /** One member, named after the kind; none for a CNAME without a target. */
  readonly records: JsonObject;
}

export type RecordContent = Pick<RecordData, 'ttl' | 'metadata' | 'records'>;

export function recordKey(zoneId: string, kind: RecordKind, name: string): string {
  return keyOf(`${zoneId}/${kind}/${name}`);
}

/** Creates or replaces a record set under a new etag, which is a bare guid. */
export function putRecord(
  cloud: Cloud,
  zone: StoredObject,
  kind: RecordKind,
  name: string,
  content: RecordContent,
): StoredObject<RecordData> {
  const before = cloud.world.get<RecordData>(recordKey(zone.id, kind, name));
  const record: StoredObject<RecordData> = {
    id: before?.id ?? `${zone.id}/${kind}/${name}`,
    name: before?.name ?? name,
    type: `${zoneType}/${kind}`,
    data: { etag: cloud.chance.guid(), kind, zoneName: zone.name, ...content },
  };
  cloud.world.put(record);
  return record;
}

// test_CrudRecordSet_*: metadata stands first and only when there is some; an empty list is shown, an absent
// CNAME target is not (ListRecordSetsAcrossType #17).
export function recordView(record: StoredObject<RecordData>): JsonObject {
  const { etag, kind, zoneName, ttl, metadata, records } = record.data;
  const list: Json | undefined = records[recordMembers[kind]];
  const fallback: JsonObject = kind === 'CNAME' ? {} : { [recordMembers[kind]]: [] };
  return {
    id: record.id,
    name: record.name,
    type: record.type,
    etag,
    properties: {
      metadata,
      fqdn: record.name === '@' ? `${zoneName}.` : `${record.name}.${zoneName}.`,
      ttl,
      ...(list === undefined ? fallback : { [recordMembers[kind]]: list }),
      isAutoRegistered: false,
    },
  };
}

/** All record sets of a zone, in whatever order. */
export function recordsIn(cloud: Cloud, zoneId: string): readonly StoredObject<RecordData>[] {
  const kinds = Object.keys(recordMembers);
  const found = kinds.flatMap((kind) => cloud.world.inCollection(`${keyOf(zoneId)}/${kind.toLowerCase()}`));
  return found as readonly StoredObject<RecordData>[];
}
