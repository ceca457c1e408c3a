import { describe, expect, it } from 'vitest';
import { EXAMPLE, GROUP, type Lab, openLab, REGISTRY } from '../lab.ts';
import { AT, CHANGED, type Edits, example, ID, planOf, SUBSCRIPTION, VERSION } from './stacks.ts';

const OTHERS = `${SUBSCRIPTION}/resourceGroups/rg-others`;
const NETWORKS = `${OTHERS}/providers/Microsoft.Network`;
const WITHOUT_ENDPOINT: Edits = { [AT.endpoints]: null, [AT.access]: 'enabled', [AT.export]: true };

async function put(lab: Lab, id: string, version: string, body: unknown): Promise<void> {
  await lab.request('PUT', id, version, body);
  lab.emulator.advance(300_000);
  await lab.request('GET', id, version);
}

/** Somebody else with a group of their own. */
async function labWithOthers(text?: string): Promise<Lab> {
  const lab = openLab();
  if (text !== undefined) await lab.converge(text);
  await put(lab, OTHERS, VERSION.resources, { location: 'westeurope' });
  return lab;
}

/** The codes of a plan; what it names is then not written. */
async function codes(lab: Lab, text: string): Promise<readonly string[]> {
  const { diagnostics } = await planOf(lab, text);
  lab.emulator.clearRequests();
  const result = await lab.apply(text);
  if (diagnostics.some(({ severity }) => severity === 'error')) {
    expect([result.kind, lab.writes()]).toEqual(['invalid', []]);
  }
  return diagnostics.map(({ code }) => code);
}

describe('a plan that Azure would not carry out', () => {
  it('is refused where somebody has the name of the registry (1.15, G06)', async () => {
    const lab = await labWithOthers();
    const body = { location: 'westeurope', sku: { name: 'Basic' } };
    await put(
      lab,
      `${OTHERS}/providers/Microsoft.ContainerRegistry/registries/ContosoImages`,
      VERSION.registry,
      body,
    );
    expect(await codes(lab, EXAMPLE)).toEqual(['ACR1309']);
  });

  it('is refused where the registry takes no further endpoint, by the limit that Azure tells (1.8)', async () => {
    const lab = openLab();
    await lab.converge(example(WITHOUT_ENDPOINT));
    const value = [{ name: 'PrivateEndpointConnections', limit: 10, currentValue: 10, unit: 'Count' }];
    const answer = { status: 200, body: JSON.stringify({ value }) };
    lab.emulator.setFaults([{ match: { path: '/listUsages', nth: 'every' }, answer }]);
    expect(await codes(lab, EXAMPLE)).toEqual(['ACR1310']);
    lab.emulator.setFaults([]);
    expect(await codes(lab, EXAMPLE)).toEqual([]);
  });

  it('is refused where the file has more ranges than Azure says it takes (1.43)', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    const ranges = Array.from({ length: 101 }, (_, index) => `203.0.${index}.0/24`);
    const edits = {
      [AT.access]: 'selected',
      [AT.export]: true,
      [`${AT.registry}.network.allowedIpRanges`]: ranges,
    };
    expect(await codes(lab, example(edits))).toEqual(['ACR1311']);
  });

  it('is refused where subnets come in by service endpoints, until those rules are gone (1.44, 1.45, N17)', async () => {
    const lab = openLab();
    await lab.converge(example(WITHOUT_ENDPOINT));
    lab.emulator.setVirtualNetworkRules(REGISTRY, 2);
    expect(await codes(lab, EXAMPLE)).toEqual(['ACR1312']);
    lab.emulator.setVirtualNetworkRules(REGISTRY, 0);
    expect(await codes(lab, EXAMPLE)).toEqual([]);
  });

  it('is refused where a static address is in use, or in no subnet (1.27)', async () => {
    const lab = openLab();
    const spoke = { subnet: 'vnet-hub/endpoints', dns: { manage: 'external' } };
    await lab.converge(example({ [AT.endpoints]: { spoke } }));
    const hub = (registry: string, data: string) =>
      example({
        [`${AT.endpoints}.spoke`]: spoke,
        [`${AT.endpoint}.staticIps`]: { registry, registry_data_westeurope: data },
      });
    expect(await codes(lab, hub('10.20.1.4', '10.20.1.20'))).toEqual(['ACR1313']);
    expect(await codes(lab, hub('10.20.1.20', '10.20.1.21'))).toEqual([]);
    // What is there already is looked at again only where the file gives it another address.
    await lab.converge(hub('10.20.1.20', '10.20.1.21'));
    expect(await codes(lab, hub('10.20.1.4', '10.20.1.21'))).toEqual(['ACR1313']);
    expect(await codes(lab, hub('10.20.1.21', '10.20.1.20'))).toEqual([]);
    lab.emulator.clearRequests();
    expect(await codes(lab, hub('10.20.1.20', '10.20.1.21'))).toEqual([]);
    expect(lab.emulator.requests().filter(({ path }) => path.includes('CheckIPAddress'))).toEqual([]);
  });

  it('is refused where a replica of others has no static address (1.27, N05)', async () => {
    const lab = openLab();
    const open = { [AT.access]: 'enabled', [AT.export]: true };
    await lab.converge(example(open));
    const body = { location: 'eastus' };
    await put(lab, `${ID.registry}/replications/eastus`, VERSION.registry, body);
    lab.emulator.advance(600_000);
    const ips = { registry: '10.20.1.20', registry_data_westeurope: '10.20.1.21' };
    const edits = { ...open, [`${AT.endpoint}.staticIps`]: ips };
    expect(await codes(lab, example(edits))).toEqual(['ACR1317']);
    const listed = {
      'registries.contosoimages.replications.eastus': { existing: true },
      [`${AT.endpoint}.staticIps.registry_data_eastus`]: '10.20.1.22',
    };
    expect(await codes(lab, example({ ...edits, ...listed }))).toEqual([]);
  });

  it('is refused where somebody keeps the names of the registry in the zone (1.58, lesson 37, N11)', async () => {
    const lab = openLab();
    await lab.converge(example(WITHOUT_ENDPOINT));
    await put(lab, ID.record, VERSION.dns, {
      properties: { ttl: 10, aRecords: [{ ipv4Address: '10.99.0.4' }] },
    });
    expect(await codes(lab, EXAMPLE)).toEqual(['ACR1318']);
    expect(await codes(lab, example({ [`${AT.endpoint}.adopt`]: true }))).toEqual([]);
  });

  it('is refused where Azure Policy made the zone group, which is then left alone (lesson 32)', async () => {
    const lab = openLab();
    const policy = { [`${AT.endpoint}.dns`]: { manage: 'policy' } };
    const external = { [`${AT.endpoint}.dns`]: { manage: 'external' } };
    await lab.converge(example(external));
    const config = { name: 'registries', properties: { privateDnsZoneId: ID.zone } };
    await put(lab, `${ID.endpoint}/privateDnsZoneGroups/deployedByPolicy`, VERSION.network, {
      properties: { privateDnsZoneConfigs: [config] },
    });
    expect(await codes(lab, EXAMPLE)).toEqual(['ACR1319']);
    expect(await codes(lab, example(policy))).toEqual([]);
    expect((await planOf(lab, example(policy))).changes).toEqual([]);
  });

  it('is refused where the network is linked to another zone of the name, which a second look finds (1.24, N09)', async () => {
    const unlinked = { [`${AT.zone}.links`]: null };
    const lab = await labWithOthers(example(unlinked));
    const zone = `${NETWORKS}/privateDnsZones/privatelink.azurecr.io`;
    await put(lab, zone, VERSION.dns, { location: 'global' });
    lab.emulator.clearRequests();
    // A zone that no network is linked to is no reason to look again.
    expect((await planOf(lab, EXAMPLE)).diagnostics).toEqual([]);
    const links = `${zone}/virtualNetworkLinks`;
    expect(lab.emulator.requests().filter(({ path }) => path === links)).toEqual([]);
    await put(lab, `${links}/theirs`, VERSION.dns, {
      location: 'global',
      properties: { virtualNetwork: { id: ID.network }, registrationEnabled: false },
    });
    lab.emulator.clearRequests();
    expect(await codes(lab, EXAMPLE)).toEqual(['ACR1323']);
    await lab.request('DELETE', `${links}/theirs`, VERSION.dns);
    lab.emulator.advance(300_000);
    expect(await codes(lab, EXAMPLE)).toEqual([]);
  });

  it('is refused where the zone is linked to the network already (1.24)', async () => {
    const unlinked = { [`${AT.zone}.links`]: null };
    const lab = openLab();
    await lab.converge(example(unlinked));
    await put(lab, `${ID.zone}/virtualNetworkLinks/theirs`, VERSION.dns, {
      location: 'global',
      properties: { virtualNetwork: { id: ID.network }, registrationEnabled: false },
    });
    expect(await codes(lab, EXAMPLE)).toEqual(['ACR1321']);
  });

  it('is refused while others have an endpoint on a registry that leaves Premium (1.3)', async () => {
    const lab = await labWithOthers(EXAMPLE);
    const network = `${NETWORKS}/virtualNetworks/theirs`;
    await put(lab, network, VERSION.network, {
      location: 'westeurope',
      properties: {
        addressSpace: { addressPrefixes: ['10.99.0.0/16'] },
        subnets: [{ name: 'all', properties: { addressPrefix: '10.99.0.0/24' } }],
      },
    });
    const properties = { privateLinkServiceId: REGISTRY, groupIds: ['registry'] };
    await put(lab, `${NETWORKS}/privateEndpoints/theirs`, VERSION.network, {
      location: 'westeurope',
      properties: {
        subnet: { id: `${network}/subnets/all` },
        privateLinkServiceConnections: [{ name: 'theirs', properties }],
      },
    });
    const standard = {
      [`${AT.registry}.sku`]: 'Standard',
      [`${AT.registry}.network`]: { publicAccess: 'enabled' },
      [`${AT.registry}.policies`]: { export: true },
    };
    expect(await codes(lab, example(standard))).toEqual(['ACR1320']);
  });

  it('is warned about where an existing zone is not linked to the network of the endpoint (1.24)', async () => {
    const lab = await labWithOthers();
    await put(lab, `${NETWORKS}/privateDnsZones/privatelink.azurecr.io`, VERSION.dns, { location: 'global' });
    const edits = {
      resourceGroups: { 'rg-images': {}, 'rg-others': { existing: true } },
      [AT.zone]: { existing: true, resourceGroup: 'rg-others' },
    };
    expect(await codes(lab, example(edits))).toEqual(['ACR1322']);
    // It is said when the endpoint comes.
    expect((await planOf(lab, example(edits))).diagnostics).toEqual([]);
  });
});

describe('what a check cannot find out', () => {
  it('is no reason to refuse a plan: Azure refuses what it would have found', async () => {
    const lab = openLab();
    await lab.converge(example(WITHOUT_ENDPOINT));
    const denied = { status: 403, code: 'AuthorizationFailed', message: 'No.' };
    lab.emulator.setFaults([
      { match: { path: '/listUsages', nth: 'every' }, answer: denied },
      { match: { path: '/checkNameAvailability', nth: 'every' }, answer: denied },
      { match: { path: '/permissions', nth: 'every' }, answer: denied },
    ]);
    expect(await codes(lab, EXAMPLE)).toEqual([]);
    lab.emulator.setFaults([]);
    expect((await planOf(lab, EXAMPLE)).changes).toEqual([]);
  });

  it('is asked once, so that a change of what is there costs two requests beside its objects', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    lab.emulator.clearRequests();
    await lab.plan(example(CHANGED));
    const beside = lab.emulator.requests().filter(({ path }) => /\/(permissions|locks)$/.test(path));
    expect([lab.emulator.requests().length, beside.map(({ path }) => path)]).toEqual([
      11,
      ['permissions', 'locks'].map((what) => `${GROUP}/providers/Microsoft.Authorization/${what}`),
    ]);
  });
});
