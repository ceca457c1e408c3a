import { ResourceManagementClient } from '@azure/arm-resources';
import { describe, expect, it } from 'vitest';
import { group, makePrivatePath, network, networkBody, subscription, zone } from '../../emulator/arm.ts';
import { collect, credential, expectLoud, judged, type Lacking, namesOf, refusalOf } from './client.ts';

const sdk = judged({ pageSize: 2 });
const clientOf = () => new ResourceManagementClient(credential, subscription, sdk.options);

describe('ResourceManagementClient, resource groups', () => {
  it('creates, looks for, reads, updates and deletes a group', async () => {
    const { resourceGroups } = clientOf();
    expect(await resourceGroups.checkExistence('rg-build')).toEqual({ body: false });
    const created = await resourceGroups.createOrUpdate('rg-build', {
      location: 'West Europe',
      tags: { owner: 'platform' },
    });
    expect(created).toMatchObject({
      name: 'rg-build',
      type: 'Microsoft.Resources/resourceGroups',
      location: 'westeurope',
      tags: { owner: 'platform' },
      properties: { provisioningState: 'Succeeded' },
    });
    expect(await resourceGroups.checkExistence('RG-Build')).toEqual({ body: true });
    expect(await resourceGroups.get('rg-build')).toEqual(created);
    const updated = await resourceGroups.update('rg-build', { tags: { team: 'images' } });
    expect(updated).toEqual({ ...created, tags: { team: 'images' } });
    expect(await resourceGroups.update('rg-build', {})).toEqual(updated);
    await resourceGroups.beginDeleteAndWait('rg-build');
    expect(await resourceGroups.checkExistence('rg-build')).toEqual({ body: false });
  });

  it('follows the pages of a list to its end', async () => {
    const { resourceGroups } = clientOf();
    for (const name of ['rg-a', 'rg-b', 'rg-c', 'rg-d'])
      await resourceGroups.createOrUpdate(name, { location: 'westeurope' });
    const all = ['rg-a', 'rg-b', 'rg-c', 'rg-d', 'rg-images'];
    expect(await namesOf(resourceGroups.list())).toEqual(all);
    expect(await namesOf(resourceGroups.list({ top: 1 }))).toEqual(all);
    const pages = await collect(resourceGroups.list().byPage());
    expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
  });

  it.each<[string, (client: ResourceManagementClient) => Promise<unknown>, string]>([
    ['a read', ({ resourceGroups }) => resourceGroups.get('rg-none'), '404 ResourceGroupNotFound'],
    ['an update', ({ resourceGroups }) => resourceGroups.update('rg-none', {}), '404 ResourceGroupNotFound'],
    [
      'a deletion',
      ({ resourceGroups }) => resourceGroups.beginDeleteAndWait('rg-none'),
      '404 ResourceGroupNotFound',
    ],
    [
      'a list of what is in it',
      ({ resources }) => collect(resources.listByResourceGroup('rg-none')),
      '404 ResourceGroupNotFound',
    ],
    [
      'a move to another region',
      ({ resourceGroups }) => resourceGroups.createOrUpdate('rg-images', { location: 'northeurope' }),
      '409 InvalidResourceGroupLocation',
    ],
  ])('is refused %s of what is not there, or cannot be', async (_, call, expected) => {
    expect(await refusalOf(call(clientOf()))).toBe(expected);
  });

  it('sees a group that is going away, which takes no write', async () => {
    const { resourceGroups, resources } = clientOf();
    sdk.arm.emulator.setFaults([{ match: { method: 'DELETE' }, operation: { never: true } }]);
    const poller = await resourceGroups.beginDelete('rg-images');
    expect(poller.getOperationState().status).toBe('running');
    expect((await resourceGroups.get('rg-images')).properties?.provisioningState).toBe('Deleting');
    const again = resourceGroups.createOrUpdate('rg-images', { location: 'westeurope' });
    expect(await refusalOf(again)).toBe('409 ResourceGroupBeingDeleted');
    const inside = resources.beginCreateOrUpdateByIdAndWait(zone, '2024-06-01', { location: 'global' });
    expect(await refusalOf(inside)).toBe('409 ResourceGroupBeingDeleted');
  });
});

describe('ResourceManagementClient, resources of any type', () => {
  it('makes, looks for, reads, tags and deletes one by its id', async () => {
    const { resources } = clientOf();
    expect(await resources.checkExistenceById(network, '2025-05-01')).toEqual({ body: false });
    const created = await resources.beginCreateOrUpdateByIdAndWait(network, '2025-05-01', networkBody);
    expect(created).toMatchObject({ id: network, properties: { provisioningState: 'Succeeded' } });
    expect(await resources.checkExistenceById(network, '2025-05-01')).toEqual({ body: true });
    await resources.beginUpdateByIdAndWait(network, '2025-05-01', { tags: { owner: 'platform' } });
    expect((await resources.getById(network, '2025-05-01')).tags).toEqual({ owner: 'platform' });
    await resources.beginDeleteByIdAndWait(network, '2025-05-01');
    expect(await refusalOf(resources.getById(network, '2025-05-01'))).toBe('404 ResourceNotFound');
    await resources.beginDeleteByIdAndWait(network, '2025-05-01');
    expect(await refusalOf(resources.getById(network, '2001-01-01'))).toBe('400 NoRegisteredProviderFound');
  });

  it('drives what has no maintained client: the plans of Defender for Cloud', async () => {
    const { resources } = clientOf();
    const plan = `/subscriptions/${subscription}/providers/Microsoft.Security/pricings/Containers`;
    const extensions = [{ name: 'ContainerRegistriesVulnerabilityAssessments', isEnabled: 'True' }];
    expect((await resources.getById(plan, '2024-01-01')).properties).toMatchObject({ pricingTier: 'Free' });
    const properties = { pricingTier: 'Standard', extensions };
    await resources.beginCreateOrUpdateByIdAndWait(plan, '2024-01-01', { properties });
    expect((await resources.getById(plan, '2024-01-01')).properties).toMatchObject({
      pricingTier: 'Standard',
      extensions: [expect.objectContaining(extensions[0]), {}, {}, {}],
    });
  });

  it('lists what is in a group, all of it or one type', async () => {
    await makePrivatePath(sdk.arm);
    const { resources } = clientOf();
    const types = async (filter?: string) =>
      (await collect(resources.listByResourceGroup('rg-images', { ...(filter && { filter }) }))).map(
        ({ type }) => type?.split('/').slice(1).join('/'),
      );
    expect((await types()).sort()).toEqual([
      'networkInterfaces',
      'privateDnsZones',
      'privateDnsZones/virtualNetworkLinks',
      'privateEndpoints',
      'registries',
      'virtualNetworks',
    ]);
    expect(await types("resourceType eq 'Microsoft.Network/virtualNetworks'")).toEqual(['virtualNetworks']);
  });

  it('lists what is in the subscription, narrowed by each property that may be named', async () => {
    await makePrivatePath(sdk.arm);
    await sdk.arm.make(`${group.replace(/[^/]+$/, 'rg-other')}`, {
      location: 'northeurope',
      tags: { Tier: 'Gold' },
    });
    const other = network.replace('rg-images', 'rg-other');
    await sdk.arm.make(other, { ...networkBody, location: 'northeurope', tags: { Owner: 'Platform' } });
    const { resourceGroups, resources } = clientOf();
    const ids = async (filter: string) =>
      (await collect(resources.list({ filter }))).map(({ id }) => id?.split('/').slice(4).join('/'));
    const both = ['rg-images', 'rg-other'].map(
      (each) => `${each}/providers/Microsoft.Network/virtualNetworks/hub`,
    );
    const isNetwork = "resourceType eq 'microsoft.network/VirtualNetworks'";
    expect(await ids(isNetwork)).toEqual(both);
    expect(await ids("name eq 'HUB'")).toEqual(both);
    expect(await ids(`${isNetwork} and location ne 'West Europe'`)).toEqual(both.slice(1));
    expect(await ids(`${isNetwork} and resourceGroup eq 'rg-images'`)).toEqual(both.slice(0, 1));
    expect(await ids("tagName eq 'owner'")).toEqual(both.slice(1));
    expect(await ids("tagName eq 'owner' and tagValue eq 'Platform'")).toEqual(both.slice(1));
    expect(await ids("tagName eq 'owner' and tagValue eq 'platform'")).toEqual([]);
    expect(
      await namesOf(resourceGroups.list({ filter: "tagName eq 'tier' and tagValue eq 'Gold'" })),
    ).toEqual(['rg-other']);
  });

  it('tells of times and states where that is asked for, and of no tags where they were asked by', async () => {
    await sdk.arm.make(network, { ...networkBody, tags: { owner: 'platform' } });
    const { resources } = clientOf();
    const [plain] = await collect(resources.list());
    expect(plain?.tags).toEqual({ owner: 'platform' });
    expect(plain?.provisioningState).toBeUndefined();
    const made = sdk.arm.clock.now();
    sdk.arm.clock.move(60_000);
    await sdk.arm.patch(network, { tags: { owner: 'images' } });
    const expand = 'createdTime,changedTime,provisioningState';
    const [full] = await collect(resources.list({ expand, filter: "tagName eq 'owner'" }));
    expect(full).toMatchObject({ name: 'hub', provisioningState: 'Succeeded' });
    expect(full?.createdTime?.getTime()).toBeLessThanOrEqual(made);
    expect(full?.changedTime?.getTime()).toBe(sdk.arm.clock.now());
    expect(full?.tags).toBeUndefined();
  });
});

describe('ResourceManagementClient, providers', () => {
  it('lists, registers and unregisters them', async () => {
    const { providers } = clientOf();
    const all = await collect(providers.list());
    expect(all.map(({ namespace }) => namespace)).toContain('Microsoft.ContainerRegistry');
    const provider = await providers.get('Microsoft.Network');
    expect(provider.resourceTypes?.map(({ resourceType }) => resourceType)).toContain('privateEndpoints');
    expect((await providers.unregister('Microsoft.Network')).registrationState).toBe('NotRegistered');
    expect((await sdk.arm.put(network, networkBody)).body.error.code).toBe('MissingSubscriptionRegistration');
    const stateOf = async () => (await providers.get('Microsoft.Network')).registrationState;
    expect(await stateOf()).toBe('NotRegistered');
    expect((await providers.register('Microsoft.Network')).registrationState).toBe('Registering');
    expect([await stateOf(), await stateOf()]).toEqual(['Registering', 'Registered']);
    await sdk.arm.make(network, networkBody);
    expect(await refusalOf(providers.get('Contoso.Widgets'))).toBe('404 InvalidResourceNamespace');
  });
});

describe('ResourceManagementClient, what the emulator has not', () => {
  const lacking = ({ resourceGroups, resources, providers, tagsOperations }: ResourceManagementClient) =>
    [
      ['exportTemplate', () => resourceGroups.beginExportTemplateAndWait('rg-images', { resources: ['*'] })],
      ['startswith', () => resourceGroups.list({ filter: "startswith(tagName, 'a')" })],
      ['substringof', () => resources.list({ filter: "substringof('demo', name)" })],
      ['plan/name', () => resources.listByResourceGroup('rg-images', { filter: "plan/name eq 'a'" })],
      ['$expand=tags', () => resources.listByResourceGroup('rg-images', { expand: 'createdTime,tags' })],
      [
        'moveResources',
        () =>
          resources.beginMoveResourcesAndWait('rg-images', {
            resources: [network],
            targetResourceGroup: group,
          }),
      ],
      ['$expand', () => providers.get('Microsoft.Network', { expand: 'resourceTypes/aliases' })],
      ['providerPermissions', () => providers.providerPermissions('Microsoft.Network')],
      ['providers', () => providers.listAtTenantScope()],
      ['Microsoft.Resources/tags', () => tagsOperations.getAtScope(`/subscriptions/${subscription}`)],
    ] satisfies readonly Lacking[];

  it('answers 501 and names itself', async () => {
    for (const [names, call] of lacking(clientOf())) await expectLoud(call(), names);
  });
});
