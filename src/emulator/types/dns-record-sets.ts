import { parentTarget } from '../arm-path.ts';
import type { Answer, Call, ResourceType } from '../cloud.ts';
import { ArmError, badRequest } from '../errors.ts';
import { isObject, type JsonObject, merge, numberAt, objectAt, stringAt, stringMapAt } from '../json.ts';
import { members, since } from '../version-shapes.ts';
import { dnsVersions } from '../versions.ts';
import type { StoredObject } from '../world.ts';
import {
  type DnsKind,
  type DnsRecordContent,
  type DnsRecordData,
  dnsKinds,
  dnsMembers,
  dnsRecordKey,
  dnsRecordView,
  dnsZoneType,
  putDnsRecord,
} from './dns-record-body.ts';
import { absentRecord, checkConditions, refuseSharedName, zoneOf } from './record-rules.ts';

/** Recorded in the preview alone, which brought signed zones. */
const SINCE_PREVIEW: ReadonlySet<DnsKind> = new Set(['DS', 'NAPTR', 'TLSA']);
const PREVIEW = '2023-07-01-preview';

/** One resource type for each kind of record; all are synchronous. */
export const dnsRecordSets: readonly ResourceType[] = dnsKinds.map(dnsRecordType);

function dnsRecordType(kind: DnsKind): ResourceType {
  return {
    type: `${dnsZoneType}/${kind}`,
    apiVersions: SINCE_PREVIEW.has(kind) ? [PREVIEW] : dnsVersions,
    versioned: members(since(PREVIEW), 'properties.trafficManagementProfile'),
    judgesConditions: true,
    tracked: false,
    listedBySubscription: false,
    view: (_cloud, object) => dnsRecordView(object as StoredObject<DnsRecordData>),
    etag: (_cloud, object) => (object as StoredObject<DnsRecordData>).data.etag,
    put: (call) => put(call, kind),
    patch: (call) => patch(call, kind),
    remove: (call) => remove(call, kind),
    absent: absentRecord,
    // Also when the group is gone (ASO Network_v1api20180501 #30 to #38).
    parentFirst: true,
    parentAbsent: refuseWithoutZone,
  };
}

function put(call: Call, kind: DnsKind): Answer {
  const before = call.cloud.world.get<DnsRecordData>(call.target.key);
  checkConditions(call, before);
  return write(call, kind, before, contentOf(kind, objectAt(call.body, 'properties') ?? {}));
}

// Assumption: what is not named stays, records and alias alike.
function patch(call: Call, kind: DnsKind): Answer {
  const before = call.cloud.world.get<DnsRecordData>(call.target.key);
  if (!before) return absentRecord(call);
  checkConditions(call, before);
  const { ttl, metadata, records, alias } = before.data;
  const shown = { TTL: ttl, metadata, ...records, ...alias };
  return write(call, kind, before, contentOf(kind, merge(shown, objectAt(call.body, 'properties') ?? {})));
}

function write(
  call: Call,
  kind: DnsKind,
  before: StoredObject<DnsRecordData> | undefined,
  content: DnsRecordContent,
): Answer {
  const { cloud, target } = call;
  const zone = zoneOf(cloud, target.key);
  if (!before) {
    if (kind === 'SOA')
      throw badRequest('An SOA record set exists at the apex of each zone only.', { shape: 'flat' });
    refuseSharedName(
      kind,
      dnsKinds.filter((other) => cloud.world.get(dnsRecordKey(zone.id, other, target.name))),
    );
  }
  if (kind === 'NS' && target.name === '@') keepNameServers(before, content);
  const record = putDnsRecord(cloud, zone, kind, target.name.toLowerCase(), content);
  return {
    status: before ? 200 : 201,
    headers: { etag: record.data.etag },
    body: dnsRecordView(record),
  };
}

function remove(call: Call, kind: DnsKind): Answer {
  const before = call.cloud.world.get<DnsRecordData>(call.target.key);
  checkConditions(call, before);
  if (!before) return { status: 204 };
  // dns.md; the text is assumed.
  if (kind === 'SOA' || (kind === 'NS' && call.target.name === '@'))
    throw badRequest(`The ${kind} record set at the apex of a zone cannot be deleted.`, { shape: 'flat' });
  call.cloud.world.remove(call.target.key);
  return { status: 200 };
}

// A SOA record is taken as it is sent, host and serial number too (test_dns #96).
function contentOf(kind: DnsKind, properties: JsonObject): DnsRecordContent {
  const member = dnsMembers[kind];
  const sent = properties[member] ?? undefined;
  const alias = aliasOf(properties);
  const isAlias = Object.keys(alias).length > 0;
  const hasRecords = Array.isArray(sent) ? sent.length > 0 : sent !== undefined;
  if (isAlias && (hasRecords || !ALIASES.has(kind)))
    // dns.md; the text is assumed.
    throw badRequest(`A record set of type ${kind} cannot have a target resource beside records.`, {
      shape: 'flat',
    });
  checkTarget(kind, sent);
  return {
    ttl: isAlias ? aliasTtl(alias, properties) : ttlOf(properties),
    metadata: stringMapAt(properties, 'metadata'),
    records: sent === undefined || isAlias ? {} : { [member]: sent },
    alias,
  };
}

const ALIASES: ReadonlySet<DnsKind> = new Set(['A', 'AAAA', 'CNAME']);

function aliasOf(properties: JsonObject): DnsRecordContent['alias'] {
  const [target, profile] = ['targetResource', 'trafficManagementProfile'].map((name) =>
    stringAt(properties, name, 'id'),
  );
  return {
    ...(target !== undefined && { targetResource: { id: target } }),
    ...(profile !== undefined && { trafficManagementProfile: { id: profile } }),
  };
}

// An alias to a profile has its time to live, 30 s in test_dns_alias #2 and test_dns_tmlink #2. Profiles are not built:
// that every one has that, and that other targets are believed, is assumed.
function aliasTtl(alias: DnsRecordContent['alias'], properties: JsonObject): number {
  const leadsTo = String(alias.targetResource?.['id'] ?? '').toLowerCase();
  return alias.trafficManagementProfile || leadsTo.includes('/trafficmanagerprofiles/')
    ? 30
    : ttlOf(properties);
}

function ttlOf(properties: JsonObject): number {
  const ttl = numberAt(properties, 'TTL');
  // dns.md, "TTL 1..2147483647"; the text is assumed.
  if (ttl === undefined || ttl < 1 || ttl > 2_147_483_647)
    throw badRequest('The TTL of the record set must be a number from 1 to 2147483647.', { shape: 'flat' });
  return ttl;
}

// Issue kubernetes-sigs/external-dns#4855, of a name in quotes. `mycname` is taken (test_dns #31).
function checkTarget(kind: DnsKind, sent: unknown): void {
  if (kind !== 'CNAME' || !isObject(sent)) return;
  const name = stringAt(sent, 'cname') ?? '';
  if (!/^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?$/i.test(name) || name.length > 254)
    throw badRequest(`The domain name '${name}' is invalid.`, { shape: 'flat' });
}

// octodns/octodns#876: others may be added, Azure's four stay. The text is assumed.
function keepNameServers(before: StoredObject<DnsRecordData> | undefined, content: DnsRecordContent): void {
  const namesIn = (records: JsonObject): readonly string[] =>
    ((records['NSRecords'] ?? []) as readonly JsonObject[]).map((each) => String(each['nsdname']));
  const wanted = new Set(namesIn(content.records));
  const azures = namesIn(before?.data.records ?? {}).filter((name) => /\.azure-dns\./.test(name));
  if (azures.every((name) => wanted.has(name))) return;
  throw badRequest('The name servers of Azure DNS cannot be taken out of the NS record set at the apex.', {
    shape: 'flat',
  });
}

// ASO Network_v1api20180501_CreationAndDeletion #30 to #38, of deletes; that other verbs say the same is assumed.
function refuseWithoutZone(call: Call): never {
  throw new ArmError(
    404,
    'ParentResourceNotFound',
    `Can not perform requested operation on nested resource. Parent resource '${parentTarget(call.target).name}' not found.`,
    { cause: 'gateway' },
  );
}
