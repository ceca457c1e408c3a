import type { Cloud } from '../../cloud.ts';
import type { JsonObject } from '../../json.ts';
import { recoveryLevel } from '../key-body.ts';
import { secondsOf } from '../keys.ts';
import { type Secret, type SecretVersion, secretUri } from '../secret-body.ts';
import type { DeletedSecret } from '../secrets.ts';
import { retentionDays, type Vault, vaultUri } from '../vault-body.ts';
import { isSince } from './versions.ts';

/** A version of a secret without its value, named as given (test_keyvault_softdelete #5, #13). */
export function secretItem(
  cloud: Cloud,
  vault: Vault,
  secret: Secret,
  version: SecretVersion,
  apiVersion: string,
  shown?: string,
): JsonObject {
  const { contentType, tags } = version.data;
  return {
    contentType,
    id: secretUri(cloud, vault, secret.name, shown),
    attributes: attributesOf(vault, version, apiVersion),
    tags,
  };
}

/** With the value, which only a GET and the answer to a PUT show (test_keyvault_softdelete #5). */
export function secretBundle(
  cloud: Cloud,
  vault: Vault,
  secret: Secret,
  version: SecretVersion,
  apiVersion: string,
): JsonObject {
  const item = secretItem(cloud, vault, secret, version, apiVersion, version.name);
  return { value: version.data.value, ...item };
}

/** What a deletion adds (test_keyvault_softdelete #13). */
export function secretDeletion(cloud: Cloud, vault: Vault, { name, data }: DeletedSecret): JsonObject {
  return {
    recoveryId: `${vaultUri(cloud, vault.name)}/deletedsecrets/${name}`,
    deletedDate: secondsOf(data.deletedAt),
    scheduledPurgeDate: secondsOf(data.purgeAt),
  };
}

// `recoverableDays` since when: as keys have it.
function attributesOf(vault: Vault, { data }: SecretVersion, apiVersion: string): JsonObject {
  const { properties } = vault.data;
  return {
    enabled: data.enabled,
    nbf: data.notBefore,
    exp: data.expires,
    created: data.created,
    updated: data.updated,
    recoveryLevel: recoveryLevel(properties),
    ...(isSince(apiVersion, '7.1') && properties.enableSoftDelete
      ? { recoverableDays: retentionDays(properties) }
      : {}),
  };
}
