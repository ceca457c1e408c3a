import type { Json, JsonObject } from '../core/json.ts';
import { getPath, isAtOrBelow, isJsonObject, joinPath, leafPaths, leaves, setPath } from '../core/path.ts';

/**
 * The paths at which `live` is not what `wanted` says; both normalised. Only what `wanted` names is compared:
 * what else a live object holds is nobody's business here. Lists are compared whole; of lists whose entries have
 * names, the entries are compared one by one, and one that is not wanted is a difference of its own.
 */
export function differences(wanted: JsonObject, live: JsonObject): readonly string[] {
  const found: string[] = [];
  compare(wanted, live, '', found);
  return found.sort();
}

function compare(wanted: Json, live: Json | undefined, path: string, found: string[]): void {
  if (isJsonObject(wanted)) {
    const inner = isJsonObject(live) ? live : undefined;
    // An empty object says that something is there: the identities of a registry are such.
    if (inner === undefined && path !== '' && Object.keys(wanted).length === 0) found.push(path);
    for (const [key, value] of Object.entries(wanted)) {
      const there = own(inner, key);
      // Nearly everything is equal nearly always: its path is not even put together.
      if (value !== there) compare(value, there, joinPath(path, key), found);
    }
    return;
  }
  const [wantedNames, liveNames] = [namesIn(wanted), namesIn(live)];
  if (wantedNames === undefined || liveNames === undefined) {
    if (!sameJson(wanted, live)) found.push(path);
    return;
  }
  for (const name of new Set([...wantedNames, ...liveNames])) {
    const entryPath = joinPath(path, { by: 'name', value: name });
    const wantedEntry = entryNamed(wanted, name);
    if (wantedEntry === undefined) found.push(entryPath);
    else compare(wantedEntry, entryNamed(live, name), entryPath, found);
  }
}

/** What `live` holds at the leaves of the given bodies and at the given paths: the part a plan looks at. */
export function restrict(
  live: JsonObject,
  bodies: readonly JsonObject[],
  paths: readonly string[] = [],
): JsonObject {
  const wanted = new Set([...bodies.flatMap(leafPaths), ...paths]);
  let part: JsonObject = {};
  for (const path of [...wanted].sort()) {
    const value = getPath(live, path);
    if (value !== undefined) part = setPath(part, path, value);
  }
  return part;
}

/** `base` with everything that `top` holds put over it; lists of named entries by name, other lists whole. */
export function overlay(base: JsonObject, top: JsonObject): JsonObject {
  const merged: Record<string, Json> = { ...base };
  for (const [key, value] of Object.entries(top)) merged[key] = overlayValue(own(base, key), value);
  return merged;
}

function overlayValue(base: Json | undefined, top: Json): Json {
  if (isJsonObject(top)) return isJsonObject(base) ? overlay(base, top) : top;
  const [below, above] = [namesIn(base), namesIn(top)];
  if (below === undefined || above === undefined) return top;
  return [...new Set([...below, ...above])].map((name) => {
    const [old, now] = [entryNamed(base, name), entryNamed(top, name)];
    return now === undefined ? (old ?? null) : overlayValue(old, now);
  });
}

/** The part of a body at or below any of the paths. */
export function selectPaths(body: JsonObject, paths: readonly string[]): JsonObject {
  return leavesWhere(body, (path) => paths.some((prefix) => isAtOrBelow(path, prefix)));
}

/** The part of a body that is neither at nor below any of the paths. */
export function withoutPaths(body: JsonObject, paths: readonly string[]): JsonObject {
  if (paths.length === 0) return body;
  return leavesWhere(body, (path) => !paths.some((prefix) => isAtOrBelow(path, prefix)));
}

function leavesWhere(body: JsonObject, test: (path: string) => boolean): JsonObject {
  let part: JsonObject = {};
  for (const { path, value } of leaves(body)) if (test(path)) part = setPath(part, path, value);
  return part;
}

export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((value, index) => sameJson(value, b[index]));
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => sameJson(a[key], own(b, key)));
}

function own(body: JsonObject | undefined, key: string): Json | undefined {
  return body !== undefined && Object.hasOwn(body, key) ? body[key] : undefined;
}

/** The names of the entries; undefined unless every entry is an object with a name, and no two have the same. */
function namesIn(list: Json | undefined): readonly string[] | undefined {
  if (!Array.isArray(list) || list.length === 0) return undefined;
  const names = list.map((entry: Json) => (isJsonObject(entry) ? own(entry, 'name') : undefined));
  return names.every((name) => typeof name === 'string') && new Set(names).size === names.length
    ? names
    : undefined;
}

function entryNamed(list: Json | undefined, name: string): Json | undefined {
  return Array.isArray(list)
    ? list.find((entry) => isJsonObject(entry) && entry['name'] === name)
    : undefined;
}
