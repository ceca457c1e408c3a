import { diagnose } from '../core/codes.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { rangeOf, type Source } from './source.ts';

// C0 and C1 controls, DEL, zero-width and bidi controls, line and paragraph separators, BOM, the mark of a failed
// decoding, lone surrogates (with the u flag a pair is one character and does not match).
const IN_FILES =
  /[\0-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF\uFFFD\uD800-\uDFFF]|\r(?!\n)/gu;
const IN_VALUES = /[\0-\x1F\x7F-\x9F\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF\uFFFD\uD800-\uDFFF]/u;

/** Characters that may not stand in a file: they hide what it says from its reader (faults H04). */
export function forbiddenCharacters(source: Source): Diagnostic[] {
  const faults: Diagnostic[] = [];
  let lastLine = 0;
  for (const match of source.text.matchAll(IN_FILES)) {
    const range = rangeOf({ source, start: match.index, end: match.index + match[0].length });
    // One a line is enough: binary content would give thousands.
    if (range.line === lastLine) continue;
    lastLine = range.line;
    faults.push(diagnose('ACR1002', { source: range, ...explain(match[0], match.index) }));
  }
  return faults;
}

/** The first character that may not stand in a value, as `U+202E`; values have one line and no controls. */
export function forbiddenInValue(text: string): string | undefined {
  const found = IN_VALUES.exec(text)?.[0];
  return found === undefined ? undefined : nameOf(found);
}

function explain(character: string, offset: number): { detail: string; hint: string } {
  const name = nameOf(character);
  if (character === '\uFEFF' && offset === 0) {
    return {
      detail:
        'The file begins with a byte order mark (U+FEFF). It is invisible and other tools read it as part of the first key. Save the file as UTF-8 without BOM.',
      hint: 'save as UTF-8 without BOM',
    };
  }
  if (character === '\uFFFD') {
    return {
      detail: `The character ${name} stands for bytes that are not UTF-8. Save the file as UTF-8.`,
      hint: 'save as UTF-8',
    };
  }
  return {
    detail: `The character ${name} cannot be seen and can make the file read differently from what it says. Take it out; where a value truly needs it, it cannot be given.`,
    hint: `take out ${name}`,
  };
}

function nameOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
