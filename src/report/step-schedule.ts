import type { Address } from '../core/address.ts';
import type { Plan, StepName, StepRef } from '../core/plan.ts';
import { withoutImplied } from './step-graph.ts';

/** A step of a plan with its place in time, if every step starts as soon as what it waits for is done. */
export interface ScheduledStep {
  readonly ref: StepRef;
  readonly address: Address;
  readonly name: StepName;
  /** Of its change, from 0. */
  readonly change: number;
  readonly start: number;
  readonly seconds: number;
  /** How many steps must be done one after the other before it. */
  readonly rank: number;
  /** Without those that follow from others. */
  readonly waitsFor: readonly StepRef[];
  /** True where it decides how long the whole takes. */
  readonly isOnLongestPath: boolean;
}

/** The steps in the order in which they start; those that start together as they stand in the plan. */
export function scheduleOf({ changes, estimate }: Plan): readonly ScheduledStep[] {
  const steps = changes.flatMap(({ address, steps: own }, change) =>
    own.map((step) => ({ step, address, change, ref: `${address}/${step.name}` as StepRef })),
  );
  const known = new Set(steps.map(({ ref }) => ref));
  const waits = new Map(
    steps.map(({ ref, step }) => [ref, step.dependsOn.filter((each) => each !== ref && known.has(each))]),
  );
  const seconds = new Map(steps.map(({ ref, step }) => [ref, step.seconds]));
  const places = placesOf(waits, seconds);
  const longest = new Set(estimate.longestPath);
  return steps
    .map(({ step, address, change, ref }): ScheduledStep => {
      const { start, rank } = places.get(ref) ?? { start: 0, rank: 0 };
      const waitsFor = withoutImplied(waits.get(ref) ?? [], waits);
      const isOnLongestPath = longest.has(ref);
      return {
        ref,
        address,
        name: step.name,
        change,
        start,
        seconds: step.seconds,
        rank,
        waitsFor,
        isOnLongestPath,
      };
    })
    .toSorted((a, b) => a.start - b.start || a.rank - b.rank);
}

interface Place {
  readonly start: number;
  readonly rank: number;
}

/** Depth first without recursion; where steps wait for each other, which no plan has, one of them starts at once. */
function placesOf(
  waits: ReadonlyMap<StepRef, readonly StepRef[]>,
  seconds: ReadonlyMap<StepRef, number>,
): ReadonlyMap<StepRef, Place> {
  const places = new Map<StepRef, Place>();
  const opened = new Set<StepRef>();
  for (const first of waits.keys()) {
    const path = [first];
    for (let ref = path.at(-1); ref !== undefined; ref = path.at(-1)) {
      const needed = waits.get(ref) ?? [];
      const next = opened.has(ref) ? [] : needed.filter((each) => !opened.has(each));
      opened.add(ref);
      if (next.length > 0) {
        path.push(...next);
        continue;
      }
      path.pop();
      if (places.has(ref)) continue;
      const before = needed.flatMap((each) => {
        const place = places.get(each);
        return place === undefined ? [] : [{ end: place.start + (seconds.get(each) ?? 0), rank: place.rank }];
      });
      places.set(ref, {
        start: before.reduce((latest, { end }) => Math.max(latest, end), 0),
        rank: before.reduce((deepest, { rank }) => Math.max(deepest, rank + 1), 0),
      });
    }
  }
  return places;
}
