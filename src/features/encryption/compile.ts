import type { Address } from '../../core/address.ts';
import type { RegistryEncryption } from '../../core/config.generated.ts';
import type { LateValue, Stage } from '../../core/desired.ts';
import type { JsonObject } from '../../core/json.ts';
import { getPath, isJsonObject, textAt } from '../../core/path.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { madeHere, type PlacedEntry, type PlacedRegistry, type PlacedVaultKey } from '../placed.ts';
import { parseKeyReference } from './key-reference.ts';
import { SYSTEM } from './schema.ts';

export const ENCRYPTION_PATH = 'properties.encryption';
export const KEY_PATH = `${ENCRYPTION_PATH}.keyVaultProperties`;
const USING_PATH = `${KEY_PATH}.identity`;
const IDENTITY_PATH = 'identity';
const OWN_PATH = 'identity.type';

/** True where a registry that is there is encrypted with a key of its owner. */
export function isEncrypted(live: JsonObject | undefined): boolean {
  return textAt(live, `${ENCRYPTION_PATH}.status`)?.toLowerCase() === 'enabled';
}

/**
 * `encryption` of the managed body. Of a registry that is there without a key of its owner it is left out: nothing can
 * put one there, and a plan must not come to a replacement (3.6); `encryptionFaults` refuses the file.
 */
export function encryptionBody(
  registry: PlacedRegistry,
  live: JsonObject | undefined,
): JsonObject | undefined {
  const { encryption } = registry.entry;
  if (encryption === undefined || (live !== undefined && !isEncrypted(live))) return undefined;
  return {
    status: 'enabled',
    keyVaultProperties: {
      keyIdentifier: keyIdentifier(encryption, registry.encryptionKey),
      ...(encryption.identity === SYSTEM && { identity: SYSTEM }),
    },
  };
}

/** As ARM names it; with a version only where the file says one (3.28, 3.29). */
function keyIdentifier({ key }: RegistryEncryption, encryptionKey: PlacedVaultKey | undefined): string {
  if (encryptionKey === undefined) return key.replace(/\/$/, '');
  const version = parseKeyReference(key)?.version;
  return version === undefined ? encryptionKey.uri : `${encryptionKey.uri}/${version}`;
}

/** ARM names the identity by its client id (observed-behaviour.md, "Customer-managed key"), which only Azure tells. */
export function encryptionLate(registry: PlacedRegistry, live: JsonObject | undefined): readonly LateValue[] {
  if (encryptionBody(registry, live) === undefined) return [];
  const { encryption } = registry.entry;
  const identity = registry.identities.find(({ key }) => key === encryption?.identity);
  return identity === undefined ? [] : [told(USING_PATH, identity, ARM_TYPE.identity, 'properties.clientId')];
}

function told(path: string, by: PlacedEntry<object>, type: string, at: string): LateValue {
  return {
    path,
    source: { type, id: by.id },
    read: (body) => textAt(body, at),
    madeBy: madeHere(by),
    shown: `${by.address}#${at}`,
  };
}

/** Steps of a change of key or identity. */
export interface EncryptionStages {
  readonly add: readonly Stage[];
  readonly rotate: readonly Stage[];
  readonly remove: readonly Stage[];
}

/**
 * A registry that changes its key or the identity that reaches it goes by steps, each of which leaves it readable: the
 * identities that are new first, then the key, and only then what it no longer acts as goes (3.49, I-13). `grant` is where
 * the access of the identity is given that the registry has of its own.
 */
export function encryptionStages(
  registry: PlacedRegistry,
  live: JsonObject,
  grant: Address | undefined,
): EncryptionStages {
  if (encryptionBody(registry, live) === undefined) return { add: [], rotate: [], remove: [] };
  // Its own identity goes last, too.
  const keepsOwn =
    /systemassigned/i.test(textAt(live, OWN_PATH) ?? '') && registry.entry.identity?.system === false;
  const interim: JsonObject = { identity: { type: 'SystemAssigned' } };
  return {
    add: [{ name: 'identity-add', paths: [IDENTITY_PATH], ...(keepsOwn && { interim }) }],
    rotate: [
      { name: 'rotate', paths: [KEY_PATH], ...(grant !== undefined && { after: [`${grant}/write`] }) },
    ],
    remove: [{ name: 'identity-remove', paths: [OWN_PATH], removes: [IDENTITY_PATH] }],
  };
}

/** The folded id of the user-assigned identity that a registry reaches its key with; undefined where it is its own. */
export function identityInUse(live: JsonObject): string | undefined {
  const using = textAt(live, USING_PATH)?.toLowerCase();
  const map = getPath(live, 'identity.userAssignedIdentities');
  if (!isEncrypted(live) || using === undefined || !isJsonObject(map)) return undefined;
  const found = Object.entries(map).find(
    ([, identity]) => textAt(identity, 'clientId')?.toLowerCase() === using,
  );
  return found && foldId(found[0]);
}
