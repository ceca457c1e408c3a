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
const START = 'apiVersion: acrctl/v1\nstack: images-prod\nazure: { location: westeurope }\n';
const EXAMPLE = readFileSync(`${ROOT}examples/private-link/acrctl.yaml`, 'utf8');

const OPTIONS = { keywords: ['x-expected', 'x-requirements', 'x-list'] };
const acceptsAsWritten = new Ajv2020({ ...OPTIONS, strict: true }).compile(EDITOR_SCHEMA);

/** Asks the schema for editors about a YAML text as it is written. */
function check(text: string, expected: boolean): void {
  expect(acceptsAsWritten(parse(text))).toBe(expected);
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

test('editors take what is only read without what it is, and everything else not', () => {
  const registry = (entry: string) => `${START}registries:\n  contosoimages: ${entry}\n`;
  check(registry('{ existing: true }'), true);
  check(registry('{ existing: true, network: { approvals: {} } }'), true);
  check(registry('{ existing: false }'), false);
  check(registry('{ sku: Premium, network: { approvals: {} } }'), false);
  check(
    `${START}networks:\n  vnet-hub: { existing: true, subnets: { endpoints: { existing: true } } }\n`,
    true,
  );
  check(`${START}networks:\n  vnet-hub: { existing: true, subnets: { endpoints: {} } }\n`, false);
});

test('editors know replicas, identities, grants, approval and whoever keeps records', () => {
  const registry = (keys: string) =>
    `${START}registries:\n  contosoimages: { sku: Premium, network: { publicAccess: enabled }, ${keys} }\n`;
  check(`${START}identities: [builder]\n`, true);
  check(`${START}identities: [builder, builder]\n`, false);
  check(registry('replications: [northeurope]'), true);
  check(registry('replications: { northeurope: { globalRouting: false } }'), true);
  check(registry('replications: { northeurope: { location: North Europe } }'), false);
  check(registry('identity: { system: true, user: [builder] }'), true);
  check(registry('identity: { user: [builder, builder] }'), false);
  check(registry('roleAssignments: { builders: { role: AcrPush, identity: builder } }'), true);
  check(registry('roleAssignments: { builders: { identity: builder } }'), false);
  check(registry('roleAssignments: { builders: { role: acrpush, identity: builder } }'), false);
  const zone = '{ zone: privatelink.azurecr.io }';
  check(EXAMPLE.replace(`dns: ${zone}`, 'dns: { manage: external }'), true);
  check(EXAMPLE.replace(`dns: ${zone}`, 'dns: { manage: nobody }'), false);
  check(EXAMPLE.replace(`dns: ${zone}`, `staticIps: { registry: 10.20.1.4 }\n          dns: ${zone}`), true);
  check(EXAMPLE.replace(`dns: ${zone}`, `staticIps: [10.20.1.4]\n          dns: ${zone}`), false);
  check(EXAMPLE.replace(`dns: ${zone}`, `approval: manual\n          dns: ${zone}`), true);
  check(EXAMPLE.replace(`dns: ${zone}`, `requestMessage: ${'x'.repeat(141)}\n          dns: ${zone}`), false);
});

test('every key has a title and a description, and objects accept no other key', () => {
  const found = { poor: [] as string[], open: [] as string[] };
  inspect(CONFIG_SCHEMA, 'config#', found);
  expect(found).toEqual({ poor: [], open: [] });
});

test('every default and example is one that its own schema accepts', () => {
  const ajv = new Ajv2020(OPTIONS).addSchema(CONFIG_SCHEMA, 'config');
  const judged = { right: 0, wrong: [] as string[] };
  walk(CONFIG_SCHEMA, 'config#', (schema, path) => {
    if ('x-list' in schema || 'pattern' in schema) return;
    const { default: value, examples } = schema;
    const samples = [...(value === undefined ? [] : [value]), ...((examples as Json[] | undefined) ?? [])];
    // Examples of maps with short forms inside are written as people write them.
    const plain = samples.filter((sample) => !JSON.stringify(sample).includes('"links":['));
    if (plain.length === 0) return;
    const validate = ajv.getSchema(path);
    if (validate !== undefined && plain.every((sample) => validate(sample))) judged.right += 1;
    else judged.wrong.push(path);
  });
  expect(judged).toEqual({ right: expect.toSatisfy((count: number) => count > 100), wrong: [] });
});

function inspect(schema: JsonObject, path: string, found: { poor: string[]; open: string[] }): void {
  walk(schema, path, (each, at) => {
    for (const [key, property] of Object.entries((each['properties'] ?? {}) as JsonObject)) {
      const { title, description, $ref } = property as JsonObject;
      if ($ref === undefined && (title === undefined || description === undefined))
        found.poor.push(`${at}/${key}`);
    }
    if (each['properties'] !== undefined && each['additionalProperties'] !== false) found.open.push(at);
  });
}

function walk(schema: JsonObject, path: string, visit: (schema: JsonObject, path: string) => void): void {
  visit(schema, path);
  for (const keyword of ['properties', '$defs']) {
    for (const [key, inner] of Object.entries((schema[keyword] ?? {}) as JsonObject)) {
      walk(inner as JsonObject, `${path}/${keyword}/${key}`, visit);
    }
  }
}
