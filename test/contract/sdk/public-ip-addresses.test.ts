import { NetworkManagementClient } from '@azure/arm-network';
import { expect, it } from 'vitest';
import { subscription } from '../../emulator/arm.ts';
import { credential, judged, namesOf } from './client.ts';

const sdk = judged();
const clientOf = () => new NetworkManagementClient(credential, subscription, sdk.options);

const GROUP = 'rg-images';
const FRONT = { location: 'westeurope', sku: { name: 'Standard' }, publicIPAllocationMethod: 'Static' };

it('NetworkManagementClient creates, reads, lists, tags, changes and deletes a public address', async () => {
  const { publicIPAddresses } = clientOf();
  const created = await publicIPAddresses.beginCreateOrUpdateAndWait(GROUP, 'front', FRONT);
  expect(created).toMatchObject({ ...FRONT, provisioningState: 'Succeeded', idleTimeoutInMinutes: 4 });
  expect(created.ipAddress).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
  expect(await publicIPAddresses.get(GROUP, 'FRONT')).toEqual(created);
  expect(await namesOf(publicIPAddresses.list(GROUP))).toEqual(['front']);
  expect(await namesOf(publicIPAddresses.listAll())).toEqual(['front']);
  const tagged = await publicIPAddresses.updateTags(GROUP, 'front', { tags: { owner: 'platform' } });
  expect(tagged).toMatchObject({ tags: { owner: 'platform' }, ipAddress: created.ipAddress });
  const named = { ...FRONT, dnsSettings: { domainNameLabel: 'images' } };
  const changed = await publicIPAddresses.beginCreateOrUpdateAndWait(GROUP, 'front', named);
  expect(changed.dnsSettings?.fqdn).toBe('images.westeurope.cloudapp.azure.com');
  expect(changed.ipAddress).toBe(created.ipAddress);
  expect(await publicIPAddresses.beginCreateOrUpdateAndWait(GROUP, 'front', changed)).toMatchObject({
    ipAddress: created.ipAddress,
    dnsSettings: changed.dnsSettings,
  });
  await publicIPAddresses.beginDeleteAndWait(GROUP, 'front');
  expect(await namesOf(publicIPAddresses.listAll())).toEqual([]);
});
