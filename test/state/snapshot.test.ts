import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AcrctlError } from '../../src/core/errors.ts';
import { formatSnapshot, parseSnapshot } from '../../src/state/snapshot.ts';
import { anySnapshot, entry, snapshot } from './samples.ts';

const parse = (text: string) => parseSnapshot(text, 'prod', 'state/prod/state.json').snapshot;

function codeOf(text: string): string {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof AcrctlError) return `${error.exitCode} ${error.diagnostics[0]?.code}`;
    throw error;
  }
  return 'accepted';
}

function check(text: string, expected: string): void {
  expect(codeOf(text)).toBe(expected);
}

test('what is written is read back, whatever it holds', () => {
  fc.assert(
    fc.property(anySnapshot, (any) => {
      expect(parse(formatSnapshot(any).text)).toEqual(any);
    }),
  );
});

test('the text has its checksum first, keys sorted, resources sorted by address, and one newline at the end', () => {
  const { text, hash } = formatSnapshot(
    snapshot([entry('b'), entry('a', { protect: true, incarnation: 'x' })]),
  );
  expect(Object.keys(JSON.parse(text))).toEqual([
    'checksum',
    'lineage',
    'resources',
    'serial',
    'stack',
    'version',
  ]);
  expect(JSON.parse(text).resources.map(({ address }: { address: string }) => address)).toEqual(['a', 'b']);
  expect(JSON.parse(text).checksum).toBe(hash);
  expect(text).toMatch(/[^\n]\n$/);
});

test('one content has one text, in whatever order it was put together', () => {
  const backwards = snapshot([
    {
      ...Object.fromEntries(Object.entries(entry('b')).reverse()),
      applied: { b: 1, a: { d: 1, c: 2 } },
    } as never,
    entry('a'),
  ]);
  const forwards = snapshot([entry('a'), entry('b', { applied: { a: { c: 2, d: 1 }, b: 1 } })]);
  expect(formatSnapshot(backwards)).toEqual(formatSnapshot(forwards));
});

test('a state file cut off anywhere is refused (L04)', () => {
  const { text } = formatSnapshot(snapshot([entry('a'), entry('zürich')]));
  for (let length = 0; length < text.length; length += 1) check(text.slice(0, length), '1 ACR2101');
  check(`${text}\n`, '1 ACR2101');
  check(text, 'accepted');
});

test('a state file with any single bit flipped is refused (L04)', () => {
  const bytes = Buffer.from(formatSnapshot(snapshot([entry('a', { applied: { name: 'zürich' } })])).text);
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const flipped = Buffer.from(bytes);
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(codeOf(flipped.toString('utf8')), `bit ${bit}`).toMatch(/^1 ACR210[12]$/);
  }
});

test('a state of a newer format is refused, and the error says whose', () => {
  check(formatSnapshot({ ...snapshot([]), version: 2 as 1 }).text, '1 ACR2102');
  check('{"version": 2, "shape": "unknown to us"}', '1 ACR2102');
});

test('a state that is sound JSON but not a state is refused, whatever its checksum says', () => {
  const wrong = (more: object): string => formatSnapshot({ ...snapshot([]), ...more } as never).text;
  check(wrong({ serial: -1 }), '1 ACR2101');
  check(wrong({ serial: 1.5 }), '1 ACR2101');
  check(wrong({ lineage: '' }), '1 ACR2101');
  check(wrong({ version: 0 }), '1 ACR2101');
  check(wrong({ extra: true }), '1 ACR2101');
  check(wrong({ resources: [{ ...entry('a'), settled: 'yes' }] }), '1 ACR2101');
  check(wrong({ resources: [{ ...entry('a'), secret: 1 }] }), '1 ACR2101');
  check(wrong({ resources: [{ ...entry('a'), applied: [] }] }), '1 ACR2101');
  check('[]', '1 ACR2101');
  check('null', '1 ACR2101');
});

test('the state of another stack is refused (H11)', () => {
  check(formatSnapshot({ ...snapshot([]), stack: 'test' }).text, '1 ACR2103');
});

test('an address, or an id in any case, that stands twice is refused', () => {
  check(formatSnapshot(snapshot([entry('a'), entry('a', { id: '/other' })])).text, '1 ACR2104');
  check(formatSnapshot(snapshot([entry('a', { id: '/ID' }), entry('b', { id: '/id' })])).text, '1 ACR2104');
});
