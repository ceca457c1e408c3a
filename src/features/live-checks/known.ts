import type { PriorEntry } from '../../core/desired.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import type { PlacedEntry } from '../placed.ts';

/** Folded ids of what the state knows. A check asks only about what is not among them: the rest was looked at once. */
export type Known = ReadonlySet<string>;

export function knownIds(prior: readonly PriorEntry[]): Known {
  const before = found.get(prior);
  if (before !== undefined) return before;
  const known = new Set(prior.map(({ id }) => foldId(id)));
  found.set(prior, known);
  return known;
}

/** Every check asks, and all of them of the same state. */
const found = new WeakMap<readonly PriorEntry[], Known>();

export function isNew({ id }: { readonly id: string }, known: Known): boolean {
  return !known.has(foldId(id));
}

/** False for what this file is the first to make: nobody can have put anything into it, or tied anything to it. */
export function mayBeThere(placed: PlacedEntry<object>, known: Known): boolean {
  const adopts = 'adopt' in placed.entry && placed.entry.adopt === true;
  return placed.isExisting || adopts || !isNew(placed, known);
}
