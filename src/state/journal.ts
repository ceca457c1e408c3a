import { BugError } from '../core/errors.ts';
import type { Journal, JournalRecord, Lock, StateSnapshot } from '../core/state.ts';
import type { Files, LogFile } from '../core/world.ts';
import { formatLine } from './journal-lines.ts';
import { baseOf, openRecords } from './reading.ts';
import { startFolding } from './replay.ts';
import { duplicateOf, formatSnapshot } from './snapshot.ts';
import { onDisk } from './state-error.ts';
import type { StatePaths } from './state-paths.ts';

interface OpenJournal {
  readonly files: Files;
  readonly paths: StatePaths;
  readonly lock: Lock;
  /** Holds the base line and `records`. */
  readonly log: LogFile;
  readonly base: StateSnapshot;
  readonly records: readonly JournalRecord[];
}

export function openJournal({ files, paths, lock, log, base, records }: OpenJournal): Journal {
  const folding = startFolding(base);
  for (const record of records) folding.take(record);
  let sequence = records.length + 1;
  const write = async (record: JournalRecord): Promise<void> => {
    const line = formatLine(record, sequence);
    sequence += 1;
    await onDisk(`Writing ${paths.journal}`, KEPT, () => log.append(line));
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
      return writeFolded({
        files,
        paths,
        snapshot: { ...snapshot, serial: base.serial + 1 },
        left: openRecords({ open }),
      });
    },
    close: () => log.close(),
  };
}

const KEPT =
  'The state and what the journal held are as they were; the next run reads back what this one left open.';

interface Folded {
  readonly files: Files;
  readonly paths: StatePaths;
  readonly snapshot: StateSnapshot;
  readonly left: readonly JournalRecord[];
}

/** The state first: until the journal is replaced too, it shows that its records are folded already. */
async function writeFolded({ files, paths, snapshot, left }: Folded): Promise<StateSnapshot> {
  const twice = duplicateOf(snapshot.resources);
  if (twice !== undefined) throw new BugError(`The journal leads to a state that holds ${twice} once.`);
  const { text, hash } = formatSnapshot(snapshot);
  const journal = [baseOf(snapshot, hash), ...left].map(formatLine).join('');
  await onDisk(`Writing ${paths.state}`, 'The old state and the journal are as they were.', () =>
    files.replace(paths.state, text),
  );
  await onDisk(
    `Writing ${paths.journal}`,
    'The new state is written; the next run drops the old journal.',
    () => files.replace(paths.journal, journal),
  );
  return snapshot;
}
