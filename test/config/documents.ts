import fc from 'fast-check';
import type { ConfigFile, LoadInput } from '../../src/config/load.ts';
import type { Json, JsonObject } from '../../src/core/json.ts';

export interface DocumentOptions {
  readonly nulls?: boolean;
  /** The same key always holds the same kind of value. */
  readonly kindByKey?: boolean;
}

const RECORD = { requiredKeys: [] as never[], noNullPrototype: true };
const DICTIONARY = { minKeys: 1, maxKeys: 4, noNullPrototype: true };

/** Small maps over few keys, so that two of them meet in many places. */
export function documents({
  nulls = true,
  kindByKey = false,
}: DocumentOptions = {}): fc.Arbitrary<JsonObject> {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: to merge it is text like any other.
  const texts = fc.constantFrom('', 'x', 'null', '${A}', '10.0.0.0/8');
  const scalar = fc.oneof(fc.integer(), fc.boolean(), texts);
  const list = fc.array(fc.oneof(scalar, fc.constant({ a: 1 }), ...(nulls ? [fc.constant(null)] : [])), {
    maxLength: 3,
  });
  const { document } = fc.letrec<{ document: JsonObject; value: Json }>((tie) => ({
    document: fc.oneof(
      { maxDepth: 4 },
      { arbitrary: fc.constant<JsonObject>({}), weight: 1 },
      {
        arbitrary: kindByKey
          ? fc.record({ s: scalar, t: scalar, l: list, m: tie('document'), n: tie('document') }, RECORD)
          : fc.dictionary(fc.constantFrom('a', 'b', 'c', 'key with: signs'), tie('value'), DICTIONARY),
        weight: 6,
      },
    ),
    value: fc.oneof(
      { maxDepth: 4 },
      { arbitrary: scalar, weight: 3 },
      { arbitrary: tie('document'), weight: 4 },
      { arbitrary: list, weight: 1 },
      ...(nulls ? [{ arbitrary: fc.constant(null), weight: 1 }] : []),
    ),
  }));
  return document;
}

/** The texts as files called a, b, c … */
export function files(texts: readonly [string, ...string[]]): LoadInput['files'] {
  const [first, ...later] = texts;
  const named = (text: string, index: number): ConfigFile => ({
    path: String.fromCharCode('a'.charCodeAt(0) + index),
    text,
  });
  return [named(first, 0), ...later.map((text, index) => named(text, index + 1))];
}

export function isMap(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every value below the root by its path, maps included. */
export function pathsOf(document: JsonObject, prefix = ''): Map<string, Json> {
  const paths = new Map<string, Json>();
  for (const [key, value] of Object.entries(document)) {
    const path = prefix === '' ? key : `${prefix}/${key}`;
    paths.set(path, value);
    if (isMap(value)) for (const [below, inner] of pathsOf(value, path)) paths.set(below, inner);
  }
  return paths;
}

/** Without the keys of maps that hold null; lists stay as they are. */
export function withoutNulls(document: JsonObject): JsonObject {
  const kept = Object.entries(document).filter(([, value]) => value !== null);
  return Object.fromEntries(kept.map(([key, value]) => [key, isMap(value) ? withoutNulls(value) : value]));
}

/** The same document with the keys of every map in another order. */
export function shuffled(document: JsonObject, seed: number): JsonObject {
  const entries = Object.entries(document).map(([key, value], index) => ({
    key,
    value: isMap(value) ? shuffled(value, seed) : value,
    rank: ((index + 1) * (seed + 7919)) % 31,
  }));
  entries.sort((a, b) => a.rank - b.rank);
  return Object.fromEntries(entries.map(({ key, value }) => [key, value]));
}

/** The document dealt out over files: every value that is no map, and every empty map, goes to one of them. */
export function split(document: JsonObject, count: number, choices: Iterator<number>): JsonObject[] {
  const parts: Record<string, Json>[] = Array.from({ length: count }, () => ({}));
  for (const [key, value] of Object.entries(document)) {
    if (isMap(value) && Object.keys(value).length > 0) {
      const pieces = split(value, count, choices);
      pieces.forEach((piece, index) => {
        const part = parts[index];
        if (part !== undefined && Object.keys(piece).length > 0) part[key] = piece;
      });
    } else {
      const part = parts[(choices.next().value ?? 0) % count];
      if (part !== undefined) part[key] = value;
    }
  }
  return parts;
}
