import type { Cloud, LiveObject, ReadTarget } from '../core/resource-type.ts';
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

/** Reads an object that may be under way; undefined once it has stayed away for too long to be so. */
export async function readUnseen(
  target: ReadTarget,
  { cloud, clock, signal }: { readonly cloud: Cloud; readonly clock: Clock; readonly signal: AbortSignal },
): Promise<LiveObject | undefined> {
  const endMs = clock.monotonicMs() + UNSEEN_MS;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    const live = await cloud.read(target, { signal });
    const leftMs = endMs - clock.monotonicMs();
    if (live !== undefined || leftMs <= 0) return live;
    await clock.sleep(Math.min(pauseMs, leftMs), signal);
  }
}
