import type { Blobs, FoundBlob } from '../../core/blobs.ts';
import { AcrctlError, BugError, EXIT } from '../../core/errors.ts';
import type { JournalRecord, Lock, StateSnapshot, StateStore } from '../../core/state.ts';
import type { Clock, LogFile } from '../../core/world.ts';
import { KEPT, openJournal } from '../journal.ts';
import { formatLine, sinceBase } from '../journal-lines.ts';
import { formatMoved } from '../moved.ts';
import { readTogether } from '../read-together.ts';
import { baseOf } from '../reading.ts';
import { formatSnapshot } from '../snapshot.ts';
import { startOf } from '../start.ts';
import { onBlobs } from './blob-error.ts';
import { type BlobLog, openBlobLog } from './blob-log.ts';
import { insist } from './insist.ts';
import { blobPlaces, JOURNAL, MOVED, STATE } from './names.ts';
import { putWhole, removeWhole } from './writes.ts';

interface BlobStoreOptions {
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly stack: string;
  /** Keeps on this machine what the container does not take any more (S12), and gives its place for people. */
  keepHere(runId: string, text: string): Promise<string>;
}

/**
 * The state store in a container. `state.json` and `journal.jsonl` are empty blobs where a local store has no file.
 * The journal is an append blob, which cannot be replaced in one step: what a local store writes anew is put behind
 * what there is, and what stands before the last base line counts no more.
 */
export function openBlobStore({ blobs, clock, stack, keepHere }: BlobStoreOptions): StateStore {
  const places = blobPlaces(blobs);
  const guarded = <T>(doing: string, kept: string, operation: () => Promise<T>) =>
    onBlobs({ places, doing, kept }, operation);
  const readBlob = (name: string) =>
    guarded(`Reading ${blobs.url(name)}`, 'Nothing was written.', () =>
      insist(clock, () => blobs.read(name)),
    );
  const readBlobs = async () => {
    const journalBlob = await readBlob(JOURNAL);
    const stateBlob = await readBlob(STATE);
    const [journal, state] = [journalIn(journalBlob), textIn(stateBlob)];
    const isEmpty = journal === undefined && state === undefined;
    const moved = isEmpty ? (await readBlob(MOVED))?.text : undefined;
    return { journal, state, moved, journalBlob, stateBlob };
  };
  const readNow = () => readTogether(readBlobs, places, stack);
  /** The two blobs to write to, as they were read under the lock, which made them where they were not. */
  const held = ({ journalBlob, stateBlob }: Awaited<ReturnType<typeof readBlobs>>, lock: Lock) => {
    if (journalBlob === undefined || stateBlob === undefined)
      throw new BugError('The lock of a stack has made its blobs.');
    const end = { etag: journalBlob.etag, at: journalBlob.length };
    const log = openBlobLog({ blobs, clock, name: JOURNAL, lease: lock.id, end });
    const write = (text: string) => replaceState({ blobs, clock, lease: lock.id }, stateBlob, text);
    return { log, write };
  };
  const readHeld = async (lock: Lock) => {
    await lock.assertHeld();
    const { reading, found } = await readNow();
    return { reading, ...held(found, lock) };
  };
  return {
    read: async () => (await readNow()).reading,
    startJournal: async (run, lock) => {
      const { reading, log, write } = await readHeld(lock);
      const { base, records, text } = startOf({ run, stack, now: reading, places });
      await guarded(`Starting ${places.journal}`, 'The state is as it was.', () => log.append(text));
      return openJournal({
        lock,
        base,
        records,
        log: keeping(log, {
          guarded: (operation) => guarded(`Writing ${places.journal}`, KEPT, operation),
          keepHere: (line) => keepHere(run.id, line),
        }),
        install: async (snapshot, left) => {
          const { text: folded, hash } = formatSnapshot(snapshot);
          await guarded(`Writing ${places.state}`, 'The old state and the journal are as they were.', () =>
            write(folded),
          );
          await guarded(
            `Writing ${places.journal}`,
            'The new state is written; the next run drops the old journal.',
            () => restart(log, snapshot, hash, left),
          );
        },
      });
    },
    trimJournal: async ({ snapshot, hash, records }, lock) => {
      if (snapshot === undefined) throw new BugError('A fold that was broken off has written a state.');
      const { log } = await readHeld(lock);
      await guarded(`Writing ${places.journal}`, 'The state holds all of the old journal.', () =>
        restart(log, snapshot, hash, records),
      );
    },
    replace: async (snapshot, lock) => {
      await lock.assertHeld();
      const { log, write } = held(await readBlobs(), lock);
      const { text, hash } = formatSnapshot(snapshot);
      // A state without a journal is whole, whichever of the two it is.
      await guarded(
        `Writing ${places.state}`,
        'A state stands there, the old one or the new one.',
        async () => {
          await log.clear();
          await write(text);
          await log.append(formatLine(baseOf(snapshot, hash), 0));
          const moved = await insist(clock, () => blobs.look(MOVED));
          if (moved !== undefined) await removeWhole({ blobs, clock }, MOVED, moved);
        },
      );
    },
    retire: async (snapshot, movedTo, lock) => {
      await lock.assertHeld();
      const { log, write } = held(await readBlobs(), lock);
      await guarded(`Taking ${places.state} away`, 'The state stands in both places.', async () => {
        const before = await insist(clock, () => blobs.look(MOVED));
        const text = formatMoved(snapshot, movedTo);
        await putWhole({ blobs, clock }, MOVED, text, before ?? 'absent');
        await log.clear();
        await write('');
      });
    },
  };
}

/** An empty blob is what the lock made where there was none. */
function textIn(blob: FoundBlob | undefined): string | undefined {
  return blob?.text === '' ? undefined : blob?.text;
}

function journalIn(blob: FoundBlob | undefined): string | undefined {
  const text = textIn(blob);
  return text === undefined ? undefined : sinceBase(text);
}

/** Writes the state in place of the one that was read, which stays as a snapshot. */
async function replaceState(
  { blobs, clock, lease }: { readonly blobs: Blobs; readonly clock: Clock; readonly lease: string },
  old: FoundBlob,
  text: string,
): Promise<void> {
  const on = { etag: old.etag, lease };
  if (old.text !== '') await insist(clock, () => blobs.keep(STATE, on));
  await putWhole({ blobs, clock }, STATE, text, on);
}

/**
 * The journal of the new state. Where requests are still open they must not be lost for a moment, so that the old
 * lines stay before them; else the blob begins anew, and a crash in between leaves a state that needs no journal.
 */
async function restart(
  log: BlobLog,
  snapshot: StateSnapshot,
  hash: string | undefined,
  left: readonly JournalRecord[],
): Promise<void> {
  if (left.length === 0) await log.clear();
  await log.append([baseOf(snapshot, hash), ...left].map(formatLine).join(''));
}

interface Keeping {
  guarded(operation: () => Promise<void>): Promise<void>;
  keepHere(line: string): Promise<string>;
}

/**
 * What the container does not take is kept on this machine, and the error says where (S12): not what a run says that
 * has lost its lock, for another one knows better by now.
 */
function keeping(log: LogFile, { guarded, keepHere }: Keeping): LogFile {
  return {
    append: async (line) => {
      try {
        await guarded(() => log.append(line));
      } catch (error) {
        if (!(error instanceof AcrctlError) || error.exitCode === EXIT.locked) throw error;
        throw withPlace(error, await keepHere(line).catch(() => undefined));
      }
    },
    close: () => log.close(),
  };
}

function withPlace(error: AcrctlError, path: string | undefined): AcrctlError {
  if (path === undefined) return error;
  const more = `The lines that the container did not take are kept in ${path}. The next run does without them: it asks Azure what became of every step that was begun.`;
  const diagnostics = error.diagnostics.map((each) => ({
    ...each,
    hint: each.hint === undefined ? more : `${each.hint} ${more}`,
  }));
  return new AcrctlError(error.exitCode, diagnostics, { cause: error });
}
