import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { offlineRules } from '../../src/features/rules.ts';

const HEAD = `apiVersion: acrctl/v1
stack: images-prod
azure: { subscription: 00000000-0000-0000-0000-0000000000aa, resourceGroup: rg-images, location: westeurope }
`;

/** Compares the diagnostics of a text, each as `CODE LINE:COLUMN`. */
function check(text: string, expected: readonly string[], env: Readonly<Record<string, string>> = {}): void {
  expect(faults(text, env).map(({ code, source }) => `${code} ${source?.line}:${source?.column}`)).toEqual(
    expected,
  );
}

function faults(text: string, env: Readonly<Record<string, string>> = {}) {
  const loaded = loadConfig({ files: [{ path: 'acrctl.yaml', text }], env, rules: offlineRules });
  return loaded.ok ? loaded.warnings : loaded.diagnostics;
}

test('invisible and control characters are refused where they stand (H04)', () => {
  check(`\uFEFF${HEAD}`, ['ACR1002 1:1']);
  check(`${HEAD}# a\0b\n`, ['ACR1002 4:4']);
  check(`${HEAD}# \u001B[31m\n# \u0085\n`, ['ACR1002 4:3', 'ACR1002 5:3']);
  check(`${HEAD}# \u202Egpj.exe\n`, ['ACR1002 4:3']);
  check(`${HEAD}# zero\u200Bwidth\n`, ['ACR1002 4:7']);
  check(`${HEAD}# \uD800\n`, ['ACR1002 4:3']);
  check(`${HEAD}# \uFFFD\n`, ['ACR1002 4:3']);
  check(`${HEAD}# old\rline\n`, ['ACR1002 4:6']);
});

test('letters, emoji and tabs in comments are allowed', () => {
  check(`${HEAD}# Größe 日本語 👍🏽\twell\n`, []);
});

test('a file above 1 MiB is refused unread (H04)', () => {
  check(`${HEAD}# ${'a'.repeat(1024 * 1024)}`, ['ACR1001 1:1']);
  check(`${HEAD}# ${'é'.repeat(512 * 1024)}`, ['ACR1001 1:1']);
});

test.each([
  ['[', 'flow lists'],
  ['{a: ', 'flow maps'],
  ['- ', 'block lists'],
  ['? ', 'keys'],
])('nesting of %j without end is one fault, not a crash (H02)', (opening) => {
  expect(faults(opening.repeat(5000)).map(({ code }) => code)).toEqual(['ACR1011']);
  expect(faults(`${HEAD}networks:\n  ${opening.repeat(100_000)}`).map(({ code }) => code)).toContain(
    'ACR1011',
  );
});

test('aliases that multiply are stopped (H01)', () => {
  const rows = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
  for (const [from, to] of ['ab', 'bc', 'cd', 'de', 'ef', 'fg', 'gh', 'hi']) {
    rows.push(`${to}: &${to} [${Array(10).fill(`*${from}`).join(', ')}]`);
  }
  expect(faults(rows.join('\n')).filter(({ code }) => code === 'ACR1010')).toHaveLength(1);
});

test('few aliases of something large are stopped too (H01)', () => {
  const tags = Array.from({ length: 1500 }, (_, index) => `t${index}: x`).join(', ');
  const groups = Array.from({ length: 20 }, (_, index) => `  rg-${index}: *large\n`).join('');
  const text = `${HEAD}resourceGroups:\n  rg-images: &large { tags: { ${tags} } }\n${groups}`;
  expect(faults(text).map(({ code }) => code)).toContain('ACR1010');
});

test('keys of JavaScript objects change no object (H03)', () => {
  const text = `${HEAD}resourceGroups:\n  rg-images: { tags: { "__proto__": polluted, "constructor": x } }\n`;
  expect(faults(text).map(({ code }) => code)).toEqual(['ACR1006', 'ACR1006']);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('names of inherited properties are not taken for entries', () => {
  const registries = `registries:
  images:
    sku: Premium
    network:
      publicAccess: enabled
      privateEndpoints: { hub: { subnet: toString/valueOf, dns: { zone: hasOwnProperty } } }
`;
  check(HEAD + registries, ['ACR1102 9:42', 'ACR1105 9:73']);
});

test('quotes decide what is text, in every place that YAML 1.1 reads otherwise (H05)', () => {
  const refused = [
    'yes',
    'No',
    'ON',
    'off',
    '0123',
    '0o17',
    '1e3',
    '1.10',
    '.5',
    '+1',
    '.inf',
    '12345678901234567890',
  ];
  const asTag = (value: string) => `${HEAD}resourceGroups: { rg-images: { tags: { t: ${value} } } }\n`;
  for (const value of refused) check(asTag(value), ['ACR1012 4:43']);
  for (const value of refused) check(asTag(`"${value}"`), []);
  for (const value of ['12:30:45', '2024-01-01', '1_000', 'y', 'n', 'nope']) check(asTag(value), []);
});

test('a variable of any size is stopped before it multiplies', () => {
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: the language substitutes these, not JavaScript.
  const one = `${HEAD}resourceGroups: { rg-images: { tags: { t: "\${LONG}" } } }\n`;
  check(one, ['ACR1016 4:44'], { LONG: 'x'.repeat(9000) });
  const many = `${HEAD}resourceGroups: { rg-images: { tags: { t: "${'${LONG}'.repeat(200)}" } } }\n`;
  const codes = faults(many, { LONG: 'x'.repeat(8000) }).map(({ code }) => code);
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above.
  expect(new Set(codes)).toEqual(new Set(['ACR1016']));
});

test('more faults than anyone reads are counted, not shown', () => {
  const garbage = Array.from({ length: 700 }, (_, index) => `key${index}: x\n`).join('');
  const shown = faults(HEAD + garbage);
  expect(shown).toHaveLength(501);
  expect(shown.at(-1)).toMatchObject({
    code: 'ACR1024',
    detail: expect.stringContaining('200 more faults are'),
  });
  const one = Array.from({ length: 501 }, (_, index) => `key${index}: x\n`).join('');
  expect(faults(HEAD + one).at(-1)?.detail).toMatch(/^1 more fault is not shown/);
});

test('warnings refuse no file, however many, and hide no error behind them', () => {
  const closed = '{ sku: Premium, network: { publicAccess: disabled } }';
  const many = Array.from({ length: 700 }, (_, index) => `  registry${index}: ${closed}\n`).join('');
  const last = (text: string) => {
    const found = faults(text);
    expect(found).toHaveLength(501);
    const errors = found.filter(({ severity }) => severity === 'error').map(({ code }) => code);
    return [found.at(-1)?.code, found.at(-1)?.severity, ...errors];
  };
  expect(last(`${HEAD}registries:\n${many}`)).toEqual(['ACR1024', 'warning']);
  const wrong = '{ sku: Premium, network: { publicAccess: enabled, allowedIpRanges: [203.0.113.0/24] } }';
  expect(last(`${HEAD}registries:\n${many}  registry: ${wrong}\n`)).toEqual([
    'ACR1024',
    'warning',
    'ACR1232',
  ]);
});

test('thousands of faults in one map take no thousands of seconds', () => {
  const keys = Array.from({ length: 30_000 }, (_, index) => `k${index}: 1`).join(', ');
  expect(faults(`${HEAD}registries: { images: { ${keys} } }\n`)).toHaveLength(501);
  const empty = Array.from({ length: 20_000 }, (_, index) => `  r${index}:\n`).join('');
  expect(faults(`${HEAD}registries:\n${empty}`)).toHaveLength(501);
});

test('faults without number in several files are counted over all of them', () => {
  const text = `{${'1,'.repeat(60_000)}}`;
  const files = [
    { path: 'a.yaml', text },
    { path: 'b.yaml', text },
  ] as const;
  const loaded = loadConfig({ files, env: {}, rules: offlineRules });
  expect(loaded.ok ? [] : loaded.diagnostics).toHaveLength(501);
});

test('the bounds of a file hold for several together (H01, H04)', () => {
  const of = (...texts: readonly string[]) => {
    const [first, ...later] = texts.map((text, index) => ({ path: `${index}.yaml`, text }));
    const loaded = loadConfig({
      files: [first ?? { path: '', text: '' }, ...later],
      env: {},
      rules: offlineRules,
    });
    return loaded.ok ? [] : loaded.diagnostics.map(({ code, source }) => `${code} ${source?.file}`);
  };
  const half = `# ${'a'.repeat(600 * 1024)}\n{}`;
  expect(of(HEAD, half)).toEqual([]);
  expect(of(HEAD, half, half)).toEqual(['ACR1001 2.yaml']);
  const aliases = `resourceGroups: { rg-a: &a {}, ${Array.from({ length: 60 }, (_, i) => `rg-${i}: *a`).join(', ')} }`;
  expect(of(HEAD, aliases)).toEqual([]);
  expect(of(HEAD, aliases, aliases)).toEqual(['ACR1010 2.yaml']);
});

test('what a fault quotes from the file is escaped and short', () => {
  const text = `${HEAD}resourceGroups: { rg-images: { location: "${'a b '.repeat(500)}" } }\n`;
  const [fault] = faults(text);
  expect(fault?.detail.length).toBeLessThan(300);
  expect(Math.max(...(fault?.frame ?? '').split('\n').map((row) => row.length))).toBeLessThanOrEqual(80);
});
