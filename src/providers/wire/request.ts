import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Place, WireAnswer, WireRequest } from '../../core/wire.ts';
import { type Connecting, codeOf, connectionFault, isCertificateFault } from './connection.ts';

/** What is kept of a body for people; and what is read of it at all. */
const SHOWN_CHARACTERS = 65_536;
const MOST_BYTES = 16 * 1024 * 1024;

/** One request on a connection of its own: no redirect is followed, nothing is repeated, no proxy is asked. */
export function requestAt(
  place: Place,
  { method, url, headers = {}, body }: WireRequest,
  { timeoutMs, signal, ca }: Connecting,
): Promise<WireAnswer> {
  const { hostname, pathname, search } = new URL(url);
  const stop = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  return new Promise((resolve) => {
    const failed = (error: unknown) =>
      resolve(
        isCertificateFault(error)
          ? { outcome: 'untrusted', place, detail: codeOf(error) }
          : connectionFault(error, place),
      );
    const outgoing = httpsRequest(
      {
        ...{ method, agent: false, signal: stop },
        host: place.address,
        port: place.port,
        servername: hostname,
        path: `${pathname}${search}`,
        headers: {
          'user-agent': 'acrctl',
          ...headers,
          host: hostname,
          ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
        },
        ...(ca && { ca: [...ca] }),
      },
      (incoming) => {
        answerOf(incoming, place).then((answer) => {
          outgoing.destroy();
          resolve(answer);
        }, failed);
      },
    );
    outgoing.on('error', failed);
    outgoing.end(body);
  });
}

async function answerOf(incoming: IncomingMessage, place: Place): Promise<WireAnswer> {
  const hash = createHash('sha256');
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST_BYTES) break;
    hash.update(chunk);
    chunks.push(chunk);
  }
  const isWhole = length <= MOST_BYTES;
  return {
    outcome: 'answered',
    place,
    status: incoming.statusCode ?? 0,
    headers: pairs(incoming.rawHeaders),
    body: Buffer.concat(chunks).toString('utf8').slice(0, SHOWN_CHARACTERS),
    sha256: isWhole ? hash.digest('hex') : null,
  };
}

function pairs(raw: readonly string[]): readonly (readonly [string, string])[] {
  return raw.flatMap((name, index) =>
    index % 2 === 0 ? [[name.toLowerCase(), raw[index + 1] ?? ''] as const] : [],
  );
}
