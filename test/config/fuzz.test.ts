import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { offlineRules } from '../../src/features/rules.ts';

const EXAMPLE = readFileSync(new URL('../../examples/private-link/acrctl.yaml', import.meta.url), 'utf8');
const BAD = new URL('../fixtures/bad/', import.meta.url);
const SEEDS = [EXAMPLE, ...readdirSync(BAD).map((path) => readFileSync(new URL(path, BAD), 'utf8'))];

/** Loads the text; whatever it is, the answer is a configuration or faults with their place. */
function check(text: string, env: Readonly<Record<string, string>> = {}): void {
  const loaded = loadConfig({ files: [{ path: 'acrctl.yaml', text }], env, rules: offlineRules });
  const diagnostics = loaded.ok ? loaded.warnings : loaded.diagnostics;
  const lines = text.split('\n').length;
  if (!loaded.ok) expect(diagnostics.length).toBeGreaterThan(0);
  for (const { source, frame, code } of diagnostics) {
    if (code === 'ACR1024') continue;
    expect(source?.line).toBeGreaterThanOrEqual(1);
    expect(source?.line).toBeLessThanOrEqual(lines);
    expect(source?.column).toBeGreaterThanOrEqual(1);
    expect(frame).not.toMatch(/[\0-\x09\x0B-\x1F\x7F-\x9F\u202A-\u202E]/);
  }
}

test('no text makes it throw', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => check(text)));
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => check(text)));
});

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: the language substitutes these, not JavaScript.
test('nothing made of the signs of YAML makes it throw', () => {
  const signs = fc.constantFrom(
    ...[
      '[',
      ']',
      '{',
      '}',
      ': ',
      '- ',
      '? ',
      ', ',
      '\n',
      '  ',
      '"',
      "'",
      '|',
      '>',
      '&a ',
      '*a',
      '!t ',
      '#',
      '%',
      '@',
    ],
    ...[
      '---\n',
      '...\n',
      '<<',
      '__proto__',
      '${',
      '}',
      '${A}',
      '$${',
      '\t',
      '\\',
      'a',
      '1',
      'null',
      'true',
      '\r\n',
    ],
  );
  fc.assert(
    fc.property(fc.array(signs, { maxLength: 60 }), (parts) => check(parts.join(''), { A: 'b' })),
    { numRuns: 2000 },
  );
});

test('no damage to a good or bad file makes it throw', () => {
  const damage = fc.record({
    text: fc.constantFrom(...SEEDS),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    removed: fc.nat(40),
    inserted: fc.oneof(
      fc.string({ unit: 'binary', maxLength: 10 }),
      fc.constantFrom(
        '[',
        '{',
        ':',
        '\n',
        '*x',
        '!!y',
        '"',
        '${Z}',
        '\u0000',
        '  - ',
        'null',
        '~',
        '0123',
        '{}',
        '[]',
      ),
    ),
  });
  fc.assert(
    fc.property(damage, ({ text, at, removed, inserted }) => {
      const start = Math.floor(at * text.length);
      check(text.slice(0, start) + inserted + text.slice(start + removed));
    }),
    { numRuns: 1500 },
  );
});

// biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above.

test('any value in any place of the example is accepted or refused, never thrown at', () => {
  const lines = EXAMPLE.split('\n').filter((line) => /^\s*[^#\s][^:]*: ?\S/.test(line));
  const value = fc.oneof(
    fc.json({ maxDepth: 3 }),
    fc.constantFrom(
      '',
      '~',
      'yes',
      '[[]]',
      '{}',
      '-1',
      '1e999',
      '""',
      '[null]',
      '{a: }',
      '|\n  x',
      '!!int 3',
    ),
  );
  fc.assert(
    fc.property(fc.constantFrom(...lines), value, (line, replacement) => {
      check(EXAMPLE.replace(line, () => `${line.slice(0, line.indexOf(':'))}: ${replacement}`));
    }),
    { numRuns: 1500 },
  );
});

test('no variable makes it throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 4, maxLength: 40 }), (value) => {
      check(EXAMPLE, { AZURE_SUBSCRIPTION_ID: value });
    }),
  );
});
