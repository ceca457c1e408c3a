/**
 * Writes what follows from the schema fragments of the features (the schema for editors, the types, the compiled
 * validator) and from `documents/` (the schemas of everything that acrctl writes, and the types that a test
 * compares with those of the code). With --check it writes nothing and exits 1 when a committed output is stale.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import { compile as compileTypes } from 'json-schema-to-typescript';
import type { Json, JsonObject } from '../src/core/json.ts';
import { CONFIG_SCHEMA } from '../src/features/schema.ts';
import { DEFINITIONS, DOCUMENT_SCHEMAS } from './documents/index.ts';

const ROOT = new URL('../', import.meta.url);
const SUBSTITUTED = { pattern: '\\$\\{' };

const check = process.argv.includes('--check');
const committed = [
  { path: 'schemas/acrctl.schema.json', text: `${JSON.stringify(editorSchema(), null, 2)}\n` },
  { path: 'src/core/config.generated.ts', text: await typesText(CONFIG_SCHEMA, 'Config') },
  ...DOCUMENT_SCHEMAS.map(({ path, schema }) => ({ path, text: `${JSON.stringify(schema, null, 2)}\n` })),
  { path: 'test/schemas/documents.generated.ts', text: await typesText(bare(everyDocument()), 'Documents') },
];
for (const { path, text } of committed) {
  const current = await readFile(new URL(path, ROOT), 'utf8').catch(() => undefined);
  if (current === text) continue;
  if (check) {
    process.stderr.write(`${path} is stale: run node scripts/schema.ts\n`);
    process.exitCode = 1;
  } else {
    await writeFile(new URL(path, ROOT), text);
  }
}
if (!check) await writeFile(new URL('src/config/validate.generated.js', ROOT), validatorText());

/** The language as people write it: short forms and `${NAME}` are allowed where the loader allows them. */
function editorSchema(): JsonObject {
  const { $schema = '', ...rest } = CONFIG_SCHEMA;
  return { $schema, $id: 'urn:acrctl:schema:v1', ...asObject(forEditors(rest)) };
}

function forEditors(node: Json): Json {
  return mapSchema(node, (schema) => {
    const { 'x-list': list, type, additionalProperties, pattern, enum: values, ...rest } = schema;
    if (list === true) {
      const names = { type: 'array', items: { type: 'string' }, uniqueItems: true };
      return { ...rest, anyOf: [{ type: 'object', additionalProperties }, names] } as JsonObject;
    }
    if (type !== 'string' || (pattern === undefined && values === undefined)) return schema;
    const exact = pattern === undefined ? { enum: values } : { pattern };
    return { ...rest, type, anyOf: [exact, SUBSTITUTED] } as JsonObject;
  });
}

/** Types are named after the definitions; titles elsewhere would each become a type of their own. */
async function typesText(schema: JsonObject, name: string): Promise<string> {
  const untitled = mapSchema(schema, ({ title: _, ...rest }) => rest);
  return compileTypes(asObject(untitled), name, {
    ignoreMinAndMaxItems: true,
    bannerComment: '/** Made from the schema by scripts/schema.ts; do not edit. */',
    style: { singleQuote: true, printWidth: 110 },
  });
}

/** One type with a key for each definition. */
function everyDocument(): JsonObject {
  const names = Object.keys(DEFINITIONS);
  const properties = Object.fromEntries(names.map((name) => [name, { $ref: `#/$defs/${name}` }]));
  return { type: 'object', additionalProperties: false, required: names, properties, $defs: DEFINITIONS };
}

function validatorText(): string {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    messages: false,
    // Each definition a function: compiled when it is called, and never where a file does without it.
    inlineRefs: false,
    code: { source: true, esm: true },
    keywords: ['x-expected', 'x-requirements', 'x-list'],
  });
  // As ajv writes it, collecting n errors copies n² of them: minutes for a file of garbage.
  const text = standalone
    .default(ajv, ajv.compile(bare(CONFIG_SCHEMA)))
    .replaceAll(/vErrors\.concat\((\w+\.errors)\)/g, 'append(vErrors, $1)');
  if (text.includes('require(')) throw new Error('The compiled validator must stand alone.');
  const append = 'function append(all, more) { for (const error of more) all.push(error); return all; }';
  return `${text}\n${append}\nexport const listPaths = ${JSON.stringify(listPaths(CONFIG_SCHEMA, []))};\n`;
}

/** Where the short form `[a, b]` is allowed. */
function listPaths(schema: JsonObject, path: readonly string[]): (readonly string[])[] {
  const { $ref: reference, properties, additionalProperties } = schema;
  if (typeof reference === 'string') {
    const definitions = asObject(CONFIG_SCHEMA['$defs'] ?? {});
    return listPaths(asObject(definitions[reference.replace('#/$defs/', '')] ?? {}), path);
  }
  const below = Object.entries(asObject(properties ?? {}));
  if (typeof additionalProperties === 'object') below.push(['*', additionalProperties as JsonObject]);
  const deeper = below.flatMap(([name, value]) => listPaths(asObject(value), [...path, name]));
  return schema['x-list'] === true ? [path, ...deeper] : deeper;
}

/** Without what only readers of the schema need; error messages use titles and expectations. */
function bare(schema: JsonObject): JsonObject {
  return asObject(mapSchema(schema, ({ description: _d, examples: _e, default: _f, ...rest }) => rest));
}

/** Applies `change` to every schema in a schema, children first; values that only look like schemas stay. */
function mapSchema(node: Json, change: (schema: JsonObject) => JsonObject): Json {
  if (node === null || typeof node !== 'object' || isArray(node)) return node;
  const next = Object.entries(node).map(([keyword, value]) => [keyword, mapKeyword(keyword, value, change)]);
  return change(Object.fromEntries(next) as JsonObject);
}

function mapKeyword(keyword: string, value: Json, change: (schema: JsonObject) => JsonObject): Json {
  if (keyword === 'items' || keyword === 'additionalProperties') return mapSchema(value, change);
  if (keyword === 'anyOf' || keyword === 'oneOf')
    return (value as readonly Json[]).map((schema) => mapSchema(schema, change));
  if (keyword !== 'properties' && keyword !== '$defs') return value;
  const entries = Object.entries(asObject(value));
  return Object.fromEntries(entries.map(([name, schema]) => [name, mapSchema(schema, change)]));
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function asObject(value: Json): JsonObject {
  return value as JsonObject;
}
