import type { Check } from '../../core/verify.ts';
import type { Place, Wire } from '../../core/wire.ts';
import type { VerifyCommandOptions } from '../options.ts';
import { isEmulated } from '../session.ts';
import type { WireAccess } from './run-checks.ts';

/**
 * The network as the options have it. An emulator has none: beside it only what the options lead to is looked at, so
 * that no name of a real registry is asked for in the name of an emulated one.
 */
export async function openWire(options: VerifyCommandOptions, signal: AbortSignal): Promise<WireAccess> {
  const { resolver, connect, timeout: timeoutMs } = options;
  const emulated = isEmulated(options);
  if (emulated && resolver === undefined && connect.size === 0)
    return { wire: NOWHERE, unreachable: () => NONE };
  const { createWire } = await import('../../providers/wire/index.ts');
  const resolvers = resolver === undefined ? await serversOfThisMachine() : ([resolver] as const);
  const wire = createWire({ resolvers, connect, timeoutMs, signal });
  return { wire, unreachable: emulated ? (check) => whyNot(check, options) : () => undefined };
}

const NONE = 'the emulator has no network: --resolver and --connect name servers that stand in for one';

function whyNot(
  { reach }: Pick<Check, 'reach'>,
  { resolver, connect }: VerifyCommandOptions,
): string | undefined {
  switch (reach.kind) {
    case 'arm':
      return undefined;
    case 'dns': {
      if (reach.server === null ? resolver !== undefined : connect.has(reach.server)) return undefined;
      const option = reach.server === null ? '--resolver ADDRESS' : `--connect ${reach.server}=ADDRESS`;
      return `the emulator has no DNS: ${option} names a server that stands in for it`;
    }
    case 'hosts': {
      const lost = reach.hosts.find((host) => !connect.has(host.toLowerCase()));
      return lost === undefined
        ? undefined
        : `the emulator has no network: --connect ${lost}=ADDRESS names a server that stands in for it`;
    }
  }
}

async function serversOfThisMachine(): Promise<readonly [Place, ...Place[]]> {
  const { getServers } = await import('node:dns');
  const { parsePlace } = await import('../../providers/wire/place.ts');
  const [first, ...others] = getServers().flatMap((text) => parsePlace(text, 53) ?? []);
  return [first ?? { address: '127.0.0.1', port: 53 }, ...others];
}

const unused = () => Promise.reject(new TypeError('Nobody looks at a network that is not there.'));
const NOWHERE: Wire = { resolve: unused, handshake: unused, request: unused };
