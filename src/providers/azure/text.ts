import { cut } from '../../core/wording.ts';

/**
 * A text from Azure, fit to be shown: one line, without control and direction characters (faults.md H08), without
 * tokens, and without the URLs of operations, which are signed (I-15).
 */
export function clean(text: string): string {
  return shortened(text, LONGEST);
}

/** As `clean`, in a sentence of ours: what a login service, an endpoint or a tool says. */
export function cleanSaid(text: string): string {
  return shortened(text, LONGEST_SAID);
}

function shortened(text: string, longest: number): string {
  const shown = text
    .replace(UNPRINTABLE, ' ')
    .replace(TOKEN, '(token)')
    .replace(URL_WITH_QUERY, (url) => (/operation/i.test(url) ? '(operation)' : url.replace(/\?.*$/, '')))
    .replace(/ {2,}/g, ' ')
    .trim();
  return cut(shown, longest);
}

/** Past this nobody reads on; ARM's own messages stay far below it. */
const LONGEST = 4_000;
const LONGEST_SAID = 400;
/** C0, C1, line separators, zero-width and bidirectional controls. */
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g;
const TOKEN = /(?:Bearer\s+)?eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){1,4}/g;
const URL_WITH_QUERY = /https?:\/\/[^\s'"<>]+/gi;
