import type { Json } from '../core/json.ts';
import type { Plan } from '../core/plan.ts';
import { escapeUnprintable } from '../core/wording.ts';

/** A value as people read it: known ids as the addresses they belong to, control characters escaped. */
export type ShowValue = (value: Json | undefined) => string;

export function valueShower(plan: Plan): ShowValue {
  const addresses = new Map(plan.changes.map((change) => [change.id.toLowerCase(), change.address]));
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

function showText(text: string, addresses: ReadonlyMap<string, string>): string {
  const address = addresses.get(text.toLowerCase());
  if (address !== undefined) return address;
  const id = /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/(.+)$/i.exec(text);
  if (id !== null) return escapeUnprintable(`…/${(id[1] ?? '').split('/').slice(1).join('/')}`);
  return text === '' ? '""' : escapeUnprintable(text);
}

function showObject(value: Readonly<Record<string, Json>>, show: ShowValue): string {
  const keys = Object.keys(value);
  if (keys.length === 1 && keys[0] !== undefined) return show(value[keys[0]]);
  return `{${keys.map((key) => `${escapeUnprintable(key)}: ${show(value[key])}`).join(', ')}}`;
}
