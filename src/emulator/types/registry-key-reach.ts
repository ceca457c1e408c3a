import type { Cloud } from '../cloud.ts';
import { type JsonObject, objectAt, stringAt } from '../json.ts';
import { keyIdentifier, keyRefusal } from '../key-vault/key-access.ts';
import type { KeyOperation } from '../key-vault/key-operations.ts';
import { keyNamed, newestVersion } from '../key-vault/keys.ts';
import { vaultNamed } from '../key-vault/vault-body.ts';
import type { StoredObject } from '../world.ts';
import type { KeyInUse, KeyLoss, RegistryData } from './registry-body.ts';
import { type IdentityData, identityType } from './user-assigned-identities.ts';

/** What a registry needs of its key (requirements 3.23, 3.24). */
export const needed: readonly KeyOperation[] = ['get', 'wrapkey', 'unwrapkey'];

export const hourMs = 3_600_000;

/** The key that a registry is to use, as it was asked for; empty texts where it was not said. */
export interface AskedKey {
  readonly keyIdentifier: string;
  /** A client id, or `system`. */
  readonly identity: string;
}

export function askedKey({ properties }: RegistryData): AskedKey | undefined {
  const encryption = objectAt(properties, 'encryption');
  if (stringAt(encryption, 'status') !== 'enabled') return undefined;
  const key: JsonObject = objectAt(encryption, 'keyVaultProperties') ?? {};
  return { keyIdentifier: stringAt(key, 'keyIdentifier') ?? '', identity: stringAt(key, 'identity') ?? '' };
}

/** The newest version of a key that is named without one. */
export function newestOf(
  cloud: Cloud,
  uri: string,
): { readonly versioned: string; readonly updatedAt: number } | undefined {
  const address = keyIdentifier(cloud, uri);
  if (!address || address.version !== undefined) return undefined;
  const vault = vaultNamed(cloud, address.vault);
  const key = vault && keyNamed(cloud, vault, address.key);
  const newest = key && newestVersion(cloud, key);
  return (
    newest && {
      versioned: `${uri.replace(/\/$/, '')}/${newest.name}`,
      updatedAt: newest.data.updated * 1_000,
    }
  );
}

/** Who reaches for a key: the identity in use, or one that is to be. */
export type KeyUser = Pick<KeyInUse, 'principalId' | 'isSystem'> & Partial<Pick<KeyInUse, 'detachedAt'>>;

/** Why the identity may not do that with the key now. */
export function lossOf(
  cloud: Cloud,
  user: KeyUser,
  uri: string,
  operations: readonly KeyOperation[],
): KeyLoss | undefined {
  const address = keyIdentifier(cloud, uri);
  const { vault = '', key = '', version } = address ?? {};
  const refusal = keyRefusal(cloud, {
    principalId: user.principalId,
    operations,
    from: { kind: 'trusted-service' },
    vault,
    key,
    ...(version === undefined ? {} : { version }),
  });
  return identityLoss(cloud, user) ?? (refusal && { reason: refusal.reason, message: refusal.message });
}

// "Troubleshoot a customer-managed key" (MicrosoftDocs/azure-management-docs): usually three months, with this text.
const detachedLifeMs = 90 * 24 * hourMs;

/** What is wrong with the identity itself. A deleted one is gone at once (faults.md, K07), one that was only taken away later. */
function identityLoss(cloud: Cloud, { principalId, isSystem, detachedAt }: KeyUser): KeyLoss | undefined {
  if (detachedAt !== undefined && cloud.now() >= detachedAt + detachedLifeMs)
    return {
      reason: 'IdentityInactive',
      message:
        'The identity associated with the registry is inactive. This could be due to attempted removal of the identity. Reassign the identity manually.',
    };
  const identities = cloud.world.ofType(identityType) as readonly StoredObject<IdentityData>[];
  if (isSystem || identities.some(({ data }) => data.principalId === principalId)) return undefined;
  return { reason: 'IdentityDeleted', message: `The identity with the principal ${principalId} is deleted.` };
}
