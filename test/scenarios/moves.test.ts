import { describe, expect, it } from 'vitest';
import { GROUP, openLab } from '../lab.ts';
import {
  blockedIn,
  type Edits,
  edited,
  example,
  expectSentAndEmpty,
  OPEN,
  planOf,
  sent,
  VERSION,
} from './stacks.ts';

describe('moves that meet', () => {
  const one = { name: 'contosoone', sku: 'Basic', network: { publicAccess: 'enabled' } };
  const two = { ...one, name: 'contosotwo' };
  const three = { ...one, name: 'contosothree' };
  const open = (registries: Edits) =>
    edited(
      example(OPEN),
      Object.fromEntries(Object.entries(registries).map(([key, entry]) => [`registries.${key}`, entry])),
    );

  it.each<{
    readonly name: string;
    readonly from: Edits;
    readonly to: Edits;
    readonly sends: readonly string[];
    readonly holds: Readonly<Record<string, string>>;
  }>([
    {
      name: 'two entries that change places',
      from: { aa: one, bb: two },
      to: { aa: two, bb: one },
      sends: [],
      holds: { aa: 'contosotwo', bb: 'contosoone' },
    },
    {
      name: 'three in a ring',
      from: { aa: one, bb: two, cc: three },
      to: { aa: two, bb: three, cc: one },
      sends: [],
      holds: { aa: 'contosotwo', bb: 'contosothree', cc: 'contosoone' },
    },
    {
      name: 'a row, each taking the place of the next',
      from: { aa: one, bb: two },
      to: { bb: one, cc: two },
      sends: [],
      holds: { bb: 'contosoone', cc: 'contosotwo' },
    },
    {
      name: 'one that takes the place of an object that goes',
      from: { aa: one, bb: two },
      to: { bb: one },
      sends: ['DELETE contosotwo'],
      holds: { bb: 'contosoone' },
    },
    {
      name: 'one that leaves its place to a new object',
      from: { aa: one },
      to: { aa: two, bb: one },
      sends: ['PUT contosotwo'],
      holds: { aa: 'contosotwo', bb: 'contosoone' },
    },
  ])('are done without losing an object: $name', async ({ from, to, sends, holds }) => {
    const lab = openLab();
    await lab.converge(open(from));
    const options = { allowDestroy: ['registries.bb["removed"]'] };
    lab.emulator.clearRequests();
    await lab.converge(open(to), { options });
    expect(sent(lab)).toEqual(sends);
    expect(await planOf(lab, open(to))).toMatchObject({ changes: [], drift: [] });
    const held = (await lab.state())?.resources.flatMap(({ address, id }) => {
      const key = /^registries\.(\w\w)$/.exec(address)?.[1];
      return key === undefined ? [] : [[key, id.split('/').at(-1)]];
    });
    expect(Object.fromEntries(held ?? [])).toEqual(holds);
  });

  it('are refused where the object whose place is taken is a registry, without an allowance', async () => {
    const lab = openLab();
    await lab.converge(open({ aa: one, bb: two }));
    const result = await lab.apply(open({ bb: one }));
    expect([result.kind, blockedIn(result.planned.plan)]).toEqual([
      'refused',
      { 'registries.bb["removed"]': 'ACR2002' },
    ]);
    expect(result.planned.plan.moves.map(({ from, to }) => `${from} ${to}`)).toEqual([
      'registries.aa registries.bb',
      'registries.bb registries.bb["removed"]',
    ]);
  });

  it('forget what is not ours any more before its place is taken', async () => {
    const lab = openLab();
    await lab.converge(open({ aa: one, bb: two }));
    await lab.request(
      'DELETE',
      `${GROUP}/providers/Microsoft.ContainerRegistry/registries/contosotwo`,
      VERSION.registry,
    );
    await expectSentAndEmpty(lab, open({ bb: one }), []);
  });

  it('keep every object through a crash at every durable write', async () => {
    const [from, to] = [open({ aa: one, bb: two, cc: three }), open({ aa: two, bb: three, cc: one })];
    let crashes = 0;
    for (let died = true; died; crashes += 1) {
      const lab = openLab();
      await lab.converge(from);
      lab.emulator.clearRequests();
      const world = lab.newProcess({ crashAt: crashes + 1 });
      died = (await world.run(() => lab.apply(to, { world }))).kind === 'died';
      const left = (await planOf(lab, to)).changes.filter(({ actions }) => actions[0] !== 'no-op');
      expect([crashes, left]).toEqual([crashes, []]);
      await expectSentAndEmpty(lab, to, []);
    }
    expect(crashes).toBeGreaterThan(10);
  });
});
