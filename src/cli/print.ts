import { inertJson } from '../core/canonical.ts';

/** The one JSON document of a command run with `--json`. */
export function printJson(document: unknown): void {
  process.stdout.write(`${inertJson(JSON.stringify(document, null, 2))}\n`);
}
