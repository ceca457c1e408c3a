import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { CODES } from '../../src/core/codes.ts';
import type { Diagnostic } from '../../src/core/diagnostic.ts';
import { offlineRules } from '../../src/features/rules.ts';

/*
 * Each file of test/fixtures/bad is a claim in its first line, then one line `# error CODE LINE:COLUMN` for every
 * diagnostic it must give, in order, and the configuration.
 */
const FIXTURES = new URL('../fixtures/bad/', import.meta.url);
const EXPECTED = /^# (?:error|warning) ACR\d{4} \d+:\d+$/;
const ENVIRONMENT = { ACRCTL_TEST_EMPTY: '', ACRCTL_TEST_LINES: 'first secret line\nsecond' };
/** Faults that no readable file shows; test/config/hostile.test.ts and test/cli show them. */
const SHOWN_ELSEWHERE = ['ACR1001', 'ACR1002', 'ACR1024', 'ACR1025'];

const fixtures = readdirSync(FIXTURES)
  .sort()
  .map((path) => {
    const text = readFileSync(new URL(path, FIXTURES), 'utf8');
    const [claim = '', ...lines] = text.split('\n');
    const expected = lines.slice(
      0,
      lines.findIndex((line) => !EXPECTED.test(line)),
    );
    return { path, text, claim: claim.replace(/^# /, ''), expected };
  });

function check(path: string, text: string, expected: readonly string[]): void {
  const diagnostics = diagnose(path, text);
  expect(diagnostics.map(shortForm)).toEqual(expected);
  for (const diagnostic of diagnostics) checkQuality(path, diagnostic);
}

for (const { path, text, claim, expected } of fixtures) {
  test(`${claim} [${path}]`, () => {
    expect(expected.length).toBeGreaterThan(0);
    check(path, text, expected);
  });
}

test('every code that a file can cause has a fixture', () => {
  const shown = fixtures.flatMap(({ expected }) => expected.map((line) => line.split(' ')[2]));
  const offline = Object.keys(CODES).filter((code) => /^ACR1[0-2]/.test(code));
  expect(offline.filter((code) => !shown.includes(code) && !SHOWN_ELSEWHERE.includes(code))).toEqual([]);
});

test('requirement numbers in a claim stand on a diagnostic of its file', () => {
  const unmet = fixtures.flatMap(({ path, text, claim }) => {
    const claimed = [...claim.matchAll(/\b\d\.\d+\b/g)].map(([number]) => number);
    const kept = diagnose(path, text).flatMap(({ requirements }) => requirements ?? []);
    return claimed.filter((number) => !kept.includes(number)).map((number) => `${path}: ${number}`);
  });
  expect(unmet).toEqual([]);
});

test('the value of a variable stands in no diagnostic', () => {
  const path = 'variable-with-lines.yaml';
  const text = readFileSync(new URL(path, FIXTURES), 'utf8');
  expect(JSON.stringify(diagnose(path, text))).not.toContain('secret');
});

function diagnose(path: string, text: string): readonly Diagnostic[] {
  const loaded = loadConfig({ files: [{ path, text }], env: ENVIRONMENT, rules: offlineRules });
  return loaded.ok ? loaded.warnings : loaded.diagnostics;
}

function shortForm({ severity, code, source }: Diagnostic): string {
  return `# ${severity} ${code} ${source?.line}:${source?.column}`;
}

/** What makes a diagnostic readable, whatever it says. */
function checkQuality(path: string, { code, summary, detail, source, frame, hint }: Diagnostic): void {
  expect(summary).toBe(CODES[code as keyof typeof CODES]);
  expect(source?.file).toBe(path);
  expect(detail).toMatch(/^\S.*[.]$/);
  expect(frame).toContain(`${source?.line} | `);
  expect(frame).toMatch(/ \| +\^+|\| \^+/);
  for (const row of (frame ?? '').split('\n')) expect(row.length).toBeLessThanOrEqual(80);
  if (hint !== undefined) expect(frame).toContain(hint);
}
