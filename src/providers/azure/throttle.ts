import type { Clock, Random } from '../../core/world.ts';
import { type Headers, remaining } from './headers.ts';

export type Budget = 'reads' | 'writes' | 'deletes';

/**
 * The one token bucket of a run: every request of the process passes it. It holds nobody back until ARM says how
 * much is left; from then on it spends what is left and the documented refill, and no more.
 */
interface Throttle {
  /** Resolves when a request may be sent, with what it waited for its turn in the budget; `answered` must follow. */
  admit(budget: Budget, signal?: AbortSignal): Promise<number>;
  /** The request is over; `headers` are those of its answer, where one came. */
  answered(budget: Budget, headers?: Headers): void;
  /** ARM asked for a pause: it holds for every request, not only for the one that was told. */
  pause(ms: number): void;
}

/** Refill a second: arm-protocol.md, "Throttling". */
const REFILL: Readonly<Record<Budget, number>> = { reads: 25, writes: 10, deletes: 10 };
/** What a bucket holds when full, of the same table: time alone fills it no further. */
const CAPACITY: Readonly<Record<Budget, number>> = { reads: 250, writes: 200, deletes: 200 };
/** A pause is lengthened by up to this part of it, so that those who waited do not all come back at once. */
const JITTER = 0.25;

interface Bucket {
  /** Requests that may be sent at `atMs`; below zero where waiting ones have spent ahead; undefined: no limit known. */
  level: number | undefined;
  atMs: number;
  /** Admitted or waiting, and not answered yet. */
  open: number;
}

export function createThrottle(clock: Clock, random: Random): Throttle {
  const buckets: Record<Budget, Bucket> = { reads: bucket(), writes: bucket(), deletes: bucket() };
  let pausedUntilMs = 0;

  const afterPause = async (signal?: AbortSignal): Promise<void> => {
    for (
      let leftMs = pausedUntilMs - clock.monotonicMs();
      leftMs > 0;
      leftMs = pausedUntilMs - clock.monotonicMs()
    ) {
      await clock.sleep(leftMs * (1 + random.fraction() * JITTER), signal);
    }
  };

  return {
    async admit(budget, signal) {
      const waitMs = reserve(buckets[budget], budget, clock.monotonicMs());
      try {
        if (waitMs > 0) await clock.sleep(waitMs, signal);
        await afterPause(signal);
        return waitMs;
      } catch (error) {
        buckets[budget].open -= 1;
        throw error;
      }
    },
    answered(budget, headers = {}) {
      const one = buckets[budget];
      one.open -= 1;
      const left = remaining(headers, budget);
      if (left === undefined) return;
      // Those still open have not been counted by ARM, or their answers have not told us yet.
      one.level = left - one.open;
      one.atMs = clock.monotonicMs();
    },
    pause(ms) {
      pausedUntilMs = Math.max(pausedUntilMs, clock.monotonicMs() + ms);
    },
  };
}

function bucket(): Bucket {
  return { level: undefined, atMs: 0, open: 0 };
}

/** Takes one token, if need be from the future; gives how far that is away. */
function reserve(one: Bucket, budget: Budget, nowMs: number): number {
  const refill = REFILL[budget];
  one.open += 1;
  if (one.level === undefined) return 0;
  const refilled = one.level + ((nowMs - one.atMs) / 1_000) * refill;
  // ARM grants some subscriptions more than the documented bucket, and says so.
  one.level = Math.min(refilled, Math.max(one.level, CAPACITY[budget])) - 1;
  one.atMs = nowMs;
  return one.level >= 0 ? 0 : (-one.level / refill) * 1_000;
}
