import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { thisProcess } from '../../src/cli/world/this-process.ts';
import { formatBeat, formatLock } from '../../src/state/lock-holder.ts';

/** Whose lock it is: of this very process, of one that has ended, of another machine, or not to be read. */
export type LockKind = 'alive' | 'gone' | 'elsewhere' | 'damaged';

export const LOCK_ID = '11111111-1111-4111-8111-111111111111';

/** Puts a lock of the example's stack where `--state-dir state` finds it, and gives the path. */
export function putLock(folder: string, kind: LockKind): string {
  const path = join(folder, 'state/images-prod/lock.json');
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, kind === 'damaged' ? '' : lockOf(kind), { mode: 0o600 });
  return path;
}

export function lockOf(kind: LockKind): string {
  const { who, host, bootId, pidNamespace, pid, pidStarted } = thisProcess();
  return formatLock({
    id: LOCK_ID,
    stack: 'images-prod',
    operation: 'apply',
    who,
    host: kind === 'elsewhere' ? 'build-7' : host,
    bootId,
    pidNamespace,
    pid,
    // With another start it is another process of the same number.
    pidStarted: kind === 'gone' ? '1' : pidStarted,
    started: '2026-01-01T00:00:00.000Z',
    beat: formatBeat(3, Date.UTC(2026, 0, 1)),
  });
}
