import { describe, expect, it } from 'vitest';
import type { EmulatorOptions } from '../../src/emulator/index.ts';
import {
  type Arm,
  type Body,
  createArm,
  endpoint,
  endpointBody,
  group,
  homeReplica,
  network,
  networkBody,
  pollUrlOf,
  registry,
  registryBody,
  replica,
  replicaBody,
} from './arm.ts';

const list = `${registry}/replications`;
const elsewhere = { location: 'francecentral' };
const third = `${registry}/replications/francecentral`;

async function withRegistry(options: Partial<EmulatorOptions> = {}): Promise<Arm> {
  const arm = createArm(options);
  await arm.make(group, { location: 'westeurope' });
  await arm.make(registry, registryBody);
  return arm;
}

async function withReplica(options: Partial<EmulatorOptions> = {}): Promise<Arm> {
  const arm = await withRegistry(options);
  await arm.make(replica, replicaBody);
  return arm;
}

async function namesIn(arm: Arm): Promise<string[]> {
  return (await arm.get(list)).body.value.map(({ name }: Body) => name);
}

async function statusOf(arm: Arm, id: string): Promise<string> {
  return (await arm.get(id)).body.properties.status.displayStatus;
}

/** PUT, or DELETE, and the last poll of what it began. */
async function outcome(arm: Arm, started: ReturnType<Arm['put']>): Promise<Body> {
  return (await arm.finish(await started)).body;
}

describe('a replication', () => {
  it('is Creating without a word on its images, then Succeeded, Syncing and at last Ready', async () => {
    const arm = await withRegistry();
    const started = await arm.put(replica, replicaBody);
    expect(started.body).toMatchObject({
      type: 'Microsoft.ContainerRegistry/registries/replications',
      id: replica,
      name: 'northeurope',
      location: 'northeurope',
      tags: {},
    });
    expect(started.body.properties).toEqual({
      provisioningState: 'Creating',
      status: { timestamp: '2026-03-01T00:00:00Z' },
      regionEndpointEnabled: true,
      zoneRedundancy: 'Disabled',
    });
    expect(pollUrlOf(started)).toContain(`${replica}/operationStatuses/replications-`);
    await arm.finish(started);
    expect((await arm.get(replica)).body.properties).toMatchObject({
      provisioningState: 'Succeeded',
      status: { displayStatus: 'Syncing' },
    });
    expect(await statusOf(arm, replica)).toBe('Ready');
  });

  it('gets Ready by the clock, also when nobody looks', async () => {
    const arm = await withReplica({ latency: 'typical' });
    expect(await statusOf(arm, replica)).toBe('Syncing');
    arm.emulator.advance(9_000);
    expect(await statusOf(arm, replica)).toBe('Syncing');
    arm.emulator.advance(1_000);
    expect(await statusOf(arm, replica)).toBe('Ready');
  });

  it('says Creating at each poll until its operation ends', async () => {
    const arm = await withRegistry({ latency: 'typical' });
    const started = await arm.put(replica, replicaBody);
    const running = await arm.send('GET', pollUrlOf(started) ?? '');
    expect(running).toMatchObject({
      status: 200,
      body: { status: 'Creating' },
      headers: { 'retry-after': '10' },
    });
    expect(running.headers['azure-asyncoperation']).toBe(pollUrlOf(started));
    expect((await arm.finish(started)).body).toEqual({ status: 'Succeeded' });
  });

  it('takes any name, whatever its region', async () => {
    const arm = await withRegistry();
    const body = await arm.make(`${list}/backup`, { location: 'North Europe' });
    expect(body.body).toMatchObject({ name: 'backup', location: 'northeurope' });
  });

  it('is changed at once by another PUT, which sets back what it leaves out', async () => {
    const arm = await withReplica();
    const body = { ...replicaBody, tags: { a: '1' }, properties: { regionEndpointEnabled: false } };
    expect(await arm.put(replica, body)).toMatchObject({
      status: 200,
      body: {
        tags: { a: '1' },
        properties: { provisioningState: 'Succeeded', regionEndpointEnabled: false },
      },
    });
    expect((await arm.put(replica, replicaBody)).body).toMatchObject({
      tags: {},
      properties: { regionEndpointEnabled: true },
    });
  });

  it('is patched by an operation, in its tags and its routing alone', async () => {
    const arm = await withReplica({ latency: 'typical' });
    const started = await arm.patch(replica, {
      location: 'eastus',
      tags: { a: '1' },
      properties: { regionEndpointEnabled: false, zoneRedundancy: 'Enabled' },
    });
    expect(started).toMatchObject({ status: 201, body: { properties: { provisioningState: 'Updating' } } });
    const polled = await arm.send('GET', pollUrlOf(started) ?? '');
    expect(polled.body).toEqual({ status: 'Updating' });
    await arm.finish(started);
    expect((await arm.get(replica)).body).toMatchObject({
      location: 'northeurope',
      tags: { a: '1' },
      properties: {
        provisioningState: 'Succeeded',
        regionEndpointEnabled: false,
        zoneRedundancy: 'Disabled',
      },
    });
    await arm.finish(await arm.patch(replica, { properties: { regionEndpointEnabled: true } }));
    expect((await arm.get(replica)).body).toMatchObject({
      tags: { a: '1' },
      properties: { regionEndpointEnabled: true },
    });
  });

  it('keeps its old values when a PATCH fails', async () => {
    const arm = await withReplica();
    const fails = { code: 'InternalServerError', message: 'An error occurred.' };
    arm.emulator.setFaults([{ match: { method: 'PATCH' }, operation: { fails } }]);
    await arm.finish(await arm.patch(replica, { tags: { a: '1' } }));
    expect((await arm.get(replica)).body).toMatchObject({
      tags: {},
      properties: { provisioningState: 'Failed' },
    });
    expect((await arm.put(replica, replicaBody)).body.properties.provisioningState).toBe('Succeeded');
  });

  it('is deleted by Location alone, in its own region', async () => {
    const arm = await withReplica({ latency: 'typical' });
    const started = await arm.remove(replica);
    expect(started.headers['location']).toContain('/locations/northeurope/operationResults/replications-');
    expect((await arm.get(replica)).body.properties.provisioningState).toBe('Deleting');
    expect(await arm.send('GET', pollUrlOf(started) ?? '')).toMatchObject({ status: 202, body: undefined });
    expect(await arm.finish(started)).toMatchObject({ status: 200, body: undefined });
    expect(await arm.get(replica)).toMatchObject({
      status: 404,
      body: { error: { code: 'ResourceNotFound' }, status: 'Failed' },
    });
  });

  it('gives the registry a data host for each region, sorted by name', async () => {
    const arm = await withReplica();
    await arm.patch(registry, { properties: { dataEndpointEnabled: true } });
    const hosts = async () => (await arm.get(registry)).body.properties.dataEndpointHostNames;
    const all = ['contosoimages.northeurope.data.azurecr.io', 'contosoimages.westeurope.data.azurecr.io'];
    expect(await hosts()).toEqual(all);
    await arm.finish(await arm.remove(replica));
    expect(await hosts()).toEqual(all.slice(1));
  });

  it('counts among the usages of its registry', async () => {
    const arm = await withReplica();
    const { value } = (await arm.get(`${registry}/listUsages`)).body;
    expect(value.find(({ name }: Body) => name === 'Geo-replications')).toEqual({
      name: 'Geo-replications',
      limit: -1,
      currentValue: 2,
      unit: 'Count',
    });
  });

  it('is nested in the list of its group', async () => {
    const arm = await withReplica();
    const { value } = (await arm.get(`${group}/resources`)).body;
    expect(value.map(({ name }: Body) => name)).toEqual([
      'contosoimages',
      'contosoimages/northeurope',
      'contosoimages/westeurope',
    ]);
  });

  it.each([
    ['a name with a hyphen', `${list}/north-europe`, replicaBody],
    ['a body without location', replica, {}],
    ['a second one in a region', `${list}/another`, replicaBody],
    ['another redundancy', replica, { ...replicaBody, properties: { zoneRedundancy: 'Enabled' } }],
  ])('refuses %s', async (_, id, body) => {
    const arm = await withReplica();
    expect(await arm.put(id, body)).toMatchObject({ status: 400, body: { status: 'Failed' } });
  });

  it('stays in its region', async () => {
    const arm = await withReplica();
    expect((await arm.put(replica, elsewhere)).body.error.code).toBe('InvalidResourceLocation');
  });

  it('needs Premium, and keeps its registry there', async () => {
    const arm = createArm();
    await arm.make(group, { location: 'westeurope' });
    await arm.make(registry, { ...registryBody, sku: { name: 'Standard' } });
    expect((await arm.put(replica, replicaBody)).status).toBe(400);
    await arm.patch(registry, { sku: { name: 'Premium' } });
    await arm.make(replica, replicaBody);
    expect((await arm.patch(registry, { sku: { name: 'Standard' } })).status).toBe(400);
    await arm.finish(await arm.remove(replica));
    expect((await arm.patch(registry, { sku: { name: 'Standard' } })).body.sku.name).toBe('Standard');
  });
});

describe('the home region', () => {
  it('has no entry before there is another one, and then one that nobody made', async () => {
    const arm = await withRegistry();
    expect(await namesIn(arm)).toEqual([]);
    expect((await arm.get(homeReplica)).status).toBe(404);
    await arm.put(replica, replicaBody);
    expect(await namesIn(arm)).toEqual(['northeurope']);
    await arm.get(replica);
    expect(await namesIn(arm)).toEqual(['northeurope', 'westeurope']);
    expect((await arm.get(homeReplica)).body).toMatchObject({
      location: 'westeurope',
      systemData: { createdByType: 'Application' },
      properties: { provisioningState: 'Succeeded', status: { displayStatus: 'Ready' } },
    });
  });

  it('stands where the order of a list puts it', async () => {
    const arm = await withReplica({ listOrder: 'reversed' });
    await arm.make(third, elsewhere);
    expect(await namesIn(arm)).toEqual(['westeurope', 'northeurope', 'francecentral']);
  });

  it('is taken out of the routing like any other', async () => {
    const arm = await withReplica();
    const started = await arm.patch(homeReplica, { properties: { regionEndpointEnabled: false } });
    expect(started.status).toBe(201);
    await arm.finish(started);
    expect((await arm.get(homeReplica)).body.properties).toMatchObject({
      provisioningState: 'Succeeded',
      regionEndpointEnabled: false,
    });
  });

  it('keeps its entry while there are others and after them, until it is deleted itself', async () => {
    const arm = await withReplica();
    const refused = await arm.remove(homeReplica);
    expect(refused.body.error.code).toBe('HomeReplicationCannotBeDeleted');
    await arm.finish(await arm.remove(replica));
    expect(await namesIn(arm)).toEqual(['westeurope']);
    await arm.finish(await arm.remove(homeReplica));
    expect(await namesIn(arm)).toEqual([]);
  });

  it('is not refused as the region of a replica, and gets nothing by it', async () => {
    const arm = await withRegistry();
    expect((await arm.make(homeReplica, { location: 'westeurope' })).body.systemData.createdByType).toBe(
      'User',
    );
    const { value } = (await arm.get(`${registry}/privateLinkResources`)).body;
    expect(value[0].properties.requiredMembers).toEqual(['registry_data_westeurope', 'registry']);
    await arm.make(replica, replicaBody);
    expect(await namesIn(arm)).toEqual(['northeurope', 'westeurope']);
  });
});

describe('a registry with replicas', () => {
  it('is deleted by an operation, and they go with it', async () => {
    const arm = await withReplica({ latency: 'typical' });
    const started = await arm.remove(registry);
    expect(started).toMatchObject({ status: 202, body: { properties: { provisioningState: 'Deleting' } } });
    expect(started.headers['location']).toContain('/locations/westeurope/operationResults/registries-');
    expect(await arm.finish(started)).toMatchObject({ status: 200, body: undefined });
    expect((await arm.get(registry)).status).toBe(404);
    expect(Object.keys(arm.emulator.objects())).toEqual([group.toLowerCase()]);
    expect(await arm.remove(replica)).toMatchObject({ status: 204, body: undefined });
    expect((await arm.get(replica)).body.error.message).toContain('registries/contosoimages');
  });

  it('is deleted so too when only the entry of its home region is left', async () => {
    const arm = await withReplica();
    await arm.finish(await arm.remove(replica));
    expect((await arm.remove(registry)).status).toBe(202);
  });

  it('takes no write while one of them is made, and the second refusal ends that', async () => {
    const arm = await withRegistry();
    await arm.put(replica, replicaBody);
    const busy = { status: 409, body: { error: { code: 'Conflict' }, status: 'Failed' } };
    expect(await arm.patch(registry, { tags: { a: 'b' } })).toMatchObject(busy);
    expect(await arm.remove(registry)).toMatchObject(busy);
    expect((await arm.patch(registry, { tags: { a: 'b' } })).status).toBe(200);
  });

  it('takes no replica while it is written itself', async () => {
    const arm = await withRegistry();
    await arm.patch(registry, { properties: { anonymousPullEnabled: true } });
    const refused = await arm.put(replica, replicaBody);
    expect(refused).toMatchObject({ status: 409, body: { error: { code: 'Conflict' }, status: 'Failed' } });
    expect(refused.body.error.message).toContain(registry);
  });

  it('takes two at a time', async () => {
    const arm = await withRegistry();
    const both = [await arm.put(replica, replicaBody), await arm.put(third, elsewhere)];
    for (const started of both) expect((await arm.finish(started)).body.status).toBe('Succeeded');
    expect(await namesIn(arm)).toEqual(['francecentral', 'northeurope', 'westeurope']);
  });
});

describe('a creation', () => {
  const fails = { code: 'InternalServerError', message: 'An error occurred.' };

  it('is joined by the same request and refuses another', async () => {
    const arm = await withRegistry({ latency: 'typical' });
    const first = await arm.put(replica, replicaBody);
    expect(pollUrlOf(await arm.put(replica, replicaBody))).toBe(pollUrlOf(first));
    expect((await arm.put(replica, { ...replicaBody, tags: { a: 'b' } })).status).toBe(409);
    expect((await arm.patch(replica, { tags: { a: 'b' } })).status).toBe(409);
  });

  it('that failed leaves a replica that no write mends, only its deletion', async () => {
    const arm = await withRegistry();
    arm.emulator.setFaults([{ match: { method: 'PUT' }, operation: { fails } }]);
    expect(await outcome(arm, arm.put(replica, replicaBody))).toEqual({ status: 'Failed', error: fails });
    expect((await arm.put(replica, replicaBody)).body.properties.provisioningState).toBe('Failed');
    expect((await arm.patch(replica, { tags: { a: 'b' } })).body.properties.provisioningState).toBe('Failed');
    expect(await namesIn(arm)).toEqual(['northeurope']);
    await arm.finish(await arm.remove(replica));
    expect((await arm.make(replica, replicaBody)).body.properties.provisioningState).toBe('Succeeded');
  });

  it('that never ends is ended by the deletion of the replica', async () => {
    const arm = await withRegistry();
    arm.emulator.setFaults([{ match: { method: 'PUT' }, operation: { never: true } }]);
    const stuck = await arm.put(replica, replicaBody);
    for (let looks = 0; looks < 3; looks += 1)
      expect((await arm.get(replica)).body.properties.provisioningState).toBe('Creating');
    expect((await arm.finish(await arm.remove(replica))).status).toBe(200);
    expect((await arm.send('GET', pollUrlOf(stuck) ?? '')).body.error.code).toBe('OperationCanceled');
    expect(await namesIn(arm)).toEqual([]);
  });

  it('never ends where the caller may not join it to the endpoints of its registry (N06)', async () => {
    const arm = await withRegistry();
    for (const [id, body] of [
      [network, networkBody],
      [endpoint, endpointBody()],
    ] as const)
      await arm.make(id, body);
    const notActions = ['Microsoft.Network/privateEndpoints/privateLinkServiceProxies/write'];
    arm.emulator.setPermissions([{ scope: '/', actions: ['*'], notActions }]);
    await arm.put(replica, replicaBody);
    for (let looks = 0; looks < 3; looks += 1)
      expect((await arm.get(replica)).body.properties.provisioningState).toBe('Creating');
    arm.emulator.setPermissions([{ scope: '/', actions: ['*'], notActions: [] }]);
    await arm.finish(await arm.remove(replica));
    expect((await arm.make(replica, replicaBody)).body.properties.provisioningState).toBe('Succeeded');
  });

  it('keeps the time of the first one of that name', async () => {
    const arm = await withReplica({ latency: 'typical' });
    const { createdAt } = (await arm.get(replica)).body.systemData;
    await arm.finish(await arm.remove(replica));
    arm.emulator.advance(60_000);
    const again = (await arm.make(replica, replicaBody)).body.systemData;
    expect(again.createdAt).toBe(createdAt);
    expect(again.lastModifiedAt).not.toBe(createdAt);
  });

  it('right after a deletion fails although that has ended, and passes when tried again', async () => {
    const arm = await withReplica();
    await arm.finish(await arm.remove(replica));
    expect(await outcome(arm, arm.put(replica, replicaBody))).toMatchObject({
      status: 'Failed',
      error: { code: 'Conflict' },
    });
    expect((await arm.get(replica)).body.properties.provisioningState).toBe('Failed');
    await arm.finish(await arm.remove(replica));
    expect((await outcome(arm, arm.put(replica, replicaBody))).status).toBe('Failed');
    await arm.finish(await arm.remove(replica));
    expect((await outcome(arm, arm.put(replica, replicaBody))).status).toBe('Succeeded');
  });

  it('passes after a deletion once its replica was looked for twice in vain', async () => {
    const arm = await withReplica();
    await arm.finish(await arm.remove(replica));
    for (let looks = 0; looks < 2; looks += 1) expect((await arm.get(replica)).status).toBe(404);
    expect((await outcome(arm, arm.put(replica, replicaBody))).status).toBe('Succeeded');
  });

  it('passes after a deletion once 10 s have passed, and no look helps before', async () => {
    const arm = await withReplica({ latency: 'typical' });
    await arm.finish(await arm.remove(replica));
    for (let looks = 0; looks < 3; looks += 1) await arm.get(replica);
    expect((await outcome(arm, arm.put(replica, replicaBody))).status).toBe('Failed');
    await arm.finish(await arm.remove(replica));
    arm.emulator.advance(10_000);
    expect((await outcome(arm, arm.put(replica, replicaBody))).status).toBe('Succeeded');
  });

  it('knows nothing of the replicas of a registry that was there before', async () => {
    const arm = await withReplica();
    await arm.finish(await arm.remove(replica));
    await arm.finish(await arm.remove(registry));
    await arm.make(registry, registryBody);
    expect((await outcome(arm, arm.put(replica, replicaBody))).status).toBe('Succeeded');
  });
});
