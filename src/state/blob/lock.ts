import { BlobRefusal, type Blobs, type FoundBlob } from '../../core/blobs.ts';
import type { Lock, LockHolder, LockRequest, StandingLock } from '../../core/state.ts';
import { type Claim, hold, momentOf } from '../holding.ts';
import {
  type Claimant,
  formatBeat,
  formatLock,
  LOOK_EVERY_MS,
  livenessOf,
  lockedBy,
  lockId,
  lockLost,
  newHolder,
  otherLock,
  parseLock,
  STANDING_MS,
} from '../lock-holder.ts';
import type { StatePlaces } from '../places.ts';
import { isLost, onBlobs } from './blob-error.ts';
import { insist } from './insist.ts';
import { blobPlaces, JOURNAL, LOCK, STATE } from './names.ts';
import { putWhole, removeWhole } from './writes.ts';

interface BlobLockOptions extends Claimant {
  readonly blobs: Blobs;
}

const UNCHANGED = 'The state is as it was.';

/**
 * Takes the lock of a stack (I-06): the blob `lock.json`, and a lease by the lock's id on it, on the state and on the
 * journal, so that the service itself refuses the writes of whoever lost it. A holder whose process is gone is taken
 * over at once; one that gave no sign for a minute and the longest request, by the waiter's own clock or by that of
 * the service alone, when that time is over. Else throws with exit code 5, naming the holder.
 */
export async function acquireBlobLock(options: BlobLockOptions & LockRequest): Promise<Lock> {
  const places = blobPlaces(options.blobs);
  return onBlobs({ places, doing: `Locking ${places.directory}`, kept: UNCHANGED }, () =>
    acquire(options, places),
  );
}

/** The lock as it stands just now; undefined where nobody holds it. Takes nothing. */
export async function standingBlobLock({
  blobs,
  world,
}: Pick<BlobLockOptions, 'blobs' | 'world'>): Promise<StandingLock | undefined> {
  const places = blobPlaces(blobs);
  const found = await readLock(blobs, world, places);
  if (found === undefined) return undefined;
  const holder = parseLock(found.text);
  return { id: lockId(found.text), path: places.lock, holder, process: await livenessOf(world, holder) };
}

/** Ends the leases of the lock with this id and removes it; see `StateHome.removeLock`. */
export async function removeBlobLock({
  blobs,
  world,
  id,
}: Pick<BlobLockOptions, 'blobs' | 'world'> & { readonly id: string }): Promise<void> {
  const places = blobPlaces(blobs);
  const found = await readLock(blobs, world, places);
  if (found === undefined) return;
  if (lockId(found.text) !== id) throw otherLock(places.lock, id);
  await onBlobs({ places, doing: `Removing ${places.lock}`, kept: 'Nothing else was changed.' }, async () => {
    for (const name of [LOCK, STATE, JOURNAL]) await endLease(blobs, world, name);
    try {
      await removeWhole({ blobs, clock: world.clock }, LOCK, { etag: found.etag });
    } catch (error) {
      // It was given up just now, or gave a sign of life.
      if ((await blobs.look(LOCK)) === undefined) return;
      throw isLost(error) ? otherLock(places.lock, id) : error;
    }
  });
}

function readLock(
  blobs: Blobs,
  { clock }: Claimant['world'],
  places: StatePlaces,
): Promise<FoundBlob | undefined> {
  return onBlobs({ places, doing: `Reading ${places.lock}`, kept: 'Nothing was written.' }, () =>
    insist(clock, () => blobs.read(LOCK)),
  );
}

async function acquire(options: BlobLockOptions & LockRequest, places: StatePlaces): Promise<Lock> {
  const { blobs, world, lockTimeoutMs, requestTimeoutMs } = options;
  const { clock, interrupt } = world;
  const deadlineMs = clock.monotonicMs() + lockTimeoutMs;
  const goneMs = STANDING_MS + requestTimeoutMs;
  let seen: { readonly text?: string; readonly sinceMs: number } = { sinceMs: 0 };
  for (;;) {
    interrupt.throwIfAborted();
    const found = await insist(clock, () => blobs.read(LOCK));
    const nowMs = clock.monotonicMs();
    if (found !== undefined && found.text !== seen.text) seen = { text: found.text, sinceMs: nowMs };
    const holder = found === undefined ? undefined : parseLock(found.text);
    const silentMs = found === undefined ? goneMs : Math.max(found.ageMs, nowMs - seen.sinceMs);
    if (silentMs >= goneMs || (await livenessOf(world, holder)) === 'gone') {
      const lock = await claim(options, places, found);
      if (lock !== undefined) return lock;
      continue;
    }
    const isSilent = silentMs >= STANDING_MS;
    if (!isSilent && nowMs >= deadlineMs) throw lockedBy(places.lock, holder, clock.wallMs());
    await clock.sleep(isSilent ? LOOK_EVERY_MS : Math.min(LOOK_EVERY_MS, deadlineMs - nowMs), interrupt);
  }
}

/** Puts this run's lock where none is, or in the place of the one that was found; undefined where it was beaten. */
async function claim(
  options: BlobLockOptions,
  places: StatePlaces,
  found: FoundBlob | undefined,
): Promise<Lock | undefined> {
  const { blobs, world } = options;
  const { clock } = world;
  const since = momentOf(clock);
  const holder = newHolder(options, since.wallMs);
  const text = formatLock(holder);
  if (found?.isLeased === true) await endLease(blobs, world, LOCK);
  const on = found === undefined ? 'absent' : { etag: found.etag };
  const etag = await putWhole({ blobs, clock }, LOCK, text, on).catch((error: unknown) => {
    if (isBeaten(error)) return undefined;
    throw error;
  });
  if (etag === undefined) return undefined;
  const claimed = claimOf(options, places, holder, etag);
  try {
    await leaseAll(options, holder.id, found !== undefined);
  } catch (error) {
    await claimed.giveUp().catch(() => undefined);
    throw error;
  }
  const guarded = <T>(doing: 'checking' | 'giving up', operation: () => Promise<T>): Promise<T> =>
    onBlobs(
      doing === 'checking'
        ? { places, doing: `Checking ${places.lock}`, kept: `Nothing was written without the lock.` }
        : { places, doing: `Giving up ${places.lock}`, kept: 'The run itself is complete.' },
      operation,
    );
  const unproven = () => lockLost(places.lock, undefined);
  return hold({ id: holder.id, clock, claim: claimed, since, unproven, guarded });
}

/** The answers to a write whose place somebody took in between. */
function isBeaten(error: unknown): boolean {
  return isLost(error) || (error instanceof BlobRefusal && error.code === 'BlobAlreadyExists');
}

/** State and journal are made where they are not there yet: what is not there cannot be leased. */
async function leaseAll({ blobs, world }: BlobLockOptions, id: string, isTakeover: boolean): Promise<void> {
  const { clock } = world;
  await takeLease(blobs, world, LOCK, id);
  const made = [
    [STATE, () => blobs.put(STATE, '', 'absent')],
    [JOURNAL, () => blobs.startLog(JOURNAL, 'absent')],
  ] as const;
  for (const [name, make] of made) {
    if ((await insist(clock, () => blobs.look(name))) === undefined) await insist(clock, orThere(make));
    // Those of the holder before may run on for a while: it is gone, or has lost its lock.
    if (isTakeover) await endLease(blobs, world, name);
    await takeLease(blobs, world, name, id);
  }
}

/** One that somebody is breaking is over within a minute, the longest that a break may take (S06, "Lease Blob"). */
async function takeLease(
  blobs: Blobs,
  { clock, interrupt }: Claimant['world'],
  name: string,
  id: string,
): Promise<void> {
  const deadlineMs = clock.monotonicMs() + LONGEST_BREAK_MS;
  for (;;) {
    try {
      await insist(clock, () => blobs.acquireLease(name, id));
      return;
    } catch (error) {
      const isBreaking = error instanceof BlobRefusal && error.code === 'LeaseIsBreakingAndCannotBeAcquired';
      if (!isBreaking || clock.monotonicMs() >= deadlineMs) throw error;
      await clock.sleep(LOOK_EVERY_MS, interrupt);
    }
  }
}

const LONGEST_BREAK_MS = 60_000;

function orThere(make: () => Promise<string>): () => Promise<void> {
  return async () => {
    try {
      await make();
    } catch (error) {
      if (!isBeaten(error)) throw error;
    }
  };
}

async function endLease(blobs: Blobs, { clock }: Claimant['world'], name: string): Promise<void> {
  try {
    await insist(clock, () => blobs.breakLease(name));
  } catch (error) {
    // There is none.
    if (!isLost(error)) throw error;
  }
}

function claimOf(options: BlobLockOptions, places: StatePlaces, holder: LockHolder, first: string): Claim {
  const { blobs, world } = options;
  const { clock } = world;
  const lease = holder.id;
  let etag = first;
  const taken = async (): Promise<Error> => {
    const text = (await insist(clock, () => blobs.read(LOCK)))?.text;
    return lockLost(places.lock, text === undefined ? undefined : parseLock(text));
  };
  return {
    fault: async () => {
      const now = await insist(clock, () => blobs.look(LOCK));
      return now?.etag === etag ? undefined : taken();
    },
    beat: async (count, wallMs) => {
      try {
        await insist(clock, () => blobs.renewLease(LOCK, lease));
        const text = formatLock({ ...holder, beat: formatBeat(count, wallMs) });
        etag = await putWhole({ blobs, clock }, LOCK, text, { etag, lease });
        for (const name of [STATE, JOURNAL]) await insist(clock, () => blobs.renewLease(name, lease));
        return undefined;
      } catch (error) {
        if (isLost(error)) return taken();
        throw error;
      }
    },
    // The lock goes last: until then the next run knows whose leases those are.
    giveUp: async () => {
      for (const name of [JOURNAL, STATE]) {
        await insist(clock, () => blobs.releaseLease(name, lease)).catch((error: unknown) => {
          if (!isLost(error)) throw error;
        });
      }
      await removeWhole({ blobs, clock }, LOCK, { etag, lease }).catch(async (error: unknown) => {
        // Somebody else's by now; or nobody wrote to it, and its lease ran out while this run waited for the others.
        if ((await blobs.look(LOCK))?.etag !== etag) return;
        if (!isLost(error)) throw error;
        await removeWhole({ blobs, clock }, LOCK, { etag });
      });
    },
    close: async () => undefined,
  };
}
