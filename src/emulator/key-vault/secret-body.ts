import type { Cloud } from '../cloud.ts';
import type { JsonObject } from '../json.ts';
import type { StoredObject } from '../world.ts';
import { type Vault, vaultUri } from './vault-body.ts';

export const secretType = 'Microsoft.KeyVault/vaults/secrets';
/** A name of our own: Azure Resource Manager shows no versions of secrets. */
export const secretVersionType = 'Microsoft.KeyVault/vaults/secrets/versions';

export interface SecretData {
  /** Name of the newest version. */
  readonly current: string;
}

/** Times in seconds since the epoch. */
export interface SecretVersionData {
  /** Kept since the data plane gives it back; nothing else ever shows it. */
  readonly value: string;
  readonly contentType: string | undefined;
  readonly enabled: boolean;
  readonly notBefore: number | undefined;
  readonly expires: number | undefined;
  readonly created: number;
  readonly updated: number;
  readonly tags: Readonly<Record<string, string>> | undefined;
}

export type Secret = StoredObject<SecretData>;
export type SecretVersion = StoredObject<SecretVersionData>;

/** `https://vault/secrets/name`, and the version where one is named. */
export function secretUri(cloud: Cloud, vault: Vault, secret: string, version?: string): string {
  const uri = `${vaultUri(cloud, vault.name)}/secrets/${secret}`;
  return version === undefined ? uri : `${uri}/${version}`;
}

/** As Azure Resource Manager shows a secret: never its value (the specification). */
export function secretView(cloud: Cloud, vault: Vault, secret: Secret, version: SecretVersion): JsonObject {
  const { contentType, enabled, notBefore, expires, created, updated, tags } = version.data;
  return {
    id: secret.id,
    name: secret.name,
    type: secret.type,
    location: vault.data.location,
    tags,
    properties: {
      contentType,
      attributes: { enabled, nbf: notBefore, exp: expires, created, updated },
      secretUri: secretUri(cloud, vault, secret.name),
      secretUriWithVersion: secretUri(cloud, vault, secret.name, version.name),
    },
  };
}
