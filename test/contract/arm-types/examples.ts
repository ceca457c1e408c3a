import fc from 'fast-check';
import type { Json, JsonObject } from '../../../src/core/json.ts';
import type { Schema } from './schema.ts';

/** Any value that the schema, one of this project, allows. */
export function valuesOf(schema: Schema): fc.Arbitrary<Json> {
  const { anyOf, enum: values, type } = schema;
  if (anyOf !== undefined) return fc.oneof(...(anyOf as Schema[]).map(valuesOf));
  if (values !== undefined) return fc.constantFrom(...(values as Json[]));
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({ min: Number(schema['minimum']), max: Number(schema['maximum']) });
    case 'string':
      return textsOf(schema);
    case 'array':
      return fc.array(valuesOf(schema['items'] as Schema), {
        minLength: Number(schema['minItems'] ?? 0),
        maxLength: 3,
      });
    case 'object':
      return schema['properties'] === undefined ? mapsOf(schema) : objectsOf(schema);
    default:
      throw new Error(`The schemas of this project do without ${JSON.stringify(schema)}.`);
  }
}

/** Values that together have every member in them and every value of every enumeration. */
export function everythingIn(schema: Schema): readonly Json[] {
  const { anyOf, enum: values, items } = schema;
  if (anyOf !== undefined) return (anyOf as Schema[]).flatMap(everythingIn);
  if (values !== undefined) return values as Json[];
  if (items !== undefined) return everythingIn(items as Schema).map((item) => [item]);
  if (schema['properties'] === undefined) return fc.sample(valuesOf(schema), { seed: 1, numRuns: 3 });
  const members = Object.entries(schema['properties'] as JsonObject).map(
    ([name, member]) => [name, everythingIn(member as Schema)] as const,
  );
  const required = new Set((schema['required'] ?? []) as string[]);
  const least = Object.fromEntries(
    members.filter(([name]) => required.has(name)).map(([name, [first]]) => [name, first ?? null]),
  );
  return [
    least,
    ...members.flatMap(([name, found]) => found.map((value): Json => ({ ...least, [name]: value }))),
  ];
}

function textsOf({ pattern, maxLength }: Schema): fc.Arbitrary<string> {
  if (pattern === undefined) return fc.string({ maxLength: Number(maxLength ?? 20) });
  return fc.stringMatching(new RegExp(String(pattern)), { size: 'small' });
}

function mapsOf({ propertyNames, additionalProperties }: Schema): fc.Arbitrary<Json> {
  return fc.dictionary(textsOf(propertyNames as Schema), valuesOf(additionalProperties as Schema), {
    maxKeys: 3,
  });
}

function objectsOf(schema: Schema): fc.Arbitrary<Json> {
  const members = Object.entries(schema['properties'] as JsonObject).map(
    ([name, member]) => [name, valuesOf(member as Schema)] as const,
  );
  return fc.record(Object.fromEntries(members), {
    requiredKeys: (schema['required'] ?? []) as string[],
    noNullPrototype: true,
  });
}
