import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { NetworkManagementClient } from '@azure/arm-network';
import { describe, expect, it } from 'vitest';
import {
  endpointBody,
  group,
  identity,
  network,
  networkBody,
  registry,
  registryBody,
  subscription,
} from '../../emulator/arm.ts';
import { collect, credential, expectLoud, judged, type Lacking, refusalOf } from './client.ts';

const sdk = judged({ pageSize: 1 });
const clientOf = () => new AuthorizationManagementClient(credential, subscription, sdk.options);

const WHOLE = `/subscriptions/${subscription}`;
const PULL = '/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d';
const ONE = 'aaaaaaaa-0000-4000-a000-000000000001';
const TWO = 'aaaaaaaa-0000-4000-a000-000000000002';

/** What lets the identity `puller` pull from the registry, both of which it makes. */
async function pullGrant() {
  await sdk.arm.make(registry, registryBody);
  const { body } = await sdk.arm.put(identity, { location: 'westeurope' });
  const principalId: string = body.properties.principalId;
  return { roleDefinitionId: `${WHOLE}${PULL}`, principalId, principalType: 'ServicePrincipal' };
}

describe('AuthorizationManagementClient, role assignments', () => {
  it('creates, reads, changes and deletes one on a registry', async () => {
    const { roleAssignments } = clientOf();
    const grant = await pullGrant();
    const created = await roleAssignments.create(registry, ONE, grant);
    expect(created).toMatchObject({ ...grant, name: ONE, scope: registry });
    expect(created.createdOn).toBeInstanceOf(Date);
    expect(await roleAssignments.get(registry, ONE)).toMatchObject({ ...grant, id: created.id });
    const described = await roleAssignments.createById(created.id ?? '', { ...grant, description: 'builds' });
    expect(described).toMatchObject({ ...grant, description: 'builds' });
    expect(await roleAssignments.getById(created.id ?? '')).toMatchObject({ description: 'builds' });
    expect(await roleAssignments.delete(registry, ONE)).toMatchObject({ id: created.id });
    expect(await roleAssignments.delete(registry, ONE)).toEqual({});
    expect(await refusalOf(roleAssignments.get(registry, ONE))).toBe('404 RoleAssignmentNotFound');
  });

  it('lists them at each kind of scope, with and without a filter', async () => {
    const { roleAssignments } = clientOf();
    const grant = await pullGrant();
    await roleAssignments.create(group, ONE, grant);
    await roleAssignments.create(registry, TWO, grant);
    const filter = `principalId eq '${grant.principalId}'`;
    const lists = [
      roleAssignments.listForSubscription(),
      roleAssignments.listForSubscription({ filter: 'atScope()' }),
      roleAssignments.listForResourceGroup('rg-images', { filter: 'atScope()' }),
      roleAssignments.listForResource(
        'rg-images',
        'Microsoft.ContainerRegistry',
        'registries',
        'contosoimages',
      ),
      roleAssignments.listForScope(registry, { filter }),
    ];
    const names = await Promise.all(lists.map(async (list) => (await collect(list)).map(({ name }) => name)));
    expect(names).toEqual([[TWO, ONE].sort(), [], [ONE], [ONE, TWO], [ONE, TWO]]);
  });

  it('is told the codes that tell a caller what to do', async () => {
    const { roleAssignments } = clientOf();
    const { principalType, ...untyped } = await pullGrant();
    const typed = { ...untyped, principalType };
    const sent = (scope: string, name: string, grant: typeof untyped) =>
      refusalOf(roleAssignments.create(scope, name, grant));
    expect(await sent(registry, ONE, untyped)).toBe('400 PrincipalNotFound');
    await roleAssignments.create(registry, ONE, typed);
    expect(await sent(registry, TWO, typed)).toBe('409 RoleAssignmentExists');
    expect(await sent(registry, ONE, { ...typed, principalId: TWO })).toBe(
      '400 RoleAssignmentUpdateNotPermitted',
    );
    expect(await sent(`${registry}2`, TWO, typed)).toBe('404 ResourceNotFound');
  });
});

describe('AuthorizationManagementClient, permissions', () => {
  const reader = { actions: ['*/read'], notActions: ['Microsoft.Network/*'] };
  const owner = { actions: ['*'], notActions: [] };

  it('lists what the caller may do in a group, and on a registry in it', async () => {
    const { permissions } = clientOf();
    sdk.arm.emulator.setPermissions([
      { scope: WHOLE, ...reader },
      { scope: registry, ...owner },
    ]);
    expect(await collect(permissions.listForResourceGroup('rg-images'))).toEqual([
      expect.objectContaining(reader),
    ]);
    const onRegistry = permissions.listForResource(
      'rg-images',
      'Microsoft.ContainerRegistry',
      '',
      'registries',
      'contosoimages',
    );
    expect(await collect(onRegistry)).toEqual([reader, owner].map((set) => expect.objectContaining(set)));
  });

  it('is refused what the caller may not do, here and on what it would join', async () => {
    const { roleAssignments } = clientOf();
    const grant = await pullGrant();
    await sdk.arm.make(network, networkBody);
    sdk.arm.emulator.setPermissions([
      { ...owner, scope: WHOLE, notActions: ['Microsoft.Authorization/*/write', '*/join/action'] },
    ]);
    expect(await refusalOf(roleAssignments.create(registry, ONE, grant))).toBe('403 AuthorizationFailed');
    const { privateEndpoints } = new NetworkManagementClient(credential, subscription, sdk.options);
    const { location, properties } = endpointBody();
    const create = privateEndpoints.beginCreateOrUpdateAndWait('rg-images', 'images-hub', {
      location,
      ...properties,
    });
    expect(await refusalOf(create)).toBe('403 LinkedAuthorizationFailed');
  });
});

describe('AuthorizationManagementClient, what the emulator has not', () => {
  const lacking = ({ roleDefinitions, roleAssignments, denyAssignments }: AuthorizationManagementClient) =>
    [
      ['Microsoft.Authorization/roleDefinitions', () => roleDefinitions.list(WHOLE)],
      ['asTarget()', () => roleAssignments.listForSubscription({ filter: 'asTarget()' })],
      ['Microsoft.Authorization/denyAssignments', () => denyAssignments.listForScope(WHOLE)],
    ] satisfies readonly Lacking[];

  it('answers 501 and names itself', async () => {
    for (const [names, call] of lacking(clientOf())) await expectLoud(call(), names);
  });
});
