import { ContainerRegistryManagementClient } from '@azure/arm-containerregistry';
import { ManagedServiceIdentityClient } from '@azure/arm-msi';
import { describe, expect, it } from 'vitest';
import { identity, subscription } from '../../emulator/arm.ts';
import { credential, expectLoud, judged, namesOf, refusalOf } from './client.ts';

const sdk = judged({ pageSize: 1 });
const GROUP = 'rg-images';
const clientOf = () => new ManagedServiceIdentityClient(credential, subscription, sdk.options);

describe('ManagedServiceIdentityClient', () => {
  it('creates, reads, updates and deletes an identity', async () => {
    const { userAssignedIdentities } = clientOf();
    const created = await userAssignedIdentities.createOrUpdate(GROUP, 'puller', {
      location: 'West Europe',
      tags: { owner: 'platform' },
    });
    expect(created).toMatchObject({
      id: identity.replace('/resourceGroups/', '/resourcegroups/'),
      type: 'Microsoft.ManagedIdentity/userAssignedIdentities',
      location: 'westeurope',
      tags: { owner: 'platform' },
    });
    expect(created.principalId).toMatch(/^[0-9a-f-]{36}$/);
    expect(await userAssignedIdentities.get(GROUP, 'puller')).toEqual(created);
    expect(await userAssignedIdentities.createOrUpdate(GROUP, 'puller', created)).toEqual(created);
    const changed = await userAssignedIdentities.update(GROUP, 'puller', { tags: { team: 'images' } });
    expect(changed).toEqual({ ...created, tags: { team: 'images' } });
    await userAssignedIdentities.delete(GROUP, 'puller');
    await userAssignedIdentities.delete(GROUP, 'puller');
    expect(await refusalOf(userAssignedIdentities.get(GROUP, 'puller'))).toBe('404 ResourceNotFound');
  });

  it('lists those of a group and of the subscription, page by page', async () => {
    const { userAssignedIdentities } = clientOf();
    await sdk.arm.make(`/subscriptions/${subscription}/resourceGroups/rg-build`, { location: 'westeurope' });
    for (const [group, name] of [
      [GROUP, 'pusher'],
      [GROUP, 'puller'],
      ['rg-build', 'builder'],
    ] as const)
      await userAssignedIdentities.createOrUpdate(group, name, { location: 'westeurope' });
    expect(await namesOf(userAssignedIdentities.listByResourceGroup(GROUP))).toEqual(['puller', 'pusher']);
    expect(await namesOf(userAssignedIdentities.listBySubscription())).toEqual([
      'builder',
      'puller',
      'pusher',
    ]);
  });

  it('gives a registry an identity that it and the registry show alike', async () => {
    const { principalId, clientId } = await clientOf().userAssignedIdentities.createOrUpdate(
      GROUP,
      'puller',
      {
        location: 'westeurope',
      },
    );
    const { registries } = new ContainerRegistryManagementClient(credential, subscription, sdk.options);
    const assigned = (ids: Record<string, object>) => ({
      location: 'westeurope',
      sku: { name: 'Premium' },
      identity: { type: 'UserAssigned' as const, userAssignedIdentities: ids },
    });
    const made = await registries.create(GROUP, 'contosoimages', assigned({ [identity]: {} }));
    expect(made.identity?.userAssignedIdentities).toEqual({ [identity]: { principalId, clientId } });
    expect(await refusalOf(registries.create(GROUP, 'contosobase', assigned({ [`${identity}2`]: {} })))).toBe(
      '400 FailedIdentityOperation',
    );
  });

  it('is told what the emulator has not', async () => {
    const { federatedIdentityCredentials, systemAssignedIdentities, userAssignedIdentities } = clientOf();
    await userAssignedIdentities.createOrUpdate(GROUP, 'puller', { location: 'westeurope' });
    await expectLoud(
      federatedIdentityCredentials.list(GROUP, 'puller'),
      'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials',
    );
    await expectLoud(systemAssignedIdentities.getByScope(identity), 'Microsoft.ManagedIdentity/identities');
  });
});
