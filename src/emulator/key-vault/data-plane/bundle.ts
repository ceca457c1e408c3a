import type { Cloud } from '../../cloud.ts';
import type { JsonObject } from '../../json.ts';
import { isHsm, type Key, type KeyVersion, keyUri, recoveryLevel } from '../key-body.ts';
import { type DeletedKey, secondsOf } from '../keys.ts';
import { retentionDays, type Vault, vaultUri } from '../vault-body.ts';
import { isSince } from './versions.ts';

/** A version of a key (test_keyvault_key #2, #44). */
export function keyBundle(
  cloud: Cloud,
  vault: Vault,
  key: Key,
  version: KeyVersion,
  apiVersion: string,
): JsonObject {
  const { kind, operations, curve, publicPart, tags } = version.data;
  return {
    key: {
      kid: keyUri(cloud, vault, key.name, version.name),
      kty: kind,
      key_ops: operations,
      crv: curve,
      ...publicPart,
    },
    attributes: attributesOf(vault, version, apiVersion),
    tags,
  };
}

/** One of a list, which names the key without its version (test_keyvault_key #16). */
export function keyItem(
  cloud: Cloud,
  vault: Vault,
  key: Key,
  version: KeyVersion,
  apiVersion: string,
  shown?: string,
): JsonObject {
  const kid = keyUri(cloud, vault, key.name, shown);
  return { kid, attributes: attributesOf(vault, version, apiVersion), tags: version.data.tags };
}

/** What a deletion adds (test_keyvault_key #32). */
export function deletionOf(cloud: Cloud, vault: Vault, { name, data }: DeletedKey): JsonObject {
  return {
    recoveryId: `${vaultUri(cloud, vault.name)}/deletedkeys/${name}`,
    deletedDate: secondsOf(data.deletedAt),
    scheduledPurgeDate: secondsOf(data.purgeAt),
  };
}

// Recorded without the last three in 2016-10-01 and with them in 7.5-preview.1; since when each: assumption.
function attributesOf(vault: Vault, { data }: KeyVersion, apiVersion: string): JsonObject {
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
    ...(isSince(apiVersion, '7.3') ? { exportable: data.exportable } : {}),
    ...(isSince(apiVersion, '7.5-preview.1') ? { hsmPlatform: isHsm(data.kind) ? '2' : '0' } : {}),
  };
}
