import { beginning, escapeUnprintable } from '../core/wording.ts';

/** Two texts at both ends of a line; the left one is cut in the middle where they do not fit. */
export function ends(left: string, right: string, width: number): string {
  const room = width - right.length - 1;
  const kept = shorten(left, room);
  return `${kept}${' '.repeat(Math.max(1, width - kept.length - right.length))}${right}`;
}

/** The text in at most `room` characters, the middle replaced by an ellipsis. */
export function shorten(text: string, room: number): string {
  if (text.length <= room) return text;
  if (room <= 1) return beginning(text, Math.max(room, 0));
  const tail = Math.ceil((room - 1) / 2);
  return `${beginning(text, room - 1 - tail)}…${text.slice(text.length - tail).replace(HALF_AT_START, '')}`;
}

/** Half of a character that two code units stand for. */
const HALF_AT_START = /^[\udc00-\udfff]/;

/**
 * A name behind `first`, and a word at the end of its line, or indented below it where both do not fit: a name is
 * what people tell objects apart by and copy, so it is never cut.
 */
export function nameAndWord(first: string, name: string, word: string, width: number): readonly string[] {
  const left = `${first}${name}`;
  if (word === '') return wrap(name, width, first);
  if (left.length + 1 + word.length <= width)
    return [`${left}${word.padStart(width - left.length)}`.trimEnd()];
  return [...wrap(name, width, first), ...wrap(word, width, ' '.repeat(first.length + 2))];
}

/**
 * Names that are never cut, in a column, and words behind them: a name that leaves no room for its word has that on
 * the next line, or with `keepsLines` right behind it, and does not push away those of the others.
 */
export function nameColumn(
  rows: readonly { readonly name: string; readonly word: string }[],
  width: number,
  keepsLines = false,
): readonly string[] {
  const fits = ({ name, word }: (typeof rows)[number]) => name.length + GAP.length + word.length <= width;
  const lengthsOf = (key: 'name' | 'word') => rows.filter(fits).map((row) => row[key].length);
  const room = width - GAP.length - Math.max(0, ...lengthsOf('word'));
  const column = Math.max(0, ...lengthsOf('name').filter((length) => length <= room));
  return rows.flatMap((row) =>
    keepsLines || fits(row)
      ? [`${row.name.padEnd(column)}${GAP}${row.word}`.replace(/ +$/, '')]
      : [...wrap(row.name, Number.POSITIVE_INFINITY, ''), ...wrap(row.word, width, ' '.repeat(4))],
  );
}

const GAP = '  ';

/** Words wrapped to the width, the first line behind `first`, the others indented by `rest`. */
export function wrap(
  text: string,
  width: number,
  first = '',
  rest = ' '.repeat(first.length),
): readonly string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(' ')) {
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line.replace(/ +$/, ''));
      line = rest;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line.replace(/ +$/, '')];
}

/** Advice: sentences to be wrapped, and behind line breaks the commands, as they are to be typed. */
export function adviceLines(advice: string, width: number, indent: string): readonly string[] {
  const [sentences = '', ...commands] = advice.split('\n').map(escapeUnprintable);
  return [...wrap(sentences, width, indent), ...commands.map((command) => `${indent}  ${command}`.trimEnd())];
}
