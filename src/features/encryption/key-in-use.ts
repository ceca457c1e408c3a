import type { JsonObject } from '../../core/json.ts';
import { textAt } from '../../core/path.ts';
import { CLOUDS, type CloudName } from '../../providers/azure/clouds.ts';
import { ENCRYPTION_PATH } from './compile.ts';
import { parseKeyUri } from './key-uri.ts';

/** The key of a live registry. */
export interface KeyInUse {
  readonly vault: string;
  readonly name: string;
  /** Without a version. */
  readonly uri: string;
  /** auto: the registry was given the key without a version, and takes a new one within an hour (3.13). */
  readonly rotation: 'auto' | 'manual';
  /** The version that it uses; undefined where it tells none. */
  readonly version: string | undefined;
  /** When it took that version, RFC 3339: the last rotation, or before the first one when it was made (observed-behaviour.md). */
  readonly since: string | undefined;
}

/** Undefined for a registry without a key of its owner, and for a key that no Key Vault of this cloud has. */
export function keyInUse(registry: JsonObject, cloud: CloudName): KeyInUse | undefined {
  const told = (member: string) => textAt(registry, `${ENCRYPTION_PATH}.keyVaultProperties.${member}`);
  const key = parseKeyUri(told('keyIdentifier') ?? '');
  if (key === undefined || key.cloud !== cloud) return undefined;
  const [vault, name] = [key.vault.toLowerCase(), key.name];
  const used = parseKeyUri(told('versionedKeyIdentifier') ?? '');
  return {
    vault,
    name,
    uri: `https://${vault}.${CLOUDS[cloud].keyVaultSuffix}/keys/${name}`,
    rotation: key.version === undefined ? 'auto' : 'manual',
    version: used?.version?.toLowerCase(),
    since: told('lastKeyRotationTimestamp') ?? textAt(registry, 'properties.creationDate'),
  };
}

/** Names of keys are compared without case, as their URIs are. */
export function isSameKey(a: KeyInUse, b: KeyInUse): boolean {
  return a.uri.toLowerCase() === b.uri.toLowerCase();
}
