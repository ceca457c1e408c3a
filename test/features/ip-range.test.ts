import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  contains,
  type IpRange,
  overlapping,
  overlaps,
  parseIp,
  parseRange,
} from '../../src/features/networks/ip-range.ts';
import { prefixFor, roomOf } from '../../src/features/networks/subnet-room.ts';
import { hostileText } from '../arbitraries/text.ts';

/** Ranges among the sixteen addresses 10.0.0.0 to 10.0.0.15, whose members can be counted. */
const small = fc
  .tuple(fc.nat(15), fc.integer({ min: 28, max: 32 }))
  .map(([last, prefix]) => ({ text: `10.0.0.${last}/${prefix}`, last, prefix }));

function rangeOf(text: string): IpRange {
  const range = parseRange(text);
  if (range === undefined) throw new Error(`${text} is no range.`);
  return range;
}

function membersOf({
  last,
  prefix,
}: {
  readonly last: number;
  readonly prefix: number;
}): ReadonlySet<number> {
  const size = 2 ** (32 - prefix);
  const first = Math.floor(last / size) * size;
  return new Set(Array.from({ length: size }, (_, index) => first + index));
}

describe('ranges', () => {
  test('contain and overlap as their addresses say', () => {
    fc.assert(
      fc.property(small, small, (a, b) => {
        const [inA, inB] = [membersOf(a), membersOf(b)];
        expect(contains(rangeOf(a.text), rangeOf(b.text))).toBe([...inB].every((each) => inA.has(each)));
        expect(overlaps(rangeOf(a.text), rangeOf(b.text))).toBe([...inA].some((each) => inB.has(each)));
      }),
      { numRuns: 200 },
    );
  });

  test('of a list overlap where two of them do, each named once with one that it overlaps', () => {
    fc.assert(
      fc.property(fc.array(small, { maxLength: 6 }), (list) => {
        const entries = list.map(({ text }) => ({ range: rangeOf(text) }));
        const found = overlapping(entries);
        for (const { entry, other } of found) {
          expect(entry).not.toBe(other);
          expect(overlaps(entry.range, other.range)).toBe(true);
        }
        expect(new Set(found.map(({ entry }) => entry)).size).toBe(found.length);
        const clash = entries.some((a, at) => entries.slice(at + 1).some((b) => overlaps(a.range, b.range)));
        expect(found.length > 0).toBe(clash);
        // What is left when the named ones are taken out is free of overlaps.
        const left = entries.filter((entry) => found.every((each) => each.entry !== entry));
        expect(overlapping(left)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test('have one shortest form, which reads as the same range', () => {
    const v4 = fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }));
    const v6 = fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 }));
    fc.assert(
      fc.property(fc.oneof(v4, v6), ([address, prefix]) => {
        const range = parseRange(`${address}/${prefix}`);
        if (range === undefined) return;
        expect(parseRange(range.canonical)).toEqual(range);
        expect(range.last - range.first + 1n).toBe(1n << BigInt((range.version === 4 ? 32 : 128) - prefix));
        const value = parseIp(address)?.value ?? -1n;
        expect(range.first <= value && value <= range.last).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test('are read from any text without throwing', () => {
    const near = fc
      .tuple(fc.array(fc.nat(300), { maxLength: 5 }), hostileText(2), fc.nat(40))
      .map(([parts, put, prefix]) => `${parts.join('.')}${put}/${prefix}`);
    fc.assert(
      fc.property(fc.oneof(near, hostileText()), (text) => {
        const range = parseRange(text);
        expect(range && rangeOf(range.canonical)).toEqual(range);
      }),
      { numRuns: 300 },
    );
  });
});

test('the prefix for a number of addresses is the longest with so much room (1.27)', () => {
  const counts = Array.from({ length: 5_000 }, (_, index) => index + 1);
  expect(counts.filter((count) => roomOf(prefixFor(count)) < count)).toEqual([]);
  expect(counts.filter((count) => roomOf(prefixFor(count) + 1) >= count)).toEqual([]);
});
