import type { Clock, HttpRequest, HttpResponse, Random, Transport } from '../../src/core/world.ts';
import { NoAnswerError } from '../../src/core/world.ts';

export const ORIGIN = 'https://management.azure.com';

/** A clock that stands still while anything can run, and then goes on to the next sleeper. */
export interface VirtualClock extends Clock {
  /** Every sleep that was asked for, in order. */
  readonly sleeps: readonly number[];
}

export function virtualClock(): VirtualClock {
  let nowMs = 0;
  let ticking = false;
  const sleeps: number[] = [];
  const sleepers: { atMs: number; wake: () => void }[] = [];
  const tick = () => {
    ticking = false;
    sleepers.sort((a, b) => a.atMs - b.atMs);
    const next = sleepers.shift();
    if (next === undefined) return;
    nowMs = Math.max(nowMs, next.atMs);
    next.wake();
    schedule();
  };
  const schedule = () => {
    if (ticking || sleepers.length === 0) return;
    ticking = true;
    setImmediate(tick);
  };
  return {
    sleeps,
    wallMs: () => Date.parse('2026-01-01T00:00:00Z') + nowMs,
    monotonicMs: () => nowMs,
    sleep(ms, signal) {
      signal?.throwIfAborted();
      sleeps.push(ms);
      return new Promise((resolve, reject) => {
        const sleeper = { atMs: nowMs + ms, wake: resolve };
        sleepers.push(sleeper);
        signal?.addEventListener('abort', () => {
          if (sleepers.includes(sleeper)) sleepers.splice(sleepers.indexOf(sleeper), 1);
          reject(signal.reason);
        });
        schedule();
      });
    },
  };
}

/** Ids in sequence, and no spread: pauses come out at their nominal length. */
export function plainRandom(): Random {
  let drawn = 0;
  return {
    uuid: () => `00000000-0000-0000-0000-${String(++drawn).padStart(12, '0')}`,
    fraction: () => 0,
    rsaKey: () => Promise.reject(new Error('No key is asked for.')),
  };
}

/** What a script may answer: a response, or `none` for a connection that broke. */
export type Answer = Partial<Omit<HttpResponse, 'body'>> & { readonly body?: unknown };

export interface ScriptedTransport extends Transport {
  readonly requests: readonly HttpRequest[];
  /** `GET /path` of each request, without host and query. */
  readonly log: readonly string[];
}

/** ARM never sends a bare 404 (the recordings). */
const ABSENT = { error: { code: 'ResourceNotFound', message: 'It was not found.' } };

/** A network that answers as the function says. */
export function scriptedTransport(
  answer: (request: HttpRequest, index: number) => Answer | 'none' | Promise<Answer | 'none'>,
): ScriptedTransport {
  const requests: HttpRequest[] = [];
  const log: string[] = [];
  return {
    requests,
    log,
    async send(request) {
      requests.push(request);
      log.push(`${request.method} ${new URL(request.url).pathname}`);
      const given = await answer(request, requests.length - 1);
      if (given === 'none') throw new NoAnswerError('The connection broke.');
      const { status = 200, headers = {}, body = status === 404 ? ABSENT : '' } = given;
      return { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
    },
  };
}

/** Answers in order; the last one is repeated for ever. */
export function inOrder(answers: readonly (Answer | 'none')[]): ScriptedTransport {
  return scriptedTransport((_, index) => answers[Math.min(index, answers.length - 1)] ?? { status: 500 });
}
