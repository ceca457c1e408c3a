import { keyOf } from '../arm-path.ts';
import type { Cloud } from '../cloud.ts';
import { ArmError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { StoredObject } from '../world.ts';
import { retentionDays, type Vault } from './vault-body.ts';

export const deletedVaultType = 'Microsoft.KeyVault/deletedVaults';

export interface DeletedVaultData {
  readonly vault: Vault;
  /** Its keys and secrets, deleted ones too. Role assignments are not among them: they do not come back (keyvault.md). */
  readonly contents: readonly StoredObject[];
  readonly deletedAt: number;
  readonly purgeAt: number;
}

export type DeletedVault = StoredObject<DeletedVaultData>;

const dayMs = 86_400_000;

/** When what is deleted now goes for good. */
export function purgeTime(cloud: Cloud, vault: Vault): number {
  return cloud.now() + retentionDays(vault.data.properties) * dayMs;
}

/** Takes the vault away with all that hangs on it; where it has soft delete, it and what is in it can come back. */
export function deleteVault(cloud: Cloud, vault: Vault): void {
  const contents = cloud.world.all().filter(({ id }) => keyOf(id).startsWith(`${keyOf(vault.id)}/`));
  const kept = contents.filter(
    ({ scope, type }) => scope === undefined && /\/(deleted)?(keys|secrets)(\/|$)/i.test(type),
  );
  for (const { id } of contents) cloud.world.remove(id);
  cloud.world.remove(vault.id);
  if (!vault.data.properties.enableSoftDelete) return;
  const data: DeletedVaultData = {
    vault: { ...vault, data: { ...vault.data, state: 'Succeeded' } },
    contents: kept,
    deletedAt: cloud.now(),
    purgeAt: purgeTime(cloud, vault),
  };
  const { name } = vault;
  cloud.world.put({ id: deletedId(vault), name, type: deletedVaultType, data });
}

/** Puts everything back where it was, under the vault as it is to be now. */
export function recoverVault(cloud: Cloud, deleted: DeletedVault, vault: Vault): void {
  cloud.world.remove(deleted.id);
  cloud.world.put(vault);
  for (const object of deleted.data.contents) cloud.world.put(object);
}

export function deletedVaultNamed(cloud: Cloud, name: string): DeletedVault | undefined {
  return cloud.world.named(deletedVaultType, name)[0] as DeletedVault | undefined;
}

export function deletedVaultView({ id, name, data }: DeletedVault): JsonObject {
  const { vault, deletedAt, purgeAt } = data;
  return {
    id,
    name,
    type: deletedVaultType,
    properties: {
      vaultId: vault.id,
      location: vault.data.location,
      tags: vault.data.tags,
      deletionDate: second(deletedAt),
      scheduledPurgeDate: second(purgeAt),
      purgeProtectionEnabled: vault.data.properties.enablePurgeProtection,
    },
  };
}

// ASO Vault_CRUD #2.
export function deletedVaultNotFound(name: string): ArmError {
  return new ArmError(
    404,
    'DeletedVaultNotFound',
    `The specified deleted vault '${name}' does not exist. Ensure that the vault was indeed deleted and that it is in recoverable state. If soft delete was not enabled then the vault is permanently deleted. Follow this link for more information: https://go.microsoft.com/fwlink/?linkid=2149745`,
  );
}

function deletedId({ id, name, data }: Vault): string {
  const subscription = id.split('/').slice(0, 3).join('/');
  return `${subscription}/providers/Microsoft.KeyVault/locations/${data.location}/deletedVaults/${name}`;
}

// `2023-11-06T12:47:17Z`.
function second(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+/, '');
}
