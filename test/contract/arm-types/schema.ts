import type { Json, JsonObject } from '../../../src/core/json.ts';

/** JSON Schema 2020-12, of it the words that `faultsIn` knows. */
export type Schema = JsonObject;

/** An object with these members and no other. The names that end in `!` must be there. */
export function object(members: Readonly<Record<string, Schema>>): Schema {
  const entries = Object.entries(members).map(([name, schema]) => [name.replace(/!$/, ''), schema] as const);
  const required = Object.keys(members).flatMap((name) => (name.endsWith('!') ? [name.slice(0, -1)] : []));
  return {
    type: 'object',
    properties: Object.fromEntries(entries),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

/** An object whose members have names of this form and values alike. */
export function mapOf(names: string, values: Schema, most?: number): Schema {
  return {
    type: 'object',
    propertyNames: { pattern: names },
    additionalProperties: values,
    ...(most !== undefined && { maxProperties: most }),
  };
}

export function list(items: Schema, least = 0): Schema {
  return { type: 'array', items, ...(least > 0 && { minItems: least }) };
}

/** A text of this form, an ECMAScript pattern that says where it begins and ends. */
export function text(pattern: string): Schema {
  return { type: 'string', pattern };
}

export function oneOf(...values: readonly Json[]): Schema {
  return { enum: values };
}

export function whole(minimum: number, maximum: number): Schema {
  return { type: 'integer', minimum, maximum };
}

export const flag: Schema = { type: 'boolean' };

/** A value or, in a PATCH, null: then it goes (RFC 7396). */
export function orNull(schema: Schema): Schema {
  return { anyOf: [schema, { type: 'null' }] };
}
