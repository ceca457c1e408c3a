import { describe, expect, it } from 'vitest';
import type { PlanOptions } from '../../src/core/plan.ts';
import type { StateEntry } from '../../src/core/state.ts';
import { EXAMPLE, GROUP, type Lab, openLab } from '../lab.ts';
import {
  AT,
  access,
  applySaved,
  blockedIn,
  type Edits,
  edited,
  example,
  failures,
  ID,
  OPEN,
  planOf,
  SELECTED,
  savedPlan,
  sent,
  VERSION,
} from './stacks.ts';

const { group, network, subnet, zone, link, registry, endpoint, zoneGroup } = AT;
const ALL = [group, network, subnet, zone, link, registry, endpoint, zoneGroup];

interface Scene {
  /** What is in Azure already. */
  readonly applied?: Edits;
  readonly file?: Edits;
}

/** Which addresses the plan of a part changes. */
async function check(part: Partial<PlanOptions>, expected: readonly string[], scene: Scene): Promise<void> {
  const lab = openLab();
  if (scene.applied !== undefined) await lab.converge(example(scene.applied));
  const plan = await planOf(lab, example(scene.file), { options: part });
  expect(plan.changes.map(({ address }) => address)).toEqual([...expected].sort());
}

describe('--target takes', () => {
  it.each<[string, readonly string[]]>([
    [group, [group]],
    [network, [group, network, subnet]],
    ['networks', [group, network, subnet]],
    [subnet, [group, network, subnet]],
    [link, [group, network, zone, link]],
    [registry, ALL.filter((address) => address !== link)],
    [endpoint, ALL.filter((address) => address !== link)],
    [AT.endpoints, ALL.filter((address) => address !== link)],
  ])('%s with all below it and all it depends on', (target, expected) =>
    check({ target: [target] }, expected, {}),
  );

  it('what an object depends on, also behind one that is as it should be', () =>
    check({ target: [zoneGroup] }, [registry], {
      applied: {},
      file: { [`${registry}.adminUser`]: true, [`${link}`]: { tags: { a: 'b' } } },
    }));

  it.each<[string, readonly string[]]>([
    [zoneGroup, [zoneGroup]],
    [link, [link]],
    [endpoint, [endpoint, zoneGroup]],
    [zone, [zone, link, zoneGroup]],
    [network, [network, subnet, link, endpoint, zoneGroup]],
    [group, ALL],
  ])('%s with all that still stands on it when it is removed', (target, expected) =>
    check({ target: [target], destroy: true }, expected, { applied: {} }),
  );

  it('the opening of a registry with the private path that goes after it', () =>
    check({ target: [endpoint] }, [registry, endpoint, zoneGroup], { applied: {}, file: OPEN }));

  it('what the closing of a registry waits for, wherever that stands', () =>
    check({ target: [registry] }, [registry, endpoint, zoneGroup, link], {
      applied: { ...OPEN, [`${zone}.links`]: null },
    }));
});

describe('--exclude leaves aside', () => {
  it.each<[string, readonly string[]]>([
    [group, ALL],
    [network, [network, subnet, link, endpoint, zoneGroup]],
    [subnet, [subnet, endpoint, zoneGroup]],
    [zone, [zone, link, zoneGroup]],
    [link, [link]],
    [registry, [registry, endpoint, zoneGroup]],
    [endpoint, [endpoint, zoneGroup]],
  ])('%s with all below it and all that depends on it', (excluded, aside) =>
    check(
      { exclude: [excluded] },
      ALL.filter((address) => !aside.includes(address)),
      {},
    ),
  );

  it.each<[string, readonly string[]]>([
    [group, ALL.filter((address) => address !== group)],
    [network, [zone, link, registry, endpoint, zoneGroup]],
    [zone, [subnet, registry, endpoint, zoneGroup]],
    [endpoint, []],
    [link, [subnet, registry, endpoint, zoneGroup]],
  ])('%s with all that it stands on when everything is removed', (excluded, expected) =>
    check({ exclude: [excluded], destroy: true }, expected, { applied: {} }),
  );

  it('the removal of a private path before which a registry would have to be opened', () =>
    check({ exclude: [registry] }, [], { applied: {}, file: OPEN }));

  it('more than --target takes, where both name it', () =>
    check({ target: [network, link], exclude: [zone] }, [group, network, subnet], {}));

  it('nothing that would go only for the sake of what is excluded', () =>
    check({ target: [network], exclude: [network], destroy: true }, [], { applied: {} }));
});

describe('what is left aside', () => {
  const applied = { 'networks.vnet-old': { addressSpace: ['10.30.0.0/16'] } };
  const closed = {
    name: 'contosoimages',
    sku: 'Premium',
    network: {
      publicAccess: 'disabled',
      dataEndpoints: true,
      privateEndpoints: { hub: { subnet: 'vnet-hub/endpoints', dns: { zone: 'privatelink.azurecr.io' } } },
    },
    policies: { retentionDays: 30, export: false },
  };
  const file = example({
    [`${group}.tags`]: { costs: '1' },
    [`${network}.tags`]: { costs: '2' },
    'resourceGroups.rg-theirs': { adopt: true },
    [registry]: null,
    'registries.images': closed,
  });

  /** One address changes in each way there is: written, removed, adopted, moved, made again, forgotten. */
  async function differing(): Promise<Lab> {
    const lab = openLab();
    await lab.converge(example(applied));
    await lab.request('PUT', GROUP.replace('rg-images', 'rg-theirs'), VERSION.resources, {
      location: 'westeurope',
    });
    await lab.request('DELETE', ID.network.replace('vnet-hub', 'vnet-old'), VERSION.network);
    await lab.request('DELETE', ID.link, VERSION.dns);
    lab.emulator.advance(120_000);
    lab.emulator.clearRequests();
    return lab;
  }

  it('is not written, removed, adopted, moved, made again or forgotten, and said in one line', async () => {
    const lab = await differing();
    const before = await entriesBut(group, lab);
    const options = { target: [group] };
    const plan = await planOf(lab, file, { options });
    expect(plan.changes.map(({ address }) => address)).toEqual([group]);
    expect(plan.moves).toEqual([]);
    expect(plan.diagnostics).toMatchObject([
      {
        severity: 'warning',
        code: 'ACR2061',
        detail: `7 addresses with differences are left aside, as --target says: ${[
          network,
          'networks.vnet-old',
          link,
          'registries.images',
          'registries.images.network.privateEndpoints.hub',
        ].join(', ')} and 2 more.`,
      },
    ]);
    await lab.converge(file, { options });
    expect(sent(lab)).toEqual(['PATCH rg-images']);
    expect(await entriesBut(group, lab)).toEqual(before);
    await lab.converge(file);
    expect(await planOf(lab, file)).toMatchObject({ changes: [], drift: [], diagnostics: [] });
  });

  it('is told as drift all the same', async () => {
    const lab = await differing();
    const { drift } = await planOf(lab, file, { options: { target: [group] } });
    expect(drift.map(({ address, kind }) => [address, kind])).toEqual([
      ['networks.vnet-old', 'gone'],
      [link, 'gone'],
    ]);
  });

  it('is not spoken of where nothing differs there', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    const options = { target: [group], exclude: [registry] };
    expect(await planOf(lab, EXAMPLE, { options })).toMatchObject({ changes: [], diagnostics: [] });
  });

  it('does not stop the rest with a fault that only it has', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    const opened = example({ [AT.access]: 'enabled', [AT.export]: null, [`${network}.tags`]: { a: 'b' } });
    const codes = async (part: Partial<PlanOptions>) =>
      (await planOf(lab, opened, { options: part })).diagnostics.map(({ code }) => code);
    expect(await codes({})).toEqual(['ACR1306']);
    expect(await codes({ target: [endpoint] })).toEqual(['ACR1306']);
    expect(await codes({ target: [network] })).toEqual(['ACR2061']);
    expect(await codes({ exclude: [registry] })).toEqual(['ACR2061']);
  });

  it('promises no value that an apply makes known', async () => {
    const { outputs } = await planOf(openLab(), EXAMPLE, { options: { exclude: [endpoint] } });
    expect(outputs).toEqual({});
  });
});

async function entriesBut(address: string, lab: Lab): Promise<readonly StateEntry[] | undefined> {
  return (await lab.state())?.resources.filter((entry) => entry.address !== address);
}

describe('moves', () => {
  const one = { name: 'contosoone', sku: 'Basic', network: { publicAccess: 'enabled' } };
  const two = { ...one, name: 'contosotwo' };
  const open = (registries: Edits) =>
    edited(
      example(OPEN),
      Object.fromEntries(Object.entries(registries).map(([key, entry]) => [`registries.${key}`, entry])),
    );

  it.each<[string, Edits, Edits, Partial<PlanOptions>, readonly string[]]>([
    [
      'two that change places',
      { aa: one, bb: two },
      { aa: two, bb: one },
      { target: ['registries.aa'] },
      ['aa', 'bb'],
    ],
    [
      'two that change places',
      { aa: one, bb: two },
      { aa: two, bb: one },
      { exclude: ['registries.bb'] },
      [],
    ],
    ['one whose old address is named', { aa: one }, { cc: one }, { target: ['registries.aa'] }, ['cc']],
    [
      'one that takes the place of another',
      { aa: one, bb: two },
      { bb: one, cc: two },
      { target: ['registries.bb'] },
      ['bb', 'cc'],
    ],
    [
      'one that is free to go',
      { aa: one, bb: two },
      { bb: one, cc: two },
      { target: ['registries.cc'] },
      ['cc'],
    ],
    [
      'one that takes the place of what goes',
      { aa: one, bb: two },
      { bb: one },
      { exclude: ['registries.aa'] },
      ['bb["removed"]'],
    ],
  ])('are done all or not at all: %s, %j to %j, %j', async (_, from, to, part, expected) => {
    const lab = openLab();
    await lab.converge(open(from));
    const { changes } = await planOf(lab, open(to), { options: part });
    expect(changes.map(({ address }) => address.replace('registries.', ''))).toEqual(expected);
  });

  const renamed = example({
    [group]: null,
    'resourceGroups.images': { name: 'rg-images' },
    'azure.resourceGroup': 'images',
  });

  it('take along the edges of what is left aside, and nothing else of it', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    const before = await entriesBut(group, lab);
    await lab.converge(renamed, { options: { target: ['resourceGroups.images'] } });
    const follow = (address: string) => address.replace(group, 'resourceGroups.images');
    expect(await entriesBut('resourceGroups.images', lab)).toEqual(
      before?.map((entry) => ({ ...entry, dependsOn: entry.dependsOn.map(follow).sort() })),
    );
    expect(await planOf(lab, renamed)).toMatchObject({ changes: [], drift: [] });
  });

  it('leave no object without its edges wherever the run is killed', async () => {
    let crashes = 0;
    for (let died = true; died; crashes += 1) {
      const lab = openLab();
      await lab.converge(EXAMPLE);
      const world = lab.newProcess({ crashAt: crashes + 1 });
      const options = { target: ['resourceGroups.images'] };
      died = (await world.run(() => lab.apply(renamed, { world, options }))).kind === 'died';
      const { planned } = await lab.plan(renamed, { options: { destroy: true } });
      const last = planned.plan.changes.find(({ id }) => id === ID.group);
      expect(last?.steps[0]?.dependsOn).toHaveLength(ALL.length - 1);
    }
    expect(crashes).toBeGreaterThan(10);
  });
});

describe('the gates and guards of a part', () => {
  it('a registry is not closed on the word of an endpoint that was left aside', async () => {
    const lab = openLab();
    await lab.converge(example(OPEN));
    const options = { exclude: [endpoint] };
    const [change] = (await planOf(lab, EXAMPLE, { options })).changes;
    expect(change?.steps).toMatchObject([
      { name: 'close', dependsOn: [], requires: [{ ids: expect.arrayContaining([ID.endpoint, ID.link]) }] },
    ]);
    expect(await failures(lab.apply(EXAMPLE, { options }))).toEqual({ [`${registry}/close`]: 'ACR2011' });
    expect(access(lab)).toBe('Enabled Allow');
  });

  it('it is closed where everything holds, though something else of the endpoint differs', async () => {
    const lab = openLab();
    await lab.converge(example(SELECTED));
    const file = example({ [`${endpoint}.tags`]: { a: 'b' } });
    lab.emulator.clearRequests();
    await lab.converge(file, { options: { exclude: [endpoint] } });
    expect([sent(lab), access(lab)]).toEqual([['PATCH contosoimages'], 'Disabled Deny']);
  });

  it('the last private path of a closed registry is not removed without an allowance', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    const target = [endpoint];
    const refused = await lab.destroy(EXAMPLE, { options: { target } });
    expect([refused.kind, blockedIn(refused.planned.plan)]).toEqual(['refused', { [endpoint]: 'ACR2004' }]);
    lab.emulator.clearRequests();
    await lab.destroy(EXAMPLE, { options: { target, allowDestroy: target } });
    expect(sent(lab)).toEqual(['DELETE default', 'DELETE contosoimages-hub']);
  });

  it('what is deleted is counted against all that the state holds', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    const bare = edited(EXAMPLE, { networks: null, privateDnsZones: null, registries: null });
    const counted = async (part: Partial<PlanOptions>) =>
      (await planOf(lab, bare, { options: part })).diagnostics.map(({ code }) => code);
    expect(await counted({ target: [zone] })).toEqual(['ACR2061']);
    expect(await counted({ target: [network] })).toEqual(['ACR2001', 'ACR2061']);
    expect(await counted({ target: [network], allowMassDestroy: 5 })).toEqual(['ACR2061']);
  });

  it('what knows the very object that is gone is made again with it, or neither is (N10)', async () => {
    const lab = openLab();
    await lab.converge(example(OPEN));
    await lab.request('DELETE', ID.network, VERSION.network);
    lab.emulator.advance(120_000);
    const changed = async (part: Partial<PlanOptions>) =>
      (await planOf(lab, example(OPEN), { options: part })).changes.map(
        ({ address, reason }) => `${address} ${reason}`,
      );
    expect(await changed({ target: [network] })).toEqual([
      `${network} gone`,
      `${subnet} gone`,
      `${link} parent-replaced`,
    ]);
    expect(await changed({ exclude: [link] })).toEqual([]);
  });
});

describe('an address that matches nothing', () => {
  it.each<[keyof PlanOptions, string, string]>([
    ['target', 'registries.contosoimage', "Did you mean --target 'registries.contosoimages'?"],
    ['target', 'registires', "Did you mean --target 'registries'?"],
    ['exclude', 'privateDnsZones[privatelink.azurecr.io]', `Did you mean --exclude '${zone}'?`],
    ['replace', 'registries.contosoimages.network', `Did you mean --replace '${registry}'?`],
    ['target', '???', 'An address is the path of an entry in the file; "acrctl state list" shows'],
  ])('ends the run with exit code 1: --%s %s', async (option, name, hint) => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    lab.emulator.clearRequests();
    await expect(lab.apply(EXAMPLE, { options: { [option]: [name] } })).rejects.toMatchObject({
      exitCode: 1,
      diagnostics: [{ code: 'ACR2062', hint: expect.stringContaining(hint) }],
    });
    expect(sent(lab)).toEqual([]);
    // The lock is free again.
    await lab.converge(EXAMPLE);
  });

  it('is told with all the others', async () => {
    const options = { target: ['a', network], exclude: ['b'], replace: ['c'] };
    await expect(planOf(openLab(), EXAMPLE, { options })).rejects.toMatchObject({
      diagnostics: [{ code: 'ACR2062' }, { code: 'ACR2062' }, { code: 'ACR2062' }],
    });
  });

  it('is none where the file only reads what is there', async () => {
    const file = example({ 'resourceGroups.rg-theirs': { existing: true } });
    const options = { target: ['resourceGroups.rg-theirs'] };
    expect((await planOf(openLab(), file, { options })).changes).toEqual([]);
  });

  it('is none where only the state has it, or only the file while everything is removed', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    const target = [endpoint];
    expect((await planOf(lab, example(OPEN), { options: { target } })).changes).not.toEqual([]);
    expect((await planOf(openLab(), EXAMPLE, { options: { target, destroy: true } })).changes).toEqual([]);
  });
});

it('a saved plan of a part is applied as the same bytes, and once', async () => {
  const lab = openLab();
  const file = example({ [`${network}.tags`]: { a: 'b' } });
  await lab.converge(EXAMPLE);
  const saved = await savedPlan(lab, file, { options: { target: [network], exclude: [registry] } });
  expect(saved.bindings.options).toMatchObject({ target: [network], exclude: [registry], replace: [] });
  expect((await applySaved(lab, file, saved)).kind).toBe('applied');
  await expect(applySaved(lab, file, saved)).rejects.toMatchObject({ exitCode: 6 });
});
