import { beforeAll, describe, expect, it } from 'vitest';
import { AcrctlError } from '../../src/core/errors.ts';
import type { Transport } from '../../src/core/world.ts';
import { EXAMPLE, openLab } from '../lab.ts';
import { bounded, endOf, labAt, type Reference, referenceOf, requireDone, run } from './crashes.ts';
import type { DiskOperation } from './disk.ts';
import { differencesIn } from './end.ts';
import { HISTORIES, WIDE_HISTORIES } from './histories.ts';
import { observe } from './observer.ts';
import { ALL, evenly } from './sampling.ts';
import { fails, faultsInTurn, missedReads } from './write-faults.ts';

const CASES = [...HISTORIES, ...WIDE_HISTORIES.filter(({ keyed }) => keyed)];

describe.each(CASES.map((history, turn) => ({ ...history, history, turn })))('$name', ({ history, turn }) => {
  let reference: Reference;
  beforeAll(async () => {
    reference = await referenceOf(history, 'typical');
  });

  it('converges after a fault at every write, of each kind in turn', async () => {
    expect(await faultsInTurn(reference, turn)).toEqual([]);
  });

  it('one 404 for something that is there, or was just made, proves nothing (I-17)', async () => {
    expect(await missedReads(reference, turn)).toEqual([]);
  });
});

describe('an operation that failed', () => {
  it.each([
    ['registries.contosoimages', 'registries/contosoimages'],
    ['registries.contosoimages.network.privateEndpoints.hub', 'privateEndpoints/contosoimages-hub'],
  ])(
    'leaves %s in the state as unsettled, and the next run repairs it by PUT (G22)',
    async (address, path) => {
      const lab = openLab();
      const observer = observe(lab);
      lab.emulator.setFaults([
        {
          match: { method: 'PUT', path: `/${path.replaceAll('.', '\\.')}\\?/` },
          ...fails('InternalServerError'),
        },
      ]);
      const first = await lab.apply(EXAMPLE, { transport: observer.watch });
      expect(first.kind === 'applied' && first.outcome.failed.map(({ step }) => step)).toEqual([
        `${address}/write`,
      ]);
      const entry = (await lab.state())?.resources.find((each) => each.address === address);
      expect(entry?.settled).toBe(false);
      const { planned } = await lab.plan(EXAMPLE);
      expect(planned.plan.changes.find((change) => change.address === address)).toMatchObject({
        actions: ['update'],
        reason: 'failed',
      });
      lab.emulator.clearRequests();
      await lab.converge(EXAMPLE, { transport: observer.watch });
      const repair = lab.writes().filter((write) => write.path.endsWith(path));
      expect(repair.map(({ method }) => method)).toEqual(['PUT']);
      expect((await lab.plan(EXAMPLE)).planned.plan.changes).toEqual([]);
      expect(observer.violations).toEqual([]);
    },
  );
});

describe('an operation of a registry that once was Succeeded', () => {
  const PATCHED = EXAMPLE.replace('    sku: Premium', '    anonymousPull: true\n    sku: Premium');

  it.each([
    ['fails and is worth a retry, is sent again by PATCH', 'RetryableError', false, false],
    ['fails so but shows the new values, is sent again by PATCH', 'RetryableError', false, true],
    ['fails, is repaired by PATCH', 'InternalServerError', false, false],
    ['fails while the run is dead, is repaired by PATCH', 'InternalServerError', true, false],
    ['fails meanwhile but shows the new values, is repaired by PATCH', 'InternalServerError', true, true],
  ] as const)('that %s (G22)', async (_, code, dies, shows) => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    const observer = observe(lab);
    const patch = { method: 'PATCH', path: '/registries/contosoimages\\?/' };
    lab.emulator.setFaults([{ match: patch, ...fails(code) }]);
    const transport = (inner: Transport) => observer.watch(shows ? showingFailed(inner) : inner);
    const world = lab.newProcess(dies ? { crashAt: await firstPoll(PATCHED) } : {});
    const first = await world.run(() => lab.apply(PATCHED, { world, transport }));
    expect(first.kind).toBe(dies ? 'died' : 'returned');
    const { planned } = await lab.plan(PATCHED);
    expect(planned.plan.changes.length === 0).toBe(code === 'RetryableError');
    await lab.apply(PATCHED, { transport });
    expect((await lab.plan(PATCHED)).planned.plan.changes).toEqual([]);
    expect(observer.writes.map(({ method }) => method)).toEqual(['PATCH', 'PATCH']);
    expect(observer.violations).toEqual([]);
  });

  /** The boundary after which an apply of the text over the example follows its first operation. */
  async function firstPoll(text: string): Promise<number> {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    const world = lab.newProcess();
    await lab.converge(text, { world });
    return world.boundaries.find(({ label }) => label.startsWith('poll'))?.number ?? 0;
  }

  /** The emulator takes back what a failed operation was to write; Azure need not. */
  function showingFailed(inner: Transport): Transport {
    return {
      send: async (request) => {
        const response = await inner.send(request);
        if (!response.body.includes('"provisioningState":"Failed"')) return response;
        return {
          ...response,
          body: response.body.replace('"anonymousPullEnabled":false', '"anonymousPullEnabled":true'),
        };
      },
    };
  }
});

describe.each(HISTORIES)('$name', (history) => {
  it.each([
    ['at once', 0],
    ['a minute later', 60_000],
  ])(
    'converges when every request arrives twice, the second %s, and only that is answered',
    async (_, laterMs) => {
      const reference = await referenceOf(history, 'typical');
      const { lab, memory } = labAt(reference);
      const observer = observe(lab);
      const transport = (inner: Transport): Transport =>
        observer.watch({
          send: async (request) => {
            if (request.method === 'GET') return inner.send(request);
            await inner.send(request);
            await new Promise<void>(
              (resolve) => void lab.timeline.at(lab.timeline.nowMs() + laterMs, resolve),
            );
            return inner.send(request);
          },
        });
      requireDone(await bounded(lab, run(lab, history, { transport })), 'the run');
      const end = await bounded(lab, endOf(lab, history, observer, memory));
      // A zone group that is written twice writes its records anew.
      expect(differencesIn(reference.end, { ...end, created: reference.end.created })).toEqual([]);
      expect(observer.violations).toEqual([]);
    },
  );
});

describe.each(HISTORIES.map((history, turn) => ({ ...history, history, turn })))(
  '$name',
  ({ history, turn }) => {
    it('converges after ENOSPC or EIO at operations of every kind on a file, each reported (L03)', async () => {
      const reference = await referenceOf(history, 'typical');
      const operations = await operationsIn(reference);
      const failures: string[] = [];
      for (const { nth, operation } of taken(operations, turn)) {
        const { lab, memory } = labAt(reference);
        const observer = observe(lab);
        let count = 0;
        lab.disk.fault = () => {
          count += 1;
          return count === nth ? (nth % 2 === 0 ? 'ENOSPC' : 'EIO') : undefined;
        };
        const world = lab.newProcess();
        const first = await bounded(lab, run(lab, history, { world, transport: observer.watch })).catch(
          (error: unknown) => error,
        );
        lab.disk.fault = () => undefined;
        world.kill();
        // A beat that fails, which reads and rewrites the lock, is made up for by the next one.
        const isReported = first instanceof AcrctlError && first.diagnostics[0]?.code === 'ACR2109';
        if (!isReported && operation !== 'read' && operation !== 'rewrite') {
          failures.push(`operation ${nth}, ${operation}: it ended with ${JSON.stringify(first)}`);
        }
        requireDone(await bounded(lab, run(lab, history, { transport: observer.watch })), 'the run after it');
        const end = await bounded(lab, endOf(lab, history, observer, memory));
        const differences = differencesIn(reference.end, { ...end, writes: reference.end.writes });
        failures.push(
          ...[...differences, ...observer.violations].map((fault) => `operation ${nth}: ${fault}`),
        );
      }
      expect(failures).toEqual([]);
    });
  },
);

interface Operation {
  readonly nth: number;
  readonly operation: DiskOperation;
}

/** What an undisturbed run does with files, one after another. */
async function operationsIn(reference: Reference): Promise<readonly Operation[]> {
  const { lab } = labAt(reference);
  const operations: Operation[] = [];
  lab.disk.fault = (operation) => {
    operations.push({ nth: operations.length + 1, operation });
    return undefined;
  };
  requireDone(await bounded(lab, run(lab, reference.history, {})), 'the undisturbed run');
  return operations;
}

/** One of each kind; half of the kinds in each turn. */
function taken(operations: readonly Operation[], turn: number): readonly Operation[] {
  const kinds = Map.groupBy(operations, ({ operation }) => operation);
  return [...kinds.values()].flatMap((members, place) =>
    ALL || (place + turn) % 2 === 0 ? evenly(members, 1, turn) : [],
  );
}
