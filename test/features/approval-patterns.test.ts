import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canMeet, matches } from '../../src/features/approvals/pattern.ts';

/** Short texts over few signs, so that they often have something to do with each other. */
const patterns = fc.string({ unit: fc.constantFrom('a', 'B', '/', '*'), maxLength: 5 });
const ids = fc.string({ unit: fc.constantFrom('A', 'b', '/'), maxLength: 7 });

/** Every id of so few signs and so many that two patterns of five signs can have in common. */
const ALL_IDS = idsUpTo(8);

function idsUpTo(length: number): readonly string[] {
  if (length === 0) return [''];
  const shorter = idsUpTo(length - 1);
  const longest = shorter.filter((id) => id.length === length - 1);
  return [...shorter, ...longest.flatMap((id) => ['a', 'b', '/'].map((sign) => id + sign))];
}

it('a pattern is about the ids that it spells, without case, * being any characters or none (1.53)', () => {
  fc.assert(
    fc.property(patterns, ids, (pattern, id) => {
      const expected = new RegExp(`^${pattern.replaceAll('*', '.*')}$`, 'i');
      expect(matches(pattern, id)).toBe(expected.test(id));
    }),
    { numRuns: 2000 },
  );
});

it('two patterns meet where some id is as both say', () => {
  fc.assert(
    fc.property(patterns, patterns, (pattern, other) => {
      const common = ALL_IDS.some((id) => matches(pattern, id) && matches(other, id));
      expect(canMeet(pattern, other)).toBe(common);
    }),
    { numRuns: 200 },
  );
});

it('a pattern that matches another as a text is about all that the other is about', () => {
  fc.assert(
    fc.property(patterns, patterns, (pattern, other) => {
      fc.pre(matches(pattern, other));
      expect(ALL_IDS.filter((id) => matches(other, id) && !matches(pattern, id))).toEqual([]);
    }),
    { numRuns: 100 },
  );
});
