import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Progress, startProgress } from '../../src/cli/progress.ts';
import type { StepFailure } from '../../src/core/event.ts';
import type { Plan, StepRef } from '../../src/core/plan.ts';
import type { Trace } from '../../src/providers/azure/trace.ts';
import { PLANS } from '../contract/shown-plans.ts';
import { EXAMPLE, openLab } from '../lab.ts';
import { AT, planOf } from '../scenarios/stacks.ts';
import { newScreen } from './screen.ts';

const STEP = {
  group: `${AT.group}/write`,
  network: `${AT.network}/write`,
  subnet: `${AT.subnet}/write`,
  zone: `${AT.zone}/write`,
  link: `${AT.link}/write`,
  registry: `${AT.registry}/write`,
  endpoint: `${AT.endpoint}/write`,
} as const;

const REFUSED: StepFailure = {
  kind: 'denied',
  code: 'AuthorizationFailed',
  innerCodes: [],
  message: 'No.',
  action: 'create',
  label: 'registry',
  id: '/',
  attempts: 1,
  elapsedMs: 1_000,
  stillRunning: false,
};

const THROTTLED: Trace = { kind: 'pause', why: 'throttled', ms: 8_000, asked: true };

let plan: Plan;
beforeAll(async () => {
  plan = await planOf(openLab(), EXAMPLE);
});
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function stepsOf({ changes }: Plan): readonly StepRef[] {
  return changes.flatMap(({ address, steps }) => steps.map(({ name }): StepRef => `${address}/${name}`));
}

/** A run of the plan, on a screen. */
function running(what: Plan = plan, size: Parameters<typeof newScreen>[0] = {}) {
  const [screen, interrupt] = [newScreen(size), new AbortController()];
  const progress = startProgress(screen.stream, { json: false, color: false, interrupt: interrupt.signal });
  progress.expect(what);
  progress.emit({ kind: 'walk-started', steps: stepsOf(what) });
  return {
    ...actsOf(progress),
    progress,
    interrupt: () => interrupt.abort(),
    /** What stands there, without the frames of what moves. */
    shown: () => screen.lines().map((line) => line.replace(/^ {2}[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/, '  *')),
  };
}

function actsOf(progress: Progress) {
  return {
    start: (...steps: StepRef[]) => {
      for (const step of steps) progress.emit({ kind: 'step-started', step, expectedSeconds: 20 });
    },
    finish: (...steps: StepRef[]) => {
      for (const step of steps) progress.emit({ kind: 'step-done', step, elapsedMs: 1_000, sent: true });
    },
    fail: (step: StepRef) => progress.emit({ kind: 'step-failed', step, elapsedMs: 1_000, failure: REFUSED }),
    pass: (seconds: number) => void vi.advanceTimersByTime(seconds * 1_000),
  };
}

describe('on a terminal, a run', () => {
  it('shows three of the steps that wait, and for what, first those that are next', () => {
    const run = running();
    run.start(STEP.group);
    run.finish(STEP.group);
    run.start(STEP.network, STEP.zone, STEP.registry);
    run.pass(1.2);
    expect(run.shown()).toEqual([
      '  ✔ resourceGroups.rg-images                                                1 s',
      '  * networks.vnet-hub                                       1.2 s of about 20 s',
      '  * privateDnsZones["privatelink.azurecr.io"]               1.2 s of about 20 s',
      '  * registries.contosoimages                                1.2 s of about 20 s',
      '  · networks.vnet-hub.subnets.endpoints              waits for network vnet-hub',
      '  · link vnet-hub    waits for network vnet-hub and zone privatelink.azurecr.io',
      '  · endpoint hub          waits for subnet endpoints and registry contosoimages',
      '    1 more wait',
      '  1 of 8 · 1.2 s, about 1 min 11 s left',
    ]);
  });

  it('cuts no name in the middle: what does not fit beside that of a step that waits is counted', () => {
    const run = running(plan, { columns: 52 });
    run.start(STEP.group);
    run.finish(STEP.group);
    run.start(STEP.network, STEP.zone, STEP.registry);
    expect(run.shown().filter((line) => line.includes('waits for'))).toEqual([
      '  · subnet endpoints     waits for network vnet-hub',
      '  · link vnet-hub                 waits for 2 steps',
      '  · endpoint hub                  waits for 2 steps',
    ]);
  });

  it('says of a step that waits for no other that it waits for its turn', () => {
    const run = running();
    run.start(STEP.group);
    run.finish(STEP.group);
    run.start(STEP.network);
    expect(run.shown().join('\n')).toMatch(/azurecr\.io"\] +waits for its turn$/m);
  });

  it('says no more how much time is left than the plan estimated', () => {
    const run = running();
    run.start(STEP.group);
    run.pass(70);
    expect(run.shown().at(-1)).toBe('  0 of 8 · 1 min 10 s, about 2 s left');
    run.pass(10);
    expect(run.shown().at(-1)).toBe('  0 of 8 · 1 min 20 s, longer than the estimated 1 min 12 s');
  });

  it('counts what cannot start after a failure, and lets it wait for nothing', () => {
    const run = running();
    run.start(STEP.group);
    run.finish(STEP.group);
    run.start(STEP.registry, STEP.network, STEP.zone);
    run.fail(STEP.registry);
    expect(run.shown().at(-1)).toMatch(/^ {2}2 of 8 · 1 failed, 2 cannot start · /);
    expect(run.shown().filter((line) => /waits for|more wait/.test(line))).toEqual([
      '  · networks.vnet-hub.subnets.endpoints              waits for network vnet-hub',
      '  · link vnet-hub    waits for network vnet-hub and zone privatelink.azurecr.io',
    ]);
  });

  it('says what is left until somebody acts, and what that holds', () => {
    const run = running();
    run.start(STEP.group);
    run.finish(STEP.group);
    run.start(STEP.registry);
    run.progress.emit({ kind: 'step-held', step: STEP.registry, missing: ['an approval'] });
    expect(run.shown()[1]).toMatch(/^ {2}· registries\.contosoimages +left until somebody acts$/);
    expect(run.shown().at(-1)).toMatch(/^ {2}2 of 8 · 1 left, 2 cannot start · /);
  });

  it('lets nothing wait once it is interrupted, since nothing will start', () => {
    const run = running();
    run.start(STEP.group);
    run.interrupt();
    run.pass(0.2);
    expect(run.shown().map((line) => line.slice(0, 4))).toEqual(['  * ', '  0 ']);
  });

  it('tells a pause that Azure asked for, as long as it lasts', () => {
    const run = running();
    run.start(STEP.group);
    run.progress.trace(THROTTLED);
    run.progress.trace({ ...THROTTLED, why: 'retry', ms: 60_000 });
    run.pass(3);
    expect(run.shown()).toContain('  Azure throttles: nothing is sent for 5 s');
    run.pass(6);
    expect(run.shown().join()).not.toContain('throttles');
  });

  it.each([4, 6, 24])('keeps to %i rows, so that it can take back what it drew', (rows) => {
    const many = PLANS['environments (prod), from nothing'] as Plan;
    const run = running(many, { rows });
    run.start(...stepsOf(many).slice(0, 7));
    expect(run.shown().length).toBeLessThan(rows);
    if (rows < 8) expect(run.shown()[rows - 3]).toMatch(/^ {4}\d+ more run$/);
    run.finish(...stepsOf(many));
    run.progress.stop();
    expect(run.shown()).toHaveLength(8);
  });

  it.each([40, 60, 80, 100])('writes no line that a terminal of %i columns would break', (columns) => {
    for (const each of Object.values(PLANS)) {
      const run = running(each, { columns });
      const [first, second] = stepsOf(each);
      for (const step of [first, second]) if (step !== undefined) run.start(step);
      run.progress.trace(THROTTLED);
      run.pass(0.2);
      expect(run.shown().filter((line) => line.length >= columns)).toEqual([]);
      run.progress.stop();
    }
  });
});

describe('in a log, a run', () => {
  it('tells a pause once, whoever is refused in it', () => {
    const written: string[] = [];
    const stream = { write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream;
    const interrupt = new AbortController().signal;
    const progress = startProgress(stream, { json: false, color: false, interrupt });
    progress.trace(THROTTLED);
    progress.trace(THROTTLED);
    expect(written).toEqual(['  · Azure throttles: nothing is sent for 8 s\n']);
    vi.advanceTimersByTime(9_000);
    progress.trace(THROTTLED);
    progress.stop();
    expect(written).toHaveLength(2);
  });
});
