import type { PriorEntry } from '../../core/desired.ts';
import type { JsonObject } from '../../core/json.ts';
import type { KeyGrant, KeyRevocation } from '../../core/key-revocation.ts';
import { textAt } from '../../core/path.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { foldId, nameOf } from '../../providers/azure/arm-id.ts';
import type { CloudName } from '../../providers/azure/clouds.ts';
import { accessPolicyId } from '../../providers/azure/resources/vault-access-policy.ts';
import type { Placed, PlacedRegistry } from '../placed.ts';
import { accessOf, type KeyHolder, keyHolder, keyPermissionsOf } from './access.ts';
import { encryptedRegistries, listedIn, unlisted } from './everywhere.ts';
import { isManaged, neededGrant } from './grant.ts';
import { isSameKey, type KeyInUse, keyInUse } from './key-in-use.ts';

/** The id of the vault that answers where the key is; undefined where no list shows it. */
export function vaultOfKey({ uri }: KeyInUse, live: LiveObjects): string | undefined {
  const found = listedIn('vaults', live).find((vault) =>
    isVaultOf(textAt(vault, 'properties.vaultUri') ?? '', uri),
  );
  return textAt(found, 'id');
}

function isVaultOf(vaultUri: string, keyUri: string): boolean {
  return URL.canParse(vaultUri) && new URL(vaultUri).origin === new URL(keyUri).origin;
}

export interface RevocationScene {
  readonly registry: PlacedRegistry;
  readonly key: KeyInUse;
  readonly holder: KeyHolder;
  readonly vaultId: string;
  readonly cloud: CloudName;
  readonly placed: Placed;
  readonly prior: readonly PriorEntry[];
  /** The registries around, and what `accessReads` names. */
  readonly live: LiveObjects;
}

/** What is taken away, from whom, who loses what by it, and how it comes back. */
export function revocationOf(scene: RevocationScene): KeyRevocation {
  const { registry, key, holder, vaultId, live } = scene;
  const access = accessOf(holder, vaultId, key.name, live);
  return {
    address: registry.address,
    id: registry.id,
    key: key.uri,
    vault: vaultId,
    ...access,
    identity: holder.identity ?? null,
    principal: holder.principal,
    affected: affected(scene, access.grants),
    unlisted: unlisted('registries', live),
    restoredByApply: isRestoredByApply(scene, access.grants),
    restore: access.grants.map((grant) => restoring(grant, scene)),
  };
}

/** A grant at the vault is for all of its keys, one at the key for that alone. */
function affected(
  { registry, key, holder, vaultId, cloud, live }: RevocationScene,
  grants: readonly KeyGrant[],
): readonly string[] {
  const isWide = grants.some((grant) => grant.kind === 'policy' || foldId(grant.scope) === foldId(vaultId));
  const loses = (body: JsonObject): boolean => {
    const used = keyInUse(body, cloud);
    return (
      used?.vault === key.vault &&
      (isWide || isSameKey(used, key)) &&
      keyHolder(body)?.principal === holder.principal
    );
  };
  const ids = encryptedRegistries(live)
    .filter(({ body }) => loses(body))
    .map(({ body }) => textAt(body, 'id') ?? '');
  return ids.some((id) => foldId(id) === foldId(registry.id)) ? ids.sort() : [registry.id, ...ids].sort();
}

/** The state knows the grant, or the file asks for one. */
function isRestoredByApply(
  { registry, holder, vaultId, placed, prior, live }: RevocationScene,
  grants: readonly KeyGrant[],
): boolean {
  const known = new Set(prior.map(({ id }) => foldId(id)));
  const ids = grants.map((grant) =>
    grant.kind === 'role' ? grant.id : accessPolicyId(vaultId, holder.identity ?? registry.id, 'keys'),
  );
  if (ids.some((id) => known.has(foldId(id)))) return true;
  return isManaged(registry) && neededGrant(registry, placed, live) !== undefined;
}

/** For a policy with all that it allowed: Azure CLI puts what it is told in place of what is there. */
function restoring(grant: KeyGrant, { holder: { principal }, vaultId, live }: RevocationScene): string {
  const words =
    grant.kind === 'role'
      ? [
          'az role assignment create',
          `--assignee-object-id ${principal}`,
          '--assignee-principal-type ServicePrincipal',
          '--role "Key Vault Crypto Service Encryption User"',
          `--scope ${grant.scope}`,
        ]
      : [
          'az keyvault set-policy',
          `--name ${nameOf(vaultId)}`,
          `--object-id ${principal}`,
          `--key-permissions ${keyPermissionsOf(live.get(foldId(vaultId))?.body, principal).join(' ')}`,
        ];
  return words.join(' \\\n  ');
}
