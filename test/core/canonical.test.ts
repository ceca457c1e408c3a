import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, hashJson, inertJson } from '../../src/core/canonical.ts';
import { hostileText } from '../arbitraries/text.ts';

/**
 * None begins with a backslash: V8 (Node 24.21) takes a later key that is written with an escape for such a one.
 * `JSON.parse('{"a":0,"\\\\":0}'); JSON.parse('{"a":0,"\\u0041":0}')` gives a backslash where an A stands.
 */
const key = fc.oneof(
  fc.constantFrom('a', 'b', 'B', '10', '9', '__proto__', 'é', '##'),
  hostileText(3).filter((text) => !text.startsWith('\\')),
);
const { value } = fc.letrec<{ value: unknown; leaf: unknown }>((tie) => ({
  leaf: fc.oneof(fc.jsonValue({ maxDepth: 0 }), hostileText(5)),
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    tie('leaf'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
  ),
}));
const indent = fc.constantFrom(undefined, 2);

describe('the canonical text', () => {
  test('is that of the value, whatever the order of keys', () => {
    fc.assert(
      fc.property(value, indent, (any, by) => {
        const text = canonicalJson(any, by);
        expect(text).toBe(canonicalJson(reordered(any), by));
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(any)));
        expect(hashJson(reordered(any))).toBe(hashJson(any));
      }),
      { numRuns: 300 },
    );
  });

  test('has its keys in the order of code units, numbers too', () => {
    expect(canonicalJson({ b: 1, 10: 1, 9: 1, B: [{ é: 1, z: {} }], a: undefined })).toBe(
      '{"10":1,"9":1,"B":[{"z":{},"é":1}],"b":1}',
    );
  });

  test('is laid out as JSON always is, on one line or indented', () => {
    const plain = fc.dictionary(fc.constantFrom('b', 'a', ''), fc.jsonValue({ maxDepth: 0 }));
    const nested = fc.array(fc.oneof(plain, fc.array(plain)));
    fc.assert(
      fc.property(nested, indent, (any, by) => {
        expect(canonicalJson(any, by)).toBe(JSON.stringify(JSON.parse(canonicalJson(any)), null, by));
      }),
    );
  });

  test('of two values is the same exactly where JSON reads them as the same', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        const [readA, readB] = [a, b].map((each) => JSON.parse(JSON.stringify(each)));
        expect(canonicalJson(a) === canonicalJson(b)).toBe(isDeepStrictEqual(readA, readB));
      }),
    );
  });
});

test('inert JSON holds nothing that a terminal or a CI runner acts on, and reads back the same (H08, H09)', () => {
  fc.assert(
    fc.property(value, indent, (any, by) => {
      const text = inertJson(JSON.stringify(any, null, by));
      expect(text).not.toContain('##');
      expect(text.split('\n').filter((line) => /^\s*::/.test(line))).toEqual([]);
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(any)));
    }),
    { numRuns: 300 },
  );
});

/** The same value, its keys put in the other way round. */
function reordered(any: unknown): unknown {
  if (Array.isArray(any)) return any.map(reordered);
  if (typeof any !== 'object' || any === null) return any;
  return Object.fromEntries(
    Object.entries(any)
      .map(([name, inner]) => [name, reordered(inner)] as const)
      .toReversed(),
  );
}
