import { BugError } from '../../../core/errors.ts';
import type { Json, JsonObject } from '../../../core/json.ts';
import { getPath, isAtOrBelow, isJsonObject, parsePath, setPath } from '../../../core/path.ts';
import type { UpdateInput } from '../../../core/resource-type.ts';

/**
 * The tags of a write that replaces the map whole: what is live, without what was ours and goes, with ours in our
 * spelling. Names compare without case.
 */
export function mergedTags(change: UpdateInput): JsonObject {
  const { live, desired } = change;
  const wanted = objectAt(desired, 'tags');
  const gone = new Set(
    [...removedKeys(change, 'tags'), ...Object.keys(wanted)].map((name) => name.toLowerCase()),
  );
  const kept = Object.entries(objectAt(live, 'tags')).filter(([name]) => !gone.has(name.toLowerCase()));
  return { ...Object.fromEntries(kept), ...wanted };
}

export function touchesTags(change: UpdateInput): boolean {
  return [...change.paths, ...change.removed].some((path) => isAtOrBelow(path, 'tags'));
}

/** The paths of the change that are no tags. */
export function otherPaths(change: UpdateInput): readonly string[] {
  return change.paths.filter((path) => !isAtOrBelow(path, 'tags'));
}

/**
 * A PUT body that starts from what is live: only paths of this write that really differ are brought to their
 * desired values. A repair names paths that are equal but for a spelling, and Azure's own spelling then stays.
 */
export function overlaid(
  writable: JsonObject,
  change: UpdateInput,
  normalise: (body: JsonObject) => JsonObject,
): JsonObject {
  const live = normalise(change.live);
  const desired = normalise(change.desired);
  let body = touchesTags(change) ? { ...writable, tags: mergedTags(change) } : writable;
  for (const path of otherPaths(change)) {
    // Normalised bodies have one order of members.
    if (JSON.stringify(getPath(live, path)) === JSON.stringify(getPath(desired, path))) continue;
    body = setPath(body, path, desiredAt(change.desired, path));
  }
  return body;
}

export function desiredAt(desired: JsonObject, path: string): Json {
  const value = getPath(desired, path);
  if (value === undefined) throw new BugError(`A path to write, ${path}, stands in the desired body.`);
  return value;
}

export function objectAt(body: JsonObject, path: string): JsonObject {
  const value = getPath(body, path);
  return isJsonObject(value) ? value : {};
}

/** Whether a member of an ARM object is Azure's alone, so that it is answered and not taken. */
type ServerOwned = (name: string, holder: JsonObject) => boolean;

/**
 * The body without what Azure owns, at any depth but inside tags. It names what goes, not what stays, so that
 * whatever else somebody set survives the write (I-19).
 */
export function without(serverOwned: ServerOwned, value: JsonObject): JsonObject {
  const kept = Object.entries(value).filter(([name]) => !serverOwned(name, value));
  return Object.fromEntries(
    kept.map(([name, inner]) => [name, name === 'tags' ? inner : strip(serverOwned, inner)]),
  );
}

function strip(serverOwned: ServerOwned, value: Json): Json {
  if (Array.isArray(value)) return value.map((entry: Json) => strip(serverOwned, entry));
  return isJsonObject(value) ? without(serverOwned, value) : value;
}

/** The keys of a map, here named by its path of members, whose entries the change takes out. */
export function removedKeys({ removed }: UpdateInput, map: string): readonly string[] {
  const depth = parsePath(map)?.length ?? 0;
  return removed
    .filter((path) => isAtOrBelow(path, map))
    .flatMap((path) => {
      const key = parsePath(path)?.[depth];
      return typeof key === 'string' ? [key] : [];
    });
}
