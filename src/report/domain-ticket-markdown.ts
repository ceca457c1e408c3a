import type { DomainTicket, TicketCheck, TicketDomain, TicketIdentity } from '../core/domain-ticket.ts';
import { counted, escapeUnprintable } from '../core/wording.ts';
import { code as codeOf, prose as proseOf } from './markdown.ts';

/** The support request, to be pasted as it is; and behind a line what is for whoever sends it. */
export function domainTicketMarkdown(ticket: DomainTicket): string {
  return `${[...requestLines(ticket), '', '---', '', ...senderLines(ticket)].join('\n')}\n`;
}

function requestLines({ registry, identity, domains, checks, ready }: DomainTicket): readonly string[] {
  const data = domains.filter(({ kind }) => kind === 'data');
  return [
    `# Custom domains for the container registry ${code(registry.name)}`,
    '',
    `Please turn on custom domains (private preview) for this registry: one registry domain and ${counted(data.length, 'data domain')}, one in each region.${ready ? ' Everything that they need is in place.' : ''}`,
    '',
    '## Registry',
    '',
    ...facts([
      ['Name', registry.name],
      ['Resource id', registry.id],
      ['Subscription', registry.subscription],
      ['Tenant', registry.tenant],
      ['Login server', registry.loginServer],
    ]),
    `- Regions: ${prose(registry.regions.join(', '))}`,
    '',
    '## Identity that reads the certificates',
    '',
    `- Kind: ${identity.kind === 'system' ? 'system-assigned, that of the registry itself' : 'user-assigned'}`,
    ...facts(
      identity.kind === 'system'
        ? [['Object id', identity.principalId ?? UNKNOWN]]
        : [
            ['Name', identity.name],
            ['Resource id', identity.id ?? UNKNOWN],
            ['Object id', identity.principalId ?? UNKNOWN],
            ['Client id', identity.clientId ?? UNKNOWN],
          ],
    ),
    ...domains.flatMap((domain) => domainLines(domain, identity)),
    '',
    '## What was checked',
    '',
    ready
      ? 'By reading Azure Resource Manager; no secret was read.'
      : '**Not everything is in place yet**, by what Azure Resource Manager shows:',
    '',
    ...checks.map(checkLine),
  ];
}

const UNKNOWN = 'not known yet';

function domainLines(domain: TicketDomain, identity: TicketIdentity): readonly string[] {
  const { kind, region, host, target, secretId } = domain;
  const isUser = identity.kind === 'user';
  return [
    '',
    kind === 'registry' ? '## Registry domain' : `## Data domain: ${prose(region ?? '')}`,
    '',
    ...facts([
      [kind === 'registry' ? 'Custom registry domain' : 'Custom data domain', host],
      ...(region === null ? [] : [['Region', region] as const]),
      ['CNAME of', target],
      ['Key Vault secret id', secretId],
      ...(isUser ? [['Client id of the identity', identity.clientId ?? UNKNOWN] as const] : []),
    ]),
    ...(isUser ? [] : ['- Client id of the identity: not needed, system-assigned']),
  ];
}

function facts(rows: readonly (readonly [string, string])[]): readonly string[] {
  return rows.map(([name, value]) => `- ${name}: ${code(value)}`);
}

function checkLine({ status, found }: TicketCheck): string {
  return `- ${status === 'failed' ? '[ ]' : '[x]'} ${prose(found)}`;
}

function senderLines({ onboarding, ready, checks, domains }: DomainTicket): readonly string[] {
  const open = checks.filter(({ status, advice }) => status !== 'passed' && advice !== null);
  const external = domains.some(({ record }) => record === 'external');
  return [
    '**For whoever sends this** (leave it out):',
    '',
    ...(ready ? [] : ['Mend this first; a request with gaps comes back:', '']),
    ...open.map(({ found, advice }) => `- ${prose(found)}: ${prose((advice ?? '').replaceAll('\n', ' '))}`),
    ...(open.length === 0 ? [] : ['']),
    ...(external
      ? [
          'The CNAMEs are kept elsewhere; `acrctl records` prints them, `acrctl verify` looks whether they are there.',
          '',
        ]
      : []),
    ...WHERE,
    '',
    AFTERWARDS[onboarding],
  ];
}

/** "docs: add custom domain support request flow", Azure/acr pull request 896, August 2026. */
const WHERE = [
  'Where: in the Azure portal, at the registry, under "Support + Troubleshooting". Search for "custom domain", choose',
  'the service "Container Registry" and, where it offers known problems, "None of the above"; then "Registry',
  'configuration". Wait for the analysis to end, choose "Create a support request", and paste the text above. For a',
  'registry that has custom domains already and a problem with them: <https://github.com/Azure/acr/issues>.',
];

const AFTERWARDS = {
  notRequested:
    'Afterwards: write `customDomains.onboarding: requested` and apply. From then on acrctl takes nothing away that the domains use.',
  requested:
    'The file says that this was requested. Once Azure Support is done, `acrctl verify` shows what is served; then write `customDomains.onboarding: active` and apply.',
  active:
    'The file says that Azure serves these domains. Another domain, another secret id or another identity needs a request again, with the old values beside the new ones.',
} as const;

function code(text: string): string {
  return codeOf(escapeUnprintable(text));
}

function prose(text: string): string {
  return text === '' ? codeOf(text) : proseOf(escapeUnprintable(text));
}
