import { join } from 'node:path';
import type { Blobs } from '../../core/blobs.ts';
import type { StateHome } from '../../core/state.ts';
import type { Files, LogFile, World } from '../../core/world.ts';
import { acquireBlobLock, removeBlobLock, standingBlobLock } from './lock.ts';
import { STATE } from './names.ts';
import { openBlobStore } from './store.ts';

/** The state of a stack in the blobs of its folder; see `store.ts`. */
export function blobHome(place: {
  readonly world: World;
  readonly stack: string;
  readonly blobs: Blobs;
  /** The directory on this machine for what the container does not take any more. */
  readonly keptIn: string;
}): StateHome {
  const { world, stack, blobs, keptIn } = place;
  return {
    path: blobs.url(STATE),
    store: openBlobStore({ blobs, clock: world.clock, stack, keepHere: keeper(world.files, keptIn, stack) }),
    acquireLock: (request) => acquireBlobLock({ ...place, ...request }),
    standingLock: () => standingBlobLock(place),
    removeLock: ({ id }) => removeBlobLock({ ...place, id }),
  };
}

/** Appends to one file a run, made when it is first needed. */
function keeper(files: Files, dir: string, stack: string): (runId: string, text: string) => Promise<string> {
  let log: Promise<LogFile> | undefined;
  return async (runId, text) => {
    const path = join(dir, `${stack}-${runId}.jsonl`);
    log ??= files.makeDirectory(dir).then(() => files.openLog(path));
    await (await log).append(text);
    return path;
  };
}
