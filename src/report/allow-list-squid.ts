import type { AllowedHost, AllowList } from '../core/hand-out.ts';
import { comment } from './comments.ts';

/** Lines for the configuration of Squid; a host stands once, since Squid warns of a second time. */
export function allowListSquid({ shared, registries }: AllowList): string {
  const seen = new Set<string>();
  const fresh = (hosts: readonly AllowedHost[]) =>
    hosts.filter(({ host }) => !seen.has(host) && seen.add(host) !== undefined);
  if (registries.length === 0)
    return `${comment('#', 'The configuration has no registry, so that clients need nothing.').join('\n')}\n`;
  const lines = [
    ...comment('#', 'What clients of these registries must reach. Above "http_access deny all".'),
    ...fresh(shared).flatMap(hostLines),
    ...registries.flatMap(({ address, hosts }) => [
      ...comment('#', address),
      ...fresh(hosts).flatMap(hostLines),
    ]),
    'acl acr_port port 443',
    'acl acr_tunnel method CONNECT',
    ...comment('#', 'Add the acl of your clients, or whoever reaches the proxy may use this.'),
    'http_access allow acr_tunnel acr_port acr_hosts',
  ];
  return `${lines.join('\n')}\n`;
}

/** A leading dot stands for all names below. */
function hostLines({ host }: AllowedHost): readonly string[] {
  if (!isHostName(host)) return comment('#', `cannot be listed: ${host}`);
  return [`acl acr_hosts dstdomain ${host.replace(/^\*/, '')}`];
}

function isHostName(text: string): boolean {
  return /^(\*\.)?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/.test(text);
}
