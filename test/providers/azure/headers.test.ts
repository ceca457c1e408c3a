import fc from 'fast-check';
import { expect, test } from 'vitest';
import { remaining, retryAfterMs } from '../../../src/providers/azure/headers.ts';
import { hostileText } from '../../arbitraries/text.ts';

const NOW = Date.UTC(2026, 0, 1);

test('the time to wait is read in seconds, milliseconds or as a date, and nothing else is', () => {
  const check = (text: string, expected: number | undefined) =>
    expect(retryAfterMs({ 'retry-after': text }, NOW)).toBe(expected);
  check('0', 0);
  check(' 15 ', 15_000);
  check('0.5', 500);
  check('Thu, 01 Jan 2026 00:00:10 GMT', 10_000);
  check('Wed, 31 Dec 2025 23:00:00 GMT', 0);
  for (const text of ['', '-1', 'soon', '1e3', '2026-01-01', '9'.repeat(400)]) check(text, undefined);
  expect(retryAfterMs({ 'retry-after-ms': '250', 'retry-after': '9' }, NOW)).toBe(250);
});

test('no header makes reading it throw, and what is read is a time or a count', () => {
  const digits = fc.oneof(
    fc.nat().map(String),
    fc.nat(400).map((length) => '9'.repeat(length)),
    fc.double().map(String),
  );
  const text = fc.oneof(hostileText(6), digits, fc.date({ noInvalidDate: false }).map(String), fc.string());
  const names = [
    'retry-after',
    'retry-after-ms',
    'x-ms-retry-after-ms',
    'x-ms-ratelimit-remaining-subscription-reads',
  ];
  const headers = fc.dictionary(fc.constantFrom(...names), text);
  fc.assert(
    fc.property(headers, (given) => {
      for (const found of [retryAfterMs(given, NOW), remaining(given, 'reads')]) {
        if (found !== undefined) expect(Number.isFinite(found) && found >= 0).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});
