import { describe, expect, it } from 'vitest';
import { type Arm, createArm, group, identity, registry, registryBody } from './arm.ts';

const body = { location: 'westeurope' };

async function withGroup(): Promise<Arm> {
  const arm = createArm();
  await arm.make(group, body);
  return arm;
}

describe('a user-assigned identity', () => {
  it('is made at once, with a Location that is its own id and no address to poll', async () => {
    const arm = await withGroup();
    const made = await arm.put(identity, { ...body, tags: { owner: 'platform' } });
    const id = identity.replace('/resourceGroups/', '/resourcegroups/');
    expect(made).toMatchObject({
      status: 201,
      headers: { location: id },
      body: { id, name: 'puller', location: 'westeurope', tags: { owner: 'platform' } },
    });
    expect((await arm.get(identity)).body).toEqual(made.body);
  });

  it('keeps its principal through every write, and draws a new one when it is made again', async () => {
    const arm = await withGroup();
    const { properties } = (await arm.put(identity, body)).body;
    expect(properties.principalId).not.toBe(properties.clientId);
    const again = await arm.put(identity, { location: 'West Europe', tags: { a: 'b' } });
    expect(again).toMatchObject({ status: 200, body: { tags: { a: 'b' }, properties } });
    const patched = await arm.patch(identity, { properties: { isolationScope: 'Regional' } });
    expect(patched.body).toMatchObject({
      tags: { a: 'b' },
      properties: { ...properties, isolationScope: 'Regional' },
    });
    expect((await arm.put(identity, body)).body).toMatchObject({ tags: {}, properties });
    expect((await arm.remove(identity)).status).toBe(200);
    expect((await arm.put(identity, body)).body.properties.principalId).not.toBe(properties.principalId);
  });

  it('is gone after a deletion, which may be asked for twice', async () => {
    const arm = await withGroup();
    await arm.put(identity, body);
    expect(await arm.remove(identity)).toMatchObject({ status: 200, body: undefined });
    expect((await arm.remove(identity)).status).toBe(204);
    expect((await arm.get(identity)).body.error.code).toBe('ResourceNotFound');
  });

  it.each([
    ['a location it does not have', identity, {}, 400],
    ['another location', identity, { location: 'northeurope' }, 409],
    ['a name that begins with a hyphen', identity.replace('puller', '-puller'), body, 400],
    ['a name of two letters', identity.replace('puller', 'me'), body, 400],
    ['a name with a dot', identity.replace('puller', 'pull.er'), body, 400],
  ])('is refused %s', async (_, id, sent, status) => {
    const arm = await withGroup();
    await arm.put(identity, body);
    expect((await arm.put(id, sent)).status).toBe(status);
  });
});

describe('the identity of a registry', () => {
  const assigned = (ids: Readonly<Record<string, unknown>>) => ({
    identity: { type: 'UserAssigned', userAssignedIdentities: ids },
  });

  it('answers the principal and the client of the identity, under the key as it was sent', async () => {
    const arm = await withGroup();
    const { principalId, clientId } = (await arm.put(identity, body)).body.properties;
    const key = identity.toUpperCase();
    const made = await arm.make(registry, { ...registryBody, ...assigned({ [key]: {} }) });
    expect(made.body.identity).toEqual({
      type: 'userAssigned',
      userAssignedIdentities: { [key]: { principalId, clientId } },
    });
  });

  it('cannot be one that is not there', async () => {
    const arm = await withGroup();
    const refused = await arm.put(registry, { ...registryBody, ...assigned({ [identity]: {} }) });
    expect(refused).toMatchObject({ status: 400, body: { error: { code: 'FailedIdentityOperation' } } });
    expect(refused.body.error.message).toContain(`Resource '${identity}' was not found.`);
    expect((await arm.get(registry)).status).toBe(404);
    await arm.make(registry, registryBody);
    expect((await arm.patch(registry, assigned({ [registry]: {} }))).body.error.code).toBe(
      'FailedIdentityOperation',
    );
  });

  it('grows by a PATCH, which takes away what is null whatever its casing', async () => {
    const arm = await withGroup();
    const second = `${identity}2`;
    await arm.put(identity, body);
    await arm.put(second, body);
    await arm.make(registry, { ...registryBody, ...assigned({ [identity]: {} }) });
    const keysAfter = async (ids: Readonly<Record<string, unknown>>) => {
      await arm.finish(await arm.patch(registry, assigned(ids)));
      return Object.keys((await arm.get(registry)).body.identity.userAssignedIdentities);
    };
    expect(await keysAfter({ [second]: {} })).toEqual([identity, second]);
    expect(await keysAfter({ [identity.toLowerCase()]: null })).toEqual([second]);
    expect(await keysAfter({ [second.toUpperCase()]: {} })).toEqual([second.toUpperCase()]);
  });

  it('outlives the identity itself, whose ids it keeps', async () => {
    const arm = await withGroup();
    await arm.put(identity, body);
    const { body: before } = await arm.make(registry, { ...registryBody, ...assigned({ [identity]: {} }) });
    expect((await arm.remove(identity)).status).toBe(200);
    await arm.finish(await arm.patch(registry, { tags: { a: 'b' } }));
    expect((await arm.get(registry)).body.identity).toEqual(before.identity);
  });
});
