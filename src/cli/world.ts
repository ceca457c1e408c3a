import { generateKeyPair, randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Random, World } from '../core/world.ts';
import { localFiles } from './world/local-files.ts';
import { thisProcess } from './world/this-process.ts';

/** The world as it is. `interrupt` is the caller's, who owns the signal handlers. */
export function realWorld(interrupt: AbortSignal): World {
  return { files: localFiles, clock, random, self: thisProcess(), interrupt };
}

/** Node fires a longer timer at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const clock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: async (ms, signal) => {
    const endMs = performance.now() + ms;
    do {
      signal?.throwIfAborted();
      const leftMs = Math.max(0, endMs - performance.now());
      await sleep(Math.min(leftMs, LONGEST_TIMER_MS), undefined, signal && { signal }).catch(
        (error: unknown) => {
          throw signal?.aborted ? signal.reason : error;
        },
      );
    } while (performance.now() < endMs);
  },
};

const random: Random = {
  uuid: () => randomUUID(),
  fraction: () => randomInt(2 ** 47) / 2 ** 47,
  rsaKey: (modulusLength) =>
    new Promise((resolve, reject) => {
      generateKeyPair('rsa', { modulusLength }, (error, _, privateKey) =>
        error === null ? resolve(privateKey) : reject(error),
      );
    }),
};
