import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openSource } from '../../src/config/source.ts';
import { type Environment, substitute } from '../../src/config/substitute.ts';
import { type MapTree, mapToJson, type Tree } from '../../src/config/tree.ts';
import type { Json } from '../../src/core/json.ts';
import { documents, isMap, pathsOf } from './documents.ts';

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: the language substitutes these, not JavaScript.

const NAMES = ['A', 'B_2', '_c', 'AZURE_SUBSCRIPTION_ID'];
const VALUES = fc.oneof(
  fc.string({ unit: 'grapheme-ascii', maxLength: 12 }),
  // What would be something if it were looked at again.
  fc.constantFrom('', '${A}', '$${A}', '${', '}', '$', 'null', '{a: b}', '*a', '${A:-x}'),
);
const environments: fc.Arbitrary<Environment> = fc.dictionary(fc.constantFrom(...NAMES), VALUES, {
  noNullPrototype: true,
});
/** Texts in which the signs of substitution are frequent. */
const texts = fc
  .array(
    fc.oneof(
      fc.constantFrom('$', '$$', '{', '}', '${', '$${', '${A}', '${B_2:-x}', ':', '-', '?'),
      fc.string({ unit: 'grapheme', maxLength: 5 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

/** A piece of a text, and what becomes of it. */
interface Piece {
  readonly written: string;
  readonly read: (env: Environment) => string;
}

const pieces: fc.Arbitrary<Piece> = fc.oneof(
  fc
    .string({ unit: 'grapheme', maxLength: 8 })
    .map((text) => text.replaceAll('$', ''))
    .map((text) => ({ written: text, read: () => text })),
  fc.constant({ written: '$${', read: () => '${' }),
  fc.tuple(fc.constantFrom(...NAMES), fc.stringMatching(/^[ -|~]{0,8}$/)).map(([name, fallback]) => ({
    written: `\${${name}:-${fallback}}`,
    read: (env: Environment) => env[name] || fallback,
  })),
  fc.constantFrom(...NAMES).map((name) => ({
    written: `\${${name}}`,
    read: (env: Environment) => env[name] ?? '',
  })),
);

test('every text is what its pieces say one by one: a variable or its default, an escape, the rest as it is', () => {
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 6 }), environments, (parts, given) => {
      const env = { ...Object.fromEntries(NAMES.map((name) => [name, ''])), ...given };
      const { value, codes } = substituteText(parts.map(({ written }) => written).join(''), env);
      expect([value, codes]).toEqual([parts.map(({ read }) => read(env)).join(''), []]);
    }),
    { numRuns: 1000 },
  );
});

test('a text without ${ is what it was, and so is every value that is no text', () => {
  fc.assert(
    fc.property(texts, environments, (text, env) => {
      const plain = text.replaceAll('${', '');
      if (!plain.includes('${')) expect(substituteText(plain, env)).toEqual({ value: plain, codes: [] });
    }),
  );
  fc.assert(
    fc.property(fc.oneof(fc.integer(), fc.boolean(), fc.constant(null)), environments, (value, env) => {
      expect(substituteText(value, env)).toEqual({ value, codes: [] });
    }),
  );
});

test('any text comes back when each ${ in it is written $${', () => {
  fc.assert(
    fc.property(texts, environments, (text, env) => {
      const written = text.replaceAll('${', () => '$${');
      expect(substituteText(written, env)).toEqual({ value: text, codes: [] });
    }),
    { numRuns: 1000 },
  );
});

test('what a variable holds is never looked into', () => {
  fc.assert(
    fc.property(VALUES, environments, (value, env) => {
      expect(substituteText('<${A}>', { ...env, A: value })).toEqual({ value: `<${value}>`, codes: [] });
    }),
  );
});

test('keys, and the shape around the texts, stay', () => {
  fc.assert(
    fc.property(documents(), fc.constantFrom('x', '${A}'), (document, value) => {
      const keyed = { '${A}': document };
      const { tree } = substitute(mapTree(keyed), { A: value });
      const replaced = JSON.parse(JSON.stringify(keyed, (_, each) => (each === '${A}' ? value : each)));
      expect(mapToJson(tree)).toEqual(replaced);
      expect([...pathsOf(mapToJson(tree)).keys()]).toEqual([...pathsOf(keyed).keys()]);
    }),
  );
});

test('what the variables add is bounded, however often they stand there (H01)', () => {
  // 128 times 8192 is 1 MiB.
  const counts = fc.oneof(fc.nat(400), fc.constantFrom(127, 128, 129));
  const lengths = fc.oneof(fc.nat(10_000), fc.constantFrom(8191, 8192, 8193));
  fc.assert(
    fc.property(counts, lengths, (times, length) => {
      const { value, codes } = substituteText('${A}'.repeat(times), { A: 'x'.repeat(length) });
      if (codes.length === 0) expect(value).toBe('x'.repeat(times * length));
      expect(String(value).length).toBeLessThanOrEqual(1024 * 1024);
      expect(codes.length > 0).toBe(times > 0 && (length > 8192 || times * length > 1024 * 1024));
    }),
  );
});

test('a value that is refused stands in no fault, whatever is wrong with it (I-15)', () => {
  const secrets = fc.stringMatching(/^[A-Za-z0-9+/]{12,40}$/);
  const flaws = fc.constantFrom('\n', '\t', '\u001b[31m', '\u202e', '\u0000', '\ud800', 'x'.repeat(9000));
  fc.assert(
    fc.property(secrets, flaws, secrets, (secret, flaw, other) => {
      const run = substitute(mapTree({ key: '${A} ${B}' }), { A: secret + flaw, B: flaw + other });
      expect(run.faults.map(({ code }) => code)).toEqual(['ACR1016', 'ACR1016']);
      expect(JSON.stringify(run.faults)).not.toContain(secret);
      expect(JSON.stringify(run.faults)).not.toContain(other);
      expect(mapToJson(run.tree)).toEqual({});
    }),
  );
});

test('no text and no environment makes it throw, and every fault lies within the text', () => {
  fc.assert(
    fc.property(texts, environments, (text, env) => {
      for (const { source } of substitute(mapTree({ key: text }), env).faults) {
        expect(source).toMatchObject({ file: 'acrctl.yaml', line: 1 });
        expect(source?.endColumn).toBeLessThanOrEqual(JSON.stringify(text).length + 1);
      }
    }),
    { numRuns: 1000 },
  );
});

// biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above.

function substituteText(text: Json, env: Environment) {
  const { tree, faults } = substitute(mapTree({ key: text }), env);
  return { value: mapToJson(tree)['key'], codes: faults.map(({ code }) => code) };
}

/** Every value by itself in a file of one line. */
function mapTree(document: Readonly<Record<string, Json>>): MapTree {
  const span = { source: openSource('acrctl.yaml', ''), start: 0, end: 0 };
  const entries = Object.entries(document).map(([key, value]) => [key, treeOf(value)] as const);
  return { kind: 'map', span, entries: new Map(entries) };
}

function treeOf(value: Json): Tree {
  if (isMap(value)) return mapTree(value);
  const written = JSON.stringify(value);
  const span = { source: openSource('acrctl.yaml', written), start: 0, end: written.length };
  if (typeof value === 'object' && value !== null) {
    return { kind: 'list', span, elements: (value as readonly Json[]).map(treeOf) };
  }
  return { kind: 'scalar', span, value, written, faulty: false };
}
