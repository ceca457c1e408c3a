import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { forbiddenInValue } from '../../src/config/characters.ts';
import { type ConfigFile, type LoadInput, type LoadResult, loadConfig } from '../../src/config/load.ts';
import { prune } from '../../src/config/prune.ts';
import validate from '../../src/config/validate.generated.js';
import type { Diagnostic } from '../../src/core/diagnostic.ts';
import type { Json, JsonObject } from '../../src/core/json.ts';
import { offlineRules } from '../../src/features/rules.ts';
import { documents, files, isMap, pathsOf, shuffled, split } from './documents.ts';

const EXAMPLE = readFileSync(new URL('../../examples/private-link/acrctl.yaml', import.meta.url), 'utf8');
const MERGED = new URL('../fixtures/bad-merged/', import.meta.url);

/** The example as plain values, with what the example has none of. */
const CONFIG: JsonObject = {
  ...configOf(load([{ path: 'acrctl.yaml', text: EXAMPLE }])),
  resourceGroups: { 'rg-images': { tags: { env: 'prod' } }, 'rg-dns': { protect: true } },
};

const anyCount = fc.integer({ min: 1, max: 4 });
const anyChoices = fc.infiniteStream(fc.nat(3));
/** Values that stand where others are expected. */
const anyJson = fc.oneof(
  fc.jsonValue({ maxDepth: 3, noUnicodeString: false }) as fc.Arbitrary<Json>,
  documents(),
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the language substitutes it, not JavaScript.
  fc.constantFrom<Json>(null, '', '${A}', [], {}, [null], 0, true, 'vnet-hub', { 'vnet-hub': null }),
);
/** The example with something else in one or more of its places. */
const damaged = fc
  .array(fc.tuple(fc.constantFrom(...pathsOf(CONFIG).keys()), anyJson), { minLength: 1, maxLength: 4 })
  .map((changes) => changes.reduce((document, [path, value]) => replaced(document, path, value), CONFIG));

describe('a configuration dealt out over several files', () => {
  it('is the same configuration with the same hash, whatever stands where', () => {
    const whole = load([{ path: 'acrctl.yaml', text: stringify(CONFIG) }]);
    fc.assert(
      fc.property(anyCount, anyChoices, fc.nat(), (count, choices, seed) => {
        const loaded = load(asFiles(split(shuffled(CONFIG, seed), count, choices)));
        expect(configOf(loaded)).toEqual(CONFIG);
        expect(hashOf(loaded)).toBe(hashOf(whole));
      }),
    );
  });

  it('has the same faults as in one file, each in a file that says the value', () => {
    fc.assert(
      fc.property(damaged, anyCount, anyChoices, (document, count, choices) => {
        const one = diagnosticsOf(load(asFiles([withoutNullKeys(document)])));
        // A file that holds such a character is not read at all, and the others are.
        fc.pre(one.every(({ code }) => code !== 'ACR1002'));
        const dealt = split(withoutNullKeys(document), count, choices);
        const parts = asFiles(dealt);
        const several = diagnosticsOf(load(parts));
        // A key that is not allowed is written, and has to be mended, in every file that says something below it.
        const again = refusedKeys(dealt) - refusedKeys([withoutNullKeys(document)]);
        const expected = [...one.map(gist), ...Array<string>(again).fill('error ACR1013  ')];
        expect(several.map(gist).sort()).toEqual(expected.sort());
        checkPlaces(parts, several);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a valid configuration', () => {
  it('stays what it is when it is written out again, in either style', () => {
    fc.assert(
      fc.property(fc.nat(), fc.boolean(), (seed, flow) => {
        const document = shuffled(CONFIG, seed);
        const text = flow ? JSON.stringify(document) : stringify(document);
        expect(configOf(load([{ path: 'acrctl.yaml', text }]))).toEqual(CONFIG);
      }),
    );
  });

  it('loses nothing when it is pruned', () => {
    expect(prune(CONFIG)).toEqual({ config: CONFIG, guessed: [] });
  });
});

describe('whatever stands in the files', () => {
  it('nothing throws, and every fault lies within a file that was given', () => {
    fc.assert(
      fc.property(fc.array(anyJson, { minLength: 1, maxLength: 3 }), (values) => {
        const given = asFiles(values);
        checkPlaces(given, diagnosticsOf(load(given)));
      }),
      { numRuns: 500 },
    );
  });

  it('nor after damage to the texts of files that are merged', () => {
    const sets = readdirSync(MERGED).map((folder) =>
      readdirSync(new URL(folder, MERGED))
        .sort()
        .map((name) => readFileSync(new URL(`${folder}/${name}`, MERGED), 'utf8')),
    );
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as above.
    const signs = ['', '[', '{', ':', '\n', '*x', '"', '${Z}', 'null', '~', '{}', '[]', ' - '];
    const damage = fc.record({
      texts: fc.constantFrom(...sets),
      file: fc.nat(2),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      removed: fc.nat(30),
      inserted: fc.constantFrom(...signs),
    });
    fc.assert(
      fc.property(damage, ({ texts, file, at, removed, inserted }) => {
        const [first = '', ...later] = texts.map((text, index) => {
          if (index !== file % texts.length) return text;
          const start = Math.floor(at * text.length);
          return text.slice(0, start) + inserted + text.slice(start + removed);
        });
        const given = files([first, ...later]);
        checkPlaces(given, diagnosticsOf(load(given)));
      }),
      { numRuns: 1000 },
    );
  });

  it('what is left after pruning is valid, and was there before or had to be made up', () => {
    fc.assert(
      fc.property(damaged, (document) => {
        const before = structuredClone(document);
        const { config, guessed } = prune(document);
        expect(document).toEqual(before);
        expect(validate(config)).toBe(true);
        const written = pathsOf(document);
        const made = [...pathsOf(config as unknown as JsonObject).keys()].filter(
          (path) => !written.has(path),
        );
        const excused = (path: string) =>
          ['apiVersion', 'stack', 'azure'].includes(path) ||
          guessed.some((entry) => path.startsWith(`${entry.join('/')}/`));
        expect(made.filter((path) => !excused(path))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

function load(given: LoadInput['files']): LoadResult {
  return loadConfig({ files: given, env: {}, rules: offlineRules });
}

function configOf(loaded: LoadResult): JsonObject {
  if (!loaded.ok) throw new Error(loaded.diagnostics.map(({ detail }) => detail).join('\n'));
  return loaded.config as unknown as JsonObject;
}

function hashOf(loaded: LoadResult): string {
  return loaded.ok ? loaded.hash : '';
}

function diagnosticsOf(loaded: LoadResult): readonly Diagnostic[] {
  return loaded.ok ? loaded.warnings : loaded.diagnostics;
}

/** What a fault is about, without where it stands and which files there are. */
function refusedKeys(values: readonly Json[]): number {
  return values.reduce<number>((sum, value) => {
    if (typeof value !== 'object' || value === null) return sum;
    const own = Array.isArray(value) ? [] : Object.keys(value).filter((key) => forbiddenInValue(key));
    return sum + own.length + refusedKeys(Object.values(value));
  }, 0);
}

function gist({ severity, code, hint, address }: Diagnostic): string {
  return [severity, code, hint, address].join(' ');
}

function asFiles(values: readonly Json[]): LoadInput['files'] {
  const [first = '', ...later] = values.map((value) => stringify(value));
  return files([first, ...later]);
}

function withoutNullKeys(document: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(document, (_, value) => value ?? undefined)) as JsonObject;
}

function replaced(document: JsonObject, path: string, value: Json): JsonObject {
  const [key = '', ...rest] = path.split('/');
  const inner = document[key];
  if (rest.length === 0) return { ...document, [key]: value };
  return isMap(inner) ? { ...document, [key]: replaced(inner, rest.join('/'), value) } : document;
}

/** Every place is one of the files that were given, in their order, and its frame shows that file's line. */
function checkPlaces(given: readonly ConfigFile[], diagnostics: readonly Diagnostic[]): void {
  const placed = diagnostics.filter(({ code }) => code !== 'ACR1024');
  const order = placed.map(({ source }) => given.findIndex(({ path }) => path === source?.file));
  expect(order).not.toContain(-1);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  for (const { source, frame } of placed) {
    const { line = 0, endLine = 0, column = 0 } = source ?? {};
    const lines = given.find(({ path }) => path === source?.file)?.text.split('\n') ?? [];
    expect(line).toBeGreaterThanOrEqual(1);
    expect(endLine).toBeLessThanOrEqual(lines.length);
    expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
    expect(frame).toContain(`${line} |`);
  }
}
