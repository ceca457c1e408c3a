import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Random } from '../../src/core/world.ts';

/** Always the same for the same seed: mulberry32. */
export function seededRandom(seed: string): Random {
  let state = [...seed].reduce(
    (hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 16_777_619),
    2_166_136_261,
  );
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const hex = (digits: number): string =>
    Array.from({ length: digits }, () => Math.floor(fraction() * 16).toString(16)).join('');
  return {
    fraction,
    // One for all, and small: to draw a key takes longer than everything else that happens here.
    rsaKey: async () => {
      key ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
      return key;
    },
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`,
  };
}

let key: KeyObject | undefined;
