import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { encode, streamEncode } from 'dns-packet';
import type { Place } from '../../core/wire.ts';
import { addressQuery, type Reply, replyIn } from './dns-message.ts';

/** What became of one question to one server. */
export type Exchange = Reply | 'malformed' | 'timeout' | 'unreachable';

/** How the time is shared out: UDP loses packets, and a server that forwards may be slow the first time. */
const ATTEMPTS = [1 / 6, 1 / 3, 1 / 2];

/** Asks by UDP, again where nobody answers, and by TCP where the answer does not fit (RFC 7766). */
export async function exchange(
  server: Place,
  host: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Exchange> {
  for (const share of ATTEMPTS) {
    const reply = await byUdp(server, host, timeoutMs * share, signal);
    signal.throwIfAborted();
    if (reply === 'timeout') continue;
    if (typeof reply === 'string' || !reply.isTruncated) return reply;
    const whole = await byTcp(server, host, timeoutMs, signal);
    signal.throwIfAborted();
    return whole;
  }
  return 'timeout';
}

function byUdp(server: Place, host: string, timeoutMs: number, signal: AbortSignal): Promise<Exchange> {
  const id = randomInt(0x1_0000);
  const socket = createSocket(server.address.includes(':') ? 'udp6' : 'udp4');
  return bounded(
    timeoutMs,
    signal,
    () => socket.close(),
    (settle) => {
      socket.on('error', () => settle('unreachable'));
      socket.on('message', (bytes) => {
        const reply = replyIn(bytes, id, host);
        if (reply !== undefined) settle(reply);
      });
      // Connected: only packets of the server arrive, and a closed port is told.
      socket.connect(server.port, server.address, () => {
        socket.send(encode(addressQuery(id, host)), (error) => {
          if (error !== null) settle('unreachable');
        });
      });
    },
  );
}

function byTcp(server: Place, host: string, timeoutMs: number, signal: AbortSignal): Promise<Exchange> {
  const id = randomInt(0x1_0000);
  const socket = connect({ host: server.address, port: server.port });
  return bounded(
    timeoutMs,
    signal,
    () => socket.destroy(),
    (settle) => {
      let received = Buffer.alloc(0);
      socket.on('connect', () => socket.write(streamEncode(addressQuery(id, host))));
      socket.on('error', () => settle('unreachable'));
      socket.on('close', () => settle('unreachable'));
      socket.on('data', (chunk) => {
        received = Buffer.concat([received, chunk]);
        if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
        settle(replyIn(received.subarray(2, 2 + received.readUInt16BE(0)), id, host) ?? 'malformed');
      });
    },
  );
}

/** The first that is settled, or `timeout`; the end of the run counts as one, and its caller asks. */
function bounded(
  timeoutMs: number,
  signal: AbortSignal,
  close: () => void,
  start: (settle: (exchange: Exchange) => void) => void,
): Promise<Exchange> {
  return new Promise((resolve) => {
    let isOver = false;
    const settle = (result: Exchange) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      close();
      resolve(result);
    };
    const giveUp = () => settle('timeout');
    const timer = setTimeout(giveUp, timeoutMs);
    signal.addEventListener('abort', giveUp, { once: true });
    start(settle);
  });
}
