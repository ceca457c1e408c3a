import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/core/config.generated.ts';
import type { Resource } from '../../src/core/desired.ts';
import { getPath } from '../../src/core/path.ts';
import { features } from '../../src/features/index.ts';
import { placeEntries } from '../../src/features/placement.ts';
import { listedRegions, replicaList } from '../../src/features/private-link/replica-places.ts';
import { offlineRules } from '../../src/features/rules.ts';
import { foldId } from '../../src/providers/azure/arm-id.ts';
import { EXAMPLE, GROUP, openLab } from '../lab.ts';

const ENDPOINT = 'registries.contosoimages.network.privateEndpoints.hub';
const ZONE = 'privateDnsZones["privatelink.azurecr.io"]';

function configOf(text: string): Config {
  const loaded = loadConfig({ files: [{ path: 'acrctl.yaml', text }], env: {}, rules: offlineRules });
  if (!loaded.ok)
    throw new Error(loaded.diagnostics.map(({ code, detail }) => `${code} ${detail}`).join('\n'));
  return loaded.config;
}

function compiled(text: string): ReadonlyMap<string, Resource> {
  const { resources } = features.compile(configOf(text), [], new Map());
  return new Map(resources.map((resource) => [resource.address, resource]));
}

/** What the resource at the address asks of Azure, at some paths. */
function check(text: string, address: string, expected: Readonly<Record<string, unknown>>): void {
  const resource = compiled(text).get(address);
  for (const [path, value] of Object.entries(expected)) {
    expect([path, getPath(resource?.managed ?? {}, path)]).toEqual([path, value]);
  }
}

describe('what a private endpoint compiles to', () => {
  it('asks for the subresource registry of the registry, approved with our own rights (1.15, 1.17, 1.25, 1.26)', () => {
    const id = `${GROUP}/providers/Microsoft.ContainerRegistry/registries/contosoimages`;
    check(EXAMPLE, ENDPOINT, {
      'properties.privateLinkServiceConnections': [
        { name: 'contosoimages-hub', properties: { privateLinkServiceId: id, groupIds: ['registry'] } },
      ],
      'properties.customNetworkInterfaceName': 'contosoimages-hub-nic',
    });
  });

  it('lives in the region and subscription of its network, in a group of its own (1.13, 1.16, 1.18, 1.21)', () => {
    const other = '00000000-0000-0000-0000-0000000000bb';
    const groups = `rg-images: {}, rg-net: { location: northeurope, subscription: ${other} }, rg-ends: { subscription: ${other} }`;
    const text = EXAMPLE.replace('resourceGroups: [rg-images]', `resourceGroups: { ${groups} }`)
      .replace('addressSpace:', 'resourceGroup: rg-net\n    addressSpace:')
      .replace('subnet: vnet-hub/endpoints', 'subnet: vnet-hub/endpoints\n          resourceGroup: rg-ends');
    expect(compiled(text).get(ENDPOINT)?.id).toContain(`/subscriptions/${other}/resourceGroups/rg-ends/`);
    check(text, 'registries.contosoimages', { location: 'westeurope' });
    check(text, ENDPOINT, {
      location: 'northeurope',
      'properties.subnet.id': `/subscriptions/${other}/resourceGroups/rg-net/providers/Microsoft.Network/virtualNetworks/vnet-hub/subnets/endpoints`,
    });
  });

  it('writes its records through a zone group into the one zone (1.15, 1.23, 1.34, 1.35, 1.36, 1.37)', () => {
    const group = compiled(EXAMPLE).get(`${ENDPOINT}.dnsZoneGroup`);
    expect(JSON.stringify(group?.managed)).toContain('/privateDnsZones/privatelink.azurecr.io"');
    expect(group?.dependsOn).toEqual([ENDPOINT, ZONE]);
  });

  it('links the zone to the network without registration (1.24)', () => {
    check(EXAMPLE, `${ZONE}.links.vnet-hub`, {
      location: 'global',
      'properties.registrationEnabled': false,
      'properties.virtualNetwork.id': `${GROUP}/providers/Microsoft.Network/virtualNetworks/vnet-hub`,
    });
  });

  it.each([
    { cloud: 'AzureCloud', host: 'contosoimages.azurecr.io' },
    { cloud: 'AzureUSGovernment', host: 'contosoimages.azurecr.us' },
    { cloud: 'AzureChinaCloud', host: 'contosoimages.azurecr.cn' },
  ])('names the hosts of $cloud before anything is there (1.27, 1.66)', ({ cloud, host }) => {
    const suffix = host.replace('contosoimages.', '');
    const text = EXAMPLE.replaceAll('privatelink.azurecr.io', `privatelink.${suffix}`).replace(
      'azure:\n',
      `azure:\n  cloud: ${cloud}\n`,
    );
    const { outputs } = features.compile(configOf(text), [], new Map());
    expect(Object.keys(outputs[ENDPOINT] ?? {})).toEqual([host, `contosoimages.westeurope.data.${suffix}`]);
  });
});

describe('the host names of a registry that is there', () => {
  it('are those that it answers, whatever its login server is called (0.3, 0.43)', () => {
    const id = `${GROUP}/providers/Microsoft.ContainerRegistry/registries/contosoimages`;
    const body = { location: 'West Europe', properties: { loginServer: 'contosoimages-f9k2.azurecr.io' } };
    const live = new Map([[id.toLowerCase(), { id, type: 'Microsoft.ContainerRegistry/registries', body }]]);
    const { outputs } = features.compile(configOf(EXAMPLE), [], live);
    expect(Object.keys(outputs[ENDPOINT] ?? {})).toEqual([
      'contosoimages-f9k2.azurecr.io',
      'contosoimages-f9k2.westeurope.data.azurecr.io',
    ]);
  });
});

describe('the network policies of a subnet', () => {
  const subnet = 'networks.vnet-hub.subnets.endpoints';
  const policies = 'properties.privateEndpointNetworkPolicies';

  it('are off when it is made, and afterwards what the file or somebody else says (1.22)', async () => {
    check(EXAMPLE, subnet, { [policies]: undefined });
    expect(getPath(compiled(EXAMPLE).get(subnet)?.initial ?? {}, policies)).toBe('Disabled');
    const given = EXAMPLE.replace('/24 }', '/24, privateEndpointNetworkPolicies: routeTableEnabled }');
    check(given, subnet, { [policies]: 'RouteTableEnabled' });
    const lab = openLab();
    await lab.converge(EXAMPLE);
    const id = `${GROUP}/providers/Microsoft.Network/virtualNetworks/vnet-hub/subnets/endpoints`;
    await lab.request('PUT', id, '2025-05-01', {
      properties: { addressPrefix: '10.20.1.0/24', privateEndpointNetworkPolicies: 'Enabled' },
    });
    lab.emulator.advance(60_000);
    expect((await lab.plan(EXAMPLE)).planned.plan.changes).toEqual([]);
  });
});

describe('addresses', () => {
  it('are known after apply, and are those of the interface by member (1.1, 1.28, 1.29, 1.30, 1.31, 1.61)', async () => {
    const lab = openLab();
    expect((await lab.plan(EXAMPLE)).planned.plan.outputs[ENDPOINT]).toEqual({
      'contosoimages.azurecr.io': {
        knownAfter: `${ENDPOINT}#properties.ipConfigurations[requiredMemberName=registry].privateIPAddress`,
      },
      'contosoimages.westeurope.data.azurecr.io': {
        knownAfter: `${ENDPOINT}#properties.ipConfigurations[requiredMemberName=registry_data_westeurope].privateIPAddress`,
      },
    });
    await lab.converge(EXAMPLE);
    const interfaceId = `${GROUP}/providers/Microsoft.Network/networkInterfaces/contosoimages-hub-nic`;
    const { properties } = (await lab.request('GET', interfaceId, '2025-05-01')) as {
      properties: {
        ipConfigurations: {
          properties: { privateIPAddress: string; privateLinkConnectionProperties: { fqdns: string[] } };
        }[];
      };
    };
    const expected = properties.ipConfigurations.map(({ properties: each }) => [
      each.privateLinkConnectionProperties.fqdns[0],
      { value: each.privateIPAddress },
    ]);
    expect((await lab.plan(EXAMPLE)).planned.plan.outputs[ENDPOINT]).toEqual(Object.fromEntries(expected));
  });

  it('are known after apply again where the endpoint is made again, but for those that the file fixes', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    const outputsOf = async (text: string) => {
      const options = { replace: [ENDPOINT] };
      return Object.values((await lab.plan(text, { options })).planned.plan.outputs[ENDPOINT] ?? {});
    };
    const knownAfter = expect.stringContaining(ENDPOINT);
    expect(await outputsOf(EXAMPLE)).toEqual([{ knownAfter }, { knownAfter }]);
    const ips = '{ registry: 10.20.1.20, registry_data_westeurope: 10.20.1.21 }';
    const fixed = EXAMPLE.replace('dns: { zone:', `staticIps: ${ips}\n          dns: { zone:`);
    expect(await outputsOf(fixed)).toEqual([{ value: '10.20.1.20' }, { value: '10.20.1.21' }]);
  });

  it('are those of the new region where a registry moves to one, and so are the records (1.30, 1.37, 1.60)', async () => {
    const lab = openLab();
    const text = EXAMPLE.replace('dns: { zone:', 'dns: { manage: records, zone:');
    await lab.converge(text);
    const moved = text.replace('sku: Premium', 'location: northeurope\n    sku: Premium');
    await lab.converge(moved, {
      options: { allowDestroy: ['registries.contosoimages', ENDPOINT], allowMassDestroy: 3 },
    });
    const { changes, outputs } = (await lab.plan(moved)).planned.plan;
    expect(changes).toEqual([]);
    expect(Object.keys(outputs[ENDPOINT] ?? {})).toEqual([
      'contosoimages.azurecr.io',
      'contosoimages.northeurope.data.azurecr.io',
    ]);
  });

  it('are those of the new region too where the replicas of the registry that goes are listed for another endpoint (1.30, 1.37)', async () => {
    const lab = openLab();
    const text = EXAMPLE.replace('sku: Premium', 'replications: [uksouth]\n    sku: Premium').replace(
      'dns: { zone:',
      'dns: { manage: records, zone:',
    );
    await lab.converge(text);
    const moved = text
      .replace('sku: Premium', 'location: northeurope\n    sku: Premium')
      .replace('hub: #', 'other: { subnet: vnet-hub/endpoints, dns: { manage: external } }\n        hub: #');
    const options = {
      allowDestroy: ['registries.contosoimages', 'registries.contosoimages.replications.uksouth', ENDPOINT],
      allowMassDestroy: 4,
    };
    await lab.converge(moved, { options });
    const { changes, outputs } = (await lab.plan(moved)).planned.plan;
    expect(changes).toEqual([]);
    expect(Object.keys(outputs[ENDPOINT] ?? {})).toEqual([
      'contosoimages.azurecr.io',
      'contosoimages.northeurope.data.azurecr.io',
      'contosoimages.uksouth.data.azurecr.io',
    ]);
  });

  it('must have room in the subnet as it is used now (1.27)', async () => {
    const lab = openLab();
    const small = EXAMPLE.replace('10.20.1.0/24', '10.20.1.0/29');
    await lab.converge(small);
    const second = small
      .replace('contosoimages:\n', 'contosoother:\n')
      .replace('stack: images-prod', 'stack: images-other')
      .replace('resourceGroups: [rg-images]', 'resourceGroups: { rg-images: { adopt: true } }');
    const { planned } = await lab.plan(second);
    expect(planned.plan.diagnostics).toMatchObject([
      {
        code: 'ACR1305',
        severity: 'error',
        requirements: ['1.27'],
        detail: expect.stringMatching(/ has 1 free address; registries\.\S+ needs 2 more\./),
      },
    ]);
  });
});

describe('public access', () => {
  it.each([
    [
      'enabled',
      '',
      { publicNetworkAccess: 'Enabled', networkRuleSet: { defaultAction: 'Allow', ipRules: [] } },
    ],
    [
      'selected',
      '\n      allowedIpRanges: [203.0.113.0/24]',
      {
        publicNetworkAccess: 'Enabled',
        networkRuleSet: { defaultAction: 'Deny', ipRules: [{ action: 'Allow', value: '203.0.113.0/24' }] },
      },
    ],
    [
      'disabled',
      '',
      { publicNetworkAccess: 'Disabled', networkRuleSet: { defaultAction: 'Deny', ipRules: [] } },
    ],
  ])('%s is both switches, never one alone (1.40, lesson 16)', (access, ranges, expected) => {
    const text = EXAMPLE.replace(/publicAccess: disabled.*/, `publicAccess: ${access}${ranges}`).replace(
      / {6}export: false.*\n/,
      '',
    );
    const registry = compiled(text).get('registries.contosoimages');
    expect(getPath(registry?.managed ?? {}, 'properties')).toMatchObject(expected);
  });

  it.each(['Basic', 'Standard'])('is not spoken of on %s, which has no rule set', (sku) => {
    const text = `${EXAMPLE.slice(0, EXAMPLE.indexOf('registries:'))}registries:\n  contosoimages: { sku: ${sku}, network: { publicAccess: enabled } }\n`;
    const registry = compiled(text).get('registries.contosoimages');
    expect(JSON.stringify([registry?.managed, registry?.initial])).not.toMatch(
      /publicNetworkAccess|networkRule/,
    );
  });
});

describe('the regions of a registry as its list of replicas tells them', () => {
  it.each([
    [
      'one that is there',
      { provisioningState: 'Succeeded', status: { displayStatus: 'Ready' } },
      ['northeurope'],
    ],
    [
      'one whose change failed',
      { provisioningState: 'Failed', status: { displayStatus: 'Ready' } },
      ['northeurope'],
    ],
    ['one that was never made', { provisioningState: 'Failed' }, []],
    ['one that goes', { provisioningState: 'Deleting', status: { displayStatus: 'Ready' } }, []],
  ])('%s', (_, properties, regions) => {
    const { registries } = placeEntries(configOf(EXAMPLE));
    const [registry] = registries;
    if (registry === undefined) throw new Error('The example has a registry.');
    const { type, id } = replicaList(registry);
    const body = { value: [{ name: 'north', location: 'northeurope', properties }] };
    expect(listedRegions(registry, new Map([[foldId(id), { type, id, body }]]))).toEqual(regions);
  });
});
