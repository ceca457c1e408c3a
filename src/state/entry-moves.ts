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
  const rename = (address: Address) =>
    isAtOrBelow(address, from) ? `${to}${address.slice(from.length)}` : address;
  const moving = entries.filter(({ address }) => isAtOrBelow(address, from));
  const following = entries.flatMap((entry) => followed(entry, rename) ?? []);
  if (moving.length > 0)
    requireFree(
      entries,
      moving.map(({ address }) => rename(address)),
      to,
      from,
    );
  else {
    const wasHere = records.some((record) => record.kind === 'move' && isAtOrBelow(record.from, from));
    const isThere = entries.some(({ address }) => isAtOrBelow(address, to));
    if (!isThere || !(wasHere || following.length > 0)) return undefined;
  }
  const meanwhile = new Map(following.map((each) => [each.meanwhile.address, each.meanwhile]));
  return [
    ...[...meanwhile.values()].map(adopted),
    ...moving.toReversed().map((entry) => moved(meanwhile.get(entry.address) ?? entry, rename)),
    ...following.map(({ finally: entry }) => adopted({ ...entry, address: rename(entry.address) })),
  ];
}

function moved(entry: StateEntry, rename: (address: Address) => Address): MoveRecord {
  return { kind: 'move', from: entry.address, entry: { ...entry, address: rename(entry.address) } };
}

function adopted(entry: StateEntry): AdoptRecord {
  return { kind: 'adopt', entry };
}

/** `coming` are the addresses that what is at and below `from` is to have. */
function requireFree(
  entries: readonly StateEntry[],
  coming: readonly Address[],
  to: Address,
  from: Address,
): void {
  const wanted = new Set(coming);
  const taken = entries.find(
    ({ address }) => address === to || (wanted.has(address) && !isAtOrBelow(address, from)),
  );
  if (taken === undefined) return;
  throw stateError(
    'ACR2116',
    `The state holds ${quote(taken.address)} already, for\n${taken.id}\nTwo objects cannot have one address.`,
    'Choose another address. Where two are to change places, let the file say so: "acrctl apply" moves them without losing one.',
  );
}
