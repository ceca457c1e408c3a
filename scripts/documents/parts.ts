import type { JsonObject } from '../../src/core/json.ts';

/** Definitions by name; `ref` leads to one, whatever the file it is published in. */
export type Definitions = Readonly<Record<string, JsonObject>>;

/** What a reader is told of a value; every key of every document has both. */
export interface Words {
  readonly title: string;
  readonly description: string;
}

/** An object whose keys acrctl decides: all of them are there unless `optional` names them, and no other. */
export function closed(
  { title, description }: Words,
  properties: Definitions,
  optional: readonly string[] = [],
): JsonObject {
  const required = Object.keys(properties).filter((key) => !optional.includes(key));
  return { title, description, type: 'object', additionalProperties: false, required, properties };
}

/** An object whose keys come from elsewhere, each value alike. */
export function mapOf(values: JsonObject, words: Words, keyPattern?: string): JsonObject {
  const names = keyPattern === undefined ? {} : { propertyNames: { type: 'string', pattern: keyPattern } };
  return { ...words, type: 'object', additionalProperties: values, ...names };
}

export function listOf(items: JsonObject, words: Words): JsonObject {
  return { ...words, type: 'array', items };
}

export function text(title: string, description: string, pattern?: string): JsonObject {
  return { title, description, type: 'string', ...(pattern !== undefined && { pattern }) };
}

export function flag(title: string, description: string): JsonObject {
  return { title, description, type: 'boolean' };
}

export function count(title: string, description: string, minimum = 0): JsonObject {
  return { title, description, type: 'integer', minimum };
}

export function oneOfWords(title: string, description: string, words: readonly string[]): JsonObject {
  return { title, description, type: 'string', enum: words };
}

export function always(title: string, description: string, value: string | number | boolean): JsonObject {
  return { title, description, const: value };
}

/** Any JSON at all: what Azure, or the file, put there. */
export function anything(title: string, description: string): JsonObject {
  return { title, description };
}

/** A definition, with words of its own where the place says more than the definition does. */
export function ref(name: string, words?: Words): JsonObject {
  return { ...words, $ref: `#/$defs/${name}` };
}

export function orNull(schema: JsonObject, words: Words): JsonObject {
  return { ...words, oneOf: [{ type: 'null' }, schema] };
}
