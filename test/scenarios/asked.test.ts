import { describe, expect, it } from 'vitest';
import type { PlanOptions } from '../../src/core/plan.ts';
import { EXAMPLE, GROUP, type Lab, openLab } from '../lab.ts';
import {
  AT,
  applySaved,
  blockedIn,
  cloudIn,
  type Edits,
  example,
  ID,
  OPEN,
  planOf,
  savedPlan,
  sent,
  VERSION,
} from './stacks.ts';

const { group, network, subnet, zone, link, registry, endpoint, zoneGroup } = AT;

async function applied(edits: Edits = {}): Promise<Lab> {
  const lab = openLab();
  await lab.converge(example(edits));
  lab.emulator.clearRequests();
  return lab;
}

describe('--replace makes again', () => {
  it.each<[string, Partial<PlanOptions>, readonly string[]]>([
    [link, {}, ['DELETE vnet-hub', 'PUT vnet-hub']],
    [zoneGroup, {}, ['DELETE default', 'PUT default']],
    [
      endpoint,
      { allowDestroy: [endpoint] },
      ['DELETE default', 'DELETE contosoimages-hub', 'PUT contosoimages-hub', 'PUT default'],
    ],
    [
      registry,
      { allowDestroy: [registry] },
      [
        ...['DELETE default', 'DELETE contosoimages-hub', 'DELETE contosoimages'],
        ...['PUT contosoimages', 'PUT contosoimages-hub', 'PUT default'],
      ],
    ],
  ])('%s, with what knows that very object, and then nothing is left to do', async (address, more, sends) => {
    const lab = await applied();
    const before = (await lab.state())?.resources;
    await lab.converge(EXAMPLE, { options: { replace: [address], ...more } });
    expect(sent(lab)).toEqual(sends);
    expect(await planOf(lab, EXAMPLE)).toMatchObject({ changes: [], drift: [] });
    const bare = (entries: typeof before) => entries?.map(({ incarnation: _, ...rest }) => rest);
    expect(bare((await lab.state())?.resources)).toEqual(bare(before));
    expect(cloudIn(lab)).toMatchObject({ connections: ['Approved', 'Approved'], links: ['Completed'] });
  });

  it('what it names as a change with its reason, and says why of what follows', async () => {
    const lab = await applied();
    const { changes } = await planOf(lab, EXAMPLE, { options: { replace: [subnet] } });
    expect(changes.map(({ address, actions, reason }) => [address, actions.join(), reason])).toEqual([
      [subnet, 'delete,create', 'asked'],
      [endpoint, 'delete,create', 'parent-replaced'],
      [zoneGroup, 'delete,create', 'parent-replaced'],
    ]);
  });

  it('what differs anyway in one go, and keeps the reason of what is made again anyway', async () => {
    const lab = await applied(OPEN);
    const file = example({ ...OPEN, [`${network}.location`]: 'northeurope', [`${link}.tags`]: { a: 'b' } });
    const reasons = (await planOf(lab, file, { options: { replace: [network, link] } })).changes.map(
      ({ address, reason }) => [address, reason],
    );
    expect(reasons).toEqual([
      [network, 'immutable'],
      [subnet, 'parent-replaced'],
      [link, 'asked'],
    ]);
  });

  it('what is to come back anyway after somebody deleted it', async () => {
    const lab = await applied();
    await lab.request('DELETE', ID.link, VERSION.dns);
    lab.emulator.advance(120_000);
    const { changes } = await planOf(lab, EXAMPLE, { options: { replace: [link] } });
    expect(changes.map(({ address, reason }) => [address, reason])).toEqual([[link, 'gone']]);
  });
});

describe('--replace is refused by', () => {
  it.each([
    [registry, { [registry]: 'ACR2002' }],
    [endpoint, { [endpoint]: 'ACR2004' }],
    [subnet, { [endpoint]: 'ACR2004' }],
  ])('the guard that keeps what is lost with %s', async (address, blocked) => {
    const lab = await applied();
    const result = await lab.apply(EXAMPLE, { options: { replace: [address] } });
    expect([result.kind, blockedIn(result.planned.plan), sent(lab)]).toEqual(['refused', blocked, []]);
  });

  it('the count of what goes', async () => {
    const lab = await applied();
    const options = { replace: [network], allowDestroy: [endpoint] };
    const result = await lab.apply(EXAMPLE, { options });
    expect([result.kind, result.planned.plan.diagnostics.map(({ code }) => code)]).toEqual([
      'refused',
      ['ACR2001'],
    ]);
    expect((await lab.apply(EXAMPLE, { options: { ...options, allowMassDestroy: 5 } })).kind).toBe('applied');
  });

  it.each<[string, string, Partial<PlanOptions>, Edits]>([
    [
      'is not there yet',
      'networks.vnet-new',
      {},
      { 'networks.vnet-new': { addressSpace: ['10.30.0.0/16'] } },
    ],
    ['leaves the file', endpoint, {}, OPEN],
    ['is removed with everything', link, { destroy: true }, {}],
    ['is left aside', link, { target: [group] }, {}],
    ['is left aside', link, { exclude: [zone] }, {}],
    ['is somebody else’s', 'resourceGroups.rg-theirs', {}, { 'resourceGroups.rg-theirs': {} }],
    ['is only taken over', 'resourceGroups.rg-theirs', {}, { 'resourceGroups.rg-theirs': { adopt: true } }],
  ])('an error where the object %s: %s', async (_, address, more, edits) => {
    const lab = await applied();
    await lab.request('PUT', GROUP.replace('rg-images', 'rg-theirs'), VERSION.resources, {
      location: 'westeurope',
    });
    await expect(
      planOf(lab, example(edits), { options: { replace: [address], ...more } }),
    ).rejects.toMatchObject({
      exitCode: 1,
      diagnostics: [{ code: 'ACR2063', detail: expect.stringContaining(address) }],
    });
  });
});

it('a saved plan to make an object again is applied once', async () => {
  const lab = await applied();
  const saved = await savedPlan(lab, EXAMPLE, { options: { replace: [link] } });
  expect((await applySaved(lab, EXAMPLE, saved)).kind).toBe('applied');
  expect(sent(lab)).toEqual(['DELETE vnet-hub', 'PUT vnet-hub']);
  await expect(applySaved(lab, EXAMPLE, saved)).rejects.toMatchObject({ exitCode: 6 });
});

it('what a killed run had begun to make again is there after any other apply', async () => {
  let crashes = 0;
  for (let died = true; died; crashes += 1) {
    const lab = await applied();
    const world = lab.newProcess({ crashAt: crashes + 1 });
    const options = { replace: [zoneGroup] };
    died = (await world.run(() => lab.apply(EXAMPLE, { world, options }))).kind === 'died';
    await lab.converge(EXAMPLE);
    expect(await planOf(lab, EXAMPLE)).toMatchObject({ changes: [], drift: [] });
    expect(cloudIn(lab).records).toEqual(['10.20.1.4', '10.20.1.5']);
  }
  expect(crashes).toBeGreaterThan(20);
});
