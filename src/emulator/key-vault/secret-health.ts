import type { Cloud } from '../cloud.ts';
import { ArmError } from '../errors.ts';
import { closedGate } from './firewall.ts';
import { closed, errorOf, noVault } from './key-refusals.ts';
import { secretRefusal } from './secret-access.ts';
import { disabledSecret, noSecret, secretNamed, secretVersionOf } from './secrets.ts';
import { vaultNamed } from './vault-body.ts';

/**
 * Why a trusted service cannot read the secret as that principal, as the vault would tell it; undefined where it can. A vault
 * that is not here has no secrets, as with keys.
 */
export function secretHealth(cloud: Cloud, principalId: string, identifier: string): ArmError | undefined {
  const { hostname, pathname } = new URL(identifier);
  const [vaultName = ''] = hostname.split('.');
  const [, name = '', version] = pathname.split('/').filter(Boolean);
  const vault = vaultNamed(cloud, vaultName);
  if (!vault) {
    const { status, code, message } = noVault(vaultName, false);
    return new ArmError(status, code, message);
  }
  const from = { kind: 'trusted-service' } as const;
  const gate = closedGate(vault, from);
  const refusal = gate
    ? errorOf(closed(vault, gate, from))
    : secretRefusal(cloud, vault, principalId, 'get', name);
  if (refusal) return refusal;
  const secret = secretNamed(cloud, vault, name);
  const found = secret && secretVersionOf(cloud, secret, version);
  if (!found) return noSecret(name);
  return found.data.enabled ? undefined : disabledSecret();
}
