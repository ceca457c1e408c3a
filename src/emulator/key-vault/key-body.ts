import type { Cloud } from '../cloud.ts';
import type { JsonObject } from '../json.ts';
import type { StoredObject } from '../world.ts';
import { type Vault, type VaultProperties, vaultUri } from './vault-body.ts';

export const keyType = 'Microsoft.KeyVault/vaults/keys';
export const keyVersionType = 'Microsoft.KeyVault/vaults/keys/versions';

export interface KeyData {
  /** Name of the newest version. */
  readonly current: string;
  readonly rotationPolicy: RotationPolicy | undefined;
}

/** Durations are of ISO 8601, times in seconds since the epoch. */
export interface RotationPolicy {
  readonly expiryTime: string | undefined;
  readonly actions: readonly {
    readonly type: 'Rotate' | 'Notify';
    readonly timeAfterCreate?: string;
    readonly timeBeforeExpiry?: string;
  }[];
  readonly created: number;
  readonly updated: number;
}

export type KeyKind = 'RSA' | 'RSA-HSM' | 'EC' | 'EC-HSM';

/** Times in seconds since the epoch. */
export interface KeyVersionData {
  readonly kind: KeyKind;
  /** Of RSA keys; in bits. */
  readonly size: number | undefined;
  /** Of EC keys. */
  readonly curve: string | undefined;
  readonly operations: readonly string[];
  readonly enabled: boolean;
  readonly notBefore: number | undefined;
  readonly expires: number | undefined;
  readonly exportable: boolean;
  readonly created: number;
  readonly updated: number;
  readonly tags: Readonly<Record<string, string>> | undefined;
  /** `n` and `e`, or `x` and `y`. */
  readonly publicPart: Readonly<Record<string, string>>;
}

export type Key = StoredObject<KeyData>;
export type KeyVersion = StoredObject<KeyVersionData>;

export function isHsm(kind: KeyKind): boolean {
  return kind.endsWith('-HSM');
}

/** `https://vault/keys/name`, and the version where one is named. */
export function keyUri(cloud: Cloud, vault: Vault, key: string, version?: string): string {
  const uri = `${vaultUri(cloud, vault.name)}/keys/${key}`;
  return version === undefined ? uri : `${uri}/${version}`;
}

/** What becomes of a key that is deleted (keyvault.md; without soft delete hybrid_2020_09_01 test_keyvault_key #4). */
export function recoveryLevel(vault: VaultProperties): string {
  if (!vault.enableSoftDelete) return 'Purgeable';
  const isCustom = (vault.softDeleteRetentionInDays ?? 90) !== 90;
  const level = isCustom ? 'CustomizedRecoverable' : 'Recoverable';
  return vault.enablePurgeProtection ? level : `${level}+Purgeable`;
}

/** As Azure Resource Manager shows a key, or a version of it (ASO WhenRecoverSpecified #6). */
export function keyView(
  cloud: Cloud,
  vault: Vault,
  key: Key,
  version: KeyVersion,
  shown: StoredObject,
): JsonObject {
  const { kind, size, curve, operations, tags, ...rest } = version.data;
  return {
    id: shown.id,
    name: shown.name,
    type: shown.type,
    location: vault.data.location,
    tags,
    properties: {
      attributes: {
        enabled: rest.enabled,
        nbf: rest.notBefore,
        exp: rest.expires,
        created: rest.created,
        updated: rest.updated,
        recoveryLevel: recoveryLevel(vault.data.properties),
        exportable: rest.exportable,
      },
      kty: kind,
      keyOps: operations,
      keySize: size,
      curveName: curve,
      keyUri: keyUri(cloud, vault, key.name),
      keyUriWithVersion: keyUri(cloud, vault, key.name, version.name),
      rotationPolicy: key.data.rotationPolicy && policyBody(key.data.rotationPolicy),
    },
  };
}

/** The specification's, the same in both planes. */
export function policyBody({ expiryTime, actions, created, updated }: RotationPolicy): JsonObject {
  return {
    lifetimeActions: actions.map(({ type, ...trigger }) => ({ trigger, action: { type } })),
    attributes: { expiryTime, created, updated },
  };
}
