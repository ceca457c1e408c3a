import { keyOf } from '../arm-path.ts';
import type { Cloud } from '../cloud.ts';
import { ArmError } from '../errors.ts';
import type { StoredObject } from '../world.ts';
import { purgeTime } from './deleted-vaults.ts';
import {
  type Key,
  type KeyData,
  type KeyVersion,
  type KeyVersionData,
  keyType,
  keyVersionType,
} from './key-body.ts';
import { drawPublicPart, type KeyRequest } from './key-request.ts';
import type { Vault } from './vault-body.ts';

const deletedKeyType = 'Microsoft.KeyVault/vaults/deletedKeys';

/** A deleted key; only the data plane shows it. */
export interface DeletedKeyData {
  readonly key: Key;
  readonly versions: readonly KeyVersion[];
  readonly deletedAt: number;
  readonly purgeAt: number;
}

export type DeletedKey = StoredObject<DeletedKeyData>;

export function keyNamed(cloud: Cloud, vault: Vault, name: string): Key | undefined {
  return cloud.world.get<KeyData>(`${vault.id}/keys/${name}`);
}

export function keysOf(cloud: Cloud, vault: Vault): readonly Key[] {
  return cloud.world.inCollection(`${keyOf(vault.id)}/keys`) as readonly Key[];
}

/** The version, or the newest one where none is named. */
export function versionOf(cloud: Cloud, key: Key, version = key.data.current): KeyVersion | undefined {
  return cloud.world.get<KeyVersionData>(`${key.id}/versions/${version}`);
}

/** The newest version that is there by the clock. */
export function newestVersion(cloud: Cloud, key: Key): KeyVersion | undefined {
  const now = secondsOf(cloud.now());
  const current = versionOf(cloud, key);
  if (current && current.data.created <= now) return current;
  return versionsOf(cloud, key)
    .filter(({ data }) => data.created <= now)
    .sort((left, right) => right.data.created - left.data.created)[0];
}

export function versionsOf(cloud: Cloud, key: Key): readonly KeyVersion[] {
  return cloud.world.inCollection(`${keyOf(key.id)}/versions`) as readonly KeyVersion[];
}

/** Makes the key, or a new version of one that is there; throws while its name belongs to a deleted one. */
export function createVersion(
  cloud: Cloud,
  vault: Vault,
  name: string,
  request: KeyRequest,
  publicPart = drawPublicPart(cloud, request),
): KeyVersion {
  if (deletedKeyNamed(cloud, vault, name)) throw nameIsDeleted(name);
  const before = keyNamed(cloud, vault, name);
  const now = secondsOf(cloud.now());
  const version = cloud.chance.hex(32);
  const id = before?.id ?? `${vault.id}/keys/${name}`;
  cloud.world.put({
    id,
    name: before?.name ?? name,
    type: keyType,
    data: { rotationPolicy: before?.data.rotationPolicy, current: version } satisfies KeyData,
  });
  const made: KeyVersion = {
    id: `${id}/versions/${version}`,
    name: version,
    type: keyVersionType,
    data: { ...request, created: now, updated: now, publicPart },
  };
  cloud.world.put(made);
  return made;
}

export function deletedKeyNamed(cloud: Cloud, vault: Vault, name: string): DeletedKey | undefined {
  return cloud.world.get<DeletedKeyData>(`${vault.id}/deletedKeys/${name}`);
}

export function deletedKeysOf(cloud: Cloud, vault: Vault): readonly DeletedKey[] {
  return cloud.world.inCollection(`${keyOf(vault.id)}/deletedkeys`) as readonly DeletedKey[];
}

/** Takes the key away with its role assignments; undefined where it is gone for good, since the vault has no soft delete. */
export function deleteKey(cloud: Cloud, vault: Vault, key: Key): DeletedKey | undefined {
  const versions = versionsOf(cloud, key);
  for (const { id } of [...versions, key]) cloud.world.remove(id);
  if (!vault.data.properties.enableSoftDelete) return undefined;
  const deleted: DeletedKey = {
    id: `${vault.id}/deletedKeys/${key.name}`,
    name: key.name,
    type: deletedKeyType,
    data: { key, versions, deletedAt: cloud.now(), purgeAt: purgeTime(cloud, vault) },
  };
  cloud.world.put(deleted);
  return deleted;
}

export function recoverKey(cloud: Cloud, deleted: DeletedKey): void {
  cloud.world.remove(deleted.id);
  for (const object of [deleted.data.key, ...deleted.data.versions]) cloud.world.put(object);
}

/** Takes away for good the deleted keys whose time has come. */
export function purgeDueKeys(cloud: Cloud): void {
  const now = cloud.now();
  for (const deleted of cloud.world.ofType(deletedKeyType) as readonly DeletedKey[])
    if (deleted.data.purgeAt <= now) cloud.world.remove(deleted.id);
}

export function secondsOf(ms: number): number {
  return Math.floor(ms / 1000);
}

// rest-error-codes of the vendor, as keyvault.md cites them; the text as issue Azure/azure-rest-api-specs#9222 has it of a secret.
function nameIsDeleted(name: string): ArmError {
  return new ArmError(
    409,
    'Conflict',
    `Key ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the key can only be recovered or purged.`,
    { inner: 'ObjectIsDeletedButRecoverable' },
  );
}
