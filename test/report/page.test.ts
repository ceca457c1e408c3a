import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Change, Plan, StepRef } from '../../src/core/plan.ts';
import { drawnSteps } from '../../src/report/drawn-steps.ts';
import { planHtml } from '../../src/report/plan-html.ts';
import { shownPlan } from '../../src/report/shown-plan.ts';
import { scheduleOf } from '../../src/report/step-schedule.ts';
import { PLANS } from '../contract/shown-plans.ts';
import { elementsIn, FACTS, readPage, textIn } from './report-readers.ts';

describe('the page of a plan', () => {
  it('lets its own style and script run and nothing else', () => {
    const elements = elementsIn(readPage(planHtml(PLANS['drifted'] as Plan, FACTS)));
    const attributeOf = (name: string) =>
      elements.flatMap(({ attrs }) => attrs.filter((each) => each.name === name).map(({ value }) => value));
    const policy = attributeOf('content').find((value) => value.startsWith('default-src')) ?? '';
    const hashes = ['style', 'script'].flatMap((tag) =>
      elements
        .filter(({ tagName }) => tagName === tag)
        .map(({ childNodes: [text] }) => {
          const source = text !== undefined && 'value' in text ? text.value : '';
          return `${tag}-src 'sha256-${createHash('sha256').update(source).digest('base64')}'`;
        }),
    );
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      ...hashes,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(attributeOf('style')).toEqual([]);
    expect(attributeOf('src')).toEqual([]);
  });

  it('says what the plan is bound to', () => {
    const plan = PLANS['a part, with what is left aside'] as Plan;
    const text = textIn(readPage(planHtml(plan, FACTS)));
    const { state, tenant, options, config } = plan.bindings;
    for (const bound of [state?.lineage, state?.hash, tenant, config, plan.digest, ...options.target])
      expect(text).toContain(bound);
  });
});

describe('the steps in order', () => {
  it.each(Object.entries(PLANS).filter(([name]) => name.includes(', ')))(
    'take as long together as the plan of %s says, each after what it waits for',
    (_, plan) => {
      const steps = scheduleOf(plan);
      const ends = new Map(steps.map(({ ref, start, seconds }) => [ref, start + seconds]));
      expect(Math.max(0, ...ends.values())).toBe(plan.estimate.seconds);
      for (const { start, waitsFor } of steps)
        for (const ref of waitsFor) expect(ends.get(ref)).toBeLessThanOrEqual(start);
      const places = new Map(steps.map(({ ref }, index) => [ref, index]));
      for (const { ref, waitsFor } of steps)
        for (const before of waitsFor) expect(places.get(before)).toBeLessThan(places.get(ref) ?? -1);
      const path = steps.filter(({ isOnLongestPath }) => isOnLongestPath).map(({ ref }) => ref);
      expect(path).toEqual(plan.estimate.longestPath);
    },
  );
});

describe('the drawing', () => {
  it('has a box for each step where they are few', () => {
    const plan = PLANS['geo-replicated, from nothing'] as Plan;
    expect(boxesOf(plan)).toHaveLength(scheduleOf(plan).length);
  });

  it('puts steps of one kind into one box where they are many, and draws no arrow back', () => {
    const plan = chains(200);
    const drawn = drawnSteps(scheduleOf(plan), shownPlan(plan).changes);
    expect(drawn.boxes.map(({ kind, steps }) => `${steps.length} ${kind}`)).toEqual([
      '200 registry',
      '200 endpoint',
      '200 zone group',
    ]);
    expect(drawn.edges).toEqual([
      [0, 1],
      [1, 2],
    ]);
    expect(textIn(readPage(planHtml(plan, FACTS)))).toContain('+ 200 × registry');
  });

  it('keeps steps apart that wait for something else', () => {
    const kinds = boxesOf(chains(60, 2)).map(({ kind, steps }) => `${steps.length} ${kind}`);
    expect(kinds.sort()).toEqual([
      '30 endpoint',
      '30 endpoint',
      '30 registry',
      '30 registry',
      '30 zone group',
      '30 zone group',
    ]);
  });

  it('holds every step once, however the boxes are made', () => {
    for (const plan of [...Object.values(PLANS), chains(30), chains(30, 2)]) {
      const steps = scheduleOf(plan);
      for (const most of [0, 5, 60]) {
        const { boxes, edges } = drawnSteps(steps, shownPlan(plan).changes, most);
        expect(boxes.flatMap((box) => box.steps.map(({ ref }) => ref)).sort()).toEqual(
          steps.map(({ ref }) => ref).sort(),
        );
        for (const box of boxes) expect(new Set(box.steps.map(({ rank }) => rank)).size).toBe(1);
        const rankOf = (box: number) => boxes[box]?.steps[0]?.rank ?? -1;
        for (const [before, after] of edges) expect(rankOf(before)).toBeLessThan(rankOf(after));
      }
    }
  });

  it('of thousands of steps takes no time to speak of', () => {
    const page = planHtml(chains(1_500), FACTS);
    expect(page.match(/<article/g)).toHaveLength(4_500);
    expect(page.match(/class="box/g)).toHaveLength(3);
  });
});

function boxesOf(plan: Plan) {
  return drawnSteps(scheduleOf(plan), shownPlan(plan).changes).boxes;
}

/** So many registries, each with its endpoint and the zone group of that; in rows, each behind the one before. */
function chains(count: number, rows = 1): Plan {
  const base = PLANS['values that are known later'] as Plan;
  const [template] = base.changes as readonly [Change];
  const made = (address: string, before: readonly string[]): Change => ({
    ...template,
    address,
    afterUnknown: {},
    steps: [
      {
        ...{ name: 'write', action: 'create', paths: [], requires: [], seconds: 10 },
        dependsOn: before.map((each): StepRef => `${each}/write`),
      },
    ],
  });
  const row = count / rows;
  const groupOf = (index: number) => `registries.r${index}.network.privateEndpoints.hub.dnsZoneGroup`;
  const changes = Array.from({ length: count }, (_, index) => index).flatMap((index) => {
    const registry = `registries.r${index}`;
    const endpoint = `${registry}.network.privateEndpoints.hub`;
    return [
      made(registry, index < row ? [] : [groupOf(index - row)]),
      made(endpoint, [registry]),
      made(`${endpoint}.dnsZoneGroup`, [endpoint, registry]),
    ];
  });
  return { ...base, changes, outputs: {}, estimate: { seconds: 30, longestPath: [] } };
}
