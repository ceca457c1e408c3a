import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Json, JsonObject } from '../../src/core/json.ts';

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
  const file = `${type.toLowerCase().replaceAll('/', '.')}@${apiVersion}.json`;
  let validate = compiled.get(file);
  if (validate === undefined) {
    const schema = JSON.parse(readFileSync(new URL(file, SCHEMAS), 'utf8')) as JsonObject;
    validate = new Ajv2020({ strict: false, allErrors: true }).compile(schema);
    compiled.set(file, validate);
  }
  validate({ ...body, name });
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
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
