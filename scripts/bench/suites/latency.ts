import type { StepRef } from '../../../src/core/plan.ts';
import { longestPath, topologicalOrder } from '../../../src/engine/graph.ts';
import type { Planned } from '../../../src/engine/plan.ts';
import { MANAGED_TYPES } from '../../../src/providers/azure/index.ts';
import { openLab } from '../../../test/lab.ts';
import type { Bench, Figure, Suite } from '../figures.ts';
import { type Shape, workloadOf } from '../workloads.ts';

/**
 * How long an apply takes when Azure takes as long as it usually does, on a virtual clock: the emulator's answers and
 * operations have their recorded durations, and none of that time really passes. The longest path is that of the
 * steps as long as they took, along what they wait for, or along what Azure takes one by one, whichever is longer.
 */
export const latency: Suite = {
  name: 'latency',
  title: 'Apply under typical latencies, on a virtual clock',
  figures,
};

const STACKS: readonly (readonly [Shape, number, number])[] = [
  ['example', 8, 10],
  ['independent', 100, 1_000],
  ['registries', 60, 1_000],
  ['zones', 180, 1_000],
];

async function* figures({ quick }: Bench): AsyncIterable<Figure> {
  const seeds = quick ? [1] : [1, 2, 3, 4, 5];
  for (const [shape, resources, parallelism] of STACKS) {
    const runs: TimedApply[] = [];
    for (const seed of seeds) runs.push(await timeApply(shape, resources, parallelism, seed));
    const name = `${runs[0]?.steps} ${shape}, --parallelism ${parallelism}`;
    yield { what: `${name}: takes`, unit: 's', samples: runs.map(({ elapsedMs }) => elapsedMs / 1_000) };
    yield {
      what: `${name}: against the longest path`,
      unit: 'x',
      samples: runs.map(({ elapsedMs, pathMs, queueMs }) => elapsedMs / Math.max(pathMs, queueMs)),
      budget: 1.05,
    };
    yield {
      what: `${name}: against what waits by the plan alone`,
      unit: 'x',
      samples: runs.map(({ elapsedMs, pathMs }) => elapsedMs / pathMs),
    };
  }
}

interface TimedApply {
  readonly steps: number;
  readonly elapsedMs: number;
  /** Of the steps as long as they took, along what each waits for. */
  readonly pathMs: number;
  /** The longest sum of steps that may not run at the same time, such as all writes to one zone. */
  readonly queueMs: number;
}

async function timeApply(
  shape: Shape,
  resources: number,
  parallelism: number,
  seed: number,
): Promise<TimedApply> {
  const lab = openLab({ emulator: { latency: 'typical', throttle: false, seed } });
  const startedMs = lab.timeline.nowMs();
  const result = await lab.apply(workloadOf(shape, resources).text, { parallelism });
  const elapsedMs = lab.timeline.nowMs() - startedMs;
  if (result.kind !== 'applied' || result.outcome.failed.length > 0) {
    throw new TypeError(`The apply of ${shape} came to "${result.kind}".`);
  }
  const tookMs = new Map<StepRef, number>();
  for (const event of lab.events) if (event.kind === 'step-done') tookMs.set(event.step, event.elapsedMs);
  return {
    steps: tookMs.size,
    elapsedMs,
    pathMs: pathOf(result.planned, tookMs),
    queueMs: queueOf(result.planned, tookMs),
  };
}

function pathOf({ waits }: Planned, tookMs: ReadonlyMap<StepRef, number>): number {
  const sorted = topologicalOrder(waits);
  if (!sorted.ok) throw new TypeError('The steps wait for each other.');
  return longestPath(sorted.order, waits, (ref) => tookMs.get(ref) ?? 0).weight;
}

function queueOf({ steps }: Planned, tookMs: ReadonlyMap<StepRef, number>): number {
  const queues = new Map<string, number>();
  for (const { ref, type, id, wire } of steps) {
    for (const key of TYPES.get(type)?.serialise(id, wire) ?? []) {
      queues.set(key, (queues.get(key) ?? 0) + (tookMs.get(ref) ?? 0));
    }
  }
  return Math.max(...queues.values());
}

const TYPES = new Map(MANAGED_TYPES.map((type) => [type.type, type]));
