import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** One request as it arrived, with the host that it was meant for. */
export interface Asked {
  readonly host: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** The form of a token request. */
  readonly form: Readonly<Record<string, string>>;
}

export interface Reply {
  readonly status?: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface LoginService {
  readonly endpoint: string;
  readonly asked: readonly Asked[];
  close(): Promise<void>;
}

/** A token endpoint on loopback that answers as the function says; it never answers where that gives nothing. */
export async function serveLogins(answer: (asked: Asked) => Reply | undefined): Promise<LoginService> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => void respond(request, response));
  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = Object.fromEntries(new URLSearchParams(await text(request)));
    const each = {
      host: request.headers.host ?? '',
      path: request.url ?? '',
      headers: request.headers,
      form,
    };
    asked.push(each);
    const reply = answer(each);
    if (reply === undefined) return;
    const { status = 200, body, headers = {} } = reply;
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** A token with these claims, signed by nobody. */
export function tokenWith(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part(claims)}.c2lnbmF0dXJl`;
}

/** What the login service answers when it gives a token. */
export function granted(claims: object): Reply {
  return { body: { token_type: 'Bearer', expires_in: 3_600, access_token: tokenWith(claims) } };
}

/** What it answers when it refuses, with the trailer that it puts behind every sentence. */
export function refused(description: string, status = 401): Reply {
  const number = /AADSTS(\d+)/.exec(description)?.[1];
  return {
    status,
    body: {
      error: 'invalid_client',
      error_description: `${description} Trace ID: 0dc6a5c4-1c9a-4f6a-8f5e-3a0b6e6f0100 Correlation ID: 7f2d4d3e-8f4b-4a55-9f0e-6f3f4c6d0200 Timestamp: 2026-01-01 00:00:00Z`,
      error_codes: [Number(number)],
      timestamp: '2026-01-01 00:00:00Z',
      trace_id: '0dc6a5c4-1c9a-4f6a-8f5e-3a0b6e6f0100',
      correlation_id: '7f2d4d3e-8f4b-4a55-9f0e-6f3f4c6d0200',
    },
  };
}
