import type { Json, JsonObject } from '../../src/core/json.ts';
import { isJsonObject } from '../../src/core/path.ts';
import { isValid, SCHEMAS } from './check.ts';
import type { Documents } from './documents.generated.ts';

/**
 * One thing that a schema promises: `change.blocked.allow` is a key, `change.impact[]` the entry of a list,
 * `plan.outputs.*` the value of a map, `change.reason=new` a word, `change.before|body` a branch.
 */
export type Point = string;

/** Every definition that is published, the roots among them. */
export const PUBLISHED: Readonly<Record<string, JsonObject>> = {
  ...definitionsIn(SCHEMAS.plan, 'plan'),
  ...definitionsIn(SCHEMAS.state, 'stateFile'),
  ...definitionsIn(SCHEMAS.output),
  ...definitionsIn(SCHEMAS.evidence, 'evidence'),
};

export function pointsOf(definition: string): readonly Point[] {
  const found: Point[] = [];
  promise(schemaOf(definition), definition, found);
  return found;
}

function promise(schema: JsonObject, at: Point, found: Point[]): void {
  for (const word of wordsOf(schema)) found.push(`${at}=${word}`);
  for (const [key, inner] of Object.entries(objectAt(schema, 'properties'))) {
    found.push(`${at}.${key}`);
    promise(inner as JsonObject, `${at}.${key}`, found);
  }
  for (const [keyword, suffix] of CONTAINED) {
    const inner = schema[keyword];
    if (inner === undefined || !isJsonObject(inner)) continue;
    found.push(`${at}${suffix}`);
    promise(inner, `${at}${suffix}`, found);
  }
  for (const branch of branchesOf(schema)) {
    found.push(`${at}|${nameOf(branch)}`);
    promise(branch, at, found);
  }
}

/** A value in a document, the schema that speaks of it, and the way to it. */
export interface Place {
  readonly point: Point;
  readonly schema: JsonObject;
  readonly value: Json;
  readonly way: readonly (string | number)[];
}

/** Every place of a valid document that the schema says anything of; what Azure decides is not gone into. */
export function placesIn(definition: string, document: Json): readonly Place[] {
  const found: Place[] = [];
  look({ point: definition, schema: schemaOf(definition), value: document, way: [] }, found);
  return found;
}

function look(place: Place, found: Place[]): void {
  const { point, schema, value, way } = place;
  found.push(place);
  const reference = refOf(schema);
  if (reference !== undefined) {
    look({ ...place, point: reference, schema: schemaOf(reference) }, found);
    return;
  }
  for (const branch of branchesOf(schema)) {
    if (!matches(branch, value)) continue;
    found.push({ ...place, point: `${point}|${nameOf(branch)}` });
    look({ ...place, schema: branch }, found);
  }
  for (const [key, inner] of entriesOf(value)) {
    const next = schemaAt(schema, key, value);
    if (next !== undefined) {
      look({ point: `${point}${next.suffix}`, schema: next.schema, value: inner, way: [...way, key] }, found);
    }
  }
}

function schemaAt(
  schema: JsonObject,
  key: string | number,
  container: Json,
): { readonly suffix: string; readonly schema: JsonObject } | undefined {
  const named = objectAt(schema, 'properties')[key];
  if (named !== undefined && !Array.isArray(container))
    return { suffix: `.${key}`, schema: named as JsonObject };
  const [keyword, suffix] = CONTAINED[Array.isArray(container) ? 0 : 1];
  const inner = schema[keyword];
  return inner !== undefined && isJsonObject(inner) ? { suffix, schema: inner } : undefined;
}

/** The points that a place shows to have come about. */
export function shownAt({ point, schema, value }: Place): readonly Point[] {
  const words = wordsOf(schema).filter((word) => word === wordOf(value));
  return [point, ...words.map((word) => `${point}=${word}`)];
}

const CONTAINED = [
  ['items', '[]'],
  ['additionalProperties', '.*'],
] as const;

function wordsOf(schema: JsonObject): readonly string[] {
  const values = schema['enum'];
  return Array.isArray(values) ? values.map(wordOf) : [];
}

function wordOf(value: Json): string {
  return Array.isArray(value) ? value.join('+') : String(value);
}

function branchesOf(schema: JsonObject): readonly JsonObject[] {
  return Array.isArray(schema['oneOf']) ? (schema['oneOf'] as readonly JsonObject[]) : [];
}

function nameOf(branch: JsonObject): string {
  return refOf(branch) ?? String(branch['title'] ?? branch['type']);
}

function refOf(schema: JsonObject): string | undefined {
  const reference = schema['$ref'];
  return typeof reference === 'string' ? reference.replace('#/$defs/', '') : undefined;
}

/** Branches that are no definition of their own are told apart by what they are and by the keys they need. */
function matches(branch: JsonObject, value: Json): boolean {
  const reference = refOf(branch);
  if (reference !== undefined) return isValid(reference as keyof Documents, value);
  if (branch['type'] === 'null') return value === null;
  if (branch['type'] !== 'object') return value !== null;
  return (branch['required'] as readonly string[]).every((key) => isJsonObject(value) && key in value);
}

function entriesOf(value: Json): readonly (readonly [string | number, Json])[] {
  if (Array.isArray(value)) return value.map((inner, index) => [index, inner as Json] as const);
  return isJsonObject(value) ? Object.entries(value) : [];
}

function schemaOf(definition: string): JsonObject {
  const found = PUBLISHED[definition];
  if (found === undefined) throw new Error(`No schema describes ${definition}.`);
  return found;
}

function definitionsIn(schema: JsonObject, root?: string): Readonly<Record<string, JsonObject>> {
  const { $defs, $schema: _, $id: __, ...rest } = schema;
  return { ...($defs as Record<string, JsonObject>), ...(root !== undefined && { [root]: rest }) };
}

function objectAt(schema: JsonObject, keyword: string): JsonObject {
  return (schema[keyword] ?? {}) as JsonObject;
}
