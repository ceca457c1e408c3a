import { closest, distance } from 'fastest-levenshtein';
import type { LockHolder } from './state.ts';

// Controls, format characters (bidi among them), lone surrogates, line and paragraph separators.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const QUOTED_LENGTH = 60;

/**
 * Text from outside made safe to show: what a terminal would act on stands there as `\u{1b}` (faults H08), and what
 * a CI runner would take for a command of its own gets a backslash (H09). A runner looks at the start of a line,
 * and any word may come to stand there.
 */
export function escapeUnprintable(text: string): string {
  return text
    .replace(UNPRINTABLE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
    .replace(/(^|\s)::/g, '$1\\::')
    .replace(/##(?=\[|vso\[)/g, '#\\#');
}

/** A value from outside as it stands in a sentence: escaped, shortened, in quotes. */
export function quote(text: string): string {
  return `"${escapeUnprintable(cut(text, QUOTED_LENGTH))}"`;
}

/** The text; of a longer one than `length` its beginning, with an ellipsis. */
export function cut(text: string, length: number): string {
  return text.length > length ? `${beginning(text, length)}…` : text;
}

/** At most so many code units, and no half of a character that two of them stand for, such as an emoji. */
export function beginning(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}

/** `a, b and c`. */
export function enumerate(words: readonly string[], conjunction: 'and' | 'or' = 'and'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`;
}

/** `1 object`, `2 objects`; `plural` where that is not the noun with an s. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

/** The question that goes with an unknown word, or undefined where nothing known is near it. */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  const near = nearest(word, known);
  return near && `did you mean ${quote(near)}?`;
}

/** The known word that was probably meant. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  // Distance grows with the product of the lengths; nobody mistypes a word this long.
  if (word === '' || known.length === 0 || word.length > 200) return undefined;
  const folded = known.find((candidate) => candidate.toLowerCase() === word.toLowerCase());
  if (folded !== undefined) return folded;
  // One number is no misspelling of another.
  if (/^[\d.]+$/.test(word)) return undefined;
  const near = closest(word, known as string[]);
  return distance(word, near) <= Math.max(1, Math.floor(Math.max(word.length, near.length) * 0.4))
    ? near
    : undefined;
}

/** `1.2 s`, `35 s`, `2 min 51 s`, `1 h 4 min`. */
export function duration(seconds: number): string {
  if (seconds < 9.95 && !Number.isInteger(seconds)) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const [minutes, rest] = [Math.floor(whole / 60), whole % 60];
  if (minutes < 60) return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/**
 * A time of RFC 3339 for people: exact in UTC, and how long ago that is by this machine's clock, unless its clock is
 * behind: `2026-01-01 00:12:03 UTC (8 s ago)`. Other text stays as it is.
 */
export function instant(time: string, nowMs: number): string {
  const [, date, clock] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/.exec(time) ?? [];
  if (date === undefined || clock === undefined) return time;
  const agoMs = nowMs - Date.parse(time);
  const ago = agoMs < 0 ? '' : ` (${duration(Math.floor(agoMs / 1000))} ago)`;
  return `${date} ${clock} UTC${ago}`;
}

/** A run that holds a lock: `apply by ada on build-7 (process 4711)`. */
export function holderName({ operation, who, host, pid }: LockHolder): string {
  return `${operation} by ${who} on ${host} (process ${pid})`;
}

/** When it gave its last sign of life, as `instant` takes it. */
export function lastSignOf({ beat }: LockHolder): string {
  return beat.split(' ')[1] ?? beat;
}
