import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { getPath } from '../../src/core/path.ts';
import { EXAMPLE, GROUP, type Lab, openLab } from '../lab.ts';
import {
  AT,
  actionsOf,
  blockedIn,
  changeAt,
  type Edits,
  edited,
  example,
  expectSentAndEmpty,
  ID,
  OPEN,
  objectAt,
  planOf,
  sent,
  VERSION,
} from './stacks.ts';

const OF = 'registries.contosoimages';
const MARK = (address: string, stack = 'images-prod') => ({
  'acrctl-stack': stack,
  'acrctl-address': address,
});

/** The group is there and not ours. */
const THERE = { ...OPEN, resourceGroups: null } as const;

describe('an object that is there and not in the state', () => {
  it.each([
    { what: 'a registry without a mark', tags: {}, blocked: 'ACR1301' },
    {
      what: 'a registry with the mark of this stack, whose state was lost',
      tags: MARK(AT.registry),
      blocked: 'ACR1301',
    },
    {
      what: 'a registry with the mark of another stack',
      tags: MARK(AT.registry, 'other'),
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
    const file = example({ ...THERE, [`${OF}.adopt`]: true });
    const plan = await planOf(lab, file);
    expect([changeAt(plan, AT.registry)?.importing, plan.summary.import]).toEqual([true, 1]);
    await lab.converge(file);
    expect(objectAt(lab, ID.registry)).toMatchObject({
      tags: { theirs: 'kept', owner: 'platform', ...MARK(AT.registry) },
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
    await putRegistry(lab, { tags: MARK(AT.registry, 'other') });
    const plan = await planOf(lab, example({ ...THERE, [`${OF}.adopt`]: true }));
    expect(blockedIn(plan)).toEqual({ [AT.registry]: 'ACR1302' });
  });

  it('is not taken over where that would delete it', async () => {
    const lab = openLab();
    await putRegistry(lab, { location: 'northeurope' });
    const plan = await planOf(lab, example({ ...THERE, [`${OF}.adopt`]: true }), {
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
    const file = example({ ...OPEN, [`${OF}.name`]: 'contosoother' });
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
    const file = example({ ...OPEN, [`${OF}.adopt`]: true });
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
    expect(objectAt(lab, ID.registry)['tags']).toEqual({ owner: 'platform', ...MARK(AT.registry) });
  });

  it('of another stack on an object in the state is refused, and the object not deleted when it leaves the file', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    await lab.request('PATCH', ID.group, VERSION.resources, { tags: MARK(AT.group, 'other') });
    expect(blockedIn(await planOf(lab, EXAMPLE))).toEqual({ [AT.group]: 'ACR1302' });
    const plan = await planOf(lab, EXAMPLE, { options: { destroy: true } });
    expect(changeAt(plan, AT.group)).toMatchObject({ actions: ['no-op'], reason: 'not-ours' });
  });

  it('names the address at creation, and is not compared', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    await lab.request('PATCH', ID.registry, VERSION.registry, {
      tags: { owner: 'platform', ...MARK('registries.elsewhere') },
    });
    lab.emulator.clearRequests();
    await lab.apply(EXAMPLE);
    expect(sent(lab)).toEqual([]);
    expect(await planOf(lab, EXAMPLE)).toMatchObject({ changes: [], drift: [] });
  });
});

describe('what others put on, or into, objects of ours', () => {
  const foreign: readonly {
    readonly what: string;
    readonly put: (lab: Lab) => Promise<unknown>;
    readonly kept: (lab: Lab) => unknown;
    readonly as: unknown;
    readonly edits: Edits;
    readonly write: string;
  }[] = [
    {
      what: 'a tag of a registry',
      put: (lab) => addTag(lab, ID.registry, VERSION.registry),
      kept: (lab) => getPath(objectAt(lab, ID.registry), 'tags.theirs'),
      as: 'kept',
      edits: { [`${OF}.tags`]: { ours: 'new' } },
      write: ID.registry,
    },
    {
      what: 'a tag of a group',
      put: (lab) => addTag(lab, ID.group, VERSION.resources),
      kept: (lab) => getPath(objectAt(lab, ID.group), 'tags.theirs'),
      as: 'kept',
      edits: { resourceGroups: { 'rg-images': { tags: { ours: 'new' } } } },
      write: ID.group,
    },
    {
      what: 'a tag of a private endpoint',
      put: (lab) => addTag(lab, ID.endpoint, VERSION.network),
      kept: (lab) => getPath(objectAt(lab, ID.endpoint), 'tags.theirs'),
      as: 'kept',
      edits: { [`${AT.endpoint}.tags`]: { ours: 'new' } },
      write: ID.endpoint,
    },
    {
      what: 'a subnet of a network',
      put: (lab) =>
        lab.request('PUT', `${ID.network}/subnets/theirs`, VERSION.network, {
          properties: { addressPrefix: '10.20.9.0/24' },
        }),
      kept: (lab) => getPath(objectAt(lab, `${ID.network}/subnets/theirs`), 'properties.addressPrefix'),
      as: '10.20.9.0/24',
      edits: { [`${AT.network}.tags`]: { ours: 'new' } },
      write: ID.network,
    },
    {
      what: 'a property of a subnet',
      put: async (lab) => {
        const subnet = (await lab.request('GET', ID.subnet, VERSION.network)) as { properties: JsonObject };
        await lab.request('PUT', ID.subnet, VERSION.network, {
          properties: { ...subnet.properties, privateLinkServiceNetworkPolicies: 'Disabled' },
        });
      },
      kept: (lab) => getPath(objectAt(lab, ID.subnet), 'properties.privateLinkServiceNetworkPolicies'),
      as: 'Disabled',
      edits: { [`${AT.subnet}.privateEndpointNetworkPolicies`]: 'enabled' },
      write: ID.subnet,
    },
    {
      what: 'a record of a zone',
      put: (lab) =>
        lab.request('PUT', `${ID.zone}/A/theirs`, VERSION.dns, {
          properties: { ttl: 10, aRecords: [{ ipv4Address: '10.1.1.1' }] },
        }),
      kept: (lab) => getPath(objectAt(lab, `${ID.zone}/A/theirs`), 'properties.ttl'),
      as: 10,
      edits: { [`${AT.zone}.tags`]: { ours: 'new' } },
      write: ID.zone,
    },
    {
      what: 'a link of a zone',
      put: (lab) => putForeignLink(lab),
      kept: (lab) =>
        getPath(objectAt(lab, `${ID.zone}/virtualNetworkLinks/theirs`), 'properties.registrationEnabled'),
      as: false,
      edits: { [`${AT.zone}.tags`]: { ours: 'new' } },
      write: ID.zone,
    },
    {
      what: 'a property of a registry',
      put: (lab) =>
        lab.request('PATCH', ID.registry, VERSION.registry, { properties: { adminUserEnabled: true } }),
      kept: (lab) => getPath(objectAt(lab, ID.registry), 'properties.adminUserEnabled'),
      as: true,
      edits: { [`${OF}.policies.retentionDays`]: 45 },
      write: ID.registry,
    },
  ];

  it.each(foreign)('is no change: $what', async ({ put }) => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    await put(lab);
    lab.emulator.advance(120_000);
    expect(await planOf(lab, EXAMPLE)).toMatchObject({ changes: [], drift: [] });
  });

  it.each(foreign)('survives a write: $what (I-19)', async ({ put, kept, as, edits }) => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    await put(lab);
    lab.emulator.advance(120_000);
    await lab.converge(example(edits));
    expect(kept(lab)).toEqual(as);
    expect(await planOf(lab, example(edits))).toMatchObject({ changes: [], drift: [] });
  });

  it.each(foreign)(
    'survives a write though it came after the plan: $what (I-19)',
    async ({ put, kept, as, edits }) => {
      const lab = openLab();
      await lab.converge(EXAMPLE);
      const approve = async () => {
        await put(lab);
        lab.emulator.advance(120_000);
        return true;
      };
      await lab.converge(example(edits), { approve });
      expect(kept(lab)).toEqual(as);
      expect(await planOf(lab, example(edits))).toMatchObject({ changes: [], drift: [] });
    },
  );

  it('is removed where a list is owned whole: an IP range', async () => {
    const lab = openLab();
    const file = example({
      [AT.access]: 'selected',
      [AT.export]: true,
      [`${OF}.network.allowedIpRanges`]: ['203.0.113.0/24'],
    });
    await lab.converge(file);
    const ipRules = ['203.0.113.0/24', '198.51.100.7'].map((value) => ({ action: 'Allow', value }));
    await lab.request('PATCH', ID.registry, VERSION.registry, {
      properties: { networkRuleSet: { defaultAction: 'Deny', ipRules } },
    });
    const plan = await planOf(lab, file);
    expect(plan.drift.map(({ paths }) => paths.map(({ path }) => path))).toEqual([
      ['properties.networkRuleSet.ipRules'],
    ]);
    expect(changeAt(plan, AT.registry)?.steps.map(({ name }) => name)).toEqual(['close']);
    await lab.converge(file);
    expect(getPath(objectAt(lab, ID.registry), 'properties.networkRuleSet.ipRules')).toEqual([
      { action: 'Allow', value: '203.0.113.0/24' },
    ]);
  });

  it('is an entry that was ours: a tag that leaves the file goes, a foreign one of the same object stays', async () => {
    const lab = openLab();
    await lab.converge(example({ [`${OF}.tags`]: { ours: 'old' } }));
    await addTag(lab, ID.registry, VERSION.registry);
    await lab.converge(EXAMPLE);
    expect(objectAt(lab, ID.registry)['tags']).toEqual({
      owner: 'platform',
      theirs: 'kept',
      ...MARK(AT.registry),
    });
  });
});

describe('what an entry ignores', () => {
  it.each<[string, Edits, JsonObject]>([
    [
      'a property',
      { [`${OF}.ignore`]: ['properties.policies.retentionPolicy'] },
      { properties: { policies: { retentionPolicy: { days: 7, status: 'enabled' } } } },
    ],
    ['tags, ours and the mark among them', { [`${OF}.ignore`]: ['tags'] }, { tags: { theirs: 'only' } }],
    [
      'public access, also where a step of its own would write it',
      {
        [`${OF}.ignore`]: ['properties.publicNetworkAccess', 'properties.networkRuleSet'],
        [AT.export]: true,
      },
      { properties: { publicNetworkAccess: 'Enabled' } },
    ],
  ])('is neither compared nor written: %s', async (_, edits, change) => {
    const lab = openLab();
    await lab.converge(example({ [AT.export]: true }));
    await lab.converge(example({ [AT.export]: true, ...edits }));
    await lab.request('PATCH', ID.registry, VERSION.registry, change);
    lab.emulator.clearRequests();
    const file = edited(example({ [AT.export]: true, ...edits }), { [`${OF}.adminUser`]: true });
    await lab.converge(file);
    expect(lab.writes().map(({ body }) => JSON.parse(body ?? '{}'))).toEqual([
      { properties: { adminUserEnabled: true } },
    ]);
    expect(await planOf(lab, file)).toMatchObject({ changes: [], drift: [] });
  });

  it('is not taken away when it begins to be ignored', async () => {
    const lab = openLab();
    await lab.converge(example({ [`${OF}.tags`]: { ours: 'value' } }));
    lab.emulator.clearRequests();
    await lab.converge(example({ [`${OF}.tags`]: { ours: 'value' }, [`${OF}.ignore`]: ['tags'] }));
    expect(sent(lab)).toEqual([]);
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

async function addTag(lab: Lab, id: string, version: string): Promise<void> {
  const body = (await lab.request('GET', id, version)) as JsonObject & { tags: JsonObject };
  const tagged = { ...body, tags: { ...body.tags, theirs: 'kept' } };
  const isPut = id === ID.endpoint;
  await lab.request(isPut ? 'PUT' : 'PATCH', id, version, isPut ? tagged : { tags: tagged.tags });
}

async function putForeignLink(lab: Lab): Promise<void> {
  const other = `${GROUP}/providers/Microsoft.Network/virtualNetworks/theirs`;
  const network = {
    location: 'westeurope',
    properties: { addressSpace: { addressPrefixes: ['10.99.0.0/16'] } },
  };
  await lab.request('PUT', other, VERSION.network, network);
  lab.emulator.advance(60_000);
  const link = {
    location: 'global',
    properties: { virtualNetwork: { id: other }, registrationEnabled: false },
  };
  await lab.request('PUT', `${ID.zone}/virtualNetworkLinks/theirs`, VERSION.dns, link);
}
