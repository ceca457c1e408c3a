import { NetworkManagementClient } from '@azure/arm-network';
import { expect, it } from 'vitest';
import { subscription } from '../../emulator/arm.ts';
import { credential, judged, namesOf } from './client.ts';

const sdk = judged();
const clientOf = () => new NetworkManagementClient(credential, subscription, sdk.options);

const GROUP = 'rg-images';
const HTTPS = {
  protocol: 'Tcp',
  access: 'Allow',
  direction: 'Inbound',
  priority: 100,
  sourceAddressPrefix: 'Internet',
  sourcePortRange: '*',
  destinationAddressPrefix: '*',
  destinationPortRanges: ['443', '8443'],
};

it('NetworkManagementClient creates, reads, lists, tags, changes and deletes a security group and its rules', async () => {
  const { networkSecurityGroups, securityRules } = clientOf();
  const created = await networkSecurityGroups.beginCreateOrUpdateAndWait(GROUP, 'guard', {
    location: 'westeurope',
    securityRules: [{ name: 'https', ...HTTPS }],
  });
  expect(created).toMatchObject({
    provisioningState: 'Succeeded',
    securityRules: [{ name: 'https', ...HTTPS }],
  });
  expect(created.defaultSecurityRules).toHaveLength(6);
  expect(await networkSecurityGroups.get(GROUP, 'GUARD')).toEqual(created);
  expect(await namesOf(networkSecurityGroups.list(GROUP))).toEqual(['guard']);
  expect(await namesOf(networkSecurityGroups.listAll())).toEqual(['guard']);
  const tagged = await networkSecurityGroups.updateTags(GROUP, 'guard', { tags: { owner: 'platform' } });
  expect(tagged).toMatchObject({ tags: { owner: 'platform' }, securityRules: [{ name: 'https' }] });
  const other = { ...HTTPS, priority: 110, direction: 'Outbound' };
  const made = await securityRules.beginCreateOrUpdateAndWait(GROUP, 'guard', 'out', other);
  expect(made).toMatchObject({ ...other, provisioningState: 'Succeeded' });
  expect(await namesOf(securityRules.list(GROUP, 'guard'))).toEqual(['https', 'out']);
  await securityRules.beginDeleteAndWait(GROUP, 'guard', 'https');
  const left = await networkSecurityGroups.get(GROUP, 'guard');
  expect(left.securityRules?.map(({ name }) => name)).toEqual(['out']);
  await networkSecurityGroups.beginDeleteAndWait(GROUP, 'guard');
  expect(await namesOf(networkSecurityGroups.listAll())).toEqual([]);
});
