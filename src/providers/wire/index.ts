import type { NoConnection, Place, Resolution, Wire } from '../../core/wire.ts';
import { handshakeAt } from './handshake.ts';
import { parsePlace } from './place.ts';
import { requestAt } from './request.ts';
import { DNS_PORT, resolveBy } from './resolve.ts';

export interface WireOptions {
  /** The DNS servers that are asked where a question names none. */
  readonly resolvers: readonly [Place, ...Place[]];
  /** Where connections to a host go, whatever DNS says, and questions to a DNS server; by folded name, or address. */
  readonly connect: ReadonlyMap<string, Place>;
  /** Of each attempt to resolve, to shake hands, to be answered. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** PEM certificates that are trusted instead of those of Node. */
  readonly ca?: readonly string[];
}

/**
 * The network itself, on Node's sockets: what a name leads to is asked hop by hop of servers that are chosen, and each
 * connection goes where the answer says, past hosts files, caches and proxies. Within a run no DNS server is asked twice.
 */
export function createWire({ resolvers, connect, ...connecting }: WireOptions): Wire {
  const serversFor = (server: string | undefined): WireOptions['resolvers'] => {
    const place = server === undefined ? undefined : (connect.get(server) ?? parsePlace(server, DNS_PORT));
    return place === undefined ? resolvers : [place];
  };
  const asked = new Map<string, Promise<Resolution>>();
  const resolve: Wire['resolve'] = (host, server) => {
    const key = `${server ?? ''} ${host.toLowerCase()}`;
    const known = asked.get(key) ?? resolveBy(serversFor(server), host, connecting);
    asked.set(key, known);
    return known;
  };
  const leadTo = async (host: string): Promise<Place | NoConnection> => {
    const chosen = connect.get(host.toLowerCase());
    if (chosen !== undefined) return chosen;
    const resolution = await resolve(host);
    const address = resolution.hops.find(({ type }) => type === 'A')?.data;
    return address === undefined ? { outcome: 'unresolved', resolution } : { address, port: HTTPS_PORT };
  };
  return {
    resolve,
    // Each time anew: behind one name may be several machines with certificates of their own (0.37).
    async handshake(host) {
      connecting.signal.throwIfAborted();
      const place = await leadTo(host);
      const handshake = 'outcome' in place ? place : await handshakeAt(place, host, connecting);
      connecting.signal.throwIfAborted();
      return handshake;
    },
    async request(request) {
      connecting.signal.throwIfAborted();
      const place = await leadTo(new URL(request.url).hostname);
      const answer = 'outcome' in place ? place : await requestAt(place, request, connecting);
      connecting.signal.throwIfAborted();
      return answer;
    },
  };
}

const HTTPS_PORT = 443;
