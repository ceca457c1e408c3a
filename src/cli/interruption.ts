import { EXIT } from '../core/errors.ts';
import { commandLine } from './command-line.ts';

let controller: AbortController | undefined;
let resume: string | undefined;

/** From now on another command than this one goes on where a run ends: part of what this one names is done. */
export function resumeWith(command: string): void {
  resume = command;
}

/**
 * Aborts at the first SIGINT or SIGTERM; a second one, or five seconds, end the process (faults L02). What was
 * sent until then stands in the journal.
 */
export function interruption(): AbortSignal {
  if (controller !== undefined) return controller.signal;
  controller = new AbortController();
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return controller.signal;
}

const LONGEST_END_MS = 4_800;

function interrupt(): void {
  if (controller === undefined || controller.signal.aborted) end();
  controller?.abort();
  setTimeout(end, LONGEST_END_MS).unref();
}

/** Whatever the run still waits for, it has written down what it sent. */
function end(): never {
  const command = resume ?? commandLine(process.argv.slice(2));
  process.stderr.write(`\nInterrupted. Running again is safe:\n  ${command}\n`);
  process.exit(EXIT.interrupted);
}
