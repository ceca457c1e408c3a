import type { RunEvent } from '../core/event.ts';
import type { Plan } from '../core/plan.ts';
import type { Trace } from '../providers/azure/trace.ts';
import { LiveProgress } from './progress/live.ts';
import { LogProgress } from './progress/log.ts';

/** What a run does while it does it. */
export interface Progress {
  /** The plan that is about to be performed. */
  expect(plan: Plan): void;
  emit(event: RunEvent): void;
  trace(trace: Trace): void;
  /** Prints a line that stays, above what is redrawn. */
  say(line: string): void;
  stop(): void;
}

/**
 * On a terminal the running steps stand at the bottom with their times, and what waits for them; in a log there is one
 * line at the end of each step, and one at its start only when it is expected to take long.
 */
export function startProgress(
  stream: NodeJS.WriteStream,
  options: { readonly json: boolean; readonly color: boolean; readonly interrupt: AbortSignal },
): Progress {
  if (options.json) return { ...SILENT, say: (line) => void stream.write(`${line}\n`) };
  return stream.isTTY === true
    ? new LiveProgress(stream, options.color, options.interrupt)
    : new LogProgress(stream, options.color);
}

const nothing = () => undefined;
const SILENT = { expect: nothing, emit: nothing, trace: nothing, stop: nothing };
