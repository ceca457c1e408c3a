import type { DomainTicket } from '../../src/core/domain-ticket.ts';
import { escapeUnprintable } from '../../src/core/wording.ts';
import { domainTicketMarkdown } from '../../src/report/domain-ticket-markdown.ts';
import { readMarkdown, textIn } from '../report/report-readers.ts';
import type { Renderer } from './renderer.ts';
import { HOSTILE } from './shown-plans.ts';

const SYSTEM: DomainTicket = {
  address: 'registries.contosoimages.customDomains',
  onboarding: 'notRequested',
  registry: {
    name: 'contosoimages',
    id: '/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/contosoimages',
    subscription: 's',
    tenant: 't',
    loginServer: 'contosoimages.azurecr.io',
    regions: ['westeurope', 'northeurope'],
  },
  identity: { kind: 'system', name: 'contosoimages', id: null, principalId: 'p', clientId: null },
  domains: [
    {
      kind: 'registry',
      region: null,
      host: 'images.contoso.com',
      target: 'contosoimages.azurecr.io',
      secretId: 'https://kv-tls.vault.azure.net/secrets/images',
      record: 'managed',
    },
    {
      kind: 'data',
      region: 'westeurope',
      host: 'westeurope-images.contoso.com',
      target: 'contosoimages.westeurope.data.azurecr.io',
      secretId: 'https://kv-tls.vault.azure.net/secrets/westeurope',
      record: 'external',
    },
  ],
  checks: [
    { name: 'domain.identity', about: null, status: 'passed', found: 'it is there', advice: null },
    {
      name: 'domain.access',
      about: 'kv-tls/images',
      status: 'failed',
      found: 'it may not',
      advice: 'Give it.',
    },
  ],
  ready: false,
};

const USER: DomainTicket = {
  ...SYSTEM,
  onboarding: 'active',
  identity: {
    kind: 'user',
    name: 'images-tls',
    id: '/identities/images-tls',
    principalId: null,
    clientId: 'c',
  },
  checks: [],
  ready: true,
};

const hostile = (text: string): DomainTicket => ({
  address: text,
  onboarding: 'requested',
  registry: { name: text, id: text, subscription: text, tenant: text, loginServer: text, regions: [text] },
  identity: { kind: 'user', name: text, id: text, principalId: text, clientId: text },
  domains: [{ kind: 'data', region: text, host: text, target: text, secretId: text, record: 'external' }],
  checks: [{ name: text, about: text, status: 'warning', found: text, advice: text }],
  ready: false,
});

export const TICKET: Renderer<DomainTicket> = {
  name: 'the ticket for custom domains',
  documents: {
    'the own identity of a registry': SYSTEM,
    'a user-assigned identity': USER,
    ...Object.fromEntries(HOSTILE.map((text, index) => [`hostile text ${index}`, hostile(text)])),
  },
  render: domainTicketMarkdown,
  drawn: (text) => textIn(readMarkdown(text)),
  mustShow: ({ registry, domains, checks, identity }) =>
    [
      ...[registry.name, registry.id, registry.tenant, registry.loginServer],
      ...(identity.clientId === null ? [] : [identity.clientId]),
      ...domains.flatMap(({ host, target, secretId }) => [host, target, secretId]),
      ...checks.map(({ found }) => found),
    ].map(escapeUnprintable),
  unbroken: (ticket) => domainTicketMarkdown(ticket).split('\n'),
};
