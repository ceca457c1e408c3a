import { expect, test } from 'vitest';
import { AcrctlError } from '../../src/core/errors.ts';
import type { JournalRecord, StateEntry } from '../../src/core/state.ts';
import { movedEntries } from '../../src/state/entry-moves.ts';
import { replay } from '../../src/state/replay.ts';
import { entry, snapshot } from './samples.ts';

/** `a<b`: an entry at `a` that depends on `b`. */
function entries(text: string): readonly StateEntry[] {
  return text.split(' ').map((word) => {
    const [address = '', ...dependsOn] = word.split('<');
    return entry(address, { dependsOn, id: `/of/${address}` });
  });
}

interface Outcome {
  readonly state: string;
  readonly records: readonly string[];
}

/** What a move makes of a state; `earlier` stands in the journal and is in the state already. */
function outcomeOf(
  text: string,
  from: string,
  to: string,
  earlier: readonly JournalRecord[] = [],
): Outcome | string | undefined {
  const current = snapshot(entries(text));
  try {
    const records = movedEntries({ current, records: earlier, open: [], untrimmed: false }, from, to);
    if (records === undefined) return undefined;
    const { resources } = replay(current, records).snapshot;
    return {
      state: resources.map(({ address, dependsOn }) => [address, ...dependsOn].join('<')).join(' '),
      records: records.map((record) => (record.kind === 'move' ? record.from : record.kind)),
    };
  } catch (error) {
    if (error instanceof AcrctlError) return error.diagnostics.map(({ code }) => code).join();
    throw error;
  }
}

test.each<[string, string, string, string, Outcome | string | undefined]>([
  ['an entry', 'a b', 'a', 'c', { state: 'b c', records: ['a'] }],
  [
    'all below it, children first, and no other that begins alike',
    'a a.x a.x.y a-x aa',
    'a',
    'c',
    { state: 'a-x aa c c.x c.x.y', records: ['a.x.y', 'a.x', 'a'] },
  ],
  [
    'the edges of others, under both names while it is on its way',
    'a b<a b.c<a<b d<b',
    'a',
    'z',
    { state: 'b<z b.c<b<z d<b z', records: ['adopt', 'adopt', 'a', 'adopt', 'adopt'] },
  ],
  [
    'edges among what moves',
    'a a.x<a a.y<a.x',
    'a',
    'z',
    { state: 'z z.x<z z.y<z.x', records: ['adopt', 'adopt', 'a.y', 'a.x', 'a', 'adopt', 'adopt'] },
  ],
  ['what hangs below where no entry is', 'a.x b', 'a', 'c', { state: 'b c.x', records: ['a.x'] }],
  ['nothing where nothing is', 'b', 'a', 'c', undefined],
  ['nothing where nothing is, though the other place is taken', 'b c', 'a', 'c', undefined],
  ['nothing onto an entry', 'a b', 'a', 'b', 'ACR2116'],
  ['nothing onto itself', 'a a.x', 'a', 'a', 'ACR2116'],
  ['nothing where one of those below is taken', 'a a.x b.x', 'a', 'b', 'ACR2116'],
  ['what has room beside others', 'a a.x b.y', 'a', 'b', { state: 'b b.x b.y', records: ['a.x', 'a'] }],
  [
    'the rest of what an earlier run had begun',
    'a c.x<a<c',
    'a',
    'c',
    { state: 'c c.x<c', records: ['adopt', 'a', 'adopt'] },
  ],
  ['only edges where that is the rest', 'b<a<c c', 'a', 'c', { state: 'b<c c', records: ['adopt', 'adopt'] }],
])('moves %s: %s, %s to %s', (_, text, from, to, expected) => {
  expect(outcomeOf(text, from, to)).toEqual(expected);
});

test('finds everything done where the journal says that it was there', () => {
  const earlier = [{ kind: 'move', from: 'a.x', entry: entry('c.x') } as const];
  expect(outcomeOf('c.x', 'a', 'c', earlier)).toEqual({ state: 'c.x', records: [] });
  expect(outcomeOf('c.x', 'b', 'c', earlier)).toBeUndefined();
});
