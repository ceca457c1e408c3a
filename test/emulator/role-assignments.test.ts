import { describe, expect, it } from 'vitest';
import {
  type Arm,
  createArm,
  group,
  identity,
  network,
  networkBody,
  registry,
  registryBody,
  type Seen,
  subnet,
  subscription,
} from './arm.ts';

const pull = '/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d';
const push = '/providers/Microsoft.Authorization/roleDefinitions/8311e382-0749-4cb8-b61a-304f252e45ec';
const nobody = 'dddddddd-0000-4000-a000-000000000000';
const whole = `/subscriptions/${subscription}`;

const at = (scope: string, n = 1) =>
  `${scope}/providers/Microsoft.Authorization/roleAssignments/aaaaaaaa-0000-4000-a000-${String(n).padStart(12, '0')}`;

function grant(principalId: string, changes: Readonly<Record<string, unknown>> = {}) {
  return {
    properties: { roleDefinitionId: pull, principalId, principalType: 'ServicePrincipal', ...changes },
  };
}

/** A registry, and the principal of an identity that may come to pull from it. */
async function withPrincipal(): Promise<{ readonly arm: Arm; readonly principalId: string }> {
  const arm = createArm();
  await arm.make(group, { location: 'westeurope' });
  await arm.make(registry, registryBody);
  const { principalId } = (await arm.put(identity, { location: 'westeurope' })).body.properties;
  return { arm, principalId };
}

function codeOf({ status, body }: Seen): string {
  return `${status} ${body.error.code}`;
}

describe('a role assignment', () => {
  it.each([
    ['a subscription', whole],
    ['a group', group],
    ['a registry', registry],
    ['a subnet', subnet],
  ])('hangs on %s, and reads back with the role of the subscription', async (_, scope) => {
    const { arm, principalId } = await withPrincipal();
    await arm.make(network, networkBody);
    const made = await arm.put(at(scope), grant(principalId));
    expect(made).toMatchObject({
      status: 201,
      body: {
        id: at(scope),
        properties: { scope, principalId, roleDefinitionId: `${whole}${pull}`, createdBy: null },
      },
    });
    const read = await arm.get(at(scope));
    expect(read.body.properties.createdBy).toBe(made.body.properties.updatedBy);
    expect((await arm.get(at(scope).toLowerCase())).body).toEqual(read.body);
    expect(await arm.remove(at(scope))).toEqual({ ...read, headers: expect.anything() });
    expect(codeOf(await arm.get(at(scope)))).toBe('404 RoleAssignmentNotFound');
    expect((await arm.remove(at(scope))).status).toBe(204);
  });

  it('answers 201 again, changes its description and condition, and nothing else', async () => {
    const { arm, principalId } = await withPrincipal();
    await arm.put(at(registry), grant(principalId));
    const changed = { description: 'for the build', condition: 'true', conditionVersion: '2.0' };
    expect(await arm.put(at(registry), grant(principalId, changed))).toMatchObject({
      status: 201,
      body: { properties: changed },
    });
    const refusals = [
      await arm.put(at(registry), grant(nobody)),
      await arm.put(at(registry), grant(principalId, { roleDefinitionId: push })),
      await arm.put(at(group), grant(principalId)),
    ];
    expect(refusals.map(codeOf)).toEqual(Array(3).fill('400 RoleAssignmentUpdateNotPermitted'));
    expect((await arm.get(at(registry))).body.properties).toMatchObject({ ...changed, principalId });
  });

  it('is there once for a scope, a role and a principal', async () => {
    const { arm, principalId } = await withPrincipal();
    await arm.put(at(registry), grant(principalId));
    const twin = await arm.put(at(registry, 2), grant(principalId));
    expect(twin).toMatchObject({
      status: 409,
      body: { error: { code: 'RoleAssignmentExists', message: 'The role assignment already exists.' } },
    });
    expect((await arm.put(at(registry, 3), grant(principalId, { roleDefinitionId: push }))).status).toBe(201);
    expect((await arm.put(at(group, 4), grant(principalId))).status).toBe(201);
  });

  it('outlives its principal, and goes with its scope', async () => {
    const { arm, principalId } = await withPrincipal();
    await arm.put(at(registry), grant(principalId));
    await arm.put(at(group, 2), grant(principalId));
    await arm.remove(identity);
    expect((await arm.get(at(registry))).status).toBe(200);
    await arm.remove(registry);
    await arm.make(registry, registryBody);
    expect(codeOf(await arm.get(at(registry)))).toBe('404 RoleAssignmentNotFound');
    await arm.finish(await arm.remove(group));
    await arm.make(group, { location: 'westeurope' });
    expect(codeOf(await arm.get(at(group, 2)))).toBe('404 RoleAssignmentNotFound');
    expect(Object.keys(arm.emulator.objects())).toEqual([group.toLowerCase()]);
  });

  it.each([
    ['a name that is no GUID', `${at(registry)}x`, {}, '400 InvalidRoleAssignmentId'],
    ['a role that is no role definition', at(registry), { roleDefinitionId: registry }, '400 BadRequest'],
    ['a principal that is no GUID', at(registry), { principalId: 'puller' }, '400 BadRequest'],
    ['a registry that is not there', at(`${registry}2`), {}, '404 ResourceNotFound'],
    ['a group that is not there', at(`${group}-none`), {}, '404 ResourceGroupNotFound'],
    [
      'a scope of a type that is not built',
      at(`${group}/providers/Microsoft.Network/loadBalancers/balancer`),
      {},
      '501 EmulatorNotImplemented',
    ],
  ])('is refused %s', async (_, id, changes, expected) => {
    const { arm, principalId } = await withPrincipal();
    expect(codeOf(await arm.put(id, grant(principalId, changes)))).toBe(expected);
  });
});

describe('the directory', () => {
  const untyped = { principalType: undefined };

  it('learns of an identity late: the first assignment without a principal type is refused', async () => {
    const { arm, principalId } = await withPrincipal();
    const refused = await arm.put(at(registry), grant(principalId, untyped));
    expect(codeOf(refused)).toBe('400 PrincipalNotFound');
    expect(refused.body.error.message).toContain(
      `Principal ${principalId.replaceAll('-', '')} does not exist`,
    );
    expect(await arm.put(at(registry), grant(principalId, untyped))).toMatchObject({
      status: 201,
      body: { properties: { principalType: 'ServicePrincipal' } },
    });
  });

  it('learns of it by the clock alone under typical latency', async () => {
    const arm = createArm({ latency: 'typical' });
    await arm.make(group, { location: 'westeurope' });
    const { principalId } = (await arm.put(identity, { location: 'westeurope' })).body.properties;
    for (let n = 0; n < 5; n += 1)
      expect((await arm.put(at(group), grant(principalId, untyped))).status).toBe(400);
    arm.clock.move(30_000);
    expect((await arm.put(at(group), grant(principalId, untyped))).status).toBe(201);
  });

  it('is not asked when the principal type is given, and never knows a principal that nobody has', async () => {
    const { arm } = await withPrincipal();
    for (let n = 0; n < 3; n += 1)
      expect(codeOf(await arm.put(at(registry), grant(nobody, untyped)))).toBe('400 PrincipalNotFound');
    expect((await arm.put(at(registry), grant(nobody))).status).toBe(201);
  });

  it('knows the system identity of a registry', async () => {
    const { arm } = await withPrincipal();
    const made = await arm.make(`${registry}2`, { ...registryBody, identity: { type: 'SystemAssigned' } });
    const assigned = await arm.put(at(registry), grant(made.body.identity.principalId, untyped));
    expect(assigned.status).toBe(201);
  });
});

describe('a list of role assignments', () => {
  async function namesAt(arm: Arm, scope: string, filter = ''): Promise<readonly string[]> {
    const query = filter && `?$filter=${encodeURIComponent(filter)}`;
    const { body } = await arm.get(`${scope}/providers/Microsoft.Authorization/roleAssignments${query}`);
    return body.value.map(({ name }: { name: string }) => name.slice(-1));
  }

  it('shows what hangs on the scope, above it, and below it unless atScope() is asked for', async () => {
    const { arm, principalId } = await withPrincipal();
    await arm.make(`${group}-other`, { location: 'westeurope' });
    await arm.put(at(whole, 1), grant(principalId));
    await arm.put(at(group, 2), grant(principalId));
    await arm.put(at(registry, 3), grant(nobody));
    await arm.put(at(`${group}-other`, 4), grant(principalId));
    expect(await namesAt(arm, registry, 'atScope()')).toEqual(['1', '2', '3']);
    expect(await namesAt(arm, group)).toEqual(['1', '2', '3']);
    expect(await namesAt(arm, group, 'atScope()')).toEqual(['1', '2']);
    expect([...(await namesAt(arm, whole))].sort()).toEqual(['1', '2', '3', '4']);
    expect(await namesAt(arm, group, `principalId eq '${principalId}'`)).toEqual(['1', '2']);
  });

  it('is loud about a filter that it would ignore, and about a scope that is not there', async () => {
    const { arm } = await withPrincipal();
    const list = `${registry}/providers/Microsoft.Authorization/roleAssignments`;
    expect(codeOf(await arm.get(`${list}?$filter=asTarget()`))).toBe('501 EmulatorNotImplemented');
    expect(codeOf(await arm.get(list.replace('contosoimages', 'contosonone')))).toBe('404 ResourceNotFound');
    expect(codeOf(await arm.send('POST', list, {}))).toBe('501 EmulatorNotImplemented');
  });
});
