import { expect, test } from 'vitest';
import type { JournalRecord, StateEntry } from '../../src/core/state.ts';
import { formatLine } from '../../src/state/journal-lines.ts';
import { baseOf } from '../../src/state/reading.ts';
import { formatSnapshot } from '../../src/state/snapshot.ts';
import { done, entry, intent, settled, snapshot } from '../state/samples.ts';
import { type Evidence, placeOf, type StackFiles } from './evidence.ts';
import type { WireRequest } from './watched-cloud.ts';

const PID = 42;
const ID = entry('b').id.toLowerCase();
const POLLED = '/operations/1';
const RUN: JournalRecord = { kind: 'run', id: 'r', operation: 'apply' };
const ANSWERED: JournalRecord = { kind: 'answered', step: 'b/write', status: 201 };

interface Stand {
  readonly serial?: number;
  /** What the journal stands on. */
  readonly base?: number;
  /** Who holds the lock; 0: nobody. */
  readonly pid?: number;
  readonly holds?: readonly StateEntry[];
}

function filesWith(
  records: readonly JournalRecord[],
  { serial = 7, base, pid = PID, holds = [] }: Stand = {},
): StackFiles {
  const state = snapshot(holds, { serial });
  const lines = [baseOf(snapshot([], { serial: base ?? serial }), undefined), ...records].map(formatLine);
  return {
    state: formatSnapshot(state).text,
    journal: lines.join(''),
    lock: pid === 0 ? undefined : JSON.stringify({ pid }),
  };
}

const BEFORE = filesWith([], { pid: 0 });
const PUT: WireRequest = { method: 'PUT', path: ID, arrived: 1, operation: [] };
const ACCEPTED: WireRequest = { ...PUT, answered: 2, status: 201, operation: [POLLED] };
const get = (path: string, arrived: number): WireRequest => ({ ...PUT, method: 'GET', path, arrived });

/** The job is done when the state holds `b`. */
function check(found: Partial<Evidence>, expected: string): void {
  const { name, detail } = placeOf({
    ...{ pid: PID, before: BEFORE, files: filesWith([RUN]), requests: [], isJournalled: true },
    isDone: (resources) => resources.some(({ address }) => address === 'b'),
    ...found,
  });
  expect(`${name}: ${detail}`).toBe(expected);
}

test('a step is placed by how far its request had come', () => {
  const files = filesWith([RUN, intent('b')]);
  const recorded = filesWith([RUN, intent('b'), ANSWERED]);
  check({ files }, 'before send: PUT b/write');
  check({ files, requests: [get(ID, 1)] }, 'before send: PUT b/write');
  check({ files, requests: [PUT] }, 'in flight: PUT b/write');
  check({ files, requests: [{ ...PUT, status: 201 }] }, 'in flight: PUT b/write');
  check({ files, requests: [ACCEPTED] }, 'answered: PUT b/write, the answer not recorded');
  check({ files: recorded, requests: [ACCEPTED] }, 'answered: PUT b/write, the answer recorded');
  check({ files: recorded, requests: [ACCEPTED, get(POLLED, 3)] }, 'polling: PUT b/write, poll 1');
});

test('an answer that names no operation is followed by reading the object; reads before it are none', () => {
  const files = filesWith([RUN, intent('b')]);
  const accepted: WireRequest = { ...ACCEPTED, operation: [] };
  check({ files, requests: [get(ID, 1), accepted] }, 'answered: PUT b/write, the answer not recorded');
  check({ files, requests: [accepted, get(ID, 3)] }, 'polling: PUT b/write, poll 1');
  check({ files, requests: [ACCEPTED, get(ID, 3)] }, 'answered: PUT b/write, the answer not recorded');
});

test('each attempt of a step has a request of its own, and a throttled request is none', () => {
  const twice = filesWith([RUN, intent('b'), intent('b')]);
  const refused: WireRequest = { ...ACCEPTED, status: 409 };
  check({ files: twice, requests: [refused] }, 'before send: PUT b/write');
  check({ files: twice, requests: [refused, { ...PUT, arrived: 4 }] }, 'in flight: PUT b/write');
  check(
    { files: filesWith([RUN, intent('b')]), requests: [{ ...ACCEPTED, status: 429 }] },
    'before send: PUT b/write',
  );
});

test('of several open steps the one that had got least far gives the name', () => {
  const files = filesWith([RUN, intent('b'), intent('c')]);
  check({ files, requests: [ACCEPTED, get(POLLED, 3)] }, 'before send: PUT c/write (and 1 more open)');
});

test('a last line that broke off is no intent', () => {
  const files = filesWith([RUN]);
  const [, , half = ''] = (filesWith([RUN, intent('b')]).journal ?? '').split('\n');
  const journal = files.journal + half.slice(0, -20);
  check({ files: { ...files, journal } }, 'before the first intent: nothing is written yet');
});

test('what an earlier run left open is recovered, until it is folded', () => {
  const before = filesWith([RUN, intent('b')], { pid: 0 });
  check({ before, files: filesWith([RUN, intent('b'), RUN]) }, 'while recovering: b/write');
  check({ before, files: filesWith([RUN, intent('b')], { serial: 8 }) }, 'before send: PUT b/write');
});

test('a run that does not hold the lock has not begun, or is over', () => {
  check({ files: BEFORE }, 'before the first intent: nothing is written yet');
  check(
    { files: { ...BEFORE, lock: JSON.stringify({ pid: 7 }) } },
    'before the first intent: nothing is written yet',
  );
  check({ files: filesWith([], { pid: 0, serial: 8 }) }, 'after the end: the lock is released');
});

test('between the last step and the end the journal is folded', () => {
  check({ files: filesWith([RUN, ...done('c')]) }, 'between steps: 1 settled');
  check({ files: filesWith([RUN, ...done('b')]) }, 'folding: all is settled, state not written');
  const holds = [entry('b')];
  const written = filesWith([RUN, ...done('b')], { serial: 8, base: 7, holds });
  check({ files: written }, 'folding: state written, journal not trimmed');
  check({ files: filesWith([], { serial: 8, holds }) }, 'folding: journal trimmed, lock still held');
  const idle = filesWith([], { holds });
  check({ before: idle, files: idle }, 'before the first intent: nothing is written yet');
});

test('without a journal the requests alone are judged', () => {
  const isJournalled = false;
  check({ isJournalled, requests: [PUT] }, 'in flight: PUT b');
  check(
    { isJournalled, files: filesWith([RUN, settled('b')]), requests: [ACCEPTED] },
    'answered: PUT b, the answer not recorded',
  );
});
