import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { counted, didYouMean, escapeUnprintable, instant, quote } from '../../src/core/wording.ts';
import { anyText, hostileText } from '../arbitraries/text.ts';

it('a count goes with one noun or several', () => {
  expect([0, 1, 2].map((count) => counted(count, 'object'))).toEqual(['0 objects', '1 object', '2 objects']);
  expect(counted(1, 'address', 'addresses')).toBe('1 address');
  expect(counted(2, 'address', 'addresses')).toBe('2 addresses');
});

describe('text from outside', () => {
  it.each([
    ['a\u001b[2Jb', 'a\\u{1b}[2Jb'],
    ['line\r\nfeed', 'line\\u{d}\\u{a}feed'],
    ['\u202egnp.exe', '\\u{202e}gnp.exe'],
    ['::set-output name=a::b', '\\::set-output name=a::b'],
    ['x ::add-mask::y', 'x \\::add-mask::y'],
    ['##vso[task.setvariable]', '#\\#vso[task.setvariable]'],
    ['##[group]', '#\\#[group]'],
    ['2001:db8::1', '2001:db8::1'],
    ['Grüße, 世界', 'Grüße, 世界'],
  ])('%j is shown as %j (H08, H09)', (text, expected) => {
    expect(escapeUnprintable(text)).toBe(expected);
  });

  it('is cut where it is long, and no character in half', () => {
    expect(quote('x'.repeat(60))).toBe(`"${'x'.repeat(60)}"`);
    expect(quote('x'.repeat(61))).toBe(`"${'x'.repeat(60)}…"`);
    expect(quote(`${'x'.repeat(59)}👍👍`)).toBe(`"${'x'.repeat(59)}…"`);
  });

  const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
  const COMMAND = /(?:^|\s)::|##\[|##vso\[/;

  it('is shown without anything that a terminal or a CI runner acts on, whatever it is (H08, H09)', () => {
    fc.assert(
      fc.property(fc.oneof(hostileText(), anyText), (text) => {
        const shown = escapeUnprintable(text);
        expect(shown).not.toMatch(UNPRINTABLE);
        expect(shown).not.toMatch(COMMAND);
        expect(escapeUnprintable(shown)).toBe(shown);
        expect(quote(text)).not.toMatch(UNPRINTABLE);
        expect(` ${quote(text)}`).not.toMatch(COMMAND);
        expect(didYouMean(text, ['registries', text]) ?? '').not.toMatch(UNPRINTABLE);
      }),
      { numRuns: 300 },
    );
  });
});

it('a time is exact, and says how long ago it is unless that clock is ahead of ours', () => {
  const nowMs = Date.parse('2026-01-01T01:04:08Z');
  expect(instant('2026-01-01T01:04:00.500Z', nowMs)).toBe('2026-01-01 01:04:00 UTC (7 s ago)');
  expect(instant('2026-01-01T00:00:00.000Z', nowMs)).toBe('2026-01-01 00:00:00 UTC (1 h 4 min ago)');
  expect(instant('2026-01-01T01:04:09.000Z', nowMs)).toBe('2026-01-01 01:04:09 UTC');
  expect(instant('some day', nowMs)).toBe('some day');
});
