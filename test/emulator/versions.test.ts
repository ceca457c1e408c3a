import { describe, expect, it } from 'vitest';
import { type Arm, createArm, group, registry, registryBody, type Seen } from './arm.ts';

const ORIGIN = 'https://management.azure.com';

async function withRegistry(): Promise<Arm> {
  const arm = createArm();
  await arm.make(group, { location: 'westeurope' });
  await arm.make(registry, registryBody);
  return arm;
}

function at(arm: Arm, version: string, method = 'GET', body?: unknown, id = registry): Promise<Seen> {
  return arm.send(method, `${ORIGIN}${id}?api-version=${version}`, body);
}

describe('an older api-version', () => {
  it('is answered in its own shape', async () => {
    const arm = await withRegistry();
    const [oldest, stable, preview, ours] = await Promise.all(
      ['2019-05-01', '2021-09-01', '2023-11-01-preview', '2025-11-01'].map((version) => at(arm, version)),
    );
    // hybrid_2020_09_01 test_acr_create_with_managed_registry #0, ASO Registry_20210901 #2, test_acr_create_webhook #0.
    expect(oldest?.body.systemData).toBeUndefined();
    expect(Object.keys(oldest?.body.properties).sort()).toEqual([
      'adminUserEnabled',
      'creationDate',
      'loginServer',
      'networkRuleSet',
      'policies',
      'provisioningState',
    ]);
    expect(oldest?.body.properties.networkRuleSet.virtualNetworkRules).toEqual([]);
    expect(stable?.body.properties).toMatchObject({
      publicNetworkAccess: 'Enabled',
      encryption: { status: 'disabled' },
    });
    expect(stable?.body.properties.anonymousPullEnabled).toBeUndefined();
    expect(preview?.body.properties).toMatchObject({
      metadataSearch: 'Disabled',
      policies: { softDeletePolicy: { retentionDays: 7, status: 'disabled' } },
    });
    expect(ours?.body.properties.policies.softDeletePolicy).toBeUndefined();
    expect(ours?.body.properties.roleAssignmentMode).toBe('LegacyRegistryPermissions');
  });

  it('is answered so in lists, too', async () => {
    const arm = await withRegistry();
    const list = await at(arm, '2019-05-01', 'GET', undefined, registry.slice(0, registry.lastIndexOf('/')));
    expect(list.body.value[0].properties.publicNetworkAccess).toBeUndefined();
  });

  it.each(['PUT', 'PATCH'])('neither sets nor resets what it does not know, with %s', async (method) => {
    const arm = await withRegistry();
    const closed = { publicNetworkAccess: 'Disabled', networkRuleSet: { defaultAction: 'Deny' } };
    await arm.patch(registry, { properties: closed });
    const sent = { adminUserEnabled: true, publicNetworkAccess: 'Enabled' };
    const changed = await at(arm, '2019-05-01', method, { ...registryBody, properties: sent });
    expect(changed.status).toBe(200);
    const { properties } = (await arm.get(registry)).body;
    expect(properties).toMatchObject({ adminUserEnabled: true, publicNetworkAccess: 'Disabled' });
  });

  it('that never was is refused, with those that are', async () => {
    const arm = await withRegistry();
    const refused = await at(arm, '2022-02-29');
    expect(refused).toMatchObject({ status: 400, body: { error: { code: 'NoRegisteredProviderFound' } } });
    expect(refused.body.error.message).toContain('2023-07-01');
  });
});

describe('webhooks', () => {
  const webhook = `${registry}/webhooks/pushed`;
  const properties = {
    serviceUri: 'https://hooks.example/pushed',
    actions: ['push'],
    customHeaders: { key: 'value' },
  };

  it('are made, changed, counted and go with their registry', async () => {
    const arm = await withRegistry();
    const made = await arm.put(webhook, { location: 'westeurope', tags: { a: 'b' }, properties });
    expect(made).toMatchObject({
      status: 200,
      body: {
        properties: { status: 'enabled', scope: '', actions: ['push'], provisioningState: 'Succeeded' },
      },
    });
    // What may hold a secret shows in an answer of its own.
    expect(JSON.stringify(made.body)).not.toMatch(/hooks\.example|value/);
    const config = await arm.send('POST', `${webhook}/getCallbackConfig`);
    expect(config.body).toEqual({ serviceUri: properties.serviceUri, customHeaders: { key: 'value' } });
    expect((await arm.patch(webhook, { tags: {}, properties: { scope: 'app:*' } })).body).toMatchObject({
      tags: {},
      properties: { scope: 'app:*' },
    });
    const usages = await arm.get(`${registry}/listUsages`);
    expect(usages.body.value).toContainEqual({
      name: 'Webhooks',
      limit: 500,
      currentValue: 1,
      unit: 'Count',
    });
    await arm.finish(await arm.remove(registry));
    await arm.make(registry, registryBody);
    expect((await arm.get(`${registry}/webhooks`)).body.value).toEqual([]);
  });

  it.each([
    ['a service', { actions: ['push'] }],
    ['an action', { serviceUri: 'https://hooks.example/', actions: [] }],
  ])('need %s', async (_, sent) => {
    const arm = await withRegistry();
    expect((await arm.put(webhook, { location: 'westeurope', properties: sent })).status).toBe(400);
    expect((await arm.get(webhook)).status).toBe(404);
    expect((await arm.remove(webhook)).status).toBe(204);
  });
});

describe('the passwords of the admin user', () => {
  it('are there when the user is, and drawn anew one by one', async () => {
    const arm = await withRegistry();
    expect((await arm.send('POST', `${registry}/listCredentials`)).status).toBe(400);
    await arm.patch(registry, { properties: { adminUserEnabled: true } });
    const before = (await arm.send('POST', `${registry}/listCredentials`)).body;
    const after = (await arm.send('POST', `${registry}/regenerateCredential`, { name: 'password2' })).body;
    expect(after.passwords[0]).toEqual(before.passwords[0]);
    expect(after.passwords[1].value).not.toBe(before.passwords[1].value);
    expect((await arm.send('POST', `${registry}/listCredentials`)).body).toEqual(after);
    expect((await arm.send('POST', `${registry}/regenerateCredential`, { name: 'mine' })).status).toBe(400);
  });
});
