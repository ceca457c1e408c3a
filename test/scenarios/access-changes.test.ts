import { describe, expect, it } from 'vitest';
import { planText } from '../../src/report/plan-text.ts';
import { PLAIN } from '../../src/report/style.ts';
import { openLab } from '../lab.ts';
import {
  AT,
  access,
  changeAt,
  cloudIn,
  type Edits,
  example,
  expectSentAndEmpty,
  failures,
  ID,
  OPEN,
  objectAt,
  planOf,
  rangesIn,
  SELECTED,
  sent,
} from './stacks.ts';

describe('selected ranges', () => {
  const ranges = (...list: readonly string[]) =>
    example({ ...SELECTED, 'registries.contosoimages.network.allowedIpRanges': list });

  it.each([
    {
      name: 'that both gain and lose go by way of the union',
      from: ['203.0.113.0/24', '198.51.100.7'],
      to: ['198.51.100.7', '192.0.2.0/24'],
      steps: {
        open: ['192.0.2.0/24', '198.51.100.7', '203.0.113.0/24'],
        close: ['192.0.2.0/24', '198.51.100.7'],
      },
    },
    {
      name: 'that only gain are opened at once',
      from: ['198.51.100.7'],
      to: ['198.51.100.0/24'],
      steps: { open: ['198.51.100.0/24'] },
    },
    {
      name: 'that only lose are closed at once',
      from: ['203.0.113.0/24', '198.51.100.7'],
      to: ['203.0.113.0/25'],
      steps: { close: ['203.0.113.0/25'] },
    },
  ])('$name', async ({ from, to, steps }) => {
    const lab = openLab();
    await lab.converge(ranges(...from));
    lab.emulator.clearRequests();
    const planned = changeAt(await planOf(lab, ranges(...to)), AT.registry)?.steps.map(({ name }) => name);
    await lab.converge(ranges(...to));
    const rules = lab.writes().map(({ body }) => rangesIn(JSON.parse(body ?? '{}')));
    expect([planned, rules]).toEqual([Object.keys(steps), Object.values(steps)]);
    expect(await planOf(lab, ranges(...to))).toMatchObject({ changes: [] });
  });
});

describe('opening', () => {
  it('leaves alone what the entry ignores', async () => {
    const ignoring = { [`${AT.registry}.ignore`]: ['properties.networkRuleSet.ipRules'] };
    const lab = openLab();
    await lab.converge(example(ignoring));
    lab.emulator.clearRequests();
    await lab.converge(example({ ...ignoring, ...OPEN }));
    const [opened] = lab.writes();
    expect(JSON.parse(opened?.body ?? '{}').properties).toEqual({
      publicNetworkAccess: 'Enabled',
      networkRuleSet: { defaultAction: 'Allow' },
      policies: { exportPolicy: { status: 'enabled' } },
    });
  });
});

describe('the SKU', () => {
  const BASIC = {
    ...OPEN,
    'registries.contosoimages.sku': 'Basic',
    'registries.contosoimages.network.dataEndpoints': null,
    'registries.contosoimages.policies.retentionDays': null,
  } as const;

  it('goes down from Premium only when the registry is open and its endpoint gone (lesson 7)', async () => {
    const lab = openLab({ emulator: { latency: 'typical' } });
    await lab.converge(example());
    lab.emulator.clearRequests();
    await lab.converge(example(BASIC));
    expect(sent(lab)).toEqual([
      'PATCH contosoimages',
      'DELETE default',
      'DELETE contosoimages-hub',
      'PATCH contosoimages',
    ]);
    const [open, downgrade] = lab
      .writes()
      .filter(({ method }) => method === 'PATCH')
      .map(({ body }) => JSON.parse(body ?? '{}'));
    expect(open.sku).toBeUndefined();
    expect(downgrade).toEqual({ sku: { name: 'Basic' }, properties: { dataEndpointEnabled: false } });
    expect(await planOf(lab, example(BASIC))).toMatchObject({ changes: [], drift: [] });
  });

  it('shows what its request sends, and leaves nobody in charge of what only Premium has (lesson 7)', async () => {
    const lab = openLab();
    await lab.converge(example({ [AT.access]: 'enabled', [AT.export]: true }));
    const change = changeAt(await planOf(lab, example(BASIC)), AT.registry);
    expect(change?.steps).toMatchObject([
      {
        name: 'write',
        paths: ['properties.dataEndpointEnabled', 'sku.name'],
        before: { sku: { name: 'Premium' }, properties: { dataEndpointEnabled: true } },
        after: { sku: { name: 'Basic' }, properties: { dataEndpointEnabled: false } },
      },
    ]);
    const text = planText(await planOf(lab, example(BASIC)), { width: 100, style: PLAIN });
    expect(text).toMatch(/^ +dataEndpointEnabled +true -> false$/m);
    expect(text).not.toContain('(none) -> (none)');
    const noLongerManaged = change?.impact.filter((line) => line.startsWith('no longer managed')).join();
    expect(noLongerManaged).not.toContain('publicNetworkAccess');
    expect(noLongerManaged).not.toContain('networkRuleSet');
  });

  it('goes up to Premium, and the registry is closed behind its new endpoint', async () => {
    const lab = openLab({ emulator: { latency: 'typical' } });
    await lab.converge(example(BASIC));
    lab.emulator.clearRequests();
    await lab.converge(example());
    expect(sent(lab)).toEqual([
      'PATCH contosoimages',
      'PUT contosoimages-hub',
      'PUT default',
      'PATCH contosoimages',
    ]);
    expect(access(lab)).toBe('Disabled Deny');
    expect(await planOf(lab, example())).toMatchObject({ changes: [], drift: [] });
  });
});

describe('data endpoints', () => {
  const silent = { 'registries.contosoimages.network.dataEndpoints': null };
  const host = 'contosoimages.westeurope.data.azurecr.io';

  it.each([
    ['by the file', { ...OPEN, 'registries.contosoimages.network.dataEndpoints': true }, AT.registry],
    ['by the first private endpoint', { ...silent, [AT.access]: 'enabled', [AT.export]: true }, AT.endpoint],
    ['by both, which is said once', { [AT.access]: 'enabled', [AT.export]: true }, AT.registry],
  ])('that are turned on %s are an impact that names the host (N16)', async (_, edits: Edits, expected) => {
    const lab = openLab();
    await lab.converge(example({ ...OPEN, ...silent }));
    const plan = await planOf(lab, example(edits));
    const said = plan.changes.filter(({ impact }) => impact.some((line) => line.includes(host)));
    expect(said.map(({ address }) => address)).toEqual([expected]);
  });

  it('are turned on by one request, and their host is on the registry (0.15, 0.19)', async () => {
    const lab = openLab();
    await lab.converge(example({ ...OPEN, ...silent }));
    const on = example({ ...OPEN, 'registries.contosoimages.network.dataEndpoints': true });
    await expectSentAndEmpty(lab, on, ['PATCH contosoimages']);
    expect(objectAt(lab, ID.registry)['properties']).toMatchObject({
      dataEndpointEnabled: true,
      dataEndpointHostNames: [host],
    });
  });

  it('are turned off only when the last private endpoint is gone, which keeps them on', async () => {
    const lab = openLab();
    await lab.converge(example({ [AT.access]: 'enabled', [AT.export]: true }));
    const off = example({ ...OPEN, 'registries.contosoimages.network.dataEndpoints': false });
    await expectSentAndEmpty(lab, off, ['DELETE default', 'DELETE contosoimages-hub', 'PATCH contosoimages']);
  });

  it('that are on already are none', async () => {
    const lab = openLab();
    await lab.converge(example(OPEN));
    const plan = await planOf(lab, example({ [AT.access]: 'enabled', [AT.export]: true }));
    expect(JSON.stringify(plan.changes.map(({ impact }) => impact))).not.toContain('.data.');
  });
});

describe('a private endpoint under a new name', () => {
  it('writes its records only when those of the old one are gone, also when they stay at first (N11)', async () => {
    const both = { [AT.access]: 'enabled', [AT.export]: true };
    const spoke = { subnet: 'vnet-hub/endpoints', dns: { zone: 'privatelink.azurecr.io' } };
    const lab = openLab({ emulator: { latency: 'typical' } });
    await lab.converge(example(both));
    const renamed = example({ ...both, [AT.endpoint]: null, [`${AT.endpoints}.spoke`]: spoke });
    const locked = { status: 409, code: 'ScopeLocked', message: 'locked' };
    lab.emulator.setFaults([
      { match: { method: 'DELETE', path: 'privateDnsZoneGroups', nth: 'every' }, answer: locked },
    ]);
    expect(await failures(lab.apply(renamed))).toEqual({ [`${AT.zoneGroup}/delete`]: 'ScopeLocked' });
    lab.emulator.setFaults([]);
    await lab.converge(renamed);
    const { records, addresses } = cloudIn(lab);
    expect(records).toEqual(addresses);
    expect(records).toHaveLength(2);
  });
});
