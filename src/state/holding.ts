import type { Lock } from '../core/state.ts';
import type { Clock } from '../core/world.ts';

/** How often a holder gives a sign of life. */
const BEAT_MS = 15_000;
/** Past this the lock may have been taken over, or be about to be: nothing is assumed any more (L06). */
export const TRUST_MS = 45_000;
/** A process that is suspended again and again while it looks cannot prove anything. */
const PROOF_ATTEMPTS = 10;

export interface Moment {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

export function momentOf(clock: Clock): Moment {
  return { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() };
}

/** A lock as it stands somewhere. Of its methods one runs at a time. */
export interface Claim {
  /** Looks whether it is still this run's; gives the error that says whose it is, or that it is gone. */
  fault(): Promise<Error | undefined>;
  /** Gives sign of life number `count`, in such a way that this run or a waiter notices the other; as `fault`. */
  beat(count: number, wallMs: number): Promise<Error | undefined>;
  /** Takes away what stands for the lock. Only asked for while it is this run's. */
  giveUp(): Promise<void>;
  /** Lets go of what this process has open. */
  close(): Promise<void>;
}

interface HoldOptions {
  readonly id: string;
  readonly clock: Clock;
  readonly claim: Claim;
  /** Both clocks just before the claim was made. */
  readonly since: Moment;
  /** Says that the lock cannot be proven any more, though nobody is known to have taken it. */
  unproven(): Error;
  /** Runs the claim's operations; what the storage refuses becomes an error that says what was kept. */
  guarded<T>(doing: 'checking' | 'giving up', operation: () => Promise<T>): Promise<T>;
}

export interface Holding extends Lock {
  /** Runs an operation of the claim in its turn, once the lock was proven. */
  proven(operation: () => Promise<void>): Promise<void>;
}

/** Keeps a claim alive, and proves before each write that it still is this run's (I-06). */
export function hold({ id, clock, claim, since, unproven, guarded }: HoldOptions): Holding {
  const lost = new AbortController();
  const stop = new AbortController();
  const inTurn = takeTurns();
  let count = 0;
  let last = since;

  const judged = async (look: () => Promise<Error | undefined>): Promise<void> => {
    if (!lost.signal.aborted) {
      const error = await look();
      if (error === undefined) return;
      lost.abort(error);
    }
    throw lost.signal.reason;
  };
  const beat = async (): Promise<void> => {
    const now = momentOf(clock);
    count += 1;
    await judged(() => claim.beat(count, now.wallMs));
    last = now;
  };
  const trusted = (): boolean => {
    const { monotonicMs, wallMs } = momentOf(clock);
    return monotonicMs - last.monotonicMs < TRUST_MS && Math.abs(wallMs - last.wallMs) < TRUST_MS;
  };
  // The clocks are asked again at the end: the process may have stood still while it read.
  const prove = async (): Promise<void> => {
    for (let attempt = 0; attempt < PROOF_ATTEMPTS; attempt += 1) {
      if (trusted()) {
        await judged(claim.fault);
        if (trusted()) return;
      } else {
        await beat();
      }
    }
    throw unproven();
  };
  const giveUp = async (): Promise<void> => {
    try {
      await prove();
      await claim.giveUp();
    } catch (error) {
      if (!lost.signal.aborted) throw error;
    } finally {
      await claim.close();
    }
  };

  const beating = keepBeating(clock, AbortSignal.any([stop.signal, lost.signal]), () => inTurn(beat));
  return {
    id,
    lost: lost.signal,
    assertHeld: shareNext(() => guarded('checking', () => inTurn(prove))),
    proven: (operation) => inTurn(() => prove().then(operation)),
    release: async () => {
      stop.abort();
      await beating;
      await guarded('giving up', () => inTurn(giveUp));
    },
  };
}

/** A beat that fails is made up for by the next one; past `TRUST_MS` the check before a write beats, and says why. */
async function keepBeating(clock: Clock, stop: AbortSignal, beat: () => Promise<void>): Promise<void> {
  while (!stop.aborted) {
    await clock.sleep(BEAT_MS, stop).catch(() => undefined);
    if (!stop.aborted) await beat().catch(() => undefined);
  }
}

/** Runs one operation after another: none sees the claim while another changes it. */
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
