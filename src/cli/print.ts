import { inertJson } from '../core/canonical.ts';
import type { OutputDocument } from './documents.ts';

/** The one JSON document of a command run with `--json`. */
export function printJson(document: OutputDocument): void {
  process.stdout.write(`${inertJson(JSON.stringify(document, null, 2))}\n`);
}

/** One line of what is told beside the result. */
export function logLine(line: string): void {
  process.stderr.write(`${line}\n`);
}
