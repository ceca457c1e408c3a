import type { SourceRange } from '../core/diagnostic.ts';
import { escapeUnprintable } from '../core/wording.ts';
import { lineText, type Source } from './source.ts';

const LINES_BEFORE = 1;
const WIDTH = 70;
const WIDTH_BEFORE_FAULT = 30;
/** Of a very long line only this much around the fault is looked at. */
const REACH = 200;

/**
 * The lines around a fault with carets under it, and `label` behind the carets or, where it does not fit, below
 * them. Safe to print: control and bidi characters are escaped, and what is escaped, wide or combining does not
 * shift the carets. Long lines are cut around the fault.
 */
export function formatFrame(source: Source, range: SourceRange, label?: string): string {
  const gutter = String(range.line).length;
  const rows: string[] = [];
  for (let line = Math.max(1, range.line - LINES_BEFORE); line < range.line; line++) {
    const text = render(lineText(source, line).slice(0, REACH));
    rows.push(row(gutter, String(line), keepStart(text, WIDTH)));
  }
  const { before, marked, after } = partsOf(lineText(source, range.line), range);
  const left = widthOf(before) + widthOf(marked) <= WIDTH ? before : keepEnd(before, WIDTH_BEFORE_FAULT);
  const middle = keepStart(marked, WIDTH - widthOf(left));
  const right = keepStart(after, WIDTH - widthOf(left) - widthOf(middle));
  rows.push(row(gutter, String(range.line), left + middle + right));
  rows.push(...caretRows(gutter, widthOf(left), Math.max(1, widthOf(middle)), label));
  return rows.join('\n');
}

/** The line before, in and behind the fault, each ready to print and no longer than can matter. */
function partsOf(line: string, range: SourceRange): { before: string; marked: string; after: string } {
  const start = Math.min(range.column - 1, line.length);
  const end = range.endLine > range.line ? line.length : Math.min(range.endColumn - 1, line.length);
  return {
    before: render(line.slice(Math.max(0, start - REACH), start)),
    marked: render(line.slice(start, Math.min(end, start + REACH))),
    after: render(line.slice(end, end + REACH)),
  };
}

function caretRows(gutter: number, caretAt: number, carets: number, label: string | undefined): string[] {
  const marks = `${' '.repeat(caretAt)}${'^'.repeat(carets)}`;
  if (label === undefined) return [row(gutter, '', marks)];
  const shown = escapeUnprintable(label);
  const fits = marks.length + 1 + widthOf(shown) <= WIDTH;
  return fits
    ? [row(gutter, '', `${marks} ${shown}`)]
    : [row(gutter, '', marks), row(gutter, '', keepStart(shown, WIDTH))];
}

function row(gutter: number, number: string, text: string): string {
  return `${number.padStart(gutter + 2)} | ${text}`.trimEnd();
}

function render(text: string): string {
  return escapeUnprintable(text.replaceAll('\t', '  '));
}

function keepStart(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  let left = width - 1;
  for (const character of text) {
    left -= widthOf(character);
    if (left < 0) break;
    kept += character;
  }
  return width > 0 ? `${kept}…` : '';
}

function keepEnd(text: string, width: number): string {
  const reversed = [...text].reverse();
  let kept = '';
  let left = width - 1;
  for (const character of reversed) {
    left -= widthOf(character);
    if (left < 0) return `…${kept}`;
    kept = character + kept;
  }
  return kept;
}

const ZERO_WIDTH = /^[\p{Mn}\p{Me}]$/u;
// Unicode's East Asian Wide and Fullwidth, in blocks, and what is shown as an emoji.
const WIDE =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}])$/u;

function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += ZERO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}
