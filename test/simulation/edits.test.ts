import { describe, expect, it } from 'vitest';
import type { StateReading } from '../../src/core/state.ts';
import { type EditRecord, editState } from '../../src/state/edit.ts';
import { movedEntries } from '../../src/state/entry-moves.ts';
import { acquireLock } from '../../src/state/local/lock.ts';
import { openStateStore } from '../../src/state/local/store.ts';
import { EXAMPLE, type Lab, openLab } from '../lab.ts';
import { AT, example, planOf } from '../scenarios/stacks.ts';
import { refusalOf } from '../state/samples.ts';
import { masked } from './masked.ts';
import { labsAfter } from './point.ts';
import { ALL } from './sampling.ts';
import type { Boundary, SimulatedWorld } from './world.ts';

interface Edit {
  readonly name: string;
  /** Undefined where nothing is left to do: the command ends with an error that says so. */
  readonly records: (reading: StateReading) => readonly EditRecord[] | undefined;
}

const renamed = (from: string, to: string): Edit => ({
  name: `${from} is moved to ${to}`,
  records: (reading) => movedEntries(reading, from, to),
});

const forgotten = (...prefixes: string[]): Edit => ({
  name: `${prefixes.join(' and ')} forgotten`,
  records: ({ current }) => {
    const going = current?.resources.filter(({ address }) =>
      prefixes.some((each) => address.startsWith(each)),
    );
    return going?.length === 0 ? undefined : going?.map(({ address }) => ({ kind: 'forget', address }));
  },
});

const EDITS: readonly Edit[] = [
  renamed(AT.registry, 'registries.images'),
  renamed(AT.network, 'networks["vnet.hub"]'),
  renamed(AT.group, 'resourceGroups.images'),
  forgotten(AT.registry),
  forgotten(AT.network, AT.link),
];

class NothingLeft extends Error {}

function run(edit: Edit, world: SimulatedWorld): Promise<unknown> {
  const place = { dir: 'state', stack: 'images-prod' };
  return editState({
    store: openStateStore({ ...place, files: world.files }),
    random: world.random,
    operation: 'state mv',
    acquireLock: () =>
      acquireLock({ ...place, world, operation: 'state mv', lockTimeoutMs: 0, requestTimeoutMs: 120_000 }),
    recordsFor: async (reading) => {
      const records = edit.records(reading);
      if (records === undefined) throw new NothingLeft();
      return records;
    },
  });
}

const applied = labsAfter((lab) => lab.converge(EXAMPLE));

/** Where the edit can die, each `step`th of it beginning with the `turn`th. */
async function deathsIn(edit: Edit, step = 1, turn = 0): Promise<readonly Boundary[]> {
  const world = (await applied()).newProcess();
  await run(edit, world);
  expect(world.boundaries.length).toBeGreaterThan(12);
  return world.boundaries.filter(({ number }) => ALL || number % step === turn % step);
}

/** A lab in which the edit has died there. */
async function died(edit: Edit, { number }: Boundary): Promise<Lab> {
  const lab = await applied();
  const world = lab.newProcess({ crashAt: number });
  expect(await world.run(() => run(edit, world))).toMatchObject({ kind: 'died' });
  return lab;
}

const resourcesIn = async (lab: Lab) => masked((await lab.state())?.resources);

describe.each(EDITS.map((edit, turn) => ({ ...edit, edit, turn })))('$name', ({ edit, turn }) => {
  it('in one fold, without a request', async () => {
    const lab = await applied();
    await run(edit, lab.newProcess());
    expect((await lab.state())?.serial).toBe(2);
    expect(lab.emulator.requests()).toEqual([]);
    expect(Object.keys(lab.disk.texts())).toEqual([
      'state/images-prod/journal.jsonl',
      'state/images-prod/state.json',
    ]);
    await expect(run(edit, lab.newProcess())).rejects.toThrow(NothingLeft);
  });

  it('to the same end when it is killed anywhere and run again (I-01)', async () => {
    const undisturbed = await applied();
    await run(edit, undisturbed.newProcess());
    const end = await resourcesIn(undisturbed);
    for (const death of await deathsIn(edit)) {
      const lab = await died(edit, death);
      await run(edit, lab.newProcess()).catch((error: unknown) => {
        if (!(error instanceof NothingLeft)) throw error;
      });
      expect([death, await resourcesIn(lab)]).toEqual([death, end]);
    }
  });

  it('leaving at every moment a state that any other command goes on from', async () => {
    // The edits die in turn at all of the moments, which are the same ones in each.
    for (const death of await deathsIn(edit, EDITS.length, turn)) {
      const lab = await died(edit, death);
      // What was forgotten is there, and taken over where the file says so; nothing is made or deleted.
      const adopting = example(
        Object.fromEntries(
          [AT.registry, AT.endpoint, AT.network, AT.subnet, AT.link].map((at) => [`${at}.adopt`, true]),
        ),
      );
      const actions = (await planOf(lab, adopting)).changes.map((change) => change.actions.join());
      expect(new Set(actions)).toEqual(new Set(actions.length === 0 ? [] : ['no-op']));
      await lab.converge(adopting);
      expect(await planOf(lab, EXAMPLE)).toMatchObject({ changes: [], drift: [] });
    }
  });
});

it('no edge is lost while objects are on their way to other addresses', async () => {
  for (const [from, to] of [
    [AT.network, 'networks.other'],
    [AT.group, 'resourceGroups.other'],
  ] as const) {
    const edit = renamed(from, to);
    const whole = await edgesIn(await applied());
    for (const death of await deathsIn(edit)) expect(await edgesIn(await died(edit, death))).toEqual(whole);
  }
});

/** By ids, which stay. */
async function edgesIn(lab: Lab): Promise<readonly string[]> {
  const place = { dir: 'state', stack: 'images-prod' };
  const { current } = await openStateStore({ ...place, files: lab.newProcess().files }).read();
  const ids = new Map(current?.resources.map(({ address, id }) => [address, id]));
  const edges = current?.resources.flatMap(({ id, dependsOn }) =>
    dependsOn.flatMap((address) => (ids.has(address) ? [`${id} on ${ids.get(address)}`] : [])),
  );
  return [...new Set(edges)].sort();
}

describe('an edit is refused', () => {
  it('while nobody has read back what an earlier run had begun', async () => {
    const lab = openLab({ emulator: { latency: 'typical' } });
    const world = lab.newProcess();
    void lab.apply(EXAMPLE, { world });
    await new Promise<void>((resolve) => void lab.timeline.at(15_000, () => resolve()));
    world.kill();
    const before = lab.disk.text('state/images-prod/journal.jsonl');
    const edit = renamed(AT.network, 'networks.other');
    expect(await refusalOf(run(edit, lab.newProcess()))).toBe('1 ACR2114');
    expect(lab.disk.text('state/images-prod/journal.jsonl')).toBe(before);
    await lab.converge(EXAMPLE);
    await run(edit, lab.newProcess());
    expect((await lab.state())?.resources.map(({ address }) => address)).toContain('networks.other');
  });

  it('while another run holds the lock', async () => {
    const lab = await applied();
    const place = { dir: 'state', stack: 'images-prod' };
    const world = lab.newProcess();
    const lock = await acquireLock({
      ...place,
      ...{ world, operation: 'apply', lockTimeoutMs: 0, requestTimeoutMs: 120_000 },
    });
    expect(await refusalOf(run(forgotten(AT.registry), lab.newProcess()))).toBe('5 ACR2110');
    await lock.release();
  });

  it('where the address is taken, and then nothing is written', async () => {
    const lab = await applied();
    const before = lab.disk.texts();
    const taken = run(renamed(AT.registry, AT.registry), lab.newProcess());
    expect([await refusalOf(taken), lab.disk.texts()]).toEqual(['1 ACR2116', before]);
  });
});
