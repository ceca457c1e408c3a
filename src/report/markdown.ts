/**
 * Text from outside as Markdown that GitHub and others only show. What a word of it would do there (be a link, a
 * mention, a reference, an element, a formula) it does not do as code: CommonMark 0.31 6.1 for code spans, 4.5 for
 * fences; GitHub leaves mentions and references in code alone ("Basic writing and formatting syntax").
 */

/** A sentence: plain words as they are, all others as code, neighbours together. */
export function prose(text: string): string {
  const words = text.split(/ +/).filter((word) => word !== '');
  const parts: string[] = [];
  let inert: string[] = [];
  const flush = () => {
    if (inert.length > 0) parts.push(code(inert.join(' ')));
    inert = [];
  };
  for (const [index, word] of words.entries()) {
    if (!isPlain(word, index === 0)) inert.push(word);
    else {
      flush();
      parts.push(word);
    }
  }
  flush();
  return parts.join(' ');
}

/** True of a word that no Markdown and no forge reads as anything but itself. */
function isPlain(word: string, isFirst: boolean): boolean {
  return PLAIN.test(word) && !LINKED.test(word) && !(isFirst && STARTS_BLOCK.test(word));
}

// A colon only at the end: `:tada:` is an emoji, `https:` a link.
const PLAIN = /^[\p{L}\p{M}\p{N},;?!.'"()…%/–—-]+:?$/u;
/** What GitHub turns into links by itself: hosts, commits, issues. */
const LINKED = /www\.|[0-9a-f]{7}|\bgh-\d/i;
/** A number in front of an entry of a list, or a mark that makes a list, a heading or a line. */
const STARTS_BLOCK = /^(?:\d+[.)]|-+)$/;

/** Text as it is, in one line. */
export function code(text: string): string {
  if (text === '') return '`""`';
  const ticks = '`'.repeat(longestRun(text, /`+/g) + 1);
  // One space at both ends belongs to the marks; text that begins or ends with a mark or a space needs it.
  const space = /^[` ]|[` ]$/.test(text) ? ' ' : '';
  return `${ticks}${space}${text}${space}${ticks}`;
}

/** Lines as they are; `language` colours them. */
export function fence(lines: readonly string[], language: string): readonly string[] {
  const ticks = '`'.repeat(Math.max(3, longestRun(lines.join('\n'), /`+/g) + 1));
  return [`${ticks}${language}`, ...lines.map((line) => line.trimEnd()), ticks];
}

function longestRun(text: string, runs: RegExp): number {
  let longest = 0;
  for (const [run] of text.matchAll(runs)) longest = Math.max(longest, run.length);
  return longest;
}
