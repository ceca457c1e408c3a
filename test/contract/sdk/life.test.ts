import { ContainerRegistryManagementClient } from '@azure/arm-containerregistry';
import { NetworkManagementClient } from '@azure/arm-network';
import { PrivateDnsManagementClient } from '@azure/arm-privatedns';
import { ResourceManagementClient } from '@azure/arm-resources';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmulatorServer, serveEmulator } from '../../../src/emulator/server.ts';
import { EXAMPLE, GROUP, type Lab, openLab } from '../../lab.ts';
import { AT, example, ID, markOf, planOf } from '../../scenarios/stacks.ts';
import { clientOptions, collect, credential, namesOf } from './client.ts';

// acrctl and the official clients on one cloud: an opinion on what acrctl wrote that shares none of its code.

const SUBSCRIPTION = GROUP.split('/')[2] ?? '';
const RG = 'rg-images';
const ZONE = 'privatelink.azurecr.io';

let lab: Lab;
let server: EmulatorServer;

beforeEach(async () => {
  lab = openLab();
  server = await serveEmulator(lab.emulator, { port: 0 });
});
afterEach(() => server.close());

function clients() {
  const at = [credential, SUBSCRIPTION, clientOptions(server.endpoint)] as const;
  return {
    registries: new ContainerRegistryManagementClient(...at),
    networks: new NetworkManagementClient(...at),
    dns: new PrivateDnsManagementClient(...at),
    groups: new ResourceManagementClient(...at),
  };
}

/** Record name to addresses, sorted, as each witness tells it. */
type Addresses = Readonly<Record<string, readonly string[]>>;

async function addressesOfInterface({ networks }: ReturnType<typeof clients>): Promise<Addresses> {
  const nic = await networks.networkInterfaces.get(RG, 'contosoimages-hub-nic');
  return byName(
    (nic.ipConfigurations ?? []).map(({ privateIPAddress, privateLinkConnectionProperties }) => [
      (privateLinkConnectionProperties?.fqdns?.[0] ?? '').replace('.azurecr.io', ''),
      [privateIPAddress ?? ''],
    ]),
  );
}

async function addressesOfZoneGroup({ networks }: ReturnType<typeof clients>): Promise<Addresses> {
  const group = await networks.privateDnsZoneGroups.get(RG, 'contosoimages-hub', 'default');
  return byName(
    (group.privateDnsZoneConfigs?.[0]?.recordSets ?? []).map(({ recordSetName = '', ipAddresses = [] }) => [
      recordSetName,
      ipAddresses,
    ]),
  );
}

async function addressesOfRecords({ dns }: ReturnType<typeof clients>): Promise<Addresses> {
  const records = await collect(dns.recordSets.listByType(RG, ZONE, 'A'));
  return byName(
    records.map(({ name = '', aRecords = [] }) => [
      name,
      aRecords.flatMap(({ ipv4Address }) => ipv4Address ?? []),
    ]),
  );
}

function byName(pairs: readonly (readonly [string, readonly string[]])[]): Addresses {
  return Object.fromEntries([...pairs].sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe('what acrctl wrote, the official clients read', () => {
  it('the group, the network and the subnet as the file says, with the mark', async () => {
    await lab.converge(EXAMPLE);
    const { groups, networks } = clients();
    expect(await groups.resourceGroups.get(RG)).toMatchObject({
      location: 'westeurope',
      tags: { owner: 'platform', ...markOf(AT.group) },
    });
    const network = await networks.virtualNetworks.get(RG, 'vnet-hub');
    expect(network).toMatchObject({
      addressSpace: { addressPrefixes: ['10.20.0.0/16'] },
      tags: { owner: 'platform', ...markOf(AT.network) },
    });
    expect(network.subnets?.map(({ name, addressPrefix }) => [name, addressPrefix])).toEqual([
      ['endpoints', '10.20.1.0/24'],
    ]);
  });

  it('the registry closed, its one connection approved on both sides', async () => {
    await lab.converge(EXAMPLE);
    const { networks, registries } = clients();
    const registry = await registries.registries.get(RG, 'contosoimages');
    expect(registry).toMatchObject({
      sku: { name: 'Premium' },
      publicNetworkAccess: 'Disabled',
      networkRuleSet: { defaultAction: 'Deny' },
      dataEndpointEnabled: true,
      policies: {
        exportPolicy: { status: 'disabled' },
        retentionPolicy: { days: 30, status: 'enabled' },
      },
      tags: { owner: 'platform', ...markOf(AT.registry) },
    });
    const theirs = await collect(registries.privateEndpointConnections.list(RG, 'contosoimages'));
    expect(
      theirs.map((each) => [each.privateEndpoint?.id, each.privateLinkServiceConnectionState?.status]),
    ).toEqual([[ID.endpoint, 'Approved']]);
    const endpoint = await networks.privateEndpoints.get(RG, 'contosoimages-hub');
    expect(endpoint).toMatchObject({ subnet: { id: ID.subnet }, tags: markOf(AT.endpoint) });
    expect(
      endpoint.privateLinkServiceConnections?.map((each) => [
        each.privateLinkServiceId,
        each.privateLinkServiceConnectionState?.status,
      ]),
    ).toEqual([[ID.registry, 'Approved']]);
  });

  it('one address for each name, told alike by the interface, the zone group and the records', async () => {
    await lab.converge(EXAMPLE);
    const witnesses = clients();
    const addresses = await addressesOfInterface(witnesses);
    expect(Object.keys(addresses)).toEqual(['contosoimages', 'contosoimages.westeurope.data']);
    expect(await addressesOfZoneGroup(witnesses)).toEqual(addresses);
    expect(await addressesOfRecords(witnesses)).toEqual(addresses);
    const available = await witnesses.networks.virtualNetworks.checkIPAddressAvailability(
      RG,
      'vnet-hub',
      addresses['contosoimages']?.[0] ?? '',
    );
    expect(available.available).toBe(false);
  });

  it('the zone linked to the network alone, and nothing in the group beside', async () => {
    await lab.converge(EXAMPLE);
    const { dns, groups } = clients();
    expect(await dns.privateZones.get(RG, ZONE)).toMatchObject({ tags: markOf(AT.zone) });
    const links = await collect(dns.virtualNetworkLinks.list(RG, ZONE));
    expect(links.map((link) => [link.name, link.virtualNetwork?.id, link.registrationEnabled])).toEqual([
      ['vnet-hub', ID.network, false],
    ]);
    expect(await namesOf(groups.resources.listByResourceGroup(RG))).toEqual([
      'contosoimages',
      'contosoimages-hub-nic',
      ZONE,
      `${ZONE}/vnet-hub`,
      'contosoimages-hub',
      'vnet-hub',
    ]);
  });

  it('nothing any more once it is destroyed', async () => {
    await lab.converge(EXAMPLE);
    await lab.destroy(EXAMPLE, { options: { allowDestroy: [AT.registry] } });
    const { groups } = clients();
    expect(await groups.resourceGroups.checkExistence(RG)).toEqual({ body: false });
    expect(lab.emulator.objects()).toEqual({});
  });
});

describe('what the official clients wrote', () => {
  it('acrctl takes over without a single write, and then plans nothing', async () => {
    await makeTheExample();
    const file = example({
      ...Object.fromEntries(
        [AT.group, AT.network, AT.subnet, AT.zone, AT.link, AT.registry, AT.endpoint].map((address) => [
          `${address}.adopt`,
          true,
        ]),
      ),
    });
    lab.emulator.clearRequests();
    const { changes } = await planOf(lab, file);
    expect(changes.map(({ actions, reason }) => `${actions} ${reason}`)).toEqual(
      changes.map(() => 'no-op adopt'),
    );
    expect(changes).toHaveLength(8);
    await lab.converge(file);
    expect(lab.writes()).toEqual([]);
    expect(await planOf(lab, file)).toMatchObject({ changes: [], drift: [] });
  });

  it('on objects of acrctl is drift, named and put back', async () => {
    await lab.converge(EXAMPLE);
    const { networks, registries } = clients();
    await registries.registries.update(RG, 'contosoimages', {
      policies: { retentionPolicy: { days: 7, status: 'enabled' } },
    });
    await networks.privateDnsZoneGroups.beginDeleteAndWait(RG, 'contosoimages-hub', 'default');
    const { drift } = await planOf(lab, EXAMPLE);
    expect(drift.map(({ address, kind }) => [address, kind])).toEqual([
      [AT.registry, 'changed'],
      [AT.zoneGroup, 'gone'],
    ]);
    await lab.converge(EXAMPLE);
    const witnesses = clients();
    expect(await addressesOfRecords(witnesses)).toEqual(await addressesOfInterface(witnesses));
    expect(await planOf(lab, EXAMPLE)).toMatchObject({ changes: [], drift: [] });
  });
});

/** The example as somebody would make it who has the clients and no acrctl, the owner mark included. */
async function makeTheExample(): Promise<void> {
  const { dns, groups, networks, registries } = clients();
  const location = 'westeurope';
  const tags = (address: string) => ({ owner: 'platform', ...markOf(address) });
  await groups.resourceGroups.createOrUpdate(RG, { location, tags: tags(AT.group) });
  await networks.virtualNetworks.beginCreateOrUpdateAndWait(RG, 'vnet-hub', {
    location,
    tags: tags(AT.network),
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] },
    subnets: [{ name: 'endpoints', addressPrefix: '10.20.1.0/24' }],
  });
  await registries.registries.create(RG, 'contosoimages', {
    location,
    tags: tags(AT.registry),
    sku: { name: 'Premium' },
    publicNetworkAccess: 'Disabled',
    networkRuleSet: { defaultAction: 'Deny' },
    dataEndpointEnabled: true,
    policies: {
      exportPolicy: { status: 'disabled' },
      retentionPolicy: { days: 30, status: 'enabled' },
    },
  });
  await dns.privateZones.createOrUpdate(RG, ZONE, { location: 'global', tags: tags(AT.zone) });
  await dns.virtualNetworkLinks.createOrUpdate(RG, ZONE, 'vnet-hub', {
    location: 'global',
    tags: tags(AT.link),
    virtualNetwork: { id: ID.network },
    registrationEnabled: false,
  });
  await networks.privateEndpoints.beginCreateOrUpdateAndWait(RG, 'contosoimages-hub', {
    location,
    tags: tags(AT.endpoint),
    subnet: { id: ID.subnet },
    customNetworkInterfaceName: 'contosoimages-hub-nic',
    privateLinkServiceConnections: [
      { name: 'hub', privateLinkServiceId: ID.registry, groupIds: ['registry'] },
    ],
  });
  await networks.privateDnsZoneGroups.beginCreateOrUpdateAndWait(RG, 'contosoimages-hub', 'default', {
    privateDnsZoneConfigs: [{ name: 'registry', privateDnsZoneId: ID.zone }],
  });
}
