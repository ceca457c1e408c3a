import { describe, expect, it } from 'vitest';
import { EXAMPLE, type Lab, openLab } from '../lab.ts';
import { AT as FRONT, withRegions } from './fronts.ts';
import { actionsOf, changeAt, type Edits, example, planOf, SUBSCRIPTION } from './stacks.ts';

const OTHER = '00000000-0000-0000-0000-0000000000bb';
const REGISTRIES = 'Microsoft.ContainerRegistry';
const NETWORK = 'Microsoft.Network';

/** Network and zone in another subscription, and with them the endpoint. */
const ACROSS: Edits = {
  resourceGroups: { 'rg-images': {}, 'rg-net': { subscription: OTHER } },
  'networks.vnet-hub.resourceGroup': 'rg-net',
  'privateDnsZones["privatelink.azurecr.io"].resourceGroup': 'rg-net',
  'registries.contosoimages.network.privateEndpoints.hub.resourceGroup': 'rg-net',
};

function addressOf(namespace: string, subscription = SUBSCRIPTION.split('/').at(-1)): string {
  return `azure.providers["${subscription}/${namespace}"]`;
}

async function unregister(lab: Lab, namespace: string, subscription = SUBSCRIPTION): Promise<void> {
  await lab.request('POST', `${subscription}/providers/${namespace}/unregister`, '2025-04-01', {});
}

async function stateOf(lab: Lab, namespace: string, subscription = SUBSCRIPTION): Promise<unknown> {
  const provider = await lab.request('GET', `${subscription}/providers/${namespace}`, '2025-04-01');
  return (provider as { registrationState: string }).registrationState;
}

function looksAtProviders(lab: Lab): readonly string[] {
  return lab.emulator
    .requests()
    .filter(({ path }) => /^\/subscriptions\/[^/]+\/providers\/[^/]+$/.test(path))
    .map(({ path }) => path);
}

describe('a resource provider that the subscription is not registered for', () => {
  it.each<[string, string, Edits]>([
    ['a vault', 'Microsoft.KeyVault', { 'keyVaults.kv-images': {} }],
    ['a public zone', NETWORK, { 'dnsZones["contoso.com"]': {} }],
    ['an identity', 'Microsoft.ManagedIdentity', { 'identities.builder': {} }],
  ])('is registered before %s is made (1.14)', async (_, namespace, edits) => {
    const lab = openLab();
    const alone = example({ networks: null, privateDnsZones: null, registries: null, ...edits });
    await unregister(lab, namespace);
    await lab.converge(alone);
    expect(await stateOf(lab, namespace)).toBe('Registered');
    expect(lab.emulator.requests().filter(({ status }) => status === 409)).toEqual([]);
  });

  it('is registered before anything of its kind is made, and the plan says so (1.14, G17)', async () => {
    const lab = openLab();
    for (const namespace of [REGISTRIES, NETWORK]) await unregister(lab, namespace);
    const plan = await planOf(lab, EXAMPLE);
    expect(actionsOf(plan).slice(0, 2)).toEqual([
      `update ${addressOf(REGISTRIES)}`,
      `update ${addressOf(NETWORK)}`,
    ]);
    expect(changeAt(plan, addressOf(NETWORK))?.impact).toEqual([
      `registers ${NETWORK} for subscription ${SUBSCRIPTION.split('/').at(-1)}, usually within 1 min; acrctl never unregisters it (1.14)`,
    ]);
    for (const { address, steps } of plan.changes.filter((change) => change.type.startsWith(NETWORK)))
      if (!address.endsWith('dnsZoneGroup'))
        expect([address, steps[0]?.dependsOn]).toEqual([
          address,
          expect.arrayContaining([`${addressOf(NETWORK)}/write`]),
        ]);
    lab.emulator.clearRequests();
    await lab.converge(EXAMPLE);
    expect(lab.emulator.requests().filter(({ status }) => status === 409)).toEqual([]);
    expect([await stateOf(lab, REGISTRIES), await stateOf(lab, NETWORK)]).toEqual([
      'Registered',
      'Registered',
    ]);
  });

  it('is registered where a front is alone (1.14)', async () => {
    const lab = openLab();
    await unregister(lab, NETWORK, `/subscriptions/${OTHER}`);
    const plan = await planOf(
      lab,
      withRegions({
        resourceGroups: { 'rg-images': {}, 'rg-dns-neu': {}, 'rg-fronts': { subscription: OTHER } },
        [`${FRONT.front}.resourceGroup`]: 'rg-fronts',
      }),
    );
    const provider = addressOf(NETWORK, OTHER);
    expect(actionsOf(plan)[0]).toBe(`update ${provider}`);
    for (const address of [FRONT.region, FRONT.address, FRONT.policy, `${FRONT.front}.trafficManager`])
      expect(changeAt(plan, address)?.steps[0]?.dependsOn).toContain(`${provider}/write`);
  });

  it('is nothing that the state knows, or that removing the stack takes back', async () => {
    const lab = openLab();
    await unregister(lab, REGISTRIES);
    await lab.converge(EXAMPLE);
    expect((await lab.state())?.resources.filter(({ address }) => address.startsWith('azure'))).toEqual([]);
    expect(await planOf(lab, EXAMPLE)).toMatchObject({ changes: [], drift: [] });
    await lab.destroy(EXAMPLE, { options: { allowDestroy: ['registries.contosoimages'] } });
    expect(await stateOf(lab, REGISTRIES)).toBe('Registered');
  });

  it('is not asked about where the state shows that it is registered', async () => {
    const lab = openLab();
    await lab.plan(EXAMPLE);
    expect(looksAtProviders(lab).length).toBe(2);
    await lab.converge(EXAMPLE);
    lab.emulator.clearRequests();
    await lab.plan(EXAMPLE);
    expect(looksAtProviders(lab)).toEqual([]);
  });

  it('is also that of registries in the subscription of an endpoint, which needs nothing else of it (1.14)', async () => {
    const lab = openLab();
    const other = `/subscriptions/${OTHER}`;
    await unregister(lab, REGISTRIES, other);
    const plan = await planOf(lab, example(ACROSS));
    expect(actionsOf(plan)).toContain(`update ${addressOf(REGISTRIES, OTHER)}`);
    const endpoint = changeAt(plan, 'registries.contosoimages.network.privateEndpoints.hub');
    expect(endpoint?.steps[0]?.dependsOn).toContain(`${addressOf(REGISTRIES, OTHER)}/write`);
    await lab.converge(example(ACROSS));
    expect(await stateOf(lab, REGISTRIES, other)).toBe('Registered');
    lab.emulator.clearRequests();
    expect((await planOf(lab, example(ACROSS))).changes).toEqual([]);
    expect(looksAtProviders(lab)).toEqual([]);
  });

  it('is left to Azure to tell where the caller may not look', async () => {
    const lab = openLab();
    await unregister(lab, REGISTRIES);
    const look = 'Microsoft.Resources/subscriptions/providers/read';
    lab.emulator.setPermissions([{ scope: '/', actions: ['*'], notActions: [look] }]);
    const plan = await planOf(lab, EXAMPLE);
    expect([plan.diagnostics, plan.summary.update]).toEqual([[], 0]);
    const result = await lab.apply(EXAMPLE);
    expect(result.kind === 'applied' && result.outcome.failed).toMatchObject([
      { step: 'registries.contosoimages/write', failure: { code: 'MissingSubscriptionRegistration' } },
    ]);
  });

  it('is asked for, and named, where the caller may not register it', async () => {
    const lab = openLab();
    await unregister(lab, REGISTRIES);
    const action = `${REGISTRIES}/register/action`;
    lab.emulator.setPermissions([{ scope: '/', actions: ['*'], notActions: [action] }]);
    const { diagnostics } = await planOf(lab, EXAMPLE);
    expect(diagnostics).toMatchObject([{ code: 'ACR1340' }]);
    expect(diagnostics[0]?.detail).toContain(`in\n${SUBSCRIPTION}\n`);
    expect(diagnostics[0]?.detail).toContain(`1. ${action}, for ${addressOf(REGISTRIES)}`);
  });
});
