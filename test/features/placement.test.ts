import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import type { Placed } from '../../src/features/placed.ts';
import { allEntries, placeEntries } from '../../src/features/placement.ts';
import { offlineRules } from '../../src/features/rules.ts';

const AA = '00000000-0000-0000-0000-0000000000aa';
const BB = '00000000-0000-0000-0000-0000000000bb';

const BASE = `
apiVersion: acrctl/v1
stack: images-prod
azure:
  subscription: ${AA}
  resourceGroup: rg-images
  location: westeurope
  tags: { owner: platform, stage: prod }
`;

const HUB = `
networks:
  vnet-hub:
    addressSpace: [10.20.0.0/16]
    resourceGroup: network
    subnets: { endpoints: { prefix: 10.20.1.0/24 } }
privateDnsZones: { privatelink.azurecr.io: { links: [vnet-hub] } }
registries:
  images:
    name: contosoimages
    sku: Premium
    network:
      publicAccess: disabled
      privateEndpoints:
        hub: { subnet: vnet-hub/endpoints, dns: { zone: privatelink.azurecr.io }, tags: { Owner: network } }
`;

function place(text: string): Placed {
  const loaded = loadConfig({ files: [{ path: 'acrctl.yaml', text }], env: {}, rules: offlineRules });
  expect(loaded.ok ? [] : loaded.diagnostics).toEqual([]);
  if (!loaded.ok) throw new Error('The configuration of this test is faulty.');
  return placeEntries(loaded.config);
}

/** Compares the ids of all entries, by address. */
function check(text: string, expected: Readonly<Record<string, string>>): void {
  const ids = allEntries(place(text)).map(({ address, id }) => [address, id]);
  expect(Object.fromEntries(ids)).toEqual(expected);
}

test('ids follow from the example alone', () => {
  const group = '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images';
  const network = `${group}/providers/Microsoft.Network`;
  check(readFileSync(new URL('../../examples/private-link/acrctl.yaml', import.meta.url), 'utf8'), {
    'resourceGroups.rg-images': group,
    'networks.vnet-hub': `${network}/virtualNetworks/vnet-hub`,
    'networks.vnet-hub.subnets.endpoints': `${network}/virtualNetworks/vnet-hub/subnets/endpoints`,
    'privateDnsZones["privatelink.azurecr.io"]': `${network}/privateDnsZones/privatelink.azurecr.io`,
    'privateDnsZones["privatelink.azurecr.io"].links.vnet-hub': `${network}/privateDnsZones/privatelink.azurecr.io/virtualNetworkLinks/vnet-hub`,
    'registries.contosoimages': `${group}/providers/Microsoft.ContainerRegistry/registries/contosoimages`,
    'registries.contosoimages.network.privateEndpoints.hub': `${network}/privateEndpoints/contosoimages-hub`,
  });
});

const OTHER_GROUP = `
resourceGroups:
  rg-images: {}
  network: { name: rg-network, location: northeurope }
`;

test('an endpoint takes region and subscription from its network, its group from azure (1.16, 1.21)', () => {
  const [registry] = place(BASE + OTHER_GROUP + HUB).registries;
  const [endpoint] = registry?.endpoints ?? [];
  expect(registry).toMatchObject({ location: 'westeurope', resourceGroup: 'rg-images' });
  expect(endpoint).toMatchObject({ location: 'northeurope', subscription: AA, resourceGroup: 'rg-images' });
});

test('endpoint, interface and zone group have names that are known before they exist', () => {
  const [endpoint] = place(BASE + OTHER_GROUP + HUB).registries[0]?.endpoints ?? [];
  expect(endpoint).toMatchObject({ key: 'hub', name: 'contosoimages-hub' });
  expect(endpoint?.interface).toMatchObject({ name: 'contosoimages-hub-nic' });
  expect(endpoint?.dns).toMatchObject({
    manage: 'zoneGroup',
    zoneGroup: {
      address: 'registries.images.network.privateEndpoints.hub.dnsZoneGroup',
      name: 'default',
      id: `${endpoint?.id}/privateDnsZoneGroups/default`,
    },
  });
});

test('subscription and region default to those of the listed group (0.18, 1.13)', () => {
  const group = `resourceGroups: { rg-images: {}, network: { subscription: ${BB}, location: northeurope } }\n`;
  const networks = 'networks: { vnet-hub: { addressSpace: [10.20.0.0/16], resourceGroup: network } }\n';
  const [network] = place(BASE + group + networks).networks;
  expect(network).toMatchObject({ subscription: BB, location: 'northeurope', resourceGroup: 'network' });
});

test('an entry of its own subscription and region keeps them', () => {
  const networks = `networks: { vnet-hub: { addressSpace: [10.20.0.0/16], subscription: ${BB}, location: eastus } }\n`;
  const [network] = place(BASE + networks).networks;
  expect(network).toMatchObject({ subscription: BB, location: 'eastus' });
});

test('tags of an entry lie over those of azure, names compared without case', () => {
  const { registries, networks } = place(BASE + OTHER_GROUP + HUB);
  expect(networks[0]?.tags).toEqual({ owner: 'platform', stage: 'prod' });
  expect(registries[0]?.endpoints[0]?.tags).toEqual({ Owner: 'network', stage: 'prod' });
});

test('a group that is not listed is said to be needed, with who needs it', () => {
  const registries = 'registries: { images: { sku: Basic, network: { publicAccess: enabled } } }\n';
  expect(place(BASE + registries).unlistedGroups).toEqual([
    {
      subscription: AA,
      name: 'rg-images',
      id: `/subscriptions/${AA}/resourceGroups/rg-images`,
      usedBy: ['registries.images'],
    },
  ]);
  expect(place(`${BASE}resourceGroups: [rg-images]\n${registries}`).unlistedGroups).toEqual([]);
});

test('the order of the file does not matter', () => {
  const two = (a: string, b: string) =>
    `${BASE}resourceGroups: [rg-images]\nregistries:\n${[a, b]
      .map((key) => `  ${key}: { sku: Basic, network: { publicAccess: enabled } }\n`)
      .join('')}`;
  expect(place(two('alpha', 'bravo'))).toEqual(place(two('bravo', 'alpha')));
});
