import type { OperationError } from '../api.ts';
import { keyOf } from '../arm-path.ts';
import type { Answer, Call, Cloud, Effect, ResourceType } from '../cloud.ts';
import { ArmError, badRequest } from '../errors.ts';
import { type JsonObject, stringAt, stringMapAt } from '../json.ts';
import { begin, joinOrRefuse } from '../operations.ts';
import { privateDnsVersions } from '../versions.ts';
import type { Operation, StoredObject } from '../world.ts';
import {
  accepted,
  type Conditions,
  conditionsOf,
  dnsBusy,
  dnsOperation,
  tooFewLabels,
  violated,
} from './private-dns-common.ts';
import { putRecord, recordsIn, zoneType } from './record-body.ts';
import { type LinkData, linksIn } from './zone-links.ts';

interface ZoneData {
  readonly etag: string;
  readonly tags: Readonly<Record<string, string>> | undefined;
}

/** What a write wants, kept until its operation ends: until then nothing shows. */
interface ZoneWrite {
  readonly id: string;
  readonly name: string;
  readonly tags: ZoneData['tags'];
  readonly conditions: Conditions;
}

export const privateDnsZones: ResourceType = {
  type: zoneType,
  apiVersions: privateDnsVersions,
  judgesConditions: true,
  tracked: true,
  view: (cloud, object) => view(cloud, object as StoredObject<ZoneData>),
  etag: (_cloud, object) => (object as StoredObject<ZoneData>).data.etag,
  put,
  patch: put,
  remove,
  effects: {
    'zone.write': { succeed: finishWrite, fail: nothing } satisfies Effect,
    'zone.delete': { succeed: finishDelete, fail: nothing } satisfies Effect,
  },
  destroy: (cloud, object) => destroyZone(cloud, object),
};

// Create and update look alike: 202, an empty object, both URLs (PrivateDnsZone_20200601 #2, PatchZone_* #6).
// Assumption: so does PATCH.
function put(call: Call): Answer {
  const { cloud, target } = call;
  const joined = joinOrRefuse(call, (operation) => dnsBusy(call, operation));
  if (joined) return accepted(call, joined, {});
  const before = cloud.world.get<ZoneData>(target.key);
  checkBody(call);
  const tags = stringMapAt(call.body, 'tags') ?? (call.method === 'PATCH' ? before?.data.tags : undefined);
  const data: ZoneWrite = {
    id: before?.id ?? target.id,
    name: before?.name ?? target.name.toLowerCase(),
    tags,
    conditions: conditionsOf(call),
  };
  const verb = call.method === 'PATCH' ? 'PATCH' : 'PUT';
  const operation = begin(
    call,
    dnsOperation(call, 'UpsertPrivateDnsZone', { verb, effect: 'zone.write', data }),
  );
  return accepted(call, operation, {});
}

function remove(call: Call): Answer {
  const { cloud, target } = call;
  const zone = cloud.world.get<ZoneData>(target.key);
  if (!zone) return { status: 204 };
  const joined = joinOrRefuse(call, (operation) => dnsBusy(call, operation));
  if (joined) return accepted(call, joined);
  const links = linksIn(cloud, zone.id);
  if (links.length > 0) throw nestedResources(zone, links);
  const data = { conditions: conditionsOf(call) };
  const operation = begin(
    call,
    dnsOperation(call, 'DeletePrivateDnsZone', { verb: 'DELETE', effect: 'zone.delete', data }),
  );
  return accepted(call, operation);
}

function finishWrite(cloud: Cloud, operation: Operation): OperationError | undefined {
  const { id, name, tags, conditions } = operation.effect.data as ZoneWrite;
  const before = cloud.world.get<ZoneData>(id);
  const broken = violated(`Zone ${name}`, before?.data.etag, conditions);
  if (broken) return broken;
  const zone: StoredObject<ZoneData> = {
    id,
    name,
    type: zoneType,
    data: { etag: cloud.chance.guid(), tags },
  };
  cloud.world.put(zone);
  if (!before) putRecord(cloud, zone, 'SOA', '@', { ttl: 3600, metadata: undefined, records: { soaRecord } });
  return undefined;
}

// test_PatchRecordSet_SoaRecord #6.
const soaRecord: JsonObject = {
  email: 'azureprivatedns-host.microsoft.com',
  expireTime: 2419200,
  host: 'azureprivatedns.net',
  minimumTtl: 10,
  refreshTime: 3600,
  retryTime: 300,
  serialNumber: 1,
};

function finishDelete(cloud: Cloud, operation: Operation): OperationError | undefined {
  const zone = cloud.world.get<ZoneData>(operation.target);
  if (!zone) return undefined;
  const { conditions } = operation.effect.data as { readonly conditions: Conditions };
  const broken = violated(`Zone ${zone.name}`, zone.data.etag, conditions);
  if (broken) return broken;
  destroyZone(cloud, zone);
  return undefined;
}

// A failed operation leaves a zone as it was (test_PutZone_ZoneExistsIfNoneMatchFailure #4 to #8).
function nothing(): void {}

function destroyZone(cloud: Cloud, zone: StoredObject): void {
  for (const record of recordsIn(cloud, zone.id)) cloud.world.remove(record.id);
  for (const link of linksIn(cloud, zone.id)) cloud.world.remove(link.id);
  cloud.world.remove(zone.id);
}

// privatedns.md; the text about the location is assumed, the other one stands in issue provider-upjet-azure#19.
function checkBody(call: Call): void {
  const location = stringAt(call.body, 'location');
  if (call.method === 'PUT' && location?.toLowerCase() !== 'global') {
    throw badRequest(`The location of private zone ${call.target.name} must be 'global'.`);
  }
  if (call.target.name.split('.').length < 2) {
    throw badRequest(tooFewLabels(call.target.name));
  }
}

// PrivateDnsZone_20200601 #28. How several ids are listed is assumed.
function nestedResources(zone: StoredObject, links: readonly StoredObject<LinkData>[]): ArmError {
  const ids = links.map(({ name }) => `${zoneType}/${zone.name}/virtualNetworkLinks/${name}`).sort();
  return new ArmError(
    409,
    'CannotDeleteResource',
    `Cannot delete resource while nested resources exist. Some existing nested resource IDs include: '${ids.join(',')}'. Please delete all nested resources before deleting this resource.`,
    { cause: 'gateway' },
  );
}

function view(cloud: Cloud, zone: StoredObject<ZoneData>): JsonObject {
  const links = linksIn(cloud, zone.id);
  return {
    id: zone.id,
    name: zone.name,
    type: zoneType,
    etag: zone.data.etag,
    location: 'global',
    tags: zone.data.tags,
    properties: {
      maxNumberOfRecordSets: 25000,
      maxNumberOfVirtualNetworkLinks: 1000,
      maxNumberOfVirtualNetworkLinksWithRegistration: 100,
      numberOfRecordSets: recordsIn(cloud, keyOf(zone.id)).length,
      numberOfVirtualNetworkLinks: links.length,
      numberOfVirtualNetworkLinksWithRegistration: links.filter(({ data }) => data.registrationEnabled)
        .length,
      provisioningState: 'Succeeded',
    },
  };
}
