import { checkServerIdentity, connect, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import type { Handshake, Place, ShownCertificate } from '../../core/wire.ts';
import { type Connecting, connectionFault } from './connection.ts';

/** Shakes hands with whoever is there in the name of the host, whatever is wrong with the certificate, and hangs up. */
export function handshakeAt(
  place: Place,
  host: string,
  { timeoutMs, signal, ca }: Connecting,
): Promise<Handshake> {
  return new Promise((resolve) => {
    const socket = connect({
      host: place.address,
      port: place.port,
      servername: host,
      // Looked at, not trusted: nothing is sent.
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      ...(ca && { ca: [...ca] }),
    });
    const stop = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    const end = (handshake: Handshake) => {
      stop.removeEventListener('abort', giveUp);
      socket.destroy();
      resolve(handshake);
    };
    const giveUp = () => end({ outcome: 'timeout', place, detail: 'ETIMEDOUT' });
    stop.addEventListener('abort', giveUp, { once: true });
    socket.on('error', (error) => end(connectionFault(error, place)));
    socket.on('secureConnect', () => end(shown(socket, place, host)));
  });
}

function shown(socket: TLSSocket, place: Place, host: string): Handshake {
  const own = socket.getPeerCertificate(true);
  const fault: unknown = socket.authorizationError;
  return {
    outcome: 'shaken',
    place,
    protocol: socket.getProtocol() ?? 'TLS',
    chain: chainOf(own),
    chainFault: fault === null || fault === undefined ? null : String(fault),
    namesHost: checkServerIdentity(host, own) === undefined,
  };
}

function chainOf(own: DetailedPeerCertificate): readonly ShownCertificate[] {
  const chain: ShownCertificate[] = [];
  const seen = new Set<string>();
  let each: DetailedPeerCertificate | undefined = own;
  while (each?.raw !== undefined && !seen.has(each.fingerprint256)) {
    seen.add(each.fingerprint256);
    chain.push({
      subject: nameOf(each.subject),
      issuer: nameOf(each.issuer),
      names: (each.subjectaltname ?? '')
        .split(', ')
        .flatMap((name) => (name.startsWith('DNS:') ? name.slice(4) : [])),
      validFromMs: Date.parse(each.valid_from),
      validToMs: Date.parse(each.valid_to),
      fingerprint: each.fingerprint256.replaceAll(':', '').toLowerCase(),
    });
    each = each.issuerCertificate;
  }
  return chain;
}

function nameOf(name: DetailedPeerCertificate['subject'] | undefined): string {
  const said = name?.CN ?? name?.O ?? name?.OU;
  return (Array.isArray(said) ? said[0] : said) ?? 'no name';
}
