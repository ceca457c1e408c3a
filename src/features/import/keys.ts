import { foldId } from '../../providers/azure/arm-id.ts';
import { isKey } from '../names.ts';

/** The keys that entries of one section get, each once. */
export interface Keys {
  /** The first of the candidates that is free and can be a key; else the last of them, mended and numbered. */
  claim(id: string, candidates: readonly (string | undefined)[]): string;
  /** The key that the object has in this section. */
  keyOf(id: string): string | undefined;
}

export function newKeys(): Keys {
  const taken = new Set<string>();
  const byId = new Map<string, string>();
  return {
    claim(id, candidates) {
      const named = candidates.filter((each) => each !== undefined);
      const free = named.find((each) => isKey(each) && !taken.has(each.toLowerCase()));
      const key = free ?? numbered(mended(named.at(-1) ?? ''), taken);
      taken.add(key.toLowerCase());
      byId.set(foldId(id), key);
      return key;
    },
    keyOf: (id) => byId.get(foldId(id)),
  };
}

function numbered(base: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const key = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(key.toLowerCase())) return key;
  }
}

/** What a key may not hold becomes a hyphen. */
function mended(text: string): string {
  const plain = text
    .replace(/[^A-Za-z0-9_.()-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9_)]+$/g, '')
    .slice(0, 70);
  return isKey(plain) ? plain : 'object';
}
