import { BugError } from '../core/errors.ts';
import type { FailedStep, StepFailure } from '../core/event.ts';
import type { StepRef } from '../core/plan.ts';
import { executeStep, type StepContext } from './execute.ts';
import type { Planned } from './plan.ts';
import { RankQueue } from './rank-queue.ts';
import type { StepResult } from './step-result.ts';
import type { PlannedStep } from './steps.ts';

export interface WalkResult {
  readonly done: readonly StepRef[];
  readonly failed: readonly FailedStep[];
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
  readonly #missing = new Map<StepRef, number>();
  readonly #followers = new Map<StepRef, StepRef[]>();
  /** The steps, the most urgent first, ties by name: a place in it is the rank of a step. */
  readonly #order: readonly PlannedStep[];
  readonly #rank: ReadonlyMap<StepRef, number>;
  readonly #ready = new RankQueue();
  readonly #heldKeys = new Set<string>();
  /**
   * Steps that wait for nothing but a key, by that key. Where some wait, the key is held, or the most urgent of them
   * is among the ready ones: one at a time is woken, since only one can have the key.
   */
  readonly #parked = new Map<string, RankQueue>();
  readonly #running = new Map<StepRef, Promise<void>>();
  readonly #done: StepRef[] = [];
  readonly #failed: { step: StepRef; failure: StepFailure }[] = [];
  #broken: unknown;
  #isBroken = false;
  #whenIdle: () => void = () => undefined;

  constructor(planned: Planned, context: StepContext, limits: { parallelism: number; graceMs: number }) {
    this.#context = context;
    this.#limits = limits;
    this.#order = byUrgency(planned);
    this.#rank = new Map(this.#order.map(({ ref }, rank) => [ref, rank]));
    for (const [ref, waits] of planned.waits) {
      this.#missing.set(ref, waits.length);
      for (const needed of waits) {
        const followers = this.#followers.get(needed);
        if (followers === undefined) this.#followers.set(needed, [ref]);
        else followers.push(ref);
      }
      if (waits.length === 0) this.#ready.push(this.#rankOf(ref));
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
      failed: this.#failed.map((each) => ({ ...each, held: this.#heldBy(each.step) })),
      notStarted: [...this.#rank.keys()].filter((ref) => !begun.has(ref)).sort(),
      cutOff: [...this.#running.keys()].sort(),
    };
  }

  #startWhatCan(): void {
    while (
      !this.#context.signal.aborted &&
      !this.#isBroken &&
      this.#running.size < this.#limits.parallelism
    ) {
      const rank = this.#ready.pop();
      if (rank === undefined) break;
      const step = this.#stepAt(rank);
      const keys = this.#keysOf(step);
      const held = keys.find((key) => this.#heldKeys.has(key));
      if (held === undefined) this.#start(step, keys);
      else this.#park(rank, held, keys);
    }
    if (this.#running.size === 0) this.#whenIdle();
  }

  /** The step may have been woken for one of its other keys: whoever waits for that is next. */
  #park(rank: number, held: string, keys: readonly string[]): void {
    const parked = this.#parked.get(held) ?? new RankQueue();
    parked.push(rank);
    this.#parked.set(held, parked);
    for (const key of keys) if (!this.#heldKeys.has(key)) this.#wake(key);
  }

  #wake(key: string): void {
    const rank = this.#parked.get(key)?.pop();
    if (rank === undefined) this.#parked.delete(key);
    else this.#ready.push(rank);
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
      this.#wake(key);
    }
    const elapsedMs = this.#context.clock.monotonicMs() - started;
    // Not sent is not begun: the next run takes it like any other.
    if (result.kind === 'not-sent') return;
    if (result.kind === 'held') {
      this.#context.emit({ kind: 'step-held', step: step.ref, missing: result.missing });
    } else if (result.kind === 'failed') {
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
    if (missing === 0) this.#ready.push(this.#rankOf(ref));
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

  /** What waits for the step, directly or not, in the order in which it would have run. */
  #heldBy(step: StepRef): readonly StepRef[] {
    const held = new Set<StepRef>();
    const open = [step];
    for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
      for (const follower of this.#followers.get(ref) ?? []) {
        if (held.has(follower)) continue;
        held.add(follower);
        open.push(follower);
      }
    }
    return [...held].sort((a, b) => this.#rankOf(a) - this.#rankOf(b));
  }

  #rankOf(ref: StepRef): number {
    const rank = this.#rank.get(ref);
    if (rank === undefined) throw new BugError(`Something waits for ${ref}, which is no step of the plan.`);
    return rank;
  }

  #stepAt(rank: number): PlannedStep {
    const step = this.#order[rank];
    if (step === undefined) throw new BugError(`The walk has no step of rank ${rank}.`);
    return step;
  }
}

function byUrgency({ steps, urgency }: Planned): readonly PlannedStep[] {
  const urgencyOf = ({ ref }: PlannedStep) => urgency.get(ref) ?? 0;
  return steps.toSorted((a, b) => urgencyOf(b) - urgencyOf(a) || (a.ref < b.ref ? -1 : 1));
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
