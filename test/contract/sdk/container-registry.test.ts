import { ContainerRegistryManagementClient } from '@azure/arm-containerregistry';
import { PrivateDnsManagementClient } from '@azure/arm-privatedns';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmulatorServer, serveEmulator } from '../../src/emulator/server.ts';
import {
  type Arm,
  createArm,
  endpoint,
  endpointBody,
  group,
  network,
  networkBody,
  registry,
  subscription,
} from '../emulator/arm.ts';
import { credential, turnedTo } from './sdk-transport.ts';

// The official clients judge the emulator: what they cannot read, Azure does not answer.

let arm: Arm;
let server: EmulatorServer;

beforeEach(async () => {
  arm = createArm();
  await arm.make(group, { location: 'westeurope' });
  server = await serveEmulator(arm.emulator, { port: 0 });
});

afterEach(() => server.close());

const retryOptions = { maxRetries: 0 };

describe('ContainerRegistryManagementClient', () => {
  const clientOf = (): ContainerRegistryManagementClient =>
    new ContainerRegistryManagementClient(credential, subscription, {
      httpClient: turnedTo(server.endpoint),
      retryOptions,
    });

  it('creates, reads, lists, updates and deletes a registry', async () => {
    const client = clientOf();
    const created = await client.registries.create('rg-images', 'contosoimages', {
      location: 'westeurope',
      sku: { name: 'Premium' },
      anonymousPullEnabled: false,
    });
    expect(created.provisioningState).toBe('Succeeded');
    expect(created.loginServer).toBe('contosoimages.azurecr.io');
    expect((await client.registries.get('rg-images', 'contosoimages')).sku.tier).toBe('Premium');
    const updated = await client.registries.update('rg-images', 'contosoimages', {
      tags: { owner: 'platform' },
    });
    expect(updated.tags).toEqual({ owner: 'platform' });
    expect(await namesOf(client.registries.list())).toEqual(['contosoimages']);
    expect(await namesOf(client.registries.listByResourceGroup('rg-images'))).toEqual(['contosoimages']);
    await client.registries.delete('rg-images', 'contosoimages');
    expect(await namesOf(client.registries.list())).toEqual([]);
  });

  it('polls an update that is an operation to its end', async () => {
    const client = clientOf();
    await client.registries.create('rg-images', 'contosoimages', {
      location: 'westeurope',
      sku: { name: 'Premium' },
    });
    const updated = await client.registries.update('rg-images', 'contosoimages', {
      anonymousPullEnabled: true,
    });
    expect(updated).toMatchObject({ provisioningState: 'Succeeded', anonymousPullEnabled: true });
  });

  it('throws the code of a failed operation', async () => {
    const client = clientOf();
    const create = client.registries.create('rg-images', 'contosoimages', {
      location: 'westeurope',
      sku: { name: 'Basic' },
      publicNetworkAccess: 'Disabled',
    });
    await expect(create).rejects.toThrow(
      'Disabling public network access is not supported for the SKU Basic',
    );
  });

  it('asks for names, usages and private link resources', async () => {
    const client = clientOf();
    const query = { name: 'contosoimages', type: 'Microsoft.ContainerRegistry/registries' } as const;
    expect(await client.registries.checkNameAvailability(query)).toMatchObject({ nameAvailable: true });
    await client.registries.create('rg-images', 'contosoimages', {
      location: 'westeurope',
      sku: { name: 'Premium' },
    });
    expect(await client.registries.checkNameAvailability(query)).toMatchObject({ reason: 'AlreadyExists' });
    const usages = await client.registries.listUsages('rg-images', 'contosoimages');
    expect(usages.value?.map(({ name }) => name)).toContain('PrivateEndpointConnections');
    const resources = [];
    for await (const item of client.registries.listPrivateLinkResources('rg-images', 'contosoimages'))
      resources.push(item);
    expect(resources[0]?.properties?.requiredMembers).toEqual(['registry_data_westeurope', 'registry']);
  });

  it('approves, lists and deletes the connection of a manual endpoint', async () => {
    const client = clientOf();
    await client.registries.create('rg-images', 'contosoimages', {
      location: 'westeurope',
      sku: { name: 'Premium' },
    });
    await arm.make(network, networkBody);
    await arm.make(endpoint, endpointBody({ manual: true }));
    const [pending] = await collect(client.privateEndpointConnections.list('rg-images', 'contosoimages'));
    expect(pending?.privateLinkServiceConnectionState?.status).toBe('Pending');
    const name = pending?.name ?? '';
    const approved = await client.privateEndpointConnections.createOrUpdate(
      'rg-images',
      'contosoimages',
      name,
      {
        privateLinkServiceConnectionState: { status: 'Approved', description: 'fine' },
      },
    );
    expect(approved.privateLinkServiceConnectionState).toMatchObject({
      status: 'Approved',
      description: 'fine',
    });
    expect(approved.privateEndpoint?.id).toBe(endpoint);
    await client.privateEndpointConnections.delete('rg-images', 'contosoimages', name);
    expect(await collect(client.privateEndpointConnections.list('rg-images', 'contosoimages'))).toEqual([]);
    expect((await arm.get(registry)).body.properties.privateEndpointConnections).toEqual([]);
  });
});

describe('PrivateDnsManagementClient', () => {
  const zoneName = 'privatelink.azurecr.io';
  const clientOf = (): PrivateDnsManagementClient =>
    new PrivateDnsManagementClient(credential, subscription, {
      httpClient: turnedTo(server.endpoint),
      retryOptions,
    });

  it('creates, reads, lists, updates and deletes a zone', async () => {
    const client = clientOf();
    const created = await client.privateZones.createOrUpdate('rg-images', zoneName, { location: 'global' });
    expect(created).toMatchObject({ name: zoneName, provisioningState: 'Succeeded', numberOfRecordSets: 1 });
    expect((await client.privateZones.get('rg-images', zoneName)).etag).toMatch(/^[0-9a-f-]{36}$/);
    const updated = await client.privateZones.update('rg-images', zoneName, { tags: { owner: 'platform' } });
    expect(updated.tags).toEqual({ owner: 'platform' });
    expect(await namesOf(client.privateZones.list())).toEqual([zoneName]);
    expect(await namesOf(client.privateZones.listByResourceGroup('rg-images'))).toEqual([zoneName]);
    await client.privateZones.delete('rg-images', zoneName);
    expect(await namesOf(client.privateZones.list())).toEqual([]);
  });

  it('creates, reads, lists, updates and deletes a virtual network link', async () => {
    const client = clientOf();
    await arm.make(network, networkBody);
    await client.privateZones.createOrUpdate('rg-images', zoneName, { location: 'global' });
    const body = { location: 'global', virtualNetwork: { id: network }, registrationEnabled: false };
    const created = await client.virtualNetworkLinks.createOrUpdate('rg-images', zoneName, 'hub', body);
    expect(created).toMatchObject({ virtualNetworkLinkState: 'InProgress', resolutionPolicy: 'Default' });
    expect((await client.virtualNetworkLinks.get('rg-images', zoneName, 'hub')).virtualNetworkLinkState).toBe(
      'Completed',
    );
    const updated = await client.virtualNetworkLinks.update('rg-images', zoneName, 'hub', {
      tags: { a: 'b' },
    });
    expect(updated.tags).toEqual({ a: 'b' });
    expect(await namesOf(client.virtualNetworkLinks.list('rg-images', zoneName))).toEqual(['hub']);
    await client.virtualNetworkLinks.delete('rg-images', zoneName, 'hub');
    expect(await namesOf(client.virtualNetworkLinks.list('rg-images', zoneName))).toEqual([]);
  });

  it('creates, reads, lists, updates and deletes record sets', async () => {
    const client = clientOf();
    await client.privateZones.createOrUpdate('rg-images', zoneName, { location: 'global' });
    const body = { ttl: 3600, aRecords: [{ ipv4Address: '10.20.1.4' }] };
    const created = await client.recordSets.createOrUpdate('rg-images', zoneName, 'A', 'contosoimages', body);
    expect(created).toMatchObject({ fqdn: `contosoimages.${zoneName}.`, isAutoRegistered: false });
    const updated = await client.recordSets.update('rg-images', zoneName, 'A', 'contosoimages', { ttl: 10 });
    expect(updated).toMatchObject({ ttl: 10, aRecords: body.aRecords });
    expect((await client.recordSets.get('rg-images', zoneName, 'SOA', '@')).soaRecord?.serialNumber).toBe(1);
    expect(await namesOf(client.recordSets.listByType('rg-images', zoneName, 'A'))).toEqual([
      'contosoimages',
    ]);
    expect(await namesOf(client.recordSets.list('rg-images', zoneName))).toEqual(['contosoimages', '@']);
    await client.recordSets.delete('rg-images', zoneName, 'A', 'contosoimages');
    expect(await namesOf(client.recordSets.listByType('rg-images', zoneName, 'A'))).toEqual([]);
  });

  it('is told of a broken condition, at once for records and by the operation for zones', async () => {
    const client = clientOf();
    await client.privateZones.createOrUpdate('rg-images', zoneName, { location: 'global' });
    const again = client.privateZones.createOrUpdate(
      'rg-images',
      zoneName,
      { location: 'global' },
      { ifNoneMatch: '*' },
    );
    await expect(again).rejects.toThrow('exists already and hence cannot be created again');
    const record = client.recordSets.createOrUpdate(
      'rg-images',
      zoneName,
      'A',
      'x',
      { ttl: 1 },
      { ifMatch: 'stale' },
    );
    await expect(record).rejects.toMatchObject({ statusCode: 412 });
  });
});

async function collect<Item>(pages: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of pages) items.push(item);
  return items;
}

async function namesOf(
  pages: AsyncIterable<{ readonly name?: string | undefined }>,
): Promise<(string | undefined)[]> {
  return (await collect(pages)).map(({ name }) => name);
}
