import type { Address } from '../../core/address.ts';
import type { LateValue, Stage } from '../../core/desired.ts';
import type { JsonObject } from '../../core/json.ts';
import { getPath, isJsonObject, textAt } from '../../core/path.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { madeHere, type PlacedEntry, type PlacedRegistry } from '../placed.ts';
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
  const identifier = keyIdentifier(registry, live);
  return {
    status: 'enabled',
    keyVaultProperties: {
      ...(identifier !== undefined && { keyIdentifier: identifier }),
      ...(encryption.identity === SYSTEM && { identity: SYSTEM }),
    },
  };
}

/**
 * The key by which the registry is to be encrypted. With `rotation: manual` and no version in the file it is the version
 * that the registry has, so that nothing but a command or another line in the file moves it (3.14); undefined as long
 * as it has none of this key.
 */
function keyIdentifier(
  { entry: { encryption }, encryptionKey }: PlacedRegistry,
  live: JsonObject | undefined,
): string | undefined {
  if (encryption === undefined) return undefined;
  if (encryptionKey === undefined) return encryption.key.replace(/\/$/, '');
  const version = parseKeyReference(encryption.key)?.version;
  if (version !== undefined) return `${encryptionKey.uri}/${version}`;
  if (encryption.rotation !== 'manual') return encryptionKey.uri;
  const used = ['keyIdentifier', 'versionedKeyIdentifier'].flatMap(
    (member) => textAt(live, `${KEY_PATH}.${member}`) ?? [],
  );
  const ofThisKey = `${encryptionKey.uri}/`.toLowerCase();
  return used.find((each) => each.toLowerCase().startsWith(ofThisKey));
}

/**
 * ARM names the identity by its client id (observed-behaviour.md, "Customer-managed key"), which only Azure tells, and so
 * it does the version of a key that is made.
 */
export function encryptionLate(registry: PlacedRegistry, live: JsonObject | undefined): readonly LateValue[] {
  if (encryptionBody(registry, live) === undefined) return [];
  const { encryption } = registry.entry;
  const identity = registry.identities.find(({ key }) => key === encryption?.identity);
  const key = keyIdentifier(registry, live) === undefined ? registry.encryptionKey : undefined;
  return [
    ...(identity === undefined ? [] : [told(USING_PATH, identity, ARM_TYPE.identity, 'properties.clientId')]),
    ...(key === undefined
      ? []
      : [told(`${KEY_PATH}.keyIdentifier`, key, ARM_TYPE.vaultKey, 'properties.keyUriWithVersion')]),
  ];
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
