import { type ImportResult, importEntries } from '../../src/engine/import.ts';
import { editState } from '../../src/state/edit.ts';
import { acquireLock } from '../../src/state/local/lock.ts';
import type { Configuration, Lab } from '../lab.ts';
import type { SimulatedWorld } from '../simulation/world.ts';

/** Imports as the command does: under the lock, and nothing where one is refused. */
export async function imported(
  lab: Lab,
  what: Configuration,
  addresses: readonly string[] | 'all',
  world?: SimulatedWorld,
): Promise<ImportResult> {
  const { session, world: own } = lab.session(what, 'import', world && { world });
  const found: ImportResult[] = [];
  await editState({
    ...session,
    acquireLock: () =>
      acquireLock({
        world: own,
        dir: 'state',
        stack: session.stack,
        operation: 'import',
        lockTimeoutMs: 0,
        requestTimeoutMs: 120_000,
      }),
    recordsFor: async (reading) => {
      const result = await importEntries(session, reading, addresses);
      found.push(result);
      return result.records;
    },
  });
  const [result] = found;
  if (result === undefined) throw new Error('Nothing was asked for.');
  return result;
}

/** The same computer without the state. */
export function loseState(lab: Lab): void {
  for (const path of Object.keys(lab.disk.texts())) lab.disk.delete(path);
}
