import { describe, expect, it } from 'vitest';
import { type Arm, createArm, group, identity as puller, registry, registryBody } from './arm.ts';

async function withGroup(): Promise<Arm> {
  const arm = createArm();
  await arm.make(group, { location: 'westeurope' });
  return arm;
}

describe('a registry', () => {
  it('comes with every default', async () => {
    const arm = await withGroup();
    const { body } = await arm.put(registry, registryBody);
    expect(body).toMatchObject({
      sku: { name: 'Premium', tier: 'Premium' },
      tags: {},
      location: 'westeurope',
    });
    expect(body.properties).toEqual({
      loginServer: 'contosoimages.azurecr.io',
      creationDate: '2026-03-01T00:00:00Z',
      provisioningState: 'Succeeded',
      adminUserEnabled: false,
      networkRuleSet: { defaultAction: 'Allow', ipRules: [] },
      policies: {
        quarantinePolicy: { status: 'disabled' },
        trustPolicy: { type: 'Notary', status: 'disabled' },
        retentionPolicy: { days: 7, lastUpdatedTime: '2026-03-01T00:00:00+00:00', status: 'disabled' },
        exportPolicy: { status: 'enabled' },
        azureADAuthenticationAsArmPolicy: { status: 'enabled' },
      },
      encryption: { status: 'disabled' },
      dataEndpointEnabled: false,
      dataEndpointHostNames: [],
      privateEndpointConnections: [],
      publicNetworkAccess: 'Enabled',
      networkRuleBypassOptions: 'AzureServices',
      networkRuleBypassAllowedForTasks: false,
      zoneRedundancy: 'Disabled',
      anonymousPullEnabled: false,
      roleAssignmentMode: 'LegacyRegistryPermissions',
    });
  });

  it('has no rule set below Premium', async () => {
    const arm = await withGroup();
    const { body } = await arm.put(registry, { ...registryBody, sku: { name: 'Basic' } });
    expect(body.properties).not.toHaveProperty('networkRuleSet');
  });

  it('follows its cloud in names and zones', async () => {
    const arm = createArm({ cloud: 'AzureUSGovernment' });
    await arm.make(group, { location: 'usgovvirginia' });
    const { body } = await arm.put(registry, { ...registryBody, location: 'usgovvirginia' });
    expect(body.properties.loginServer).toBe('contosoimages.azurecr.us');
    const { body: resources } = await arm.get(`${registry}/privateLinkResources`);
    expect(resources.value[0].properties.requiredZoneNames).toEqual(['privatelink.azurecr.us']);
  });

  it('merges a PATCH property by property and replaces lists and tags', async () => {
    const arm = await withGroup();
    const ipRules = [{ action: 'Forbidden', value: '203.0.113.7/32' }];
    await arm.put(registry, {
      ...registryBody,
      tags: { a: '1' },
      properties: { networkRuleSet: { defaultAction: 'Deny', ipRules } },
    });
    const { body } = await arm.patch(registry, {
      tags: { b: '2' },
      properties: { networkRuleSet: { defaultAction: 'Allow' } },
    });
    expect(body.tags).toEqual({ b: '2' });
    expect(body.properties.networkRuleSet).toEqual({
      defaultAction: 'Allow',
      ipRules: [{ action: 'Allow', value: '203.0.113.7' }],
    });
    const emptied = await arm.patch(registry, { properties: { networkRuleSet: { ipRules: [] } } });
    expect(emptied.body.properties.networkRuleSet).toEqual({ defaultAction: 'Allow', ipRules: [] });
  });

  it('renews the time of its policies only when they are sent', async () => {
    const arm = await withGroup();
    await arm.put(registry, registryBody);
    arm.clock.move(5_000);
    const time = async (body: unknown) =>
      (await arm.patch(registry, body)).body.properties.policies.retentionPolicy.lastUpdatedTime;
    expect(await time({ properties: { adminUserEnabled: true } })).toBe('2026-03-01T00:00:00+00:00');
    expect(await time({ properties: { policies: { retentionPolicy: { days: 7 } } } })).toBe(
      '2026-03-01T00:00:05+00:00',
    );
  });

  it('has a new creation date when it is made anew', async () => {
    const arm = await withGroup();
    const first = (await arm.put(registry, registryBody)).body.properties.creationDate;
    arm.clock.move(1_500);
    expect((await arm.put(registry, registryBody)).body.properties.creationDate).toBe(first);
    await arm.remove(registry);
    expect((await arm.put(registry, registryBody)).body.properties.creationDate).toBe(
      '2026-03-01T00:00:01.5Z',
    );
  });

  it('learns only in the operation that Basic cannot close public access', async () => {
    const arm = await withGroup();
    const body = { ...registryBody, sku: { name: 'Basic' } };
    const started = await arm.put(registry, { ...body, properties: { publicNetworkAccess: 'Disabled' } });
    expect(started.status).toBe(201);
    expect((await arm.finish(started)).body).toMatchObject({
      status: 'Failed',
      error: { code: 'DisablingPublicNetworkAccessNotSupported' },
    });
    expect((await arm.get(registry)).body.properties.provisioningState).toBe('Failed');
  });

  it('shows identities in lower camel case and draws a new principal each time', async () => {
    const arm = await withGroup();
    await arm.put(puller, { location: 'westeurope' });
    const both = { type: 'SystemAssigned, UserAssigned', userAssignedIdentities: { [puller]: {} } };
    const { identity } = (await arm.make(registry, { ...registryBody, identity: both })).body;
    expect(identity.type).toBe('systemAssigned, userAssigned');
    expect(Object.keys(identity.userAssignedIdentities)).toEqual([puller]);
    await arm.finish(await arm.patch(registry, { identity: { type: 'None' } }));
    expect((await arm.get(registry)).body).not.toHaveProperty('identity');
    await arm.finish(await arm.patch(registry, { identity: { type: 'SystemAssigned' } }));
    expect((await arm.get(registry)).body.identity.principalId).not.toBe(identity.principalId);
  });

  it('counts rules for subnets that it neither shows nor loses', async () => {
    const arm = await withGroup();
    await arm.make(registry, registryBody);
    const rules = async () => {
      const { body } = await arm.get(`${registry}/listUsages`);
      return body.value.find(({ name }: { name: string }) => name === 'VNetRules').currentValue;
    };
    const set = (id: string, count: number) =>
      arm.send('POST', 'https://management.azure.com/_emulator/virtual-network-rules', {
        registry: id,
        rules: count,
      });
    expect(await rules()).toBe(0);
    const shown = (await arm.get(registry)).body;
    expect((await set(registry.toUpperCase(), 2)).status).toBe(200);
    expect((await arm.get(registry)).body).toEqual(shown);
    await arm.patch(registry, { tags: { a: 'b' } });
    await arm.put(registry, registryBody);
    expect(await rules()).toBe(2);
    for (const [id, count] of [
      [`${registry}2`, 1],
      [group, 1],
      [registry, -1],
    ] as const)
      expect((await set(id, count)).status).toBe(400);
    await arm.remove(registry);
    await arm.make(registry, registryBody);
    expect(await rules()).toBe(0);
  });

  it.each([
    ['a name with a hyphen', 'my-images', {}],
    ['an unknown SKU', 'contosoimages', { sku: { name: 'Classic' } }],
    [
      'data endpoints below Premium',
      'contosoimages',
      { sku: { name: 'Basic' }, properties: { dataEndpointEnabled: true } },
    ],
    [
      'closed exports while public',
      'contosoimages',
      { properties: { policies: { exportPolicy: { status: 'disabled' } } } },
    ],
  ])('refuses %s', async (_, name, change) => {
    const arm = await withGroup();
    const answer = await arm.put(registry.replace('contosoimages', name), { ...registryBody, ...change });
    expect(answer).toMatchObject({ status: 400, body: { status: 'Failed' } });
  });

  it('keeps location and zone redundancy', async () => {
    const arm = await withGroup();
    await arm.put(registry, registryBody);
    expect((await arm.put(registry, { ...registryBody, location: 'northeurope' })).body.error.code).toBe(
      'InvalidResourceLocation',
    );
    expect(
      (await arm.put(registry, { ...registryBody, properties: { zoneRedundancy: 'Enabled' } })).status,
    ).toBe(400);
  });
});
