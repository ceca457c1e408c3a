import type { Cloud } from '../cloud.ts';
import type { StoredObject } from '../world.ts';
import { type KeyInUse, type KeyLoss, type RegistryData, registryType } from './registry-body.ts';
import { askedKey, hourMs, lossOf, needed, newestOf } from './registry-key-reach.ts';

type Registry = StoredObject<RegistryData>;

/**
 * Lets every registry whose hour is over look at its key: it follows a new version (requirement 3.53), loses its content where it is
 * refused, and has it back where it is let in again (3.60). Nothing changed since that hour but by the clock, because every request
 * begins with this.
 */
export function checkKeys(cloud: Cloud): void {
  const checkedUpTo = cloud.world.note<number>(checkedNote) ?? 0;
  const registries = cloud.world.ofType(registryType) as readonly Registry[];
  const due = registries.filter(
    ({ id, data }) => data.keyInUse && lastCheck(cloud, id) > Math.max(checkedUpTo, data.keyInUse.setAt),
  );
  if (due.length === 0) return;
  for (const registry of due) check({ ...cloud, now: () => lastCheck(cloud, registry.id) }, registry);
  cloud.world.putNote(checkedNote, cloud.now());
}

/** Whether the content of each registry with a key can be read, by lower-cased id; the version in use and when that was found. */
export function keysOfRegistries(cloud: Cloud): Readonly<Record<string, RegistryKeyReport>> {
  const registries = cloud.world.ofType(registryType) as readonly Registry[];
  const reports = registries.flatMap(({ id, data: { keyInUse } }): [string, RegistryKeyReport][] => {
    if (!keyInUse) return [];
    const { versioned, loss, setAt } = keyInUse;
    const checkedAt = new Date(Math.max(lastCheck(cloud, id), setAt)).toISOString();
    const report = { accessible: !loss, version: versioned, checkedAt, ...(loss ? { refusal: loss } : {}) };
    return [[id.toLowerCase(), report]];
  });
  return Object.fromEntries(reports.sort(([left], [right]) => (left < right ? -1 : 1)));
}

export interface RegistryKeyReport {
  readonly accessible: boolean;
  /** The identifier of the version in use. */
  readonly version: string;
  /** In UTC. */
  readonly checkedAt: string;
  readonly refusal?: KeyLoss;
}

const checkedNote = 'keys-checked';

/** The latest time at which the registry looked at its key: each hour, at a moment of its own that the seed draws. */
function lastCheck(cloud: Cloud, registryId: string): number {
  const offsetMs = Math.floor(hourMs * cloud.chance.fractionOf(`key check ${registryId.toLowerCase()}`));
  return Math.floor((cloud.now() - offsetMs) / hourMs) * hourMs + offsetMs;
}

function check(cloud: Cloud, registry: Registry): void {
  const key = registry.data.keyInUse;
  if (!key) return;
  const found = followed(cloud, registry, key) ?? { ...key, loss: lossOf(cloud, key, key.versioned, needed) };
  const isNews = found.versioned !== key.versioned || found.loss?.reason !== key.loss?.reason;
  if (isNews) cloud.world.put({ ...registry, data: { ...registry.data, keyInUse: found } });
}

/**
 * The key with its newest version in use, where it is named without one and there is a newer one that the identity reaches. What the
 * former one wrapped must be unwrapped for that, which an expired version still does (faults.md, K09: it has to stay enabled).
 */
function followed(cloud: Cloud, { id, data }: Registry, key: KeyInUse): KeyInUse | undefined {
  const newest = newestOf(cloud, askedKey(data)?.keyIdentifier ?? '');
  if (!newest || newest.versioned === key.versioned) return undefined;
  const { versioned, updatedAt } = newest;
  if (lossOf(cloud, key, key.versioned, ['unwrapkey']) ?? lossOf(cloud, key, versioned, needed))
    return undefined;
  const firstCheck = lastCheck({ ...cloud, now: () => updatedAt + hourMs - 1 }, id);
  const rotatedAt = key.loss || firstCheck < key.setAt ? cloud.now() : firstCheck;
  return { ...key, versioned, rotatedAt, loss: undefined };
}
