import { canonicalJson, hashText } from '../core/canonical.ts';
import type { LockHolder, StandingLock } from '../core/state.ts';
import { holderName, instant, lastSignOf } from '../core/wording.ts';
import type { World } from '../core/world.ts';
import { isCount, isName, isString, type Shape, shapeFault } from './shape.ts';
import { lockError } from './state-error.ts';

/** Who takes a lock. */
export interface Claimant {
  readonly world: World;
  readonly stack: string;
  /** The command, for those who wait. */
  readonly operation: string;
}

/** A beat that stood still for so long has nobody behind it, as far as those can tell who cannot see the process. */
export const STANDING_MS = 60_000;
/** How often those who wait look again. */
export const LOOK_EVERY_MS = 1_000;

/** This run as the holder of a lock. A new id each time: one that was given up may have been taken over by others. */
export function newHolder({ world, stack, operation }: Claimant, wallMs: number): LockHolder {
  const { random, self } = world;
  return {
    id: random.uuid(),
    stack,
    operation,
    who: self.who,
    host: self.host,
    bootId: self.bootId,
    pidNamespace: self.pidNamespace,
    pid: self.pid,
    pidStarted: self.pidStarted,
    started: formatTime(wallMs),
    beat: formatBeat(0, wallMs),
  };
}

/** What is known for certain of a process, which takes one of this very host, boot and pid namespace. */
export async function livenessOf(
  { self }: World,
  holder: LockHolder | undefined,
): Promise<StandingLock['process']> {
  if (holder === undefined || self.bootId === '' || self.pidNamespace === '') return 'unknown';
  const here =
    holder.host === self.host && holder.bootId === self.bootId && holder.pidNamespace === self.pidNamespace;
  if (!here) return 'unknown';
  return (await self.isAlive(holder.pid, holder.pidStarted)) ? 'alive' : 'gone';
}

/** The text of a claim: one line of canonical JSON. */
export function formatLock(holder: LockHolder): string {
  return `${canonicalJson(holder)}\n`;
}

/** Undefined where the text is no lock of ours: then only its standing still can show that nobody is behind it. */
export function parseLock(text: string): LockHolder | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return shapeFault(value, HOLDER) === undefined ? (value as LockHolder) : undefined;
  } catch {
    return undefined;
  }
}

/** The holder's id; of a text that cannot be read, one that follows from it. */
export function lockId(text: string): string {
  return parseLock(text)?.id ?? hashText(text).slice(0, 32);
}

/** Of the same length for ever, so that a beat can be written in place. */
export function formatBeat(count: number, wallMs: number): string {
  return `${String(count).padStart(10, '0')} ${formatTime(wallMs)}`;
}

function formatTime(wallMs: number): string {
  return new Date(wallMs).toISOString();
}

/** Exit code 5: another run holds the lock at `place`, and is not known to be gone. */
export function lockedBy(place: string, holder: LockHolder | undefined, nowMs: number): Error {
  if (holder === undefined) {
    return lockError(
      'ACR2110',
      `${place} cannot be read, so it is not known who holds the lock.`,
      'Wait with `--lock-timeout 5m`: a lock that stands still is taken over after a minute.',
    );
  }
  return lockError(
    'ACR2110',
    `${holderName(holder)} has run since ${instant(holder.started, nowMs)}; its last sign of life was at ${instant(lastSignOf(holder), nowMs)}.`,
    'Wait for it to end, or let this command wait with `--lock-timeout 5m`. A run that died on this host is taken over at once, one elsewhere after it stood still for a minute.',
  );
}

/** Exit code 5: the lock at `place` was this run's, and is so no more. */
export function lockLost(place: string, taker: LockHolder | undefined): Error {
  const by =
    taker === undefined
      ? 'It was removed, or another run has it'
      : `${taker.operation} by ${taker.who} on ${taker.host} took it over`;
  return lockError(
    'ACR2111',
    `${place} is no longer this run's. ${by}, as happens when a run stands still for over a minute. Nothing more was started.`,
    'Wait until no other run is active, then run the same command again: it goes on from the journal.',
  );
}

/** Exit code 5: who was told an id, by a person or by an earlier look, finds another lock at `place`. */
export function otherLock(place: string, id: string): Error {
  return lockError(
    'ACR2118',
    `The lock at ${place} is not "${id}", or somebody took it over just now. Another run may have come since you looked.`,
    '"acrctl state unlock" without an id shows who holds it now.',
  );
}

const isId = (value: unknown): boolean => typeof value === 'string' && /^[0-9A-Za-z-]{1,64}$/.test(value);

const HOLDER: Shape = {
  id: isId,
  stack: isName,
  operation: isName,
  who: isString,
  host: isString,
  bootId: isString,
  pidNamespace: isString,
  pid: isCount,
  pidStarted: isString,
  started: isName,
  beat: isName,
};
