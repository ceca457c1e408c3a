import type { Lock, LockRequest } from '../../core/state.ts';
import type { World } from '../../core/world.ts';
import { TRUST_MS } from '../holding.ts';
import { type Claimant, LOOK_EVERY_MS, livenessOf, lockedBy, STANDING_MS } from '../lock-holder.ts';
import { onDisk } from '../state-error.ts';
import { claim, stillStands } from './claiming.ts';
import type { HeldLock } from './held-lock.ts';
import { type Claim, readClaims, strayTakeovers } from './lock-file.ts';
import { makeStateDirectory, type StatePaths, statePaths } from './state-paths.ts';

interface LockOptions extends Claimant, LockRequest {
  readonly dir: string;
}

/**
 * Takes the lock of a stack (I-06). A holder whose process is gone is taken over at once, one whose beat stands
 * still after a minute and the longest request. Else throws with exit code 5, naming the holder.
 */
export async function acquireLock(options: LockOptions): Promise<Lock> {
  const paths = statePaths(options.dir, options.stack);
  await makeStateDirectory(options.world.files, paths);
  return onDisk(`Locking ${paths.directory}`, 'The state is as it was.', () => acquire(options, paths));
}

async function acquire(options: LockOptions, paths: StatePaths): Promise<Lock> {
  const { world, lockTimeoutMs } = options;
  const { clock, interrupt } = world;
  const deadlineMs = clock.monotonicMs() + lockTimeoutMs;
  let seen: { readonly text?: string; readonly sinceMs: number } = { sinceMs: 0 };
  for (;;) {
    interrupt.throwIfAborted();
    const claims = await readClaims(world.files, paths);
    const last = claims.at(-1);
    const nowMs = clock.monotonicMs();
    if (last !== undefined && last.text !== seen.text) seen = { text: last.text, sinceMs: nowMs };
    const outcome =
      last === undefined
        ? ((await claim(options, paths, paths.lock)) ?? 'beaten')
        : await takeOver(options, paths, claims, nowMs - seen.sinceMs >= STANDING_MS);
    if (typeof outcome === 'object') return clearedUp(world, paths, outcome);
    if (outcome === 'alive' && last !== undefined && nowMs >= deadlineMs)
      throw lockedBy(paths.lock, last.holder, clock.wallMs());
    const pauseMs = outcome === 'beaten' ? 1 : Math.min(LOOK_EVERY_MS, deadlineMs - nowMs);
    await clock.sleep(pauseMs, interrupt);
  }
}

/** `alive`: the holder may still be there. `beaten`: somebody else was faster, or the holder came back. */
async function takeOver(
  options: LockOptions,
  paths: StatePaths,
  claims: readonly Claim[],
  stoodStill: boolean,
): Promise<HeldLock | 'alive' | 'beaten'> {
  const { world, requestTimeoutMs } = options;
  const last = claims.at(-1);
  const lives = await Promise.all(claims.map(({ holder }) => livenessOf(world, holder)));
  if (last === undefined || !(lives.at(-1) === 'gone' || stoodStill)) return 'alive';
  const mine = await claim(options, paths, last.takenPath);
  if (mine === undefined) return 'beaten';
  let installed = false;
  try {
    if ((await world.files.read(last.path)) !== last.text) return 'beaten';
    // Behind a takeover that broke off, its victim may have beaten once more and not noticed yet.
    const graceMs = claims.length > 1 ? TRUST_MS : 0;
    if (lives.some((each) => each !== 'gone'))
      await world.clock.sleep(graceMs + requestTimeoutMs, world.interrupt);
    if (!(await stillStands(world, paths, claims))) return 'beaten';
    await mine.install();
    installed = true;
    return mine;
  } finally {
    if (!installed) await mine.release();
  }
}

/**
 * Removes takeovers of locks that are gone: of those this run took over, and of runs that died while they took over.
 * Nobody gets a lock by one of them any more, since whoever wrote it looks for the lock it was to replace. With them
 * goes what was half written when a run died: only the holder of the lock replaces files here, and who waits for it
 * tries again. A lock whose surroundings cannot be cleared up is given up again.
 */
async function clearedUp({ files }: World, paths: StatePaths, mine: HeldLock): Promise<HeldLock> {
  try {
    for (const path of await strayTakeovers(files, paths)) {
      await mine.assertHeld();
      await files.remove(path);
    }
    await mine.assertHeld();
    await files.sweep(paths.directory);
    return mine;
  } catch (error) {
    await mine.release();
    throw error;
  }
}
