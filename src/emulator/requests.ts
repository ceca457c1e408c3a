import type { EmulatorRequest } from './api.ts';
import { ArmError } from './errors.ts';

/** A request taken apart. */
export interface Sent {
  readonly method: string;
  /** As sent, still percent-encoded. */
  readonly path: string;
  readonly pathAndQuery: string;
  readonly rawQuery: string;
  /** Decoded, names lower-case. */
  readonly query: Readonly<Record<string, string>>;
  /** Names lower-case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Throws ArmError for a body that is not JSON. `read` may change the text before. */
  readonly parsedBody: (read?: (text: string) => string) => unknown;
  /** Of the URL. */
  readonly host: string;
  /** The origin by which it came, when that is a loopback host of a request over HTTP. */
  readonly served: string | undefined;
  /** Where the caller reaches the emulator. */
  readonly origin: string;
  /** Of the path, or empty; and who asks: requests are counted by both. */
  readonly subscription: string;
  readonly principal: string;
}

export function parseRequest(request: EmulatorRequest, origin: string): Sent {
  const url = new URL(request.url);
  const named = Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const headers: Readonly<Record<string, string>> = Object.fromEntries(named);
  const query = [...url.searchParams].map(([name, value]) => [name.toLowerCase(), value] as const);
  const body = request.body === '' ? undefined : request.body;
  const served = servedOrigin(url.protocol, headers['host']);
  return {
    method: request.method.toUpperCase(),
    path: url.pathname,
    pathAndQuery: decodeSafely(`${url.pathname}${url.search}`),
    rawQuery: url.search.slice(1),
    query: Object.fromEntries(query),
    headers,
    body,
    parsedBody: (read = (text) => text) => parseBody(body === undefined ? undefined : read(body)),
    host: url.host,
    served,
    origin: served ?? (headers['host'] === undefined ? origin : `https://${headers['host']}`),
    subscription: /^\/subscriptions\/([^/]+)/i.exec(url.pathname)?.[1]?.toLowerCase() ?? '',
    principal: headers['authorization'] ?? '',
  };
}

// A client that rewrites the connection but keeps the ARM host in its Host header gets poll URLs of that host.
function servedOrigin(protocol: string, host: string | undefined): string | undefined {
  return host !== undefined && isLoopback(host) ? `${protocol}//${host}` : undefined;
}

/** Of a host with or without a port; names below localhost lead there, too (RFC 6761). */
export function isLoopback(host: string): boolean {
  return /^(([\w-]+\.)*localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i.test(host);
}

function parseBody(body: string | undefined): unknown {
  if (body === undefined) return undefined;
  try {
    return JSON.parse(body);
  } catch {
    throw new ArmError(
      400,
      'InvalidRequestContent',
      'The request content was invalid and could not be deserialized.',
      {
        cause: 'gateway',
      },
    );
  }
}

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
