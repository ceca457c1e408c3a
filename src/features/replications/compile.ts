import type { Resource } from '../../core/desired.ts';
import type { JsonObject } from '../../core/json.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { entryResource } from '../entry-resource.ts';
import { madeHere, type Placed, type PlacedRegistry, type PlacedReplication } from '../placed.ts';
import { REPLICATION_DEFAULTS } from './defaults.ts';

export function compileReplications(placed: Placed): readonly Resource[] {
  return placed.registries.flatMap((registry) =>
    registry.replications
      .filter(({ isExisting }) => !isExisting)
      .map((replica) => replicaResource(registry, replica)),
  );
}

/** A replica needs nothing but its registry, so that those of one registry are made side by side. */
function replicaResource(registry: PlacedRegistry, replica: PlacedReplication): Resource {
  const { zoneRedundancy, globalRouting } = replica.entry;
  return entryResource(replica, {
    type: ARM_TYPE.replication,
    managed: {
      location: replica.location,
      tags: replica.tags,
      properties: {
        ...(globalRouting !== undefined && { regionEndpointEnabled: globalRouting }),
        ...(zoneRedundancy !== undefined && redundancy(zoneRedundancy)),
      },
    },
    initial: {
      properties: {
        regionEndpointEnabled: REPLICATION_DEFAULTS.globalRouting,
        ...redundancy(REPLICATION_DEFAULTS.zoneRedundancy),
      },
    },
    dependsOn: madeHere(registry),
  });
}

function redundancy(on: boolean): JsonObject {
  return { zoneRedundancy: on ? 'Enabled' : 'Disabled' };
}
