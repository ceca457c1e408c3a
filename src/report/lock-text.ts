import type { LockHolder } from '../core/state.ts';
import { escapeUnprintable, holderName, instant, lastSignOf } from '../core/wording.ts';
import { wrap } from './layout.ts';
import type { TextOptions } from './plan-text.ts';

export interface ShownLock {
  readonly id: string;
  readonly path: string;
  /** Undefined where the file cannot be read. */
  readonly holder: LockHolder | undefined;
  readonly process: 'alive' | 'gone' | 'unknown';
  /** This machine's wall clock. */
  readonly nowMs: number;
}

/** Who holds the lock of a stack, as its file says, and what is known of that process from here. */
export function lockText(
  { id, path, holder, process, nowMs }: ShownLock,
  { width, style }: TextOptions,
): string {
  const facts: readonly (readonly [string, string])[] =
    holder === undefined
      ? [['holder', 'not known: the file cannot be read']]
      : [
          ['holder', holderName(holder)],
          ['since', instant(holder.started, nowMs)],
          ['last sign', instant(lastSignOf(holder), nowMs)],
          ['process', PROCESS[process]],
        ];
  // The id is there to be copied, and the path to be looked at: they stay on one line.
  const whole = Number.POSITIVE_INFINITY;
  return [
    ...wrap(escapeUnprintable(path), whole, '').map(style.bold),
    ...wrap(escapeUnprintable(id), whole, '  id         '),
    ...facts.flatMap(([name, fact]) => wrap(escapeUnprintable(fact), width, `  ${name.padEnd(11)}`)),
    '',
  ].join('\n');
}

const PROCESS = {
  alive: 'alive on this machine',
  gone: 'gone: the next run takes the lock over by itself',
  unknown: 'not to be seen from here',
} as const;
