import type { CloudError } from '../core/resource-type.ts';
import type { Clock, Random } from '../core/world.ts';

interface PatienceContext {
  readonly clock: Clock;
  readonly random: Random;
}

/** How long one step goes on trying, from the moment this is made (I-16). */
export class Patience {
  readonly #context: PatienceContext;
  readonly #deadline: number;
  /** What the last attempts in a row failed with, and since when. */
  #failing: { readonly armCode: string; readonly sinceMs: number } | undefined;

  constructor(deadlineMs: number, context: PatienceContext) {
    this.#context = context;
    this.#deadline = context.clock.monotonicMs() + deadlineMs;
  }

  /** How long to wait before the next attempt; undefined when another attempt would not help or time is up. */
  pauseAfter(error: CloudError, attempt: number, isFirstMove: boolean): number | undefined {
    if (!(RETRIED.has(error.failure) || isFirstMove) || attempt >= MOST_ATTEMPTS) return undefined;
    const { clock, random } = this.#context;
    const leftMs = this.#leftFor(error);
    if (leftMs <= 0) return undefined;
    const backoffMs = Math.min(1_000 * 2 ** (attempt - 1), 60_000) * (0.75 + random.fraction() / 2);
    const pauseMs = Math.round(error.retryAfterMs ?? Math.min(backoffMs, leftMs));
    return clock.monotonicMs() + pauseMs > this.#deadline ? undefined : pauseMs;
  }

  /** How much longer the same failure may pass: the last attempt comes when the time is up. */
  #leftFor({ armCode, retryWithinMs }: CloudError): number {
    const nowMs = this.#context.clock.monotonicMs();
    if (this.#failing?.armCode !== armCode) this.#failing = { armCode, sinceMs: nowMs };
    if (retryWithinMs === undefined) return Number.POSITIVE_INFINITY;
    return Math.ceil(this.#failing.sinceMs + retryWithinMs - nowMs);
  }
}

const RETRIED: ReadonlySet<string> = new Set(['unknown', 'busy', 'not-visible']);
const MOST_ATTEMPTS = 40;
