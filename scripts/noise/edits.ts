import type { Json, JsonObject } from '../../src/core/json.ts';
import { isJsonObject } from '../../src/core/path.ts';
import { sameJson } from '../../src/engine/diff.ts';
import { CONFIG_SCHEMA } from '../../src/features/schema.ts';

/** A value of an entry that is to be another; undefined takes it out. */
export interface Edit {
  /** From the top of the file. */
  readonly path: readonly string[];
  readonly value: Json | undefined;
}

/**
 * For every key that the language has for the entry at the path, written there or not, other values that the schema
 * allows. Entries below it are objects of their own, and left alone.
 */
export function editsOf(config: JsonObject, path: readonly string[]): readonly Edit[] {
  return editsBelow(schemaAt(path), valueAt(config, path), path);
}

export function edited(config: JsonObject, { path, value }: Edit): JsonObject {
  const [key = '', ...rest] = path;
  const inner = config[key];
  const { [key]: _, ...others } = config;
  if (rest.length === 0) return value === undefined ? others : { ...config, [key]: value };
  return { ...config, [key]: edited(isJsonObject(inner) ? inner : {}, { path: rest, value }) };
}

/** Keys that say whether and where, not what: acrctl's own, and those whose targets the file would have to have. */
const NOT_OF_THE_OBJECT = new Set([
  'existing',
  'adopt',
  'protect',
  'ignore',
  'subscription',
  'resourceGroup',
  'privatePathProof',
]);

function editsBelow(schema: JsonObject, value: Json | undefined, path: readonly string[]): readonly Edit[] {
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : undefined;
  if (properties !== undefined) {
    const required = Array.isArray(schema['required']) ? schema['required'] : [];
    return Object.entries(properties)
      .filter(([key]) => !NOT_OF_THE_OBJECT.has(key))
      .flatMap(([key, inner]) => {
        const there = isJsonObject(value) ? value[key] : undefined;
        const below = [...path, key];
        const removal =
          there === undefined || required.includes(key) ? [] : [{ path: below, value: undefined }];
        return [...removal, ...editsBelow(resolved(inner), there, below)];
      });
  }
  if (schema['type'] === 'object') return editsOfMap(schema, value, path);
  return othersThan(value, schema).map((other) => ({ path, value: other }));
}

/** Of maps only those of texts belong to the object itself. */
function editsOfMap(schema: JsonObject, value: Json | undefined, path: readonly string[]): readonly Edit[] {
  if (resolved(schema['additionalProperties'])['type'] !== 'string') return [];
  const keys = isJsonObject(value) ? Object.keys(value) : [];
  return [
    { path: [...path, 'added'], value: 'by this edit' },
    ...keys.flatMap((key) => [
      { path: [...path, key], value: 'changed by this edit' },
      { path: [...path, key], value: undefined },
    ]),
  ];
}

function othersThan(value: Json | undefined, schema: JsonObject): readonly Json[] {
  const { type, minimum, maximum, items } = schema;
  const examples = Array.isArray(schema['examples']) ? schema['examples'] : [];
  const known = Array.isArray(schema['enum']) ? schema['enum'] : examples;
  const candidates: readonly Json[] =
    type === 'boolean'
      ? [true, false]
      : type === 'integer'
        ? [minimum, maximum, typeof value === 'number' ? value + 1 : undefined].filter(
            (each) => each !== undefined,
          )
        : type === 'array'
          ? [...examples, ...(Array.isArray(value) ? [value.slice(1), [...value, ...examplesOf(items)]] : [])]
          : known;
  return candidates.filter((each) => value === undefined || !sameJson(each, value));
}

function examplesOf(items: Json | undefined): readonly Json[] {
  const { enum: words, examples } = resolved(items);
  const [first] = [words, examples].flatMap((each) => (Array.isArray(each) ? each : []));
  return first === undefined ? [] : [first];
}

/** The schema of what stands at a path of the file. */
function schemaAt(path: readonly string[]): JsonObject {
  return path.reduce((schema, key) => {
    const { properties, additionalProperties } = schema;
    return resolved((isJsonObject(properties) ? properties[key] : undefined) ?? additionalProperties);
  }, CONFIG_SCHEMA);
}

function resolved(schema: Json | undefined): JsonObject {
  const whole = isJsonObject(schema) ? schema : {};
  const name = typeof whole['$ref'] === 'string' ? whole['$ref'].replace('#/$defs/', '') : undefined;
  const definitions = CONFIG_SCHEMA['$defs'];
  const found = name !== undefined && isJsonObject(definitions) ? definitions[name] : undefined;
  return isJsonObject(found) ? found : whole;
}

function valueAt(config: JsonObject, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>(
    (value, key) => (isJsonObject(value) ? value[key] : undefined),
    config,
  );
}
