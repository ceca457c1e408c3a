import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Json, JsonObject } from '../../src/core/json.ts';
import { CONFIG_SCHEMA } from '../../src/features/schema.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const EDITOR_SCHEMA = JSON.parse(readFileSync(`${ROOT}schemas/acrctl.schema.json`, 'utf8')) as JsonObject;
const EXAMPLE = readFileSync(`${ROOT}examples/private-link/acrctl.yaml`, 'utf8');

/** Asks the schema for editors about a YAML text as it is written. */
function check(text: string, expected: boolean): void {
  const ajv = new Ajv2020({ strict: true, keywords: ['x-expected', 'x-requirements', 'x-list'] });
  expect(ajv.validate(EDITOR_SCHEMA, parse(text))).toBe(expected);
}

test('the committed schema and types are those of the fragments', async () => {
  const script = fileURLToPath(new URL('../../scripts/schema.ts', import.meta.url));
  const run = promisify(execFile)(process.execPath, [script, '--check'], { cwd: ROOT });
  await expect(run).resolves.toMatchObject({ stderr: expect.not.stringContaining('stale') });
});

test('editors accept the example as it is written, short forms and variables too', () => {
  check(EXAMPLE, true);
  check(EXAMPLE.replace('[vnet-hub]', '{ vnet-hub: { resolutionPolicy: nxDomainRedirect } }'), true);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the language substitutes it, not JavaScript.
  check(EXAMPLE.replace('westeurope', '${REGION}'), true);
});

test('editors refuse what the loader refuses', () => {
  check(EXAMPLE.replace('sku: Premium', 'sku: premium'), false);
  check(EXAMPLE.replace('publicAccess:', 'publicAcess:'), false);
  check(EXAMPLE.replace('retentionDays: 30', 'retentionDays: 366'), false);
  check(EXAMPLE.replace('[vnet-hub]', '[vnet-hub, vnet-hub]'), false);
});

test('every key has a title and a description, and objects accept no other key', () => {
  const found = { poor: [] as string[], open: [] as string[] };
  inspect(CONFIG_SCHEMA, 'root', found);
  expect(found).toEqual({ poor: [], open: [] });
});

test('every default and example is one that its own schema accepts', () => {
  const wrong: string[] = [];
  const definitions = { $defs: CONFIG_SCHEMA['$defs'] ?? {} };
  walk(CONFIG_SCHEMA, 'root', (schema, path) => {
    if ('x-list' in schema || 'pattern' in schema) return;
    const { default: value, examples } = schema;
    const ajv = new Ajv2020({ keywords: ['x-expected', 'x-requirements', 'x-list'] });
    const validate = ajv.compile({ ...schema, ...definitions });
    const samples = [...(value === undefined ? [] : [value]), ...((examples as Json[] | undefined) ?? [])];
    // Examples of maps with short forms inside are written as people write them.
    const plain = samples.filter((sample) => !JSON.stringify(sample).includes('"links":['));
    if (!plain.every((sample) => validate(sample))) wrong.push(path);
  });
  expect(wrong).toEqual([]);
});

function inspect(schema: JsonObject, path: string, found: { poor: string[]; open: string[] }): void {
  walk(schema, path, (each, at) => {
    for (const [key, property] of Object.entries((each['properties'] ?? {}) as JsonObject)) {
      const { title, description, $ref } = property as JsonObject;
      if ($ref === undefined && (title === undefined || description === undefined))
        found.poor.push(`${at}.${key}`);
    }
    if (each['properties'] !== undefined && each['additionalProperties'] !== false) found.open.push(at);
  });
}

function walk(schema: JsonObject, path: string, visit: (schema: JsonObject, path: string) => void): void {
  visit(schema, path);
  for (const keyword of ['properties', '$defs']) {
    for (const [key, inner] of Object.entries((schema[keyword] ?? {}) as JsonObject)) {
      walk(inner as JsonObject, `${path}.${key}`, visit);
    }
  }
}
