import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/core/diagnostic.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { GROUP, type Lab, openLab } from '../lab.ts';
import { actionsOf, changeAt, edited, ID, objectAt, planOf, sent, VERSION } from './stacks.ts';

const LOGS = `${GROUP}/providers/Microsoft.OperationalInsights/workspaces/logs-images`;
const SETTING = `${ID.registry}/providers/Microsoft.Insights/diagnosticSettings/audit`;
const AT = 'registries.contosoimages.diagnostics.audit';
const SIEM = '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-siem/providers';
const RULE = `${SIEM}/Microsoft.EventHub/namespaces/siem/authorizationRules/send`;
const ARCHIVE = `${SIEM}/Microsoft.Storage/storageAccounts/siemarchive`;

const LOGIN = 'ContainerRegistryLoginEvents';
const REPOSITORY = 'ContainerRegistryRepositoryEvents';

function file(setting = `{ audit: { workspace: logs-images, categories: [${LOGIN}] } }`): string {
  return `apiVersion: acrctl/v1
stack: images-prod
azure: { subscription: 00000000-0000-0000-0000-0000000000aa, resourceGroup: rg-images, location: westeurope }
resourceGroups: { rg-images: {} }
workspaces: { logs-images: {} }
registries:
  contosoimages: { sku: Premium, network: { publicAccess: enabled }, diagnostics: ${setting} }
`;
}

function propertiesAt(lab: Lab, id: string): JsonObject {
  return objectAt(lab, id)['properties'] as JsonObject;
}

function logsAt(lab: Lab, id: string): readonly unknown[] {
  const logs = (propertiesAt(lab, id)['logs'] ?? []) as readonly JsonObject[];
  return logs
    .filter(({ enabled }) => enabled === true)
    .map((each) => each['category'] ?? each['categoryGroup']);
}

describe('diagnostics of a registry', () => {
  it('are made behind the registry and its workspace, and then nothing is left to do (2.5)', async () => {
    const lab = openLab();
    const plan = await planOf(lab, file());
    expect(
      changeAt(plan, AT)
        ?.steps.flatMap(({ dependsOn }) => dependsOn)
        .toSorted(),
    ).toEqual(['registries.contosoimages/write', 'workspaces.logs-images/write']);
    await lab.converge(file());
    expect(propertiesAt(lab, SETTING)).toMatchObject({ workspaceId: LOGS, storageAccountId: null });
    expect(logsAt(lab, SETTING)).toEqual([LOGIN]);
    expect(await planOf(lab, file())).toMatchObject({ changes: [], drift: [] });
  });

  it('are changed in what the file changed, by one request', async () => {
    const lab = openLab();
    await lab.converge(file());
    const both = file(`{ audit: { workspace: logs-images, categories: [${REPOSITORY}, ${LOGIN}] } }`);
    expect(changeAt(await planOf(lab, both), AT)).toMatchObject({
      actions: ['update'],
      paths: ['properties.logs'],
    });
    lab.emulator.clearRequests();
    await lab.converge(both);
    expect(sent(lab)).toEqual(['PUT audit']);
    expect(logsAt(lab, SETTING).toSorted()).toEqual([LOGIN, REPOSITORY]);
    const metrics = file(
      `{ audit: { workspace: logs-images, categories: [${REPOSITORY}, ${LOGIN}], metrics: true } }`,
    );
    expect(changeAt(await planOf(lab, metrics), AT)?.paths).toEqual(['properties.metrics']);
    await lab.converge(metrics);
    expect(await planOf(lab, metrics)).toMatchObject({ changes: [], drift: [] });
  });

  it('move to another place and leave none behind: to an Event Hub, and to an archive (2.7)', async () => {
    const lab = openLab();
    await lab.converge(file());
    const hub = `eventHub: { authorizationRule: ${RULE}, name: registry }`;
    const moved = file(`{ audit: { ${hub}, categories: [allLogs] } }`);
    await lab.converge(moved);
    expect(propertiesAt(lab, SETTING)).toMatchObject({
      workspaceId: null,
      eventHubAuthorizationRuleId: RULE,
      eventHubName: 'registry',
    });
    expect(await planOf(lab, moved)).toMatchObject({ changes: [], drift: [] });
    const kept = file(`{ audit: { storageAccount: ${ARCHIVE}, categories: [audit] } }`);
    await lab.converge(kept);
    expect(propertiesAt(lab, SETTING)).toMatchObject({
      eventHubAuthorizationRuleId: null,
      eventHubName: null,
      storageAccountId: ARCHIVE,
    });
    expect(await planOf(lab, kept)).toMatchObject({ changes: [], drift: [] });
  });

  it('that somebody turned off, or sends elsewhere, too, are drift and put back', async () => {
    const lab = openLab();
    await lab.converge(file());
    const theirs = {
      workspaceId: LOGS,
      storageAccountId: ARCHIVE,
      logs: [
        { category: LOGIN, enabled: false },
        { category: REPOSITORY, enabled: true },
      ],
    };
    await lab.request('PUT', SETTING, VERSION.insights, { properties: theirs });
    const plan = await planOf(lab, file());
    expect(plan.drift.map(({ address }) => address)).toEqual([AT]);
    expect(changeAt(plan, AT)?.paths).toEqual(['properties.logs', 'properties.storageAccountId']);
    await lab.converge(file());
    expect(propertiesAt(lab, SETTING)).toMatchObject({ workspaceId: LOGS, storageAccountId: null });
    expect(logsAt(lab, SETTING)).toEqual([LOGIN]);
  });

  it('leave settings of others alone, and go with their entry', async () => {
    const lab = openLab();
    await lab.converge(file());
    const others = `${ID.registry}/providers/Microsoft.Insights/diagnosticSettings/theirs`;
    await lab.request('PUT', others, VERSION.insights, {
      properties: { storageAccountId: ARCHIVE, logs: [{ category: LOGIN, enabled: true }] },
    });
    expect(actionsOf(await planOf(lab, file()))).toEqual([]);
    const gone = await planOf(lab, file('{}'));
    expect(actionsOf(gone)).toEqual([`delete ${AT}`]);
    expect(changeAt(gone, AT)?.impact).toEqual([expect.stringMatching(/^nothing is logged there/)]);
    await lab.converge(file('{}'));
    expect(objectAt(lab, SETTING)).toEqual({});
    expect(objectAt(lab, others)).toMatchObject({ name: 'theirs' });
  });

  it('are made for a registry and in a workspace of others, which are only read (1.9)', async () => {
    const lab = openLab();
    await lab.converge(file('{}'));
    const existing = edited(file(), {
      'workspaces.logs-images': { existing: true },
      'registries.contosoimages': {
        existing: true,
        diagnostics: { audit: { workspace: 'logs-images', categories: [LOGIN] } },
      },
    });
    await lab.converge(existing);
    expect(logsAt(lab, SETTING)).toEqual([LOGIN]);
    expect(await planOf(lab, existing)).toMatchObject({ changes: [], drift: [] });
  });
});

describe('settings of one registry that make room for each other (2.5)', () => {
  const to = (...categories: string[]) =>
    `{ workspace: logs-images, categories: [${categories.join(', ')}] }`;

  it.each([
    ['another name for the same', `{ m: ${to('allLogs')} }`, `{ a: ${to('allLogs')} }`, ['m/delete'], 'a'],
    [
      'a log that another setting gives up',
      `{ m: ${to(LOGIN, REPOSITORY)} }`,
      `{ m: ${to(LOGIN)}, a: ${to(REPOSITORY)} }`,
      ['m/write'],
      'a',
    ],
  ])('%s comes once the first is gone', async (_, before, after, waitsFor, name) => {
    const lab = openLab();
    await lab.converge(file(before));
    const plan = await planOf(lab, file(after));
    const at = 'registries.contosoimages.diagnostics';
    expect(changeAt(plan, `${at}.${name}`)?.steps[0]?.dependsOn).toEqual(
      waitsFor.map((step) => `${at}.${step}`),
    );
    await lab.converge(file(after));
    expect(await planOf(lab, file(after))).toMatchObject({ changes: [], drift: [] });
  });

  it('logs that change places wait for nobody, and are told by Azure', async () => {
    const lab = openLab();
    await lab.converge(file(`{ a: ${to(LOGIN)}, m: ${to(REPOSITORY)} }`));
    const plan = await planOf(lab, file(`{ a: ${to(REPOSITORY)}, m: ${to(LOGIN)} }`));
    expect(plan.changes.flatMap(({ steps }) => steps.flatMap(({ dependsOn }) => dependsOn))).toEqual([]);
  });
});

describe('a setting of others at what the file logs (2.5)', () => {
  const THEIRS = `${ID.registry}/providers/Microsoft.Insights/diagnosticSettings`;

  async function put(lab: Lab, name: string, properties: JsonObject): Promise<void> {
    await lab.request('PUT', `${THEIRS}/${name}`, VERSION.insights, { properties });
  }

  async function withTheirs(properties: JsonObject): Promise<Lab> {
    const lab = openLab();
    await lab.converge(file('{}'));
    await put(lab, 'theirs', properties);
    return lab;
  }

  const elsewhere = (name: string) => ({ workspaceId: null, storageAccountId: `${ARCHIVE}${name}` });

  async function findings(lab: Lab, text: string): Promise<readonly Diagnostic[]> {
    const { diagnostics } = await planOf(lab, text);
    if (diagnostics.length > 0) {
      lab.emulator.clearRequests();
      expect([(await lab.apply(text)).kind, sent(lab)]).toEqual(['invalid', []]);
    }
    return diagnostics;
  }

  const workspace = (...logs: JsonObject[]) => ({
    workspaceId: LOGS,
    logs: logs.map((log) => ({ enabled: true, ...log })),
  });

  it.each([
    ['the very log', workspace({ category: LOGIN }), LOGIN, LOGIN],
    ['all logs', workspace({ categoryGroup: 'allLogs' }), LOGIN, LOGIN],
    ['a log of all', workspace({ category: LOGIN }), 'allLogs', 'allLogs'],
    ['a group of them', workspace({ categoryGroup: 'audit' }), 'allLogs', 'allLogs'],
  ])(
    'that sends %s to the same place is found at the plan, with both ways out',
    async (_, theirs, own, told) => {
      const lab = await withTheirs(theirs);
      const text = file(`{ audit: { workspace: logs-images, categories: [${own}] } }`);
      expect(await findings(lab, text)).toMatchObject([
        {
          severity: 'error',
          code: 'ACR1364',
          address: AT,
          detail: expect.stringContaining(`theirs, which acrctl did not make and which sends ${told}`),
          hint: expect.stringContaining(`az monitor diagnostic-settings delete --name theirs --resource`),
        },
      ]);
      const taken = file(
        `{ audit: { name: theirs, adopt: true, workspace: logs-images, categories: [${own}] } }`,
      );
      await lab.converge(taken);
      expect(await planOf(lab, taken)).toMatchObject({ changes: [], drift: [] });
    },
  );

  it('that sends metrics there is found, too', async () => {
    const lab = await withTheirs({ workspaceId: LOGS, metrics: [{ category: 'AllMetrics', enabled: true }] });
    const text = file(`{ audit: { workspace: logs-images, categories: [${LOGIN}], metrics: true } }`);
    expect((await findings(lab, text)).map(({ code }) => code)).toEqual(['ACR1364']);
  });

  it.each([
    ['another log', workspace({ category: REPOSITORY })],
    ['it elsewhere', { storageAccountId: ARCHIVE, logs: [{ category: LOGIN, enabled: true }] }],
    ['it no more', workspace({ category: LOGIN, enabled: false }, { category: REPOSITORY })],
  ])('that sends %s is in nobody’s way', async (_, theirs) => {
    const lab = await withTheirs(theirs);
    expect(await findings(lab, file())).toEqual([]);
    await lab.converge(file());
  });

  it('fills the five that Azure takes', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const lab = openLab();
    await lab.converge(file('{}'));
    for (const name of names) await put(lab, name, { ...workspace({ category: LOGIN }), ...elsewhere(name) });
    expect(await findings(lab, file())).toMatchObject([
      {
        code: 'ACR1131',
        address: AT,
        detail: expect.stringContaining('has a, b, c, d and e of others, with the file it would have 6'),
      },
    ]);
    await lab.request('DELETE', `${THEIRS}/e`, VERSION.insights);
    expect(await findings(lab, file())).toEqual([]);
  });

  it('is looked for by one list, and only where something new is sent from what may be there', async () => {
    const lab = openLab();
    const lists = async (text: string) => {
      lab.emulator.clearRequests();
      await lab.plan(text);
      return lab.emulator.requests().filter(({ path }) => path.endsWith('/diagnosticSettings')).length;
    };
    const both = file(`{ audit: { workspace: logs-images, categories: [${LOGIN}, ${REPOSITORY}] } }`);
    expect(await lists(both)).toBe(0);
    await lab.converge(file('{}'));
    expect(await lists(both)).toBe(1);
    await lab.converge(both);
    expect([await lists(both), await lists(file())]).toEqual([0, 0]);
  });
});

describe('diagnostics of a vault', () => {
  it('log who used its keys (3.3)', async () => {
    const lab = openLab();
    const audited = `apiVersion: acrctl/v1
stack: images-prod
azure: { subscription: 00000000-0000-0000-0000-0000000000aa, resourceGroup: rg-images, location: westeurope }
resourceGroups: { rg-images: {} }
workspaces: { logs-images: {} }
keyVaults:
  kv-images: { diagnostics: { keys: { name: key use, workspace: logs-images, categories: [AuditEvent] } } }
`;
    await lab.converge(audited);
    const vault = `${GROUP}/providers/Microsoft.KeyVault/vaults/kv-images`;
    expect(logsAt(lab, `${vault}/providers/Microsoft.Insights/diagnosticSettings/key use`)).toEqual([
      'AuditEvent',
    ]);
    expect(await planOf(lab, audited)).toMatchObject({ changes: [], drift: [] });
  });
});

describe('diagnostics of a front', () => {
  it('are those of each of its gateways (2.5)', async () => {
    const lab = openLab();
    const example = readFileSync(new URL('../../examples/public-front/acrctl.yaml', import.meta.url), 'utf8');
    const logged = edited(example, {
      workspaces: { 'logs-images': {} },
      'publicFronts.images.diagnostics': {
        waf: { workspace: 'logs-images', categories: ['ApplicationGatewayFirewallLog'] },
      },
    });
    const plan = await planOf(lab, logged);
    const settings = plan.changes.filter(({ type }) => type === 'Microsoft.Insights/diagnosticSettings');
    expect(settings.map(({ address, id }) => [address, id.split('/').slice(-6).join('/')])).toEqual([
      [
        'publicFronts.images.regions.westeurope.diagnostics.waf',
        'applicationGateways/images-westeurope-agw/providers/Microsoft.Insights/diagnosticSettings/waf',
      ],
    ]);
    expect(settings[0]?.steps[0]?.dependsOn).toContain('publicFronts.images.regions.westeurope/write');
  });
});
