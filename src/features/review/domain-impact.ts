import type { Change } from '../../core/plan.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { type DomainOwner, isOnboarded } from '../custom-domains/compile.ts';
import type { Scene } from './scene.ts';

/** What a change means for custom domains, which nothing but Azure Support turns on. */
export function domainImpact(change: Change, { domains }: Scene): readonly string[] {
  const { address, actions, type } = change;
  const [block] = /^.*\.customDomains(?=\.)/.exec(address) ?? [];
  const [owner] = domains.get(block ?? '') ?? [];
  const isCreated = actions[0] === 'create' && owner !== undefined;
  switch (type) {
    case ARM_TYPE.cname:
      return isCreated && !isOnboarded(owner.domains)
        ? [
            `clients that use it get errors until Azure Support has turned the domain on: "acrctl ticket custom-domain ${owner.registry.key}" prints the request (0.1, 0.44)`,
          ]
        : [];
    case ARM_TYPE.roleAssignment:
    case ARM_TYPE.accessPolicy:
      return isCreated && owner.domains.identity !== undefined
        ? [
            'Azure advises the identity of the registry itself for this (identity: system): that alone is to reach vaults behind a firewall one day (0.20, 0.40)',
          ]
        : [];
    case ARM_TYPE.vaultSecret:
      return actions[0] === 'update' && isServed(domains.get(address) ?? [])
        ? [
            'the registry takes the new certificate within a short time and shows both for up to 15 minutes: keep the old one valid until then (0.36, 0.37)',
          ]
        : [];
    default:
      return [];
  }
}

function isServed(users: readonly DomainOwner[]): boolean {
  return users.some(({ domains }) => domains.entry.onboarding === 'active');
}
