import { CloudError } from '../../core/resource-type.ts';
import type { Clock, HttpRequest, HttpResponse, Random, Transport } from '../../core/world.ts';
import { NoAnswerError } from '../../core/world.ts';
import { classify, cloudErrorOf, parseJson, readError } from './errors.ts';
import { retryAfterMs } from './headers.ts';
import { assertTokenFits, pinned } from './origin.ts';
import type { Budget } from './throttle.ts';
import { createThrottle } from './throttle.ts';
import type { TokenSource } from './token-source.ts';

interface ExchangeOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  /** `https://management.azure.com`, or that of a loopback endpoint: nothing is ever sent elsewhere. */
  readonly origin: string;
  readonly tokens: TokenSource;
  readonly trace?: ((exchange: Trace) => void) | undefined;
}

/** One request as the debug log shows it: never with a query, a token or a body. */
export interface Trace {
  readonly method: string;
  readonly path: string;
  /** Undefined where no answer came. */
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly durationMs: number;
}

interface Outgoing {
  readonly method: HttpRequest['method'];
  /** Absolute, or relative to the origin. */
  readonly url: string;
  readonly body?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

export interface Exchange {
  /**
   * Sends once and gives whatever was answered. Only answers that prove that nothing was done lead to another
   * request: 429 of the rate limit, and one 401 for a token that ran out.
   */
  once(request: Outgoing): Promise<HttpResponse>;
  /** A GET that is repeated, in bounds, until there is a readable answer: 2xx with JSON, or an error to decide on. */
  get(url: string, signal?: AbortSignal): Promise<HttpResponse>;
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
  const correlationId = random.uuid();

  const attempt = async (request: Outgoing, url: string, fresh: boolean): Promise<HttpResponse> => {
    const budget = BUDGETS[request.method];
    await throttle.admit(budget, request.signal);
    let response: HttpResponse | undefined;
    const startedMs = clock.monotonicMs();
    try {
      const token = await tokens.token({ fresh, signal: request.signal });
      request.signal?.throwIfAborted();
      response = await options.transport.send({
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
        timeoutMs: request.method === 'GET' ? READ_TIMEOUT_MS : LONGEST_REQUEST_MS,
        ...(request.signal && { signal: request.signal }),
      });
      return response;
    } finally {
      throttle.answered(budget, response?.headers);
      options.trace?.(traceOf(request, url, response, clock.monotonicMs() - startedMs));
    }
  };

  const once = async (request: Outgoing): Promise<HttpResponse> => {
    const url = pinned(request.url, origin);
    const deadlineMs = clock.monotonicMs() + THROTTLED_AT_MOST_MS;
    let refreshed = false;
    for (let throttled = 0; ; ) {
      const response = await attempt(request, url, refreshed);
      if (response.status === 401 && !refreshed && isStaleToken(response)) {
        refreshed = true;
        continue;
      }
      if (!isThrottled(response)) return response;
      const askedMs = retryAfterMs(response.headers, clock.wallMs());
      const pauseMs = askedMs ?? THROTTLE_PAUSE_MS * 2 ** Math.min(throttled, 4);
      if (clock.monotonicMs() + pauseMs >= deadlineMs) return response;
      throttle.pause(pauseMs);
      throttled += 1;
    }
  };

  const get = async (url: string, signal?: AbortSignal): Promise<HttpResponse> => {
    const deadlineMs = clock.monotonicMs() + READ_AT_MOST_MS;
    for (let attempts = 1; ; attempts += 1) {
      const outcome = await onceOrNothing(once, { method: 'GET', url, signal });
      if (outcome !== undefined && isReadable(outcome)) return outcome;
      const askedMs = outcome && retryAfterMs(outcome.headers, clock.wallMs());
      const pauseMs = askedMs ?? READ_PAUSE_MS * 2 ** attempts * (0.5 + random.fraction() / 2);
      if (attempts === READ_ATTEMPTS || clock.monotonicMs() + pauseMs > deadlineMs)
        throw unreadable(outcome, clock.wallMs());
      await clock.sleep(pauseMs, signal);
    }
  };

  return { once, get };
}

/** The error for a request that got no answer: what it did is unknown (faults.md G21). */
export function noAnswer(cause?: unknown): CloudError {
  return new CloudError(
    {
      failure: 'unknown',
      armCode: 'NoAnswer',
      message: 'Azure did not answer, or the answer did not arrive.',
    },
    { cause },
  );
}

const BUDGETS: Readonly<Record<HttpRequest['method'], Budget>> = {
  GET: 'reads',
  HEAD: 'reads',
  POST: 'reads',
  PUT: 'writes',
  PATCH: 'writes',
  DELETE: 'deletes',
};

/** Undefined where no answer came; an abort is no answer either, but ends everything. */
async function onceOrNothing(send: Exchange['once'], request: Outgoing): Promise<HttpResponse | undefined> {
  try {
    return await send(request);
  } catch (error) {
    request.signal?.throwIfAborted();
    if (error instanceof NoAnswerError) return undefined;
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

function unreadable(response: HttpResponse | undefined, nowMs: number): CloudError {
  if (response === undefined) return noAnswer();
  if (response.status !== 200) return cloudErrorOf(response, nowMs);
  const message = 'Azure answered 200 with something that is not JSON.';
  return new CloudError({ failure: 'unknown', armCode: 'UnreadableAnswer', message, status: 200 });
}

function traceOf(
  request: Outgoing,
  url: string,
  response: HttpResponse | undefined,
  durationMs: number,
): Trace {
  return {
    method: request.method,
    path: new URL(url).pathname.replace(OPERATION_PATH, '$1…'),
    status: response?.status,
    requestId: response?.headers['x-ms-request-id'],
    durationMs,
  };
}

const OPERATION_PATH = /(operation(?:s|statuses|results)\/).*$/i;
