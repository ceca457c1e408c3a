import { BlobRefusal } from '../../core/blobs.ts';
import { type Clock, NoAnswerError } from '../../core/world.ts';

/** Between one attempt and the next. All of them together stay well below the time for which a lease is trusted. */
const PAUSES_MS = [250, 1_000, 2_000, 4_000];

/**
 * What passes by itself: 500 and 503, which Azure Storage documents so ("Common REST API error codes"), and, as an
 * assumption, what something on the way to it may answer.
 */
const PASSING = new Set([408, 429, 500, 503, 504]);

/**
 * Asks again while the service is busy or does not answer. A write whose answer was lost may have landed, and its
 * repetition is then refused by its own condition: `landed` looks, and gives what the write would have given (S10).
 */
export async function insist<T>(
  clock: Pick<Clock, 'sleep'>,
  attempt: () => Promise<T>,
  landed: () => Promise<T | undefined> = async () => undefined,
): Promise<T> {
  let isRepeated = false;
  for (const pauseMs of [...PAUSES_MS, undefined]) {
    try {
      return await attempt();
    } catch (error) {
      const mayPass = isPassing(error);
      const found = mayPass || isRepeated ? await landed().catch(() => undefined) : undefined;
      if (found !== undefined) return found;
      if (!mayPass || pauseMs === undefined) throw error;
      await clock.sleep(pauseMs);
      isRepeated = true;
    }
  }
  throw new RangeError('The last attempt has no pause after it.');
}

function isPassing(error: unknown): boolean {
  if (error instanceof BlobRefusal) return PASSING.has(error.status);
  // A name that does not exist will not exist in a second.
  return error instanceof NoAnswerError && error.message !== NO_SUCH_NAME;
}

/** What the resolver says of a host that does not exist. */
export const NO_SUCH_NAME = 'ENOTFOUND';
