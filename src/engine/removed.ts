import type { JsonObject } from '../core/json.ts';
import { getPath, isAtOrBelow, leafPaths } from '../core/path.ts';
import type { ResourceType } from '../core/resource-type.ts';
import { sameJson } from './diff.ts';

/** Entries of maps owned one by one (tags) that were ours, are not wanted any more and are still there. */
export function removedEntries(
  type: ResourceType,
  applied: JsonObject,
  wanted: JsonObject,
  live: JsonObject,
): readonly string[] {
  if (sameJson(applied, wanted)) return [];
  return leafPaths(applied).filter(
    (path) =>
      type.ownedByEntry.some((prefix) => path !== prefix && isAtOrBelow(path, prefix)) &&
      getPath(wanted, path) === undefined &&
      getPath(live, path) !== undefined,
  );
}
