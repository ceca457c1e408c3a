import { NetworkManagementClient } from '@azure/arm-network';
import { describe, expect, it } from 'vitest';
import {
  makePrivatePath,
  network,
  registry,
  registryBody,
  subnet,
  subscription,
  zone,
} from '../../emulator/arm.ts';
import { credential, expectLoud, judged, type Lacking, namesOf, refusalOf } from './client.ts';

const sdk = judged();
const clientOf = () => new NetworkManagementClient(credential, subscription, sdk.options);

const GROUP = 'rg-images';
const SPOKE = {
  location: 'westeurope',
  addressSpace: { addressPrefixes: ['10.30.0.0/16'] },
  subnets: [{ name: 'endpoints', addressPrefix: '10.30.1.0/24' }],
};
const ENDPOINT = {
  location: 'westeurope',
  subnet: { id: subnet },
  customNetworkInterfaceName: 'images-hub-nic',
  privateLinkServiceConnections: [{ name: 'images', privateLinkServiceId: registry, groupIds: ['registry'] }],
};
const WEAK = /^W\/"[0-9a-f-]{36}"$/;

describe('NetworkManagementClient, virtual networks', () => {
  it('creates, reads, lists, tags, changes and deletes a network', async () => {
    const { virtualNetworks } = clientOf();
    const created = await virtualNetworks.beginCreateOrUpdateAndWait(GROUP, 'spoke', SPOKE);
    expect(created).toMatchObject({ ...SPOKE, provisioningState: 'Succeeded' });
    expect(created.etag).toMatch(WEAK);
    expect(await virtualNetworks.get(GROUP, 'SPOKE')).toEqual(created);
    expect(await namesOf(virtualNetworks.list(GROUP))).toEqual(['spoke']);
    expect(await namesOf(virtualNetworks.listAll())).toEqual(['spoke']);
    const tagged = await virtualNetworks.updateTags(GROUP, 'spoke', { tags: { owner: 'platform' } });
    expect(tagged).toMatchObject({ tags: { owner: 'platform' }, subnets: [{ name: 'endpoints' }] });
    expect(tagged.etag).not.toBe(created.etag);
    const { subnets: _, ...bare } = SPOKE;
    const replaced = await virtualNetworks.beginCreateOrUpdateAndWait(GROUP, 'spoke', bare);
    expect(replaced.subnets).toEqual([]);
    expect(replaced).not.toHaveProperty('tags');
    expect(replaced.resourceGuid).toBe(created.resourceGuid);
    await virtualNetworks.beginDeleteAndWait(GROUP, 'spoke');
    expect(await namesOf(virtualNetworks.listAll())).toEqual([]);
    await virtualNetworks.beginDeleteAndWait(GROUP, 'spoke');
  });

  it('keeps the etag of a network that a write does not change', async () => {
    const { virtualNetworks } = clientOf();
    await virtualNetworks.beginCreateOrUpdateAndWait(GROUP, 'spoke', SPOKE);
    const read = await virtualNetworks.get(GROUP, 'spoke');
    expect(await virtualNetworks.beginCreateOrUpdateAndWait(GROUP, 'spoke', read)).toEqual(read);
  });

  it('asks whether an address is free, and which are', async () => {
    await makePrivatePath(sdk.arm);
    const { virtualNetworks } = clientOf();
    const check = (address: string) => virtualNetworks.checkIPAddressAvailability(GROUP, 'hub', address);
    const free = ['10.20.1.6', '10.20.1.7', '10.20.1.8', '10.20.1.9', '10.20.1.10'];
    const taken = { available: false, availableIPAddresses: free };
    expect(await check('10.20.1.9')).toEqual({ available: true, isPlatformReserved: false });
    expect(await check('10.20.1.4')).toEqual({ ...taken, isPlatformReserved: false });
    expect(await check('10.20.1.5')).toEqual({ ...taken, isPlatformReserved: false });
    for (const reserved of ['10.20.1.0', '10.20.1.3', '10.20.1.255'])
      expect(await check(reserved)).toEqual({ ...taken, isPlatformReserved: true });
    expect(await refusalOf(check('10.20.2.4'))).toBe('400 PrivateIPAddressNotInAnySubnet');
    await clientOf().privateEndpoints.beginDeleteAndWait(GROUP, 'images-hub');
    expect(await check('10.20.1.4')).toEqual({ available: true, isPlatformReserved: false });
  });

  it('throws the code of an operation that failed, and reads what it left behind', async () => {
    const { virtualNetworks } = clientOf();
    const fails = { code: 'InternalServerError', message: 'An error occurred.' };
    sdk.arm.emulator.setFaults([{ match: { method: 'PUT', path: '/spoke' }, operation: { fails } }]);
    await expect(virtualNetworks.beginCreateOrUpdateAndWait(GROUP, 'spoke', SPOKE)).rejects.toThrow(
      'InternalServerError. An error occurred.',
    );
    expect((await virtualNetworks.get(GROUP, 'spoke')).provisioningState).toBe('Failed');
  });
});

describe('NetworkManagementClient, subnets', () => {
  it('creates, reads, lists, changes and deletes a subnet', async () => {
    const { subnets, virtualNetworks } = clientOf();
    await virtualNetworks.beginCreateOrUpdateAndWait(GROUP, 'spoke', SPOKE);
    const body = {
      addressPrefix: '10.30.2.0/24',
      delegations: [{ name: 'web', serviceName: 'Microsoft.Web/serverFarms' }],
      serviceEndpoints: [{ service: 'Microsoft.Storage' }],
    };
    const created = await subnets.beginCreateOrUpdateAndWait(GROUP, 'spoke', 'web', body);
    expect(created).toMatchObject({ ...body, provisioningState: 'Succeeded' });
    expect(await subnets.get(GROUP, 'spoke', 'web')).toEqual(created);
    expect((await virtualNetworks.get(GROUP, 'spoke')).etag).toBe(created.etag);
    expect(await namesOf(subnets.list(GROUP, 'spoke'))).toEqual(['endpoints', 'web']);
    const plain = await subnets.beginCreateOrUpdateAndWait(GROUP, 'spoke', 'web', {
      addressPrefix: '10.30.2.0/24',
      privateEndpointNetworkPolicies: 'Enabled',
    });
    expect(plain).toMatchObject({ delegations: [], privateEndpointNetworkPolicies: 'Enabled' });
    expect(plain.etag).not.toBe(created.etag);
    await subnets.beginDeleteAndWait(GROUP, 'spoke', 'web');
    expect(await namesOf(subnets.list(GROUP, 'spoke'))).toEqual(['endpoints']);
    await subnets.beginDeleteAndWait(GROUP, 'spoke', 'web');
  });

  it('sees who lives in a subnet', async () => {
    await makePrivatePath(sdk.arm);
    const { networkInterfaces, privateEndpoints, subnets } = clientOf();
    const found = await subnets.get(GROUP, 'hub', 'endpoints');
    const endpoint = await privateEndpoints.get(GROUP, 'images-hub');
    expect(found.privateEndpoints?.map(({ id }) => id)).toEqual([endpoint.id]);
    const [name = ''] = await namesOf(networkInterfaces.list(GROUP));
    const { ipConfigurations = [] } = await networkInterfaces.get(GROUP, name);
    // Read back in capitals (SPEC.md, networks and subnets).
    const ids = (list: readonly { id?: string | undefined }[]) => list.map(({ id }) => id?.toLowerCase());
    expect(ids(found.ipConfigurations ?? [])).toEqual(ids(ipConfigurations));
  });
});

describe('NetworkManagementClient, private endpoints', () => {
  it('creates, reads, lists, changes and deletes an endpoint, its interface with it', async () => {
    await makePrivatePath(sdk.arm);
    const { networkInterfaces, privateEndpoints } = clientOf();
    await privateEndpoints.beginDeleteAndWait(GROUP, 'images-hub');
    const created = await privateEndpoints.beginCreateOrUpdateAndWait(GROUP, 'images-hub', ENDPOINT);
    expect(created).toMatchObject({
      provisioningState: 'Succeeded',
      customNetworkInterfaceName: 'images-hub-nic',
      privateLinkServiceConnections: [{ privateLinkServiceConnectionState: { status: 'Approved' } }],
      manualPrivateLinkServiceConnections: [],
    });
    expect(created.etag).toMatch(WEAK);
    expect(await privateEndpoints.get(GROUP, 'images-hub')).toEqual(created);
    expect(await namesOf(privateEndpoints.list(GROUP))).toEqual(['images-hub']);
    expect(await namesOf(privateEndpoints.listBySubscription())).toEqual(['images-hub']);
    const tagged = await privateEndpoints.beginCreateOrUpdateAndWait(GROUP, 'images-hub', {
      ...created,
      tags: { owner: 'platform' },
    });
    expect(tagged).toMatchObject({
      tags: { owner: 'platform' },
      networkInterfaces: created.networkInterfaces,
    });
    expect(tagged.etag).not.toBe(created.etag);
    await privateEndpoints.beginDeleteAndWait(GROUP, 'images-hub');
    expect(await namesOf(privateEndpoints.list(GROUP))).toEqual([]);
    expect(await namesOf(networkInterfaces.list(GROUP))).toEqual([]);
    await privateEndpoints.beginDeleteAndWait(GROUP, 'images-hub');
  });

  it('waits for nobody where the connection is manual', async () => {
    await sdk.arm.make(registry, registryBody);
    const { privateEndpoints, virtualNetworks } = clientOf();
    await virtualNetworks.beginCreateOrUpdateAndWait(GROUP, 'hub', {
      ...SPOKE,
      addressSpace: { addressPrefixes: ['10.20.0.0/16'] },
      subnets: [{ name: 'endpoints', addressPrefix: '10.20.1.0/24' }],
    });
    const { privateLinkServiceConnections, ...rest } = ENDPOINT;
    const made = await privateEndpoints.beginCreateOrUpdateAndWait(GROUP, 'images-hub', {
      ...rest,
      manualPrivateLinkServiceConnections: privateLinkServiceConnections,
    });
    expect(made.manualPrivateLinkServiceConnections?.[0]?.privateLinkServiceConnectionState?.status).toBe(
      'Pending',
    );
    expect(made.provisioningState).toBe('Succeeded');
  });

  it('reads an interface with its addresses and the names they are for', async () => {
    await makePrivatePath(sdk.arm);
    const { networkInterfaces, privateEndpoints } = clientOf();
    const [name = ''] = await namesOf(networkInterfaces.listAll());
    const nic = await networkInterfaces.get(GROUP, name);
    expect(nic.privateEndpoint?.id).toBe((await privateEndpoints.get(GROUP, 'images-hub')).id);
    const addresses = nic.ipConfigurations?.map((ip) => [
      ip.privateIPAddress,
      ip.privateLinkConnectionProperties?.requiredMemberName,
      ip.privateLinkConnectionProperties?.fqdns,
    ]);
    expect(addresses).toEqual([
      ['10.20.1.4', 'registry_data_westeurope', ['contosoimages.westeurope.data.azurecr.io']],
      ['10.20.1.5', 'registry', ['contosoimages.azurecr.io']],
    ]);
  });

  it('creates, reads, lists, changes and deletes a zone group', async () => {
    await makePrivatePath(sdk.arm);
    const { privateDnsZoneGroups } = clientOf();
    await privateDnsZoneGroups.beginDeleteAndWait(GROUP, 'images-hub', 'default');
    const at = [GROUP, 'images-hub', 'default'] as const;
    const body = { privateDnsZoneConfigs: [{ name: 'registry', privateDnsZoneId: zone }] };
    const created = await privateDnsZoneGroups.beginCreateOrUpdateAndWait(...at, body);
    expect(created.provisioningState).toBe('Succeeded');
    expect(created.privateDnsZoneConfigs?.[0]?.recordSets).toMatchObject([
      { recordSetName: 'contosoimages.westeurope.data', ipAddresses: ['10.20.1.4'], ttl: 10 },
      { recordSetName: 'contosoimages', ipAddresses: ['10.20.1.5'], ttl: 10 },
    ]);
    expect(await privateDnsZoneGroups.get(...at)).toEqual(created);
    expect(await namesOf(privateDnsZoneGroups.list('images-hub', GROUP))).toEqual(['default']);
    const emptied = await privateDnsZoneGroups.beginCreateOrUpdateAndWait(...at, {
      privateDnsZoneConfigs: [],
    });
    expect(emptied.privateDnsZoneConfigs).toEqual([]);
    await privateDnsZoneGroups.beginDeleteAndWait(...at);
    expect(await namesOf(privateDnsZoneGroups.list('images-hub', GROUP))).toEqual([]);
    await privateDnsZoneGroups.beginDeleteAndWait(...at);
  });
});

describe('NetworkManagementClient, refusals', () => {
  it.each<[string, (client: NetworkManagementClient) => Promise<unknown>, string]>([
    ['an absent network', (c) => c.virtualNetworks.get(GROUP, 'none'), '404 ResourceNotFound'],
    ['an absent group', (c) => c.virtualNetworks.get('rg-none', 'hub'), '404 ResourceGroupNotFound'],
    ['an absent subnet', (c) => c.subnets.get(GROUP, 'hub', 'none'), '404 ResourceNotFound'],
    ['a subnet of an absent network', (c) => c.subnets.get(GROUP, 'none', 'a'), '404 ResourceNotFound'],
    ['an absent endpoint', (c) => c.privateEndpoints.get(GROUP, 'none'), '404 ResourceNotFound'],
    [
      'an absent zone group',
      (c) => c.privateDnsZoneGroups.get(GROUP, 'images-hub', 'none'),
      '404 ResourceNotFound',
    ],
    ['an absent interface', (c) => c.networkInterfaces.get(GROUP, 'none'), '404 ResourceNotFound'],
    [
      'the deletion of a subnet in use',
      (c) => c.subnets.beginDeleteAndWait(GROUP, 'hub', 'endpoints'),
      '400 InUseSubnetCannotBeDeleted',
    ],
    [
      'the deletion of a network in use',
      (c) => c.virtualNetworks.beginDeleteAndWait(GROUP, 'hub'),
      '400 InUseSubnetCannotBeDeleted',
    ],
    [
      'a network without the subnet in use',
      (c) => c.virtualNetworks.beginCreateOrUpdateAndWait(GROUP, 'hub', { ...SPOKE, subnets: [] }),
      '400 InUseSubnetCannotBeDeleted',
    ],
    [
      'a subnet outside its network',
      (c) => c.subnets.beginCreateOrUpdateAndWait(GROUP, 'hub', 'a', { addressPrefix: '10.99.0.0/24' }),
      '400 NetcfgSubnetRangeOutsideVnet',
    ],
    [
      'a subnet over another one',
      (c) => c.subnets.beginCreateOrUpdateAndWait(GROUP, 'hub', 'a', { addressPrefix: '10.20.1.128/25' }),
      '400 NetcfgSubnetRangesOverlap',
    ],
    [
      'an endpoint in an absent subnet',
      (c) =>
        c.privateEndpoints.beginCreateOrUpdateAndWait(GROUP, 'other', {
          ...ENDPOINT,
          subnet: { id: `${network}/subnets/none` },
        }),
      '400 InvalidResourceReference',
    ],
    [
      'a second zone group',
      (c) => c.privateDnsZoneGroups.beginCreateOrUpdateAndWait(GROUP, 'images-hub', 'second', {}),
      '400 MoreThanOnePrivateDnsZoneGroupPerPrivateEndpointNotAllowed',
    ],
    [
      'the deletion of the interface of an endpoint',
      async (c) => {
        const [name = ''] = await namesOf(c.networkInterfaces.list(GROUP));
        return c.networkInterfaces.beginDeleteAndWait(GROUP, name);
      },
      '400 NicInUseWithPrivateEndpoint',
    ],
  ])('%s', async (_, call, expected) => {
    await makePrivatePath(sdk.arm);
    expect(await refusalOf(call(clientOf()))).toBe(expected);
  });

  it('a write beside another one that runs; the same write again joins it', async () => {
    const { privateEndpoints, subnets, virtualNetworks } = clientOf();
    await makePrivatePath(sdk.arm);
    sdk.arm.emulator.setFaults([{ match: { method: 'PUT', path: '/spoke' }, operation: { never: true } }]);
    const write = (tags: Record<string, string>) =>
      virtualNetworks.beginCreateOrUpdate(GROUP, 'spoke', { ...SPOKE, tags });
    expect((await write({ owner: 'platform' })).getOperationState().status).toBe('running');
    expect((await virtualNetworks.get(GROUP, 'spoke')).provisioningState).toBe('Updating');
    expect((await write({ owner: 'platform' })).getOperationState().status).toBe('running');
    const busy = '409 AnotherOperationInProgress';
    expect(await refusalOf(write({ owner: 'them' }))).toBe(busy);
    expect(await refusalOf(virtualNetworks.updateTags(GROUP, 'spoke', { tags: {} }))).toBe(busy);
    expect(await refusalOf(virtualNetworks.beginDeleteAndWait(GROUP, 'spoke'))).toBe(busy);
    const inside = { addressPrefix: '10.30.9.0/24' };
    expect(await refusalOf(subnets.beginCreateOrUpdateAndWait(GROUP, 'spoke', 'web', inside))).toBe(busy);
    const endpoint = privateEndpoints.beginCreateOrUpdateAndWait(GROUP, 'second', {
      ...ENDPOINT,
      subnet: { id: `${network.replace('/hub', '/spoke')}/subnets/endpoints` },
    });
    expect(await refusalOf(endpoint)).toBe('429 RetryableError');
  });
});

describe('NetworkManagementClient, what the emulator has not', () => {
  const ifMatch = { requestOptions: { customHeaders: { 'If-Match': 'W/"stale"' } } };
  const lacking = (c: NetworkManagementClient) =>
    [
      ['routeTables', () => c.routeTables.listAll()],
      ['virtualNetworkPeerings', () => c.virtualNetworkPeerings.list(GROUP, 'hub')],
      ['loadBalancers', () => c.loadBalancers.beginDeleteAndWait(GROUP, 'lb')],
      ['usages', () => c.virtualNetworks.listUsage(GROUP, 'hub')],
      ['$expand', () => c.virtualNetworks.get(GROUP, 'hub', { expand: 'subnets/ipConfigurations' })],
      [
        'PrepareNetworkPolicies',
        () => c.subnets.beginPrepareNetworkPoliciesAndWait(GROUP, 'hub', 'endpoints', { serviceName: 'x' }),
      ],
      ['availablePrivateEndpointTypes', () => c.availablePrivateEndpointTypes.list('westeurope')],
      ['if-match', () => c.virtualNetworks.beginCreateOrUpdateAndWait(GROUP, 'hub', SPOKE, ifMatch)],
      ['if-match', () => c.privateEndpoints.beginDeleteAndWait(GROUP, 'images-hub', ifMatch)],
    ] satisfies readonly Lacking[];

  it('answers 501, names itself, and changes nothing', async () => {
    await makePrivatePath(sdk.arm);
    const before = sdk.arm.emulator.objects();
    for (const [names, call] of lacking(clientOf())) await expectLoud(call(), names);
    const elsewhere = clientOf().privateEndpoints.beginCreateOrUpdateAndWait(GROUP, 'vault', {
      ...ENDPOINT,
      privateLinkServiceConnections: [
        {
          name: 'v',
          privateLinkServiceId: registry.replace('ContainerRegistry/registries', 'Sql/servers'),
        },
      ],
    });
    await expectLoud(elsewhere, 'Microsoft.Sql/servers/contosoimages');
    expect(sdk.arm.emulator.objects()).toEqual(before);
  });
});
