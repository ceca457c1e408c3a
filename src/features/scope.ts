import { formatAddress } from '../core/address.ts';
import type { Config } from '../core/config.generated.ts';
import type { CloudName } from '../providers/azure/clouds.ts';
import type { PlacedGroup, Regional, Taggable } from './placed.ts';

/** What defaults come from: `azure`, and the groups that are listed. */
export interface Scope {
  readonly azure: Config['azure'];
  readonly groupByKey: ReadonlyMap<string, PlacedGroup>;
}

/** The cloud of a configuration; the default stands in the schema. */
export function cloudOf({ azure }: Pick<Config, 'azure'>): CloudName {
  return azure.cloud ?? 'AzureCloud';
}

export function scopeOf({ azure }: Config, groups: readonly PlacedGroup[]): Scope {
  return { azure, groupByKey: byKey(groups) };
}

interface Placing {
  readonly subscription?: string | undefined;
  readonly resourceGroup?: string | undefined;
  readonly location?: string | undefined;
}

/** Where an entry lives: as it says, else as its listed group, else as `azure` says; `''` where nobody does. */
export function placeOf(
  scope: Scope,
  entry: Placing,
): Regional & { subscription: string; resourceGroup: string } {
  const key = entry.resourceGroup ?? scope.azure.resourceGroup ?? '';
  const group = scope.groupByKey.get(key);
  return {
    subscription: entry.subscription ?? group?.subscription ?? scope.azure.subscription ?? '',
    resourceGroup: group?.name ?? key,
    location: entry.location ?? group?.location ?? scope.azure.location ?? '',
  };
}

/** What follows from the path of an entry; its name in Azure is its key unless `name` says otherwise. */
export function named<Entry extends object>(path: readonly string[], entry: Entry) {
  const key = path.at(-1) ?? '';
  const given = 'name' in entry && typeof entry.name === 'string' ? entry.name : key;
  const isExisting = 'existing' in entry && entry.existing === true;
  return { key, path, address: formatAddress(path), name: given, isExisting, entry };
}

/** The tags of an entry over those of the stack: an entry's `Owner` takes the place of the stack's `owner`. */
export function tagged({ azure }: Scope, entry: { readonly tags?: Taggable['tags'] }): Taggable {
  return { tags: mergeTags(azure.tags, entry.tags) };
}

/** `above` laid over `below`; a name in another case is the same name. */
export function mergeTags(below: Taggable['tags'] = {}, above: Taggable['tags'] = {}): Taggable['tags'] {
  const taken = new Set(Object.keys(above).map((name) => name.toLowerCase()));
  const kept = Object.entries(below).filter(([name]) => !taken.has(name.toLowerCase()));
  return { ...Object.fromEntries(kept), ...above };
}

/** Sorted by key, so that nothing that follows depends on the order of the file. */
export function entriesOf<Entry>(section: Readonly<Record<string, Entry>> | undefined): [string, Entry][] {
  return Object.entries(section ?? {}).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

export function byKey<Entry extends { readonly key: string }>(entries: readonly Entry[]): Map<string, Entry> {
  return new Map(entries.map((entry) => [entry.key, entry]));
}
