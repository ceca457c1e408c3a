import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../src/core/json.ts';
import { isJsonObject } from '../../../src/core/path.ts';
import { nameOf } from '../../../src/providers/azure/arm-id.ts';
import { FOREIGN_TYPES, MANAGED_TYPES } from '../../../src/providers/azure/index.ts';
import { hasRecordings, recordings } from '../../providers/shared.ts';
import { typeOfId } from '../type-of-id.ts';
import { everythingIn, valuesOf } from './examples.ts';
import { faultsIn } from './faults.ts';
import { BODIES } from './index.ts';
import { hasSchemas, microsoftFaults, microsoftSchema } from './microsoft.ts';
import type { Schema } from './schema.ts';

const VERSIONS = new Map(
  [...MANAGED_TYPES, ...FOREIGN_TYPES].map(({ type, apiVersion }) => [type, apiVersion]),
);
/** By the last word of the type, where not every name is one. */
const NAMES: Readonly<Record<string, string>> = { registries: 'contosoimages', accessPolicies: 'add' };
const CASES = Object.entries(BODIES).flatMap(([type, methods]) =>
  Object.entries(methods).map(([method, schema]) => ({
    method,
    type,
    schema,
    version: VERSIONS.get(type) ?? '',
    name: NAMES[nameOf(type)] ?? 'northeurope',
  })),
);

it('there is a schema of every type that has a body, and of no other', () => {
  expect([...VERSIONS.keys()].filter((type) => BODIES[type] === undefined)).toEqual([
    'Microsoft.Resources/providers',
  ]);
  expect(Object.keys(BODIES).filter((type) => !VERSIONS.has(type))).toEqual([]);
});

describe.each(CASES)('what is allowed in a $method of $type', ({ method, type, schema, version, name }) => {
  it('is no member that is unknown, of another type, or missing where it is needed', () => {
    for (const value of everythingIn(schema).filter(isJsonObject)) {
      expect(faultsIn(schema, value)).toEqual([]);
      expect(faultsIn(schema, { ...value, setByNobody: true })).toEqual(['setByNobody is unknown']);
      for (const member of Object.keys(value))
        expect(faultsIn(schema, { ...value, [member]: 7 })).not.toEqual([]);
      for (const member of (schema['required'] ?? []) as string[]) {
        const { [member]: _, ...rest } = value;
        expect(faultsIn(schema, rest)).toEqual([`lacks ${member}`]);
      }
    }
  });

  it('is judged alike by a validator of others', () => {
    const validate = compiled(schema, true);
    fc.assert(
      fc.property(spoilt(valuesOf(schema)), (value) => {
        expect([validate(value), value]).toEqual([faultsIn(schema, value).length === 0, value]);
      }),
    );
  });

  it.skipIf(!hasSchemas)(
    'is allowed by Microsoft, every member and every value, and nothing read-only in it',
    () => {
      const check = (value: Json) => {
        const faults = microsoftFaults(method, type, version, name, value as JsonObject);
        expect([value, faults]).toEqual([value, []]);
      };
      for (const value of everythingIn(schema)) check(value);
      fc.assert(fc.property(valuesOf(schema), check));
    },
  );

  it.skipIf(!hasSchemas)("is judged alike by Microsoft's schema as it stands and compiled", () => {
    const theirs = microsoftSchema(type, version);
    const validate = compiled(theirs, false);
    fc.assert(
      fc.property(spoilt(valuesOf(schema)), (value) => {
        const named = isJsonObject(value) ? { ...value, name } : value;
        expect([validate(named), named]).toEqual([faultsIn(theirs, named).length === 0, named]);
      }),
    );
  });
});

it.skipIf(!hasSchemas || !hasRecordings)(
  'recorded bodies too are judged alike as it stands and compiled',
  () => {
    const validators = new Map<string, ValidateFunction>();
    let judged = 0;
    for (const { method, path, requestBody } of recordings()) {
      const type = typeOfId(path);
      const version = VERSIONS.get(type);
      if (method !== 'PUT' || version === undefined || !isJsonObject(requestBody)) continue;
      const schema = microsoftSchema(type, version);
      const validate = validators.get(type) ?? compiled(schema, false);
      validators.set(type, validate);
      const body = { ...requestBody, name: nameOf(path) };
      expect([path, validate(body)]).toEqual([path, faultsIn(schema, body).length === 0]);
      judged += 1;
    }
    expect(judged).toBeGreaterThan(100);
  },
);

it('a word of JSON Schema that is not looked at is an error, and no pass', () => {
  expect(() => faultsIn({ oneOf: [] }, {})).toThrow('oneOf');
  expect(() => faultsIn({ type: 'number' }, 1)).toThrow('number');
  expect(() => faultsIn({ $ref: '#/$defs/gone' }, 1)).toThrow('gone');
});

function compiled(schema: Schema, strict: boolean): ValidateFunction {
  return new Ajv2020({ strict, strictTypes: false, allErrors: true }).compile(schema);
}

/** Values of which many are no longer as they should be, somewhere inside. */
function spoilt(values: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  const spoils = fc.constantFrom<Json>(null, true, 1.5, '', [], {});
  return fc
    .tuple(values, fc.nat({ max: 40 }), spoils)
    .map(([value, at, spoil]) => replaced(value, at, spoil));
}

/** The value with its part of that number, counted from the root, replaced; unchanged where it has fewer. */
function replaced(value: Json, at: number, spoil: Json): Json {
  let seen = -1;
  const visit = (part: Json): Json => {
    seen += 1;
    if (seen === at) return spoil;
    if (Array.isArray(part)) return part.map((entry: Json) => visit(entry));
    if (!isJsonObject(part)) return part;
    return Object.fromEntries(Object.entries(part).map(([name, inner]) => [name, visit(inner)]));
  };
  return visit(value);
}
