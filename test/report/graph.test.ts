import { describe, expect, it } from 'vitest';
import type { Change, Plan, StepRef } from '../../src/core/plan.ts';
import { planDot } from '../../src/report/plan-dot.ts';
import { planMermaid } from '../../src/report/plan-mermaid.ts';
import { PLANS } from '../contract/shown-plans.ts';
import { EXAMPLE, openLab } from '../lab.ts';
import { AT, edited, OPEN, planOf } from '../scenarios/stacks.ts';
import { type Drawing, readDot, readMermaid } from './graph-readers.ts';

/** One line for each step: what it waits for, and what is written on it. */
function check({ nodes, edges }: Drawing, expected: string): void {
  const nameOf = (id: string) => nodes.find((node) => node.id === id)?.lines[0] ?? `no node ${id}`;
  const lines = nodes.map(({ id, frame, lines }) => {
    const needed = edges.filter(([, after]) => after === id).map(([before]) => nameOf(before));
    const inside = frame === undefined ? '' : `${frame}: `;
    return `${inside}${lines.join(' | ')}${needed.length === 0 ? '' : ` <- ${needed.join(', ')}`}`;
  });
  expect(`${lines.join('\n')}\n`).toBe(expected);
}

function checkBoth(plan: Plan, expected: string): void {
  check(readDot(planDot(plan)), expected);
  check(readMermaid(planMermaid(plan)), expected);
}

describe('the graph of a plan', () => {
  it('shows each step under its entry, and the least that says what waits for what', async () => {
    checkBoth(
      await planOf(openLab(), EXAMPLE),
      `\
networks.vnet-hub: + network vnet-hub <- + group rg-images
networks.vnet-hub: + subnet endpoints <- + network vnet-hub
privateDnsZones["privatelink.azurecr.io"]: + zone privatelink.azurecr.io <- + group rg-images
privateDnsZones["privatelink.azurecr.io"]: + link vnet-hub <- + network vnet-hub, + zone privatelink.azurecr.io
registries.contosoimages: + registry contosoimages <- + group rg-images
registries.contosoimages: + endpoint hub <- + subnet endpoints, + registry contosoimages
registries.contosoimages: + zone group of hub <- + zone privatelink.azurecr.io, + endpoint hub
+ group rg-images
`,
    );
  });

  it('marks what is refused, also where it gets no step', () => {
    const plan = PLANS['a change that is blocked'] as Plan;
    checkBoth(
      plan,
      `\
registries.contosoimages: x registries.contosoimages | delete BLOCKED: ACR2002
registries.contosoimages: x ${plan.changes[1]?.address} | replace BLOCKED: ACR1303
`,
    );
    const looks = readMermaid(planMermaid(plan)).nodes.map(({ look }) => look);
    expect(looks).toEqual(['blocked', 'blocked']);
  });

  it('tells the two steps of what is made again apart', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    const moved = edited(EXAMPLE, { [`${AT.endpoint}.name`]: 'images-hub' });
    checkBoth(
      await planOf(lab, moved, { options: { allowDestroy: [AT.endpoint] } }),
      `\
registries.contosoimages: -/+ endpoint hub (delete) <- -/+ zone group of hub (delete)
registries.contosoimages: -/+ endpoint hub (write) <- -/+ endpoint hub (delete)
registries.contosoimages: -/+ zone group of hub (delete)
registries.contosoimages: -/+ zone group of hub (write) <- -/+ endpoint hub (write)
`,
    );
  });

  it('lets a path go only after the registry is open', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    checkBoth(
      await planOf(lab, edited(EXAMPLE, OPEN), { options: { allowDestroy: [AT.endpoint] } }),
      `\
registries.contosoimages: ~ registry contosoimages (open)
registries.contosoimages: - endpoint hub (delete) <- - zone group of hub (delete)
registries.contosoimages: - zone group of hub (delete) <- ~ registry contosoimages (open)
`,
    );
  });

  it('is empty, and whole, where nothing takes a step', () => {
    const [nothing, moves] = [PLANS['nothing'] as Plan, PLANS['moves and what is only written down'] as Plan];
    expect([planDot(nothing), planMermaid(nothing)]).toEqual([
      'digraph "images-prod" {\n}\n',
      'flowchart LR\n',
    ]);
    expect(readDot(planDot(moves)).nodes).toEqual([]);
  });
});

describe('edges that others imply', () => {
  const [change] = (PLANS['a change in stages'] as Plan).changes as readonly [Change];
  const stepAt = (name: string, dependsOn: readonly string[]): Change => ({
    ...change,
    address: `registries.${name}`,
    steps: [
      {
        name: 'write',
        action: 'update',
        paths: [],
        requires: [],
        seconds: 1,
        dependsOn: dependsOn.map((each): StepRef => `registries.${each}/write`),
      },
    ],
  });
  const drawnEdges = (waits: Readonly<Record<string, readonly string[]>>) => {
    const changes = Object.entries(waits).map(([name, dependsOn]) => stepAt(name, dependsOn));
    const { edges } = readDot(planDot({ ...(PLANS['nothing'] as Plan), changes }));
    return edges.map(([before, after]) => `${before.slice(11, -6)}>${after.slice(11, -6)}`);
  };

  it('are left out, over any number of steps, and no other', () => {
    expect(drawnEdges({ a: [], b: ['a'], c: ['a', 'b'] })).toEqual(['a>b', 'b>c']);
    expect(drawnEdges({ a: [], b: ['a'], c: ['b'], d: ['a', 'c'] })).toEqual(['a>b', 'b>c', 'c>d']);
    expect(drawnEdges({ a: [], b: ['a'], c: ['a'], d: ['b', 'c'] })).toEqual(['a>b', 'a>c', 'b>d', 'c>d']);
  });

  it('are no reason to go round for ever', () => {
    expect(drawnEdges({ a: ['a', 'b', 'gone'], b: ['a', 'c'], c: ['b'] })).toContain('b>c');
  });
});
