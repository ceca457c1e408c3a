import type { Cloud, LiveObject, ReadTarget, ResourceType } from '../core/resource-type.ts';
import type { Clock } from '../core/world.ts';

/**
 * How long a creation is given to show when no answer to it is known. Azure may have taken the request all the same
 * and show nothing until it is done: a private DNS zone for 30 s (emulator SPEC, from
 * Test_Networking_PrivateDnsZone_20200601_CRUD), a registry for the 5 to 21 s of its PUT (faults.md 1). A 404
 * meanwhile is no absence (I-17), and what is sent then again would run beside the first request.
 */
const UNSEEN_MS = 60_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;

interface Reading {
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Reads an object that may be under way; undefined once it has stayed away for too long to be so. */
export async function readUnseen(
  target: ReadTarget,
  { cloud, clock, signal }: Reading,
): Promise<LiveObject | undefined> {
  const endMs = clock.monotonicMs() + UNSEEN_MS;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    const live = await cloud.read(target, { signal });
    const leftMs = endMs - clock.monotonicMs();
    if (live !== undefined || leftMs <= 0) return live;
    await clock.sleep(Math.min(pauseMs, leftMs), signal);
  }
}

/** As long as a deletion that has ended is given to be seen to have (poll.ts, GONE_WITHIN_MS). */
const REMAKE_WITHIN_MS = 5 * 60_000;

/** Reads an object that this run has deleted and is to make again: undefined once it has stayed away for long enough. */
export async function readRemade(
  target: ReadTarget,
  { absences, pauseMs }: NonNullable<ResourceType['remake']>,
  { cloud, clock, signal }: Reading,
): Promise<LiveObject | undefined> {
  const endMs = clock.monotonicMs() + REMAKE_WITHIN_MS;
  for (let inRow = 0; ; ) {
    const live = await cloud.read(target, { signal });
    inRow = live === undefined ? inRow + 1 : 0;
    if (inRow === absences || (live !== undefined && clock.monotonicMs() >= endMs)) return live;
    await clock.sleep(pauseMs, signal);
  }
}
