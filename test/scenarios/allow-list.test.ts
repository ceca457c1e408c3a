import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/core/json.ts';
import { CLOUD_NAMES, CLOUDS, type CloudName } from '../../src/providers/azure/clouds.ts';
import { type Lab, openLab } from '../lab.ts';
import { handedOut, shownHosts } from './handed-out.ts';
import { AT, edited, example, ID, OPEN, VERSION } from './stacks.ts';

const REPLICAS = `${AT.registry}.replications`;
const DATA = `${AT.registry}.network.dataEndpoints`;

const LOGIN = 'registry contosoimages.azurecr.io';
const WEST = 'data contosoimages.westeurope.data.azurecr.io';
const NORTH = 'data contosoimages.northeurope.data.azurecr.io';
const STORAGE = 'storage *.blob.core.windows.net';

async function hostsOf(lab: Lab, text: string): Promise<readonly string[]> {
  const { registries } = (await handedOut(lab, text)).list;
  return registries.flatMap(({ hosts }) => shownHosts(hosts));
}

const open = (edits: Readonly<Record<string, Json>> = {}) => example({ ...OPEN, [DATA]: null, ...edits });

describe('what clients must reach', () => {
  it('is the registry and the data endpoints of all its regions, before and after apply (1.65, 1.66, 1.67)', async () => {
    const lab = openLab();
    const text = example({ [REPLICAS]: { northeurope: {} } });
    expect(await hostsOf(lab, text)).toEqual([LOGIN, WEST, NORTH]);
    await lab.converge(text);
    lab.emulator.clearRequests();
    expect(await hostsOf(lab, text)).toEqual([LOGIN, WEST, NORTH]);
    expect(new Set(lab.emulator.requests().map(({ method }) => method))).toEqual(new Set(['GET']));
  });

  it('is shared storage while there are no data endpoints (lessons 52, 53)', async () => {
    const lab = openLab();
    expect(await hostsOf(lab, open())).toEqual([LOGIN, STORAGE]);
    await lab.converge(open());
    expect(await hostsOf(lab, open())).toEqual([LOGIN, STORAGE]);
    const basic = { sku: 'Basic', network: { publicAccess: 'enabled' } };
    expect(await hostsOf(lab, open({ [AT.registry]: basic }))).toEqual([LOGIN, STORAGE]);
  });

  it('is both until apply has turned data endpoints on, or off (0.19)', async () => {
    const lab = openLab();
    await lab.converge(open());
    const on = open({ [DATA]: true });
    expect(await hostsOf(lab, on)).toEqual([LOGIN, WEST, `${STORAGE} leaving`]);
    expect(await hostsOf(lab, example())).toEqual([LOGIN, WEST, `${STORAGE} leaving`]);
    await lab.converge(on);
    expect(await hostsOf(lab, on)).toEqual([LOGIN, WEST]);
    // What the file does not say stays as it is.
    expect(await hostsOf(lab, open())).toEqual([LOGIN, WEST]);
    const off = open({ [DATA]: false });
    expect(await hostsOf(lab, off)).toEqual([LOGIN, `${WEST} leaving`, STORAGE]);
    const downgraded = open({ [`${AT.registry}.sku`]: 'Standard', [`${AT.registry}.policies`]: null });
    expect(await hostsOf(lab, downgraded)).toEqual([LOGIN, `${WEST} leaving`, STORAGE]);
    await lab.converge(off);
    expect(await hostsOf(lab, off)).toEqual([LOGIN, STORAGE]);
  });

  it.each([
    ['northeurope', {}],
    ['second', { location: 'northeurope' }],
  ])(
    'keeps the host of the replica %s until that is gone, and knows those of others (1.67)',
    async (key, entry) => {
      const lab = openLab();
      const replicated = open({ [DATA]: true, [REPLICAS]: { [key]: entry } });
      await lab.converge(replicated);
      expect(await hostsOf(lab, open({ [DATA]: true }))).toEqual([LOGIN, WEST, `${NORTH} leaving`]);
      await lab.request('PUT', `${ID.registry}/replications/eastus`, VERSION.registry, {
        location: 'eastus',
      });
      lab.emulator.advance(600_000);
      expect(await hostsOf(lab, replicated)).toEqual([
        LOGIN,
        WEST,
        'data contosoimages.eastus.data.azurecr.io',
        NORTH,
      ]);
    },
  );

  it('has the private addresses of each endpoint beside it (1.68)', async () => {
    const lab = openLab();
    await lab.converge(example());
    expect((await handedOut(lab, example())).list.registries).toMatchObject([
      {
        address: AT.registry,
        endpoints: [
          {
            address: AT.endpoint,
            network: AT.network,
            addresses: [
              { host: 'contosoimages.azurecr.io', address: '10.20.1.5' },
              { host: 'contosoimages.westeurope.data.azurecr.io', address: '10.20.1.4' },
            ],
          },
        ],
      },
    ]);
  });

  it.each(CLOUD_NAMES)('is that of %s, the hosts of "az acr login" too (1.66)', async (cloud) => {
    const { registrySuffix, storageSuffix } = CLOUDS[cloud];
    const region = REGIONS[cloud];
    const text = open()
      .replaceAll('privatelink.azurecr.io', CLOUDS[cloud].registryZone)
      .replaceAll('westeurope', region)
      .replace('azure:\n', `azure:\n  cloud: ${cloud}\n`);
    const on = edited(text, { [DATA]: true });
    const lab = openLab({ emulator: { cloud } });
    const { shared, registries } = (await handedOut(lab, text)).list;
    expect(shownHosts(shared)).toEqual(SHARED[cloud]);
    expect(shownHosts(registries[0]?.hosts ?? [])).toEqual([
      `registry contosoimages.${registrySuffix}`,
      `storage *.blob.${storageSuffix}`,
    ]);
    expect(await hostsOf(lab, on)).toContain(`data contosoimages.${region}.data.${registrySuffix}`);
  });
});

const REGIONS: Readonly<Record<CloudName, string>> = {
  AzureCloud: 'westeurope',
  AzureUSGovernment: 'usgovvirginia',
  AzureChinaCloud: 'chinanorth3',
};

const SHARED: Readonly<Record<CloudName, readonly string[]>> = {
  AzureCloud: [
    'login login.microsoftonline.com',
    'management management.azure.com',
    'certificates azurecr.io',
  ],
  AzureUSGovernment: [
    'login login.microsoftonline.us',
    'management management.usgovcloudapi.net',
    'certificates azurecr.us',
  ],
  AzureChinaCloud: [
    'login login.chinacloudapi.cn',
    'management management.chinacloudapi.cn',
    'certificates azurecr.cn',
  ],
};
