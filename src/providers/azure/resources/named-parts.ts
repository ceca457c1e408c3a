import type { JsonObject } from '../../../core/json.ts';
import { getPath, isAtOrBelow, removePath } from '../../../core/path.ts';
import type { UpdateInput } from '../../../core/resource-type.ts';
import { overlaid } from './overlay.ts';

/**
 * A PUT body of a document with lists of named parts: what is live, with ours brought to their desired values, and
 * without what was ours and goes. A part of somebody else is sent back as it was read (faults K14, I-19).
 */
export function withParts(
  writable: JsonObject,
  change: UpdateInput,
  normalise: (body: JsonObject) => JsonObject,
): JsonObject {
  // Names of tags have no case, and are merged by that.
  const isWanted = (path: string) => isAtOrBelow(path, 'tags') || getPath(change.desired, path) !== undefined;
  const kept = overlaid(writable, { ...change, paths: change.paths.filter(isWanted) }, normalise);
  // What stands in a list of ours and is not wanted there is a path of the change; what was ours and goes is `removed`.
  const gone = [...change.removed, ...change.paths.filter((path) => !isWanted(path))];
  return gone
    .filter((path) => !isAtOrBelow(path, 'tags'))
    .reduce((body, path) => removePath(body, path), kept);
}
