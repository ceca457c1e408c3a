import { ContainerRegistryManagementClient } from '@azure/arm-containerregistry';
import { describe, expect, it } from 'vitest';
import {
  endpoint,
  endpointBody,
  network,
  networkBody,
  registry,
  subnet,
  subscription,
} from '../../emulator/arm.ts';
import { collect, credential, judged, namesOf, refusalOf } from './client.ts';

const sdk = judged();

describe('ContainerRegistryManagementClient', () => {
  const clientOf = (): ContainerRegistryManagementClient =>
    new ContainerRegistryManagementClient(credential, subscription, sdk.options);

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

  it('counts rules for subnets that its api-version does not show', async () => {
    const { registries } = clientOf();
    const sent = { location: 'westeurope', sku: { name: 'Premium' } };
    const made = await registries.create('rg-images', 'contosoimages', sent);
    sdk.arm.emulator.setVirtualNetworkRules(registry, 3);
    expect((await registries.get('rg-images', 'contosoimages')).networkRuleSet).toEqual(made.networkRuleSet);
    const { value } = await registries.listUsages('rg-images', 'contosoimages');
    expect(value?.find(({ name }) => name === 'VNetRules')).toMatchObject({ currentValue: 3, limit: 100 });
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

  it('creates, reads, lists, updates and deletes a replication', async () => {
    const { registries, replications } = clientOf();
    await registries.create('rg-images', 'contosoimages', {
      location: 'westeurope',
      sku: { name: 'Premium' },
    });
    const at = ['rg-images', 'contosoimages', 'northeurope'] as const;
    const created = await replications.create(...at, {
      location: 'northeurope',
      regionEndpointEnabled: false,
    });
    expect(created).toMatchObject({
      location: 'northeurope',
      provisioningState: 'Succeeded',
      regionEndpointEnabled: false,
      zoneRedundancy: 'Disabled',
      status: { displayStatus: 'Syncing' },
    });
    expect(created.status?.timestamp).toBeInstanceOf(Date);
    expect((await replications.get(...at)).status?.displayStatus).toBe('Ready');
    expect(await namesOf(replications.list('rg-images', 'contosoimages'))).toEqual([
      'northeurope',
      'westeurope',
    ]);
    const updated = await replications.update(...at, { tags: { a: '1' }, regionEndpointEnabled: true });
    expect(updated).toMatchObject({
      tags: { a: '1' },
      regionEndpointEnabled: true,
      provisioningState: 'Succeeded',
    });
    await replications.delete(...at);
    expect(await refusalOf(replications.get(...at))).toBe('404 ResourceNotFound');
    await replications.delete(...at);
    await registries.delete('rg-images', 'contosoimages');
    expect(await namesOf(registries.list())).toEqual([]);
    await replications.delete(...at);
  });

  it('throws the code of a replication that an endpoint has no room for, and finds it gone', async () => {
    const { registries, replications } = clientOf();
    await registries.create('rg-images', 'contosoimages', {
      location: 'westeurope',
      sku: { name: 'Premium' },
    });
    await sdk.arm.make(network, networkBody);
    await sdk.arm.make(subnet, { properties: { addressPrefix: '10.20.1.0/29' } });
    await sdk.arm.make(endpoint, endpointBody());
    const at = ['rg-images', 'contosoimages', 'northeurope'] as const;
    await replications.create(...at, { location: 'northeurope' });
    const third = ['rg-images', 'contosoimages', 'francecentral'] as const;
    const create = replications.create(...third, { location: 'francecentral' });
    await expect(create).rejects.toThrow('InternalServerError');
    expect(await refusalOf(replications.get(...third))).toBe('404 ResourceNotFound');
    const [resource] = await collect(registries.listPrivateLinkResources('rg-images', 'contosoimages'));
    expect(resource?.properties?.requiredMembers).toEqual([
      'registry_data_northeurope',
      'registry_data_westeurope',
      'registry',
    ]);
  });

  it('finds the passwords of a token at the end of an operation, where they are drawn by one', async () => {
    const { registries, tokens } = clientOf();
    const sent = { location: 'westeurope', sku: { name: 'Premium' } };
    await registries.create('rg-images', 'contosoimages', sent);
    const tokenBody = { scopeMapId: `${registry}/scopeMaps/_repositories_pull` };
    const { id: tokenId = '' } = await tokens.create('rg-images', 'contosoimages', 'build-agent', tokenBody);
    const match = { method: 'POST', path: 'generateCredentials' };
    sdk.arm.emulator.setFaults([{ match, operation: { never: true } }]);
    const drawing = registries.generateCredentials(
      'rg-images',
      'contosoimages',
      { tokenId },
      { updateIntervalInMs: 0 },
    );
    await drawing.poll();
    const polled = sdk.arm.emulator.requests().findLast(({ path }) => path.includes('/operationResults/'));
    expect(polled?.status).toBe(202);
    sdk.arm.emulator.endOperation(`https://management.azure.com${polled?.path}`);
    const { username, passwords } = await drawing;
    expect(username).toBe('build-agent');
    expect(passwords?.map(({ value }) => value?.length)).toEqual([64, 64]);
  });

  it('approves, lists and deletes the connection of a manual endpoint', async () => {
    const client = clientOf();
    await client.registries.create('rg-images', 'contosoimages', {
      location: 'westeurope',
      sku: { name: 'Premium' },
    });
    await sdk.arm.make(network, networkBody);
    await sdk.arm.make(endpoint, endpointBody({ manual: true }));
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
    expect((await sdk.arm.get(registry)).body.properties.privateEndpointConnections).toEqual([]);
  });
});
