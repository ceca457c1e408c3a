import { isDeepStrictEqual } from 'node:util';
import { BugError } from '../core/errors.ts';
import type { JournalRecord, JournalRun, StateReading, StateSnapshot } from '../core/state.ts';
import { formatLine } from './journal-lines.ts';
import type { StatePlaces } from './places.ts';
import { baseOf, emptySnapshot } from './reading.ts';
import { stateError } from './state-error.ts';

interface StartRequest {
  readonly run: JournalRun;
  readonly stack: string;
  /** As read under the lock, just before. */
  readonly now: StateReading;
  readonly places: StatePlaces;
}

interface Start {
  readonly base: StateSnapshot;
  /** Those of the run, and before them those that are not folded yet. */
  readonly records: readonly JournalRecord[];
  /** The base line and the records, as a journal begins with them. */
  readonly text: string;
}

/** What the journal of a run begins with. Throws where the state is no longer as the run had read it. */
export function startOf({ run, stack, now, places }: StartRequest): Start {
  const isAsRead = now.hash === run.reading.hash && isDeepStrictEqual(now.records, run.reading.records);
  if (!isAsRead) throw stateMoved(places);
  const lineage = now.current?.lineage ?? run.lineage;
  if (lineage === '') throw new BugError('A lineage is drawn before the first journal.');
  const base = now.snapshot ?? emptySnapshot(stack, lineage);
  const records = [...now.records, { kind: 'run', id: run.id, operation: run.operation } as const];
  const text = [baseOf(base, now.hash), ...records].map(formatLine).join('');
  return { base, records, text };
}

/** Somebody writes to the state without the lock. */
export function stateMoved({ directory }: StatePlaces): Error {
  return stateError(
    'ACR2106',
    `${directory} changed after this run read it, although the run holds the lock: something else writes there.`,
    'Find out what writes there, then run the same command again.',
  );
}
