import { existsSync, readFileSync } from 'node:fs';
import type { Json, JsonObject } from '../../../src/core/json.ts';
import { isJsonObject } from '../../../src/core/path.ts';
import { faultsIn } from './faults.ts';

/** Microsoft's schemas, made from its own definitions; a fresh clone has none. */
const FOLDER = new URL('../../../../shared/arm-types/', import.meta.url);

export const hasSchemas = existsSync(FOLDER);

/** What Microsoft's schema of the type has against a request, and what in it Azure says is only read. */
export function microsoftFaults(
  method: string,
  type: string,
  apiVersion: string,
  name: string,
  body: JsonObject,
): readonly string[] {
  const schema = microsoftSchema(type, apiVersion);
  // The name travels in the URL, and the schemas ask for it in the body.
  const isPatch = method === 'PATCH';
  const faults = faultsIn(schema, { ...(isPatch ? (withoutNulls(body) as JsonObject) : body), name });
  // A PATCH may leave out what a PUT requires.
  const real = isPatch
    ? faults.filter(
        (fault) =>
          !/^(lacks (sku|location|properties)|properties lacks (sku|tenantId|actions|serviceUri))$/.test(
            fault,
          ),
      )
    : faults;
  return [...real, ...readOnlyIn(schema, body)];
}

/** Paths of what a body holds although the schema marks it as read-only. */
export function readOnlyIn(root: JsonObject, body: JsonObject): readonly string[] {
  const found: string[] = [];
  const walk = (given: Json | undefined, value: Json, path: string): void => {
    const schema = resolved(root, given);
    if (schema['readOnly'] === true) found.push(`${path} is read-only`);
    else if (Array.isArray(value))
      for (const [index, entry] of value.entries()) walk(schema['items'], entry, `${path}[${index}]`);
    else if (isJsonObject(value))
      for (const [name, inner] of Object.entries(value))
        walk(membersOf(schema)[name], inner, path === '' ? name : `${path}.${name}`);
  };
  walk(root, body, '');
  return found;
}

const schemas = new Map<string, JsonObject>();

export function microsoftSchema(type: string, apiVersion: string): JsonObject {
  const file = `${type.toLowerCase().replaceAll('/', '.')}@${apiVersion}.json`;
  const schema = schemas.get(file) ?? (JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as JsonObject);
  schemas.set(file, schema);
  return schema;
}

/** The schema itself in place of a reference to it, with the annotations that stand beside the reference. */
function resolved(root: JsonObject, given: Json | undefined): JsonObject {
  if (!isJsonObject(given)) return {};
  const { $ref, ...beside } = given;
  if (typeof $ref !== 'string') return given;
  const definitions = root['$defs'] as JsonObject;
  return { ...resolved(root, definitions[$ref.replace('#/$defs/', '')]), ...beside };
}

function membersOf(schema: JsonObject): JsonObject {
  return (schema['properties'] ?? {}) as JsonObject;
}

/** In a PATCH null takes a member out (RFC 7396). */
function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isJsonObject(value)) return value;
  const kept = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutNulls(inner)]));
}
