import { describe, expect, it } from 'vitest';
import {
  type Arm,
  createArm,
  group,
  identity,
  network,
  networkBody,
  registry,
  registryBody,
  type Seen,
  subscription,
} from './arm.ts';
import { gateway, gatewayBody, withPlace } from './gateway.ts';
import { vault, vaultBody } from './vault.ts';

const workspace = `${group}/providers/Microsoft.OperationalInsights/workspaces/logs-images`;
const storage = `${group}/providers/Microsoft.Storage/storageAccounts/logsimages`;
const hub = `${group}/providers/Microsoft.EventHub/namespaces/logs/authorizationRules/send`;
const whole = `/subscriptions/${subscription}`;

const at = (scope: string, name = 'audit') =>
  `${scope}/providers/Microsoft.Insights/diagnosticSettings/${name}`;

const login = { category: 'ContainerRegistryLoginEvents', enabled: true };
const events = { category: 'ContainerRegistryRepositoryEvents', enabled: true };
const setting = (properties: Readonly<Record<string, unknown>> = {}) => ({
  properties: { workspaceId: workspace, logs: [login], ...properties },
});

async function withWorkspace(options: Parameters<typeof createArm>[0] = {}): Promise<Arm> {
  const arm = createArm(options);
  await arm.make(group, { location: 'westeurope' });
  await arm.make(workspace, { location: 'westeurope' });
  await arm.make(registry, registryBody);
  return arm;
}

/** Its errors are flat, but for those of the front door. */
function codeOf({ status, body }: Seen): string {
  return `${status} ${(body.error ?? body).code}`;
}

describe('a diagnostic setting', () => {
  it('is there at once, and reads back as the service spells it', async () => {
    const arm = await withWorkspace();
    const metrics = [{ category: 'AllMetrics', enabled: true }];
    const put = await arm.put(at(registry), setting({ metrics, logAnalyticsDestinationType: 'Dedicated' }));
    const off = { enabled: false, days: 0 };
    const shown = {
      id: `${registry.toLowerCase()}/providers/microsoft.insights/diagnosticSettings/audit`,
      type: 'Microsoft.Insights/diagnosticSettings',
      name: 'audit',
      location: null,
      kind: null,
      tags: null,
      properties: {
        storageAccountId: null,
        serviceBusRuleId: null,
        workspaceId: workspace,
        eventHubAuthorizationRuleId: null,
        eventHubName: null,
        metrics: [{ category: 'AllMetrics', enabled: true, retentionPolicy: off }],
        logs: [{ ...login, categoryGroup: null, retentionPolicy: off }],
        logAnalyticsDestinationType: 'Dedicated',
      },
      identity: null,
    };
    const [metric] = shown.properties.metrics;
    const written = {
      ...shown,
      properties: { ...shown.properties, metrics: [{ timeGrain: 'PT1M', ...metric }] },
    };
    expect(put).toMatchObject({ status: 200, body: written });
    expect((await arm.get(at(registry))).body).toEqual(shown);
    expect((await arm.get(at(registry, ''))).body.value).toEqual([shown]);
    expect(await arm.remove(at(registry))).toMatchObject({ status: 200, body: undefined });
    expect((await arm.remove(at(registry))).status).toBe(204);
    const absent = await arm.get(at(registry));
    expect(absent.status).toBe(404);
    expect(absent.body).toEqual({ code: 'ResourceNotFound', message: expect.stringContaining('audit') });
  });

  it('shows metrics that were not sent as off, when it is read', async () => {
    const arm = await withWorkspace();
    expect((await arm.put(at(registry), setting())).body.properties.metrics).toEqual([]);
    expect((await arm.get(at(registry))).body.properties.metrics).toMatchObject([
      { category: 'AllMetrics', enabled: false },
    ]);
  });

  it.each([
    ['a storage account', { storageAccountId: storage }],
    ['an event hub', { eventHubAuthorizationRuleId: hub, eventHubName: 'images' }],
    [
      'both, beside a workspace',
      { workspaceId: workspace, storageAccountId: storage, eventHubAuthorizationRuleId: hub },
    ],
  ])('sends to %s', async (_, sinks) => {
    const arm = await withWorkspace();
    expect((await arm.put(at(registry), { properties: { ...sinks, logs: [login] } })).status).toBe(200);
    const nowhere = {
      workspaceId: null,
      storageAccountId: null,
      eventHubAuthorizationRuleId: null,
      eventHubName: null,
    };
    expect((await arm.get(at(registry))).body.properties).toMatchObject({ ...nowhere, ...sinks });
  });

  it('is of a vault and its audit, of a network and of a subscription', async () => {
    const arm = await withWorkspace();
    await arm.put(vault, vaultBody());
    await arm.make(network, networkBody);
    const audit = { logs: [{ categoryGroup: 'audit', enabled: true }] };
    expect((await arm.put(at(vault), setting(audit))).body.properties.logs).toMatchObject([
      { category: null, categoryGroup: 'audit' },
    ]);
    const all = { logs: [{ categoryGroup: 'allLogs', enabled: true }] };
    expect((await arm.put(at(network), setting(all))).status).toBe(200);
    expect(codeOf(await arm.put(at(network), setting(audit)))).toBe('400 BadRequest');
    const policy = { logs: [{ category: 'Policy', enabled: true }] };
    expect((await arm.put(at(whole), setting(policy))).body).toEqual({
      id: `subscriptions/${subscription}/providers/microsoft.insights/diagnosticSettings/audit`,
      type: 'Microsoft.Insights/diagnosticSettings',
      name: 'audit',
      location: 'global',
      properties: {
        workspaceId: workspace,
        logs: [{ category: 'Policy', enabled: true, categoryGroup: null }],
      },
    });
    expect((await arm.get(at(whole, ''))).body.value).toHaveLength(1);
  });

  it.each([
    ['nowhere to send to', setting({ workspaceId: undefined })],
    ['nothing to send', setting({ logs: [] })],
    ['nothing enabled', setting({ logs: [{ ...login, enabled: false }] })],
    ['a category of another type', setting({ logs: [{ category: 'AuditEvent', enabled: true }] })],
    ['category and group at once', setting({ logs: [{ ...login, categoryGroup: 'audit' }] })],
    ['neither category nor group', setting({ logs: [{ enabled: true }] })],
    ['an unknown group', setting({ logs: [{ categoryGroup: 'most', enabled: true }] })],
    ['an unknown metric', setting({ metrics: [{ category: 'Latency', enabled: true }] })],
    ['a category twice', setting({ logs: [login, login] })],
    ['a partner', setting({ marketplacePartnerId: `${group}/providers/Microsoft.Datadog/monitors/dd` })],
  ])('is refused with %s', async (_, body) => {
    const arm = await withWorkspace();
    const refused = await arm.put(at(registry), body);
    expect(codeOf(refused)).toBe('400 BadRequest');
    expect(refused.body).not.toHaveProperty('error');
  });

  it('names what is not supported, as the service does', async () => {
    const arm = await withWorkspace();
    const audit = await arm.put(at(registry), setting({ logs: [{ category: 'AuditEvent', enabled: true }] }));
    expect(audit.body.message).toBe("Category 'AuditEvent' is not supported.");
    const metric = await arm.put(at(registry), setting({ metrics: [{ category: 'Run', enabled: true }] }));
    expect(metric.body.message).toBe(
      "Metric category 'Run' is not supported, supported categories are: 'AllMetrics'.",
    );
  });

  it('is refused where there is no workspace, no resource, or nothing to tell', async () => {
    const arm = await withWorkspace();
    await arm.put(identity, { location: 'westeurope' });
    const elsewhere = setting({ workspaceId: `${workspace}2` });
    expect(codeOf(await arm.put(at(registry), elsewhere))).toBe('404 ResourceNotFound');
    expect(codeOf(await arm.put(at(registry), setting({ workspaceId: 'logs' })))).toBe(
      '400 LinkedInvalidPropertyId',
    );
    expect(codeOf(await arm.put(at(`${registry}2`), setting()))).toBe('404 ResourceNotFound');
    expect(codeOf(await arm.put(at(`${group}2`), setting()))).toBe('404 ResourceGroupNotFound');
    expect(codeOf(await arm.put(at(identity), setting()))).toBe('400 BadRequest');
    expect(codeOf(await arm.put(at(group), setting()))).toBe('400 BadRequest');
  });

  it('shares no category with another one that sends to the same place', async () => {
    const arm = await withWorkspace();
    await arm.put(at(registry), setting({ storageAccountId: storage }));
    const refused = await arm.put(
      at(registry, 'second'),
      setting({ logs: [{ categoryGroup: 'allLogs', enabled: true }] }),
    );
    expect(refused).toMatchObject({
      status: 409,
      body: {
        code: 'Conflict',
        message: `Data sink '${workspace}' is already used in diagnostic setting 'audit' for category 'ContainerRegistryLoginEvents'. Data sinks can't be reused in different settings on the same category for the same resource.`,
      },
    });
    expect((await arm.put(at(registry, 'second'), setting({ logs: [events] }))).status).toBe(200);
    const elsewhere = { workspaceId: undefined, eventHubAuthorizationRuleId: hub };
    expect((await arm.put(at(registry, 'third'), setting(elsewhere))).status).toBe(200);
    expect((await arm.put(at(registry), setting({ storageAccountId: storage }))).status).toBe(200);
  });

  it('is of a gateway, and goes with it', async () => {
    const arm = await withPlace();
    await arm.make(workspace, { location: 'westeurope' });
    await arm.make(gateway, gatewayBody());
    const logs = ['Access', 'Firewall'].map((kind) => ({
      category: `ApplicationGateway${kind}Log`,
      enabled: true,
    }));
    expect((await arm.put(at(gateway), setting({ logs }))).status).toBe(200);
    expect((await arm.get(at(gateway))).body.properties.logs).toMatchObject(logs);
    expect(codeOf(await arm.put(at(gateway, 'second'), setting()))).toBe('400 BadRequest');
    await arm.finish(await arm.remove(gateway));
    expect(Object.keys(arm.emulator.objects()).filter((id) => id.includes('diagnosticsettings'))).toEqual([]);
  });

  it('may read back in another order', async () => {
    const orders = await Promise.all(
      (['sorted', 'reversed'] as const).map(async (listOrder) => {
        const arm = await withWorkspace({ listOrder });
        await arm.put(at(registry), setting({ logs: [login, events] }));
        const { logs } = (await arm.get(at(registry))).body.properties;
        return logs.map(({ category }: { readonly category: string }) => category);
      }),
    );
    expect(orders).toEqual([
      [login.category, events.category],
      [events.category, login.category],
    ]);
  });

  it('is one of five, and has a name without special characters', async () => {
    const arm = await withWorkspace();
    expect(codeOf(await arm.put(at(registry, 'a%2Bb'), setting()))).toBe('400 BadRequest');
    for (let n = 1; n <= 5; n += 1) {
      const account = { workspaceId: undefined, storageAccountId: `${storage}${n}` };
      expect((await arm.put(at(registry, `audit-${n}`), setting(account))).status).toBe(200);
    }
    expect(codeOf(await arm.put(at(registry, 'sixth'), setting()))).toBe('400 BadRequest');
  });

  it('goes with what it tells of', async () => {
    const arm = await withWorkspace();
    await arm.put(at(registry), setting());
    await arm.remove(registry);
    expect(codeOf(await arm.get(at(registry)))).toBe('404 ResourceNotFound');
    await arm.make(registry, registryBody);
    expect((await arm.get(at(registry, ''))).body.value).toEqual([]);
  });

  it('needs the keys of what it sends to', async () => {
    const arm = await withWorkspace();
    const actions = ['*/read', 'Microsoft.Insights/diagnosticSettings/write'];
    arm.emulator.setPermissions([{ scope: '/', actions }]);
    const needed = [
      [setting(), 'Microsoft.OperationalInsights/workspaces/sharedKeys/action'],
      [setting({ workspaceId: undefined, storageAccountId: storage }), 'storageAccounts/listKeys/action'],
      [
        setting({ workspaceId: undefined, eventHubAuthorizationRuleId: hub }),
        'authorizationrules/listkeys/action',
      ],
    ] as const;
    for (const [body, action] of needed) {
      const refused = await arm.put(at(registry), body);
      expect(codeOf(refused)).toBe('403 LinkedAuthorizationFailed');
      expect(refused.body.error.message).toContain(action);
    }
    arm.emulator.setPermissions([{ scope: '/', actions: ['*/read'] }]);
    expect(codeOf(await arm.put(at(registry), setting()))).toBe('403 AuthorizationFailed');
  });
});

describe('the categories of a resource', () => {
  const categories = `${registry}/providers/Microsoft.Insights/diagnosticSettingsCategories`;

  it('are those of its type, and nobody made them', async () => {
    const arm = await withWorkspace();
    const listed = (await arm.get(categories)).body.value;
    const told = listed.map(
      ({ name, properties }: { name: string; properties: { categoryType: string } }) => [
        name,
        properties.categoryType,
      ],
    );
    expect(new Map(told)).toEqual(
      new Map([
        ['AllMetrics', 'Metrics'],
        ['ContainerRegistryLoginEvents', 'Logs'],
        ['ContainerRegistryRepositoryEvents', 'Logs'],
      ]),
    );
    const one = await arm.get(`${categories}/ContainerRegistryLoginEvents`);
    expect(one.body.properties).toEqual({ categoryType: 'Logs', categoryGroups: ['allLogs', 'audit'] });
    expect(codeOf(await arm.get(`${categories}/AuditEvent`))).toBe('404 ResourceNotFound');
    expect(Object.keys(arm.emulator.objects()).filter((id) => id.includes('categories'))).toEqual([]);
  });
});
