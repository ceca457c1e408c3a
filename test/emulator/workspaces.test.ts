import { describe, expect, it } from 'vitest';
import { type Arm, createArm, group, type Seen } from './arm.ts';

const workspace = `${group}/providers/Microsoft.OperationalInsights/workspaces/logs-images`;
const body = { location: 'westeurope', properties: { sku: { name: 'PerGB2018' } } };
const OLD = '?api-version=2023-09-01';

async function withGroup(options: Parameters<typeof createArm>[0] = {}): Promise<Arm> {
  const arm = createArm(options);
  await arm.make(group, { location: 'westeurope' });
  return arm;
}

const changed = (properties: Readonly<Record<string, unknown>>) => ({
  ...body,
  properties: { ...body.properties, ...properties },
});

function codeOf({ status, body: { error } }: Seen): string {
  return `${status} ${error.code}`;
}

/** In a version of our choice; `send` adds the usual one to anything that is no whole URL. */
const at = (id: string, query: string) => `https://management.azure.com${id}${query}`;

describe('a workspace', () => {
  it('is made by an operation, and shows what nobody sent', async () => {
    const arm = await withGroup();
    const made = await arm.put(workspace, { location: 'West Europe' });
    expect(made).toMatchObject({
      status: 201,
      body: {
        location: 'westeurope',
        properties: {
          provisioningState: 'Creating',
          sku: { name: 'PerGB2018' },
          retentionInDays: 30,
          features: { legacy: 0, searchVersion: 1, enableLogAccessUsingOnlyResourcePermissions: true },
          workspaceCapping: { dailyQuotaGb: -1, dataIngestionStatus: 'RespectQuota' },
          publicNetworkAccessForIngestion: 'Enabled',
          publicNetworkAccessForQuery: 'Enabled',
        },
      },
    });
    expect(made.body).not.toHaveProperty('tags');
    expect(made.headers['location']).toBe(at(workspace, '?api-version=2025-02-01'));
    const url = new URL(made.headers['azure-asyncoperation'] ?? '');
    expect(url.pathname).toMatch(
      /\/Microsoft\.OperationalInsights\/locations\/westeurope\/operationstatuses\//,
    );
    expect(url.searchParams.get('api-version')).toBe('2015-11-01-preview');
    const end = await arm.finish(made);
    expect(end.body).toMatchObject({ id: url.pathname, status: 'Succeeded', properties: {} });
    const read = (await arm.get(workspace)).body;
    expect(read.properties.provisioningState).toBe('Succeeded');
    expect(read.properties.customerId).toBe(made.body.properties.customerId);
    expect(read.etag).not.toBe(made.body.etag);
    expect((await arm.get(`${group}/providers/Microsoft.OperationalInsights/workspaces`)).body.value).toEqual(
      [read],
    );
  });

  it('says that it is being changed, where its version says so', async () => {
    const arm = await withGroup({ latency: 'typical' });
    await arm.make(workspace, body);
    const again = await arm.put(workspace, changed({ retentionInDays: 60 }));
    expect(again).toMatchObject({
      status: 200,
      body: { properties: { provisioningState: 'Updating', retentionInDays: 60 } },
    });
    expect(again.headers['retry-after']).toBe('20');
    const result = again.headers['location'] ?? '';
    expect(result).toContain('/operationresults/');
    expect((await arm.send('GET', result)).status).toBe(202);
    expect((await arm.send('GET', again.headers['azure-asyncoperation'] ?? '')).body.status).toBe(
      'InProgress',
    );
    expect(codeOf(await arm.put(workspace, body))).toBe('409 Conflict');
    expect(codeOf(await arm.remove(workspace))).toBe('409 Conflict');
    await arm.finish(again);
    expect((await arm.send('GET', result)).status).toBe(200);
    expect((await arm.get(workspace)).body.properties.retentionInDays).toBe(60);
  });

  it('is changed at once in 2023-09-01, and made without a URL to poll', async () => {
    const arm = await withGroup();
    const made = await arm.send('PUT', at(workspace, OLD), body);
    expect(made.status).toBe(201);
    expect(made.headers['location']).toBe(at(workspace, OLD));
    for (const header of ['azure-asyncoperation', 'retry-after'])
      expect(made.headers).not.toHaveProperty(header);
    expect((await arm.get(workspace)).body.properties.provisioningState).toBe('Creating');
    expect((await arm.get(workspace)).body.properties.provisioningState).toBe('Succeeded');
    const again = await arm.send('PUT', at(workspace, OLD), changed({ retentionInDays: 90 }));
    expect(again).toMatchObject({
      status: 200,
      body: { properties: { provisioningState: 'Succeeded', retentionInDays: 90 } },
    });
    expect(again.headers).not.toHaveProperty('location');
  });

  it('keeps what a write does not say, and tells when its pricing tier changed', async () => {
    const arm = await withGroup();
    const properties = {
      sku: { name: 'capacityreservation', capacityReservationLevel: 100 },
      retentionInDays: 90,
      workspaceCapping: { dailyQuotaGb: 2 },
      publicNetworkAccessForIngestion: 'Disabled',
      features: { disableLocalAuth: true },
    };
    await arm.make(workspace, { ...body, tags: { team: 'images' } });
    const { sku } = (await arm.get(workspace)).body.properties;
    arm.clock.move(60_000);
    await arm.finish(await arm.put(workspace, { ...body, properties }));
    const patched = await arm.patch(workspace, { tags: { team: 'platform' } });
    expect(patched).toMatchObject({
      status: 200,
      body: {
        tags: { team: 'platform' },
        properties: { ...properties, sku: { name: 'CapacityReservation', capacityReservationLevel: 100 } },
      },
    });
    expect(patched.body.properties.features.searchVersion).toBe(1);
    expect(patched.body.properties.sku.lastSkuUpdate).not.toBe(sku.lastSkuUpdate);
    await arm.finish(await arm.put(workspace, { location: 'westeurope' }));
    expect((await arm.get(workspace)).body.properties).toMatchObject({ retentionInDays: 90 });
    expect((await arm.get(workspace)).body).not.toHaveProperty('tags');
  });

  it('takes Standalone for PerGB2018', async () => {
    const arm = await withGroup();
    const made = await arm.put(workspace, changed({ sku: { name: 'Standalone' } }));
    expect(made.body.properties.sku.name).toBe('PerGB2018');
  });

  it.each([
    ['a short name', 'log', body],
    ['a hyphen at the end', 'logs-', body],
    ['no region', 'logs', { properties: {} }],
    ['a tier that is not to be had', 'logs', changed({ sku: { name: 'Premium' } })],
    ['a reservation of no level', 'logs', changed({ sku: { name: 'CapacityReservation' } })],
    ['too short a retention', 'logs', changed({ retentionInDays: 29 })],
    ['too long a retention', 'logs', changed({ retentionInDays: 731 })],
    ['a quota of nothing', 'logs', changed({ workspaceCapping: { dailyQuotaGb: 0 } })],
    ['half an access', 'logs', changed({ publicNetworkAccessForQuery: 'Sometimes' })],
  ])('is refused with %s', async (_, name, sent) => {
    const arm = await withGroup();
    const id = workspace.replace(/[^/]+$/, name);
    expect((await arm.put(id, sent)).status).toBe(400);
    expect(codeOf(await arm.get(id))).toBe('404 ResourceNotFound');
  });

  it('stays in its region, and refuses what is not built', async () => {
    const arm = await withGroup();
    await arm.make(workspace, body);
    expect(codeOf(await arm.put(workspace, { location: 'northeurope' }))).toBe('409 InvalidResourceLocation');
    expect((await arm.put(workspace, { ...body, identity: { type: 'SystemAssigned' } })).status).toBe(501);
    expect((await arm.put(workspace, changed({ replication: { enabled: true } }))).status).toBe(501);
  });

  it('fails as its operation does', async () => {
    const arm = await withGroup();
    await arm.make(workspace, body);
    const fails = { code: 'InternalError', message: 'No luck.' };
    arm.emulator.setFaults([{ match: { method: 'PUT', path: 'workspaces' }, operation: { fails } }]);
    const end = await arm.finish(await arm.put(workspace, changed({ retentionInDays: 60 })));
    expect(end.body).toMatchObject({ status: 'Failed', error: fails });
    expect((await arm.get(workspace)).body.properties).toMatchObject({
      provisioningState: 'Failed',
      retentionInDays: 30,
    });
  });

  it('tells its keys to whoever may have them, and to no log', async () => {
    const arm = await withGroup();
    await arm.make(workspace, body);
    const { primarySharedKey, secondarySharedKey } = (await arm.send('POST', `${workspace}/sharedKeys`)).body;
    expect(primarySharedKey).not.toBe(secondarySharedKey);
    const told = JSON.stringify([arm.emulator.objects(), arm.emulator.requests()]);
    expect(told).not.toContain(primarySharedKey);
    arm.emulator.setPermissions([{ scope: '/', actions: ['*/read'] }]);
    expect(codeOf(await arm.send('POST', `${workspace}/sharedKeys`))).toBe('403 AuthorizationFailed');
  });
});

describe('a deleted workspace', () => {
  const make = async (arm: Arm) =>
    (await arm.make(workspace, changed({ retentionInDays: 90 }))).body.properties;

  it('comes back with what it was, when it is made again', async () => {
    const arm = await withGroup();
    const { customerId } = await make(arm);
    expect(await arm.remove(workspace)).toMatchObject({ status: 200, body: undefined });
    expect(codeOf(await arm.get(workspace))).toBe('404 ResourceNotFound');
    expect((await arm.remove(workspace)).status).toBe(204);
    const restored = await arm.put(workspace, body);
    expect(restored).toMatchObject({
      status: 201,
      body: { properties: { provisioningState: 'Restoring', customerId, retentionInDays: 90 } },
    });
    await arm.finish(restored);
    expect((await arm.get(workspace)).body.properties.provisioningState).toBe('Succeeded');
  });

  it('comes back after its group was deleted, too', async () => {
    const arm = await withGroup();
    const { customerId } = await make(arm);
    await arm.finish(await arm.remove(group));
    await arm.make(group, { location: 'westeurope' });
    expect((await arm.put(workspace, body)).body.properties.customerId).toBe(customerId);
  });

  it.each([
    ['was deleted for good', '&force=true', 0, 'westeurope'],
    ['is gone for two weeks', '', 15 * 86_400_000, 'westeurope'],
    ['is made in another region', '', 0, 'northeurope'],
  ])('does not come back when it %s', async (_, query, ms, location) => {
    const arm = await withGroup();
    const { customerId } = await make(arm);
    await arm.send('DELETE', at(workspace, `?api-version=2025-02-01${query}`));
    arm.clock.move(ms);
    const made = await arm.put(workspace, { ...body, location });
    expect(made.body.properties).toMatchObject({ provisioningState: 'Creating', retentionInDays: 30 });
    expect(made.body.properties.customerId).not.toBe(customerId);
  });
});
