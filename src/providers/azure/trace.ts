import { parseJson } from '../../core/json.ts';
import type { Asked } from '../../core/resource-type.ts';
import type { HttpResponse } from '../../core/world.ts';
import { readError, requestIdOf } from './errors.ts';
import { retryAfterMs } from './headers.ts';
import { clean } from './text.ts';

/** What happens on the way to Azure, as `--verbose` tells it: never with a query, a token or a body. */
export type Trace = RequestTrace | PauseTrace;

/** One request, when it is over. */
export interface RequestTrace {
  readonly kind: 'request';
  readonly method: string;
  readonly path: string;
  /** The object whose operation was asked about; absent where the path itself names what is meant. */
  readonly about?: string;
  /** Undefined where no answer came. */
  readonly status: number | undefined;
  /** ARM's code of an answer that is no success. */
  readonly code?: string;
  readonly requestId: string | undefined;
  readonly durationMs: number;
  /** What the answer asks to wait before the next request. */
  readonly retryAfterMs?: number;
}

/**
 * A pause: `throttled`, until which nothing at all is sent; `budget`, the wait of one request for its turn in the rate
 * limit; `retry`, before a read is repeated.
 */
export interface PauseTrace {
  readonly kind: 'pause';
  readonly why: 'throttled' | 'budget' | 'retry';
  readonly ms: number;
  /** True where Azure named the time (`Retry-After`). */
  readonly asked: boolean;
}

/** The request as it ended; `undefined` for an answer that did not come. */
export function traceOf(
  request: { readonly method: string; readonly about?: string },
  url: string,
  response: HttpResponse | undefined,
  { durationMs, nowMs }: { readonly durationMs: number; readonly nowMs: number },
): RequestTrace {
  const { method, about } = request;
  const askedMs = response && retryAfterMs(response.headers, nowMs);
  const isRefusal = response !== undefined && response.status >= 400;
  return {
    kind: 'request',
    ...askedOf(method, url, url),
    status: response?.status,
    requestId: response && requestIdOf(response),
    durationMs,
    ...(about !== undefined && { about }),
    ...(isRefusal && { code: readError(parseJson(response.body), response.status).code }),
    ...(askedMs !== undefined && { retryAfterMs: askedMs }),
  };
}

/** Method and path of a request, fit to be shown: the query of a poll URL is signed, and so is what stands behind. */
export function askedOf(method: string, url: string, origin: string): Asked {
  const path = URL.canParse(url, origin) ? new URL(url, origin).pathname : '';
  return { method, path: decoded(path.replace(OPERATION_PATH, '$1…')) };
}

/** As people write it; what cannot be decoded stays. */
function decoded(path: string): string {
  try {
    return clean(decodeURIComponent(path));
  } catch {
    return clean(path);
  }
}

/** Of an operation, up to its id: collections stand where types do, and only a name such as `rg-operations` between them. */
const OPERATION_PATH = /^((?:\/[^/]+\/[^/]+)*?\/[^/]*operation(?:s|statuses|results)\/).*$/i;
