import { describe, expect, test } from 'vitest';
import { retryAfterMs } from '../../../src/providers/azure/headers.ts';
import { createThrottle } from '../../../src/providers/azure/throttle.ts';
import { plainRandom, virtualClock } from '../scripted.ts';

const left = (reads: number) => ({ 'x-ms-ratelimit-remaining-subscription-reads': String(reads) });

function throttled() {
  const clock = virtualClock();
  return { clock, throttle: createThrottle(clock, plainRandom()) };
}

test('nobody waits while ARM has not said that anything runs out', async () => {
  const { clock, throttle } = throttled();
  await Promise.all(Array.from({ length: 1_000 }, () => throttle.admit('reads')));
  expect(clock.sleeps).toEqual([]);
});

test('what is left is spent, and then the refill of 25 reads a second', async () => {
  const { clock, throttle } = throttled();
  await throttle.admit('reads');
  throttle.answered('reads', left(10));
  await Promise.all(Array.from({ length: 10 }, () => throttle.admit('reads')));
  expect(clock.monotonicMs()).toBe(0);
  await Promise.all(Array.from({ length: 50 }, () => throttle.admit('reads')));
  expect(clock.monotonicMs()).toBeCloseTo(2_000);
});

test('time alone fills a bucket to 250 reads and no further', async () => {
  const { clock, throttle } = throttled();
  await throttle.admit('reads');
  throttle.answered('reads', left(0));
  await clock.sleep(60_000);
  await Promise.all(Array.from({ length: 250 }, () => throttle.admit('reads')));
  expect(clock.monotonicMs()).toBe(60_000);
  await Promise.all(Array.from({ length: 25 }, () => throttle.admit('reads')));
  expect(clock.monotonicMs()).toBeCloseTo(61_000);
});

test('requests under way count as spent: ARM had not seen them when it counted', async () => {
  const { clock, throttle } = throttled();
  await Promise.all(Array.from({ length: 5 }, () => throttle.admit('writes')));
  throttle.answered('writes', { 'x-ms-ratelimit-remaining-subscription-writes': '4' });
  await throttle.admit('writes');
  expect(clock.monotonicMs()).toBeCloseTo(100);
});

test('the lowest of several budgets counts, and reads do not wait for writes', async () => {
  const { clock, throttle } = throttled();
  await throttle.admit('writes');
  throttle.answered('writes', {
    'x-ms-ratelimit-remaining-subscription-writes': '199',
    'x-ms-ratelimit-remaining-subscription-global-writes': '0',
  });
  await throttle.admit('reads');
  expect(clock.monotonicMs()).toBe(0);
  await throttle.admit('writes');
  expect(clock.monotonicMs()).toBeCloseTo(100);
});

test('a pause holds for everybody, and the longest one counts', async () => {
  const { clock, throttle } = throttled();
  throttle.pause(5_000);
  throttle.pause(1_000);
  await Promise.all([throttle.admit('reads'), throttle.admit('writes'), throttle.admit('deletes')]);
  expect(clock.monotonicMs()).toBe(5_000);
});

test('a pause that grows meanwhile is waited out to its new end', async () => {
  const { clock, throttle } = throttled();
  throttle.pause(1_000);
  const admitted = throttle.admit('reads');
  throttle.pause(3_000);
  await admitted;
  expect(clock.monotonicMs()).toBe(3_000);
});

test('whoever stops waiting leaves its place', async () => {
  const { clock, throttle } = throttled();
  throttle.pause(1_000);
  const stop = new AbortController();
  const admitted = throttle.admit('reads', stop.signal);
  stop.abort(new Error('stopped'));
  await expect(admitted).rejects.toThrow('stopped');
  await throttle.admit('reads');
  throttle.answered('reads', left(1));
  const beforeMs = clock.monotonicMs();
  await throttle.admit('reads');
  expect(clock.monotonicMs()).toBe(beforeMs);
});

describe('retryAfterMs', () => {
  const check = (headers: Record<string, string>, expected: number | undefined) =>
    expect(retryAfterMs(headers, Date.parse('2026-01-01T00:00:00Z'))).toBe(expected);

  test('reads seconds, dates and milliseconds, and nothing into nonsense', () => {
    check({ 'retry-after': '0' }, 0);
    check({ 'retry-after': '17' }, 17_000);
    check({ 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }, 30_000);
    check({ 'retry-after': 'Wed, 31 Dec 2025 00:00:00 GMT' }, 0);
    check({ 'retry-after-ms': '250', 'retry-after': '9' }, 250);
    check({ 'retry-after': 'soon' }, undefined);
    check({ 'retry-after': '-1' }, undefined);
    check({}, undefined);
  });
});
