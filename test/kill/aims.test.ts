import { expect, test } from 'vitest';
import { drawFor } from './aims.ts';

const UNDISTURBED = {
  opportunities: { 'before send': 8, 'in flight': 8, answered: 8, polling: 40 },
  durationMs: 6_000,
};
const drawn = (seed: number, journalled: boolean) => {
  const { job, strikes } = drawFor(seed, { journalled });
  return { job: job.label, strikes: strikes(UNDISTURBED) };
};
const SEEDS = Array.from({ length: 48 }, (_, index) => 1_000 + index);

test.each([
  [true, 4 * 6],
  [false, 4 * 4],
])('seeds in a row aim at everything in every job (journal: %s)', (journalled, pairs) => {
  const met = SEEDS.map((seed) => drawn(seed, journalled)).map(
    ({ job, strikes }) => `${job} ${strikes[0]?.at}`,
  );
  expect(new Set(met.slice(0, pairs)).size).toBe(pairs);
});

test('the same seed draws the same, some seeds a second kill, and no moment that never comes', () => {
  const draws = SEEDS.map((seed) => drawn(seed, true));
  expect(SEEDS.map((seed) => drawn(seed, true))).toEqual(draws);
  const doubles = draws.filter(({ strikes }) => strikes.length === 2).length;
  expect(doubles).toBeGreaterThan(0);
  expect(doubles).toBeLessThan(draws.length / 2);
  for (const aim of draws.flatMap(({ strikes }) => strikes)) {
    if (aim.at === 'any moment') expect(aim.afterMs).toBeLessThanOrEqual(UNDISTURBED.durationMs);
    else expect(aim.nth).toBeGreaterThanOrEqual(1);
    if (aim.at === 'before send') expect(aim.nth).toBeLessThanOrEqual(UNDISTURBED.opportunities[aim.at]);
  }
});
