import { describe, expect, it } from 'vitest';
import { InvalidControl, type Permission } from '../../src/emulator/index.ts';
import {
  type Arm,
  createArm,
  endpoint,
  endpointBody,
  group,
  identity,
  link,
  linkBody,
  makePrivatePath,
  network,
  networkBody,
  pollUrlOf,
  registry,
  registryBody,
  type Seen,
  subnet,
  subscription,
  zone,
  zoneBody,
  zoneGroup,
  zoneGroupBody,
} from './arm.ts';

const whole = `/subscriptions/${subscription}`;
const everything: Permission = { scope: '/', actions: ['*'] };
const allBut = (...notActions: readonly string[]): Permission => ({ ...everything, notActions });

async function armWith(...permissions: readonly Permission[]): Promise<Arm> {
  const arm = createArm();
  await makePrivatePath(arm);
  await arm.put(identity, { location: 'westeurope' });
  arm.emulator.setPermissions(permissions);
  return arm;
}

function codeOf({ status, body }: Seen): string {
  return body?.error ? `${status} ${body.error.code}` : String(status);
}

describe('a call without permission', () => {
  it.each([
    ['GET', registry, 'Microsoft.ContainerRegistry/registries/read', registry],
    ['HEAD', registry, 'Microsoft.ContainerRegistry/registries/read', registry],
    ['PUT', subnet, 'Microsoft.Network/virtualNetworks/subnets/write', subnet],
    ['PATCH', zone, 'Microsoft.Network/privateDnsZones/write', zone],
    ['DELETE', `${zone}/A/www`, 'Microsoft.Network/privateDnsZones/A/delete', `${zone}/A/www`],
    ['GET', group, 'Microsoft.Resources/subscriptions/resourceGroups/read', group],
    ['DELETE', group, 'Microsoft.Resources/subscriptions/resourceGroups/delete', group],
    ['GET', `${group}/resources`, 'Microsoft.Resources/subscriptions/resourceGroups/resources/read', group],
    ['GET', `${whole}/locations`, 'Microsoft.Resources/subscriptions/locations/read', whole],
    [
      'GET',
      network.replace(/\/hub$/, ''),
      'Microsoft.Network/virtualNetworks/read',
      `${group}/providers/Microsoft.Network`,
    ],
    ['GET', `${network}/subnets`, 'Microsoft.Network/virtualNetworks/subnets/read', network],
    ['GET', `${zone}/ALL`, 'Microsoft.Network/privateDnsZones/ALL/read', zone],
    ['GET', `${registry}/listUsages`, 'Microsoft.ContainerRegistry/registries/listUsages/read', registry],
    [
      'GET',
      `${network}/CheckIPAddressAvailability`,
      'Microsoft.Network/virtualNetworks/CheckIPAddressAvailability/read',
      network,
    ],
    [
      'POST',
      `${registry}/importImage`,
      'Microsoft.ContainerRegistry/registries/importImage/action',
      registry,
    ],
    [
      'POST',
      `${whole}/providers/Microsoft.ContainerRegistry/checkNameAvailability`,
      'Microsoft.ContainerRegistry/checkNameAvailability/read',
      `${whole}/providers/Microsoft.ContainerRegistry`,
    ],
    [
      'GET',
      `${whole}/providers/Microsoft.Network/locations/westeurope/checkDnsNameAvailability`,
      'Microsoft.Network/locations/checkDnsNameAvailability/read',
      `${whole}/providers/Microsoft.Network/locations/westeurope`,
    ],
    ['GET', whole, 'Microsoft.Resources/subscriptions/read', whole],
    ['GET', `${whole}/providers`, 'Microsoft.Resources/subscriptions/providers/read', whole],
    [
      'GET',
      `${whole}/providers/Microsoft.Network`,
      'Microsoft.Resources/subscriptions/providers/read',
      whole,
    ],
    ['POST', `${whole}/providers/Microsoft.Network/register`, 'Microsoft.Network/register/action', whole],
    [
      'PUT',
      `${registry}/providers/Microsoft.Authorization/roleAssignments/x`,
      'Microsoft.Authorization/roleAssignments/write',
      `${registry}/providers/Microsoft.Authorization/roleAssignments/x`,
    ],
    [
      'GET',
      `${registry}/providers/Microsoft.Authorization/roleAssignments`,
      'Microsoft.Authorization/roleAssignments/read',
      `${registry}/providers/Microsoft.Authorization`,
    ],
    [
      'GET',
      `${group}/providers/Microsoft.Authorization/permissions`,
      'Microsoft.Authorization/permissions/read',
      `${group}/providers/Microsoft.Authorization`,
    ],
  ])('%s %s lacks %s', async (method, url, action, scope) => {
    const arm = await armWith(allBut(action));
    const refused = await arm.send(method, url);
    expect(refused).toMatchObject({ status: 403, headers: { 'x-ms-failure-cause': 'gateway' } });
    const { code, message } = refused.body.error;
    expect(code).toBe('AuthorizationFailed');
    expect(message).toMatch(/^The client '([0-9a-f-]{36})' with object id '\1' does not have authorization/);
    expect(message).toContain(`to perform action '${action}' over scope '${scope}' or the scope is invalid.`);
    arm.emulator.setPermissions([everything]);
    expect((await arm.send(method, url)).status).not.toBe(403);
  });

  it('is refused before anybody says whether the thing is there', async () => {
    const arm = await armWith({ scope: registry, actions: ['*'] });
    expect(codeOf(await arm.get(registry))).toBe('200');
    expect(codeOf(await arm.get(`${registry}/agentPools`))).toBe('501 EmulatorNotImplemented');
    expect(codeOf(await arm.get(`${registry}2`))).toBe('403 AuthorizationFailed');
    expect(codeOf(await arm.get(`${group}-none`))).toBe('403 AuthorizationFailed');
  });

  it('to a poll address is refused where the operation stands below an object or a group', async () => {
    const arm = await armWith(
      allBut('*/operationStatuses/read', '*/privateDnsOperationStatuses/read', '*/operations/read'),
    );
    const polled = async (started: Seen) => codeOf(await arm.send('GET', pollUrlOf(started) ?? ''));
    const slow = { identity: { type: 'SystemAssigned' } };
    expect(await polled(await arm.patch(registry, slow))).toBe('403 AuthorizationFailed');
    expect(await polled(await arm.put(zone, zoneBody))).toBe('403 AuthorizationFailed');
    expect(await polled(await arm.put(`${network}2`, networkBody))).toBe('200');
  });
});

describe('a set of permissions', () => {
  const check = async (action: string, set: Omit<Permission, 'scope'>, expected: boolean) => {
    const [method, id] = action.endsWith('/read')
      ? (['GET', registry] as const)
      : (['DELETE', `${registry}2`] as const);
    const arm = await armWith({ scope: group, ...set });
    expect((await arm.send(method, id)).status !== 403).toBe(expected);
  };
  const read = 'Microsoft.ContainerRegistry/registries/read';
  const remove = 'Microsoft.ContainerRegistry/registries/delete';

  it.each<[string, string, Omit<Permission, 'scope'>, boolean]>([
    ['allows what it names, in any case', read, { actions: [read.toUpperCase()] }, true],
    ['allows nothing else', remove, { actions: [read] }, false],
    ['spans segments with a wildcard', read, { actions: ['*/read'] }, true],
    ['spans segments within a namespace', read, { actions: ['Microsoft.ContainerRegistry/*'] }, true],
    ['takes a dot for a dot', read, { actions: ['MicrosoftxContainerRegistry/*'] }, false],
    ['matches the whole action', read, { actions: ['Microsoft.ContainerRegistry/registries'] }, false],
    ['takes its notActions away', remove, { actions: ['*'], notActions: ['*/delete'] }, false],
    ['keeps the rest', read, { actions: ['*'], notActions: ['*/delete'] }, true],
  ])('%s', async (_, action, set, expected) => check(action, set, expected));

  it('denies nothing that another set allows', async () => {
    const arm = await armWith(allBut('*/read'), { scope: registry, actions: ['*/read'] });
    expect(codeOf(await arm.get(registry))).toBe('200');
    expect(codeOf(await arm.get(network))).toBe('403 AuthorizationFailed');
  });

  it.each([
    ['the object itself', registry, true],
    ['its group, in another case', group.toUpperCase(), true],
    ['the subscription', whole, true],
    ['all subscriptions', '/subscriptions', true],
    ['a name that only begins alike', registry.slice(0, -1), false],
    ['another object', network, false],
  ])('counts at %s', async (_, scope, expected) => {
    const arm = await armWith({ scope, actions: ['*'] });
    expect((await arm.get(registry)).status).toBe(expected ? 200 : 403);
  });

  it.each([
    [{}, 'must be {"permissions"'],
    [{ permissions: [{ scope: '/' }] }, 'permissions[0].actions must be a list of strings'],
    [{ permissions: [{ actions: [] }] }, 'permissions[0].scope must be a string'],
    [{ permissions: [{ scope: '/', actions: [7] }] }, 'permissions[0].actions[0] must be a string'],
    [{ permissions: [{ scope: '/', actions: [], principal: 'x' }] }, "unknown member 'principal'"],
  ])('is refused with its place: %j', async (document, message) => {
    const arm = createArm();
    const url = 'https://management.azure.com/_emulator/permissions';
    const answer = await arm.send('POST', url, document);
    expect(codeOf(answer)).toBe('400 InvalidControlRequest');
    expect(answer.body.error.message).toContain(message);
  });

  it('is set at the start, by control path or in process, and replaces the one before', async () => {
    const arm = createArm({ permissions: [] });
    expect((await arm.put(group, { location: 'westeurope' })).status).toBe(403);
    const url = 'https://management.azure.com/_emulator/permissions';
    expect((await arm.send('POST', url, { permissions: [everything] })).status).toBe(200);
    expect((await arm.put(group, { location: 'westeurope' })).status).toBe(201);
    arm.emulator.setPermissions([]);
    expect((await arm.get(group)).status).toBe(403);
    const stray = [{ scope: '/', actions: ['*'], everywhere: true }];
    expect(() => arm.emulator.setPermissions(stray)).toThrow(InvalidControl);
  });
});

describe('what the caller may do', () => {
  it('is answered at a scope by the sets of that scope and of those above it', async () => {
    const own = { actions: ['Microsoft.Authorization/permissions/read'], notActions: ['*/delete'] };
    const arm = await armWith(
      { scope: whole, ...own },
      { scope: group, actions: ['*/read'] },
      { scope: registry, actions: ['Microsoft.ContainerRegistry/*'] },
    );
    const at = async (scope: string) =>
      (await arm.get(`${scope}/providers/Microsoft.Authorization/permissions`)).body.value;
    const none = { notActions: [], dataActions: [], notDataActions: [] };
    expect(await at(whole)).toEqual([{ ...none, ...own }]);
    expect(await at(group)).toHaveLength(2);
    expect(await at(registry)).toEqual([
      { ...none, ...own },
      { ...none, actions: ['*/read'] },
      { ...none, actions: ['Microsoft.ContainerRegistry/*'] },
    ]);
    expect(await at(network)).toHaveLength(2);
  });
});

describe('a list of the whole subscription', () => {
  it.each([
    ['groups', `${whole}/resourceGroups`, group],
    ['registries', `${whole}/providers/Microsoft.ContainerRegistry/registries`, registry],
  ])('shows only those %s that the caller may read', async (_, list, mine) => {
    const arm = await armWith(everything);
    await arm.make(`${group}-other`, { location: 'westeurope' });
    await arm.make(
      registry.replace('rg-images', 'rg-images-other').replace('contosoimages', 'contosobase'),
      registryBody,
    );
    const count = async () => (await arm.get(list)).body.value.length;
    expect(await count()).toBe(2);
    arm.emulator.setPermissions([{ scope: mine, actions: ['*/read'] }]);
    expect(await count()).toBe(1);
    arm.emulator.setPermissions([]);
    expect(await count()).toBe(0);
  });

  it('shows of all resources only those that the caller may read', async () => {
    const arm = await armWith({ scope: whole, actions: ['Microsoft.Network/*/read'] });
    const types = async (scope: string): Promise<string[]> =>
      (await arm.get(`${scope}/resources`)).body.value.map(
        ({ type }: { type: string }) => type.split('/')[0],
      );
    expect(new Set(await types(whole))).toEqual(new Set(['Microsoft.Network']));
    arm.emulator.setPermissions([everything]);
    expect(new Set(await types(whole))).toEqual(
      new Set(['Microsoft.Network', 'Microsoft.ContainerRegistry', 'Microsoft.ManagedIdentity']),
    );
  });
});

describe('a list of role assignments', () => {
  const assignments = (scope: string) => `${scope}/providers/Microsoft.Authorization/roleAssignments`;
  const read = ['Microsoft.Authorization/roleAssignments/read'];

  it('shows what is inherited to who may read it at its scope, and shrinks at the subscription', async () => {
    const arm = await armWith(everything);
    const grant = (n: number) => ({
      properties: {
        roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/aaaaaaaa-0000-4000-a000-00000000000${n}`,
        principalId: 'dddddddd-0000-4000-a000-000000000000',
        principalType: 'ServicePrincipal',
      },
    });
    await arm.put(`${assignments(group)}/aaaaaaaa-0000-4000-a000-000000000001`, grant(1));
    await arm.put(`${assignments(registry)}/aaaaaaaa-0000-4000-a000-000000000002`, grant(2));
    const count = async (scope: string) => (await arm.get(assignments(scope))).body.value.length;
    arm.emulator.setPermissions([{ scope: registry, actions: read }]);
    expect(await count(registry)).toBe(2);
    expect(await count(whole)).toBe(1);
    expect(codeOf(await arm.get(assignments(group)))).toBe('403 AuthorizationFailed');
  });
});

describe('a write that joins another object', () => {
  const assigned = {
    ...registryBody,
    identity: { type: 'UserAssigned', userAssignedIdentities: { [identity]: {} } },
  };
  const routes = `${group}/providers/Microsoft.Network/routeTables/hub`;
  const gateway = `${group}/providers/Microsoft.Network/natGateways/hub`;
  it.each([
    ['a subnet', endpoint, endpointBody(), 'Microsoft.Network/virtualNetworks/subnets/join/action', subnet],
    ['a zone', zoneGroup, zoneGroupBody, 'Microsoft.Network/privateDnsZones/join/action', zone],
    [
      'the route table of a subnet',
      subnet,
      { properties: { addressPrefix: '10.20.1.0/24', routeTable: { id: routes } } },
      'Microsoft.Network/routeTables/join/action',
      routes,
    ],
    [
      'the gateway of a subnet in a network',
      network,
      {
        ...networkBody,
        properties: {
          ...networkBody.properties,
          subnets: [
            { name: 'endpoints', properties: { addressPrefix: '10.20.1.0/24', natGateway: { id: gateway } } },
          ],
        },
      },
      'Microsoft.Network/natGateways/join/action',
      gateway,
    ],
    ['a network', link, linkBody, 'Microsoft.Network/virtualNetworks/join/action', network],
    [
      'an identity',
      registry,
      assigned,
      'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action',
      identity,
    ],
  ])('needs permission on %s', async (_, id, body, action, linked) => {
    const arm = await armWith(allBut(action));
    const before = (await arm.get(id)).body;
    const refused = await arm.put(id, body);
    expect(codeOf(refused)).toBe('403 LinkedAuthorizationFailed');
    expect(refused.body.error.message).toContain(`/write' on scope '${id}'; however`);
    expect(refused.body.error.message).toContain(
      `to perform action '${action}' on the linked scope(s) '${linked}' or the linked scope(s) are invalid.`,
    );
    expect((await arm.get(id)).body).toEqual(before);
    arm.emulator.setPermissions([allBut(action), { scope: linked, actions: [action] }]);
    expect((await arm.put(id, body)).status).toBeLessThan(300);
  });

  it.each([
    ['virtualNetworks/subnets', subnet],
    ['networkSecurityGroups', `${group}/providers/Microsoft.Network/networkSecurityGroups/guard`],
    ['publicIPAddresses', `${group}/providers/Microsoft.Network/publicIPAddresses/front`],
  ])('is refused as an interface that may not join %s', async (kind, linked) => {
    const location = 'westeurope';
    const network = `${group}/providers/Microsoft.Network`;
    const arm = await armWith(everything);
    const [guard, front] = [`${network}/networkSecurityGroups/guard`, `${network}/publicIPAddresses/front`];
    for (const id of [guard, front]) await arm.make(id, { location });
    const properties = { subnet: { id: subnet }, publicIPAddress: { id: front } };
    const nicBody = {
      location,
      properties: { ipConfigurations: [{ name: 'ip', properties }], networkSecurityGroup: { id: guard } },
    };
    const action = `Microsoft.Network/${kind}/join/action`;
    arm.emulator.setPermissions([allBut(action)]);
    const refused = await arm.put(`${network}/networkInterfaces/web`, nicBody);
    expect(codeOf(refused)).toBe('403 LinkedAuthorizationFailed');
    expect(refused.body.error.message).toContain(`'${action}' on the linked scope(s) '${linked}'`);
    arm.emulator.setPermissions([allBut(action), { scope: linked, actions: [action] }]);
    expect((await arm.put(`${network}/networkInterfaces/web`, nicBody)).status).toBe(201);
  });

  it('names all that it may not join, and needs nothing for what it lets go', async () => {
    const arm = await armWith(allBut('*/assign/action'));
    const patch = (ids: Readonly<Record<string, unknown>>) =>
      arm.patch(registry, { identity: { type: 'UserAssigned', userAssignedIdentities: ids } });
    const { message } = (await patch({ [identity]: {}, [`${identity}2`]: {} })).body.error;
    expect(message).toContain(`'${identity},${identity}2'`);
    expect((await patch({ [identity]: null })).status).toBe(201);
  });
});

describe('an endpoint of a caller who may not approve it', () => {
  const approval = 'Microsoft.ContainerRegistry/registries/privateEndpointConnectionsApproval/action';

  it('waits for approval on both sides though its own operation succeeded', async () => {
    const arm = createArm({ permissions: [allBut(approval)] });
    await makePrivatePath(arm);
    const { properties } = (await arm.get(endpoint)).body;
    expect(properties).toMatchObject({
      provisioningState: 'Succeeded',
      customDnsConfigs: [],
      manualPrivateLinkServiceConnections: [],
      privateLinkServiceConnections: [
        { properties: { privateLinkServiceConnectionState: { status: 'Pending', description: '' } } },
      ],
    });
    const [connection] = (await arm.get(registry)).body.properties.privateEndpointConnections;
    expect(connection.properties.privateLinkServiceConnectionState).toEqual({ status: 'Pending' });
    await arm.make(connection.id, {
      properties: { privateLinkServiceConnectionState: { status: 'Approved', description: 'fine' } },
    });
    expect((await arm.get(endpoint)).body.properties.customDnsConfigs).toHaveLength(2);
  });

  it('is approved by a permission on the registry alone', async () => {
    const arm = createArm({ permissions: [allBut(approval), { scope: registry, actions: [approval] }] });
    await makePrivatePath(arm);
    const [connection] = (await arm.get(endpoint)).body.properties.privateLinkServiceConnections;
    expect(connection.properties.privateLinkServiceConnectionState.status).toBe('Approved');
  });
});
