import type { Address } from '../core/address.ts';
import type { Json, JsonObject } from '../core/json.ts';
import { joinPath, type Leaf, leaves, type PathSegment, parsePath } from '../core/path.ts';
import { escapeUnprintable } from '../core/wording.ts';
import { wrap } from './layout.ts';

/** What stands at a path of a body, for people: known ids as the addresses they belong to, all else escaped. */
export interface Shower {
  /** `properties.policies.retentionPolicy.days` without what every path starts with, and ids in it made short. */
  path(path: string): string;
  /** The value; `path` says where it stands, which it may be read by. */
  value(value: Json | undefined, path?: string): string;
}

export function showerOf(known: readonly { readonly address: Address; readonly id: string }[]): Shower {
  const addresses = new Map(known.map(({ id, address }) => [id.toLowerCase(), address]));
  const show = (value: Json | undefined): string => {
    if (value === undefined || value === null) return '(none)';
    if (typeof value === 'string') return showText(value, addresses);
    if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${value.map(show).join(', ')}]`;
    if (typeof value === 'object') return showObject(value as Readonly<Record<string, Json>>, show);
    return String(value);
  };
  return {
    path: (path) => (path === OWN_IDENTITY ? 'own identity' : showPath(path, addresses)),
    value: (value, path) => (path === OWN_IDENTITY && OWN_IDENTITY_WORDS.get(value)) || show(value),
  };
}

/**
 * The kind of the identities of a registry is compared without those that stand beside it in the map: what is left
 * of it would read as if a registry with both had one of its own only.
 */
const OWN_IDENTITY = 'identity.type';
const OWN_IDENTITY_WORDS: ReadonlyMap<Json | undefined, string> = new Map([
  ['SystemAssigned', 'yes'],
  ['None', 'no'],
]);

/**
 * The values of a body in the order in which people read them, whatever the order of its keys: a plan that comes
 * from a file has them sorted. What every object has comes first, its properties follow.
 */
export function shownLeaves(body: JsonObject): readonly Leaf[] {
  const rank = ({ path }: Leaf) => (path.startsWith('properties.') ? 1 : 0);
  return leaves(body)
    .filter(({ path }) => !isKeyOfEntry(path))
    .toSorted((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1));
}

/** The value that tells an entry of a list apart, which the path to its other values says. */
export function isKeyOfEntry(path: string): boolean {
  const [last, above] = (parsePath(path) ?? []).toReversed();
  return typeof above === 'object' && last === above.by;
}

/** Neither is ever cut: where they do not fit side by side, the value goes on below, or begins below the name. */
export function valueLine(name: string, text: string, width: number, indent = '      '): readonly string[] {
  const first = `${indent}${name.padEnd(PATH_WIDTH)} `;
  const longest = Math.max(...text.split(' ').map((word) => word.length));
  const fits = name.length <= PATH_WIDTH && longest <= width - first.length;
  if (fits) return wrap(text, width, first);
  return [...wrap(name, width, indent), ...wrap(text, width, `${indent}  `)];
}

const PATH_WIDTH = 34;

function showText(text: string, addresses: ReadonlyMap<string, string>): string {
  const address = addresses.get(text.toLowerCase());
  if (address !== undefined) return escapeUnprintable(address);
  const names = namesIn(text);
  if (names !== undefined) return escapeUnprintable(`…/${names.join('/')}`);
  return text === '' ? '""' : escapeUnprintable(text);
}

/** Collections and names of an id in a resource group: `virtualNetworks`, `vnet-hub`, `subnets`, `endpoints`. */
function namesIn(id: PathSegment): readonly string[] | undefined {
  if (typeof id !== 'string') return undefined;
  const [, below] = /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/(.+)$/i.exec(id) ?? [];
  return below?.split('/').slice(1);
}

/**
 * A key that is an id stands in brackets without quotes: what is there is no key of the body any more. Nor are brackets
 * that hold the name of a part; that its values stand below `properties` goes without saying.
 */
function showPath(path: string, addresses: ReadonlyMap<string, string>): string {
  const bare = path.replace(/^properties\./, '');
  const segments = bare.includes('[') ? (parsePath(bare) ?? []) : [];
  if (segments.every((each) => typeof each === 'string' && namesIn(each) === undefined))
    return escapeUnprintable(bare);
  let shown = '';
  for (const [index, segment] of segments.entries()) {
    const above = segments[index - 1];
    const names = namesIn(segment);
    if (typeof segment !== 'string') shown += `[${segment.value}]`;
    else if (names === undefined)
      shown = segment === 'properties' && typeof above === 'object' ? shown : joinPath(shown, segment);
    else shown += `[${addresses.get(String(segment).toLowerCase()) ?? `…/${withoutKnown(names, above)}`}]`;
  }
  return escapeUnprintable(shown);
}

/** The collection goes without saying where the key above is its name. */
function withoutKnown(names: readonly string[], above: PathSegment | undefined): string {
  const isKnown = typeof above === 'string' && above.toLowerCase() === names[0]?.toLowerCase();
  return names.slice(isKnown ? 1 : 0).join('/');
}

function showObject(value: Readonly<Record<string, Json>>, show: (value: Json) => string): string {
  const keys = Object.keys(value).sort();
  if (keys.length === 1 && keys[0] !== undefined) return show(value[keys[0]] ?? null);
  return `{${keys.map((key) => `${escapeUnprintable(key)}: ${show(value[key] ?? null)}`).join(', ')}}`;
}
