import type { Change } from '../../core/plan.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { domainOwners, isOnboarded } from '../custom-domains/compile.ts';
import type { PlacedDomains } from '../placed.ts';
import type { Scene } from './scene.ts';

/** What a change means for custom domains, which nothing but Azure Support turns on. */
export function domainImpact(change: Change, { placed }: Scene): readonly string[] {
  return domainOwners(placed).flatMap(({ registry, domains }) => {
    const isOurs = change.address.startsWith(`${domains.address}.`);
    switch (change.type) {
      case ARM_TYPE.cname:
        return isOurs && change.actions[0] === 'create' && !isOnboarded(domains)
          ? [
              `clients that use it get errors until Azure Support has turned the domain on: "acrctl ticket custom-domain ${registry.key}" prints the request (0.1, 0.44)`,
            ]
          : [];
      case ARM_TYPE.roleAssignment:
      case ARM_TYPE.accessPolicy:
        return isOurs && change.actions[0] === 'create' && domains.identity !== undefined
          ? [
              'Azure advises the identity of the registry itself for this (identity: system): that alone is to reach vaults behind a firewall one day (0.20, 0.40)',
            ]
          : [];
      case ARM_TYPE.vaultSecret:
        return change.actions[0] === 'update' && isServed(change, domains)
          ? [
              'the registry takes the new certificate within a short time and shows both for up to 15 minutes: keep the old one valid until then (0.36, 0.37)',
            ]
          : [];
      default:
        return [];
    }
  });
}

function isServed({ address }: Change, domains: PlacedDomains): boolean {
  return (
    domains.entry.onboarding === 'active' &&
    domains.names.some(({ certificate }) => certificate?.address === address)
  );
}
