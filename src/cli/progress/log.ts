import type { RunEvent } from '../../core/event.ts';
import type { StepRef } from '../../core/plan.ts';
import { duration, escapeUnprintable } from '../../core/wording.ts';
import type { Trace } from '../../providers/azure/trace.ts';
import { wrap } from '../../report/layout.ts';
import { stepName } from '../../report/step-names.ts';
import type { Progress } from '../progress.ts';
import { terminal } from '../terminal.ts';
import { ENDS, StepLines } from './lines.ts';
import { Pause } from './pause.ts';

const LONG_SECONDS = 30;
const SILENCE_MS = 30_000;

/** For streams on which nothing can be taken back. */
export class LogProgress implements Progress {
  readonly #lines: StepLines;
  readonly #stream: NodeJS.WriteStream;
  readonly #pause = new Pause();
  /** When each running step began, and when it was last spoken of. */
  readonly #running = new Map<StepRef, { readonly startedMs: number; saidMs: number }>();
  readonly #timer = setInterval(() => this.#sayWhatStillRuns(), 5_000).unref();

  constructor(stream: NodeJS.WriteStream, color: boolean) {
    this.#stream = stream;
    this.#lines = new StepLines(stream, color);
  }

  /** The plan was printed; what waits for what stands in it. */
  expect(): void {}

  emit(event: RunEvent): void {
    this.#lines.learn(event);
    if (event.kind === 'step-started' && event.expectedSeconds >= LONG_SECONDS) {
      const { width } = terminal(this.#stream);
      const usual = `started, usually ${duration(event.expectedSeconds)}`;
      this.#stream.write(`${this.#lines.stepLine('·', event.step, usual, width)}\n`);
    }
    this.#remember(event);
    const line = this.#lines.lastingLine(event);
    if (line !== undefined) this.#stream.write(`${line}\n`);
  }

  /** Requests that are sent at once are refused at once: one line for all. */
  trace(trace: Trace): void {
    const wasPaused = this.#pause.text() !== undefined;
    this.#pause.learn(trace);
    const text = this.#pause.text();
    if (text !== undefined && !wasPaused) this.#write(text);
  }

  say(line: string): void {
    this.#stream.write(`${line}\n`);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #remember(event: RunEvent): void {
    const nowMs = performance.now();
    if (event.kind === 'step-started') this.#running.set(event.step, { startedMs: nowMs, saidMs: nowMs });
    if ('step' in event && ENDS.has(event.kind)) this.#running.delete(event.step);
    const running = 'step' in event ? this.#running.get(event.step) : undefined;
    if (running !== undefined) running.saidMs = nowMs;
    if (event.kind === 'step-retrying') {
      this.#say(event.step, `${event.why}; again in ${duration(event.afterMs / 1000)}`);
    }
    if (event.kind === 'step-waiting') this.#say(event.step, `waits: ${event.missing[0] ?? ''}`);
  }

  /** A log that stands still for minutes looks like a run that hangs. */
  #sayWhatStillRuns(): void {
    const nowMs = performance.now();
    for (const [step, running] of this.#running) {
      if (nowMs - running.saidMs < SILENCE_MS) continue;
      running.saidMs = nowMs;
      this.#say(step, `still running, ${duration(Math.round((nowMs - running.startedMs) / 1000))}`);
    }
  }

  #say(step: StepRef, text: string): void {
    this.#write(`${stepName(step)} ${escapeUnprintable(text)}`);
  }

  #write(text: string): void {
    const { width } = terminal(this.#stream);
    for (const line of wrap(text, width - 1, '  · ', '    ')) this.#stream.write(`${line}\n`);
  }
}
