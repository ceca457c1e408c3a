import type { World } from '../../core/world.ts';
import { momentOf } from '../holding.ts';
import { type Claimant, formatLock, newHolder } from '../lock-holder.ts';
import { type HeldLock, holdLock } from './held-lock.ts';
import { type Claim, readClaims } from './lock-file.ts';
import type { StatePaths } from './state-paths.ts';

/** Creates the file at `path` as this run's claim; undefined where somebody was faster. */
export async function claim(
  claimant: Claimant,
  paths: StatePaths,
  path: string,
): Promise<HeldLock | undefined> {
  const { files, clock } = claimant.world;
  const since = momentOf(clock);
  const holder = newHolder(claimant, since.wallMs);
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
