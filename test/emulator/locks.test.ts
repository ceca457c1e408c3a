import { describe, expect, it } from 'vitest';
import {
  type Arm,
  createArm,
  endpoint,
  group,
  makePrivatePath,
  network,
  networkBody,
  registry,
  registryBody,
  type Seen,
  subnet,
  subscription,
} from './arm.ts';
import { plane, vault, withVault } from './vault.ts';

const whole = `/subscriptions/${subscription}`;
const at = (scope: string, name = 'keep') => `${scope}/providers/Microsoft.Authorization/locks/${name}`;
const lock = (level: string, notes?: string) => ({ properties: { level, notes } });
const grant = `${registry}/providers/Microsoft.Authorization/roleAssignments/aaaaaaaa-0000-4000-a000-000000000001`;
const tags = { ...registryBody, tags: { team: 'images' } };

async function withRegistry(): Promise<Arm> {
  const arm = createArm();
  await arm.make(group, { location: 'westeurope' });
  await arm.make(registry, registryBody);
  return arm;
}

function codeOf({ status, body }: Seen): string {
  return body?.error ? `${status} ${body.error.code}` : String(status);
}

describe('a lock', () => {
  it('is there at once, and reads back as the service spells it', async () => {
    const arm = await withRegistry();
    const made = await arm.put(at(registry), lock('CanNotDelete'));
    const shown = {
      properties: { level: 'CanNotDelete' },
      id: at(registry).replace('resourceGroups', 'resourcegroups'),
      type: 'Microsoft.Authorization/locks',
      name: 'keep',
    };
    expect(made).toMatchObject({ status: 201, body: shown });
    expect((await arm.get(at(registry))).body).toEqual(shown);
    const again = await arm.put(at(registry), lock('ReadOnly', 'for the audit'));
    expect(again).toMatchObject({
      status: 200,
      body: { properties: { level: 'ReadOnly', notes: 'for the audit' } },
    });
    expect(await arm.remove(at(registry))).toMatchObject({ status: 200, body: undefined });
    expect((await arm.remove(at(registry))).status).toBe(204);
    expect(codeOf(await arm.get(at(registry)))).toBe('404 LockNotFound');
    expect((await arm.put(at(group), lock('ReadOnly'))).body.id).toBe(at(group));
  });

  it.each([
    ['no level', 'keep', { properties: {} }],
    ['a level of its own', 'keep', lock('Never')],
    ['long notes', 'keep', lock('ReadOnly', 'x'.repeat(513))],
    ['a name with a colon', 'keep:it', lock('ReadOnly')],
  ])('is refused with %s', async (_, name, body) => {
    const arm = await withRegistry();
    expect(codeOf(await arm.put(at(registry, name), body))).toBe('400 BadRequest');
  });

  it('hangs on what is there, and is listed where it counts', async () => {
    const arm = await withRegistry();
    await arm.put(at(registry, 'inner'), lock('CanNotDelete'));
    await arm.put(at(group, 'outer'), lock('CanNotDelete'));
    const namesAt = async (scope: string, query = '') => {
      const { body } = await arm.get(`${at(scope, '').slice(0, -1)}${query}`);
      return body.value.map(({ name }: { readonly name: string }) => name).toSorted();
    };
    expect(await namesAt(whole)).toEqual(['inner', 'outer']);
    expect(await namesAt(group, '?$filter=atScope()')).toEqual(['outer']);
    expect(await namesAt(registry)).toEqual(['inner', 'outer']);
    expect(codeOf(await arm.put(at(`${registry}2`), lock('ReadOnly')))).toBe('404 ResourceNotFound');
  });
});

describe('CanNotDelete', () => {
  it.each([
    ['the registry', registry],
    ['its group', group],
    ['its subscription', whole],
  ])('at %s keeps the registry, and lets it be changed', async (_, scope) => {
    const arm = await withRegistry();
    await arm.put(at(scope), lock('CanNotDelete'));
    const refused = await arm.remove(registry);
    expect(codeOf(refused)).toBe('409 ScopeLocked');
    const locked = scope === registry ? scope.replace('resourceGroups', 'resourcegroups') : scope;
    expect(refused.body.error.message).toBe(
      `The scope '${registry}' cannot perform delete operation because following scope(s) are locked: '${locked}'. Please remove the lock and try again.`,
    );
    expect((await arm.put(registry, tags)).status).toBe(200);
    expect((await arm.send('POST', `${registry}/listCredentials`)).status).toBe(400);
    await arm.remove(at(scope));
    expect((await arm.remove(registry)).status).toBe(200);
  });

  it('at one object keeps all that it would go with', async () => {
    const arm = await withRegistry();
    await arm.make(network, networkBody);
    await arm.put(at(subnet), lock('CanNotDelete'));
    for (const id of [subnet, network, group]) expect(codeOf(await arm.remove(id))).toBe('409 ScopeLocked');
    expect((await arm.remove(registry)).status).toBe(200);
    expect((await arm.get(group)).body.properties.provisioningState).toBe('Succeeded');
  });

  it('keeps what hangs on the scope, but for locks', async () => {
    const arm = await withRegistry();
    const role = '/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d';
    const principalId = 'dddddddd-0000-4000-a000-000000000000';
    await arm.put(grant, {
      properties: { roleDefinitionId: role, principalId, principalType: 'ServicePrincipal' },
    });
    await arm.put(at(registry), lock('CanNotDelete'));
    await arm.put(at(registry, 'second'), lock('ReadOnly'));
    expect(codeOf(await arm.remove(grant))).toBe('409 ScopeLocked');
    expect((await arm.remove(at(registry, 'second'))).status).toBe(200);
    expect((await arm.remove(at(registry))).status).toBe(200);
    expect((await arm.remove(grant)).status).toBe(200);
  });

  it('at a registry keeps the endpoints that lead to it, which shows only in the end', async () => {
    const arm = createArm();
    await makePrivatePath(arm);
    await arm.put(at(registry), lock('CanNotDelete'));
    const started = await arm.remove(endpoint);
    expect(started.status).toBe(202);
    const end = await arm.send('GET', started.headers['azure-asyncoperation'] ?? '');
    expect(end.body).toMatchObject({ status: 'Failed', error: { code: 'ScopeLocked' } });
    expect(end.body.error.message).toContain('Call to Microsoft.ContainerRegistry/registries failed.');
    expect((await arm.get(endpoint)).body.properties.provisioningState).toBe('Failed');
    expect((await arm.get(registry)).body.properties.privateEndpointConnections).toHaveLength(1);
    await arm.remove(at(registry));
    await arm.finish(await arm.remove(endpoint));
    expect(codeOf(await arm.get(endpoint))).toBe('404 ResourceNotFound');
  });
});

describe('ReadOnly', () => {
  it.each([
    ['a write', 'PUT', registry],
    ['a change', 'PATCH', registry],
    ['the write of a child', 'PUT', `${registry}/scopeMaps/pull-images`],
    ['the write of a grant', 'PUT', grant],
    ['a look at passwords', 'POST', `${registry}/listCredentials`],
    ['drawing passwords', 'POST', `${registry}/generateCredentials`],
    ['a deletion', 'DELETE', registry],
  ])('keeps %s away, and lets everything be read', async (_, method, id) => {
    const arm = await withRegistry();
    await arm.put(at(group), lock('ReadOnly'));
    const refused = await arm.send(method, id, method === 'DELETE' ? undefined : tags);
    expect(codeOf(refused)).toBe('409 ScopeLocked');
    expect(refused.body.error.message).toContain(
      method === 'DELETE' ? 'delete operation' : 'write operation',
    );
    expect((await arm.get(registry)).status).toBe(200);
    expect((await arm.get(`${registry}/scopeMaps`)).status).toBe(200);
    expect((await arm.get(registry)).body.tags).toEqual({});
  });

  it('of a group keeps its tags, and new objects out of it', async () => {
    const arm = await withRegistry();
    await arm.put(at(group), lock('ReadOnly'));
    expect(codeOf(await arm.patch(group, { tags: {} }))).toBe('409 ScopeLocked');
    expect(codeOf(await arm.put(network, networkBody))).toBe('409 ScopeLocked');
    expect((await arm.put(`${group}-other`, { location: 'westeurope' })).status).toBe(201);
  });

  it('of a vault keeps nothing that is in it', async () => {
    const arm = await withVault();
    await arm.put(at(vault), lock('ReadOnly'));
    expect((await plane(arm, 'PUT', '/secrets/images', { value: 'worthless' })).status).toBe(200);
    expect(codeOf(await arm.patch(vault, { tags: {} }))).toBe('409 ScopeLocked');
  });

  it('is asked only after permissions', async () => {
    const arm = await withRegistry();
    await arm.put(at(group), lock('ReadOnly'));
    arm.emulator.setPermissions([{ scope: '/', actions: ['*/read'] }]);
    expect(codeOf(await arm.put(registry, tags))).toBe('403 AuthorizationFailed');
  });
});
