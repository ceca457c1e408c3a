import { followed } from '../core/renaming.ts';
import type { AdoptRecord, ForgetRecord, MoveRecord, StateEntry } from '../core/state.ts';
import type { Draft } from './draft.ts';

export type Bookkeeping = ForgetRecord | AdoptRecord | MoveRecord;

/**
 * What apply writes into the state without a request to Azure, in an order in which no record touches an entry that
 * another one still needs, so that no crash between two of them can lose an object: what is forgotten first, then
 * moves, each onto a free address, then the rest. What differs and is `left` aside keeps its entry; only its edges
 * follow the objects that move.
 */
export function bookkeepingOf(
  changed: readonly Draft[],
  left: readonly Draft[] = [],
): readonly Bookkeeping[] {
  const stays = changed.filter((draft) => draft.movedFrom === undefined && draft.actions[0] === 'no-op');
  const moves = changed.flatMap(move);
  const renamed = new Map(moves.map(({ from, entry }) => [from, entry.address]));
  const following = left.flatMap(
    ({ entry }) => (entry && followed(entry, (address) => renamed.get(address) ?? address)) ?? [],
  );
  return [
    ...stays.flatMap(forgetting),
    ...following.map(({ meanwhile }) => adopted(meanwhile)),
    ...inOrder(moves),
    ...following.map((each) => adopted(each.finally)),
    ...stays.flatMap(adopting),
  ];
}

function forgetting({ entry, nextEntry }: Draft): readonly ForgetRecord[] {
  return nextEntry === undefined && entry !== undefined ? [{ kind: 'forget', address: entry.address }] : [];
}

function adopting({ nextEntry }: Draft): readonly AdoptRecord[] {
  return nextEntry === undefined ? [] : [adopted(nextEntry)];
}

function adopted(entry: StateEntry): AdoptRecord {
  return { kind: 'adopt', entry };
}

function move({ movedFrom, entry, nextEntry, actions, address }: Draft): readonly MoveRecord[] {
  if (movedFrom === undefined || entry === undefined) return [];
  const moved = actions[0] === 'no-op' && nextEntry !== undefined ? nextEntry : { ...entry, address };
  return [{ kind: 'move', from: movedFrom, entry: moved }];
}

/** Moves onto addresses that others leave come after those; of a ring, one waits at an address of nobody's. */
function inOrder(moves: readonly MoveRecord[]): readonly MoveRecord[] {
  const waiting = new Map(moves.map((each) => [each.from, each]));
  const onto = new Map(moves.map((each) => [each.entry.address, each]));
  const ordered: MoveRecord[] = [];
  const followFrom = (first: MoveRecord | undefined): void => {
    for (let next = first; next !== undefined && waiting.delete(next.from); next = onto.get(next.from)) {
      ordered.push(next);
    }
  };
  for (const each of moves.filter(({ entry }) => !waiting.has(entry.address))) followFrom(each);
  for (const { from, entry } of waiting.values()) {
    const aside = `${entry.address}["moving"]`;
    waiting.delete(from);
    ordered.push({ kind: 'move', from, entry: { ...entry, address: aside } });
    followFrom(onto.get(from));
    ordered.push({ kind: 'move', from: aside, entry });
  }
  return ordered;
}
