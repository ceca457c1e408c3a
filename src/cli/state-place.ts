import { dirname, join } from 'node:path';
import type { World } from '../core/world.ts';
import { readLock } from '../state/lock.ts';
import type { StateOptions } from './options.ts';

/** The directory beside the first file of the configuration in which acrctl keeps what it knows. */
export function homeOf({ file: [first] }: Pick<StateOptions, 'file'>): string {
  return join(dirname(first), '.acrctl');
}

/** Where the states stand. An emulated cloud has states of its own: they must never meet those of the real one. */
export function stateDirectory(options: StateOptions): string {
  const isEmulated = options.emulator || process.env['ACRCTL_ARM_ENDPOINT'] !== undefined;
  return options.stateDir ?? join(homeOf(options), isEmulated ? 'emulator-state' : 'state');
}

/** The run that holds the lock of a stack right now, for people; undefined where none does. */
export async function runningNow(place: {
  readonly world: World;
  readonly dir: string;
  readonly stack: string;
}): Promise<string | undefined> {
  const lock = await readLock(place);
  if (lock === undefined || lock.gone) return undefined;
  const { operation, who, host, pid } = lock.holder;
  return `${operation} by ${who} on ${host} (process ${pid})`;
}
