import type { RunEvent } from '../../core/event.ts';
import type { Plan, StepRef } from '../../core/plan.ts';

export interface WaitingStep {
  readonly step: StepRef;
  /** Steps that are not done; none where it waits for its turn. */
  readonly waitsFor: readonly StepRef[];
}

/** The steps of a run that have not begun, and what each of them still waits for. */
export class WaitingSteps {
  readonly #needed = new Map<StepRef, Set<StepRef>>();
  readonly #followers: ReadonlyMap<StepRef, readonly StepRef[]>;
  readonly #running = new Set<StepRef>();
  #held = 0;

  constructor({ changes }: Plan) {
    const steps = changes.flatMap(({ address, steps }) =>
      steps.map(({ name, dependsOn }) => ({ ref: `${address}/${name}` as const, dependsOn })),
    );
    for (const { ref, dependsOn } of steps) this.#needed.set(ref, new Set(dependsOn));
    const edges = steps.flatMap(({ ref, dependsOn }) => dependsOn.map((before) => ({ before, ref })));
    this.#followers = new Map(
      [...Map.groupBy(edges, ({ before }) => before)].map(([before, group]) => [
        before,
        group.map(({ ref }) => ref),
      ]),
    );
  }

  /** How many are left that can still begin. */
  get count(): number {
    return this.#needed.size;
  }

  /** How many cannot, since something before them failed or was left to a person. */
  get held(): number {
    return this.#held;
  }

  learn(event: RunEvent): void {
    if (event.kind === 'step-started') {
      this.#needed.delete(event.step);
      this.#running.add(event.step);
    }
    if (event.kind === 'step-done') {
      this.#running.delete(event.step);
      for (const ref of this.#followers.get(event.step) ?? []) this.#needed.get(ref)?.delete(event.step);
    }
    if (event.kind === 'step-failed' || event.kind === 'step-held') {
      this.#running.delete(event.step);
      this.#hold(event.step);
    }
  }

  /** At most so many of them, first those that wait for nothing but steps that run. */
  next(most: number): readonly WaitingStep[] {
    const soon: WaitingStep[] = [];
    const later: WaitingStep[] = [];
    for (const [step, needed] of this.#needed) {
      const waitsFor = [...needed];
      const list = waitsFor.every((ref) => this.#running.has(ref)) ? soon : later;
      list.push({ step, waitsFor });
      if (soon.length === most) break;
    }
    return [...soon, ...later].slice(0, most);
  }

  /** What waits for it, directly or not. */
  #hold(undone: StepRef): void {
    const open = [undone];
    for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
      for (const follower of this.#followers.get(ref) ?? []) {
        if (!this.#needed.delete(follower)) continue;
        this.#held += 1;
        open.push(follower);
      }
    }
  }
}
