import type { JsonObject } from '../../../core/json.ts';
import { isAtOrBelow, setPath } from '../../../core/path.ts';
import type { ResourceType, UpdateInput } from '../../../core/resource-type.ts';
import { collectionOf, foldId } from '../arm-id.ts';
import { ARM_TYPE } from '../arm-types.ts';
import { asIs, body, location, members, tags } from './canonical.ts';
import { desiredAt, mergedTags, otherPaths, touchesTags } from './overlay.ts';
import { settlementOf } from './settlement.ts';

/**
 * A replica of a registry. `zoneRedundancy` is no part of the comparison, as with the registry itself: it can be asked
 * for at creation only, and Azure answers Disabled where it is on (lessons 10), so that comparing it would rebuild
 * replicas for nothing. Replicas are written side by side; the list of a registry holds its home region too.
 */
export const replication: ResourceType = {
  type: ARM_TYPE.replication,
  apiVersion: '2025-11-01',
  label: 'replica',
  collection: collectionOf,
  normalise: body({ location, tags, properties: members({ regionEndpointEnabled: asIs }) }),
  settled: settlementOf,
  immutable: ['location'],
  ownedByEntry: ['tags'],
  mark: 'tags',
  putOnlyCreates: false,
  update: (change) => ({ method: 'PATCH', body: patchOf(change) }),
  serialise: (id) => [foldId(id)],
  conditional: false,
  seconds: { create: 60, update: 20, delete: 60 },
  deadlineMs: 60 * 60_000,
};

/** PATCH takes tags and the routing, nothing else (containerregistry.md, "Replication"). */
function patchOf(change: UpdateInput): JsonObject {
  let patch: JsonObject = touchesTags(change) ? { tags: mergedTags(change) } : {};
  for (const path of otherPaths(change).filter((each) => isAtOrBelow(each, 'properties')))
    patch = setPath(patch, path, desiredAt(change.desired, path));
  return patch;
}
