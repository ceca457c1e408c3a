import type { JsonObject } from '../core/json.ts';
import { formatPath, getPath, isAtOrBelow, leafPaths, parsePath } from '../core/path.ts';
import type { ResourceType } from '../core/resource-type.ts';
import { sameJson } from './diff.ts';

/**
 * Entries of maps and lists owned one by one (tags, the parts of a gateway) that were ours, are not wanted any more
 * and are still there; of an entry that stays, its values.
 */
export function removedEntries(
  type: ResourceType,
  applied: JsonObject,
  wanted: JsonObject,
  live: JsonObject,
): readonly string[] {
  if (sameJson(applied, wanted)) return [];
  const gone = leafPaths(applied).flatMap((path) => {
    const prefix = type.ownedByEntry.find((each) => path !== each && isAtOrBelow(path, each));
    if (prefix === undefined || getPath(wanted, path) !== undefined) return [];
    return firstUnwanted(path, prefix, wanted);
  });
  return [...new Set(gone)].filter((path) => getPath(live, path) !== undefined);
}

/** The whole of what goes on the way to a path below the map or list: an entry, one inside an entry, or the value alone. */
function firstUnwanted(path: string, prefix: string, wanted: JsonObject): string {
  const segments = parsePath(path) ?? [];
  const depth = parsePath(prefix)?.length ?? 0;
  const ways = segments.slice(depth).map((_, index) => formatPath(segments.slice(0, depth + index + 1)));
  return ways.find((way) => getPath(wanted, way) === undefined) ?? path;
}
