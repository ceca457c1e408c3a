import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type ConfigFile, type LoadInput, loadConfig } from '../../src/config/load.ts';
import { CODES } from '../../src/core/codes.ts';
import type { Diagnostic } from '../../src/core/diagnostic.ts';
import { rulesWithFiles } from '../../src/features/rules.ts';
import { idsAmongWords } from '../whole-ids.ts';
import { filesOfFixtures } from './certificate-files.ts';

/*
 * Each file of test/fixtures/bad is a claim in its first line, then one line `# error CODE LINE:COLUMN` for every
 * diagnostic it must give, in order, and the configuration. Each folder of test/fixtures/bad-merged is files that
 * are merged in the order of their names; the claim stands in the first, the diagnostics at the top of each.
 */
const FIXTURES = new URL('../fixtures/bad/', import.meta.url);
const MERGED = new URL('../fixtures/bad-merged/', import.meta.url);
const EXPECTED = /^# (?:error|warning) ACR\d{4} \d+:\d+$/;
const ENVIRONMENT = { ACRCTL_TEST_EMPTY: '', ACRCTL_TEST_LINES: 'first secret line\nsecond' };
/**
 * Faults that no readable file shows; test/config/hostile.test.ts and test/cli show them, those of certificates
 * test/features/certificates, and ACR1124 test/features/dns.test.ts.
 */
const SHOWN_ELSEWHERE = [
  ...['ACR1001', 'ACR1002', 'ACR1024', 'ACR1025', 'ACR1026', 'ACR1124'],
  ...['ACR1421', 'ACR1422'],
];

const RULES = rulesWithFiles(filesOfFixtures());

type Files = LoadInput['files'];

const fixtures = [
  ...readdirSync(FIXTURES).map((path) => fixtureOf(path, [readConfig(FIXTURES, path)])),
  ...readdirSync(MERGED).map((folder) => {
    const [first = '', ...later] = readdirSync(new URL(folder, MERGED)).sort();
    const read = (path: string) => readConfig(new URL(`${folder}/`, MERGED), path);
    return fixtureOf(folder, [read(first), ...later.map(read)]);
  }),
];

function readConfig(folder: URL, path: string): ConfigFile {
  return { path, text: readFileSync(new URL(path, folder), 'utf8') };
}

function fixtureOf(path: string, files: Files) {
  const [claim = ''] = files[0].text.split('\n');
  const expected = files.flatMap((file) => expectedOf(file).map((line) => `${file.path} ${line}`));
  return { path, files, claim: claim.replace(/^# /, ''), expected };
}

/** The lines at the top of a file that say what is wrong with it, below its claim if it has one. */
function expectedOf({ text }: ConfigFile): readonly string[] {
  const lines = text.split('\n');
  const first = /^# [A-Z]/.test(lines[0] ?? '') ? 1 : 0;
  const end = lines.findIndex((line, index) => index >= first && !EXPECTED.test(line));
  return lines.slice(first, end);
}

function check(files: Files, expected: readonly string[]): void {
  const diagnostics = diagnose(files);
  expect(diagnostics.map(shortForm)).toEqual(expected);
  for (const diagnostic of diagnostics) checkQuality(files, diagnostic);
}

for (const { path, files, claim, expected } of fixtures) {
  test(`${claim} [${path}]`, () => {
    expect(expected.length).toBeGreaterThan(0);
    check(files, expected);
  });
}

test('every code that a file can cause has a fixture', () => {
  const shown = fixtures.flatMap(({ expected }) => expected.map((line) => line.split(' ')[3]));
  const offline = Object.keys(CODES).filter((code) => /^ACR1[0-24]/.test(code));
  expect(offline.filter((code) => !shown.includes(code) && !SHOWN_ELSEWHERE.includes(code))).toEqual([]);
});

test('requirement numbers in a claim stand on a diagnostic of its file', () => {
  const unmet = fixtures.flatMap(({ path, files, claim }) => {
    const claimed = [...claim.matchAll(/\b\d\.\d+\b/g)].map(([number]) => number);
    const kept = diagnose(files).flatMap(({ requirements }) => requirements ?? []);
    return claimed.filter((number) => !kept.includes(number)).map((number) => `${path}: ${number}`);
  });
  expect(unmet).toEqual([]);
});

test('what is expected of an empty map and of a whole number is said as it is', () => {
  const details = diagnose([readConfig(FIXTURES, 'domain-forms.yaml')]).map(({ detail }) => detail);
  expect(details).toEqual([
    'Expected pfx or pem; found "PEM".',
    'Expected a whole number from 1 to 3650; found the number 0.',
    expect.stringMatching(/^Expected a host name such as .*; found "10\.0\.0\.1"\.$/),
    'The map needs at least 1 entry.',
    'Expected a map; found nothing (null). It needs at least 1 entry.',
  ]);
});

test('the value of a variable stands in no diagnostic', () => {
  const file = readConfig(FIXTURES, 'variable-with-lines.yaml');
  expect(JSON.stringify(diagnose([file]))).not.toContain('secret');
});

test('a subnet with one address left has one address, not addresses', () => {
  const { text } = readConfig(FIXTURES, 'small-subnet.yaml');
  const details = (replicas: string) =>
    diagnose([{ path: 'a.yaml', text: text.replace('Premium', `Premium\n    replications: [${replicas}]`) }])
      .filter(({ code }) => code === 'ACR1215')
      .map(({ detail }) => / leaves \d+ \S+ free\./.exec(detail)?.[0]);
  const regions = ['northeurope', 'swedencentral', 'eastus', 'westus', 'francecentral', 'uksouth', 'ukwest'];
  expect(details(regions.join(', '))).toEqual([' leaves 2 addresses free.']);
  expect(details([...regions, 'japaneast'].join(', '))).toEqual([' leaves 1 address free.']);
});

function diagnose(files: Files): readonly Diagnostic[] {
  const loaded = loadConfig({ files, env: ENVIRONMENT, rules: RULES });
  return loaded.ok ? loaded.warnings : loaded.diagnostics;
}

function shortForm({ severity, code, source }: Diagnostic): string {
  return `${source?.file} # ${severity} ${code} ${source?.line}:${source?.column}`;
}

/** What makes a diagnostic readable, whatever it says. */
function checkQuality(files: Files, { code, summary, detail, source, frame, hint }: Diagnostic): void {
  expect(summary).toBe(CODES[code as keyof typeof CODES]);
  expect(files.map(({ path }) => path)).toContain(source?.file);
  expect(detail).toMatch(/^\S.*[.]$/s);
  expect(idsAmongWords(detail)).toEqual([]);
  expect(frame).toContain(`${source?.line} | `);
  expect(frame).toMatch(/ \| +\^+|\| \^+/);
  for (const row of (frame ?? '').split('\n')) expect(row.length).toBeLessThanOrEqual(80);
  if (hint !== undefined) expect(frame).toContain(hint);
}
