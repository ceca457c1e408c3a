import { parentTarget } from '../arm-path.ts';
import type { Answer, Call, ResourceType } from '../cloud.ts';
import { badRequest, parentNotFound } from '../errors.ts';
import { isObject, type JsonObject, merge, numberAt, objectAt, stringMapAt } from '../json.ts';
import { privateDnsVersions } from '../versions.ts';
import type { StoredObject } from '../world.ts';
import {
  putRecord,
  type RecordContent,
  type RecordData,
  type RecordKind,
  recordKey,
  recordMembers,
  recordView,
  zoneType,
} from './record-body.ts';
import { absentRecord, checkConditions, refuseSharedName, zoneOf } from './record-rules.ts';

const kinds = Object.keys(recordMembers) as RecordKind[];

/** One resource type for each kind of record; all are synchronous. */
export const recordSets: readonly ResourceType[] = (Object.keys(recordMembers) as RecordKind[]).map(
  recordType,
);

function recordType(kind: RecordKind): ResourceType {
  return {
    type: `${zoneType}/${kind}`,
    apiVersions: privateDnsVersions,
    judgesConditions: true,
    tracked: false,
    listedBySubscription: false,
    view: (_cloud, object) => recordView(object as StoredObject<RecordData>),
    etag: (_cloud, object) => (object as StoredObject<RecordData>).data.etag,
    put: (call) => put(call, kind),
    patch: (call) => patch(call, kind),
    remove: (call) => remove(call, kind),
    absent: absentRecord,
    // Also when the group is gone: Network_v1api20200601 #48 says so for the link, #49 for records.
    parentFirst: true,
    parentAbsent: refuseWithoutZone,
  };
}

function put(call: Call, kind: RecordKind): Answer {
  const before = call.cloud.world.get<RecordData>(call.target.key);
  checkConditions(call, before);
  const properties = objectAt(call.body, 'properties') ?? {};
  return write(call, kind, before, {
    ttl: ttlOf(properties),
    metadata: stringMapAt(properties, 'metadata'),
    records: recordsOf(kind, properties, before),
  });
}

function patch(call: Call, kind: RecordKind): Answer {
  const before = call.cloud.world.get<RecordData>(call.target.key);
  if (!before) return absentRecord(call);
  checkConditions(call, before);
  const { ttl, metadata, records } = before.data;
  const merged = merge({ ttl, metadata, ...records }, objectAt(call.body, 'properties') ?? {});
  return write(call, kind, before, {
    ttl: ttlOf(merged),
    metadata: stringMapAt(merged, 'metadata'),
    records: recordsOf(kind, merged, before),
  });
}

function write(
  call: Call,
  kind: RecordKind,
  before: StoredObject<RecordData> | undefined,
  content: RecordContent,
): Answer {
  const { cloud, target } = call;
  const zone = zoneOf(cloud, target.key);
  if (!before) refuseClash(call, kind, zone);
  const record = putRecord(cloud, zone, kind, target.name, content);
  const headers = { etag: record.data.etag };
  return { status: before ? 200 : 201, headers, body: recordView(record) };
}

function remove(call: Call, kind: RecordKind): Answer {
  const before = call.cloud.world.get<RecordData>(call.target.key);
  checkConditions(call, before);
  if (!before) return { status: 204 };
  // privatedns.md; the text is assumed.
  if (kind === 'SOA') throw badRequest('The SOA record set cannot be deleted.', { shape: 'flat' });
  call.cloud.world.remove(call.target.key);
  return { status: 200 };
}

function ttlOf(properties: JsonObject): number {
  const ttl = numberAt(properties, 'ttl');
  // Assumption: text; the schema requires nothing, the service a time to live.
  if (ttl === undefined) throw badRequest('The TTL of the record set is missing.', { shape: 'flat' });
  return ttl;
}

// PatchRecordSet_SoaRecord #9: serial number and host of an SOA record stay the service's.
function recordsOf(
  kind: RecordKind,
  properties: JsonObject,
  before: StoredObject<RecordData> | undefined,
): JsonObject {
  const member = recordMembers[kind];
  const sent = properties[member] ?? undefined;
  if (kind !== 'SOA') return sent === undefined ? {} : { [member]: sent };
  const kept = objectAt(before?.data.records, member) ?? {};
  const wanted = isObject(sent) ? sent : {};
  return { [member]: { ...kept, ...wanted, host: kept['host'], serialNumber: kept['serialNumber'] } };
}

// privatedns.md: a CNAME shares its name with nothing.
function refuseClash(call: Call, kind: RecordKind, zone: StoredObject): void {
  const { name } = call.target;
  if (kind === 'SOA')
    throw badRequest('An SOA record set exists at the apex of each zone only.', { shape: 'flat' });
  refuseSharedName(
    kind,
    kinds.filter((other) => call.cloud.world.get(recordKey(zone.id, other, name))),
  );
}

// Test_Network_v1api20200601_CreationAndDeletion #49 to #55.
function refuseWithoutZone(call: Call): never {
  const verb = call.method === 'DELETE' ? 'delete' : call.method === 'GET' ? 'read' : 'write';
  throw parentNotFound(verb, call.target.type, parentTarget(call.target).id);
}
