import { BugError } from '../core/errors.ts';
import type { Journal, JournalRecord, Lock, StateSnapshot } from '../core/state.ts';
import type { LogFile } from '../core/world.ts';
import { formatLine } from './journal-lines.ts';
import { openRecords } from './reading.ts';
import { startFolding } from './replay.ts';
import { duplicateOf } from './snapshot.ts';

interface OpenJournal {
  readonly lock: Lock;
  /** Holds the base line and `records`. */
  readonly log: LogFile;
  readonly base: StateSnapshot;
  readonly records: readonly JournalRecord[];
  /** Writes the state, and then a journal of what is `left`: until that is done, the old one shows what is folded. */
  install(snapshot: StateSnapshot, left: readonly JournalRecord[]): Promise<void>;
}

/** The journal of a run, wherever its lines are written. The log turns what its storage refuses into errors. */
export function openJournal({ lock, log, base, records, install }: OpenJournal): Journal {
  const folding = startFolding(base);
  for (const record of records) folding.take(record);
  let sequence = records.length + 1;
  const write = async (record: JournalRecord): Promise<void> => {
    const line = formatLine(record, sequence);
    sequence += 1;
    await log.append(line);
    folding.take(record);
  };
  return {
    append: async (record) => {
      if (record.kind === 'intent') await lock.assertHeld();
      await write(record);
      // The process may have stood still while it wrote: what follows an intent is a request.
      if (record.kind === 'intent') await lock.assertHeld();
    },
    fold: async () => {
      await lock.assertHeld();
      await log.close();
      const { snapshot, open } = folding.result();
      const twice = duplicateOf(snapshot.resources);
      if (twice !== undefined) throw new BugError(`The journal leads to a state that holds ${twice} once.`);
      const next = { ...snapshot, serial: base.serial + 1 };
      await install(next, openRecords({ open }));
      return next;
    },
    close: () => log.close(),
  };
}

/** What an error of `LogFile.append` says was kept. */
export const KEPT =
  'The state and what the journal held are as they were; the next run reads back what this one left open.';
