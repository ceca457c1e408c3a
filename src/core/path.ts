import { JSON_STRING, type Json, type JsonObject } from './json.ts';

/**
 * Paths into ARM bodies: `properties.networkRuleSet.ipRules`, `tags["a.b"]`,
 * `properties.privateLinkServiceConnections[name=hub].properties.groupIds`. A pick `[name=hub]` means the first
 * entry of an array whose `name` is `hub`; there are no positions, since Azure reorders lists. Names and values
 * that are not plain stand in JSON quotes.
 */
export type PathSegment = string | PathPick;

export interface PathPick {
  readonly by: string;
  readonly value: string;
}

/** A path, as text or already parsed. */
export type Path = string | readonly PathSegment[];

export function formatPath(segments: readonly PathSegment[]): string {
  let path = '';
  for (const segment of segments) path = joinPath(path, segment);
  return path;
}

/** The path one segment further down; `''` is the root. */
export function joinPath(path: string, segment: PathSegment): string {
  if (typeof segment !== 'string')
    return `${path}[${plainOrQuoted(segment.by)}=${plainOrQuoted(segment.value)}]`;
  if (!PLAIN.test(segment)) return `${path}[${JSON.stringify(segment)}]`;
  return path === '' ? segment : `${path}.${segment}`;
}

/** The segments of a path, or undefined where the text is none. Inverse of `formatPath`. */
export function parsePath(path: string): readonly PathSegment[] | undefined {
  const known = parsed.get(path);
  if (known !== undefined) return known;
  const segments = parse(path);
  if (parsed.size >= MOST_PARSED) parsed.clear();
  if (segments !== undefined) parsed.set(path, segments);
  return segments;
}

/** True where `path` is `prefix` or lies below it. */
export function isAtOrBelow(path: string, prefix: string): boolean {
  if (!path.startsWith(prefix)) return false;
  return path.length === prefix.length || path[prefix.length] === '.' || path[prefix.length] === '[';
}

/** True where one path is at, below or above the other: a whole list differs when one of its entries does. */
export function overlaps(path: string, other: string): boolean {
  return isAtOrBelow(path, other) || isAtOrBelow(other, path);
}

/** The value at the path; undefined where the body has nothing there. */
export function getPath(body: Json, path: Path): Json | undefined {
  let value: Json | undefined = body;
  for (const segment of segmentsOf(path)) {
    if (value === undefined) return undefined;
    value = typeof segment === 'string' ? ownValue(value, segment) : pickEntry(value, segment);
  }
  return value;
}

/** The text at the path; undefined where there is none, or something else. */
export function textAt(body: Json | undefined, path: Path): string | undefined {
  const value = body === undefined ? undefined : getPath(body, path);
  return typeof value === 'string' ? value : undefined;
}

/** The entries of the list at the path; none where there is no list. */
export function listAt(body: Json | undefined, path: Path): readonly Json[] {
  const value = body === undefined ? undefined : getPath(body, path);
  return Array.isArray(value) ? value : [];
}

/**
 * The body with the value at the path, everything else untouched. What is missing on the way, or is no container
 * of the kind the path needs, becomes an object, or an array with an entry of the picked name.
 */
export function setPath(body: JsonObject, path: Path, value: Json): JsonObject {
  const segments = segmentsOf(path);
  if (typeof segments[0] !== 'string')
    throw new TypeError(`The path ${show(path)} does not start with a name.`);
  return set(body, segments, 0, value) as JsonObject;
}

/** The body without the value at the path; containers that it leaves empty stay. */
export function removePath(body: JsonObject, path: Path): JsonObject {
  return remove(body, segmentsOf(path)) as JsonObject;
}

export interface Leaf {
  readonly path: string;
  readonly value: Json;
}

/**
 * Everything that a comparison looks at, one by one, in the order of the body: scalars, empty objects, and arrays,
 * which are one value. Arrays whose entries have a key (`entryKey`) are gone into by it.
 */
export function leaves(body: JsonObject): readonly Leaf[] {
  const found: Leaf[] = [];
  collect(body, '', found);
  return found;
}

/** The paths of `leaves`. */
export function leafPaths(body: JsonObject): readonly string[] {
  return leaves(body).map((leaf) => leaf.path);
}

/**
 * The member that tells the entries of a list apart: the first of a few that every entry has, each with a text of its
 * own. Undefined where the list is empty or none of them does, so that it is one value.
 */
export function entryKey(list: Json | undefined): string | undefined {
  if (!Array.isArray(list) || list.length === 0) return undefined;
  return ENTRY_KEYS.find((key) => {
    const values = list.map((entry: Json) => ownValue(entry, key));
    return values.every((value) => typeof value === 'string') && new Set(values).size === values.length;
  });
}

/** `name`, and what conditions and headers in the rewrite rules of a gateway have instead (network.md). */
const ENTRY_KEYS = ['name', 'variable', 'headerName'] as const;

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const WORD = '[A-Za-z0-9_$-]+';
const PLAIN = new RegExp(`^${WORD}$`);
const TEXT = `${JSON_STRING}|${WORD}`;
const SEGMENT = new RegExp(String.raw`^(?:\.?(${WORD})|\[(${JSON_STRING})\]|\[(${TEXT})=(${TEXT})\])`);

/** A stack of thousands of resources has the same few hundred paths over and over. */
const parsed = new Map<string, readonly PathSegment[]>();
const MOST_PARSED = 10_000;

function parse(path: string): readonly PathSegment[] | undefined {
  const segments: PathSegment[] = [];
  let rest = path;
  while (rest !== '') {
    const match = SEGMENT.exec(rest);
    if (match === null) return undefined;
    const [whole, plain, quoted, by, value] = match;
    if (plain !== undefined && rest.startsWith('.') === (segments.length === 0)) return undefined;
    segments.push(
      by !== undefined && value !== undefined
        ? { by: unquoted(by), value: unquoted(value) }
        : (plain ?? unquoted(quoted ?? '""')),
    );
    rest = rest.slice(whole.length);
  }
  return segments.length === 0 ? undefined : segments;
}

function plainOrQuoted(text: string): string {
  return PLAIN.test(text) ? text : JSON.stringify(text);
}

function unquoted(text: string): string {
  return text.startsWith('"') ? (JSON.parse(text) as string) : text;
}

function segmentsOf(path: Path): readonly PathSegment[] {
  if (typeof path !== 'string') return path;
  const segments = parsePath(path);
  if (segments === undefined) throw new TypeError(`${show(path)} is not a path.`);
  return segments;
}

function show(path: Path): string {
  return JSON.stringify(typeof path === 'string' ? path : formatPath(path));
}

function ownValue(container: Json, key: string): Json | undefined {
  return isJsonObject(container) && Object.hasOwn(container, key) ? container[key] : undefined;
}

function pickEntry(container: Json, pick: PathPick): Json | undefined {
  return Array.isArray(container)
    ? container.find((entry) => ownValue(entry, pick.by) === pick.value)
    : undefined;
}

/** `from` is the first segment that is not gone through yet. */
function set(container: Json | undefined, segments: readonly PathSegment[], from: number, value: Json): Json {
  const segment = segments[from];
  if (segment === undefined) return value;
  if (typeof segment === 'string') {
    const object = container !== undefined && isJsonObject(container) ? container : {};
    return { ...object, [segment]: set(ownValue(object, segment), segments, from + 1, value) };
  }
  const array: readonly Json[] = Array.isArray(container) ? container : [];
  const old = pickEntry(array, segment);
  const entry = set(old ?? { [segment.by]: segment.value }, segments, from + 1, value);
  return old === undefined ? [...array, entry] : array.map((each) => (each === old ? entry : each));
}

function remove(container: Json, segments: readonly PathSegment[]): Json {
  const [segment, ...rest] = segments;
  if (segment === undefined) return container;
  if (typeof segment === 'string') {
    const inner = ownValue(container, segment);
    if (inner === undefined) return container;
    const others = Object.entries(container as JsonObject).filter(([key]) => key !== segment);
    if (rest.length === 0) return Object.fromEntries(others);
    return { ...(container as JsonObject), [segment]: remove(inner, rest) };
  }
  const old = pickEntry(container, segment);
  if (old === undefined) return container;
  const array = container as readonly Json[];
  if (rest.length === 0) return array.filter((each) => each !== old);
  return array.map((each) => (each === old ? remove(old, rest) : each));
}

function collect(value: Json, path: string, found: Leaf[]): void {
  const by = entryKey(value);
  if (by !== undefined) {
    for (const entry of value as readonly Json[]) {
      collect(entry, joinPath(path, { by, value: ownValue(entry, by) as string }), found);
    }
  } else if (isJsonObject(value) && Object.keys(value).length > 0) {
    for (const [key, inner] of Object.entries(value)) collect(inner, joinPath(path, key), found);
  } else if (path !== '') {
    found.push({ path, value });
  }
}
