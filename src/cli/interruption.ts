import { EXIT } from '../core/errors.ts';

let controller: AbortController | undefined;

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
  if (controller === undefined || controller.signal.aborted) process.exit(EXIT.interrupted);
  controller.abort();
  setTimeout(() => process.exit(EXIT.interrupted), LONGEST_END_MS).unref();
}
