import type { Address } from '../core/address.ts';
import { BugError } from '../core/errors.ts';
import type { StateReading, StateSnapshot } from '../core/state.ts';
import { type ImportResult, importEntries } from '../engine/import.ts';
import { editState } from '../state/edit.ts';
import type { OpenedSession } from './session.ts';

/** What an import wrote, and the state as it is then; undefined where there is none and nothing to write. */
export interface TakenIn {
  readonly result: ImportResult;
  readonly snapshot: StateSnapshot | undefined;
}

/** Imports objects under the lock of the stack. `check` throws where nothing is to be written. Azure is only read. */
export async function takeIn(
  { session, acquireLock }: OpenedSession,
  lockTimeoutMs: number,
  addresses: readonly Address[] | 'all',
  check: (result: ImportResult, reading: StateReading) => void,
): Promise<TakenIn> {
  const results: ImportResult[] = [];
  const snapshot = await editState({
    ...session,
    acquireLock: () => acquireLock(lockTimeoutMs),
    recordsFor: async (reading) => {
      const result = await importEntries(session, reading, addresses);
      check(result, reading);
      results.push(result);
      return result.records;
    },
  });
  const [result] = results;
  if (result === undefined) throw new BugError('An import ended without a result.');
  return { result, snapshot };
}
