import type { Address } from '../core/address.ts';
import type { Json, JsonObject } from '../core/json.ts';
import { type Leaf, leaves } from '../core/path.ts';
import { escapeUnprintable } from '../core/wording.ts';
import { wrap } from './layout.ts';

/** A value as people read it: known ids as the addresses they belong to, control characters escaped. */
export type ShowValue = (value: Json | undefined) => string;

export function valueShower(known: readonly { readonly address: Address; readonly id: string }[]): ShowValue {
  const addresses = new Map(known.map(({ id, address }) => [id.toLowerCase(), address]));
  const show = (value: Json | undefined): string => {
    if (value === undefined || value === null) return '(none)';
    if (typeof value === 'string') return showText(value, addresses);
    if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${value.map(show).join(', ')}]`;
    if (typeof value === 'object') return showObject(value as Readonly<Record<string, Json>>, show);
    return String(value);
  };
  return show;
}

/** `properties.policies.retentionPolicy.days` without what every path starts with. */
export function shownPath(path: string): string {
  return escapeUnprintable(path.replace(/^properties\./, ''));
}

/**
 * The values of a body in the order in which people read them, whatever the order of its keys: a plan that comes
 * from a file has them sorted. What every object has comes first, its properties follow.
 */
export function shownLeaves(body: JsonObject): readonly Leaf[] {
  const rank = ({ path }: Leaf) => (path.startsWith('properties.') ? 1 : 0);
  return leaves(body).toSorted((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1));
}

/** Neither is ever cut: where they do not fit side by side, the value goes on below, or begins below the path. */
export function valueLine(path: string, text: string, width: number, indent = '      '): readonly string[] {
  const name = shownPath(path);
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
  const id = /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/(.+)$/i.exec(text);
  if (id !== null) return escapeUnprintable(`…/${(id[1] ?? '').split('/').slice(1).join('/')}`);
  return text === '' ? '""' : escapeUnprintable(text);
}

function showObject(value: Readonly<Record<string, Json>>, show: ShowValue): string {
  const keys = Object.keys(value).sort();
  if (keys.length === 1 && keys[0] !== undefined) return show(value[keys[0]]);
  return `{${keys.map((key) => `${escapeUnprintable(key)}: ${show(value[key])}`).join(', ')}}`;
}
