import { keyOf } from '../arm-path.ts';
import type { Cloud } from '../cloud.ts';
import type { JsonObject } from '../json.ts';
import type { StoredObject } from '../world.ts';
import { type Author, stamp, systemData } from './registry-stamps.ts';

/** One region of a registry. The home region has an entry of its own as soon as there is another one. */
export interface ReplicationData {
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly regionEndpointEnabled: boolean;
  readonly zoneRedundancy: ZoneRedundancy;
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** Made by the service, as the entry of the home region is. */
  readonly byService: boolean;
  readonly state: 'Creating' | 'Updating' | 'Deleting' | 'Succeeded' | 'Failed';
  /** How far its images are; undefined until its creation has ended well, and until then it counts for nothing. */
  readonly content: 'Syncing' | 'Ready' | undefined;
  /** Since when they are so far. */
  readonly contentAt: number;
}

export type ZoneRedundancy = 'Enabled' | 'Disabled';

export const replicationType = 'Microsoft.ContainerRegistry/registries/replications';

export function replicationsOf(cloud: Cloud, registryId: string): readonly StoredObject<ReplicationData>[] {
  const found = cloud.world.inCollection(`${keyOf(registryId)}/replications`);
  return found as readonly StoredObject<ReplicationData>[];
}

/** Its creation failed or was never seen to end. Azure/ARO-HCP pull request 2366: only its deletion mends that. */
export function wasNeverMade({ data }: StoredObject<ReplicationData>): boolean {
  return data.content === undefined;
}

// Properties and their order as in test_acr_with_dedicated_data_endpoints #12, #15, #20.
export function replicationView(cloud: Cloud, replication: StoredObject<ReplicationData>): JsonObject {
  const { data } = replication;
  return {
    type: replicationType,
    id: replication.id,
    name: replication.name,
    location: data.location,
    tags: data.tags,
    systemData: systemData(data.createdAt, data.modifiedAt, data.byService ? service : undefined),
    properties: {
      provisioningState: data.state,
      status: statusView(cloud, data),
      regionEndpointEnabled: data.regionEndpointEnabled,
      zoneRedundancy: data.zoneRedundancy,
    },
  };
}

// The registry service's own application, as dedicated_data_endpoints #20 names it.
const service: Author = { name: '6a0ec4d3-30cb-4a83-91c0-ae56bc0e3d26', type: 'Application' };

function statusView(cloud: Cloud, data: ReplicationData): JsonObject {
  if (data.content === undefined) return { timestamp: stamp(data.contentAt, 'Z') };
  const { content, contentAt } = contentNow(cloud, data);
  return { displayStatus: content, timestamp: stamp(contentAt, 'Z') };
}

/** `Syncing` turns `Ready` by itself after a while. */
export function contentNow(
  cloud: Cloud,
  { content, contentAt }: ReplicationData,
): Pick<ReplicationData, 'content' | 'contentAt'> {
  const readyAt = contentAt + syncingMs;
  if (content !== 'Syncing' || cloud.now() < readyAt) return { content, contentAt };
  return { content: 'Ready', contentAt: readyAt };
}

// Between the recorded 3 s (dedicated_data_endpoints #15, #20) and 21 s (test_acr_create_replication of 2019); both
// registries were empty.
const syncingMs = 10_000;
