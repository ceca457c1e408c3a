import type { Address } from '../core/address.ts';
import { isAtOrBelow } from '../core/path.ts';
import { followed } from '../core/renaming.ts';
import type { AdoptRecord, MoveRecord, StateEntry, StateReading } from '../core/state.ts';
import { quote } from '../core/wording.ts';
import type { EditRecord } from './edit.ts';
import { stateError } from './state-error.ts';

/**
 * Gives the entry at `from`, and all below it, addresses at and below `to`. An edge leads to the old and the new
 * address while its object is on the way, and children go before what they hang below: wherever this dies, no edge is
 * lost, and doing it once more does the rest. Undefined where there is nothing at `from`; throws where `to` is taken.
 */
export function movedEntries(
  { current, records }: StateReading,
  from: Address,
  to: Address,
): readonly EditRecord[] | undefined {
  const entries = current?.resources ?? [];
  const isMoving = ({ address }: StateEntry) => isAtOrBelow(address, from);
  const renamed = (address: Address) =>
    isAtOrBelow(address, from) ? `${to}${address.slice(from.length)}` : address;
  const following = new Map(
    entries.flatMap((entry) => {
      const renaming = followed(entry, renamed);
      return renaming === undefined ? [] : [[entry.address, renaming] as const];
    }),
  );
  if (!entries.some(isMoving)) {
    const wasHere = records.some((record) => record.kind === 'move' && isAtOrBelow(record.from, from));
    const isThere = entries.some(({ address }) => isAtOrBelow(address, to));
    if (!isThere || !(wasHere || following.size > 0)) return undefined;
  } else {
    requireFree(entries, isMoving, renamed, to);
  }
  const meanwhile = (entry: StateEntry) => following.get(entry.address)?.meanwhile ?? entry;
  return [
    ...[...following.values()].map((each) => adopted(each.meanwhile)),
    ...entries
      .filter(isMoving)
      .toReversed()
      .map(
        (entry): MoveRecord => ({
          kind: 'move',
          from: entry.address,
          entry: { ...meanwhile(entry), address: renamed(entry.address) },
        }),
      ),
    ...[...following.values()].map(({ finally: entry }) =>
      adopted({ ...entry, address: renamed(entry.address) }),
    ),
  ];
}

function adopted(entry: StateEntry): AdoptRecord {
  return { kind: 'adopt', entry };
}

function requireFree(
  entries: readonly StateEntry[],
  isMoving: (entry: StateEntry) => boolean,
  renamed: (address: Address) => Address,
  to: Address,
): void {
  const coming = new Set([to, ...entries.filter(isMoving).map(({ address }) => renamed(address))]);
  const taken = entries.find(
    (entry) => coming.has(entry.address) && (entry.address === to || !isMoving(entry)),
  );
  if (taken === undefined) return;
  throw stateError(
    'ACR2116',
    `The state holds ${quote(taken.address)} already, for ${taken.id}. Two objects cannot have one address.`,
    'Choose another address. Where two are to change places, let the file say so: "acrctl apply" moves them without losing one.',
  );
}
