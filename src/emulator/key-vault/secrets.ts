import { keyOf } from '../arm-path.ts';
import type { Cloud } from '../cloud.ts';
import { ArmError } from '../errors.ts';
import type { StoredObject } from '../world.ts';
import { purgeTime } from './deleted-vaults.ts';
import { secondsOf } from './keys.ts';
import {
  type Secret,
  type SecretData,
  type SecretVersion,
  type SecretVersionData,
  secretType,
  secretVersionType,
} from './secret-body.ts';
import type { SecretChange, SecretRequest } from './secret-request.ts';
import type { Vault } from './vault-body.ts';

const deletedSecretType = 'Microsoft.KeyVault/vaults/deletedSecrets';

/** A deleted secret; only the data plane shows it. */
export interface DeletedSecretData {
  readonly secret: Secret;
  readonly versions: readonly SecretVersion[];
  readonly deletedAt: number;
  readonly purgeAt: number;
}

export type DeletedSecret = StoredObject<DeletedSecretData>;

export function secretNamed(cloud: Cloud, vault: Vault, name: string): Secret | undefined {
  return cloud.world.get<SecretData>(`${vault.id}/secrets/${name}`);
}

export function secretsOf(cloud: Cloud, vault: Vault): readonly Secret[] {
  return cloud.world.inCollection(`${keyOf(vault.id)}/secrets`) as readonly Secret[];
}

/** The version, or the newest one where none is named. */
export function secretVersionOf(
  cloud: Cloud,
  secret: Secret,
  version = secret.data.current,
): SecretVersion | undefined {
  return cloud.world.get<SecretVersionData>(`${secret.id}/versions/${version}`);
}

export function secretVersionsOf(cloud: Cloud, secret: Secret): readonly SecretVersion[] {
  return cloud.world.inCollection(`${keyOf(secret.id)}/versions`) as readonly SecretVersion[];
}

/** Makes the secret, or a new version of one that is there; throws while its name is a deleted one's. */
export function setSecret(cloud: Cloud, vault: Vault, name: string, request: SecretRequest): Secret {
  if (deletedSecretNamed(cloud, vault, name)) throw nameIsDeleted(name);
  const before = secretNamed(cloud, vault, name);
  const now = secondsOf(cloud.now());
  const version = cloud.chance.hex(32);
  const secret: Secret = {
    id: before?.id ?? `${vault.id}/secrets/${name}`,
    name: before?.name ?? name,
    type: secretType,
    data: { current: version },
  };
  cloud.world.put(secret);
  cloud.world.put({
    id: `${secret.id}/versions/${version}`,
    name: version,
    type: secretVersionType,
    data: { ...request, created: now, updated: now } satisfies SecretVersionData,
  });
  return secret;
}

/** Changes what is known of a version; its value never changes. */
export function updateSecret(cloud: Cloud, version: SecretVersion, change: SecretChange): void {
  const { value: _, ...rest } = change;
  cloud.world.put({ ...version, data: { ...version.data, ...rest, updated: secondsOf(cloud.now()) } });
}

export function deletedSecretNamed(cloud: Cloud, vault: Vault, name: string): DeletedSecret | undefined {
  return cloud.world.get<DeletedSecretData>(`${vault.id}/deletedSecrets/${name}`);
}

export function deletedSecretsOf(cloud: Cloud, vault: Vault): readonly DeletedSecret[] {
  return cloud.world.inCollection(`${keyOf(vault.id)}/deletedsecrets`) as readonly DeletedSecret[];
}

/** Takes the secret away; undefined where it is gone for good, since the vault has no soft delete. */
export function deleteSecret(cloud: Cloud, vault: Vault, secret: Secret): DeletedSecret | undefined {
  const versions = secretVersionsOf(cloud, secret);
  for (const { id } of [...versions, secret]) cloud.world.remove(id);
  if (!vault.data.properties.enableSoftDelete) return undefined;
  const deleted: DeletedSecret = {
    id: `${vault.id}/deletedSecrets/${secret.name}`,
    name: secret.name,
    type: deletedSecretType,
    data: { secret, versions, deletedAt: cloud.now(), purgeAt: purgeTime(cloud, vault) },
  };
  cloud.world.put(deleted);
  return deleted;
}

export function recoverSecret(cloud: Cloud, deleted: DeletedSecret): void {
  cloud.world.remove(deleted.id);
  for (const object of [deleted.data.secret, ...deleted.data.versions]) cloud.world.put(object);
}

/** Takes away for good the deleted secrets whose time has come. */
export function purgeDueSecrets(cloud: Cloud): void {
  const now = cloud.now();
  for (const deleted of cloud.world.ofType(deletedSecretType) as readonly DeletedSecret[])
    if (deleted.data.purgeAt <= now) cloud.world.remove(deleted.id);
}

// Recalled: text.
export function noSecret(name: string): ArmError {
  return new ArmError(
    404,
    'SecretNotFound',
    `A secret with (name/id) ${name} was not found in this key vault. If you recently deleted this secret you may be able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182`,
  );
}

/** Its times only inform, and whoever disabled it keeps it from everybody ("About secrets"; code and text recalled). */
export function disabledSecret(): ArmError {
  return new ArmError(403, 'Forbidden', 'Operation get is not allowed on a disabled secret.', {
    inner: 'SecretDisabled',
  });
}

// Issue Azure/azure-rest-api-specs#9222; the inner code: rest-error-codes of the vendor, as keyvault.md cites them.
function nameIsDeleted(name: string): ArmError {
  return new ArmError(
    409,
    'Conflict',
    `Secret ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the secret can only be recovered or purged.`,
    { inner: 'ObjectIsDeletedButRecoverable' },
  );
}
