import type { Resolution } from '../../core/wire.ts';

/** Answers only inside networks of Azure (registry-wire.md, 8). */
export const AZURE_DNS = '168.63.129.16';

/** What is wrong with the server, not with the name. */
const OF_THE_SERVER: ReadonlySet<Resolution['outcome']> = new Set([
  'servfail',
  'refused',
  'timeout',
  'unreachable',
  'malformed',
  'loop',
]);

export function isUnanswered({ outcome }: Resolution): boolean {
  return OF_THE_SERVER.has(outcome);
}

/** Behind the name of a host. */
export const OUTCOME_WORDS: Readonly<Record<Resolution['outcome'], string>> = {
  addresses: 'resolves',
  nxdomain: 'does not exist (NXDOMAIN)',
  nodata: 'has no address',
  servfail: 'is not answered: the DNS server failed (SERVFAIL)',
  refused: 'is not answered: the DNS server refused (REFUSED)',
  malformed: 'is not answered as DNS servers answer',
  timeout: 'is not answered: the DNS server is silent',
  unreachable: 'is not answered: the DNS server cannot be reached',
  loop: 'leads in a circle',
};

/** What to do about a server that does not answer. */
export function serverAdvice({ outcome, server }: Resolution): string {
  switch (outcome) {
    case 'servfail':
      return `${server} could not find out: mostly the server that it forwards to does not answer. ${AZURE_DNS} answers only inside networks of Azure, so a forwarder elsewhere has to ask a server there, such as an Azure DNS Private Resolver (1.57).`;
    case 'refused':
      return `${server} does not answer for this client: let its network ask there, or name another server with --resolver.`;
    case 'timeout':
    case 'unreachable':
      return `Nothing came back from ${server}: look whether it runs, and whether UDP and TCP port ${portOf(server)} are open from here to it.`;
    default:
      return `Ask whoever looks after ${server}: the way of the name never ends, or the answer is none.`;
  }
}

/** Servers are named without the port where it is the usual one. */
function portOf(server: string): string {
  return /^(?:[^:]*|\[.*\]):(\d+)$/.exec(server)?.[1] ?? '53';
}

/** What to do about a public name that is not there. */
export function publicNameAdvice({ server }: Resolution, suffix: string): string {
  return `Not even Azure's public DNS knows the name, or ${server} answers for ${suffix} itself: look there for a zone of that name, and forward it to ${AZURE_DNS}. The name of a registry that was just made takes a minute.`;
}
