import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { ConnectionLost, type Emulator, type EmulatorResponse } from './api.ts';

export interface EmulatorServer {
  /** http://127.0.0.1:port, or https */
  readonly endpoint: string;
  close(): Promise<void>;
}

export interface ServeOptions {
  /** 0 takes any free one. */
  readonly port: number;
  /** What it shows as PEM when it speaks TLS; without it, it does not. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** Serves an emulator on the loopback interface, and there only. Rejects with the system's error where it cannot listen. */
export async function serveEmulator(
  emulator: Emulator,
  { port, tls }: ServeOptions,
): Promise<EmulatorServer> {
  const scheme = tls ? 'https' : 'http';
  const listener = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    void serveOne(emulator, scheme, incoming, outgoing);
  };
  const server = tls ? createTlsServer({ ...tls, minVersion: 'TLSv1.2' }, listener) : createServer(listener);
  // Node's five seconds are shorter than the pauses between polls: every client would meet closed connections.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    endpoint: `${scheme}://127.0.0.1:${bound}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections();
        server.close((error) => (error ? reject(error) : resolve()));
      }),
  };
}

const KEEP_ALIVE_MS = 120_000;

async function serveOne(
  emulator: Emulator,
  scheme: 'http' | 'https',
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  try {
    const body = await readBody(incoming);
    const { host = '127.0.0.1' } = incoming.headers;
    const request = {
      method: incoming.method ?? 'GET',
      url: `${scheme}://${host}${incoming.url}`,
      headers: joined(incoming),
      ...(body === '' ? {} : { body }),
    };
    send(outgoing, await emulator.handle(request, gone.signal));
  } catch (error) {
    if (error instanceof ConnectionLost || gone.signal.aborted) incoming.socket.destroy();
    else send(outgoing, failure(error));
  }
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function joined(incoming: IncomingMessage): Record<string, string> {
  const entries = Object.entries(incoming.headers);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}

function send(outgoing: ServerResponse, response: EmulatorResponse): void {
  // A status that allows no content gets none, also no length.
  const hasBody = response.status !== 204 && response.status !== 304;
  outgoing.writeHead(response.status, response.headers);
  outgoing.end(hasBody ? response.body : undefined);
}

function failure(error: unknown): EmulatorResponse {
  const message = error instanceof Error ? error.message : String(error);
  const body = JSON.stringify({ error: { code: 'EmulatorBug', message: `The emulator failed: ${message}` } });
  return { status: 500, headers: { 'content-type': 'application/json; charset=utf-8' }, body };
}
