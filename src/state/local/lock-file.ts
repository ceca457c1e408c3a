import { join } from 'node:path';
import type { LockHolder } from '../../core/state.ts';
import type { Files } from '../../core/world.ts';
import { lockId, parseLock } from '../lock-holder.ts';
import type { StatePaths } from './state-paths.ts';

/** A file that stands for a claim to the lock: `lock.json`, or the latest takeover of it. */
export interface Claim {
  readonly path: string;
  readonly text: string;
  readonly holder: LockHolder | undefined;
  /** That of the holder; of a text that cannot be read, its hash. */
  readonly id: string;
  /** Names what a takeover of this claim creates, exclusively. */
  readonly takenPath: string;
}

/**
 * `lock.json`, the takeover of it that somebody began, the takeover of that one, and so on. The last one rules:
 * who crashed in the middle of a takeover is taken over like any other holder. Empty where nobody holds the lock.
 */
export async function readClaims(files: Files, paths: StatePaths): Promise<readonly Claim[]> {
  const claims: Claim[] = [];
  const seen = new Set<string>();
  let path = paths.lock;
  while (!seen.has(path)) {
    seen.add(path);
    const text = await files.read(path);
    if (text === undefined) break;
    const holder = parseLock(text);
    const id = lockId(text);
    const takenPath = takenPathOf(paths, id);
    claims.push({ path, text, holder, id, takenPath });
    path = takenPath;
  }
  return claims;
}

/** The takeovers in the directory that lead to no lock any more, judged by the claims that stand now. */
export async function strayTakeovers(files: Files, paths: StatePaths): Promise<readonly string[]> {
  const names = await files.list(paths.directory);
  const takeovers = names.filter((name) => TAKEN.test(name)).map((name) => join(paths.directory, name));
  if (takeovers.length === 0) return [];
  // Read after the names were: a takeover that began in between is not among those.
  const standing = new Set((await readClaims(files, paths)).map(({ takenPath }) => takenPath));
  return takeovers.filter((path) => !standing.has(path));
}

const TAKEN = /^lock\..+\.taken$/;

/** Where a takeover of the claim with this id stands. */
export function takenPathOf(paths: StatePaths, id: string): string {
  return join(paths.directory, `lock.${id}.taken`);
}
