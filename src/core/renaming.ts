import type { Address } from './address.ts';
import type { StateEntry } from './state.ts';

/** An entry whose edges lead to addresses that change. */
export interface Renaming {
  /** With the edges under both names: true whichever of the two addresses the object has just then. */
  readonly meanwhile: StateEntry;
  readonly finally: StateEntry;
}

/** How an entry follows objects that it depends on to new addresses; undefined where it depends on none of them. */
export function followed(entry: StateEntry, rename: (address: Address) => Address): Renaming | undefined {
  const after = entry.dependsOn.map(rename);
  if (after.every((address, index) => address === entry.dependsOn[index])) return undefined;
  const withEdges = (addresses: readonly Address[]): StateEntry => ({
    ...entry,
    dependsOn: [...new Set(addresses)].sort(),
  });
  return { meanwhile: withEdges([...entry.dependsOn, ...after]), finally: withEdges(after) };
}
