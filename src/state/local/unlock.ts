import type { StandingLock } from '../../core/state.ts';
import { type Claimant, livenessOf, otherLock } from '../lock-holder.ts';
import { onDisk } from '../state-error.ts';
import { claim, stillStands } from './claiming.ts';
import { type Claim, readClaims } from './lock-file.ts';
import { checkPaths, type StatePaths, statePaths } from './state-paths.ts';

interface UnlockOptions extends Claimant {
  readonly dir: string;
}

/** The lock of a stack as it stands just now; undefined where nobody holds it. Takes nothing. */
export async function standingLock(
  options: Pick<UnlockOptions, 'world' | 'dir' | 'stack'>,
): Promise<StandingLock | undefined> {
  const { world, dir, stack } = options;
  const paths = statePaths(dir, stack);
  const last = (await claimsIn(options, paths)).at(-1);
  if (last === undefined) return undefined;
  const { id, path, holder } = last;
  return { id, path, holder, process: await livenessOf(world, holder) };
}

/**
 * Takes the lock with this id away from whoever holds it, alive or not, and gives it up. A holder that lives notices
 * before its next write and stops; a request that it has sent may still be under way, and stands in its journal. It
 * goes by a takeover, so that no lock of somebody else's is ever removed: throws where another one stands there.
 */
export async function removeLock(options: UnlockOptions & { readonly id: string }): Promise<void> {
  const paths = statePaths(options.dir, options.stack);
  const claims = await claimsIn(options, paths);
  const last = claims.at(-1);
  if (last === undefined) return;
  if (last.id !== options.id) throw otherLock(last.path, options.id);
  await onDisk(`Removing ${paths.lock}`, 'Nothing else was changed.', () =>
    takeAway(options, paths, claims, last),
  );
}

async function takeAway(
  options: UnlockOptions & { readonly id: string },
  paths: StatePaths,
  claims: readonly Claim[],
  last: Claim,
): Promise<void> {
  const mine = await claim(options, paths, last.takenPath);
  if (mine === undefined) throw otherLock(last.path, options.id);
  try {
    if (!(await stillStands(options.world, paths, claims))) throw otherLock(last.path, options.id);
    await mine.install();
  } finally {
    await mine.release();
  }
}

async function claimsIn(
  { world, dir }: Pick<UnlockOptions, 'world' | 'dir'>,
  paths: StatePaths,
): Promise<readonly Claim[]> {
  await checkPaths(world.files, paths);
  return onDisk(`Reading ${paths.lock} in ${dir}`, 'Nothing was written.', () =>
    readClaims(world.files, paths),
  );
}
