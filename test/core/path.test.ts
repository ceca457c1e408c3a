import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/core/json.ts';
import type { PathSegment } from '../../src/core/path.ts';
import {
  formatPath,
  getPath,
  isAtOrBelow,
  leafPaths,
  leaves,
  parsePath,
  removePath,
  setPath,
} from '../../src/core/path.ts';
import { hostileText } from '../arbitraries/text.ts';

const connections: JsonObject = {
  properties: { connections: [{ name: 'hub', properties: { groupIds: ['registry'] } }, { name: 'b.c' }] },
};

const segment: fc.Arbitrary<PathSegment> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.record({ by: fc.string(), value: fc.string({ unit: 'binary' }) }),
);

describe('the text of a path', () => {
  const check = (segments: readonly PathSegment[], expected: string) => {
    expect(formatPath(segments)).toBe(expected);
    expect(parsePath(expected)).toEqual(segments);
  };

  test('joins plain names with dots, quotes the rest and picks by key', () => {
    check(['properties', 'networkRuleSet', 'ipRules'], 'properties.networkRuleSet.ipRules');
    check(['tags', 'a.b'], 'tags["a.b"]');
    check(['tags', ''], 'tags[""]');
    check(['a', { by: 'name', value: 'x' }, 'properties'], 'a[name=x].properties');
    check(['a', { by: 'name', value: 'x]y' }], 'a[name="x]y"]');
    check(['a', { by: 'requiredMemberName', value: 'registry' }], 'a[requiredMemberName=registry]');
  });

  test('comes back from any segments as it was', () => {
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1 }), (segments) => {
        expect(parsePath(formatPath(segments))).toEqual(segments);
      }),
    );
  });

  test('is read from any text without throwing, and what is read is written back to the same path', () => {
    const broken = fc
      .tuple(fc.array(segment, { minLength: 1, maxLength: 4 }), fc.nat(), hostileText(2))
      .map(([segments, at, put]) => {
        const text = formatPath(segments);
        const cut = at % (text.length + 1);
        return text.slice(0, cut) + put + text.slice(cut + 1);
      });
    fc.assert(
      fc.property(fc.oneof(hostileText(), broken), (text) => {
        const segments = parsePath(text);
        if (segments !== undefined) expect(parsePath(formatPath(segments))).toEqual(segments);
      }),
      { numRuns: 2000 },
    );
  });

  test('is refused where it is broken', () => {
    for (const text of [
      '',
      '.a',
      'a..b',
      'a.',
      'a[',
      'a["b]',
      'a[name]',
      'a[name=]',
      'a b',
      '"a"',
      'a[0',
      'a["\\x"]',
      'a["\\u00"=b]',
    ]) {
      expect(parsePath(text), text).toBeUndefined();
    }
    expect(() => getPath({}, 'a..b')).toThrow('"a..b" is not a path.');
  });
});

describe('isAtOrBelow', () => {
  test('goes by whole segments', () => {
    expect(isAtOrBelow('tags', 'tags')).toBe(true);
    expect(isAtOrBelow('tags.owner', 'tags')).toBe(true);
    expect(isAtOrBelow('tags["a b"]', 'tags')).toBe(true);
    expect(isAtOrBelow('tagsOfOthers', 'tags')).toBe(false);
    expect(isAtOrBelow('tags', 'tags.owner')).toBe(false);
  });
});

describe('getPath', () => {
  const check = (path: string, expected: Json | undefined) =>
    expect(getPath(connections, path)).toEqual(expected);

  test('finds values by name and by pick', () => {
    check('properties.connections[name=hub].properties.groupIds', ['registry']);
    check('properties.connections[name="b.c"].name', 'b.c');
  });

  test('gives undefined for what is not there, and never what an object inherits', () => {
    check('properties.connections[name=none].name', undefined);
    check('properties.connections.hub', undefined);
    check('properties.toString', undefined);
    check('__proto__', undefined);
  });
});

describe('setPath and removePath', () => {
  test('make what is missing on the way', () => {
    expect(setPath({}, 'a.b[name=x].c', 1)).toEqual({ a: { b: [{ name: 'x', c: 1 }] } });
  });

  test('replace one entry and keep its neighbours', () => {
    expect(setPath(connections, 'properties.connections[name=hub].properties.groupIds', [])).toEqual({
      properties: { connections: [{ name: 'hub', properties: { groupIds: [] } }, { name: 'b.c' }] },
    });
    expect(removePath(connections, 'properties.connections[name=hub]')).toEqual({
      properties: { connections: [{ name: 'b.c' }] },
    });
  });

  test('leave the body they were given as it was', () => {
    const before = structuredClone(connections);
    setPath(connections, 'properties.connections[name=hub].name', 'x');
    removePath(connections, 'properties.connections[name=hub].name');
    expect(connections).toEqual(before);
  });

  test('keep a key named __proto__ as data', () => {
    const body = setPath({}, 'tags["__proto__"]', 'x');
    expect(getPath(body, 'tags["__proto__"]')).toBe('x');
    expect(Object.getPrototypeOf(body['tags'])).toBe(Object.prototype);
  });

  test('undo each other at any path that the body does not have', () => {
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 3 }), fc.string(), fc.jsonValue(), (middle, last, value) => {
        const path = ['root', ...middle, last];
        // A pick gives an object: a pick of a pick is no path of a body, and writing over the key that a pick goes
        // by renames the entry, so that the path no longer finds it.
        fc.pre(path.every((each, index) => canFollow(path[index - 1], each)));
        const body: JsonObject = { other: 1 };
        const filled = setPath(body, path, value as Json);
        expect(getPath(filled, path)).toEqual(value);
        expect(getPath(removePath(filled, path), path)).toBeUndefined();
        expect(removePath(filled, ['root'])).toEqual(body);
      }),
    );
  });
});

function canFollow(before: PathSegment | undefined, segment: PathSegment): boolean {
  return typeof before !== 'object' || (typeof segment === 'string' && before.by !== segment);
}

describe('leaves', () => {
  test('are scalars, whole lists, empty objects, and the members of named entries', () => {
    const body: JsonObject = { a: { b: 1, c: {} }, list: [1, 2], named: [{ name: 'x', v: null }], none: [] };
    expect(leaves(body)).toEqual([
      { path: 'a.b', value: 1 },
      { path: 'a.c', value: {} },
      { path: 'list', value: [1, 2] },
      { path: 'named[name=x].name', value: 'x' },
      { path: 'named[name=x].v', value: null },
      { path: 'none', value: [] },
    ]);
  });

  test('treat a list as one value where names are missing or repeat', () => {
    expect(leafPaths({ a: [{ name: 'x' }, { name: 'x' }] })).toEqual(['a']);
    expect(leafPaths({ a: [{ name: 'x' }, { value: 'y' }] })).toEqual(['a']);
  });

  test('say where each value is found, for any body', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (body) => {
        for (const leaf of leaves(body as JsonObject))
          expect(getPath(body as JsonObject, leaf.path)).toEqual(leaf.value);
      }),
    );
  });
});
