import type { Hop, Place, Resolution, ResolutionOutcome } from '../../core/wire.ts';
import { type Exchange, exchange } from './dns-exchange.ts';
import { folded, type Reply } from './dns-message.ts';
import { formatPlace } from './place.ts';

export const DNS_PORT = 53;

export interface Asking {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Asks the servers one after the other until one gives an answer that counts, as the resolver of a machine does. */
export async function resolveBy(
  servers: readonly [Place, ...Place[]],
  host: string,
  asking: Asking,
): Promise<Resolution> {
  let last: Resolution | undefined;
  for (const server of servers) {
    last = await resolveAt(server, folded(host), asking);
    if (!GO_ON.has(last.outcome)) return last;
  }
  return last as Resolution;
}

const GO_ON: ReadonlySet<ResolutionOutcome> = new Set([
  'timeout',
  'unreachable',
  'servfail',
  'refused',
  'malformed',
]);

/** No name of Azure takes half as many. */
const MOST_HOPS = 16;

/** Follows the name; servers that only forward leave the rest of the way to whoever asks. */
async function resolveAt(server: Place, host: string, { timeoutMs, signal }: Asking): Promise<Resolution> {
  const hops: Hop[] = [];
  const ended = (outcome: ResolutionOutcome): Resolution => ({
    ...{ host, hops, outcome },
    server: formatPlace(server, DNS_PORT),
  });
  let name = host;
  while (hops.length < MOST_HOPS) {
    const reply = await exchange(server, name, timeoutMs, signal);
    if (typeof reply === 'string') return ended(reply);
    const end = follow(reply, name, hops);
    if (end === 'loop') return ended('loop');
    if (end === 'addresses') return ended('addresses');
    const outcome = outcomeOf(reply);
    if (outcome !== undefined) return ended(outcome);
    if (end.name === name) return ended('nodata');
    name = end.name;
  }
  return ended('loop');
}

/** Adds the hops of the reply; gives where they end. */
function follow(
  { records }: Reply,
  from: string,
  hops: Hop[],
): 'addresses' | 'loop' | { readonly name: string } {
  let name = from;
  for (;;) {
    const own = records.filter((record) => record.name === name);
    const addresses = own.filter(({ type }) => type === 'A');
    if (addresses.length > 0) {
      hops.push(...addresses.map(({ data, ttl }) => ({ name, type: 'A' as const, data, ttl })));
      return 'addresses';
    }
    const alias = own.find(({ type }) => type === 'CNAME');
    if (alias === undefined) return { name };
    const target = alias.data;
    if (target === from || hops.some((hop) => hop.name === target)) return 'loop';
    hops.push({ name, type: 'CNAME', data: target, ttl: alias.ttl });
    if (hops.length >= MOST_HOPS) return 'loop';
    name = target;
  }
}

/** Undefined where the server found nothing wrong. */
function outcomeOf({ rcode }: Exclude<Exchange, string>): ResolutionOutcome | undefined {
  if (rcode === 'NOERROR') return undefined;
  if (rcode === 'NXDOMAIN') return 'nxdomain';
  if (rcode === 'SERVFAIL') return 'servfail';
  return rcode === 'REFUSED' ? 'refused' : 'malformed';
}
