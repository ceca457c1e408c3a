import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cellsOf, type Figure } from '../../scripts/bench/figures.ts';
import { growthExponent, median, quantile } from '../../scripts/bench/statistics.ts';
import { markdownOf, replacePart } from '../../scripts/bench/tables.ts';
import { loaded } from '../../scripts/bench/workloads.ts';

const FIGURE: Figure = { what: 'plan', unit: 's', samples: [0.3, 0.1, 0.2], budget: 0.25 };

describe('a figure', () => {
  const check = (figure: Partial<Figure>, cells: readonly string[]) =>
    expect(cellsOf({ ...FIGURE, ...figure })).toEqual(cells);

  it('shows median, quartiles and budget', () => {
    check({}, ['plan', '0.200 s', '0.150 to 0.250', '0.250 s', 'ok']);
    check({ unit: 'x', samples: [1.4], budget: 1.45 }, ['plan', '1.40x', '', '1.45x', 'ok']);
    check({ unit: '', samples: [12_345] }, ['plan', '12,345', '', '0.250', 'MISSES']);
  });

  it('misses its budget by its median alone', () => {
    check({ samples: [0.1, 0.26, 9] }, ['plan', '0.260 s', '0.180 to 4.63', '0.250 s', 'MISSES']);
    check({ samples: [0.1, 0.25, 9] }, ['plan', '0.250 s', '0.175 to 4.63', '0.250 s', 'ok']);
  });
});

describe('the statistics', () => {
  it('take the middle of what is sorted, or of the two in the middle', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(quantile([5], 0.25)).toBe(5);
  });

  it('tell proportional from quadratic growth', () => {
    const points = (value: (size: number) => number) =>
      [10, 100, 1_000].map((size) => ({ size, value: value(size) }));
    expect(growthExponent(points((size) => 3 * size))).toBeCloseTo(1);
    expect(growthExponent(points((size) => size ** 2 / 7))).toBeCloseTo(2);
    expect(growthExponent(points(() => 5))).toBeCloseTo(0);
  });
});

describe('the page of figures', () => {
  const page = readFileSync(new URL('../../docs/benchmarks.md', import.meta.url), 'utf8');

  it('takes in a run between its two markers, and a second run in place of the first', () => {
    const measured = [{ suite: { name: 'plan', title: 'Plan' }, figures: [FIGURE] }];
    const part = markdownOf(['a machine'], measured, { quick: false });
    const written = replacePart(page, part);
    expect(written).toContain('| plan | 0.200 s | 0.150 to 0.250 | 0.250 s | ok |');
    expect(replacePart(written, part)).toBe(written);
  });

  it('is refused where the markers are missing', () => {
    expect(() => replacePart('no markers', 'part')).toThrow('begin');
  });
});

describe('the file that validate is timed with', () => {
  it('is valid and has a hundred lines', () => {
    const text = readFileSync(new URL('../../scripts/bench/hundred-lines.yaml', import.meta.url), 'utf8');
    expect(text.trimEnd().split('\n')).toHaveLength(100);
    expect(Object.keys(loaded(text).config.registries ?? {})).toHaveLength(3);
  });
});
