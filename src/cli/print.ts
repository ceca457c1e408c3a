import { writeFileSync } from 'node:fs';
import { inertJson } from '../core/canonical.ts';
import { diagnose } from '../core/codes.ts';
import { AcrctlError, EXIT } from '../core/errors.ts';
import type { OutputDocument } from './documents.ts';
import { placeOf } from './report-file.ts';

let jsonFile: string | undefined;

/** The one JSON document of a command run with `--json`. */
export function printJson(document: OutputDocument): void {
  process.stdout.write(jsonText(document));
}

/**
 * From now on the document of the command goes to this file, beside what is printed. It is emptied now: whoever reads it
 * later never takes an old one for that of this run, and a place that cannot be written ends a run before it begins. One
 * that any of the `others` on the command line names is refused: it would be lost.
 */
export function keepJsonIn(file: string, others: readonly string[]): void {
  if (file === '-' || others.some((other) => placeOf(other) === placeOf(file))) {
    throw new AcrctlError(EXIT.error, [
      diagnose('ACR2041', {
        detail: `--json-into cannot write to "${file}": ${file === '-' ? 'it takes a file' : 'the command line names it for something else, too'}.`,
        hint: 'Name another file. On stdout --json prints the document.',
      }),
    ]);
  }
  try {
    writeFileSync(file, '', { mode: 0o600 });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AcrctlError(EXIT.error, [
      diagnose('ACR2026', {
        detail: `The JSON document cannot be written to "${file}": ${why}.`,
        hint: 'Name a file in a directory that exists and that you may write to.',
      }),
    ]);
  }
  jsonFile = file;
}

/** What `--json` prints, for the file of `--json-into`; nothing where that was not given. */
export function keepJson(document: OutputDocument): void {
  keepText(jsonText(document));
}

/** The same for a document that has its text already. */
export function keepText(text: string): void {
  if (jsonFile !== undefined) writeFileSync(jsonFile, text);
}

function jsonText(document: OutputDocument): string {
  return `${inertJson(JSON.stringify(document, null, 2))}\n`;
}

/** One line of what is told beside the result. */
export function logLine(line: string): void {
  process.stderr.write(`${line}\n`);
}
