import type { DomainRecords } from '../../core/hand-out.ts';
import { type DomainOwner, targetOf } from '../custom-domains/compile.ts';
import { DOMAIN_DEFAULTS } from '../custom-domains/schema.ts';
import { CNAME_TTL_SECONDS } from '../dns/cname-record.ts';
import { foldHost } from '../dns/relative-name.ts';
import type { Around } from '../private-link/members.ts';

/** The CNAMEs of the custom domains of a registry, whoever keeps them (0.41 to 0.43). */
export function domainRecords(owner: DomainOwner, around: Around): DomainRecords {
  const { registry, domains } = owner;
  return {
    address: domains.address,
    registry: registry.address,
    zone: domains.zone?.address ?? null,
    onboarding: domains.entry.onboarding ?? DOMAIN_DEFAULTS.onboarding,
    records: domains.names.flatMap((name) => {
      const target = targetOf(owner, name, around);
      return target === undefined
        ? []
        : [
            {
              host: foldHost(name.entry.host),
              type: 'CNAME' as const,
              ttl: CNAME_TTL_SECONDS,
              target: foldHost(target),
            },
          ];
    }),
  };
}
