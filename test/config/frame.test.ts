import { expect, test } from 'vitest';
import { formatFrame } from '../../src/config/frame.ts';
import { openSource } from '../../src/config/source.ts';

/** Compares the frame of the place that is marked with « » in the text. */
function check(marked: string, expected: readonly string[], label?: string): void {
  const start = marked.indexOf('«');
  const end = marked.indexOf('»') - 1;
  const text = marked.replace(/[«»]/g, '');
  const position = (offset: number) => {
    const before = text.slice(0, offset).split('\n');
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  };
  const from = position(start);
  const to = position(end);
  const range = { file: 'acrctl.yaml', ...from, endLine: to.line, endColumn: to.column };
  expect(formatFrame(openSource('acrctl.yaml', text), range, label).split('\n')).toEqual(expected);
}

test('the line, the one before and carets with the hint behind them', () => {
  check(
    'hub:\n  subnet: «vnet-hub/endpoint»\n',
    [
      '  1 | hub:',
      '  2 |   subnet: vnet-hub/endpoint',
      '    |           ^^^^^^^^^^^^^^^^^ did you mean "endpoints"?',
    ],
    'did you mean "endpoints"?',
  );
});

test('a fault in the first line has no line before', () => {
  check('«a»: 1', ['  1 | a: 1', '    | ^']);
});

test('an empty place gets one caret', () => {
  check('a:«»', ['  1 | a:', '    |   ^']);
});

test('numbers of several digits keep their column', () => {
  check(`${'\n'.repeat(99)}«a»: 1`, ['   99 |', '  100 | a: 1', '      | ^']);
});

test('tabs do not shift the carets', () => {
  check('\t\ta: «b»', ['  1 |     a: b', '    |        ^']);
});

test('wide characters count twice, combining ones not at all', () => {
  check('日本: «b»', ['  1 | 日本: b', '    |       ^']);
  check('e\u0301: «b»', ['  1 | e\u0301: b', '    |    ^']);
});

test('what a terminal would act on is shown, not sent', () => {
  check('a: \u001B[31m«b»', ['  1 | a: \\u{1b}[31mb', '    |              ^']);
  check('a: \u202E«b»', ['  1 | a: \\u{202e}b', '    |            ^']);
});

test('a value of several lines is marked in its first', () => {
  check('a: «[1,\n  2]»', ['  1 | a: [1,', '    |    ^^^']);
});

test('a long line is cut around the fault', () => {
  const long = 'x'.repeat(500);
  check(`a: ${long}«fault»${long}`, [
    `  1 | …${'x'.repeat(29)}fault${'x'.repeat(34)}…`,
    `    | ${' '.repeat(30)}^^^^^`,
  ]);
  check(`«${long}»`, [`  1 | ${'x'.repeat(69)}…`, `    | ${'^'.repeat(70)}`]);
});

test('a hint that does not fit stands below', () => {
  const hint = 'h'.repeat(60);
  check(
    `a: «${'x'.repeat(20)}»`,
    [`  1 | a: ${'x'.repeat(20)}`, `    |    ${'^'.repeat(20)}`, `    | ${hint}`],
    hint,
  );
});
