import { BugError } from '../../core/errors.ts';
import type { Journal, JournalRecord, Lock, StateSnapshot, StateStore } from '../../core/state.ts';
import type { Files } from '../../core/world.ts';
import { KEPT, openJournal } from '../journal.ts';
import { formatLine } from '../journal-lines.ts';
import { formatMoved } from '../moved.ts';
import { readTogether } from '../read-together.ts';
import { baseOf } from '../reading.ts';
import { formatSnapshot } from '../snapshot.ts';
import { startOf } from '../start.ts';
import { onDisk } from '../state-error.ts';
import { checkPaths, makeStateDirectory, type StatePaths, statePaths } from './state-paths.ts';

interface StoreOptions {
  readonly files: Files;
  /** Holds one directory for each stack, with `state.json`, `journal.jsonl` and `lock.json`. */
  readonly dir: string;
  readonly stack: string;
}

/** The state store on local files. Opening it touches nothing. */
export function openStateStore({ files, dir, stack }: StoreOptions): StateStore {
  const paths = statePaths(dir, stack);
  const read = async () => {
    await checkPaths(files, paths);
    return (await readTogether(() => readTexts(files, paths), paths, stack)).reading;
  };
  return {
    read,
    startJournal: async (run, lock) => {
      await makeStateDirectory(files, paths);
      await lock.assertHeld();
      const start = startOf({ run, stack, now: await read(), places: paths });
      return startJournal(files, paths, lock, start);
    },
    trimJournal: async ({ snapshot, hash, records }, lock) => {
      if (snapshot === undefined) throw new BugError('A fold that was broken off has written a state.');
      await lock.assertHeld();
      const text = [baseOf(snapshot, hash), ...records].map(formatLine).join('');
      await onDisk(`Writing ${paths.journal}`, 'The state holds all of the old journal.', () =>
        files.replace(paths.journal, text),
      );
    },
    replace: async (snapshot, lock) => {
      await makeStateDirectory(files, paths);
      await lock.assertHeld();
      const { text, hash } = formatSnapshot(snapshot);
      // A state without a journal is whole, whichever of the two it is.
      await onDisk(
        `Writing ${paths.state}`,
        'A state stands there, the old one or the new one.',
        async () => {
          await files.remove(paths.journal);
          await files.replace(paths.state, text);
          await files.replace(paths.journal, formatLine(baseOf(snapshot, hash), 0));
          await files.remove(paths.moved);
        },
      );
    },
    retire: async (snapshot, movedTo, lock) => {
      await lock.assertHeld();
      await onDisk(`Taking ${paths.state} away`, 'The state stands in both places.', async () => {
        await files.replace(paths.moved, formatMoved(snapshot, movedTo));
        await files.replace(
          `${paths.directory}/state.${snapshot.serial}.json`,
          formatSnapshot(snapshot).text,
        );
        await files.remove(paths.journal);
        await files.remove(paths.state);
      });
    },
  };
}

async function readTexts(files: Files, paths: StatePaths) {
  const read = (path: string) =>
    onDisk(`Reading ${path}`, 'Nothing was written.', async () => await files.read(path));
  const journal = await read(paths.journal);
  const state = await read(paths.state);
  const isEmpty = journal === undefined && state === undefined;
  return { journal, state, moved: isEmpty ? await read(paths.moved) : undefined };
}

/**
 * The journal is written anew, records that are not folded yet included: a process that lost the lock and wakes
 * up later then writes to a file that nobody reads.
 */
async function startJournal(
  files: Files,
  paths: StatePaths,
  lock: Lock,
  { base, records, text }: ReturnType<typeof startOf>,
): Promise<Journal> {
  const log = await onDisk(`Starting ${paths.journal}`, 'The state is as it was.', async () => {
    await files.replace(paths.journal, text);
    return files.openLog(paths.journal);
  });
  return openJournal({
    lock,
    log: {
      append: (line) => onDisk(`Writing ${paths.journal}`, KEPT, () => log.append(line)),
      close: () => log.close(),
    },
    base,
    records,
    install: (snapshot, left) => install(files, paths, snapshot, left),
  });
}

async function install(
  files: Files,
  paths: StatePaths,
  snapshot: StateSnapshot,
  left: readonly JournalRecord[],
): Promise<void> {
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
}
