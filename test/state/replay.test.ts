import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JournalRecord, StateEntry } from '../../src/core/state.ts';
import { replay } from '../../src/state/replay.ts';
import { done, entry, intent, snapshot } from './samples.ts';

interface Expected {
  readonly resources: readonly StateEntry[];
  readonly open?: readonly unknown[];
}

function check(
  resources: readonly StateEntry[],
  records: readonly JournalRecord[],
  expected: Expected,
): void {
  const after = replay(snapshot(resources), records);
  expect(after.snapshot).toEqual(snapshot(expected.resources));
  expect(after.open).toEqual(expected.open ?? []);
}

test('a settled step writes its entry, sorted by address', () => {
  check([entry('b')], done('a'), { resources: [entry('a'), entry('b')] });
});

test('a step without a settled or failed record is open, with the last answer', () => {
  const answered = { kind: 'answered', step: 'a/write', status: 202 } as const;
  const last = { ...answered, operation: { kind: 'async', url: 'https://x/op' } } as const;
  check([], [intent('a')], { resources: [], open: [{ intent: intent('a') }] });
  check([], [intent('a'), answered, last], {
    resources: [],
    open: [{ intent: intent('a'), answered: last }],
  });
});

test('a settled delete takes the entry away', () => {
  check([entry('a')], [{ kind: 'settled', step: 'a/delete', address: 'a' }], { resources: [] });
});

test('a failed step keeps what it left behind, or what the state had', () => {
  const failed = { kind: 'failed', step: 'a/write', address: 'a', reason: 'x' } as const;
  const tainted = entry('a', { settled: false });
  check([], [intent('a'), { ...failed, entry: tainted }], { resources: [tainted] });
  check([entry('a')], [intent('a'), failed], { resources: [entry('a')] });
});

test('forget, adopt and move change the state alone', () => {
  check([entry('a')], [{ kind: 'forget', address: 'a' }], { resources: [] });
  check([], [{ kind: 'adopt', entry: entry('a') }], { resources: [entry('a')] });
  const moved = { ...entry('a'), address: 'b' };
  check([entry('a')], [{ kind: 'move', from: 'a', entry: moved }], { resources: [moved] });
});

test('a later run goes on with the steps that an earlier one left open', () => {
  const run = { kind: 'run', id: 'r2', operation: 'apply' } as const;
  check([], [intent('a'), run], { resources: [], open: [{ intent: intent('a') }] });
});

const anyAddress = fc.constantFrom('a', 'b', 'c');
const anyRecord: fc.Arbitrary<JournalRecord> = fc.oneof(
  anyAddress.map((address) => intent(address)),
  anyAddress.map(
    (address) => ({ kind: 'settled', step: `${address}/write`, address, entry: entry(address) }) as const,
  ),
  anyAddress.map((address) => ({ kind: 'settled', step: `${address}/delete`, address }) as const),
  anyAddress.map((address) => ({ kind: 'forget', address }) as const),
  fc
    .tuple(anyAddress, anyAddress)
    .map(([from, to]) => ({ kind: 'move', from, entry: { ...entry(from), address: to } }) as const),
);

test('replaying the same records over their own outcome changes nothing', () => {
  fc.assert(
    fc.property(fc.array(anyRecord), (records) => {
      const once = replay(snapshot([entry('a'), entry('b')]), records);
      expect(replay(once.snapshot, records)).toEqual(once);
    }),
  );
});
