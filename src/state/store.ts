import { isDeepStrictEqual } from 'node:util';
import { BugError } from '../core/errors.ts';
import type { Journal, JournalRun, Lock, StateReading, StateStore } from '../core/state.ts';
import type { Files } from '../core/world.ts';
import { openJournal } from './journal.ts';
import { formatLine } from './journal-lines.ts';
import { baseOf, emptySnapshot, interpret } from './reading.ts';
import { onDisk, stateError } from './state-error.ts';
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
  const read = () => readState(files, paths, stack);
  return {
    read,
    startJournal: async (run, lock) => {
      await makeStateDirectory(files, paths);
      await lock.assertHeld();
      return startJournal({ files, paths, stack, run, lock, now: await read() });
    },
    trimJournal: async ({ snapshot, hash, records }, lock) => {
      if (snapshot === undefined) throw new BugError('A fold that was broken off has written a state.');
      await lock.assertHeld();
      const text = [baseOf(snapshot, hash), ...records].map(formatLine).join('');
      await onDisk(`Writing ${paths.journal}`, 'The state holds all of the old journal.', () =>
        files.replace(paths.journal, text),
      );
    },
  };
}

/** A fold of another process may fall between reading the one file and the other; that is over in a moment. */
const READ_ATTEMPTS = 5;

async function readState(files: Files, paths: StatePaths, stack: string): Promise<StateReading> {
  await checkPaths(files, paths);
  let before: Texts | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const texts = await readTexts(files, paths);
    try {
      return interpret(texts, paths, stack);
    } catch (error) {
      const stands = before?.journal === texts.journal && before?.state === texts.state;
      if (stands || attempt === READ_ATTEMPTS) throw error;
      before = texts;
    }
  }
}

interface Texts {
  readonly journal: string | undefined;
  readonly state: string | undefined;
}

/** The journal first: a fold in between then shows as a journal that is already in the state, which is no fault. */
async function readTexts(files: Files, paths: StatePaths): Promise<Texts> {
  const read = (path: string) =>
    onDisk(`Reading ${path}`, 'Nothing was written.', async () => await files.read(path));
  const journal = await read(paths.journal);
  return { journal, state: await read(paths.state) };
}

interface Start {
  readonly files: Files;
  readonly paths: StatePaths;
  readonly stack: string;
  readonly run: JournalRun;
  readonly lock: Lock;
  readonly now: StateReading;
}

/**
 * The journal is written anew, records that are not folded yet included: a process that lost the lock and wakes
 * up later then writes to a file that nobody reads.
 */
async function startJournal({ files, paths, stack, run, lock, now }: Start): Promise<Journal> {
  const isAsRead = now.hash === run.reading.hash && isDeepStrictEqual(now.records, run.reading.records);
  if (!isAsRead) throw moved(paths);
  const lineage = now.current?.lineage ?? run.lineage;
  if (lineage === '') throw new BugError('A lineage is drawn before the first journal.');
  const base = now.snapshot ?? emptySnapshot(stack, lineage);
  const records = [...now.records, { kind: 'run', id: run.id, operation: run.operation } as const];
  const text = [baseOf(base, now.hash), ...records].map(formatLine).join('');
  const log = await onDisk(`Starting ${paths.journal}`, 'The state is as it was.', async () => {
    await files.replace(paths.journal, text);
    return files.openLog(paths.journal);
  });
  return openJournal({ files, paths, lock, log, base, records });
}

function moved(paths: StatePaths): Error {
  return stateError(
    'ACR2106',
    `${paths.directory} changed after this run read it, although the run holds the lock: something else writes there.`,
    'Find out what writes to this directory, then run the same command again.',
  );
}
