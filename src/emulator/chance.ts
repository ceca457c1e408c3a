/** Whatever looks drawn by lot: a pure function of the seed and a counter or a text. */
export interface Chance {
  /** The next guid; two calls never give the same. */
  guid(): string;
  /** The next `length` hexadecimal digits. */
  hex(length: number): string;
  /** Always the same guid for the same text. */
  guidOf(text: string): string;
  /** Always the same number from 0 up to 1 for the same text. */
  fractionOf(text: string): number;
}

/** `next` hands out the counter; it is durable, so that a later process goes on where this one stopped. */
export function createChance(seed: number, next: () => number): Chance {
  return {
    guid: () => guidFrom(words(seed, next(), 0)),
    hex: (length) => hexFrom(words(seed, next(), 1)).slice(0, length),
    guidOf: (text) => guidFrom(words(seed, hash(text), 2)),
    fractionOf: (text) => (words(seed, hash(text), 3)[0] ?? 0) / 2 ** 32,
  };
}

function words(seed: number, counter: number, stream: number): readonly number[] {
  let state = mix(mix(seed ^ 0x9e3779b9) + counter) ^ Math.imul(stream + 1, 0x85ebca6b);
  return [0, 1, 2, 3].map(() => {
    state = (state + 0x9e3779b9) | 0;
    return mix(state ^ counter) >>> 0;
  });
}

// The finaliser of MurmurHash3: cheap, and every bit of the input reaches every bit of the output.
function mix(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}

function hexFrom(parts: readonly number[]): string {
  return parts.map((part) => part.toString(16).padStart(8, '0')).join('');
}

function guidFrom(parts: readonly number[]): string {
  const digits = hexFrom(parts);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}
