import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Json, JsonObject } from '../../src/core/json.ts';
import { getPath, isJsonObject } from '../../src/core/path.ts';

const SHARED = new URL('../../../shared/', import.meta.url);
const SCHEMAS = new URL('arm-types/', SHARED);
const RECORDINGS = new URL('recordings/', SHARED);

/** A fresh clone has neither; the tests that need them are skipped there. */
export const hasSchemas = existsSync(SCHEMAS);
export const hasRecordings = existsSync(RECORDINGS);

const compiled = new Map<string, ValidateFunction>();

/** What Microsoft's schema of the type has against a request body. */
export function schemaErrors(
  type: string,
  apiVersion: string,
  name: string,
  body: JsonObject,
): readonly string[] {
  const key = `${type}@${apiVersion}`;
  let validate = compiled.get(key);
  if (validate === undefined) {
    validate = new Ajv2020({ strict: false, allErrors: true }).compile(schemaOf(type, apiVersion));
    compiled.set(key, validate);
  }
  validate({ ...body, name });
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

/** Paths of what a request body holds although Microsoft's schema of the type marks it as read-only. */
export function readOnlyIn(type: string, apiVersion: string, body: JsonObject): readonly string[] {
  const root = schemaOf(type, apiVersion);
  const found: string[] = [];
  const walk = (given: Json | undefined, value: Json, path: string): void => {
    const schema = resolved(root, given);
    if (schema['readOnly'] === true) found.push(path);
    else if (Array.isArray(value))
      for (const [index, entry] of value.entries()) walk(schema['items'], entry, `${path}[${index}]`);
    else if (isJsonObject(value))
      for (const [name, inner] of Object.entries(value))
        walk(getPath(schema, `properties.${name}`), inner, path === '' ? name : `${path}.${name}`);
  };
  walk(root, body, '');
  return found;
}

/** The schema itself in place of a reference to it, with the annotations that stand beside the reference. */
function resolved(root: JsonObject, given: Json | undefined): JsonObject {
  if (!isJsonObject(given)) return {};
  const { $ref, ...beside } = given;
  if (typeof $ref !== 'string') return given;
  return { ...resolved(root, getPath(root, $ref.replace('#/', '').replaceAll('/', '.'))), ...beside };
}

const schemas = new Map<string, JsonObject>();

function schemaOf(type: string, apiVersion: string): JsonObject {
  const file = `${type.toLowerCase().replaceAll('/', '.')}@${apiVersion}.json`;
  const schema =
    schemas.get(file) ?? (JSON.parse(readFileSync(new URL(file, SCHEMAS), 'utf8')) as JsonObject);
  schemas.set(file, schema);
  return schema;
}

export interface Interaction {
  readonly file: string;
  readonly index: number;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly responseBody: Json;
}

let recorded: readonly Interaction[] | undefined;

export function recordings(): readonly Interaction[] {
  recorded ??= readdirSync(RECORDINGS)
    .filter((file) => file.endsWith('.jsonl'))
    .sort()
    .flatMap((file) =>
      readFileSync(new URL(file, RECORDINGS), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => ({ ...(JSON.parse(line) as Interaction), file })),
    );
  return recorded;
}
