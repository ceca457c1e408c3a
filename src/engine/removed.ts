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
    const entry = entryAbove(path, prefix);
    return getPath(wanted, entry) === undefined ? entry : path;
  });
  return [...new Set(gone)].filter((path) => getPath(live, path) !== undefined);
}

/** The entry that a path below the map or list lies in. */
function entryAbove(path: string, prefix: string): string {
  const depth = parsePath(prefix)?.length ?? 0;
  return formatPath((parsePath(path) ?? []).slice(0, depth + 1));
}
