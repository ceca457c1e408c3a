import { textAt } from '../../core/path.ts';
import type { ReadTarget } from '../../core/resource-type.ts';
import { foldId, nameOf, parseArmId, subscriptionOf } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE, QUESTION } from '../../providers/azure/arm-types.ts';
import { isEncrypted, KEY_PATH } from '../encryption/compile.ts';
import { parseKeyUri } from '../encryption/key-uri.ts';
import { expressKey, expressVault } from '../key-vaults/express.ts';
import type { Page } from './composition.ts';
import { canStand } from './dns.ts';
import { bodyOf, entriesOf, type Found } from './found.ts';
import { newKeys } from './keys.ts';
import { type Making, nameIn, placeOf, takes } from './making.ts';
import { markedKey, ownerOf } from './marks.ts';

/** The key of the registry, in a vault of its subscription that the caller can see. */
interface FoundKey {
  readonly vaultId: string;
  readonly keyId: string;
  /** Where the registry stays at one. */
  readonly version: string | undefined;
}

/** What shows the vault that the key of the registry is in, as far as is known. */
export function keyReads(found: Found): readonly ReadTarget[] {
  const registry = bodyOf(found, found.registryId);
  if (!isEncrypted(registry)) return [];
  const key = keyOf(found);
  return [
    vaultList(found.registryId),
    ...(key === undefined
      ? []
      : [
          { type: ARM_TYPE.vault, id: key.vaultId },
          { type: ARM_TYPE.vaultKey, id: key.keyId },
        ]),
  ];
}

/** Undefined where the key has to be given by its URI. */
export function keyUsed(found: Found, page: Page): FoundKey | undefined {
  const key = keyOf(found);
  if (key === undefined || bodyOf(found, key.keyId) === undefined) return undefined;
  return canStand(found, key.vaultId) && page.demotion(key.vaultId).times < 2 ? key : undefined;
}

export function keyOf(found: Found): FoundKey | undefined {
  const uri = parseKeyUri(textAt(bodyOf(found, found.registryId), `${KEY_PATH}.keyIdentifier`) ?? '');
  if (uri === undefined) return undefined;
  const vault = (entriesOf(found, vaultList(found.registryId).id) ?? []).find(
    (each) => textAt(each, 'name')?.toLowerCase() === uri.vault.toLowerCase(),
  );
  const vaultId = textAt(vault, 'id');
  return vaultId === undefined
    ? undefined
    : { vaultId, keyId: `${vaultId}/keys/${uri.name}`, version: uri.version };
}

function vaultList(registryId: string): ReadTarget {
  return {
    type: QUESTION.vaults,
    id: `/subscriptions/${subscriptionOf(registryId)}/providers/${ARM_TYPE.vault}`,
  };
}

/** Vault and key; what this stack did not make is of others, who may have keys in it. Gives the key as the registry is to name it. */
export function addKey(making: Making): string | undefined {
  const { found, page } = making;
  const key = keyUsed(found, page);
  if (key === undefined) return undefined;
  const { vaultId, keyId, version } = key;
  const vault = bodyOf(found, vaultId) ?? {};
  const name = nameIn(vault, vaultId);
  const entry = newKeys().claim(vaultId, [
    markedKey(vault, found.stack, ['keyVaults']),
    name,
    `${name}-${parseArmId(vaultId)?.resourceGroup}`,
  ]);
  const path = ['keyVaults', entry];
  const { location, ...place } = placeOf(making, vaultId, vault, entry);
  const verdict = ownerOf(vault, found.stack) === 'ours' ? undefined : 'others may have keys in it';
  const isOwn = takes(page, vaultId, verdict);
  const where = isOwn && location !== undefined ? { ...place, location } : place;
  page.add({ id: vaultId, body: vault, taggable: true }, path, where, expressVault(vault), verdict);
  if (isOwn) making.managed.add(foldId(vaultId));
  const keyPath = [...path, 'keys', nameOf(keyId)];
  const body = bodyOf(found, keyId) ?? {};
  const keyVerdict = isOwn ? undefined : WITH_ITS_VAULT;
  page.add({ id: keyId, body, taggable: false }, keyPath, {}, expressKey(body), keyVerdict);
  return [entry, nameOf(keyId), ...(version === undefined ? [] : [version])].join('/');
}

/** A key that is only read says nothing that its vault does not. */
const WITH_ITS_VAULT = '';
