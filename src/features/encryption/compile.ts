import type { LateValue, Stage } from '../../core/desired.ts';
import type { JsonObject } from '../../core/json.ts';
import { getPath, isJsonObject, textAt } from '../../core/path.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { madeHere, type PlacedRegistry } from '../placed.ts';
import { SYSTEM } from './schema.ts';

export const ENCRYPTION_PATH = 'properties.encryption';
const KEY_PATH = `${ENCRYPTION_PATH}.keyVaultProperties`;
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
  { entry }: PlacedRegistry,
  live: JsonObject | undefined,
): JsonObject | undefined {
  const { encryption } = entry;
  if (encryption === undefined || (live !== undefined && !isEncrypted(live))) return undefined;
  return {
    status: 'enabled',
    keyVaultProperties: {
      keyIdentifier: encryption.key.replace(/\/$/, ''),
      ...(encryption.identity === SYSTEM && { identity: SYSTEM }),
    },
  };
}

/** ARM names the identity by its client id (observed-behaviour.md, "Customer-managed key"), which only Azure tells. */
export function encryptionLate(registry: PlacedRegistry, live: JsonObject | undefined): readonly LateValue[] {
  const { encryption } = registry.entry;
  const identity = registry.identities.find(({ key }) => key === encryption?.identity);
  if (identity === undefined || encryptionBody(registry, live) === undefined) return [];
  const path = 'properties.clientId';
  return [
    {
      path: USING_PATH,
      source: { type: ARM_TYPE.identity, id: identity.id },
      read: (body) => textAt(body, path),
      madeBy: madeHere(identity),
      shown: `${identity.address}#${path}`,
    },
  ];
}

/** Steps of a change of key or identity. */
export interface EncryptionStages {
  readonly add: readonly Stage[];
  readonly rotate: readonly Stage[];
  readonly remove: readonly Stage[];
}

/**
 * A registry that changes its key or the identity that reaches it goes by steps, each of which leaves it readable: the
 * identities that are new first, then the key, and only then what it no longer acts as goes (3.49, I-13).
 */
export function encryptionStages(registry: PlacedRegistry, live: JsonObject): EncryptionStages {
  if (encryptionBody(registry, live) === undefined) return { add: [], rotate: [], remove: [] };
  // Its own identity goes last, too.
  const keepsOwn =
    /systemassigned/i.test(textAt(live, OWN_PATH) ?? '') && registry.entry.identity?.system === false;
  const interim: JsonObject = { identity: { type: 'SystemAssigned' } };
  return {
    add: [{ name: 'identity-add', paths: [IDENTITY_PATH], ...(keepsOwn && { interim }) }],
    rotate: [{ name: 'rotate', paths: [KEY_PATH] }],
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
