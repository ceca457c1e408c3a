import { contains, numberOf, rangeOf } from '../types/ip-ranges.ts';
import type { Vault } from './vault-body.ts';

/** Where a request comes from. A trusted service is one of Microsoft's list, as a registry with a customer's key is. */
export type Origin =
  | { readonly kind: 'public'; readonly address: string }
  | { readonly kind: 'trusted-service' }
  | { readonly kind: 'private-endpoint' };

/** The public address of whoever calls the emulator. Assumption: one of those that documents use. */
export const callerAddress = '203.0.113.7';

/** Which of the two gates of a vault is closed: public access (faults.md, K04), or the firewall (K03). */
export function closedGate({ data }: Vault, origin: Origin): 'connection' | 'firewall' | undefined {
  const { networkAcls, publicNetworkAccess } = data.properties;
  if (origin.kind === 'private-endpoint') return undefined;
  // Trusted services pass both gates (keyvault.md).
  if (origin.kind === 'trusted-service' && networkAcls?.bypass !== 'None') return undefined;
  if (publicNetworkAccess === 'Disabled') return 'connection';
  if (networkAcls?.defaultAction !== 'Deny') return undefined;
  if (origin.kind === 'trusted-service') return 'firewall';
  const number = numberOf(origin.address);
  const address = { first: number, last: number };
  const isIn = networkAcls.ipRules.some(({ value }) => {
    const range = rangeOf(value);
    return range !== undefined && contains(range, address);
  });
  return isIn ? undefined : 'firewall';
}
