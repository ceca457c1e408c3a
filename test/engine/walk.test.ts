import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { StepRef } from '../../src/core/plan.ts';
import type { Cloud, LiveObject, ResourceType } from '../../src/core/resource-type.ts';
import type { Planned } from '../../src/engine/plan.ts';
import { RankQueue } from '../../src/engine/rank-queue.ts';
import type { PlannedStep } from '../../src/engine/steps.ts';
import { walk } from '../../src/engine/walk.ts';
import { VirtualClock } from '../simulation/virtual-clock.ts';
import { simulateWorld } from '../simulation/world.ts';

it('a queue gives the least number first, whatever comes in between', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.nat(20), fc.constant('pop' as const))), (moves) => {
      const queue = new RankQueue();
      const model: number[] = [];
      for (const move of moves) {
        if (move === 'pop') expect(queue.pop()).toBe(model.sort((a, b) => a - b).shift());
        else {
          queue.push(move);
          model.push(move);
        }
      }
    }),
  );
});

/** Steps that wait for earlier ones, need keys, and take their time. */
interface Work {
  readonly keys: readonly string[];
  readonly needs: readonly number[];
  readonly urgency: number;
  readonly ms: number;
}

const refOf = (index: number): StepRef => `s${String(index).padStart(2, '0')}/write`;

/** Walks the work and gives what ran when, in the order of the starts. */
async function ran(works: readonly Work[], parallelism: number) {
  const { clock } = simulateWorld({ clock: new VirtualClock() });
  const steps = works.map((_, index) => stepOf(index));
  const workOf = (id: string): Work => works[Number(id)] as Work;
  const live = new Map<string, LiveObject>();
  const type: Pick<ResourceType, 'serialise' | 'seconds' | 'deadlineMs' | 'normalise'> = {
    serialise: (id) => workOf(id).keys,
    seconds: { create: 0, update: 0, delete: 0 },
    deadlineMs: 1_000_000,
    normalise: (body) => body,
  };
  const cloud: Pick<Cloud, 'type' | 'read' | 'write' | 'wait'> = {
    type: () => type as ResourceType,
    read: async ({ id }) => live.get(id),
    write: async () => ({ status: 201 }),
    wait: async ({ id, type: name }) => {
      await clock.sleep(workOf(id).ms);
      return { id, type: name, body: {} };
    },
  };
  const spans = new Map<StepRef, { from: number; to: number }>();
  let order = 0;
  const result = await walk(
    plannedOf(works, steps),
    {
      stack: 'test',
      cloud: cloud as Cloud,
      journal: { append: async () => undefined },
      clock,
      random: {
        uuid: () => '',
        fraction: () => 0,
        rsaKey: () => Promise.reject(new Error('No key is asked for.')),
      },
      signal: new AbortController().signal,
      deleted: new Set(),
      emit: (event) => {
        order += 1;
        if (event.kind === 'step-started') spans.set(event.step, { from: order, to: Number.NaN });
        if (event.kind === 'step-done') (spans.get(event.step) ?? { to: 0 }).to = order;
      },
    },
    { parallelism, graceMs: 0 },
  );
  return { result, spans };
}

function stepOf(index: number): PlannedStep {
  return {
    ref: refOf(index),
    address: refOf(index).split('/')[0] ?? '',
    name: 'write',
    action: 'create',
    type: 'thing',
    id: String(index),
    ...{ wire: {}, creation: {}, before: {}, after: {}, paths: [], removed: [], requires: [], runsAfter: [] },
    entry: { address: 'a', type: 'thing', id: String(index), dependsOn: [], settled: true, applied: {} },
    late: [],
    secrets: [],
    repair: false,
  };
}

function plannedOf(works: readonly Work[], steps: readonly PlannedStep[]): Planned {
  return {
    steps,
    waits: new Map(works.map(({ needs }, index) => [refOf(index), needs.map(refOf)])),
    urgency: new Map(works.map(({ urgency }, index) => [refOf(index), urgency])),
    bookkeeping: [],
  } as Pick<Planned, 'steps' | 'waits' | 'urgency' | 'bookkeeping'> as Planned;
}

const anyWorks: fc.Arbitrary<readonly Work[]> = fc
  .array(
    fc.record({
      keys: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 }),
      needs: fc.uniqueArray(fc.nat(30), { maxLength: 2 }),
      urgency: fc.nat(3),
      ms: fc.nat(50),
    }),
    { maxLength: 12 },
  )
  .map((works) =>
    works.map((work, index) => ({ ...work, needs: work.needs.filter((needed) => needed < index) })),
  );

it('every step is done once, after what it needs, and never beside one that has a key of its own', async () => {
  await fc.assert(
    fc.asyncProperty(anyWorks, fc.integer({ min: 1, max: 4 }), async (works, parallelism) => {
      const { result, spans } = await ran(works, parallelism);
      expect([...result.done].sort()).toEqual(works.map((_, index) => refOf(index)));
      const span = (index: number) => spans.get(refOf(index)) ?? { from: Number.NaN, to: Number.NaN };
      works.forEach(({ keys, needs }, index) => {
        for (const needed of needs) expect(span(needed).to).toBeLessThan(span(index).from);
        works.slice(0, index).forEach((other, earlier) => {
          if (!other.keys.some((key) => keys.includes(key))) return;
          const [a, b] = [span(earlier), span(index)];
          expect(a.to < b.from || b.to < a.from, `${earlier} beside ${index}`).toBe(true);
        });
      });
    }),
  );
});

it('no more steps run at once than asked, and as many where nothing holds them', async () => {
  await fc.assert(
    fc.asyncProperty(anyWorks, fc.integer({ min: 1, max: 4 }), async (works, parallelism) => {
      expect(mostAtOnce((await ran(works, parallelism)).spans)).toBeLessThanOrEqual(parallelism);
      const free = works.map((work) => ({ ...work, keys: [], needs: [] }));
      const most = mostAtOnce((await ran(free, parallelism)).spans);
      expect(most).toBe(Math.min(parallelism, works.length));
    }),
  );
});

function mostAtOnce(spans: ReadonlyMap<StepRef, { readonly from: number; readonly to: number }>): number {
  const all = [...spans.values()];
  const running = (moment: number) => all.filter(({ from, to }) => from <= moment && moment < to).length;
  return Math.max(0, ...all.map(({ from }) => running(from)));
}

it('of those that wait for a key the most urgent is next', async () => {
  const works = [5, 1, 3, 2, 4].map((urgency) => ({ keys: ['one'], needs: [], urgency, ms: 10 }));
  const { spans } = await ran(works, 4);
  expect([...spans.keys()]).toEqual([0, 4, 2, 3, 1].map(refOf));
});
