import { isDeepStrictEqual } from 'node:util';
import type { AcrctlError } from '../core/errors.ts';
import type { JournalRecord, StateReading, StateSnapshot } from '../core/state.ts';
import { type BaseRecord, type ParsedJournal, parseJournal } from './journal-lines.ts';
import { movedAway } from './moved.ts';
import type { StatePlaces } from './places.ts';
import { replay } from './replay.ts';
import { duplicateOf, parseSnapshot } from './snapshot.ts';
import { stateError } from './state-error.ts';

/**
 * What the two files say together. Pure; throws where they do not belong together. A journal stays behind after
 * each fold and remembers what was folded, so that a state from an older backup is known for what it is (L04, H11).
 */
export function interpret(
  texts: {
    readonly journal: string | undefined;
    readonly state: string | undefined;
    readonly moved?: string | undefined;
  },
  places: StatePlaces,
  stack: string,
): StateReading {
  const journal = texts.journal === undefined ? undefined : parseJournal(texts.journal, places.journal);
  const state = texts.state === undefined ? undefined : parseSnapshot(texts.state, stack, places.state);
  if (journal === undefined && state === undefined && texts.moved !== undefined)
    throw movedAway(texts.moved, places);
  if (journal === undefined && state === undefined) return { records: [], open: [], untrimmed: false };
  const records = journal === undefined ? [] : recordsOver(journal, state, places, stack);
  const base = state?.snapshot ?? emptySnapshot(stack, journal?.base.lineage ?? '');
  const { snapshot: current, open } = replay(base, records);
  const twice = duplicateOf(current.resources);
  if (twice !== undefined) throw mismatch(places, `together they hold ${twice} in two entries`);
  const untrimmed = journal !== undefined && journal.records.length > 0 && journal.base.serial < base.serial;
  return { ...state, records, current, open, untrimmed };
}

export function emptySnapshot(stack: string, lineage: string): StateSnapshot {
  return { version: 1, stack, lineage, serial: 0, resources: [] };
}

export function baseOf({ stack, lineage, serial }: StateSnapshot, hash: string | undefined): BaseRecord {
  return { kind: 'base', version: 1, stack, lineage, serial, ...(hash !== undefined && { hash }) };
}

/** The records that the state does not hold yet. */
function recordsOver(
  { base, records }: ParsedJournal,
  state: { readonly snapshot: StateSnapshot; readonly hash: string } | undefined,
  paths: StatePlaces,
  stack: string,
): readonly JournalRecord[] {
  if (base.stack !== stack) throw mismatch(paths, `the journal is that of stack "${base.stack}"`);
  const serial = state?.snapshot.serial ?? 0;
  if (state !== undefined && state.snapshot.lineage !== base.lineage) {
    throw mismatch(
      paths,
      `the lineage of the state is ${state.snapshot.lineage}, that of the journal ${base.lineage}`,
    );
  }
  if (serial < base.serial) {
    const found = state === undefined ? 'there is no state' : `the state has serial ${serial}`;
    throw mismatch(
      paths,
      `the journal follows serial ${base.serial}, but ${found}: it was lost or an older one restored`,
    );
  }
  if (serial === base.serial) {
    if (state?.hash !== base.hash) throw mismatch(paths, `serial ${serial} is not the one that acrctl wrote`);
    return records;
  }
  return recordsLeftBy(records, state?.snapshot, base.serial, paths);
}

/** A crash between writing the folded state and dropping the journal: all effects stand in the state already. */
function recordsLeftBy(
  records: readonly JournalRecord[],
  snapshot: StateSnapshot | undefined,
  baseSerial: number,
  paths: StatePlaces,
): readonly JournalRecord[] {
  if (snapshot === undefined || records.length === 0) return [];
  const again = replay(snapshot, records);
  if (
    snapshot.serial !== baseSerial + 1 ||
    !isDeepStrictEqual(again.snapshot.resources, snapshot.resources)
  ) {
    const left = `the journal of an interrupted run follows serial ${baseSerial}`;
    throw mismatch(
      paths,
      `${left}, the state has serial ${snapshot.serial} and does not hold what that run did`,
    );
  }
  return openRecords(again);
}

/** What a fold leaves behind: the requests whose effect nobody has read back. */
export function openRecords({ open }: Pick<StateReading, 'open'>): readonly JournalRecord[] {
  return open.flatMap(({ intent, answered }) => (answered === undefined ? [intent] : [intent, answered]));
}

function mismatch(paths: StatePlaces, why: string): AcrctlError {
  return stateError(
    'ACR2106',
    `In ${paths.directory}, ${why}. Going on could create objects twice or forget some that acrctl made.`,
    'Restore state.json and journal.jsonl together, from the same moment. Only if you are sure that the state is the right one, move the journal away.',
  );
}
