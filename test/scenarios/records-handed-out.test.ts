import { describe, expect, it } from 'vitest';
import { CLOUD_NAMES, CLOUDS } from '../../src/providers/azure/clouds.ts';
import { recordsText } from '../../src/report/records-text.ts';
import { PLAIN } from '../../src/report/style.ts';
import { configurationOf, EXAMPLES, labFor, settle } from '../examples.ts';
import { type Lab, openLab } from '../lab.ts';
import { handedOut, shownRecords } from './handed-out.ts';
import { AT, altered, edited, example, isReadOf, planOf, VERSION } from './stacks.ts';

const OWNER = '00000000-0000-0000-0000-0000000000bb';
const REPLICAS = `${AT.registry}.replications`;
const EXTERNAL = { [`${AT.endpoint}.dns`]: { manage: 'external' } };
const NIC = `/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/networkInterfaces/contosoimages-hub-nic`;

async function recordsOf(lab: Lab, text: string): Promise<readonly string[]> {
  const [endpoint] = (await handedOut(lab, text)).endpoints;
  return endpoint === undefined ? [] : shownRecords(endpoint);
}

describe('the records that endpoints need', () => {
  it('have their names before apply and their addresses after, from the interface (1.59, 1.61)', async () => {
    const lab = openLab();
    expect(await recordsOf(lab, example(EXTERNAL))).toEqual([
      'contosoimages -',
      'contosoimages.westeurope.data -',
    ]);
    await lab.converge(example(EXTERNAL));
    const before = lab.disk.texts();
    lab.emulator.clearRequests();
    const { endpoints } = await handedOut(lab, example(EXTERNAL));
    expect(endpoints).toMatchObject([
      {
        address: AT.endpoint,
        registry: AT.registry,
        network: AT.network,
        zone: 'privatelink.azurecr.io',
        manage: 'external',
        connection: 'Approved',
        others: [],
      },
    ]);
    expect(endpoints.flatMap(shownRecords)).toEqual([
      'contosoimages 10.20.1.5',
      'contosoimages.westeurope.data 10.20.1.4',
    ]);
    // Nothing but reads, and nothing written here.
    expect(lab.emulator.requests().map(({ method }) => method)).toEqual(['GET', 'GET', 'GET', 'GET']);
    expect(lab.disk.texts()).toEqual(before);
  });

  it('gain one with a replica, and lose one only once that is gone (1.60)', async () => {
    const lab = openLab();
    const replicated = example({ ...EXTERNAL, [REPLICAS]: { northeurope: {} } });
    await lab.converge(example(EXTERNAL));
    expect(await recordsOf(lab, replicated)).toEqual([
      'contosoimages 10.20.1.5',
      'contosoimages.westeurope.data 10.20.1.4',
      'contosoimages.northeurope.data -',
    ]);
    await lab.converge(replicated);
    expect(await recordsOf(lab, replicated)).toContain('contosoimages.northeurope.data 10.20.1.6');
    expect(await recordsOf(lab, example(EXTERNAL))).toContain(
      'contosoimages.northeurope.data 10.20.1.6 leaving',
    );
    await lab.converge(example(EXTERNAL), { options: { allowDestroy: [`${REPLICAS}.northeurope`] } });
    expect(await recordsOf(lab, example(EXTERNAL))).toEqual([
      'contosoimages 10.20.1.5',
      'contosoimages.westeurope.data 10.20.1.4',
    ]);
  });

  it('are others for each endpoint of a registry, and the table says so (1.58)', async () => {
    const geo = EXAMPLES.find(({ name }) => name === 'geo-replicated');
    if (geo === undefined) throw new Error('There is such an example.');
    const lab = openLab();
    await lab.converge(configurationOf(geo));
    const { endpoints } = await handedOut(lab, configurationOf(geo));
    expect(endpoints.map(({ network, others }) => [network, others])).toEqual([
      ['networks.vnet-neu', ['registries.contosoimages.network.privateEndpoints.weu']],
      ['networks.vnet-weu', ['registries.contosoimages.network.privateEndpoints.neu']],
    ]);
    const [north, west] = endpoints.map(({ records }) => records.map(({ host, address }) => [host, address]));
    expect(north?.map(([host]) => host)).toEqual(west?.map(([host]) => host));
    expect(new Set([...(north ?? []), ...(west ?? [])].map(([, address]) => address)).size).toBe(6);
    const text = recordsText({ endpoints, domains: [], fronts: [] }, { width: 80, style: PLAIN });
    expect(text.replace(/\s+/g, ' ')).toContain(
      'The names of registries.contosoimages have other addresses in each of its 2 endpoints: keep a zone for each, never two in one (1.58).',
    );
  });

  it('are fixed before apply where the file fixes the addresses (1.61)', async () => {
    const staticIps = { registry: '10.20.1.20', registry_data_westeurope: '10.20.1.21' };
    expect(await recordsOf(openLab(), example({ [`${AT.endpoint}.staticIps`]: staticIps }))).toEqual([
      'contosoimages 10.20.1.20',
      'contosoimages.westeurope.data 10.20.1.21',
    ]);
  });

  it('wait for whoever approves the connection, and say so', async () => {
    const lab = openLab();
    await lab.converge(`
apiVersion: acrctl/v1
stack: owners
azure: { subscription: ${OWNER}, resourceGroup: rg-registry, location: westeurope }
resourceGroups: [rg-registry]
registries: { contosoimages: { sku: Premium, network: { publicAccess: enabled } } }
`);
    const users = edited(example(), {
      resourceGroups: { 'rg-images': {}, 'rg-registry': { existing: true, subscription: OWNER } },
      'registries.contosoimages': {
        existing: true,
        resourceGroup: 'rg-registry',
        network: {
          privateEndpoints: {
            hub: { subnet: 'vnet-hub/endpoints', approval: 'manual', dns: { manage: 'external' } },
          },
        },
      },
    });
    await lab.apply(users);
    const { endpoints } = await handedOut(lab, users);
    expect(endpoints).toMatchObject([{ connection: 'Pending' }]);
    expect(endpoints.flatMap(shownRecords)).toEqual([
      'contosoimages 10.20.1.5',
      'contosoimages.westeurope.data 10.20.1.4',
    ]);
    const text = recordsText({ endpoints, domains: [], fronts: [] }, { width: 80, style: PLAIN });
    expect(text).toContain('Pending: nothing answers unless it is approved');
    // An interface that has addresses for members, and does not name their hosts yet.
    const nameless = altered(isReadOf(NIC), (body) => body.replace(/"fqdns":\[[^\]]*\]/g, '"fqdns":[]'));
    expect((await handedOut(lab, users, { transport: nameless })).endpoints).toEqual(endpoints);
  });

  it('take in what else the interface has an address for, such as regional endpoints of others (1.59)', async () => {
    const lab = openLab();
    await lab.converge(example(EXTERNAL));
    const transport = altered(isReadOf(NIC), (body) =>
      body.replace(
        '"fqdns":["contosoimages.azurecr.io"]',
        '"fqdns":["contosoimages.azurecr.io","contosoimages.westeurope.geo.azurecr.io"]',
      ),
    );
    const { endpoints } = await handedOut(lab, example(EXTERNAL), { transport });
    expect(endpoints.flatMap(shownRecords)).toEqual([
      'contosoimages 10.20.1.5',
      'contosoimages.westeurope.data 10.20.1.4',
      'contosoimages.westeurope.geo 10.20.1.5',
    ]);
  });

  it('of a registry that others were to have made are not guessed (1.21)', async () => {
    const there = edited(example(EXTERNAL), {
      [AT.registry]: {
        existing: true,
        network: { privateEndpoints: { hub: { subnet: 'vnet-hub/endpoints', dns: { manage: 'external' } } } },
      },
    });
    const lab = openLab();
    expect((await handedOut(lab, there)).faults).toMatchObject([{ code: 'ACR1307', address: AT.registry }]);
    await lab.converge(example());
    await lab.request('PUT', `${idOf('registries/contosoimages')}/replications/eastus`, VERSION.registry, {
      location: 'eastus',
    });
    lab.emulator.advance(600_000);
    const { endpoints, faults } = await handedOut(lab, there);
    expect(faults).toEqual([]);
    expect(endpoints.flatMap(shownRecords)).toEqual([
      'contosoimages 10.20.1.5',
      'contosoimages.westeurope.data 10.20.1.4',
      'contosoimages.eastus.data 10.20.1.6',
    ]);
  });

  it('of a registry that the file no longer has are not listed', async () => {
    const lab = openLab();
    await lab.converge(example());
    const without = edited(example(), { [AT.registry]: null, registries: {} });
    expect(await handedOut(lab, without)).toMatchObject({
      endpoints: [],
      list: { shared: [], registries: [] },
    });
  });

  it.each(CLOUD_NAMES)('stand in the zone of %s (1.23)', async (cloud) => {
    const { registryZone, registrySuffix, regionPrefixes } = CLOUDS[cloud];
    const region = {
      AzureCloud: 'westeurope',
      AzureUSGovernment: 'usgovvirginia',
      AzureChinaCloud: 'chinanorth3',
    }[cloud];
    expect(regionPrefixes.length === 0 || regionPrefixes.some((prefix) => region.startsWith(prefix))).toBe(
      true,
    );
    const text = example()
      .replaceAll('privatelink.azurecr.io', registryZone)
      .replaceAll('westeurope', region)
      .replace('azure:\n', `azure:\n  cloud: ${cloud}\n`);
    const lab = openLab({ emulator: { cloud } });
    await lab.converge(text);
    const [endpoint] = (await handedOut(lab, text)).endpoints;
    expect(endpoint?.zone).toBe(registryZone);
    expect(endpoint?.records.map(({ host, name, address }) => [host, name, address])).toEqual([
      [`contosoimages.${registrySuffix}`, 'contosoimages', '10.20.1.5'],
      [`contosoimages.${region}.data.${registrySuffix}`, `contosoimages.${region}.data`, '10.20.1.4'],
    ]);
  });
});

describe.each(EXAMPLES)('of the example $name', (each) => {
  it('the hosts are those of its plan, before and after apply (1.27, 1.61)', async () => {
    const configuration = configurationOf(each);
    const lab = labFor(configuration);
    const others = each.others.map((files) => configurationOf({ files }));
    for (const other of others) await lab.converge(other);
    const compare = async () => {
      const { outputs } = await planOf(lab, configuration);
      const { endpoints } = await handedOut(lab, configuration);
      for (const { address, records } of endpoints) {
        const shown = Object.fromEntries(
          records.map((record) => [record.host, record.address ?? 'not known']),
        );
        const planned = Object.entries(outputs[address] ?? {}).map(([host, output]) => [
          host,
          'value' in output ? output.value : (shown[host] ?? 'none'),
        ]);
        expect(shown).toEqual(Object.fromEntries(planned));
      }
      return endpoints;
    };
    const before = await compare();
    await settle(lab, [...others, configuration]);
    const after = await compare();
    expect(after.map(({ address }) => address)).toEqual(before.map(({ address }) => address));
    expect(after.flatMap(({ records }) => records).filter(({ address }) => address === null)).toEqual([]);
  });
});

function idOf(path: string): string {
  return `/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.ContainerRegistry/${path}`;
}
