import type { Lock, LockHolder } from '../../core/state.ts';
import type { Clock, Files, OwnedFile } from '../../core/world.ts';
import { type Claim, hold, type Moment } from '../holding.ts';
import { formatBeat, formatLock, lockLost, parseLock } from '../lock-holder.ts';
import { onDisk } from '../state-error.ts';
import { takenPathOf } from './lock-file.ts';
import type { StatePaths } from './state-paths.ts';

interface HeldOptions {
  readonly files: Files;
  readonly clock: Clock;
  readonly paths: StatePaths;
  readonly holder: LockHolder;
  readonly file: OwnedFile;
  /** Where the file stands: `lock.json`, or a takeover that is not installed yet. */
  readonly path: string;
  /** Both clocks just before the file was created. */
  readonly since: Moment;
}

/** A claim that beats. `install` gives it the place of `lock.json`. */
export interface HeldLock extends Lock {
  install(): Promise<void>;
}

export function holdLock({ files, clock, paths, holder, file, path: first, since }: HeldOptions): HeldLock {
  let path = first;
  const fault = async (): Promise<Error | undefined> => {
    const text = await files.read(path);
    const found = text === undefined ? undefined : parseLock(text);
    return found?.id === holder.id ? undefined : lockLost(paths.lock, found);
  };
  /**
   * Also looks for a takeover that has only begun. That one first: it vanishes from its own place in the moment in
   * which it takes this one's.
   */
  const thoroughFault = async (): Promise<Error | undefined> => {
    const taken = await files.read(takenPathOf(paths, holder.id));
    return taken === undefined ? fault() : lockLost(paths.lock, parseLock(taken));
  };
  const claim: Claim = {
    fault,
    // A waiter writes its claim and then looks for a beat; here the beat is written first and then the claim looked
    // for. So at least one of the two sees the other and gives way.
    beat: async (count, wallMs) => {
      const error = await thoroughFault();
      if (error !== undefined) return error;
      await file.rewrite(formatLock({ ...holder, beat: formatBeat(count, wallMs) }));
      return thoroughFault();
    },
    giveUp: () => files.remove(path),
    close: () => file.close(),
  };
  const held = hold({
    id: holder.id,
    clock,
    claim,
    since,
    unproven: () => lockLost(paths.lock, undefined),
    guarded: (doing, operation) =>
      doing === 'checking'
        ? onDisk(`Checking ${path}`, KEPT, operation)
        : onDisk(`Giving up ${path}`, 'The run itself is complete.', operation),
  });
  const install = async (): Promise<void> => {
    await file.moveOver(paths.lock);
    path = paths.lock;
  };
  return { ...held, install: () => held.proven(install) };
}

const KEPT = 'Nothing was written without the lock; the state is as it was.';
