import type { DnsForwarding } from '../core/hand-out.ts';
import { enumerate, escapeUnprintable } from '../core/wording.ts';
import { wrap } from './layout.ts';
import type { TextOptions } from './plan-text.ts';

/** What to write into the DNS servers of others, for each that is usual. */
export function forwardersText(forwarding: DnsForwarding, { width, style }: TextOptions): string {
  const { aliases, servers } = forwarding;
  const [domain, target] = [forwarding.domain, forwarding.target].map(escapeUnprintable);
  const sentences = [
    `DNS servers of your own see records in private DNS zones of Azure once they forward ${domain} to ${target}: the public suffix and not the zone, since clients ask for public names. Servers that hold the records themselves (dns.manage: external) need none of this.`,
    ...(aliases.length === 0
      ? []
      : [
          `${enumerate(aliases.map(escapeUnprintable))} ${aliases.length === 1 ? 'is a CNAME' : 'are CNAMEs'} for names below ${domain}: a server that resolves ${aliases.length === 1 ? 'it' : 'them'} needs nothing more.`,
        ]),
    ...servers.map(
      ({ network, addresses }) =>
        `The file gives ${escapeUnprintable(network)} the servers ${addresses.map(escapeUnprintable).join(', ')}.`,
    ),
  ];
  const warning = `${target} answers only inside Azure networks, and by the zones that are linked to the network it is asked from: the server that forwards must stand in a linked one. A server elsewhere, so one on premises, forwards to that server, or to the inbound endpoint of an Azure DNS Private Resolver.`;
  const snippets = SNIPPETS.flatMap(({ name, lines }) => [
    '',
    style.bold(name),
    ...lines(domain ?? '', target ?? '').map((line) => `  ${line}`.trimEnd()),
  ]);
  return `${[
    ...sentences.flatMap((text) => wrap(text, width)),
    ...wrap(warning, width).map(style.caution),
    ...snippets,
  ].join('\n')}\n`;
}

interface Snippet {
  readonly name: string;
  lines(domain: string, target: string): readonly string[];
}

const SNIPPETS: readonly Snippet[] = [
  {
    name: 'BIND (named.conf)',
    lines: (domain, target) => [
      `zone "${domain}" {`,
      '  type forward;',
      '  forward only;',
      `  forwarders { ${target}; };`,
      '};',
    ],
  },
  {
    name: 'dnsmasq (rebind-domain-ok for --stop-dns-rebind, which drops private answers)',
    lines: (domain, target) => [`server=/${domain}/${target}`, `rebind-domain-ok=/${domain}/`],
  },
  {
    name: 'Windows DNS Server (PowerShell)',
    lines: (domain, target) => [
      `Add-DnsServerConditionalForwarderZone -Name "${domain}" \``,
      `  -MasterServers ${target}`,
    ],
  },
  {
    name: 'CoreDNS (Corefile)',
    lines: (domain, target) => [`${domain}:53 {`, '  errors', '  cache 10', `  forward . ${target}`, '}'],
  },
];
