import type { LockHolder } from '../core/state.ts';
import type { World } from '../core/world.ts';
import { type HeldLock, holdLock } from './held-lock.ts';
import { type Claim, formatBeat, formatLock, formatTime, readClaims } from './lock-file.ts';
import type { StatePaths } from './state-paths.ts';

/** Who takes a lock. */
export interface Claimant {
  readonly world: World;
  readonly stack: string;
  /** The command, for those who wait. */
  readonly operation: string;
}

/** Creates the file at `path` as this run's claim; undefined where somebody was faster. */
export async function claim(
  { world, stack, operation }: Claimant,
  paths: StatePaths,
  path: string,
): Promise<HeldLock | undefined> {
  const { files, clock, random, self } = world;
  const since = { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() };
  // A new id each time: one that was given up may have been taken over by others under its name.
  const holder: LockHolder = {
    id: random.uuid(),
    stack,
    operation,
    who: self.who,
    host: self.host,
    bootId: self.bootId,
    pidNamespace: self.pidNamespace,
    pid: self.pid,
    pidStarted: self.pidStarted,
    started: formatTime(since.wallMs),
    beat: formatBeat(0, since.wallMs),
  };
  const file = await files.createExclusive(path, formatLock(holder));
  return file === undefined ? undefined : holdLock({ files, clock, paths, holder, file, path, since });
}

/** False where the holder came back and gave its lock up in order: then whoever is first may have it. */
export async function stillStands(
  world: World,
  paths: StatePaths,
  claims: readonly Claim[],
): Promise<boolean> {
  const [now] = await readClaims(world.files, paths);
  const [then] = claims;
  return now !== undefined && now.takenPath === then?.takenPath;
}

/** What is known for certain of the process behind a claim, which takes one of this very host, boot and pid namespace. */
export type Liveness = 'alive' | 'gone' | 'unknown';

export async function livenessOf({ self }: World, holder: LockHolder | undefined): Promise<Liveness> {
  if (holder === undefined || self.bootId === '' || self.pidNamespace === '') return 'unknown';
  const here =
    holder.host === self.host && holder.bootId === self.bootId && holder.pidNamespace === self.pidNamespace;
  if (!here) return 'unknown';
  return (await self.isAlive(holder.pid, holder.pidStarted)) ? 'alive' : 'gone';
}
