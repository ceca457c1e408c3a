import type { OperationError } from '../api.ts';
import type { Answer, Call, Cloud, Effect, ResourceType } from '../cloud.ts';
import { ArmError, badRequest } from '../errors.ts';
import { type JsonObject, stringAt, stringMapAt } from '../json.ts';
import { begin, joinOrRefuse } from '../operations.ts';
import { dnsVersions } from '../versions.ts';
import type { Operation, StoredObject } from '../world.ts';
import { dnsRecordsIn, dnsZoneType, putDnsRecord, shownType } from './dns-record-body.ts';
import { accepted, dnsBusy, tooFewLabels } from './private-dns-common.ts';
import { checkConditions } from './record-rules.ts';

interface DnsZoneData {
  readonly etag: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly nameServers: readonly string[];
}

/** Zones of the public DNS: made and changed at once, deleted by an operation. */
export const dnsZones: ResourceType = {
  type: dnsZoneType,
  apiVersions: dnsVersions,
  judgesConditions: true,
  tracked: true,
  view: (cloud, object) => view(cloud, object as StoredObject<DnsZoneData>),
  etag: (_cloud, object) => (object as StoredObject<DnsZoneData>).data.etag,
  put,
  patch: put,
  remove,
  effects: { 'public-zone.delete': { succeed: finishDelete, fail: nothing } satisfies Effect },
  destroy: (cloud, object) => destroyZone(cloud, object),
};

// test_dns #5, test_dns_zone_update #2 to #6: tags are replaced as a whole. PATCH is assumed to be alike (dns.md).
function put(call: Call): Answer {
  const { cloud, target } = call;
  const before = cloud.world.get<DnsZoneData>(target.key);
  if (cloud.world.runningOn(target.key)) joinOrRefuse(call, (operation) => dnsBusy(call, operation));
  checkBody(call);
  checkConditions(call, before, `Zone ${target.name}`);
  const kept = call.method === 'PATCH' ? before?.data.tags : undefined;
  const zone: StoredObject<DnsZoneData> = {
    id: before?.id ?? target.id.replace('/dnsZones/', '/dnszones/'),
    name: before?.name ?? target.name.toLowerCase(),
    type: dnsZoneType,
    data: {
      etag: cloud.chance.guid(),
      tags: stringMapAt(call.body, 'tags') ?? kept ?? {},
      nameServers: before?.data.nameServers ?? nameServersOf(cloud, target.key),
    },
  };
  cloud.world.put(zone);
  if (!before) makeApex(cloud, zone);
  return { status: before ? 200 : 201, headers: { etag: zone.data.etag }, body: view(cloud, zone) };
}

function remove(call: Call): Answer {
  const { cloud, target } = call;
  const zone = cloud.world.get<DnsZoneData>(target.key);
  if (!zone) return { status: 204 };
  const joined = joinOrRefuse(call, (operation) => dnsBusy(call, operation));
  if (joined) return accepted(call, joined);
  checkConditions(call, zone, `Zone ${zone.name}`);
  // test_dns #137: a guid, a number, the name and a word. That records go with the zone: test_dns_delegation #13.
  const number = 3_500_000 + cloud.world.nextNumber();
  const id = `${cloud.chance.guid()};${number};${zone.name};Regular`;
  const base = `/subscriptions/${target.subscription}/resourceGroups/${target.group}/providers/Microsoft.Network`;
  const operation = begin(call, {
    protocol: 'public-dns',
    verb: 'DELETE',
    id,
    statusPath: `${base}/dnsOperationStatuses/${id}`,
    resultPath: `${base}/dnsOperationResults/${id}`,
    effect: 'public-zone.delete',
    answerStatus: 202,
  });
  return accepted(call, operation);
}

function finishDelete(cloud: Cloud, operation: Operation): OperationError | undefined {
  const zone = cloud.world.get(operation.target);
  if (zone) destroyZone(cloud, zone);
  return undefined;
}

function nothing(): void {}

function destroyZone(cloud: Cloud, zone: StoredObject): void {
  for (const record of dnsRecordsIn(cloud, zone.id)) cloud.world.remove(record.id);
  cloud.world.remove(zone.id);
}

// ASO Network_v1api20180501 #2 has `ns1-03.azure-dns.com.`. One group gets the same ones again for the same name, and
// another group others (issue indianajson/can-i-take-over-dns#5): assumption, that ten sets are drawn from.
function nameServersOf(cloud: Cloud, key: string): readonly string[] {
  const set = String(1 + Math.floor(cloud.chance.fractionOf(`name servers ${key}`) * 9)).padStart(2, '0');
  return ['com', 'net', 'org', 'info'].map((top, at) => `ns${at + 1}-${set}.azure-dns.${top}.`);
}

// test_dns #94 and #102.
function makeApex(cloud: Cloud, zone: StoredObject<DnsZoneData>): void {
  const { nameServers } = zone.data;
  const content = { metadata: undefined, alias: {} };
  const soa: JsonObject = {
    email: 'azuredns-hostmaster.microsoft.com',
    expireTime: 2_419_200,
    host: nameServers[0],
    minimumTTL: 300,
    refreshTime: 3600,
    retryTime: 300,
    serialNumber: 1,
  };
  putDnsRecord(cloud, zone, 'SOA', '@', { ...content, ttl: 3600, records: { SOARecord: soa } });
  const records = { NSRecords: nameServers.map((nsdname) => ({ nsdname })) };
  putDnsRecord(cloud, zone, 'NS', '@', { ...content, ttl: 172_800, records });
}

function checkBody(call: Call): void {
  const { method, target, body } = call;
  if (method === 'PUT' && stringAt(body, 'location')?.toLowerCase() !== 'global')
    // Assumption: the text.
    throw badRequest(`The location of zone ${target.name} must be 'global'.`, { shape: 'flat' });
  if (target.name.split('.').length < 2) throw badRequest(tooFewLabels(target.name), { shape: 'flat' });
  // dns.md: deprecated. Code and text are assumed.
  if (stringAt(body, 'properties', 'zoneType')?.toLowerCase() === 'private')
    throw new ArmError(400, 'BadRequest', 'Zones of the type Private are made as private DNS zones.', {
      shape: 'flat',
    });
}

function view(cloud: Cloud, zone: StoredObject<DnsZoneData>): JsonObject {
  return {
    id: zone.id,
    name: zone.name,
    type: shownType(),
    etag: zone.data.etag,
    location: 'global',
    tags: zone.data.tags,
    properties: {
      maxNumberOfRecordSets: 10_000,
      maxNumberOfRecordsPerRecordSet: null,
      nameServers: zone.data.nameServers,
      numberOfRecordSets: dnsRecordsIn(cloud, zone.id).length,
      zoneType: 'Public',
    },
  };
}
