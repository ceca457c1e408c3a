import type { Json, JsonObject } from '../core/json.ts';
import {
  entryKey,
  getPath,
  isAtOrBelow,
  isJsonObject,
  joinPath,
  leafPaths,
  leaves,
  setPath,
} from '../core/path.ts';

/**
 * The paths at which `live` is not what `wanted` says; both normalised. Only what `wanted` names is compared:
 * what else a live object holds is nobody's business here. Lists are compared whole; of lists whose entries have a
 * key, the entries are compared one by one, and one that is not wanted is a difference of its own, unless the list is
 * owned entry by entry: then those that are wanted are owned whole, and what else they hold is a difference, too.
 */
export function differences(
  wanted: JsonObject,
  live: JsonObject,
  ownedByEntry: readonly string[] = [],
): readonly string[] {
  const found: string[] = [];
  compare(wanted, live, '', { found, ownedByEntry, isWhole: false });
  return found.sort();
}

interface Comparison {
  readonly found: string[];
  readonly ownedByEntry: readonly string[];
  /** In an entry of a list that is owned entry by entry. */
  readonly isWhole: boolean;
}

function compare(wanted: Json, live: Json | undefined, path: string, comparison: Comparison): void {
  const { found, ownedByEntry, isWhole } = comparison;
  if (isJsonObject(wanted)) {
    const inner = isJsonObject(live) ? live : undefined;
    // An empty object says that something is there: the identities of a registry are such.
    if (inner === undefined && path !== '' && Object.keys(wanted).length === 0) found.push(path);
    for (const [key, value] of Object.entries(wanted)) {
      const there = own(inner, key);
      // Nearly everything is equal nearly always: its path is not even put together.
      if (value !== there) compare(value, there, joinPath(path, key), comparison);
    }
    if (isWhole && inner !== undefined)
      for (const key of Object.keys(inner))
        if (own(wanted, key) === undefined) found.push(joinPath(path, key));
    return;
  }
  const by = sharedKey(wanted, live);
  if (by === undefined) {
    if (!sameJson(wanted, live)) found.push(path);
    return;
  }
  const foreignStay = ownedByEntry.includes(path);
  for (const value of valuesOf(by, wanted, live)) {
    const entryPath = joinPath(path, { by, value });
    const wantedEntry = entryWith(wanted, by, value);
    if (wantedEntry !== undefined)
      compare(wantedEntry, entryWith(live, by, value), entryPath, {
        ...comparison,
        isWhole: isWhole || foreignStay,
      });
    else if (!foreignStay) found.push(entryPath);
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

/** `base` with everything that `top` holds put over it; lists whose entries have a key by that, other lists whole. */
export function overlay(base: JsonObject, top: JsonObject): JsonObject {
  const merged: Record<string, Json> = { ...base };
  for (const [key, value] of Object.entries(top)) merged[key] = overlayValue(own(base, key), value);
  return merged;
}

function overlayValue(base: Json | undefined, top: Json): Json {
  if (isJsonObject(top)) return isJsonObject(base) ? overlay(base, top) : top;
  const by = sharedKey(base, top);
  if (by === undefined) return top;
  return valuesOf(by, base, top).map((value) => {
    const [old, now] = [entryWith(base, by, value), entryWith(top, by, value)];
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

/** The key by which the entries of both lists are told apart; undefined where one of them has none, or another. */
function sharedKey(a: Json | undefined, b: Json | undefined): string | undefined {
  const by = entryKey(a);
  return by === entryKey(b) ? by : undefined;
}

function valuesOf(by: string, ...lists: readonly (Json | undefined)[]): readonly string[] {
  const entries = lists.flatMap((list) => (Array.isArray(list) ? list : []));
  return [...new Set(entries.map((entry) => (entry as JsonObject)[by] as string))];
}

function entryWith(list: Json | undefined, by: string, value: string): Json | undefined {
  return getPath({ list: list ?? null }, ['list', { by, value }]);
}
