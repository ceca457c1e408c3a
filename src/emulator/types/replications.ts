import { keyOf, parentTarget } from '../arm-path.ts';
import { type Answer, type Call, type Cloud, normalLocation, type ResourceType } from '../cloud.ts';
import { EmulatorBug, resourceNotFound } from '../errors.ts';
import { booleanAt, stringAt, stringMapAt } from '../json.ts';
import { begin, cancel, joinOrRefuse, operationHeaders } from '../operations.ts';
import { isAllowed } from '../permissions.ts';
import { registryVersions } from '../versions.ts';
import type { Operation, StoredObject } from '../world.ts';
import { connectionsOf } from './connections.ts';
import { goneReplica, isBeingCleared, lookForGone } from './gone-replicas.ts';
import type { RegistryData } from './registry-body.ts';
import { settledRegistry } from './registry-children.ts';
import { childNotFound, registryBusy, registryRefusal } from './registry-errors.ts';
import { registryDeletion, registryWrite } from './registry-operations.ts';
import {
  contentNow,
  type ReplicationData,
  replicationType,
  replicationView,
  wasNeverMade,
  type ZoneRedundancy,
} from './replication-body.ts';
import { replicationEffects } from './replication-effects.ts';
import { checkChange, checkCreation, checkDeletion, stillBeingCleared } from './replication-rules.ts';

export const replications: ResourceType = {
  type: replicationType,
  apiVersions: registryVersions,
  tracked: true,
  listedBySubscription: false,
  view: (cloud, object) => replicationView(cloud, object as StoredObject<ReplicationData>),
  put,
  patch,
  remove,
  absent,
  parentAbsent: withoutRegistry,
  looked: (cloud, object) => sync(cloud, object as StoredObject<ReplicationData>),
  effects: replicationEffects,
};

function put(call: Call): Answer {
  const { cloud, target } = call;
  const before = cloud.world.get<ReplicationData>(target.key);
  const joined = joinOrRefuse(call, () => registryBusy(target.id));
  if (joined && before) return answer(call, before, joined);
  const registry = settledRegistry(call);
  return before ? putAgain(call, before) : create(call, registry);
}

function create(call: Call, registry: StoredObject<RegistryData>): Answer {
  const { cloud, target } = call;
  const location = locationIn(call);
  checkCreation(cloud, target, registry, location);
  const now = cloud.now();
  const gone = goneReplica(cloud, target.key);
  const replica: StoredObject<ReplicationData> = {
    id: target.id,
    name: target.name,
    type: replicationType,
    data: {
      ...sentIn(call),
      location,
      zoneRedundancy: redundancyIn(call) ?? 'Disabled',
      // Observed behaviour, 2.10: it survives. A recording of 2026 shows a new one.
      createdAt: gone?.createdAt ?? now,
      modifiedAt: now,
      byService: false,
      state: 'Creating',
      content: undefined,
      contentAt: now,
    },
  };
  cloud.world.put(replica);
  const plan = registryWrite(call, 'replications', replica.id, {
    protocol: 'registry',
    effect: 'replication.create',
    word: 'Creating',
    retryAfter: 10,
    locks: [keyOf(registry.id)],
    ...(gone && isBeingCleared(cloud, gone) ? { failsWith: stillBeingCleared(replica.name) } : {}),
  });
  lookForGone(cloud, target.key);
  return answer(
    call,
    replica,
    begin(mayJoinEndpoints(cloud, registry) ? call : { ...call, operationFault: { never: true } }, plan),
  );
}

// faults.md N06: who may not touch what joins replica and endpoint gets a replica that never ends being made.
function mayJoinEndpoints(cloud: Cloud, registry: StoredObject<RegistryData>): boolean {
  const action = 'Microsoft.Network/privateEndpoints/privateLinkServiceProxies/write';
  return connectionsOf(cloud, registry.id).every(({ data }) => isAllowed(cloud, action, data.endpointId));
}

// ASO Registry_20230701 #17: 200 at once. Assumption: also when something changes.
function putAgain(call: Call, before: StoredObject<ReplicationData>): Answer {
  const { cloud, target } = call;
  checkChange(target, before, locationIn(call), redundancyIn(call));
  if (wasNeverMade(before)) return { status: 200, body: replicationView(cloud, before) };
  const data = { ...before.data, ...sentIn(call), modifiedAt: cloud.now(), state: 'Succeeded' } as const;
  const replica = { ...before, data };
  cloud.world.put(replica);
  return { status: 200, body: replicationView(cloud, replica) };
}

// test_acr_create_replication #18. The body is one of two members (arm-types); what else it has is passed over.
function patch(call: Call): Answer {
  const { cloud, target } = call;
  const before = cloud.world.get<ReplicationData>(target.key);
  if (!before) throw new EmulatorBug('The front door answers for absent objects.');
  const joined = joinOrRefuse(call, () => registryBusy(target.id));
  if (joined) return answer(call, before, joined);
  const registry = settledRegistry(call);
  if (wasNeverMade(before)) return { status: 200, body: replicationView(cloud, before) };
  const { tags, regionEndpointEnabled } = before.data;
  const data = {
    ...before.data,
    tags: stringMapAt(call.body, 'tags') ?? tags,
    regionEndpointEnabled: routingIn(call) ?? regionEndpointEnabled,
    modifiedAt: cloud.now(),
    state: 'Updating',
  } as const;
  const replica = { ...before, data };
  cloud.world.put(replica);
  const plan = registryWrite(call, 'replications', replica.id, {
    protocol: 'registry',
    effect: 'replication.update',
    data: { previous: before.data },
    word: 'Updating',
    locks: [keyOf(registry.id)],
  });
  return answer(call, replica, begin(call, plan));
}

// faults.md, N06: a replica that never gets ready is mended by deleting it, so its creation does not hinder that.
function remove(call: Call): Answer {
  const { cloud, target } = call;
  const replica = cloud.world.get<ReplicationData>(target.key);
  if (!replica) return { status: 204 };
  const creation = replica.data.state === 'Creating' ? cloud.world.runningOn(target.key) : undefined;
  const joined = creation ? undefined : joinOrRefuse(call, () => registryBusy(target.id));
  const operation = joined ?? startDeletion(call, replica, creation);
  return { status: 202, headers: operationHeaders(cloud, call.origin, operation) };
}

function startDeletion(
  call: Call,
  replica: StoredObject<ReplicationData>,
  creation: Operation | undefined,
): Operation {
  const registry = settledRegistry(call);
  checkDeletion(call.cloud, registry, replica);
  if (creation) cancel(call.cloud, creation, 'the replication was deleted.');
  call.cloud.world.put({ ...replica, data: { ...replica.data, state: 'Deleting' } });
  const plan = { effect: 'replication.delete', retryAfter: 10, locks: [keyOf(registry.id)] };
  return begin(call, registryDeletion(call, 'replications', replica.data.location, plan));
}

function locationIn(call: Call): string {
  const location = normalLocation(stringAt(call.body, 'location') ?? '');
  if (location === '') throw registryRefusal('The location property is required for this definition.');
  return location;
}

function sentIn(call: Call): Pick<ReplicationData, 'tags' | 'regionEndpointEnabled'> {
  return { tags: stringMapAt(call.body, 'tags') ?? {}, regionEndpointEnabled: routingIn(call) ?? true };
}

function routingIn(call: Call): boolean | undefined {
  return booleanAt(call.body, 'properties', 'regionEndpointEnabled');
}

function redundancyIn(call: Call): ZoneRedundancy | undefined {
  const sent = stringAt(call.body, 'properties', 'zoneRedundancy');
  return sent === undefined ? undefined : sent === 'Enabled' ? 'Enabled' : 'Disabled';
}

function absent(call: Call): Answer {
  if (call.method === 'DELETE') return { status: 204 };
  lookForGone(call.cloud, call.target.key);
  throw childNotFound(call.target.name);
}

// ASO Registry_20230701 #21.
function withoutRegistry(call: Call): Answer {
  if (call.method === 'DELETE') return { status: 204 };
  const registry = parentTarget(call.target);
  throw resourceNotFound(registry.type, registry.names, registry.group);
}

// Under `none` the first look at a new replica still sees Syncing, the next one Ready.
function sync(cloud: Cloud, replica: StoredObject<ReplicationData>): void {
  if (cloud.latency !== 'none' || contentNow(cloud, replica.data).content !== 'Syncing') return;
  cloud.world.put({ ...replica, data: { ...replica.data, content: 'Ready', contentAt: cloud.now() } });
}

function answer(call: Call, replica: StoredObject<ReplicationData>, operation: Operation): Answer {
  const headers = operationHeaders(call.cloud, call.origin, operation);
  return { status: 201, headers, body: replicationView(call.cloud, replica) };
}
