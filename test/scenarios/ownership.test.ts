import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { EXAMPLE, type Lab, openLab } from '../lab.ts';
import {
  AT,
  actionsOf,
  blockedIn,
  changeAt,
  edited,
  example,
  expectSentAndEmpty,
  ID,
  markOf,
  OPEN,
  objectAt,
  planOf,
  sent,
  VERSION,
} from './stacks.ts';

/** The group is there and not ours. */
const THERE = { ...OPEN, resourceGroups: null } as const;

describe('an object that is there and not in the state (I-08)', () => {
  it.each([
    { what: 'a registry without a mark', tags: {}, blocked: 'ACR1301' },
    {
      what: 'a registry with the mark of this stack, whose state was lost',
      tags: markOf(AT.registry),
      blocked: 'ACR1301',
    },
    {
      what: 'a registry with the mark of another stack',
      tags: markOf(AT.registry, 'other'),
      blocked: 'ACR1302',
    },
  ])('is not taken over silently: $what', async ({ tags, blocked }) => {
    const lab = openLab();
    await putRegistry(lab, { tags });
    lab.emulator.clearRequests();
    const result = await lab.apply(example(THERE));
    expect([result.kind, blockedIn(result.planned.plan), sent(lab)]).toEqual([
      'refused',
      { [AT.registry]: blocked },
      [],
    ]);
    expect(changeAt(result.planned.plan, AT.registry)?.blocked?.allow).toBeNull();
  });

  it('is not taken over silently where no mark can say whose it is', async () => {
    const lab = openLab();
    await lab.converge(example(OPEN));
    await lab.request('PUT', `${ID.network}/subnets/theirs`, VERSION.network, {
      properties: { addressPrefix: '10.20.9.0/24' },
    });
    const file = example({ ...OPEN, [`${AT.network}.subnets.theirs`]: { prefix: '10.20.9.0/24' } });
    expect(blockedIn(await planOf(lab, file))).toEqual({ [`${AT.network}.subnets.theirs`]: 'ACR1301' });
    const adopting = edited(file, { [`${AT.network}.subnets.theirs.adopt`]: true });
    const plan = await planOf(lab, adopting);
    expect([actionsOf(plan), plan.summary.import]).toEqual([[`no-op ${AT.network}.subnets.theirs`], 1]);
    await expectSentAndEmpty(lab, adopting, []);
  });

  it('is taken over with adopt: true, and keeps what the file does not speak of', async () => {
    const lab = openLab();
    await putRegistry(lab, { tags: { theirs: 'kept' }, properties: { adminUserEnabled: true } });
    const file = example({ ...THERE, [`${AT.registry}.adopt`]: true });
    const plan = await planOf(lab, file);
    expect([changeAt(plan, AT.registry)?.importing, plan.summary.import]).toEqual([true, 1]);
    await lab.converge(file);
    expect(objectAt(lab, ID.registry)).toMatchObject({
      tags: { theirs: 'kept', owner: 'platform', ...markOf(AT.registry) },
      properties: { adminUserEnabled: true, policies: { retentionPolicy: { days: 30, status: 'enabled' } } },
    });
    expect(
      lab
        .writes()
        .filter(({ path }) => path === ID.registry)
        .map(({ method }) => method),
    ).toEqual(['PUT', 'PATCH']);
    expect(await planOf(lab, file)).toMatchObject({ changes: [], drift: [] });
    expect(await planOf(lab, example(THERE))).toMatchObject({ changes: [] });
  });

  it('of another stack is not taken over with adopt: true either', async () => {
    const lab = openLab();
    await putRegistry(lab, { tags: markOf(AT.registry, 'other') });
    const plan = await planOf(lab, example({ ...THERE, [`${AT.registry}.adopt`]: true }));
    expect(blockedIn(plan)).toEqual({ [AT.registry]: 'ACR1302' });
  });

  it('is not taken over where that would delete it', async () => {
    const lab = openLab();
    await putRegistry(lab, { location: 'northeurope' });
    const plan = await planOf(lab, example({ ...THERE, [`${AT.registry}.adopt`]: true }), {
      options: { allowDestroy: [AT.registry] },
    });
    expect([blockedIn(plan), changeAt(plan, AT.registry)?.blocked?.allow]).toEqual([
      { [AT.registry]: 'ACR1301' },
      null,
    ]);
  });

  it('appears between plan and apply: its step fails, and it is left as it is', async () => {
    const lab = openLab();
    await lab.request('PUT', ID.group, VERSION.resources, { location: 'westeurope' });
    const approve = () => putRegistry(lab, { tags: { theirs: 'kept' } }).then(() => true);
    const result = await lab.apply(example(THERE), { approve });
    const failed =
      result.kind === 'applied' ? result.outcome.failed.map(({ step, failure }) => [step, failure.code]) : [];
    expect(failed).toEqual([[`${AT.registry}/write`, 'ACR2013']]);
    expect(objectAt(lab, ID.registry)['tags']).toEqual({ theirs: 'kept' });
    expect((await lab.state())?.resources.map(({ address }) => address)).not.toContain(AT.registry);
  });
});

describe('an object that was deleted and made again by somebody else', () => {
  const rows = [
    { what: 'registry', address: AT.registry, again: againRegistry, id: ID.registry },
    { what: 'private endpoint', address: AT.endpoint, again: againEndpoint, id: ID.endpoint },
    { what: 'network', address: AT.network, again: againNetwork, id: ID.network },
  ] as const;

  it.each(rows)('is not taken for ours: $what', async ({ address, again }) => {
    const lab = openLab();
    await lab.converge(example(again === againNetwork ? OPEN : {}));
    await again(lab);
    const plan = await planOf(lab, example(again === againNetwork ? OPEN : {}));
    expect(blockedIn(plan)[address]).toBe('ACR1303');
    expect(plan.drift).toContainEqual(expect.objectContaining({ address, kind: 'recreated' }));
  });

  it.each(rows)(
    'is forgotten and never deleted when it leaves the file: $what',
    async ({ address, again, id }) => {
      const lab = openLab();
      const from = again === againNetwork ? OPEN : {};
      await lab.converge(example(from));
      await again(lab);
      const to = {
        [AT.registry]: { registries: null },
        [AT.endpoint]: { ...OPEN },
        [AT.network]: { [AT.network]: null, [AT.link]: null, [`${AT.zone}.links`]: null },
      };
      const file = edited(example(from), to[address]);
      const options = { allowDestroy: [AT.registry, AT.zone], allowMassDestroy: null };
      expect(changeAt(await planOf(lab, file, { options }), address)).toMatchObject({
        actions: ['no-op'],
        reason: 'not-ours',
      });
      await lab.apply(file, { options });
      expect(Object.keys(lab.emulator.objects())).toContain(id.toLowerCase());
      expect((await lab.state())?.resources.map((entry) => entry.address)).not.toContain(address);
    },
  );

  it('is left to them when the entry becomes another object', async () => {
    const lab = openLab();
    await lab.converge(example(OPEN));
    await againRegistry(lab);
    const file = example({ ...OPEN, [`${AT.registry}.name`]: 'contosoother' });
    const plan = await planOf(lab, file);
    expect(changeAt(plan, AT.registry)).toMatchObject({ actions: ['create'], reason: 'id-changed' });
    await lab.converge(file);
    expect(Object.keys(lab.emulator.objects())).toContain(ID.registry.toLowerCase());
    expect(await planOf(lab, file)).toMatchObject({ changes: [] });
  });

  it('is taken over with adopt: true', async () => {
    const lab = openLab();
    await lab.converge(example(OPEN));
    await againRegistry(lab);
    const file = example({ ...OPEN, [`${AT.registry}.adopt`]: true });
    await lab.converge(file);
    expect(await planOf(lab, file)).toMatchObject({ changes: [], drift: [] });
  });
});

describe('the mark', () => {
  it('that somebody wiped is drift and put back', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    await lab.request('PATCH', ID.registry, VERSION.registry, { tags: { owner: 'platform' } });
    const plan = await planOf(lab, EXAMPLE);
    expect(plan.drift.map(({ address, paths }) => [address, paths.map(({ path }) => path)])).toEqual([
      [AT.registry, ['tags.acrctl-address', 'tags.acrctl-stack']],
    ]);
    await lab.converge(EXAMPLE);
    expect(objectAt(lab, ID.registry)['tags']).toEqual({ owner: 'platform', ...markOf(AT.registry) });
  });

  it('of another stack on an object in the state is refused, and the object not deleted when it leaves the file', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    await lab.request('PATCH', ID.group, VERSION.resources, { tags: markOf(AT.group, 'other') });
    expect(blockedIn(await planOf(lab, EXAMPLE))).toEqual({ [AT.group]: 'ACR1302' });
    const plan = await planOf(lab, EXAMPLE, { options: { destroy: true } });
    expect(changeAt(plan, AT.group)).toMatchObject({ actions: ['no-op'], reason: 'not-ours' });
  });

  it('names the address at creation, and is not compared', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    await lab.request('PATCH', ID.registry, VERSION.registry, {
      tags: { owner: 'platform', ...markOf('registries.elsewhere') },
    });
    lab.emulator.clearRequests();
    await lab.apply(EXAMPLE);
    expect(sent(lab)).toEqual([]);
    expect(await planOf(lab, EXAMPLE)).toMatchObject({ changes: [], drift: [] });
  });
});

async function putRegistry(lab: Lab, body: JsonObject): Promise<void> {
  await lab.request('PUT', ID.group, VERSION.resources, { location: 'westeurope' });
  await lab.request('PUT', ID.registry, VERSION.registry, {
    location: 'westeurope',
    sku: { name: 'Premium' },
    ...body,
  });
}

async function againRegistry(lab: Lab): Promise<void> {
  const body = (await lab.request('GET', ID.registry, VERSION.registry)) as JsonObject;
  await lab.request('DELETE', ID.registry, VERSION.registry);
  lab.emulator.advance(60_000);
  await lab.request('PUT', ID.registry, VERSION.registry, body);
}

async function againEndpoint(lab: Lab): Promise<void> {
  const body = (await lab.request('GET', ID.endpoint, VERSION.network)) as JsonObject;
  await lab.request('DELETE', ID.endpoint, VERSION.network);
  lab.emulator.advance(60_000);
  await lab.request('PUT', ID.endpoint, VERSION.network, body);
  lab.emulator.advance(60_000);
}

async function againNetwork(lab: Lab): Promise<void> {
  const body = (await lab.request('GET', ID.network, VERSION.network)) as JsonObject;
  await lab.request('DELETE', ID.link, VERSION.dns);
  lab.emulator.advance(120_000);
  await lab.request('DELETE', ID.network, VERSION.network);
  lab.emulator.advance(60_000);
  await lab.request('PUT', ID.network, VERSION.network, body);
  lab.emulator.advance(60_000);
}
