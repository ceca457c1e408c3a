import type { RunEvent } from '../../core/event.ts';
import type { Plan, StepRef } from '../../core/plan.ts';
import { counted, cut, duration, enumerate, escapeUnprintable } from '../../core/wording.ts';
import type { Trace } from '../../providers/azure/trace.ts';
import { wrap } from '../../report/layout.ts';
import type { Progress } from '../progress.ts';
import { terminal } from '../terminal.ts';
import { ENDS, StepLines } from './lines.ts';
import { Pause } from './pause.ts';
import { type WaitingStep, WaitingSteps } from './waiting.ts';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 120;
const MOST_WAITING = 3;
const NOTE_LENGTH = 40;
/** Of a terminal that does not say. */
const ROWS = 24;

interface RunningStep {
  readonly step: StepRef;
  readonly startedMs: number;
  readonly expectedSeconds: number;
  note: string;
}

/** For a terminal: what is done stays, and below it stands what runs and what waits, drawn anew several times a second. */
export class LiveProgress implements Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #color: boolean;
  readonly #lines: StepLines;
  readonly #interrupt: AbortSignal;
  readonly #pause = new Pause();
  readonly #running = new Map<StepRef, RunningStep>();
  #waiting: WaitingSteps | undefined;
  #estimatedSeconds = 0;
  #startedMs = performance.now();
  #total = 0;
  #done = 0;
  #failed = 0;
  #left = 0;
  #shown = 0;
  #frame = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(stream: NodeJS.WriteStream, color: boolean, interrupt: AbortSignal) {
    this.#stream = stream;
    this.#color = color;
    this.#lines = new StepLines(stream, color);
    this.#interrupt = interrupt;
  }

  expect(plan: Plan): void {
    this.#waiting = new WaitingSteps(plan);
    this.#estimatedSeconds = plan.estimate.seconds;
  }

  emit(event: RunEvent): void {
    this.#lines.learn(event);
    this.#waiting?.learn(event);
    this.#learn(event);
    const line = this.#lines.lastingLine(event);
    this.#redraw(line === undefined ? [] : [line]);
  }

  trace(trace: Trace): void {
    this.#pause.learn(trace);
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

  #learn(event: RunEvent): void {
    if (event.kind === 'walk-started') this.#start(event.steps.length);
    if (event.kind === 'step-started') {
      const { step, expectedSeconds } = event;
      this.#running.set(step, { step, expectedSeconds, startedMs: performance.now(), note: '' });
    }
    if (event.kind === 'step-waiting') this.#note(event.step, `waits: ${event.missing[0] ?? ''}`);
    if (event.kind === 'step-retrying')
      this.#note(event.step, `again in ${duration(event.afterMs / 1000)}: ${event.why}`);
    if ('step' in event && ENDS.has(event.kind)) this.#running.delete(event.step);
    if (event.kind === 'step-done') this.#done += 1;
    if (event.kind === 'step-failed') this.#failed += 1;
    if (event.kind === 'step-held') this.#left += 1;
  }

  #start(total: number): void {
    this.#total = total;
    this.#startedMs = performance.now();
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

  /** Never more than the terminal has rows: what has left it at the top cannot be taken back. */
  #liveLines(): readonly string[] {
    const { width, style } = terminal(this.#stream, this.#color);
    const pause = this.#pause.text();
    const summary = [
      ...(pause === undefined ? [] : wrap(pause, width - 1, '  ').map(style.caution)),
      ...wrap(this.#summary(), width - 1, '  '),
    ];
    const room = Math.max((this.#stream.rows || ROWS) - 1 - summary.length, 1);
    const running = bounded([...this.#running.values()], room, 'run').map((entry) =>
      typeof entry === 'string' ? entry : this.#runningLine(entry, width),
    );
    return [...running, ...this.#waitingLines(room - running.length, width).map(style.dim), ...summary];
  }

  #runningLine({ step, startedMs, expectedSeconds, note }: RunningStep, width: number): string {
    const frame = FRAMES[this.#frame % FRAMES.length] ?? '·';
    const elapsed = duration((performance.now() - startedMs) / 1000);
    const time = expectedSeconds > 0 ? `${elapsed} of about ${duration(expectedSeconds)}` : elapsed;
    const right = note === '' ? time : `${cut(note, NOTE_LENGTH)}  ${elapsed}`;
    return this.#lines.stepLine(frame, step, right, width);
  }

  #waitingLines(room: number, width: number): readonly string[] {
    // Once it is interrupted nothing begins any more.
    if (this.#waiting === undefined || this.#interrupt.aborted || room < 1) return [];
    const { count } = this.#waiting;
    const most = Math.min(MOST_WAITING, count <= room ? room : room - 1);
    const lines = this.#waiting.next(most).map((entry) => this.#waitingLine(entry, width));
    return count > lines.length ? [...lines, `    ${count - lines.length} more wait`] : lines;
  }

  /** What it waits for is counted where the names of it and of this step do not fit on one line. */
  #waitingLine({ step, waitsFor }: WaitingStep, width: number): string {
    const room = width - '  ·   '.length - this.#lines.short(step).length;
    const [first = 'its turn', ...others] = waitsFor
      .map((each) => this.#lines.short(each))
      .sort((a, b) => a.length - b.length);
    const texts = [
      ...(others.length === 1 ? [enumerate([first, ...others])] : []),
      enumerate(others.length === 0 ? [first] : [first, `${others.length} more`]),
      ...(waitsFor.length === 0 ? [] : [counted(waitsFor.length, 'step')]),
    ].map((text) => `waits for ${text}`);
    return this.#lines.stepLine(
      '·',
      step,
      texts.find(({ length }) => length <= room) ?? texts.at(-1) ?? '',
      width,
    );
  }

  #summary(): string {
    const ended = this.#done + this.#failed + this.#left;
    const counts = [
      [this.#failed, 'failed'],
      [this.#left, 'left'],
      [this.#waiting?.held ?? 0, 'cannot start'],
    ] as const;
    const undone = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
    const parts = [`${ended} of ${this.#total}`, undone.join(', '), this.#time()];
    return parts.filter((part) => part !== '').join(' · ');
  }

  /** The estimate is the plan's: its longest path, as if everything else found its turn at once. */
  #time(): string {
    const elapsed = (performance.now() - this.#startedMs) / 1000;
    const left = Math.round(this.#estimatedSeconds - elapsed);
    if (left > 0) return `${duration(elapsed)}, about ${duration(left)} left`;
    return this.#estimatedSeconds === 0
      ? duration(elapsed)
      : `${duration(elapsed)}, longer than the estimated ${duration(this.#estimatedSeconds)}`;
  }
}

/** All of them, or as many as leave room for a line that counts the others. */
function bounded<Entry>(entries: readonly Entry[], room: number, verb: string): readonly (Entry | string)[] {
  if (entries.length <= room) return entries;
  const kept = entries.slice(0, room - 1);
  return [...kept, `    ${entries.length - kept.length} more ${verb}`];
}
