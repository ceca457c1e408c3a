import { describe, expect, it } from 'vitest';
import { AcrctlError, EXIT } from '../../src/core/errors.ts';
import type { ApplyResult } from '../../src/engine/run.ts';
import { EXAMPLE, type Lab, openLab, REGISTRY } from '../lab.ts';
import { bounded, endOf, labAt, type Reference, referenceOf, requireDone, run } from './crashes.ts';
import { differencesIn } from './end.ts';
import { CHANGED, HISTORIES, OPEN } from './histories.ts';
import { journalOf, observe, openIntents } from './observer.ts';
import { ALL } from './sampling.ts';
import { Machine } from './world.ts';

const [FROM_NOTHING] = HISTORIES;
if (FROM_NOTHING === undefined) throw new Error('There is no history.');
const LOCK = 'state/images-prod/lock.json';

describe('two applies at once', () => {
  it('one gives up at once with exit 5 and names the holder, the other one is not touched (I-06)', async () => {
    const reference = await referenceOf(FROM_NOTHING, 'typical');
    const { lab, memory } = labAt(reference);
    const observer = observe(lab);
    const [ada, bob] = [lab.newProcess(), lab.newProcess({ who: 'bob' })];
    const first = lab.apply(EXAMPLE, { world: ada, transport: observer.watch });
    await until(lab, 15_000);
    const refused = await lab.apply(EXAMPLE, { world: bob }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(AcrctlError);
    expect(refused).toMatchObject({ exitCode: EXIT.locked, diagnostics: [{ code: 'ACR2110' }] });
    const [diagnostic] = (refused as AcrctlError).diagnostics;
    expect(diagnostic?.detail).toContain(`apply by ada on ${ada.self.host} (process ${ada.self.pid})`);
    expect(lab.timeline.nowMs()).toBe(15_000);
    requireDone(await first, 'the first run');
    expect(differencesIn(reference.end, await endOf(lab, FROM_NOTHING, observer, memory))).toEqual([]);
  });

  it('begun in the same moment, exactly one runs (I-06)', async () => {
    const reference = await referenceOf(FROM_NOTHING, 'typical');
    const { lab, memory } = labAt(reference);
    const observer = observe(lab);
    const runs = await Promise.allSettled(
      [1, 2, 3].map(() => run(lab, FROM_NOTHING, { transport: observer.watch })),
    );
    expect(runs.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    for (const each of runs) if (each.status === 'rejected') expect(each.reason.exitCode).toBe(EXIT.locked);
    expect(differencesIn(reference.end, await endOf(lab, FROM_NOTHING, observer, memory))).toEqual([]);
  });

  it('the lock of a run that was killed on this host is taken over at once, and its journal recovered', async () => {
    const reference = await referenceOf(FROM_NOTHING, 'typical');
    const { lab, memory } = labAt(reference);
    const observer = observe(lab);
    const world = lab.newProcess();
    void lab.apply(EXAMPLE, { world, transport: observer.watch });
    await until(lab, 20_000);
    world.kill();
    expect(lab.disk.text(LOCK)).toBeDefined();
    const open = openSteps(lab);
    expect(open.length).toBeGreaterThan(0);
    let firstRequestMs: number | undefined;
    const again = await lab.apply(EXAMPLE, {
      transport: (inner) =>
        observer.watch({
          send: (request) => {
            firstRequestMs ??= lab.timeline.nowMs();
            return inner.send(request);
          },
        }),
    });
    expect(firstRequestMs).toBe(20_000);
    const recovered = lab.events.flatMap((event) => (event.kind === 'recovering' ? [event.step] : []));
    expect(recovered.toSorted()).toEqual(open.toSorted());
    requireDone(again, 'the run after it');
    expect(differencesIn(reference.end, await endOf(lab, FROM_NOTHING, observer, memory))).toEqual([]);
  });
});

describe('a run that stands still and wakes up after another one took the lock over', () => {
  it('sends nothing any more, wherever it stood in the journal (I-06)', async () => {
    const reference = await referenceOf(FROM_NOTHING, 'typical');
    const appends = reference.boundaries.filter(
      ({ moment, label }) => moment === 'after' && label.startsWith('append'),
    );
    const failures: string[] = [];
    for (let nth = 1; nth <= appends.length; nth += ALL ? 1 : 4) {
      const { lab, memory } = labAt(reference);
      const [observer, sleepy] = [observe(lab), lab.newProcess()];
      let count = 0;
      const look = lab.disk.fault;
      lab.disk.fault = (operation, path) => {
        if (operation === 'append') count += 1;
        if (operation === 'append' && count === nth) sleepy.suspend();
        return look(operation, path);
      };
      const first = lab.apply(EXAMPLE, { world: sleepy, transport: observer.watch });
      const world = lab.newProcess({ machine: new Machine('runner') });
      const second = await bounded(
        lab,
        until(lab, 100).then(() =>
          lab.apply(EXAMPLE, { world, transport: observer.watch, lockTimeoutMs: 600_000 }),
        ),
      );
      requireDone(second, 'the run that took over');
      const wokenMs = lab.timeline.nowMs() + 1;
      lab.timeline.advance(1);
      sleepy.resume();
      const error = await bounded(lab, first).catch((reason: unknown) => reason);
      const late = observer.writes.filter(({ atMs }) => atMs >= wokenMs);
      failures.push(...late.map(({ method, id }) => `append ${nth}: ${method} ${id} was sent afterwards`));
      if (!(error instanceof AcrctlError && error.exitCode === EXIT.locked))
        failures.push(`append ${nth}: it ended with ${String(error)}`);
      const end = await bounded(lab, endOf(lab, FROM_NOTHING, observer, memory));
      failures.push(
        ...differencesIn(reference.end, { ...end, writes: reference.end.writes }),
        ...observer.violations,
      );
    }
    expect(failures).toEqual([]);
  });
});

describe.each(HISTORIES)('an interrupt: $name', (history) => {
  it('at any moment: nothing new starts, the run ends within five seconds, the next one converges (L02)', async () => {
    const reference = await referenceOf(history, 'typical');
    const longestMs = await durationOf(reference);
    const failures: string[] = [];
    for (let afterMs = 0; afterMs <= longestMs; afterMs += ALL ? 2_300 : 13_700) {
      const faults = await interrupted(reference, afterMs);
      failures.push(...faults.map((fault) => `after ${afterMs} ms: ${fault}`));
    }
    expect(failures).toEqual([]);
  });
});

describe('a run that recovers', () => {
  it('can be interrupted like any other (L02)', async () => {
    const reference = await referenceOf(FROM_NOTHING, 'typical');
    const sent = reference.boundaries.filter(
      ({ moment, label }) => moment === 'after' && label.startsWith('write'),
    );
    const failures: string[] = [];
    for (const [index, { number, label }] of sent.entries()) {
      for (const afterMs of [0, 500, 5_000].filter((_, turn) => ALL || turn === index % 3)) {
        const faults = await interrupted(reference, afterMs, number);
        failures.push(...faults.map((fault) => `${label}, after ${afterMs} ms: ${fault}`));
      }
    }
    expect(failures).toEqual([]);
  });

  it('names what it cannot read, closes the rest, and sends nothing', async () => {
    const reference = await referenceOf(FROM_NOTHING, 'typical');
    const { lab, memory } = labAt(reference);
    const observer = observe(lab);
    const world = lab.newProcess();
    void lab.apply(EXAMPLE, { world, transport: observer.watch });
    await until(lab, 12_000);
    world.kill();
    const zone = 'privateDnsZones["privatelink.azurecr.io"]/write';
    expect(openSteps(lab)).toContain(zone);
    expect(openSteps(lab).length).toBeGreaterThan(1);
    const unreadable = {
      method: 'GET',
      path: '/privateDnsZones/privatelink.azurecr.io?',
      nth: 'every',
    } as const;
    const answer = { status: 500, code: 'InternalServerError', message: 'Try later.' };
    lab.emulator.setFaults([{ match: unreadable, answer }]);
    const sent = observer.writes.length;
    const refused = await bounded(lab, run(lab, FROM_NOTHING, { transport: observer.watch })).catch(
      (error: unknown) => error,
    );
    expect(refused).toMatchObject({ exitCode: EXIT.error, diagnostics: [{ code: 'ACR2010' }] });
    expect((refused as AcrctlError).diagnostics[0]?.detail).toContain(
      `${zone}. InternalServerError: Try later.`,
    );
    expect(observer.writes).toHaveLength(sent);
    expect(openSteps(lab)).toEqual([zone]);
    lab.emulator.setFaults([]);
    requireDone(await run(lab, FROM_NOTHING, { transport: observer.watch }), 'the run after it');
    expect(differencesIn(reference.end, await endOf(lab, FROM_NOTHING, observer, memory))).toEqual([]);
    expect(observer.violations).toEqual([]);
  });

  it.each(['none', 'typical'] as const)(
    'takes note when what was made is gone again, latency %s',
    async (latency) => {
      const reference = await referenceOf(FROM_NOTHING, latency);
      const polled = reference.boundaries.find(
        ({ label }) => label.startsWith('poll') && label.includes('/contosoimages/'),
      );
      const { lab, memory } = labAt(reference);
      const observer = observe(lab);
      const world = lab.newProcess({ crashAt: polled?.number ?? 0 });
      expect(
        await world.run(() => run(lab, FROM_NOTHING, { world, transport: observer.watch })),
      ).toMatchObject({ kind: 'died' });
      lab.timeline.advance(60_000);
      await lab.request('DELETE', REGISTRY, '2025-11-01');
      requireDone(
        await bounded(lab, run(lab, FROM_NOTHING, { transport: observer.watch })),
        'the run after it',
      );
      expect((await endOf(lab, FROM_NOTHING, observer, memory)).resources).toEqual(reference.end.resources);
      expect(observer.violations).toEqual([]);
    },
  );
});

describe('a step that fails (I-18)', () => {
  it('stops what waits for it and nothing else', async () => {
    const lab = openLab();
    lab.emulator.setFaults([badRequest('/virtualNetworks/vnet-hub\\?/')]);
    const { outcome } = appliedIn(await lab.apply(EXAMPLE));
    expect(outcome.failed.map(({ step, failure }) => [step, failure.code])).toEqual([
      ['networks.vnet-hub/write', 'BadRequest'],
    ]);
    const hub = 'registries.contosoimages.network.privateEndpoints.hub';
    expect(outcome.notStarted).toEqual([
      'networks.vnet-hub.subnets.endpoints/write',
      'privateDnsZones["privatelink.azurecr.io"].links.vnet-hub/write',
      `${hub}.dnsZoneGroup/write`,
      `${hub}/write`,
    ]);
    const done = [
      'privateDnsZones["privatelink.azurecr.io"]',
      'registries.contosoimages',
      'resourceGroups.rg-images',
    ];
    expect(await addresses(lab)).toEqual(done);
    await lab.converge(EXAMPLE);
    expect((await lab.plan(EXAMPLE)).planned.plan.changes).toEqual([]);
  });

  it('keeps a registry open whose private path did not come about (I-12)', async () => {
    const lab = openLab();
    await lab.converge(OPEN);
    lab.emulator.setFaults([badRequest('/privateDnsZoneGroups/default\\?/')]);
    const { outcome } = appliedIn(await lab.apply(CHANGED));
    const zoneGroup = 'registries.contosoimages.network.privateEndpoints.hub.dnsZoneGroup';
    expect(outcome.failed.map(({ step }) => step)).toEqual([`${zoneGroup}/write`]);
    expect(outcome.notStarted).toEqual(['registries.contosoimages/close']);
    expect(outcome.done).toContain('registries.contosoimages/write');
    expect(await addresses(lab)).not.toContain(zoneGroup);
    const { planned } = await lab.plan(CHANGED);
    const steps = planned.plan.changes.flatMap(({ address, steps }) =>
      steps.map(({ name }) => `${address}/${name}`),
    );
    expect(steps).toEqual(['registries.contosoimages/close', `${zoneGroup}/write`]);
    await lab.converge(CHANGED);
    expect((await lab.plan(CHANGED)).planned.plan.changes).toEqual([]);
  });
});

const MOST_MS = 5_000;

/** Interrupts a run (after a crash, where one is named) and lets another one follow; what is wrong, in words. */
async function interrupted(
  reference: Reference,
  afterMs: number,
  crashAt?: number,
): Promise<readonly string[]> {
  const { history } = reference;
  const { lab, memory } = labAt(reference);
  const observer = observe(lab);
  if (crashAt !== undefined) {
    const victim = lab.newProcess({ crashAt });
    await victim.run(() => run(lab, history, { world: victim, transport: observer.watch }));
  }
  const world = lab.newProcess();
  const atMs = lab.timeline.nowMs() + afterMs;
  let told = Number.POSITIVE_INFINITY;
  lab.timeline.at(atMs, () => {
    world.interruptNow();
    told = lab.events.length;
  });
  const result = await bounded(lab, run(lab, history, { world, transport: observer.watch })).catch(
    (error: unknown) => error,
  );
  const faults: string[] = [];
  if (lab.timeline.nowMs() > atMs + MOST_MS)
    faults.push(`it ended ${lab.timeline.nowMs() - atMs} ms after the signal`);
  faults.push(
    ...observer.writes
      .filter((write) => write.atMs > atMs)
      .map(({ method, id }) => `${method} ${id} was begun`),
  );
  const begun = lab.events
    .slice(told)
    .flatMap((event) => (event.kind === 'step-started' ? [event.step] : []));
  faults.push(...begun.map((step) => `${step} was started`));
  if (!endedInOrder(result)) faults.push(`it ended with ${String(result)}`);
  if (lab.disk.text(LOCK) !== undefined) faults.push('the lock is left');
  requireDone(await bounded(lab, run(lab, history, { transport: observer.watch })), 'the run after it');
  const end = await bounded(lab, endOf(lab, history, observer, memory));
  // What was cut off unanswered may have been sent again.
  return [
    ...faults,
    ...differencesIn(reference.end, { ...end, writes: reference.end.writes }),
    ...observer.violations,
  ];
}

/** Interrupted before it walked, while it walked, or too late. */
function endedInOrder(result: unknown): boolean {
  if (result instanceof Error) return result.message === 'interrupted';
  const { kind, ...rest } = result as ApplyResult;
  if (kind === 'nothing-to-do') return true;
  if (!('outcome' in rest)) return false;
  const { interrupted: wasInterrupted, failed, notStarted, cutOff } = rest.outcome;
  return failed.length === 0 && wasInterrupted === notStarted.length + cutOff.length > 0;
}

async function durationOf(reference: Reference): Promise<number> {
  const { lab } = labAt(reference);
  const startMs = lab.timeline.nowMs();
  requireDone(await run(lab, reference.history, {}), 'the undisturbed run');
  return lab.timeline.nowMs() - startMs;
}

function openSteps(lab: Lab): readonly string[] {
  return openIntents(journalOf(lab)).map(({ intent }) => intent.step);
}

function until(lab: Lab, atMs: number): Promise<void> {
  return new Promise((resolve) => void lab.timeline.at(atMs, resolve));
}

function badRequest(path: string) {
  return {
    match: { method: 'PUT', path: `/${path.replace(/^\//, '')}` },
    answer: { status: 400, code: 'BadRequest' },
  };
}

function appliedIn(result: ApplyResult) {
  if (result.kind !== 'applied') throw new Error(`The run was ${result.kind}.`);
  return result;
}

async function addresses(lab: Lab): Promise<readonly string[]> {
  return ((await lab.state())?.resources ?? []).map(({ address }) => address);
}
