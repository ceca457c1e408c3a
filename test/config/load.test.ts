import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type LoadResult, loadConfig } from '../../src/config/load.ts';
import type { Environment } from '../../src/config/substitute.ts';
import type { Config } from '../../src/core/config.generated.ts';
import { offlineRules } from '../../src/features/rules.ts';

const EXAMPLE = readFileSync(new URL('../../examples/private-link/acrctl.yaml', import.meta.url), 'utf8');

const HEAD = `apiVersion: acrctl/v1
stack: images-prod
azure:
  subscription: 00000000-0000-0000-0000-0000000000aa
  resourceGroup: rg-images
  location: westeurope
`;

function load(text: string, env: Environment = {}): LoadResult {
  return loadConfig({ files: [{ path: 'acrctl.yaml', text }], env, rules: offlineRules });
}

function accepted(text: string, env: Environment = {}): Extract<LoadResult, { ok: true }> {
  const loaded = load(text, env);
  if (!loaded.ok) throw new Error(loaded.diagnostics.map(({ detail }) => detail).join('\n'));
  return loaded;
}

/** Compares the tags that a group gets from the given lines. */
function check(lines: string, env: Environment, expected: Readonly<Record<string, string>>): void {
  const text = `${HEAD}resourceGroups:\n  rg-images:\n    tags:\n${lines}`;
  expect(accepted(text, env).config.resourceGroups?.['rg-images']?.tags).toEqual(expected);
}

test('the example is accepted without a warning', () => {
  expect(accepted(EXAMPLE).warnings).toEqual([]);
});

test('the short form of maps is written out', () => {
  const { config } = accepted(EXAMPLE);
  expect(config.resourceGroups).toEqual({ 'rg-images': {} });
  expect(config.privateDnsZones).toEqual({ 'privatelink.azurecr.io': { links: { 'vnet-hub': {} } } });
});

test('nothing is filled in that the file does not say', () => {
  const expected: Config = {
    apiVersion: 'acrctl/v1',
    stack: 'images-prod',
    azure: {
      subscription: '00000000-0000-0000-0000-0000000000aa',
      resourceGroup: 'rg-images',
      location: 'westeurope',
    },
  };
  expect(accepted(HEAD).config).toEqual(expected);
});

test('variables are substituted inside texts, once, and the result is text', () => {
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: the language substitutes these, not JavaScript.
  check('      a: ${NAME}\n', { NAME: 'value' }, { a: 'value' });
  check('      a: pre-${A}-${B}-post\n', { A: '1', B: '2' }, { a: 'pre-1-2-post' });
  check('      a: ${NUMBER}\n', { NUMBER: '0123' }, { a: '0123' });
  check('      a: ${YAML}\n', { YAML: '{b: c}' }, { a: '{b: c}' });
  check('      a: ${OUTER}\n', { OUTER: '${INNER}', INNER: 'no' }, { a: '${INNER}' });
  check('      a: ${EMPTY}\n', { EMPTY: '' }, { a: '' });
  check("      a: '${NAME}'\n", { NAME: 'value' }, { a: 'value' });
  check('      ${NAME}: x\n', { NAME: 'value' }, { '${NAME}': 'x' });
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above.
});

test('a default stands in for an unset or empty variable, and may be empty', () => {
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: the language substitutes these, not JavaScript.
  check('      a: ${NAME:-other}\n', {}, { a: 'other' });
  check('      a: ${NAME:-other}\n', { NAME: '' }, { a: 'other' });
  check('      a: ${NAME:-}\n', {}, { a: '' });
  check('      a: ${NAME:-other}\n', { NAME: 'set' }, { a: 'set' });
  check('      a: ${NAME:?needed}\n', { NAME: 'set' }, { a: 'set' });
  check('      a: ${toString:-own}\n', {}, { a: 'own' });
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above.
});

test('a doubled dollar is a literal', () => {
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: the language substitutes these, not JavaScript.
  check('      a: $${NAME}\n', { NAME: 'value' }, { a: '${NAME}' });
  check('      a: $${{ x }} and $5\n', {}, { a: '${{ x }} and $5' });
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above.
});

test('an alias stands for its anchor', () => {
  const { config } = accepted(
    `${HEAD}resourceGroups:\n  rg-a: &common { location: eastus }\n  rg-b: *common\n`,
  );
  expect(config.resourceGroups).toEqual({ 'rg-a': { location: 'eastus' }, 'rg-b': { location: 'eastus' } });
});

test('the hash is that of the meaning: not of order, comments, style or where a value comes from', () => {
  const plain = accepted(`${HEAD}resourceGroups: { rg-a: {}, rg-b: {} }\n`).hash;
  const other = accepted(
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the language substitutes it, not JavaScript.
    `# comment\nresourceGroups: ["rg-b", rg-a]\n${HEAD.replace('westeurope', '${REGION}')}`,
    { REGION: 'westeurope' },
  ).hash;
  expect(other).toBe(plain);
  expect(plain).toMatch(/^[0-9a-f]{64}$/);
  expect(accepted(`${HEAD}resourceGroups: { rg-a: {} }\n`).hash).not.toBe(plain);
});

test('values and keys are found where they stand', () => {
  const { locate } = accepted(EXAMPLE);
  const at = (path: string[], part?: 'key' | 'value') => {
    const { line, column, endLine, endColumn } = locate(path, part) ?? {};
    const lines = EXAMPLE.split('\n').slice((line ?? 0) - 1, endLine);
    return lines.join('\n').slice((column ?? 0) - 1, endLine === line ? (endColumn ?? 0) - 1 : undefined);
  };
  expect(at(['stack'])).toBe('images-prod');
  expect(at(['networks', 'vnet-hub', 'subnets', 'endpoints', 'prefix'])).toBe('10.20.1.0/24');
  expect(at(['networks', 'vnet-hub'], 'key')).toBe('vnet-hub');
  expect(at(['privateDnsZones', 'privatelink.azurecr.io', 'links', 'vnet-hub'], 'key')).toBe('vnet-hub');
  expect(locate(['networks', 'vnet-hub', 'dnsServers'])).toBeUndefined();
});

test('line endings of Windows change nothing', () => {
  expect(accepted(EXAMPLE.replaceAll('\n', '\r\n')).hash).toBe(accepted(EXAMPLE).hash);
});

test('an unknown key is told in words that fit what it stands in', () => {
  const detailOf = (text: string) => {
    const loaded = load(text);
    return loaded.ok ? [] : loaded.diagnostics.map(({ code, detail }) => `${code} ${detail.split('.')[0]}`);
  };
  expect(detailOf(`${HEAD}  regoin: x\n`)).toEqual(['ACR1018 "regoin" is no key of the section azure']);
  expect(detailOf(`${HEAD}networks: { a: { addressSpace: [10.0.0.0/16], size: 1 } }\n`)).toEqual([
    'ACR1018 "size" is no key of the virtual network',
  ]);
  expect(detailOf(HEAD.replace('stack: images-prod\n', ''))).toEqual([
    'ACR1019 The acrctl configuration needs the key stack, a name of lower-case letters, digits and hyphens that begins with a letter, at most 63 long',
  ]);
});

test('what was probably meant is told for hosts, and not for numbers', () => {
  const hintsOf = (front: string) => {
    const loaded = load(`${HEAD}publicFronts: { one: { ${front} } }\n`);
    return loaded.ok ? [] : loaded.diagnostics.flatMap(({ hint }) => hint ?? []);
  };
  const rest = 'registry: a, dns: external, identity: b, regions: { westeurope: {} }';
  const missing = ['subnet', 'privateEndpoint', 'dataHost', 'certificates'].map((key) => `add ${key}`);
  const hinted = (front: string) => hintsOf(`${front}, ${rest}`).filter((each) => !missing.includes(each));
  expect(hinted('host: Bücher.contoso.com')).toEqual(['did you mean "xn--bcher-kva.contoso.com"?']);
  expect(hinted('host: images.contoso.com.')).toEqual(['did you mean "images.contoso.com"?']);
  expect(hinted('host: 203.0.113.7')).toEqual([]);
  expect(hinted('host: a.de, waf: { ruleSet: { type: OWASP, version: "3.1" } }')).toEqual([]);
});

test('a list that is too long is told with how long it may be', () => {
  const ranges = Array.from({ length: 601 }, (_, index) => `10.0.${index >> 8}.${index & 255}`);
  const loaded = load(`${HEAD}publicFronts: { one: { waf: { blockedIpRanges: [${ranges.join(', ')}] } } }\n`);
  expect(loaded.ok ? [] : loaded.diagnostics.map(({ code, detail }) => `${code} ${detail}`)).toContain(
    'ACR1023 The list takes at most 600 entries; it has 601.',
  );
});
