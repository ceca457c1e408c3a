import type { StateHome } from '../../core/state.ts';
import type { World } from '../../core/world.ts';
import { acquireLock } from './lock.ts';
import { statePaths } from './state-paths.ts';
import { openStateStore } from './store.ts';
import { removeLock, standingLock } from './unlock.ts';

/** The state of a stack in files: `state.json`, `journal.jsonl` and `lock.json` in its directory below `dir`. */
export function localHome(place: {
  readonly world: World;
  readonly dir: string;
  readonly stack: string;
}): StateHome {
  const { world, dir, stack } = place;
  return {
    path: statePaths(dir, stack).state,
    store: openStateStore({ files: world.files, dir, stack }),
    acquireLock: (request) => acquireLock({ ...place, ...request }),
    standingLock: () => standingLock(place),
    removeLock: (request) => removeLock({ ...place, ...request }),
  };
}
