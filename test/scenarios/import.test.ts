import { describe, expect, it } from 'vitest';
import { openLab } from '../lab.ts';
import { imported, loseState } from './importing.ts';
import { AT, example, planOf, sent } from './stacks.ts';

describe('objects that the state does not hold', () => {
  it('are all taken in as they were, by reads alone (I-08)', async () => {
    const lab = openLab();
    await lab.converge(example());
    const before = (await lab.state())?.resources;
    loseState(lab);
    lab.emulator.clearRequests();
    const { refused, already, next } = await imported(lab, example(), 'all');
    expect([refused, already, next.plan.changes]).toEqual([[], [], []]);
    expect((await lab.state())?.resources).toEqual(before);
    expect(sent(lab)).toEqual([]);
    expect(await planOf(lab, example())).toMatchObject({ changes: [], drift: [] });
  });

  it('are taken in one by one, a part of an entry alone, too', async () => {
    const lab = openLab();
    await lab.converge(example());
    const before = (await lab.state())?.resources;
    loseState(lab);
    for (const { address } of before ?? [])
      expect((await imported(lab, example(), [address])).refused, address).toEqual([]);
    expect((await lab.state())?.resources).toEqual(before);
    const { records, already } = await imported(lab, example(), [AT.zoneGroup]);
    expect([records, already.map(({ address }) => address)]).toEqual([[], [AT.zoneGroup]]);
  });
});
