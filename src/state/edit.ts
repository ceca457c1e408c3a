import { diagnose } from '../core/codes.ts';
import { AcrctlError, EXIT } from '../core/errors.ts';
import type {
  AdoptRecord,
  ForgetRecord,
  Journal,
  Lock,
  MoveRecord,
  StateReading,
  StateSnapshot,
  StateStore,
} from '../core/state.ts';
import { underLock } from '../core/under-lock.ts';
import { enumerate } from '../core/wording.ts';
import type { Random } from '../core/world.ts';

/** What a person may have the state say otherwise, without a request to Azure. */
export type EditRecord = AdoptRecord | ForgetRecord | MoveRecord;

export interface StateEdit {
  readonly store: StateStore;
  readonly random: Pick<Random, 'uuid'>;
  /** The command, for the journal. */
  readonly operation: string;
  acquireLock(): Promise<Lock>;
  /** What is to be written, by the state as it stands under the lock: nothing where it is as wanted. Throws where it refuses. */
  recordsFor(reading: StateReading): Promise<readonly EditRecord[]>;
}

/**
 * Changes the state alone: lock, journal, fold. Refuses while it is not known what became of steps of an earlier run,
 * since their entries are still to come. Gives the state as it is then; undefined where there is none, and nothing to
 * write. Wherever it dies, every record is whole, and any next run goes on from there.
 */
export async function editState(edit: StateEdit): Promise<StateSnapshot | undefined> {
  const { store, random, operation } = edit;
  return underLock(await edit.acquireLock(), async (lock) => {
    const write = async (reading: StateReading, records: readonly EditRecord[]) => {
      const lineage = reading.current?.lineage ?? random.uuid();
      return folded(
        await store.startJournal({ id: random.uuid(), operation, reading, lineage }, lock),
        records,
      );
    };
    const found = await store.read();
    if (found.open.length > 0) throw unfinishedRun(found);
    // What an earlier edit had written before it died holds, whatever becomes of this one.
    const isLeft = found.records.length > 0;
    const state = isLeft ? await write(found, []) : found.current;
    const records = await edit.recordsFor(found);
    if (records.length > 0) return await write(isLeft ? await store.read() : found, records);
    return state;
  });
}

async function folded(journal: Journal, records: readonly EditRecord[]): Promise<StateSnapshot> {
  try {
    for (const record of records) await journal.append(record);
  } catch (error) {
    // What is written stays; the next run goes on from it.
    await journal.close();
    throw error;
  }
  return journal.fold();
}

/** The state may not be touched by hand until the next run has read back what this one began. */
export function unfinishedRun({ open }: StateReading): AcrctlError {
  const steps = open.map(({ intent }) => intent.step).sort();
  const where = steps.length === 0 ? '' : ` in ${enumerate(steps)}`;
  return new AcrctlError(EXIT.error, [
    diagnose('ACR2114', {
      detail: `An earlier run was cut off${where}. What became of that stands in Azure only, and decides what the state will hold.`,
      hint: 'Run the command that was interrupted again ("acrctl apply" or "acrctl destroy"): it reads that back and goes on. Then run this one again.',
    }),
  ]);
}
