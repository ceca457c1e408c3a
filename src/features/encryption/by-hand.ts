import type { JsonObject } from '../../core/json.ts';
import type { ByHand } from '../../core/key-rotation.ts';
import type { KeyVersion } from '../../core/key-store.ts';
import type { PlacedRegistry } from '../placed.ts';
import { identityInUse } from './compile.ts';
import type { KeyInUse } from './key-in-use.ts';
import { parseKeyReference } from './key-reference.ts';

/**
 * How a registry whose key has a version comes to use another (3.14, 3.54, 3.55): by the line of the file that says the
 * key, which the next plan turns into the step `rotate`; by Azure CLI where the file does not say it.
 */
export function byHand(
  {
    registry,
    body,
    key,
  }: { readonly registry: PlacedRegistry; readonly body: JsonObject; readonly key: KeyInUse },
  { version }: KeyVersion,
): ByHand {
  const uri = `${key.uri}/${version}`;
  const { encryption } = registry.entry;
  if (encryption !== undefined && !registry.isExisting) {
    const reference = parseKeyReference(encryption.key);
    const named = reference === undefined ? uri : `${reference.vault}/${reference.key}/${version}`;
    return { where: 'file', text: `key: ${named}` };
  }
  const identity = identityInUse(body) ?? '[system]';
  const words = ['az acr encryption rotate-key', `--name ${registry.name}`, `--identity ${identity}`];
  return { where: 'shell', text: [...words, `--key-encryption-key ${uri}`].join(' \\\n  ') };
}
