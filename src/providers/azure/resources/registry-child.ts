import type { JsonObject } from '../../../core/json.ts';
import { isAtOrBelow, setPath } from '../../../core/path.ts';
import type { UpdateInput } from '../../../core/resource-type.ts';
import { desiredAt, mergedTags, otherPaths, touchesTags } from './overlay.ts';

/** The PATCH of what hangs below a registry: tags as one map, and of the properties those that differ. */
export function patchOf(change: UpdateInput): JsonObject {
  let patch: JsonObject = touchesTags(change) ? { tags: mergedTags(change) } : {};
  for (const path of otherPaths(change).filter((each) => isAtOrBelow(each, 'properties')))
    patch = setPath(patch, path, desiredAt(change.desired, path));
  return patch;
}
