import type { RunEvent } from '../core/event.ts';
import type { StepRef } from '../core/plan.ts';
import { duration, escapeUnprintable } from '../core/wording.ts';
import { ends, wrap } from '../report/layout.ts';
import { shortStepNames, stepName } from '../report/step-names.ts';
import { terminal } from './terminal.ts';

export interface Progress {
  emit(event: RunEvent): void;
  /** Prints a line that stays, above what is redrawn. */
  say(line: string): void;
  stop(): void;
}

type Stream = NodeJS.WriteStream;

/**
 * What a run does while it does it. On a terminal the running steps stand at the bottom with their times; in a log
 * there is one line at the end of each step, and one at its start only when it is expected to take long.
 */
export function startProgress(
  stream: Stream,
  options: { readonly json: boolean; readonly color: boolean },
): Progress {
  if (options.json)
    return { emit: () => undefined, say: (line) => void stream.write(`${line}\n`), stop: () => undefined };
  return stream.isTTY === true
    ? new LiveProgress(stream, options.color)
    : new LogProgress(stream, options.color);
}

const LONG_SECONDS = 30;
const SILENCE_MS = 30_000;
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 120;

class LogProgress implements Progress {
  readonly #lines: Lines;
  readonly #stream: Stream;
  /** When each running step began, and when it was last spoken of. */
  readonly #running = new Map<StepRef, { readonly startedMs: number; saidMs: number }>();
  readonly #timer = setInterval(() => this.#sayWhatStillRuns(), 5_000).unref();

  constructor(stream: Stream, color: boolean) {
    this.#stream = stream;
    this.#lines = new Lines(stream, color);
  }

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

  say(line: string): void {
    this.#stream.write(`${line}\n`);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #remember(event: RunEvent): void {
    const nowMs = performance.now();
    if (event.kind === 'step-started') this.#running.set(event.step, { startedMs: nowMs, saidMs: nowMs });
    if (event.kind === 'step-done' || event.kind === 'step-failed') this.#running.delete(event.step);
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
    const { width } = terminal(this.#stream);
    for (const line of wrap(`${stepName(step)} ${escapeUnprintable(text)}`, width - 1, '  · ', '    ')) {
      this.#stream.write(`${line}\n`);
    }
  }
}

interface RunningStep {
  readonly step: StepRef;
  readonly startedMs: number;
  readonly expectedSeconds: number;
  note: string;
}

class LiveProgress implements Progress {
  readonly #stream: Stream;
  readonly #lines: Lines;
  readonly #running = new Map<StepRef, RunningStep>();
  readonly #startedMs = performance.now();
  #total = 0;
  #ended = 0;
  #shown = 0;
  #frame = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(stream: Stream, color: boolean) {
    this.#stream = stream;
    this.#lines = new Lines(stream, color);
  }

  emit(event: RunEvent): void {
    this.#lines.learn(event);
    if (event.kind === 'walk-started') this.#start(event.steps.length);
    if (event.kind === 'step-started') {
      const { step, expectedSeconds } = event;
      this.#running.set(step, { step, expectedSeconds, startedMs: performance.now(), note: '' });
    }
    if (event.kind === 'step-waiting') this.#note(event.step, `waits: ${event.missing[0] ?? ''}`);
    if (event.kind === 'step-retrying')
      this.#note(event.step, `again in ${duration(event.afterMs / 1000)}: ${event.why}`);
    if (event.kind === 'step-done' || event.kind === 'step-failed') {
      this.#running.delete(event.step);
      this.#ended += 1;
    }
    const line = this.#lines.lastingLine(event);
    this.#redraw(line === undefined ? [] : [line]);
  }

  say(line: string): void {
    this.#redraw([line]);
  }

  stop(): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#running.clear();
    this.#erase();
  }

  #start(total: number): void {
    this.#total = total;
    this.#timer = setInterval(() => {
      this.#frame += 1;
      this.#redraw([]);
    }, FRAME_MS);
    this.#timer.unref();
  }

  #note(step: StepRef, note: string): void {
    const running = this.#running.get(step);
    if (running !== undefined) running.note = escapeUnprintable(note);
  }

  #redraw(lasting: readonly string[]): void {
    this.#erase();
    for (const line of lasting) this.#stream.write(`${line}\n`);
    if (this.#timer === undefined) return;
    const live = this.#liveLines();
    this.#stream.write(live.map((line) => `${line}\n`).join(''));
    this.#shown = live.length;
  }

  #erase(): void {
    if (this.#shown > 0) this.#stream.write(`\u001b[${this.#shown}A\u001b[0J`);
    this.#shown = 0;
  }

  #liveLines(): readonly string[] {
    const { width } = terminal(this.#stream);
    const frame = FRAMES[this.#frame % FRAMES.length] ?? '·';
    const now = performance.now();
    const lines = [...this.#running.values()].map(({ step, startedMs, expectedSeconds, note }) => {
      const elapsed = duration((now - startedMs) / 1000);
      const time = expectedSeconds > 0 ? `${elapsed} of about ${duration(expectedSeconds)}` : elapsed;
      return this.#lines.stepLine(
        frame,
        step,
        note === '' ? time : `${note.slice(0, 40)}  ${elapsed}`,
        width,
      );
    });
    return [...lines, `  ${this.#ended} of ${this.#total} · ${duration((now - this.#startedMs) / 1000)}`];
  }
}

/** Lines that stay. */
class Lines {
  readonly #stream: Stream;
  readonly #color: boolean;
  #short: (step: StepRef) => string = stepName;

  constructor(stream: Stream, color: boolean) {
    this.#stream = stream;
    this.#color = color;
  }

  /** The steps of the walk, known when it starts: what does not fit is told apart by its short name. */
  learn(event: RunEvent): void {
    if (event.kind === 'walk-started') this.#short = shortStepNames(event.steps);
  }

  stepLine(mark: string, step: StepRef, right: string, width: number): string {
    const full = stepName(step);
    const fits = `  ${mark} ${full} ${right}`.length < width;
    return ends(`  ${mark} ${fits ? full : this.#short(step)}`, right, width - 1);
  }

  lastingLine(event: RunEvent): string | undefined {
    const { width, style } = terminal(this.#stream, this.#color);
    switch (event.kind) {
      case 'recovering':
        return this.stepLine('·', event.step, 'left open; reading it back, up to 1 min', width);
      case 'step-done':
        return this.stepLine('✔', event.step, duration(event.elapsedMs / 1000), width).replace(
          '✔',
          style.good('✔'),
        );
      case 'step-failed':
        return this.stepLine('✘', event.step, event.failure.code, width).replace('✘', style.bad('✘'));
      case 'interrupted':
        return style.caution('  Interrupted: nothing new starts.');
      default:
        return undefined;
    }
  }
}
