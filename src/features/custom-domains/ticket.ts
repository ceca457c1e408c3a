import type { DomainTicket, TicketIdentity } from '../../core/domain-ticket.ts';
import { textAt } from '../../core/path.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { membersOf } from '../private-link/members.ts';
import { aroundNow } from '../private-link/verify.ts';
import type { Verifying } from '../verify.ts';
import { type DomainOwner, targetOf } from './compile.ts';
import { DOMAIN_DEFAULTS } from './schema.ts';
import { readiness } from './verify.ts';

/** The ticket for the domains of a registry that is there. */
export function domainTicket(owner: DomainOwner, verifying: Verifying, tenant: string): DomainTicket {
  const { registry, domains } = owner;
  const around = aroundNow(verifying);
  const members = membersOf(registry, around);
  const checks = readiness(owner, verifying).flatMap(({ name, about, finding }) => {
    const { status, found, advice } = finding;
    return status === 'skipped' ? [] : [{ name, about, status, found, advice }];
  });
  return {
    address: domains.address,
    onboarding: domains.entry.onboarding ?? DOMAIN_DEFAULTS.onboarding,
    registry: {
      name: registry.name,
      id: registry.id,
      subscription: registry.subscription,
      tenant,
      loginServer: members[0]?.host ?? '',
      regions: members.flatMap(({ region }) => region ?? []),
    },
    identity: identityOf(owner, verifying),
    domains: domains.names.map((name) => ({
      kind: name.region === undefined ? 'registry' : 'data',
      region: name.region ?? null,
      host: name.entry.host,
      target: targetOf(owner, name, around) ?? '',
      secretId: name.certificate?.secretUri ?? '',
      record: domains.zone === undefined ? 'external' : 'managed',
    })),
    checks,
    ready: checks.every(({ status }) => status !== 'failed'),
  };
}

function identityOf({ registry, domains: { identity } }: DomainOwner, { live }: Verifying): TicketIdentity {
  const holder = live.get(foldId((identity ?? registry).id))?.body;
  return identity === undefined
    ? {
        kind: 'system',
        name: registry.name,
        id: null,
        principalId: textAt(holder, 'identity.principalId') ?? null,
        clientId: null,
      }
    : {
        kind: 'user',
        name: identity.name,
        id: identity.id,
        principalId: textAt(holder, 'properties.principalId') ?? null,
        clientId: textAt(holder, 'properties.clientId') ?? null,
      };
}
