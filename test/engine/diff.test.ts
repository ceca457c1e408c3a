import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/core/json.ts';
import { isAtOrBelow } from '../../src/core/path.ts';
import type { ResourceType } from '../../src/core/resource-type.ts';
import {
  differences,
  overlay,
  restrict,
  sameJson,
  selectPaths,
  withoutPaths,
} from '../../src/engine/diff.ts';
import { removedEntries } from '../../src/engine/removed.ts';

const parts = (...entries: readonly JsonObject[]): JsonObject => ({ p: { listeners: entries } });

describe('lists owned entry by entry (I-19)', () => {
  it('may hold entries that others put there, and ours hold nothing but ours', () => {
    const wanted = parts({ name: 'ours', port: 443, at: { id: 'x' } });
    const live = parts({ name: 'theirs', port: 80 }, { name: 'ours', port: 443, at: { id: 'x' } });
    expect(differences(wanted, live, ['p.listeners'])).toEqual([]);
    expect(differences(wanted, live)).toEqual(['p.listeners[name=theirs]']);
    const more = parts({ name: 'ours', port: 443, at: { id: 'x', by: 'y' }, policy: { id: 'z' } });
    expect(differences(wanted, more)).toEqual([]);
    expect(differences(wanted, more, ['p.listeners'])).toEqual([
      'p.listeners[name=ours].at.by',
      'p.listeners[name=ours].policy',
    ]);
    const moved = parts({ name: 'ours', port: 444, at: { id: 'x' } });
    expect(differences(moved, live, ['p.listeners'])).toEqual(['p.listeners[name=ours].port']);
  });

  it('lose an entry whole, and of an entry that stays what it no longer says', () => {
    const type = { ownedByEntry: ['p.listeners', 'tags'] } as unknown as ResourceType;
    const applied = {
      ...parts({ name: 'a', port: 1, host: 'x' }, { name: 'b', port: 2, host: 'y' }),
      tags: { owner: 'us' },
    };
    const wanted = parts({ name: 'a', port: 1 });
    expect(removedEntries(type, applied, wanted, applied)).toEqual([
      'p.listeners[name=a].host',
      'p.listeners[name=b]',
      'tags.owner',
    ]);
    expect(removedEntries(type, applied, wanted, wanted)).toEqual([]);
    const rules = (...names: readonly string[]) =>
      parts({ name: 'a', rules: names.map((name) => ({ name, of: [{ variable: 'x', pattern: name }] })) });
    const [both, one] = [rules('b', 'c'), rules('b')];
    expect(removedEntries(type, both, one, both)).toEqual(['p.listeners[name=a].rules[name=c]']);
  });
});

describe('differences', () => {
  it.each<[string, JsonObject, JsonObject, readonly string[]]>([
    ['are the paths of other values', { a: 1, b: { c: 2, d: 3 } }, { a: 1, b: { c: 9, d: 3 } }, ['b.c']],
    ['are only where something is wanted', { a: 1 }, { a: 1, b: 2 }, []],
    ['are what is wanted and absent', { a: { b: 1 } }, {}, ['a.b']],
    [
      'are every wanted leaf where live holds no object',
      { a: { b: 1, c: 2 } },
      { a: 'text' },
      ['a.b', 'a.c'],
    ],
    [
      'tell null, false, 0 and "" apart',
      { a: null, b: false, c: 0, d: '' },
      { a: false, b: 0, c: '', d: null },
      ['a', 'b', 'c', 'd'],
    ],
    [
      'are sorted, whatever the order of the keys',
      { b: 1, c: { e: 1, d: 1 }, a: 1 },
      {},
      ['a', 'b', 'c.d', 'c.e'],
    ],
    ['are of a list as a whole', { a: [1, 2] }, { a: [1, 3] }, ['a']],
    ['are where a wanted empty list has entries', { a: [] }, { a: [{ name: 'x' }] }, ['a']],
    [
      'are by name in a list of names, whatever its order',
      {
        a: [
          { name: 'x', v: 1 },
          { name: 'y', v: 2 },
        ],
      },
      {
        a: [
          { name: 'y', v: 9 },
          { name: 'x', v: 1 },
        ],
      },
      ['a[name=y].v'],
    ],
    [
      'are an entry that is not wanted',
      { a: [{ name: 'x' }] },
      { a: [{ name: 'x' }, { name: 'y' }] },
      ['a[name=y]'],
    ],
    [
      'are an entry that is missing',
      { a: [{ name: 'x', v: 1 }] },
      { a: [{ name: 'y', v: 1 }] },
      ['a[name=x].name', 'a[name=x].v', 'a[name=y]'],
    ],
    [
      'are by what else tells entries apart where they have no names',
      {
        a: [
          { variable: 'x', v: 1 },
          { variable: 'y', v: 2 },
        ],
      },
      {
        a: [
          { variable: 'y', v: 2 },
          { variable: 'x', v: 9 },
        ],
      },
      ['a[variable=x].v'],
    ],
    [
      'are of a list as a whole where its entries are told apart otherwise',
      { a: [{ headerName: 'x' }] },
      { a: [{ name: 'x' }] },
      ['a'],
    ],
    [
      'are of a list as a whole where two entries share a name',
      {
        a: [
          { name: 'x', v: 1 },
          { name: 'x', v: 2 },
        ],
      },
      { a: [{ name: 'x', v: 1 }] },
      ['a'],
    ],
    [
      'are not misled by names of the language',
      { constructor: 1, toString: 2 },
      {},
      ['constructor', 'toString'],
    ],
    [
      'are not misled by the prototype of an entry',
      { a: [JSON.parse('{"__proto__":{}}') as Json] },
      { a: [{ other: {} }] },
      ['a'],
    ],
  ])('%s', (_, wanted, live, expected) => {
    expect(differences(wanted, live)).toEqual(expected);
  });

  it('of equal bodies are none', () => {
    fc.assert(
      fc.property(bodies(), (body) => {
        expect(differences(body, body)).toEqual([]);
      }),
    );
  });

  it('of a body with itself under something else are none', () => {
    fc.assert(
      fc.property(bodies(), bodies(), (top, base) => {
        expect(differences(top, trimmed(overlay(base, top), top) as JsonObject)).toEqual([]);
      }),
    );
  });

  it('are none both ways exactly where the bodies are the same, named entries in any order', () => {
    fc.assert(
      fc.property(bodies(), bodies(), (a, b) => {
        const isSame = differences(a, b).length === 0 && differences(b, a).length === 0;
        expect(isSame).toBe(sameJson(ordered(a), ordered(b)));
      }),
    );
  });

  it('follow from what is looked at alone', () => {
    fc.assert(
      fc.property(bodies(), bodies(), (wanted, live) => {
        const found = differences(wanted, live);
        expect(differences(wanted, restrict(live, [wanted], found))).toEqual(found);
      }),
    );
  });
});

describe('restrict', () => {
  it.each<[string, JsonObject, readonly JsonObject[], readonly string[], JsonObject]>([
    [
      'keeps what the bodies name',
      { a: 1, b: 2, c: { d: 3, e: 4 } },
      [{ a: 0 }, { c: { d: 0 } }],
      [],
      { a: 1, c: { d: 3 } },
    ],
    ['keeps what the paths name', { a: 1, b: { c: 2, d: 3 } }, [], ['b.c'], { b: { c: 2 } }],
    ['makes nothing up', { a: 1 }, [{ b: 1 }], ['c.d'], {}],
  ])('%s', (_, live, named, paths, expected) => {
    expect(restrict(live, named, paths)).toEqual(expected);
  });

  it('a second time changes nothing', () => {
    fc.assert(
      fc.property(bodies(), bodies(), (live, named) => {
        const part = restrict(live, [named]);
        expect(restrict(part, [named])).toEqual(part);
      }),
    );
  });
});

describe('overlay', () => {
  it.each<[string, JsonObject, JsonObject, JsonObject]>([
    ['puts one over the other', { a: 1, b: { c: 2 } }, { b: { d: 3 } }, { a: 1, b: { c: 2, d: 3 } }],
    ['takes lists whole', { a: [1, 2] }, { a: [3] }, { a: [3] }],
    ['takes an empty list for what it is', { a: [{ name: 'x' }] }, { a: [] }, { a: [] }],
    [
      'takes lists of names by name',
      { a: [{ name: 'x', v: 1 }, { name: 'y' }] },
      { a: [{ name: 'x', w: 2 }] },
      { a: [{ name: 'x', v: 1, w: 2 }, { name: 'y' }] },
    ],
  ])('%s', (_, base, top, expected) => {
    expect(overlay(base, top)).toEqual(expected);
  });

  it('over itself, over nothing and of nothing changes nothing', () => {
    fc.assert(
      fc.property(bodies(), (body) => {
        expect([overlay(body, body), overlay({}, body), overlay(body, {})]).toEqual([body, body, body]);
      }),
    );
  });

  it('done twice is done once', () => {
    fc.assert(
      fc.property(bodies(), bodies(), (base, top) => {
        expect(overlay(overlay(base, top), top)).toEqual(overlay(base, top));
      }),
    );
  });
});

describe('selectPaths', () => {
  it('splits a body into two parts that make it up again', () => {
    fc.assert(
      fc.property(
        bodies(),
        fc.array(fc.constantFrom('a', 'b', 'a.b', 'a.a', 'b[name=a]', 'a.b[name=b].a'), { maxLength: 3 }),
        (body, paths) => {
          const [inside, outside] = [selectPaths(body, paths), withoutPaths(body, paths)];
          expect(differences(body, overlay(inside, outside))).toEqual([]);
          const touches = (part: JsonObject) =>
            differences(part, {}).some((path) => paths.some((prefix) => isAtOrBelow(path, prefix)));
          expect(paths.length > 0 && touches(outside)).toBe(false);
        },
      ),
    );
  });
});

/** Small bodies with few names, so that two of them meet. */
function bodies(): fc.Arbitrary<JsonObject> {
  const key = fc.constantFrom('a', 'b', 'c');
  const { body } = fc.letrec<{ body: JsonObject; value: Json }>((tie) => ({
    body: fc.dictionary(key, tie('value'), { maxKeys: 3 }),
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom<Json>(0, 1, 'x', true, null),
      tie('body'),
      fc.array(fc.constantFrom<Json>(1, 2), { maxLength: 2 }),
      fc
        .uniqueArray(fc.tuple(key, tie('body')), { selector: ([name]) => name, maxLength: 3 })
        .map((list) => list.map(([name, entry]) => ({ ...entry, name }))),
    ),
  }));
  return body;
}

/** Named entries in the order of their names. */
function ordered(value: Json): Json {
  if (Array.isArray(value)) {
    const list = value.map(ordered);
    return list.every((entry) => typeof entry === 'object' && entry !== null)
      ? list.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
      : list;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value as JsonObject).map(([key, inner]) => [key, ordered(inner)]));
}

function nameOf(value: Json): string {
  return String((value as JsonObject)['name']);
}

/** `value` without the named entries that `wanted` does not name: those are differences of their own. */
function trimmed(value: Json, wanted: Json | undefined): Json {
  if (Array.isArray(value) && Array.isArray(wanted)) {
    const names = new Set(wanted.map(nameOrSelf));
    return value
      .filter((entry: Json) => names.has(nameOrSelf(entry)))
      .map((entry: Json) =>
        trimmed(
          entry,
          wanted.find((each: Json) => nameOrSelf(each) === nameOrSelf(entry)),
        ),
      );
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const other =
    typeof wanted === 'object' && wanted !== null && !Array.isArray(wanted) ? (wanted as JsonObject) : {};
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([key, inner]) => [key, trimmed(inner, other[key])]),
  );
}

function nameOrSelf(value: Json): Json {
  return typeof value === 'object' && value !== null ? nameOf(value) : value;
}
