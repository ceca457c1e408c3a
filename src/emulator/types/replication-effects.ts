import type { OperationError } from '../api.ts';
import { parentKey } from '../arm-path.ts';
import type { Cloud, Effect } from '../cloud.ts';
import type { Operation, StoredObject } from '../world.ts';
import { rememberGone } from './gone-replicas.ts';
import { dataMember } from './members.ts';
import type { RegistryData } from './registry-body.ts';
import { joinEndpoints, leaveEndpoints, noRoom } from './replica-endpoints.ts';
import { type ReplicationData, replicationsOf, replicationType, wasNeverMade } from './replication-body.ts';

/** How the operations of replications end. */
export const replicationEffects = {
  'replication.create': { succeed: finishCreation, fail: failCreation },
  'replication.update': { succeed: finishUpdate, fail: failUpdate },
  'replication.delete': { succeed: finishDeletion, fail: failDeletion },
} satisfies Readonly<Record<string, Effect>>;

function finishCreation(cloud: Cloud, operation: Operation): OperationError | undefined {
  const replica = cloud.world.get<ReplicationData>(operation.target);
  const registry = cloud.world.get<RegistryData>(parentKey(operation.target));
  if (!replica || !registry) return undefined;
  const { location } = replica.data;
  const isHome = location === registry.data.location;
  const refused = isHome ? undefined : joinEndpoints(cloud, registry, dataMember(cloud, registry, location));
  if (refused) return refused;
  const data = { ...replica.data, state: 'Succeeded', content: 'Syncing', contentAt: cloud.now() } as const;
  cloud.world.put({ ...replica, data });
  addHomeEntry(cloud, registry);
  return undefined;
}

// containerregistry.md: without room for an address the replica is rolled back. Any other failure leaves it (users of
// Azure/ARO-HCP, pull request 2366, delete what failed).
function failCreation(cloud: Cloud, operation: Operation, error: OperationError): void {
  const replica = cloud.world.get<ReplicationData>(operation.target);
  if (!replica) return;
  if (error === noRoom) cloud.world.remove(replica.id);
  else cloud.world.put({ ...replica, data: { ...replica.data, state: 'Failed' } });
}

function finishUpdate(cloud: Cloud, operation: Operation): undefined {
  const replica = cloud.world.get<ReplicationData>(operation.target);
  if (replica) cloud.world.put({ ...replica, data: { ...replica.data, state: 'Succeeded' } });
  return undefined;
}

// Assumption: as with a registry, what a failed update asked for is not kept.
function failUpdate(cloud: Cloud, operation: Operation): void {
  const { previous } = operation.effect.data as { readonly previous: ReplicationData };
  const replica = cloud.world.get<ReplicationData>(operation.target);
  if (replica) cloud.world.put({ ...replica, data: { ...previous, state: 'Failed' } });
}

function finishDeletion(cloud: Cloud, operation: Operation): undefined {
  const replica = cloud.world.get<ReplicationData>(operation.target);
  const registry = cloud.world.get<RegistryData>(parentKey(operation.target));
  if (!replica || !registry) return undefined;
  cloud.world.remove(replica.id);
  if (wasNeverMade(replica)) return undefined;
  // By the clock it may have ended well before somebody asked.
  rememberGone(cloud, replica, Math.min(cloud.now(), operation.endsAt));
  const { location } = replica.data;
  if (location !== registry.data.location) {
    leaveEndpoints(cloud, registry, dataMember(cloud, registry, location));
  }
  return undefined;
}

function failDeletion(cloud: Cloud, operation: Operation): void {
  const replica = cloud.world.get<ReplicationData>(operation.target);
  if (replica) cloud.world.put({ ...replica, data: { ...replica.data, state: 'Failed' } });
}

// dedicated_data_endpoints #6, #20: nobody made it. It stays when the last replica goes (test_acr_create_replication of
// 2019: the registry's deletion is still an operation).
function addHomeEntry(cloud: Cloud, registry: StoredObject<RegistryData>): void {
  const { location } = registry.data;
  if (replicationsOf(cloud, registry.id).some(({ data }) => data.location === location)) return;
  const now = cloud.now();
  const data: ReplicationData = {
    location,
    tags: {},
    regionEndpointEnabled: true,
    zoneRedundancy: registry.data.properties['zoneRedundancy'] === 'Enabled' ? 'Enabled' : 'Disabled',
    createdAt: now,
    modifiedAt: now,
    byService: true,
    state: 'Succeeded',
    content: 'Ready',
    contentAt: now,
  };
  cloud.world.put({
    id: `${registry.id}/replications/${location}`,
    name: location,
    type: replicationType,
    data,
  });
}
