import type { Lock, LockHolder } from '../core/state.ts';
import type { Clock, Files, OwnedFile } from '../core/world.ts';
import { formatBeat, formatLock, parseLock, takenPathOf } from './lock-file.ts';
import { lockError, onDisk } from './state-error.ts';
import type { StatePaths } from './state-paths.ts';

const BEAT_MS = 15_000;
/** Past this the lock may have been taken over, or be about to be: nothing is assumed any more (L06). */
export const TRUST_MS = 45_000;

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

interface Moment {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

/** A claim that beats. `install` gives it the place of `lock.json`. */
export interface HeldLock extends Lock {
  install(): Promise<void>;
}

export function holdLock(options: HeldOptions): HeldLock {
  const { files, clock, paths, holder, file } = options;
  const lost = new AbortController();
  const stop = new AbortController();
  const inTurn = takeTurns();
  let path = options.path;
  let count = 0;
  let last = options.since;

  /**
   * Why the claim is not this run's any more; `thorough` also looks for a takeover that has only begun. That one
   * first: it vanishes from its own place in the moment in which it takes this one's.
   */
  const fault = async (thorough: boolean): Promise<Error | undefined> => {
    const taken = thorough ? await files.read(takenPathOf(paths, holder.id)) : undefined;
    if (taken !== undefined) return lockLost(paths, parseLock(taken));
    const text = await files.read(path);
    const found = text === undefined ? undefined : parseLock(text);
    return found?.id === holder.id ? undefined : lockLost(paths, found);
  };
  const verify = async (thorough: boolean): Promise<void> => {
    if (!lost.signal.aborted) {
      const error = await fault(thorough);
      if (error === undefined) return;
      lost.abort(error);
    }
    throw lost.signal.reason;
  };
  // A waiter writes its claim and then looks for a beat; here the beat is written first and then the claim looked
  // for. So at least one of the two sees the other and gives way.
  const beat = async (): Promise<void> => {
    await verify(true);
    const now = { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() };
    count += 1;
    await file.rewrite(formatLock({ ...holder, beat: formatBeat(count, now.wallMs) }));
    await verify(true);
    last = now;
  };
  const trusted = (): boolean => {
    const wallMs = clock.wallMs() - last.wallMs;
    return clock.monotonicMs() - last.monotonicMs < TRUST_MS && Math.abs(wallMs) < TRUST_MS;
  };
  // The clocks are asked again at the end: the process may have stood still while it read.
  const prove = async (): Promise<void> => {
    for (let attempt = 0; attempt < PROOF_ATTEMPTS; attempt += 1) {
      if (trusted()) {
        await verify(false);
        if (trusted()) return;
      } else {
        await beat();
      }
    }
    throw lockLost(paths, undefined);
  };
  const install = async (): Promise<void> => {
    await prove();
    await file.moveOver(paths.lock);
    path = paths.lock;
  };
  const giveUp = async (): Promise<void> => {
    try {
      await prove();
      await files.remove(path);
    } catch (error) {
      if (!lost.signal.aborted) throw error;
    } finally {
      await file.close();
    }
  };

  const beating = keepBeating(clock, AbortSignal.any([stop.signal, lost.signal]), () => inTurn(beat));
  return {
    id: holder.id,
    lost: lost.signal,
    assertHeld: shareNext(() => onDisk(`Checking ${path}`, KEPT, () => inTurn(prove))),
    install: () => inTurn(install),
    release: async () => {
      stop.abort();
      await beating;
      await onDisk(`Giving up ${path}`, 'The run itself is complete.', () => inTurn(giveUp));
    },
  };
}

/** A process that is suspended again and again while it looks cannot prove anything. */
const PROOF_ATTEMPTS = 10;

const KEPT = 'Nothing was written without the lock; the state is as it was.';

/** A beat that fails is made up for by the next one; past `TRUST_MS` the check before a write beats, and says why. */
async function keepBeating(clock: Clock, stop: AbortSignal, beat: () => Promise<void>): Promise<void> {
  while (!stop.aborted) {
    await clock.sleep(BEAT_MS, stop).catch(() => undefined);
    if (!stop.aborted) await beat().catch(() => undefined);
  }
}

/** Runs one operation after another: none sees the path while another changes it. */
function takeTurns(): (operation: () => Promise<void>) => Promise<void> {
  let turn: Promise<void> = Promise.resolve();
  return (operation) => {
    turn = turn.then(operation, operation);
    return turn;
  };
}

/** Callers that come while a check runs share the next one: a check that began before the call proves nothing. */
function shareNext(check: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  return () => {
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        running = check();
        return running;
      });
    return next;
  };
}

function lockLost(paths: StatePaths, taker: LockHolder | undefined): Error {
  const by =
    taker === undefined
      ? 'It was removed'
      : `${taker.operation} by ${taker.who} on ${taker.host} took it over`;
  return lockError(
    'ACR2111',
    `${paths.lock} is no longer this run's. ${by}, as happens when a run stands still for over a minute. Nothing more was started.`,
    'Wait until no other run is active, then run the same command again: it goes on from the journal.',
  );
}
