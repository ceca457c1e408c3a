import { describe, expect, it } from 'vitest';
import { openStateStore } from '../../src/state/local/store.ts';
import { EXAMPLE, type Lab } from '../lab.ts';
import { imported, loseState } from '../scenarios/importing.ts';
import { AT, planOf, sent } from '../scenarios/stacks.ts';
import { labsAfter } from './point.ts';
import { evenly } from './sampling.ts';
import type { SimulatedWorld } from './world.ts';

/** Everything is there, and the state is not. */
const stateless = labsAfter(async (lab) => {
  await lab.converge(EXAMPLE);
  loseState(lab);
});

/** What any next command takes the state for. */
async function held(lab: Lab) {
  const place = { dir: 'state', stack: 'images-prod' };
  const { current } = await openStateStore({ ...place, files: lab.newProcess().files }).read();
  return (current?.resources ?? []).map(({ incarnation: _, ...entry }) => entry);
}

describe.each([
  ['one object', [AT.registry]],
  ['a part of an entry', [AT.zoneGroup]],
  ['everything', 'all'],
] as const)('an import of %s', (_, addresses) => {
  const run = (lab: Lab, world?: SimulatedWorld) => imported(lab, EXAMPLE, addresses, world);

  it('that is killed anywhere leaves whole entries or none, and ends alike when it is run again (I-01)', async () => {
    const undisturbed = await stateless();
    await run(undisturbed);
    const end = await held(undisturbed);
    const seen = new Set<number>();
    let crashes = 0;
    for (let died = true; died; crashes += 1) {
      const lab = await stateless();
      const world = lab.newProcess({ crashAt: crashes + 1 });
      died = (await world.run(() => run(lab, world))).kind === 'died';
      const left = await held(lab);
      seen.add(left.length);
      for (const entry of left) expect(end, `after crash ${crashes}`).toContainEqual(entry);
      await run(lab);
      expect([crashes, await held(lab)]).toEqual([crashes, end]);
      expect([sent(lab), Object.keys(lab.kept())]).toEqual([[], ['journal.jsonl', 'state.json']]);
    }
    expect(crashes).toBeGreaterThan(12);
    expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: end.length + 1 }, (_, n) => n));
  });

  it('that is killed anywhere stands in the way of no plan', async () => {
    const undisturbed = await stateless();
    const process = undisturbed.newProcess();
    await run(undisturbed, process);
    for (const { number } of evenly(process.boundaries, 8)) {
      const lab = await stateless();
      const world = lab.newProcess({ crashAt: number });
      expect(await world.run(() => run(lab, world))).toMatchObject({ kind: 'died' });
      const known = new Set((await held(lab)).map(({ address }) => address));
      const { changes, drift } = await planOf(lab, EXAMPLE);
      expect(drift).toEqual([]);
      expect(changes.filter(({ address }) => known.has(address))).toEqual([]);
      expect(changes.every(({ blocked }) => blocked?.code === 'ACR1301')).toBe(true);
    }
  });
});
