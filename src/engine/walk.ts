import { BugError } from '../core/errors.ts';
import type { StepFailure } from '../core/event.ts';
import type { StepRef } from '../core/plan.ts';
import { executeStep, type StepContext, type StepResult } from './execute.ts';
import type { Planned } from './plan.ts';
import type { PlannedStep } from './steps.ts';

export interface WalkResult {
  readonly done: readonly StepRef[];
  readonly failed: readonly { readonly step: StepRef; readonly failure: StepFailure }[];
  /** Waited for a step that failed, or the run ended first. */
  readonly notStarted: readonly StepRef[];
  /** Begun, and cut off by the end of the run: their intents are open. */
  readonly cutOff: readonly StepRef[];
}

/**
 * Performs the steps of a plan: each once what it waits for is done, the most urgent first, no two at a time that
 * share a key. A step that fails stops what waits for it and nothing else (I-18). When the signal aborts, nothing
 * new starts and what runs is given `graceMs` to end. Rejects with what the journal threw.
 */
export async function walk(
  planned: Planned,
  context: StepContext,
  limits: { readonly parallelism: number; readonly graceMs: number },
): Promise<WalkResult> {
  return new Walk(planned, context, limits).run();
}

class Walk {
  readonly #context: StepContext;
  readonly #limits: { readonly parallelism: number; readonly graceMs: number };
  readonly #steps: ReadonlyMap<StepRef, PlannedStep>;
  readonly #missing = new Map<StepRef, number>();
  readonly #followers = new Map<StepRef, StepRef[]>();
  readonly #ready: ReadyQueue;
  readonly #heldKeys = new Set<string>();
  /** Ready steps that wait for a key, by that key. */
  readonly #parked = new Map<string, StepRef[]>();
  readonly #running = new Map<StepRef, Promise<void>>();
  readonly #done: StepRef[] = [];
  readonly #failed: { step: StepRef; failure: StepFailure }[] = [];
  #broken: unknown;
  #isBroken = false;
  #whenIdle: () => void = () => undefined;

  constructor(planned: Planned, context: StepContext, limits: { parallelism: number; graceMs: number }) {
    this.#context = context;
    this.#limits = limits;
    this.#steps = new Map(planned.steps.map((step) => [step.ref, step]));
    this.#ready = new ReadyQueue(planned);
    for (const [ref, waits] of planned.waits) {
      this.#missing.set(ref, waits.length);
      for (const needed of waits) append(this.#followers, needed, ref);
      if (waits.length === 0) this.#ready.push(ref);
    }
  }

  async run(): Promise<WalkResult> {
    const idle = new Promise<void>((resolve) => {
      this.#whenIdle = resolve;
    });
    this.#startWhatCan();
    await Promise.race([idle, aborted(this.#context.signal)]);
    await this.#graceForRunning();
    if (this.#isBroken) throw this.#broken;
    const begun = new Set([...this.#done, ...this.#failed.map((each) => each.step), ...this.#running.keys()]);
    return {
      done: this.#done,
      failed: this.#failed,
      notStarted: [...this.#steps.keys()].filter((ref) => !begun.has(ref)).sort(),
      cutOff: [...this.#running.keys()].sort(),
    };
  }

  #startWhatCan(): void {
    while (
      !this.#context.signal.aborted &&
      !this.#isBroken &&
      this.#running.size < this.#limits.parallelism
    ) {
      const ref = this.#ready.pop();
      if (ref === undefined) break;
      const step = this.#stepOf(ref);
      const keys = this.#keysOf(step);
      const held = keys.find((key) => this.#heldKeys.has(key));
      if (held === undefined) this.#start(step, keys);
      else append(this.#parked, held, ref);
    }
    if (this.#running.size === 0) this.#whenIdle();
  }

  #start(step: PlannedStep, keys: readonly string[]): void {
    for (const key of keys) this.#heldKeys.add(key);
    const started = this.#context.clock.monotonicMs();
    const seconds = this.#context.cloud.type(step.type).seconds[step.action];
    this.#context.emit({ kind: 'step-started', step: step.ref, expectedSeconds: seconds });
    const running = executeStep(step, this.#context).then(
      (result) => this.#finish(step, keys, started, result),
      (error: unknown) => this.#cutOff(step, error),
    );
    this.#running.set(step.ref, running);
  }

  #finish(step: PlannedStep, keys: readonly string[], started: number, result: StepResult): void {
    this.#running.delete(step.ref);
    for (const key of keys) {
      this.#heldKeys.delete(key);
      for (const ref of this.#parked.get(key) ?? []) this.#ready.push(ref);
      this.#parked.delete(key);
    }
    const elapsedMs = this.#context.clock.monotonicMs() - started;
    if (result.kind === 'failed') {
      this.#failed.push({ step: step.ref, failure: result.failure });
      this.#context.emit({ kind: 'step-failed', step: step.ref, elapsedMs, failure: result.failure });
    } else {
      this.#done.push(step.ref);
      this.#context.emit({ kind: 'step-done', step: step.ref, elapsedMs, sent: result.sent });
      for (const ref of this.#followers.get(step.ref) ?? []) this.#release(ref);
    }
    this.#startWhatCan();
  }

  #release(ref: StepRef): void {
    const missing = (this.#missing.get(ref) ?? 0) - 1;
    this.#missing.set(ref, missing);
    if (missing === 0) this.#ready.push(ref);
  }

  /** The run ended under a step (it stays in `running` and counts as cut off), or the journal failed. */
  #cutOff(step: PlannedStep, error: unknown): void {
    if (this.#context.signal.aborted) return;
    this.#running.delete(step.ref);
    if (!this.#isBroken) this.#broken = error;
    this.#isBroken = true;
    this.#startWhatCan();
  }

  /** What has been sent is given a moment to be answered, so that little is left to read back. */
  async #graceForRunning(): Promise<void> {
    if (this.#running.size === 0) return;
    const all = Promise.all(this.#running.values());
    await Promise.race([all, this.#context.clock.sleep(this.#limits.graceMs).catch(() => undefined)]);
  }

  #keysOf(step: PlannedStep): readonly string[] {
    const body = step.action === 'delete' ? step.priorEntry?.applied : step.wire;
    return this.#context.cloud.type(step.type).serialise(step.id, body);
  }

  #stepOf(ref: StepRef): PlannedStep {
    const step = this.#steps.get(ref);
    if (step === undefined)
      throw new BugError(`The walk was asked for ${ref}, which is no step of the plan.`);
    return step;
  }
}

/** Ready steps, the most urgent first, ties by name: a binary heap over a rank fixed at the start. */
class ReadyQueue {
  readonly #order: readonly StepRef[];
  readonly #rank: ReadonlyMap<StepRef, number>;
  readonly #heap: number[] = [];

  constructor(planned: Planned) {
    const urgency = (ref: StepRef) => planned.urgency.get(ref) ?? 0;
    this.#order = planned.steps
      .map((step) => step.ref)
      .sort((a, b) => urgency(b) - urgency(a) || (a < b ? -1 : 1));
    this.#rank = new Map(this.#order.map((ref, index) => [ref, index]));
  }

  push(ref: StepRef): void {
    const heap = this.#heap;
    let at = heap.push(this.#rank.get(ref) ?? 0) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#at(parent) <= this.#at(at)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  pop(): StepRef | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined) return undefined;
    if (heap.length > 0) {
      heap[0] = last;
      this.#sink();
    }
    return this.#order[top];
  }

  #sink(): void {
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      const least = this.#at(left + 1) < this.#at(left) ? left + 1 : left;
      if (this.#at(at) <= this.#at(least)) return;
      this.#swap(at, least);
      at = least;
    }
  }

  #at(index: number): number {
    return this.#heap[index] ?? Number.POSITIVE_INFINITY;
  }

  #swap(a: number, b: number): void {
    const kept = this.#at(a);
    this.#heap[a] = this.#at(b);
    this.#heap[b] = kept;
  }
}

function append<Key>(lists: Map<Key, StepRef[]>, key: Key, ref: StepRef): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [ref]);
  else list.push(ref);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
