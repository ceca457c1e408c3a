import { type Diagnostic, isError, placeOf } from '../core/diagnostic.ts';
import { counted, enumerate, escapeUnprintable } from '../core/wording.ts';
import { adviceLines, wrap } from './layout.ts';
import type { TextOptions } from './plan-text.ts';

/** Diagnostics for people: what and where first, the file around it, then why and what to do. */
export function diagnosticsText(diagnostics: readonly Diagnostic[], options: TextOptions): string {
  if (diagnostics.length === 0) return '';
  const blocks = diagnostics.map((diagnostic) => diagnosticLines(diagnostic, options).join('\n'));
  return `${[...blocks, countLine(diagnostics)].join('\n\n')}\n`;
}

function diagnosticLines(diagnostic: Diagnostic, { width, style }: TextOptions): readonly string[] {
  const { severity, code, summary, detail, frame, hint, requirements } = diagnostic;
  const paint = isError(diagnostic) ? style.bad : style.caution;
  const where = placeOf(diagnostic);
  const numbers =
    requirements === undefined || requirements.length === 0 ? '' : ` (${requirements.join(', ')})`;
  return [
    `${paint(`${severity} ${code}`)}: ${style.bold(summary)}`,
    ...(where === undefined ? [] : wrap(escapeUnprintable(where), width, '  ')),
    ...(frame === undefined ? [] : frame.split('\n').map((line) => escapeUnprintable(line).trimEnd())),
    ...paragraphs(`${detail}${numbers}`, width),
    ...(hint === undefined || frame?.includes(hint) ? [] : adviceLines(hint, width, '  ')),
  ];
}

/** Each line of its own; what belongs to a numbered one stands below its words, and a request is never broken. */
function paragraphs(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const number = /^\d+\. /.exec(line)?.[0] ?? '';
    const room = /^[A-Z]+ \/\S+$/.test(line) ? Number.POSITIVE_INFINITY : width;
    return wrap(escapeUnprintable(line), room, '  ', ' '.repeat(2 + number.length));
  });
}

function countLine(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(isError).length;
  const warnings = diagnostics.length - errors;
  const parts = [errors > 0 && counted(errors, 'error'), warnings > 0 && counted(warnings, 'warning')];
  return `${parts.filter((part) => part !== false).join(', ')}${inFiles(diagnostics)}`;
}

/** The files, where the faults are spread over several. */
function inFiles(diagnostics: readonly Diagnostic[]): string {
  const files = new Set(diagnostics.flatMap(({ source }) => source?.file ?? []));
  return files.size > 1 ? ` in ${enumerate([...files].map(escapeUnprintable))}` : '';
}
