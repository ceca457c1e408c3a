import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/core/diagnostic.ts';
import type { Permission } from '../../src/emulator/index.ts';
import { isDenied } from '../../src/engine/run.ts';
import { rolesOnThePage } from '../features/permissions-page.ts';
import { EXAMPLE, GROUP, type Lab, openLab, REGISTRY } from '../lab.ts';
import { AT, CHANGED, type Edits, edited, example, planOf, SUBSCRIPTION } from './stacks.ts';

const { plan: PLAN_ROLE, apply: APPLY_ROLE } = rolesOnThePage();

/** With an identity and a grant. */
const FULL: Edits = {
  identities: { builder: {} },
  [`${AT.registry}.identity`]: { user: ['builder'] },
  [`${AT.registry}.roleAssignments`]: { pull: { role: 'AcrPull', identity: 'builder' } },
};

/** Without them, with a replica beside the endpoint that is there, and records of our own. */
const RECORDS: Edits = {
  [`${AT.registry}.replications`]: { northeurope: {} },
  [`${AT.endpoint}.dns.manage`]: 'records',
};

/** The same file when network and zone are somebody else's, in a group of their own. */
const HUB = `${SUBSCRIPTION}/resourceGroups/rg-hub`;
const EXISTING: Edits = {
  resourceGroups: { 'rg-images': {}, 'rg-hub': { existing: true } },
  'networks.vnet-hub': {
    existing: true,
    resourceGroup: 'rg-hub',
    subnets: { endpoints: { existing: true } },
  },
  [AT.zone]: { existing: true, resourceGroup: 'rg-hub', links: { 'vnet-hub': { existing: true } } },
};

function allow(lab: Lab, ...permissions: readonly Permission[]): void {
  lab.emulator.setPermissions(permissions);
}

/** `ACTION` or `ACTION on OBJECT`, for every line of every error. */
function missingIn(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics
    .filter(({ code }) => code === 'ACR1340')
    .flatMap(({ detail }) => [...detail.matchAll(/^\d+\. (.*?), for /gm)].map((match) => match[1] ?? ''));
}

async function missing(lab: Lab, text: string): Promise<readonly string[]> {
  return missingIn((await planOf(lab, text)).diagnostics);
}

/** Network and zone as others made them. */
async function labWithHub(): Promise<Lab> {
  const lab = openLab();
  const hub = edited(EXAMPLE, {
    azure: {
      subscription: SUBSCRIPTION.split('/').at(-1) ?? '',
      resourceGroup: 'rg-hub',
      location: 'westeurope',
    },
    resourceGroups: { 'rg-hub': {} },
    stack: 'hub',
    registries: null,
  });
  await lab.converge(hub);
  return lab;
}

describe('what the caller may not do', () => {
  it('is listed whole at the plan, with the addresses that need it, and nothing is written', async () => {
    const lab = openLab();
    allow(lab, { scope: '/', actions: ['*/read'] });
    const plan = await planOf(lab, EXAMPLE);
    expect(plan.diagnostics).toMatchObject([{ code: 'ACR1340', severity: 'error' }]);
    expect(isDenied(plan.diagnostics)).toBe(true);
    expect(plan.diagnostics[0]?.detail).toContain(
      'Microsoft.Network/privateEndpoints/write, for registries.contosoimages.network.privateEndpoints.hub',
    );
    expect(missingIn(plan.diagnostics)).toEqual([
      `Microsoft.ContainerRegistry/registries/privateEndpointConnectionsApproval/action on ${AT.registry}`,
      'Microsoft.ContainerRegistry/registries/write',
      `Microsoft.Network/privateDnsZones/join/action on ${AT.zone}`,
      'Microsoft.Network/privateDnsZones/virtualNetworkLinks/write',
      'Microsoft.Network/privateDnsZones/write',
      'Microsoft.Network/privateEndpoints/privateDnsZoneGroups/write',
      'Microsoft.Network/privateEndpoints/write',
      `Microsoft.Network/virtualNetworks/join/action on ${AT.network}`,
      `Microsoft.Network/virtualNetworks/subnets/join/action on ${AT.subnet}`,
      'Microsoft.Network/virtualNetworks/subnets/write',
      'Microsoft.Network/virtualNetworks/write',
      'Microsoft.Resources/subscriptions/resourceGroups/write',
    ]);
    const result = await lab.apply(EXAMPLE);
    expect(result.kind).toBe('invalid');
    expect(isDenied(result.planned.plan.diagnostics)).toBe(true);
    expect(lab.writes()).toEqual([]);
  });

  it('is asked for what is removed, too', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    allow(lab, { scope: '/', actions: ['*'], notActions: ['Microsoft.ContainerRegistry/registries/delete'] });
    const options = { allowDestroy: [AT.registry] };
    const result = await lab.destroy(EXAMPLE, { options });
    expect([result.kind, missingIn(result.planned.plan.diagnostics)]).toEqual([
      'invalid',
      ['Microsoft.ContainerRegistry/registries/delete'],
    ]);
  });

  it('is no matter while nothing is to be done', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    allow(lab, { scope: '/', actions: ['*/read'] });
    expect(await planOf(lab, EXAMPLE)).toMatchObject({ changes: [], diagnostics: [] });
  });

  it('is not known to who may not ask, whom Azure then refuses at the write', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    allow(lab, { scope: '/', actions: PLAN_ROLE });
    const plan = await planOf(lab, example(CHANGED));
    expect(plan.diagnostics).toEqual([]);
    expect(plan.changes).toHaveLength(1);
    const refused = lab.emulator.requests().filter(({ status }) => status === 403);
    expect(refused.every(({ path }) => path.endsWith('/permissions'))).toBe(true);
    const result = await lab.apply(example(CHANGED));
    expect(result.kind === 'applied' && result.outcome.failed.map(({ failure }) => failure.kind)).toEqual([
      'denied',
    ]);
  });
});

describe('a role', () => {
  it('on the registry alone suffices to change it, and one more question finds that', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    allow(
      lab,
      { scope: GROUP, actions: ['*/read'] },
      { scope: REGISTRY, actions: ['Microsoft.ContainerRegistry/*'] },
    );
    lab.emulator.clearRequests();
    expect(await missing(lab, example(CHANGED))).toEqual([]);
    const asked = lab.emulator.requests().filter(({ path }) => path.endsWith('/permissions'));
    expect(asked.map(({ path }) => path.replace(/\/providers\/Microsoft.Authorization.*/, ''))).toEqual([
      GROUP,
      REGISTRY,
    ]);
    await lab.converge(example(CHANGED));
  });

  it('on just the subnet and the zone of others suffices to use them (1.9, 1.21)', async () => {
    const lab = await labWithHub();
    const subnet = `${HUB}/providers/Microsoft.Network/virtualNetworks/vnet-hub/subnets/endpoints`;
    const zone = `${HUB}/providers/Microsoft.Network/privateDnsZones/privatelink.azurecr.io`;
    const rest: readonly Permission[] = [
      { scope: SUBSCRIPTION, actions: ['*'], notActions: ['*/join/action'] },
      { scope: GROUP, actions: ['*'] },
    ];
    allow(lab, ...rest);
    expect(await missing(lab, example(EXISTING))).toEqual([
      `Microsoft.Network/privateDnsZones/join/action on ${AT.zone}`,
      `Microsoft.Network/virtualNetworks/subnets/join/action on ${AT.subnet}`,
    ]);
    allow(
      lab,
      ...rest,
      { scope: subnet, actions: ['Microsoft.Network/virtualNetworks/subnets/join/action'] },
      { scope: zone, actions: ['Microsoft.Network/privateDnsZones/join/action'] },
    );
    lab.emulator.clearRequests();
    expect(await missing(lab, example(EXISTING))).toEqual([]);
    // Of objects of others each is asked about in the one round.
    expect(new Set(lab.emulator.requests().map(({ path }) => path)).size).toBe(
      lab.emulator.requests().length,
    );
    await lab.converge(example(EXISTING));
  });

  it('that may not approve is enough where the owner of the registry is asked (1.17, 1.55, N02)', async () => {
    const lab = openLab();
    const approve = 'Microsoft.ContainerRegistry/registries/privateEndpointConnectionsApproval/action';
    allow(lab, { scope: '/', actions: ['*'], notActions: [approve] });
    const { diagnostics } = await planOf(lab, EXAMPLE);
    expect(missingIn(diagnostics)).toEqual([`${approve} on ${AT.registry}`]);
    expect(diagnostics[0]?.hint).toContain('approval: manual');
    expect(await missing(lab, example({ [`${AT.endpoint}.approval`]: 'manual' }))).toEqual([]);
  });

  it('with what docs/permissions.md shows carries a stack from nothing to nothing', async () => {
    const lab = openLab();
    allow(lab, { scope: SUBSCRIPTION, actions: APPLY_ROLE });
    await lab.converge(example(FULL));
    await lab.converge(example({ ...FULL, ...CHANGED }));
    await lab.converge(example(RECORDS));
    const result = await lab.destroy(example(RECORDS), { options: { allowDestroy: [AT.registry] } });
    expect(result.kind === 'applied' && result.outcome.failed).toEqual([]);
    expect(lab.emulator.objects()).toEqual({});
    expect(lab.emulator.requests().filter(({ status }) => status === 403)).toEqual([]);
  });

  // Plain reads fail the plan itself.
  const writes = APPLY_ROLE.filter((action) => !/(?<!Statuses)\/read$|\/register\/action$/i.test(action));
  it.each(writes)('without %s is found out before the first write, or is enough', async (action) => {
    const lab = openLab();
    const steps = [example(FULL), example(RECORDS)];
    for (const text of steps) {
      allow(lab, { scope: SUBSCRIPTION, actions: APPLY_ROLE.filter((each) => each !== action) });
      lab.emulator.clearRequests();
      const result = await lab.apply(text);
      const found = missingIn(result.planned.plan.diagnostics);
      if (found.length === 0) expect(result.kind === 'applied' && result.outcome.failed).toEqual([]);
      else expect([found.map((each) => each.split(' ')[0]), lab.writes()]).toEqual([[action], []]);
      allow(lab, { scope: SUBSCRIPTION, actions: ['*'] });
      await lab.converge(text);
    }
  });
});
