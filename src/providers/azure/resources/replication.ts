import type { JsonObject } from '../../../core/json.ts';
import { textAt } from '../../../core/path.ts';
import type { ResourceType } from '../../../core/resource-type.ts';
import { foldId } from '../arm-id.ts';
import { ARM_TYPE } from '../arm-types.ts';
import { asIs, body, location, members, tags } from './canonical.ts';
import { patchOf } from './registry-child.ts';
import { settlementOf } from './settlement.ts';

/**
 * A replica of a registry. `zoneRedundancy` is no part of the comparison, as with the registry itself: it can be asked
 * for at creation only, and Azure answers Disabled where it is on (lessons 10), so that comparing it would rebuild
 * replicas for nothing. Replicas are written side by side. Each is read by itself: the list of a registry has been seen
 * to tell another state than the replica (Azure/ARO-HCP#2585, manage-acr-replication.sh), and by its state a replica is
 * deleted.
 */
export const replication: ResourceType = {
  type: ARM_TYPE.replication,
  apiVersion: '2025-11-01',
  label: 'replica',
  normalise: body({ location, tags, properties: members({ regionEndpointEnabled: asIs }) }),
  settled: settlementOf,
  immutable: ['location'],
  ownedByEntry: ['tags'],
  mark: 'tags',
  putOnlyCreates: false,
  // It takes tags and the routing, nothing else (containerregistry.md, "Replication").
  update: (change) => ({ method: 'PATCH', body: patchOf(change) }),
  serialise: (id) => [foldId(id)],
  conditional: false,
  neverMade: wasNeverMade,
  // faults N07; five answers, 5 s apart, are what Terraform waits for.
  remake: { absences: 5, pauseMs: 5_000 },
  seconds: { create: 60, update: 20, delete: 60 },
  deadlineMs: 60 * 60_000,
};

/**
 * Its creation failed, which only deletion mends (Azure/ARO-HCP#2366). One whose change failed has images and a word for
 * how far they are; while a replica is made it has none (recorded: test_acr_with_dedicated_data_endpoints #12, #15), so
 * one that has none never got further. That a failed creation leaves it so is an assumption, on the safe side: what has
 * a word is never taken for a leftover.
 */
export function wasNeverMade(live: JsonObject): boolean {
  return settlementOf(live) === 'failed' && (textAt(live, 'properties.status.displayStatus') ?? '') === '';
}
