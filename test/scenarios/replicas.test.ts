import { describe, expect, it } from 'vitest';
import { getPath } from '../../src/core/path.ts';
import { type Lab, openLab } from '../lab.ts';
import {
  AT,
  access,
  actionsOf,
  changeAt,
  edited,
  example,
  failures,
  ID,
  OPEN,
  objectAt,
  planOf,
  sent,
  VERSION,
} from './stacks.ts';

const REPLICAS = 'registries.contosoimages.replications';
const NORTH = `${REPLICAS}.northeurope`;
const NORTH_ID = `${ID.registry}/replications/northeurope`;
const NORTH_RECORD = `${ID.record}.northeurope.data`;

const replicated = (...regions: readonly string[]) => ({
  [REPLICAS]: Object.fromEntries(regions.map((region) => [region, {}])),
});

describe('replicas', () => {
  it('are made side by side, before the endpoint, which gets all addresses at once (1.27, 1.32, 1.38, T12, lessons 25)', async () => {
    const lab = openLab({ emulator: { latency: 'typical' } });
    const edits = replicated('northeurope', 'eastus', 'swedencentral');
    const plan = await planOf(lab, example(edits));
    expect(Object.keys(plan.outputs[AT.endpoint] ?? {})).toEqual([
      'contosoimages.azurecr.io',
      'contosoimages.westeurope.data.azurecr.io',
      'contosoimages.eastus.data.azurecr.io',
      'contosoimages.northeurope.data.azurecr.io',
      'contosoimages.swedencentral.data.azurecr.io',
    ]);
    await lab.converge(example(edits));
    const requests = lab.emulator.requests();
    const puts = requests.filter(({ method, path }) => method === 'PUT' && path.includes('/replications/'));
    const polls = requests.filter(({ path }) => path.includes('replications-'));
    expect(puts).toHaveLength(3);
    // All three are under way before the first of them is asked about.
    expect(Math.max(...puts.map(({ sequence }) => sequence))).toBeLessThan(
      Math.min(...polls.map(({ sequence }) => sequence)),
    );
    expect(sent(lab).indexOf('PUT contosoimages-hub')).toBeGreaterThan(
      sent(lab).indexOf('PUT swedencentral'),
    );
    expect(ipConfigurations(lab)).toHaveLength(5);
    expect(await planOf(lab, example(edits))).toMatchObject({ changes: [], drift: [] });
  });

  it('of a registry take its endpoints one at a time (lessons 26, N03)', async () => {
    const lab = openLab({ emulator: { latency: 'typical' } });
    const endpoints = Object.fromEntries(
      ['one', 'two', 'three'].map((key) => [
        `registries.contosoimages.network.privateEndpoints.${key}`,
        { subnet: 'vnet-hub/endpoints', dns: { manage: 'external' } },
      ]),
    );
    await lab.converge(example({ [AT.endpoints]: {}, ...endpoints }));
    const requests = lab.emulator.requests();
    const puts = requests.filter(
      ({ method, path }) => method === 'PUT' && path.includes('/privateEndpoints/'),
    );
    expect(puts).toHaveLength(3);
    for (const [index, put] of puts.slice(1).entries()) {
      const before = puts[index]?.path ?? '';
      const read = requests.findLast(
        ({ method, path, sequence }) => method === 'GET' && path === before && sequence < put.sequence,
      );
      // The one before was read as finished before the next was sent.
      expect(read?.sequence ?? 0).toBeGreaterThan(puts[index]?.sequence ?? 0);
    }
  });

  it('added to a live registry say what each endpoint gains, and it does (1.32, 1.60)', async () => {
    const lab = openLab();
    await lab.converge(example());
    const edits = replicated('northeurope');
    const plan = await planOf(lab, example(edits));
    expect(actionsOf(plan)).toEqual([`create ${NORTH}`]);
    expect(changeAt(plan, NORTH)?.impact).toEqual([
      'clients may be sent to contosoimages.northeurope.data.azurecr.io for layers: firewalls must allow it (1.65)',
      'endpoint hub gains an address for registry_data_northeurope; the record for contosoimages.northeurope.data.azurecr.io comes with its zone group',
    ]);
    expect(plan.outputs[AT.endpoint]).toMatchObject({
      'contosoimages.azurecr.io': { value: '10.20.1.5' },
      'contosoimages.northeurope.data.azurecr.io': {
        knownAfter: expect.stringContaining('registry_data_northeurope'),
      },
    });
    lab.emulator.clearRequests();
    await lab.converge(example(edits));
    expect(sent(lab)).toEqual(['PUT northeurope']);
    expect(objectAt(lab, NORTH_RECORD)).toMatchObject({
      properties: { aRecords: [{ ipv4Address: '10.20.1.6' }] },
    });
    expect(access(lab)).toBe('Disabled Deny');
    expect(await planOf(lab, example(edits))).toMatchObject({ changes: [], drift: [] });
  });

  it('added where acrctl keeps the records get one of their own, its address known after apply (1.38, 1.60)', async () => {
    const lab = openLab();
    const records = { [`${AT.endpoint}.dns.manage`]: 'records' };
    await lab.converge(example(records));
    const edits = { ...records, ...replicated('northeurope') };
    const address = `${AT.endpoint}.records.registry_data_northeurope`;
    expect(changeAt(await planOf(lab, example(edits)), address)).toMatchObject({
      actions: ['create'],
      id: NORTH_RECORD,
      steps: [{ dependsOn: [`${NORTH}/write`] }],
      afterUnknown: { 'properties.aRecords': expect.stringContaining('registry_data_northeurope') },
    });
    await lab.converge(example(edits));
    expect(objectAt(lab, NORTH_RECORD)).toMatchObject({
      properties: { aRecords: [{ ipv4Address: '10.20.1.6' }] },
    });
    expect(await planOf(lab, example(edits))).toMatchObject({ changes: [], drift: [] });
  });

  it('added behind a manually approved endpoint leave its connection Pending, and the run says whose turn it is (1.33)', async () => {
    const lab = openLab();
    const manual = {
      [`${AT.endpoint}.approval`]: 'manual',
      [`${AT.endpoint}.dns.manage`]: 'records',
      [AT.access]: 'enabled',
      [AT.export]: true,
    };
    await lab.apply(example(manual));
    await approve(lab);
    await lab.converge(example(manual));
    const edits = { ...manual, ...replicated('northeurope') };
    const plan = await planOf(lab, example(edits));
    expect(changeAt(plan, NORTH)?.impact).toContain(
      'the connection of endpoint hub is Pending again until the owner of the registry approves it (1.33)',
    );
    const result = await lab.apply(example(edits));
    expect(result).toMatchObject({
      kind: 'applied',
      outcome: {
        failed: [],
        notStarted: [`${AT.endpoint}.records.registry_data_northeurope/write`],
        waiting: [{ address: AT.endpoint }],
      },
    });
    await approve(lab);
    await lab.converge(example(edits));
    expect(objectAt(lab, NORTH_RECORD)).toMatchObject({
      properties: { aRecords: [{ ipv4Address: '10.20.1.6' }] },
    });
  });

  it('are refused at plan where an endpoint has no room for their address (1.27, N04, lessons 24)', async () => {
    const lab = openLab();
    const small = { 'networks.vnet-hub.subnets.endpoints.prefix': '10.20.1.0/28' };
    await lab.converge(example(small));
    const edits = { ...small, ...replicated('northeurope', 'eastus') };
    // Of its eleven addresses others take eight, and ours has two.
    for (const who of ['a', 'b', 'c', 'd']) await takeAddresses(lab, who);
    const plan = await planOf(lab, example(edits));
    expect(plan.diagnostics).toMatchObject([{ code: 'ACR1305', address: AT.subnet }]);
    expect(await lab.apply(example(edits))).toMatchObject({ kind: 'invalid' });
  });

  it('are not deleted without an allowance, and take their record along (I-03)', async () => {
    const lab = openLab();
    const open = { [AT.access]: 'enabled', [AT.export]: true };
    await lab.converge(example({ ...open, ...replicated('northeurope') }));
    expect(changeAt(await planOf(lab, example(open)), NORTH)).toMatchObject({
      actions: ['delete'],
      blocked: { code: 'ACR2006', allow: `--allow-destroy '${NORTH}'` },
    });
    expect(await lab.apply(example(open))).toMatchObject({ kind: 'refused' });
    const options = { allowDestroy: [NORTH] };
    await lab.converge(example(open), { options });
    expect(Object.keys(lab.emulator.objects())).not.toContain(NORTH_RECORD.toLowerCase());
    expect(ipConfigurations(lab)).toHaveLength(2);
    expect(await planOf(lab, example(open))).toMatchObject({ changes: [], drift: [] });
  });

  it('go before the registry leaves Premium, whatever they are called (1.3, lesson 7)', async () => {
    const lab = openLab({ emulator: { latency: 'typical' } });
    const replications = { northeurope: {}, second: { location: 'eastus' } };
    await lab.converge(example({ ...OPEN, [REPLICAS]: replications }));
    const basic = example({
      [`${AT.registry}.sku`]: 'Basic',
      [`${AT.registry}.policies`]: null,
      [`${AT.registry}.network`]: { publicAccess: 'enabled' },
    });
    const allowDestroy = Object.keys(replications).map((key) => `${REPLICAS}.${key}`);
    const plan = await planOf(lab, basic, { options: { allowDestroy } });
    expect(plan.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(changeAt(plan, AT.registry)?.steps.at(-1)?.dependsOn).toEqual(
      expect.arrayContaining(allowDestroy.map((address) => `${address}/delete`)),
    );
    await lab.converge(basic, { options: { allowDestroy } });
    expect(getPath(objectAt(lab, ID.registry), 'sku.name')).toBe('Basic');
    expect(await planOf(lab, basic)).toMatchObject({ changes: [], drift: [] });
  });

  it('are taken out of the routing and back by a PATCH, which the plan explains (lessons 9, 12)', async () => {
    const lab = openLab();
    await lab.converge(example(replicated('northeurope')));
    const edits = { [`${NORTH}.globalRouting`]: false };
    const plan = await planOf(lab, example({ ...replicated('northeurope'), ...edits }));
    expect(changeAt(plan, NORTH)).toMatchObject({
      actions: ['update'],
      paths: ['properties.regionEndpointEnabled'],
      impact: ['no client is sent to northeurope any more; the replica stays up to date (lesson 12)'],
    });
    lab.emulator.clearRequests();
    await lab.converge(example({ ...replicated('northeurope'), ...edits }));
    expect(sent(lab)).toEqual(['PATCH northeurope']);
  });

  it('listed in any order, or made by others, are no change, and one that others took away is only that one (lessons 1, 2)', async () => {
    const lab = openLab({ emulator: { listOrder: 'shuffled' } });
    const edits = replicated('northeurope', 'eastus');
    await lab.converge(example(edits));
    await lab.request('PUT', `${ID.registry}/replications/swedencentral`, VERSION.registry, {
      location: 'swedencentral',
    });
    lab.emulator.advance(600_000);
    expect(await planOf(lab, example(edits))).toMatchObject({ changes: [], drift: [] });
    await lab.request('DELETE', NORTH_ID, VERSION.registry);
    lab.emulator.advance(600_000);
    expect(actionsOf(await planOf(lab, example(edits)))).toEqual([`create ${NORTH}`]);
  });

  it('of a registry whose endpoint has static addresses make it again, first out of the way (N05, lessons 23)', async () => {
    const lab = openLab();
    const ips = { registry: '10.20.1.10', registry_data_westeurope: '10.20.1.11' };
    const open = { [AT.access]: 'enabled', [AT.export]: true };
    await lab.converge(example({ ...open, [`${AT.endpoint}.staticIps`]: ips }));
    const more = {
      ...open,
      ...replicated('northeurope'),
      [`${AT.endpoint}.staticIps`]: { ...ips, registry_data_northeurope: '10.20.1.12' },
    };
    const plan = await planOf(lab, example(more));
    expect(changeAt(plan, AT.endpoint)?.impact).toEqual([
      'clients of this endpoint lose the registry until the new one is ready, about 2 minutes',
    ]);
    expect(plan.outputs[AT.endpoint]).toMatchObject({
      'contosoimages.northeurope.data.azurecr.io': { value: '10.20.1.12' },
    });
    lab.emulator.clearRequests();
    await lab.converge(example(more));
    expect(sent(lab)).toEqual([
      'DELETE default',
      'DELETE contosoimages-hub',
      'PUT northeurope',
      'PUT contosoimages-hub',
      'PUT default',
    ]);
    expect(objectAt(lab, NORTH_RECORD)).toMatchObject({
      properties: { aRecords: [{ ipv4Address: '10.20.1.12' }] },
    });
    expect(await planOf(lab, example(more))).toMatchObject({ changes: [], drift: [] });
    lab.emulator.clearRequests();
    const fewer = { ...open, [`${AT.endpoint}.staticIps`]: ips };
    await lab.converge(example(fewer), { options: { allowDestroy: [NORTH] } });
    expect(sent(lab)).toEqual([
      'DELETE default',
      'DELETE contosoimages-hub',
      'DELETE northeurope',
      'PUT contosoimages-hub',
      'PUT default',
    ]);
    expect(await planOf(lab, example(fewer))).toMatchObject({ changes: [], drift: [] });
  });

  it('leave an endpoint its static addresses while its tags change (I-19)', async () => {
    const lab = openLab();
    const staticIps = { registry: '10.20.1.10', registry_data_westeurope: '10.20.1.11' };
    const file = example({ [`${AT.endpoint}.staticIps`]: staticIps });
    await lab.converge(file);
    const tagged = edited(file, { [`${AT.endpoint}.tags`]: { team: 'images' } });
    lab.emulator.clearRequests();
    await lab.converge(tagged);
    expect(sent(lab)).toEqual(['PUT contosoimages-hub']);
    expect(objectAt(lab, ID.endpoint)).toMatchObject({
      tags: { team: 'images' },
      properties: {
        ipConfigurations: [
          { properties: { memberName: 'registry', privateIPAddress: '10.20.1.10' } },
          { properties: { memberName: 'registry_data_westeurope', privateIPAddress: '10.20.1.11' } },
        ],
      },
    });
    expect(await planOf(lab, tagged)).toMatchObject({ changes: [], drift: [] });
  });

  it('that go are gone before an endpoint is added or changed, and before the registry leaves Premium (lessons 7, 25)', async () => {
    const lab = openLab();
    const open = { [AT.access]: 'enabled', [AT.export]: true };
    await lab.converge(example({ ...open, ...replicated('northeurope', 'eastus') }));
    lab.emulator.clearRequests();
    const changed = { ...open, ...replicated('eastus'), [`${AT.endpoint}.tags`]: { a: 'b' } };
    await lab.converge(example(changed), { options: { allowDestroy: [NORTH] } });
    expect(sent(lab)).toEqual(['DELETE northeurope', 'PUT contosoimages-hub']);
    lab.emulator.clearRequests();
    const basic = {
      ...OPEN,
      'registries.contosoimages.sku': 'Basic',
      'registries.contosoimages.policies': null,
    };
    const edits = { ...basic, 'registries.contosoimages.network.dataEndpoints': null };
    await lab.converge(example(edits), { options: { allowDestroy: [`${REPLICAS}.eastus`] } });
    expect(sent(lab).slice(-2)).toEqual(['DELETE eastus', 'PATCH contosoimages']);
  });

  it('go without the endpoints where --target names them alone', async () => {
    const lab = openLab();
    await lab.converge(example(replicated('northeurope')));
    const plan = await planOf(lab, example(replicated('northeurope')), {
      options: { destroy: true, target: [NORTH] },
    });
    expect(actionsOf(plan)).toEqual([`delete ${NORTH}`]);
  });

  it('that fail leave the others made, and the next run goes on (I-18)', async () => {
    const lab = openLab();
    await lab.converge(example());
    lab.emulator.setFaults([
      {
        match: { method: 'PUT', path: 'replications/eastus' },
        answer: { status: 400, code: 'BadRequest', message: 'no' },
      },
    ]);
    const edits = example(replicated('eastus', 'northeurope'));
    expect(await failures(lab.apply(edits))).toEqual({ [`${REPLICAS}.eastus/write`]: 'BadRequest' });
    expect(objectAt(lab, NORTH_ID)).toMatchObject({ name: 'northeurope' });
    lab.emulator.setFaults([]);
    await lab.converge(edits);
    expect(await planOf(lab, edits)).toMatchObject({ changes: [] });
  });
});

async function approve(lab: Lab): Promise<void> {
  const { properties } = objectAt(lab, ID.registry) as {
    properties: { privateEndpointConnections: { id: string; properties: object }[] };
  };
  for (const { id, properties: connection } of properties.privateEndpointConnections) {
    const state = { privateLinkServiceConnectionState: { status: 'Approved', description: 'ok' } };
    await lab.request('PUT', id, VERSION.registry, { properties: { ...connection, ...state } });
    lab.emulator.advance(600_000);
  }
}

/** An endpoint of somebody else to another registry, in the same subnet: two addresses. */
async function takeAddresses(lab: Lab, who: string): Promise<void> {
  const other = `${ID.registry}two`;
  await lab.request('PUT', other, VERSION.registry, { location: 'westeurope', sku: { name: 'Premium' } });
  await lab.request('PUT', `${ID.endpoint}-${who}`, VERSION.network, {
    location: 'westeurope',
    properties: {
      subnet: { id: ID.subnet },
      privateLinkServiceConnections: [
        { name: 'x', properties: { privateLinkServiceId: other, groupIds: ['registry'] } },
      ],
    },
  });
  lab.emulator.advance(600_000);
}

function ipConfigurations(lab: Lab): readonly unknown[] {
  const nic = objectAt(lab, `${ID.endpoint.replace('privateEndpoints', 'networkInterfaces')}-nic`);
  return (nic as { properties: { ipConfigurations: unknown[] } }).properties.ipConfigurations;
}
