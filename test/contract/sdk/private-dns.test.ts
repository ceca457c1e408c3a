import { PrivateDnsManagementClient } from '@azure/arm-privatedns';
import { describe, expect, it } from 'vitest';
import { network, networkBody, subscription } from '../../emulator/arm.ts';
import { credential, judged, namesOf } from './client.ts';

const sdk = judged();

describe('PrivateDnsManagementClient', () => {
  const zoneName = 'privatelink.azurecr.io';
  const clientOf = (): PrivateDnsManagementClient =>
    new PrivateDnsManagementClient(credential, subscription, sdk.options);

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
    await sdk.arm.make(network, networkBody);
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

  it('writes under the etag that it read, once', async () => {
    const client = clientOf();
    await client.privateZones.createOrUpdate('rg-images', zoneName, { location: 'global' });
    const { etag = '' } = await client.privateZones.get('rg-images', zoneName);
    const tagged = (owner: string) =>
      client.privateZones.createOrUpdate(
        'rg-images',
        zoneName,
        { location: 'global', tags: { owner } },
        { ifMatch: etag },
      );
    expect((await tagged('platform')).tags).toEqual({ owner: 'platform' });
    await expect(tagged('them')).rejects.toThrow('has been modified (etag mismatch)');
    expect((await client.privateZones.get('rg-images', zoneName)).tags).toEqual({ owner: 'platform' });
  });
});
