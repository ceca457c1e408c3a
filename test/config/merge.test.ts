import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { merge } from '../../src/config/merge.ts';
import { newUsage, parse } from '../../src/config/parse.ts';
import { openSource } from '../../src/config/source.ts';
import { type MapTree, mapToJson, removalIn } from '../../src/config/tree.ts';
import type { Diagnostic } from '../../src/core/diagnostic.ts';
import type { Json, JsonObject } from '../../src/core/json.ts';
import { documents, files, isMap, pathsOf, shuffled, split, withoutNulls } from './documents.ts';

/** Compares what files merge to. JSON is YAML; `undefined` in a text stands for nothing written. */
function check(texts: readonly [string, ...string[]], expected: JsonObject): void {
  expect(mergeTexts(texts).value).toEqual(expected);
}

describe('files are merged in order', () => {
  it('maps key by key', () => {
    check(['{a: {b: 1, c: 2}}', '{a: {c: 3, d: 4}, e: 5}'], { a: { b: 1, c: 3, d: 4 }, e: 5 });
    check(['{a: 1}', '{b: 2}', '{a: 3}'], { a: 3, b: 2 });
  });

  it('lists whole', () => {
    check(['{a: [1, 2, 3]}', '{a: [4]}'], { a: [4] });
    check(['{a: [1]}', '{a: []}'], { a: [] });
    check(['{a: [{b: 1}]}', '{a: [{c: 2}]}'], { a: [{ c: 2 }] });
  });

  it('what differs in kind whole', () => {
    check(['{a: {b: 1}}', '{a: x}'], { a: 'x' });
    check(['{a: x}', '{a: {b: 1}}'], { a: { b: 1 } });
    check(['{a: [1]}', '{a: {b: 1}}'], { a: { b: 1 } });
  });

  it('null, however it is written, removes what stood under its key', () => {
    for (const written of ['null', '~', 'Null', 'NULL']) check(['{a: 1, b: 2}', `{a: ${written}}`], { b: 2 });
    check(['{a: {b: {c: 1, d: 2}}}', '{a: {b: {c: null}}}'], { a: { b: { d: 2 } } });
    check(['{a: {b: 1}}', '{a: null}'], {});
    check(['{a: 1}', '{a: "null"}'], { a: 'null' });
    check(['{a: [1]}', '{a: [null]}'], { a: [null] });
  });

  it('a third file may put back what the second removed, without what stood there before', () => {
    check(['{a: {b: 1}}', '{a: null}', '{a: {c: 2}}'], { a: { c: 2 } });
  });

  it('a null of the first file stays a value until a later file says otherwise', () => {
    check(['{a: null, b: }'], { a: null, b: null });
    check(['{a: null, b: }', '{c: 1}'], { a: null, b: null, c: 1 });
    check(['{a: null, b: }', '{a: 1, b: null}'], { a: 1 });
  });
});

describe('what removes nothing says so', () => {
  const codes = (...texts: [string, ...string[]]) =>
    mergeTexts(texts).faults.map(({ severity, code, source, hint }) =>
      [severity, code, source?.file, source?.column, hint].filter((part) => part !== undefined).join(' '),
    );

  it.each<[string, readonly [string, ...string[]], readonly string[]]>([
    ['a null beside a near key', ['{hub: 1}', '{hob: null}'], ['warning ACR1028 b 2 did you mean "hub"?']],
    ['a null in a new map', ['{}', '{a: {b: null}}'], ['warning ACR1028 b 6']],
    ['a second null', ['{a: 1}', '{a: null}', '{a: null}'], ['warning ACR1028 c 2']],
    ['a null in a map over a text', ['{a: x}', '{a: {b: ~}}'], ['warning ACR1028 b 6']],
    ['nothing written over something', ['{a: 1}', '{a: }'], ['error ACR1027 b 2 write null to remove it']],
    ['nothing written where nothing stands', ['{}', '{a: }'], []],
    ['an empty list over a map', ['{a: {b: 1}}', '{a: []}'], []],
    ['null over null', ['{a: }', '{a: null}'], []],
  ])('%s', (_, texts, expected) => expect(codes(...texts)).toEqual(expected));

  it('and what is not written out leaves what stands there', () => {
    check(['{a: {b: 1}}', '{a: }'], { a: { b: 1 } });
  });

  it('however many there are, without taking long', () => {
    const keys = (name: string, value: string) =>
      Array.from({ length: 10_000 }, (_, index) => `${name}${index}: ${value}`).join(', ');
    expect(codes(`{${keys('a', '1')}}`, `{${keys('b', '~')}}`)).toHaveLength(10_000);
  });
});

describe('a merged value stands', () => {
  const places = (path: string, ...texts: [string, ...string[]]) => {
    let node: MapTree | undefined = mergeTexts(texts).tree;
    for (const key of path.split('.').slice(0, -1)) node = node?.entries.get(key) as MapTree;
    const found = node?.entries.get(path.split('.').at(-1) ?? '');
    return [found?.keySpan?.source.path, found?.span.source.path];
  };

  it('where it was last written, its map where that was first written', () => {
    expect(places('a.b', '{a: {b: 1}}', '{a: {b: 2}}')).toEqual(['b', 'b']);
    expect(places('a.b', '{a: {b: 1}}', '{a: {c: 2}}', '{a: {d: 3}}')).toEqual(['a', 'a']);
    expect(places('a', '{a: {b: 1}}', '{a: {b: 2}}')).toEqual(['a', 'a']);
    expect(places('a', '{a: 1}', '{a: {b: 2}}')).toEqual(['b', 'b']);
  });

  it('no more where a null took it out, which is found after further files as well', () => {
    const removed = (path: string, ...texts: [string, ...string[]]) =>
      removalIn(mergeTexts(texts).tree, path.split('.'))?.file;
    expect(removed('a.b', '{a: {b: 1}}', '{a: {b: null}}', '{a: {c: 2}}')).toBe('b');
    expect(removed('a.b', '{a: {b: 1}}', '{a: null}', '{c: 2}')).toBe('b');
    expect(removed('a.b', '{a: {b: 1}}', '{a: {b: null}}', '{a: {b: 2}}')).toBe(undefined);
    expect(removed('a.b', '{a: {c: 1}}', '{a: {c: null}}')).toBe(undefined);
  });
});

describe('whatever the files', () => {
  it('the result is that of JSON Merge Patch (RFC 7386)', () => {
    fc.assert(
      fc.property(documents(), documents(), documents(), (first, second, third) => {
        const expected = mergePatch(mergePatch(first, second), third);
        expect(mergeAll(first, second, third)).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('an empty map changes nothing, on either side', () => {
    fc.assert(
      fc.property(documents(), (document) => {
        expect(mergeAll(document, {})).toEqual(document);
        expect(mergeAll({}, document)).toEqual(withoutNulls(document));
      }),
    );
  });

  it('a file over itself changes nothing but what its own nulls remove', () => {
    fc.assert(
      fc.property(documents(), (document) => {
        expect(mergeAll(document, document)).toEqual(withoutNulls(document));
      }),
    );
  });

  it('what the last file says stands: every value of it that is no null, and nothing under its nulls', () => {
    fc.assert(
      fc.property(documents(), documents(), (first, last) => {
        const merged = pathsOf(mergeAll(first, last));
        for (const [path, value] of pathsOf(last)) {
          if (value === null) expect([path, merged.has(path)]).toEqual([path, false]);
          else if (!isMap(value)) expect([path, merged.get(path)]).toEqual([path, value]);
        }
      }),
    );
  });

  it('no key and no value is invented, and only a null removes', () => {
    fc.assert(
      fc.property(documents(), documents(), (first, last) => {
        const [before, after] = [pathsOf(first), pathsOf(last)];
        const merged = mergeAll(first, last);
        for (const [path, value] of pathsOf(merged)) {
          const said = [before, after].filter((paths) => paths.has(path)).map((paths) => paths.get(path));
          if (isMap(value)) expect(said.some(isMap)).toBe(true);
          else expect(said).toContainEqual(value);
        }
        const isSpokenFor = (path: string) =>
          path.split('/').some((_, index, keys) => after.has(keys.slice(0, index).join('/')));
        for (const path of before.keys())
          if (!after.has(path) && !isSpokenFor(path)) expect(pathsOf(merged).has(path)).toBe(true);
      }),
    );
  });

  it('the order of keys in a file makes no difference', () => {
    fc.assert(
      fc.property(documents(), documents(), fc.nat(), (first, last, seed) => {
        expect(mergeAll(shuffled(first, seed), shuffled(last, seed))).toEqual(mergeAll(first, last));
      }),
    );
  });

  it('a document split at random into files comes back from them', () => {
    fc.assert(
      fc.property(
        documents().map(withoutNulls),
        fc.integer({ min: 1, max: 5 }),
        fc.infiniteStream(fc.nat(4)),
        (document, count, choices) => {
          expect(mergeAll(...split(document, count, choices))).toEqual(document);
        },
      ),
    );
  });

  it('a warning or an error is given for every null and unfinished line that removes nothing, and no other', () => {
    fc.assert(
      fc.property(documents(), documents(), (first, last) => {
        const standing = pathsOf(first);
        const idle = [...pathsOf(last)].filter(([path, value]) => value === null && !standing.has(path));
        const faults = mergeTexts([JSON.stringify(first), JSON.stringify(last)]).faults;
        expect(faults.map(({ code }) => code)).toEqual(idle.map(() => 'ACR1028'));
      }),
    );
  });
});

describe('merging two files first, then the third', () => {
  /** Keys tell the kind of their value, as in a configuration that the schema accepts. */
  const kinds = documents({ nulls: false, kindByKey: true });

  it('gives the same in either order while nothing is removed and each key keeps its kind', () => {
    fc.assert(
      fc.property(kinds, kinds, kinds, (first, second, third) => {
        expect(mergeAll(mergeAll(first, second), third)).toEqual(mergeAll(first, mergeAll(second, third)));
      }),
    );
  });

  it('differs where the second cuts the first off: so files are always merged from the first on', () => {
    const both = (first: JsonObject, second: JsonObject, third: JsonObject) => [
      mergeAll(mergeAll(first, second), third),
      mergeAll(first, mergeAll(second, third)),
    ];
    expect(both({ a: { b: 1 } }, { a: null }, { a: { c: 2 } })).toEqual([
      { a: { c: 2 } },
      { a: { b: 1, c: 2 } },
    ]);
    expect(both({ a: { b: 1 } }, { a: 'x' }, { a: { c: 2 } })).toEqual([
      { a: { c: 2 } },
      { a: { b: 1, c: 2 } },
    ]);
    // The null is used up by the second file.
    expect(both({ a: { b: 1 } }, { a: { b: 2 } }, { a: { b: null } })).toEqual([{ a: {} }, { a: { b: 1 } }]);
  });
});

/** The algorithm of RFC 7386, section 2, as it is written there. */
function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isMap(patch)) return patch;
  const result: Record<string, Json> = isMap(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) {
      if (name in result) delete result[name];
    } else {
      result[name] = mergePatch(result[name], value);
    }
  }
  return result;
}

function mergeAll(...all: readonly JsonObject[]): JsonObject {
  const [first = {}, ...later] = all;
  return mergeTexts([JSON.stringify(first), ...later.map((each) => JSON.stringify(each))]).value;
}

/** The files are called a, b, c … */
function mergeTexts(texts: readonly [string, ...string[]]): {
  readonly tree: MapTree;
  readonly value: JsonObject;
  readonly faults: readonly Diagnostic[];
} {
  const usage = newUsage(texts.length);
  const [first, ...later] = files(texts).map(({ path, text }) => {
    const { tree, faults } = parse(openSource(path, text), usage);
    if (tree?.kind !== 'map' || faults.length > 0) throw new TypeError(`The test's text is unfit: ${text}`);
    return tree;
  });
  if (first === undefined) throw new TypeError('There is a first file.');
  const { tree, faults } = merge([first, ...later]);
  return { tree, value: mapToJson(tree), faults };
}
