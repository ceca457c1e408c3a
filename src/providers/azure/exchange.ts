import { parseJson } from '../../core/json.ts';
import type { Asked, CloudError } from '../../core/resource-type.ts';
import { type SentSecret, withoutSecrets } from '../../core/secret.ts';
import type { Clock, HttpRequest, HttpResponse, Random, Transport } from '../../core/world.ts';
import { NoAnswerError } from '../../core/world.ts';
import { advisedError, classify, cloudErrorOf, readError } from './errors.ts';
import { retryAfterMs } from './headers.ts';
import { assertTokenFits, pinned } from './origin.ts';
import type { Budget } from './throttle.ts';
import { createThrottle } from './throttle.ts';
import type { TokenSource } from './token-source.ts';
import { askedOf, type Trace, traceOf } from './trace.ts';
import { UNTRUSTED } from './untrusted.ts';

interface ExchangeOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  /** `https://management.azure.com`, or that of a loopback endpoint: nothing is ever sent elsewhere. */
  readonly origin: string;
  readonly tokens: TokenSource;
  /** Sent with every request of the run, so that Azure support can find them by it; drawn where it is absent. */
  readonly correlationId?: string | undefined;
  readonly trace?: ((trace: Trace) => void) | undefined;
}

interface Outgoing {
  readonly method: HttpRequest['method'];
  /** Absolute, or relative to the origin. */
  readonly url: string;
  readonly body?: string | undefined;
  /** What the body holds and no answer may tell. */
  readonly secrets?: readonly SentSecret[] | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** A POST that changes nothing: it may be repeated and cut off like a GET. */
  readonly isQuestion?: boolean;
  /** The object whose operation a poll asks about, for the log. */
  readonly about?: string;
  readonly signal?: AbortSignal | undefined;
}

export interface Exchange {
  /** Sent with every request of the run: what support and the activity log find them by. */
  readonly correlationId: string;
  /** The error for a request that got no answer: what it did is unknown (faults.md G21). */
  noAnswer(asked: Asked, cause: unknown): CloudError;
  /**
   * Sends once and gives whatever was answered. Only answers that prove that nothing was done lead to another
   * request: 429 of the rate limit, and one 401 for a token that ran out. A write that the signal keeps from being
   * sent (again) throws `throttled`: Azure has done nothing.
   */
  once(request: Outgoing): Promise<HttpResponse>;
  /**
   * A read that is repeated, in bounds, until there is a readable answer: 2xx with JSON, or an error to decide on. A
   * GET, or with a body a POST that changes nothing; an empty one is none.
   */
  read(url: string, signal?: AbortSignal, body?: string): Promise<HttpResponse>;
}

/** No request takes longer: whoever takes over a lock waits this out. */
export const LONGEST_REQUEST_MS = 120_000;
const READ_TIMEOUT_MS = 30_000;
/** How long 429 answers are waited out before they are handed on. */
const THROTTLED_AT_MOST_MS = 15 * 60_000;
const THROTTLE_PAUSE_MS = 5_000;
const READ_ATTEMPTS = 6;
const READ_AT_MOST_MS = 3 * 60_000;
const READ_PAUSE_MS = 500;

export function createExchange(options: ExchangeOptions): Exchange {
  const { clock, random, origin, tokens } = options;
  assertTokenFits(origin, tokens);
  const throttle = createThrottle(clock, random);
  const correlationId = options.correlationId ?? random.uuid();
  const trace = options.trace ?? (() => undefined);

  /** Waits for the request's turn; gives the token to send it with. */
  const turn = async (request: Outgoing, fresh: boolean): Promise<string> => {
    const waitMs = await throttle.admit(budgetOf(request), request.signal);
    if (waitMs >= TOLD_FROM_MS) trace({ kind: 'pause', why: 'budget', ms: waitMs, asked: false });
    try {
      const token = await tokens.token({ fresh, signal: request.signal });
      request.signal?.throwIfAborted();
      return token;
    } catch (error) {
      throttle.answered(budgetOf(request));
      throw error;
    }
  };

  const send = async (request: Outgoing, url: string, token: string): Promise<HttpResponse> => {
    const startedMs = clock.monotonicMs();
    let response: HttpResponse | undefined;
    try {
      const answer = await options.transport.send({
        method: request.method,
        url,
        headers: {
          accept: 'application/json',
          ...(request.body !== undefined && { 'content-type': 'application/json' }),
          'x-ms-client-request-id': random.uuid(),
          'x-ms-correlation-request-id': correlationId,
          ...request.headers,
          authorization: `Bearer ${token}`,
        },
        ...(request.body !== undefined && { body: request.body }),
        timeoutMs: isWrite(request) ? LONGEST_REQUEST_MS : READ_TIMEOUT_MS,
        // A write that is under way is not cut off: its answer is worth more than the moment it takes.
        ...(request.signal && !isWrite(request) && { signal: request.signal }),
      });
      // Before anybody reads it, the log included.
      response = { ...answer, body: withoutSecrets(answer.body, request.secrets ?? []) };
      // ARM repeats the id that it was sent; what stands before it need not.
      return { ...response, headers: { 'x-ms-correlation-request-id': correlationId, ...response.headers } };
    } finally {
      throttle.answered(budgetOf(request), response?.headers);
      const durationMs = clock.monotonicMs() - startedMs;
      if (options.trace !== undefined)
        trace(traceOf(request, url, response, { durationMs, nowMs: clock.wallMs() }));
    }
  };

  const once = async (request: Outgoing): Promise<HttpResponse> => {
    const url = pinned(request.url, origin);
    const deadlineMs = clock.monotonicMs() + THROTTLED_AT_MOST_MS;
    let refreshed = false;
    for (let throttled = 0; ; ) {
      const token = await turn(request, refreshed).catch((error: unknown) => {
        throw isWrite(request) && request.signal?.aborted
          ? notSent(askedOf(request.method, url, origin), correlationId, error)
          : error;
      });
      const response = await send(request, url, token);
      if (response.status === 401 && !refreshed && isStaleToken(response)) {
        refreshed = true;
        continue;
      }
      if (!isThrottled(response)) return response;
      const askedMs = retryAfterMs(response.headers, clock.wallMs());
      const pauseMs = askedMs ?? THROTTLE_PAUSE_MS * 2 ** Math.min(throttled, 4);
      if (clock.monotonicMs() + pauseMs >= deadlineMs) return response;
      trace({ kind: 'pause', why: 'throttled', ms: pauseMs, asked: askedMs !== undefined });
      throttle.pause(pauseMs);
      throttled += 1;
    }
  };

  const read: Exchange['read'] = async (url, signal, body) => {
    const request: Outgoing =
      body === undefined
        ? { method: 'GET', url, signal }
        : { method: 'POST', url, body: body === '' ? undefined : body, signal, isQuestion: true };
    const startedMs = clock.monotonicMs();
    const deadlineMs = startedMs + READ_AT_MOST_MS;
    for (let attempts = 1; ; attempts += 1) {
      const outcome = await answerOrNone(once, request);
      const response = outcome instanceof NoAnswerError ? undefined : outcome;
      if (response !== undefined && isReadable(response)) return response;
      const askedMs = response && retryAfterMs(response.headers, clock.wallMs());
      const pauseMs = askedMs ?? READ_PAUSE_MS * 2 ** attempts * (0.5 + random.fraction() / 2);
      const nowMs = clock.monotonicMs();
      const isOver = attempts === READ_ATTEMPTS || nowMs + pauseMs > deadlineMs;
      if (isOver || UNTRUSTED.test(systemCode(outcome) ?? '')) {
        const tried = { times: attempts, forMs: nowMs - startedMs };
        const about = { asked: askedOf(request.method, url, origin), tried, correlationId };
        throw response === undefined
          ? unanswered(origin, about, outcome)
          : unreadable(response, about, clock.wallMs());
      }
      trace({ kind: 'pause', why: 'retry', ms: pauseMs, asked: askedMs !== undefined });
      await clock.sleep(pauseMs, signal);
    }
  };

  return {
    correlationId,
    noAnswer: (asked, cause) => unanswered(origin, { asked, correlationId }, cause),
    once,
    read,
  };
}

/** Shorter waits for the rate limit are not worth a line. */
const TOLD_FROM_MS = 1_000;

/** What is known of a request whatever was answered. */
interface About {
  readonly asked: Asked;
  readonly correlationId: string;
  readonly tried?: CloudError['tried'];
}

function unanswered(origin: string, about: About, cause: unknown): CloudError {
  const code = systemCode(cause);
  const why = code === undefined ? '' : ` (${code})`;
  const message = `Azure did not answer at ${origin}, or the answer did not arrive${why}.`;
  return advisedError({ ...about, failure: 'unknown', armCode: 'NoAnswer', message }, { cause });
}

/** What the system says is wrong with the connection: `ENOTFOUND`, `SELF_SIGNED_CERT_IN_CHAIN`. */
export function systemCode(error: unknown, depth = 0): string | undefined {
  if (!(error instanceof Error) || depth > 4) return undefined;
  const code = 'code' in error ? error.code : undefined;
  if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(code)) return code;
  return systemCode(error.cause, depth + 1);
}

/** The run ended while a write still waited for its turn: every answer so far said that nothing was done. */
function notSent(asked: Asked, correlationId: string, cause: unknown): CloudError {
  return advisedError(
    {
      failure: 'throttled',
      armCode: 'NotSent',
      message: 'The run ended before Azure took the request.',
      asked,
      correlationId,
    },
    { cause },
  );
}

function isWrite({ method, isQuestion }: Outgoing): boolean {
  return method !== 'GET' && method !== 'HEAD' && isQuestion !== true;
}

function budgetOf(request: Outgoing): Budget {
  if (!isWrite(request)) return 'reads';
  return request.method === 'DELETE' ? 'deletes' : 'writes';
}

/** No answer is an outcome too; an abort ends everything. */
async function answerOrNone(
  send: Exchange['once'],
  request: Outgoing,
): Promise<HttpResponse | NoAnswerError> {
  try {
    return await send(request);
  } catch (error) {
    request.signal?.throwIfAborted();
    if (error instanceof NoAnswerError) return error;
    throw error;
  }
}

function isStaleToken(response: HttpResponse): boolean {
  const { code } = readError(parseJson(response.body), response.status);
  return code === 'ExpiredAuthenticationToken' || code === 'InvalidAuthenticationToken';
}

/** The rate limit, and not a 429 by which the network provider says that a neighbour is busy (faults.md G02, G03). */
function isThrottled(response: HttpResponse): boolean {
  if (response.status !== 429) return false;
  return classify(429, readError(parseJson(response.body), 429)) === 'throttled';
}

function isReadable(response: HttpResponse): boolean {
  if (response.status === 408) return false;
  if (response.status >= 500) return response.status === 501 || response.status === 505;
  const hasMeaning = response.status === 200 || response.status === 404;
  return !hasMeaning || parseJson(response.body) !== undefined;
}

function unreadable(response: HttpResponse, about: About, nowMs: number): CloudError {
  if (response.status !== 200) return cloudErrorOf(response, nowMs, about);
  const message = 'Azure answered 200 with something that is not JSON.';
  return advisedError({ ...about, failure: 'unknown', armCode: 'UnreadableAnswer', message, status: 200 });
}
