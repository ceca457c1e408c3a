import type { RoutingRule } from './body.ts';

/** The first rule, by priority, whose listener takes the host; a basic listener takes all. */
export function ruleFor(rules: readonly RoutingRule[], port: number, host: string): RoutingRule | undefined {
  return rules.find(
    ({ listener }) =>
      listener.port === port &&
      (listener.hosts.length === 0 || listener.hosts.some((each) => isHost(each, host))),
  );
}

/** The first rule whose listener is for that name in TLS. */
export function ruleForName(rules: readonly RoutingRule[], name: string): RoutingRule | undefined {
  return rules.find(({ listener }) => listener.hosts.some((each) => isHost(each, name)));
}

/** Asterisks stand for any number of letters, question marks for one (hostNames). */
function isHost(pattern: string, host: string): boolean {
  const parts = pattern.split('').map((each) => {
    if (each === '*') return '.*';
    return each === '?' ? '.' : each.replace(/[^a-z0-9-]/i, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`, 'i').test(host);
}
