import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { JsonObject } from '../../src/core/json.ts';
import type { PlanOptions } from '../../src/core/plan.ts';
import { EXAMPLE, GROUP, type Lab, openLab } from '../lab.ts';
import {
  AT,
  actionsOf,
  applySaved,
  blockedIn,
  changeAt,
  type Edits,
  edited,
  example,
  failures,
  ID,
  isWriteOf,
  justBefore,
  OPEN,
  planOf,
  savedPlan,
  sent,
  VERSION,
} from './stacks.ts';

const HUB = { subnet: 'vnet-hub/endpoints', dns: { zone: 'privatelink.azurecr.io' } };
const BUILD = { addressSpace: ['10.30.0.0/16'], subnets: { endpoints: { prefix: '10.30.1.0/24' } } };
/** The registry of the example, closed, under another key. */
const CLOSED = {
  sku: 'Premium',
  network: { publicAccess: 'disabled', dataEndpoints: true, privateEndpoints: { hub: HUB } },
  policies: { retentionDays: 30, export: false },
};

/** The example with a second registry, a second endpoint and a second network, so that nothing is most of it. */
const LARGE = {
  'networks.vnet-build': BUILD,
  'networks.vnet-spare': {
    addressSpace: ['10.40.0.0/16'],
    subnets: { a: { prefix: '10.40.1.0/24' }, b: { prefix: '10.40.2.0/24' } },
  },
  'registries.contosospare': { sku: 'Basic', network: { publicAccess: 'enabled' } },
} as const;

interface Case {
  readonly name: string;
  /** What is applied first; LARGE without it. */
  readonly from?: Edits;
  readonly behindItsBack?: (lab: Lab) => Promise<unknown>;
  readonly to: Edits;
  readonly options?: Partial<PlanOptions>;
  /** Codes by address. */
  readonly blocked: Readonly<Record<string, string>>;
}

describe('a plan is blocked (I-03), and apply refuses it before the first write,', () => {
  it.each<Case>([
    {
      name: 'when a registry is gone from the file',
      to: { 'registries.contosospare': null },
      blocked: { 'registries.contosospare': 'ACR2002' },
    },
    {
      name: 'when the key of a registry changes, and with it its name',
      to: { 'registries.contosospare': null, 'registries.contosothird': LARGE['registries.contosospare'] },
      blocked: { 'registries.contosospare': 'ACR2002' },
    },
    {
      name: 'when the name of a registry changes under its key',
      to: { 'registries.contosospare.name': 'contosothird' },
      blocked: { 'registries.contosospare': 'ACR2002' },
    },
    {
      name: 'when a registry would go to another region',
      to: { 'registries.contosospare.location': 'northeurope' },
      blocked: { 'registries.contosospare': 'ACR2002' },
    },
    {
      name: 'when the group of a registry would go to another region',
      to: { 'resourceGroups.rg-images': { location: 'northeurope' } },
      options: { allowMassDestroy: 15 },
      blocked: { [AT.registry]: 'ACR2002', 'registries.contosospare': 'ACR2002' },
    },
    {
      name: 'when the allowance names something else',
      to: { 'registries.contosospare': null },
      options: {
        allowDestroy: ['registries', 'registries.contosospar', AT.registry, AT.group, 'contosospare'],
      },
      blocked: { 'registries.contosospare': 'ACR2002' },
    },
    {
      name: 'when what the file protects goes',
      from: { ...LARGE, 'networks.vnet-spare.protect': true },
      to: { 'networks.vnet-spare': null },
      blocked: { 'networks.vnet-spare': 'ACR2003' },
    },
    {
      name: 'when what the file protected goes in the change that unprotects it',
      from: { ...LARGE, 'networks.vnet-spare.protect': true },
      to: { 'networks.vnet-spare.protect': null, 'networks.vnet-spare.location': 'northeurope' },
      blocked: { 'networks.vnet-spare': 'ACR2003' },
    },
    {
      name: 'when what the file begins to protect becomes another object in the same change',
      to: { 'networks.vnet-spare.protect': true, 'networks.vnet-spare.name': 'vnet-other' },
      blocked: { 'networks.vnet-spare': 'ACR2003' },
    },
    {
      name: 'when a subnet that the file protects goes with its network',
      from: { ...LARGE, 'networks.vnet-spare.subnets.a.protect': true },
      to: { 'networks.vnet-spare': null },
      blocked: { 'networks.vnet-spare.subnets.a': 'ACR2003' },
    },
    {
      name: 'when the last approved endpoint of a closed registry goes',
      to: { [AT.endpoint]: null },
      blocked: { [AT.endpoint]: 'ACR2004' },
    },
    {
      name: 'when the last approved endpoint of a closed registry is replaced',
      to: { [`${AT.endpoint}.subnet`]: 'vnet-build/endpoints' },
      blocked: { [AT.endpoint]: 'ACR2004' },
    },
    {
      name: 'when the last approved endpoint goes and the allowance names its registry, of which Azure keeps it apart',
      to: { [AT.endpoint]: null },
      options: { allowDestroy: [AT.registry] },
      blocked: { [AT.endpoint]: 'ACR2004' },
    },
    {
      name: 'when a zone goes in which others keep records',
      from: { ...LARGE, ...OPEN },
      behindItsBack: (lab) => putRecord(lab, 'theirs'),
      to: { ...OPEN, [AT.zone]: null },
      blocked: { [AT.zone]: 'ACR2005' },
    },
  ])('$name', async ({ from = LARGE, behindItsBack, to, options = {}, blocked }) => {
    const lab = openLab();
    await lab.converge(example(from));
    await behindItsBack?.(lab);
    const file = edited(example(from), to);
    const plan = await planOf(lab, file, { options });
    expect(blockedIn(plan)).toEqual(blocked);
    for (const address of Object.keys(blocked)) {
      expect(changeAt(plan, address)?.blocked?.allow).toBe(`--allow-destroy '${address}'`);
    }
    lab.emulator.clearRequests();
    expect((await lab.apply(file, { options })).kind).toBe('refused');
    expect((await applySaved(lab, file, await savedPlan(lab, file, { options }))).kind).toBe('refused');
    expect(sent(lab)).toEqual([]);
  });
});

describe('a plan is blocked for good', () => {
  it('when a group is no longer listed that the file still uses', async () => {
    const lab = openLab();
    await lab.converge(example());
    const file = example({ resourceGroups: null });
    const plan = await planOf(lab, file);
    expect(blockedIn(plan)).toEqual({ [AT.group]: 'ACR2007' });
    expect(changeAt(plan, AT.group)?.blocked).toMatchObject({
      allow: null,
      detail: expect.stringMatching(
        /still places networks\.vnet-hub, .* and registries\.contosoimages.* there/,
      ),
    });
    expect((await lab.apply(file, { options: { allowDestroy: [AT.group] } })).kind).toBe('refused');
    const left = example({ resourceGroups: { 'rg-images': { existing: true } } });
    await lab.converge(left);
    expect((await planOf(lab, file)).changes).toEqual([]);
  });
});

describe('a registry of others', () => {
  const users = (endpoints: object) => `
apiVersion: acrctl/v1
stack: users
azure: ${JSON.stringify(parse(EXAMPLE).azure)}
resourceGroups: { rg-images: { existing: true } }
networks: { vnet-users: { addressSpace: [10.50.0.0/16], subnets: { ends: { prefix: 10.50.1.0/24 } } } }
registries: { contosoimages: { existing: true, network: { privateEndpoints: ${JSON.stringify(endpoints)} } } }
`;
  const endpoint = { users: { subnet: 'vnet-users/ends', dns: { manage: 'external' } } };

  it('does not lose its last private path unasked either, while it is closed (I-12)', async () => {
    const lab = openLab();
    await lab.converge(example());
    await lab.converge(users(endpoint));
    expect(blockedIn(await planOf(lab, users({})))).toEqual({});
    await lab.request('DELETE', ID.endpoint, VERSION.network);
    lab.emulator.advance(600_000);
    await lab.request('GET', ID.registry, VERSION.registry);
    const address = 'registries.contosoimages.network.privateEndpoints.users';
    expect(blockedIn(await planOf(lab, users({})))).toEqual({ [address]: 'ACR2004' });
  });
});

describe('a plan is not blocked', () => {
  it.each<Case & { readonly sends: readonly string[] }>([
    {
      name: 'when the allowance names the registry',
      to: { 'registries.contosospare': null },
      options: { allowDestroy: ['registries.contosospare'] },
      blocked: {},
      sends: ['DELETE contosospare'],
    },
    {
      name: 'when a registry keeps its name under another key: it moves, and nothing is sent',
      to: { [AT.registry]: null, 'registries.images': { ...CLOSED, name: 'contosoimages' } },
      blocked: {},
      sends: [],
    },
    {
      name: 'when the allowance names the network of a protected subnet',
      from: { ...LARGE, 'networks.vnet-spare.subnets.a.protect': true },
      to: { 'networks.vnet-spare': null },
      options: { allowDestroy: ['networks.vnet-spare'] },
      blocked: {},
      sends: ['DELETE a', 'DELETE b', 'DELETE vnet-spare'],
    },
    {
      name: 'when the last approved endpoint goes and the allowance names it',
      to: { [AT.endpoint]: null },
      options: { allowDestroy: [AT.endpoint] },
      blocked: {},
      sends: ['DELETE default', 'DELETE contosoimages-hub'],
    },
    {
      name: 'when the last approved endpoint goes and the registry opens in the same plan',
      to: OPEN,
      blocked: {},
      sends: ['PATCH contosoimages', 'DELETE default', 'DELETE contosoimages-hub'],
    },
    {
      name: 'when the last approved endpoint goes with its registry, for which the allowance is',
      to: { [AT.registry]: null },
      options: { allowDestroy: [AT.registry] },
      blocked: {},
      sends: ['DELETE default', 'DELETE contosoimages-hub', 'DELETE contosoimages'],
    },
    {
      name: 'when the last approved endpoint goes with its registry that becomes another one, for which the allowance is',
      to: { [`${AT.registry}.name`]: 'contosoother' },
      options: { allowDestroy: [AT.registry] },
      blocked: {},
      sends: [
        'DELETE default',
        'DELETE contosoimages-hub',
        'DELETE contosoimages',
        'PUT contosoother',
        'PUT contosoother-hub',
        'PUT default',
      ],
    },
    {
      name: 'when one of two endpoints of a closed registry goes',
      from: {
        ...LARGE,
        resourceGroups: ['rg-images', 'rg-dns'],
        'privateDnsZones.second': {
          name: 'privatelink.azurecr.io',
          resourceGroup: 'rg-dns',
          links: ['vnet-build'],
        },
        [`${AT.endpoints}.build`]: { subnet: 'vnet-build/endpoints', dns: { zone: 'second' } },
      },
      to: { [AT.endpoint]: null },
      blocked: {},
      sends: ['DELETE default', 'DELETE contosoimages-hub'],
    },
    {
      name: 'when a zone goes in which only our records are',
      from: { ...LARGE, [AT.access]: 'enabled', [AT.export]: true },
      to: { ...OPEN, [AT.zone]: null },
      blocked: {},
      sends: [
        'DELETE default',
        'DELETE contosoimages-hub',
        'DELETE vnet-hub',
        'DELETE privatelink.azurecr.io',
      ],
    },
    {
      name: 'when the allowance names the zone in which others keep records: they go with it',
      from: { ...LARGE, ...OPEN },
      behindItsBack: (lab) => putRecord(lab, 'theirs'),
      to: { ...OPEN, [AT.zone]: null },
      options: { allowDestroy: [AT.zone] },
      blocked: {},
      sends: ['DELETE vnet-hub', 'DELETE privatelink.azurecr.io'],
    },
    {
      name: 'when an allowance is given that nobody needs',
      to: { 'registries.contosospare.adminUser': true },
      options: { allowDestroy: [AT.registry, 'nothing.of.the.kind'] },
      blocked: {},
      sends: ['PATCH contosospare'],
    },
  ])('$name', async ({ from = LARGE, behindItsBack, to, options = {}, sends }) => {
    const lab = openLab();
    await lab.converge(example(from));
    await behindItsBack?.(lab);
    const file = edited(example(from), to);
    lab.emulator.clearRequests();
    const saved = await savedPlan(lab, file, { options });
    expect(blockedIn(saved)).toEqual({});
    expect(await failures(applySaved(lab, file, saved))).toEqual({});
    expect(sent(lab).toSorted()).toEqual(sends.toSorted());
    expect(await planOf(lab, file)).toMatchObject({ changes: [] });
  });
});

it('says in the right number how many records of others would be lost with their zone', async () => {
  const lab = openLab();
  const from = example({ ...LARGE, ...OPEN });
  await lab.converge(from);
  const detail = async () =>
    changeAt(await planOf(lab, edited(from, { [AT.zone]: null })), AT.zone)?.blocked?.detail;
  await putRecord(lab, 'theirs');
  expect(await detail()).toMatch(/^1 record set in the zone is not acrctl's, /);
  await putRecord(lab, 'more');
  expect(await detail()).toMatch(/^2 record sets in the zone are not acrctl's, /);
});

describe('everything, or most of it,', () => {
  const EMPTY = { resourceGroups: null, networks: null, privateDnsZones: null, registries: null } as const;
  const allowed = [AT.registry, 'registries.contosospare'];

  it.each<{
    readonly name: string;
    readonly to: Edits;
    readonly number: number | null;
    readonly kind: string;
  }>([
    { name: 'goes not without a number', to: EMPTY, number: null, kind: 'refused' },
    { name: 'goes not with a wrong number', to: EMPTY, number: 13, kind: 'refused' },
    { name: 'goes not with a larger number', to: EMPTY, number: 15, kind: 'refused' },
    { name: 'goes with the number of objects', to: EMPTY, number: 14, kind: 'applied' },
    {
      name: 'goes not without a number when it is more than half',
      to: { 'networks.vnet-build': null, 'networks.vnet-spare': null, [AT.registry]: null, [AT.link]: null },
      number: null,
      kind: 'refused',
    },
    {
      name: 'goes without a number when it is less than half',
      to: { 'networks.vnet-build': null, 'networks.vnet-spare': null, 'registries.contosospare': null },
      number: null,
      kind: 'applied',
    },
  ])('$name (I-20)', async ({ to, number, kind }) => {
    const lab = openLab();
    await lab.converge(example(LARGE));
    const options = { allowDestroy: allowed, allowMassDestroy: number };
    const file = example({ ...LARGE, ...to });
    lab.emulator.clearRequests();
    const saved = await savedPlan(lab, file, { options });
    const result = await applySaved(lab, file, saved);
    expect(result.kind).toBe(kind);
    if (kind === 'refused') {
      expect(sent(lab)).toEqual([]);
      expect(saved.diagnostics).toContainEqual(
        expect.objectContaining({
          code: 'ACR2001',
          hint: expect.stringContaining(`--allow-mass-destroy ${saved.summary.delete}`),
        }),
      );
    }
  });

  it('does not lift the guard of a registry by its number', async () => {
    const lab = openLab();
    await lab.converge(example(LARGE));
    const file = example({ ...LARGE, ...EMPTY });
    const result = await lab.apply(file, { options: { allowMassDestroy: 14, allowDestroy: [AT.registry] } });
    expect([result.kind, blockedIn(result.planned.plan)]).toEqual([
      'refused',
      { 'registries.contosospare': 'ACR2002' },
    ]);
  });
});

describe('destroy', () => {
  it.each<{
    readonly name: string;
    readonly file: Edits;
    readonly allow: readonly string[];
    readonly blocked: Case['blocked'];
  }>([
    {
      name: 'asks for no number, but for each registry',
      file: {},
      allow: [],
      blocked: { [AT.registry]: 'ACR2002' },
    },
    { name: 'goes on with the allowance', file: {}, allow: [AT.registry], blocked: {} },
    {
      name: 'keeps what the state protects',
      file: { [`${AT.network}.protect`]: true },
      allow: [AT.registry],
      blocked: { [AT.network]: 'ACR2003' },
    },
  ])('$name', async ({ file, allow, blocked }) => {
    const lab = openLab();
    await lab.converge(example(file));
    lab.emulator.clearRequests();
    const result = await lab.destroy(example(file), { options: { allowDestroy: allow } });
    expect(blockedIn(result.planned.plan)).toEqual(blocked);
    expect(Object.keys(lab.emulator.objects()).length === 0).toBe(Object.keys(blocked).length === 0);
  });

  it('keeps what the file protects though that was never applied', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    const result = await lab.destroy(example({ [`${AT.network}.protect`]: true }), {
      options: { allowDestroy: [AT.registry] },
    });
    expect([result.kind, blockedIn(result.planned.plan)]).toEqual(['refused', { [AT.network]: 'ACR2003' }]);
  });

  it('is the same from a saved plan', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    const blocked = await savedPlan(lab, EXAMPLE, { options: { destroy: true } });
    expect((await applySaved(lab, EXAMPLE, blocked)).kind).toBe('refused');
    const saved = await savedPlan(lab, EXAMPLE, { options: { destroy: true, allowDestroy: [AT.registry] } });
    expect(await failures(applySaved(lab, EXAMPLE, saved))).toEqual({});
    expect(lab.emulator.objects()).toEqual({});
  });
});

describe('what others put inside an object that goes', () => {
  const foreign = `${GROUP}/providers/Microsoft.Network/virtualNetworks/theirs`;

  it.each([
    {
      what: 'a resource in the group',
      put: (lab: Lab) => putNetwork(lab, foreign),
      step: `${AT.group}/delete`,
      named: foreign,
    },
    {
      what: 'a subnet in the network',
      put: (lab: Lab) =>
        lab.request('PUT', `${ID.network}/subnets/theirs`, VERSION.network, {
          properties: { addressPrefix: '10.20.9.0/24' },
        }),
      step: `${AT.network}/delete`,
      named: `${ID.network}/subnets/theirs`,
    },
    {
      what: 'a record that came after the plan',
      put: (lab: Lab) => putRecord(lab, 'theirs'),
      step: `${AT.zone}/delete`,
      named: `${ID.zone}/A/theirs`,
    },
  ])('$what fails its step, which names it, and the rest goes on', async ({ put, step, named }) => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    // Between the plan and the delete, of which the endpoint's is long before.
    const transport = justBefore(isWriteOf(ID.zoneGroup), () => put(lab).then(() => undefined));
    const result = await lab.destroy(EXAMPLE, { options: { allowDestroy: [AT.registry] }, transport });
    const failed = result.kind === 'applied' ? result.outcome.failed : [];
    expect(failed.map((each) => [each.step, each.failure.code])).toEqual([[step, 'ACR2012']]);
    expect(failed[0]?.failure.message.toLowerCase()).toContain(named.toLowerCase());
    expect(Object.keys(lab.emulator.objects())).toContain(named.toLowerCase());
    expect(Object.keys(lab.emulator.objects())).not.toContain(ID.registry.toLowerCase());
    const left = (await lab.state())?.resources.map(({ address }) => address);
    expect(left).toContain(step.replace('/delete', ''));
  });

  it('and is ours but failed to go keeps what holds it', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    lab.emulator.setFaults([
      {
        match: { method: 'DELETE', path: 'registries/contosoimages', nth: 'every' },
        answer: { status: 409, code: 'ScopeLocked', message: 'locked' },
      },
    ]);
    const result = await lab.destroy(EXAMPLE, { options: { allowDestroy: [AT.registry] } });
    const notStarted = result.kind === 'applied' ? result.outcome.notStarted : [];
    expect(notStarted).toEqual([`${AT.group}/delete`]);
    expect(Object.keys(lab.emulator.objects())).toContain(ID.registry.toLowerCase());
  });
});

describe('an object that Azure calls still used', () => {
  const stillUsed = (nth: number | 'every') => ({
    match: { method: 'DELETE', path: '/privateDnsZones\\/privatelink\\.azurecr\\.io\\?/', nth },
    answer: { status: 409, code: 'CannotDeleteResource', message: 'nested resources exist' },
  });

  it('is given up within two minutes where that does not pass, not after the half hour of a step (I-16)', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    lab.emulator.setFaults([stillUsed('every')]);
    const startMs = lab.timeline.nowMs();
    const result = await lab.destroy(EXAMPLE, { options: { allowDestroy: [AT.registry] } });
    const failed = result.kind === 'applied' ? result.outcome.failed : [];
    expect(failed.map((each) => [each.step, each.failure.code])).toEqual([
      [`${AT.zone}/delete`, 'CannotDeleteResource'],
    ]);
    const refusals = lab.writes().filter(({ path }) => path.toLowerCase() === ID.zone.toLowerCase());
    expect(refusals.length).toBeGreaterThan(5);
    expect(lab.timeline.nowMs() - startMs).toBeLessThan(120_000);
  });

  it('is deleted where that passes, though it takes half a minute (faults N08)', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    lab.emulator.setFaults([1, 2, 3, 4, 5].map(stillUsed));
    const result = await lab.destroy(EXAMPLE, { options: { allowDestroy: [AT.registry] } });
    expect(result.kind === 'applied' && result.outcome.failed).toEqual([]);
    expect(lab.emulator.objects()).toEqual({});
  });
});

describe('a network that is replaced', () => {
  it('takes along what refers to it and cannot be led to another one', async () => {
    const lab = openLab();
    await lab.converge(example({ ...LARGE, ...OPEN }));
    const to = example({ ...LARGE, ...OPEN, [`${AT.network}.location`]: 'northeurope' });
    const plan = await planOf(lab, to);
    expect(actionsOf(plan)).toEqual([
      `delete+create ${AT.network}`,
      `delete+create ${AT.subnet}`,
      `delete+create ${AT.link}`,
    ]);
    expect(await failures(lab.apply(to))).toEqual({});
    expect(await planOf(lab, to)).toMatchObject({ changes: [], drift: [] });
  });

  it('is refused where somebody else has a subnet in it that the file lists and must not take', async () => {
    const lab = openLab();
    await lab.converge(example({ ...LARGE, ...OPEN }));
    await lab.request('PUT', `${ID.network}/subnets/theirs`, VERSION.network, {
      properties: { addressPrefix: '10.20.9.0/24' },
    });
    const to = {
      [`${AT.network}.location`]: 'northeurope',
      [`${AT.network}.subnets.theirs`]: { prefix: '10.20.9.0/24' },
    };
    expect(blockedIn(await planOf(lab, example({ ...LARGE, ...OPEN, ...to })))).toEqual({
      [`${AT.network}.subnets.theirs`]: 'ACR1301',
    });
  });
});

function putRecord(lab: Lab, name: string): Promise<unknown> {
  const properties: JsonObject = { ttl: 10, aRecords: [{ ipv4Address: '10.1.1.1' }] };
  return lab.request('PUT', `${ID.zone}/A/${name}`, VERSION.dns, { properties });
}

function putNetwork(lab: Lab, id: string): Promise<unknown> {
  return lab.request('PUT', id, VERSION.network, {
    location: 'westeurope',
    properties: { addressSpace: { addressPrefixes: ['10.99.0.0/16'] } },
  });
}
