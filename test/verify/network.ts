import { onTestFinished } from 'vitest';
import type { WireAccess } from '../../src/cli/verify/run-checks.ts';
import type { Check } from '../../src/core/verify.ts';
import type { Place } from '../../src/core/wire.ts';
import { createWire, type WireOptions } from '../../src/providers/wire/index.ts';
import { type DnsMood, type DnsServer, startDnsServer, type View } from '../wire/dns-server.ts';

/** Long enough for a busy machine, short enough to wait for silence. */
const TIMEOUT_MS = 1_500;

/** A place on this machine. */
export function at(port: number): Place {
  return { address: '127.0.0.1', port };
}

/** The network as a client of a test has it: the wire of the product on servers of loopback. */
export function network(
  options: Partial<Pick<WireOptions, 'timeoutMs' | 'ca' | 'signal'>> & {
    readonly resolvers?: WireOptions['resolvers'];
    readonly connect?: Readonly<Record<string, Place>>;
  },
): WireAccess {
  const { resolvers = [at(9)], connect = {}, ...others } = options;
  const wire = createWire({
    resolvers,
    connect: new Map(Object.entries(connect)),
    timeoutMs: TIMEOUT_MS,
    signal: new AbortController().signal,
    ...others,
  });
  // No test leaves this machine, whatever address a name leads to.
  const isHere = ({ reach }: Pick<Check, 'reach'>) =>
    reach.kind !== 'hosts' || reach.hosts.every((host) => host in connect);
  return { wire, unreachable: (check) => (isHere(check) ? undefined : 'this test has no such host') };
}

/** A DNS server that ends with the test. */
export async function dnsServer(view: View, mood?: DnsMood): Promise<DnsServer> {
  const server = await startDnsServer(view, mood);
  onTestFinished(() => server.close());
  return server;
}

/** A server of any kind that ends with the test. */
export async function serving<Server extends { close(): Promise<void> }>(
  starting: Promise<Server>,
): Promise<Server> {
  const server = await starting;
  onTestFinished(() => server.close());
  return server;
}
