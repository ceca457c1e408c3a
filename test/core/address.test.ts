import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byAddress, formatAddress, parseAddress } from '../../src/core/address.ts';
import { anyText, hostileText } from '../arbitraries/text.ts';

const segment = fc.oneof(anyText, hostileText(4), fc.constantFrom('', 'hub', 'a.b', '__proto__'));
const address = fc.array(segment, { minLength: 1, maxLength: 5 }).map((segments) => formatAddress(segments));

describe('an address', () => {
  const check = (text: string, expected: readonly string[] | undefined) => {
    expect(parseAddress(text)).toEqual(expected);
  };

  test('is the path of an entry, keys that are not plain in brackets', () => {
    check('privateDnsZones["privatelink.azurecr.io"].links.vnet-hub', [
      'privateDnsZones',
      'privatelink.azurecr.io',
      'links',
      'vnet-hub',
    ]);
  });

  test('is none where the text is broken, an escape too', () => {
    for (const text of [
      '',
      '.a',
      'a.',
      'a..b',
      'a[',
      'a[]',
      'a[b]',
      '["a"',
      'a["\\x"]',
      'a["\\u12"]',
      'a["\n"]',
      'a b',
    ])
      check(text, undefined);
  });

  test('comes back from any segments as they were', () => {
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1 }), (segments) =>
        check(formatAddress(segments), segments),
      ),
      { numRuns: 1000 },
    );
  });

  test('is read from any text without throwing, and what is read is written back to the same segments', () => {
    const broken = fc.tuple(address, fc.nat(), hostileText(2)).map(([text, at, put]) => {
      const cut = at % (text.length + 1);
      return text.slice(0, cut) + put + text.slice(cut + 1);
    });
    fc.assert(
      fc.property(fc.oneof(hostileText(), broken), (text) => {
        const segments = parseAddress(text);
        if (segments !== undefined) check(formatAddress(segments), segments);
      }),
      { numRuns: 3000 },
    );
  });
});

test('addresses have one order, whatever they are and wherever they begin', () => {
  fc.assert(
    fc.property(fc.array(address), fc.infiniteStream(fc.nat()), (addresses, numbers) => {
      const entries = addresses.map((each) => ({ address: each }));
      const ranked = entries.map((entry) => ({ entry, rank: numbers.next().value ?? 0 }));
      const shuffled = ranked.sort((a, b) => a.rank - b.rank).map(({ entry }) => entry);
      expect(shuffled.toSorted(byAddress)).toEqual(entries.toSorted(byAddress));
      for (const [a, b] of pairs(entries)) expect(byAddress(a, b)).toBe(0 - byAddress(b, a));
    }),
  );
});

function pairs<Value>(list: readonly Value[]): readonly (readonly [Value, Value])[] {
  return list.flatMap((a, at) => list.slice(at).map((b) => [a, b] as const));
}
