import type { Document, ErrorCode } from 'yaml';
import { diagnose } from '../core/codes.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { escapeUnprintable } from '../core/wording.ts';
import { rangeOf, type Source } from './source.ts';

/** What the YAML library found, without what only follows from an earlier fault. */
export function syntaxFaults(source: Source, document: Document.Parsed): Diagnostic[] {
  const faults: Diagnostic[] = directiveFaults(source, document);
  let lastLine = 0;
  for (const { code, pos, message } of [...document.errors].sort((a, b) => a.pos[0] - b.pos[0])) {
    const tooDeep = code === 'RESOURCE_EXHAUSTION';
    const range = rangeOf({ source, start: pos[0], end: pos[1] });
    if (range.line === lastLine) continue;
    lastLine = range.line;
    const detail = tooDeep
      ? 'Maps and lists stand in each other too deep here.'
      : sentence(source, code, pos[0], message);
    const hint = tooDeep ? undefined : HINTS[code];
    faults.push(diagnose(tooDeep ? 'ACR1011' : 'ACR1003', { detail, hint, source: range }));
    // The rest of a text that is too deep was not read; behind broken structure nothing means what it says.
    if (tooDeep || !SELF_CONTAINED.has(code)) return faults;
  }
  return faults;
}

function sentence(source: Source, code: ErrorCode, at: number, message: string): string {
  if (code === 'UNEXPECTED_TOKEN' && source.text.startsWith('${', at - 1)) {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the language substitutes it, not JavaScript.
    return 'A substitution inside { } or [ ] begins a new map here. Put it in quotes: "${NAME}".';
  }
  return SENTENCES[code] ?? `${escapeUnprintable(message)}.`;
}

const SELF_CONTAINED: ReadonlySet<ErrorCode> = new Set([
  'TAB_AS_INDENT',
  'BAD_SCALAR_START',
  'BAD_DQ_ESCAPE',
]);

const SENTENCES: Partial<Record<ErrorCode, string>> = {
  TAB_AS_INDENT: 'A tab stands in the indentation. YAML allows spaces only.',
  BAD_INDENT:
    'The indentation fits no level above, or a bracket is not closed. Keys of one map begin in the same column; every [ and { needs its ] and }.',
  BLOCK_AS_IMPLICIT_KEY:
    'A value and a map stand on one line, or a key is indented below a value. After "key: value" the next key begins in the same column as the first; a value that holds ": " needs quotes.',
  MULTILINE_IMPLICIT_KEY:
    'A key runs over more than one line. A colon may be missing, or the indentation may be wrong.',
  MISSING_CHAR: 'A closing quote or bracket, a colon or a comma is missing before this place.',
  BAD_SCALAR_START: 'A text cannot begin with @ or ` without quotes. Put it in quotes.',
  BAD_DQ_ESCAPE: 'This is no escape of double-quoted text. Write \\\\ for a backslash, or use single quotes.',
  IMPOSSIBLE: 'Something stands here that cannot follow what stands before it in this map.',
  UNEXPECTED_TOKEN:
    'Something stands here that does not belong to the value before it. A comma, a quote or a line break may be missing.',
};

const HINTS: Partial<Record<ErrorCode, string>> = {
  TAB_AS_INDENT: 'use spaces',
  BAD_SCALAR_START: 'put it in quotes',
};

function directiveFaults(source: Source, document: Document.Parsed): Diagnostic[] {
  const { yaml, tags } = document.directives;
  const plain = yaml.version === '1.2' && Object.keys(tags).length === 1;
  if (plain && document.warnings.every((warning) => warning.code !== 'BAD_DIRECTIVE')) return [];
  const at = /^%/m.exec(source.text)?.index ?? 0;
  const detail = 'A directive changes how the file is read. Configurations are YAML 1.2: take the line out.';
  return [diagnose('ACR1009', { detail, source: rangeOf({ source, start: at, end: at + 1 }) })];
}
