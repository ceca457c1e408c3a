import { describe, expect, it } from 'vitest';
import type { Change, EmulatorOptions } from '../../src/emulator/index.ts';
import { cloudMemory } from '../simulation/cloud-memory.ts';
import { type Arm, type Body, createArm, identity, registry, registryBody, subscription } from './arm.ts';
import { makeKey, plane, policy, refusal, tenantId, vault, vaultBody, withVault } from './vault.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const keyUri = 'https://kv-images.vault.azure.net/keys/images';
const other = identity.replace(/[^/]+$/, 'other');
const wrapping = ['get', 'wrapKey', 'unwrapKey'];
const policies = { enableRbacAuthorization: false, enablePurgeProtection: true };

/** A vault with a key, and the identity that has access to it. */
async function withKey(
  properties: object = policies,
  options: Partial<EmulatorOptions> = {},
): Promise<{ readonly arm: Arm; readonly puller: Body }> {
  const arm = await withVault(properties as Readonly<Record<string, unknown>>, options);
  await makeKey(arm, 'images');
  const puller = (await arm.put(identity, { location: 'westeurope' })).body.properties;
  if (properties === policies) await grant(arm, puller);
  return { arm, puller };
}

/** The same with a registry that uses them. */
async function encrypted(options: Partial<EmulatorOptions> = {}) {
  const { arm, puller } = await withKey(policies, options);
  const { body } = await arm.make(registry, bodyWith(keyUri, puller));
  return { arm, puller, made: body.properties.encryption.keyVaultProperties };
}

function bodyWith(keyIdentifier: string, { clientId }: Body, users: object = { [identity]: {} }) {
  return {
    ...registryBody,
    identity: { type: 'UserAssigned', userAssignedIdentities: users },
    properties: {
      encryption: { status: 'enabled', keyVaultProperties: { keyIdentifier, identity: clientId } },
    },
  };
}

const rotation = (keyIdentifier: string, { clientId }: Body) => ({
  properties: { encryption: { keyVaultProperties: { keyIdentifier, identity: clientId } } },
});

function grant(arm: Arm, { principalId }: Body, verb = 'add') {
  const accessPolicies = [policy(wrapping, principalId)];
  return arm.put(`${vault}/accessPolicies/${verb}`, { properties: { accessPolicies } });
}

function replace(arm: Arm, { principalId }: Body, keys: readonly string[]) {
  const accessPolicies = [policy(keys, principalId)];
  return arm.put(`${vault}/accessPolicies/replace`, { properties: { accessPolicies } });
}

const revoke = (arm: Arm, principal: Body) => grant(arm, principal, 'remove');

/** What ARM shows of the key. */
async function keyOf(arm: Arm): Promise<Body> {
  return (await arm.get(registry)).body.properties.encryption.keyVaultProperties;
}

/** Why nobody can pull; undefined while everybody can. */
async function lossOf(arm: Arm): Promise<string | undefined> {
  const { status, body } = await arm.send(
    'GET',
    'https://management.azure.com/_emulator/registry-keys',
    undefined,
    { authorization: '' },
  );
  const report = body.registries[registry.toLowerCase()];
  expect([status, report.accessible]).toEqual([200, report.refusal === undefined]);
  return report.refusal?.reason;
}

const versionUri = async (arm: Arm) => (await plane(arm, 'GET', '/keys/images')).body.key.kid;
const setKey = (arm: Arm, attributes: object) => plane(arm, 'PATCH', '/keys/images', { attributes });

describe('a registry is made with a key', () => {
  it('that its identity may get, wrap and unwrap with, and follows it or stays with a version', async () => {
    const { arm, made } = await encrypted();
    expect(made).toMatchObject({
      keyIdentifier: keyUri,
      versionedKeyIdentifier: await versionUri(arm),
      keyRotationEnabled: true,
    });
    expect(made).not.toHaveProperty('lastKeyRotationTimestamp');
    const { arm: second, puller } = await withKey();
    const version = await versionUri(second);
    const { body } = await second.make(registry, bodyWith(version, puller));
    expect(body.properties.encryption.keyVaultProperties).toEqual({
      keyIdentifier: version,
      versionedKeyIdentifier: version,
      identity: puller.clientId,
      keyRotationEnabled: false,
    });
  });

  it('through a role as well, as soon as it counts', async () => {
    const properties = { enablePurgeProtection: true };
    const { arm, puller } = await withKey(properties, { propagation: { rolesMs: 10 * minute } });
    const put = () => arm.put(registry, bodyWith(keyUri, puller));
    expect(refusal(await put())).toBe('403 Forbidden');
    const role = 'e147488a-f6f5-4113-8e2d-b22465e65bf6';
    const roleDefinitionId = `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
    const assigned = await arm.put(`${vault}/providers/Microsoft.Authorization/roleAssignments/${tenantId}`, {
      properties: {
        roleDefinitionId,
        principalId: puller.principalId,
        principalType: 'ServicePrincipal',
      },
    });
    expect(assigned.status).toBe(201);
    expect(refusal(await put())).toBe('403 Forbidden');
    arm.emulator.advance(10 * minute);
    expect((await put()).status).toBe(201);
  });

  const open = (arm: Arm, properties: object) => arm.patch(vault, { properties });
  it.each<[string, (arm: Arm, puller: Body) => Promise<unknown>]>([
    ['nothing is granted', revoke],
    ['unwrapping is not granted', (arm, puller) => replace(arm, puller, ['get', 'wrapKey'])],
    ['the key is disabled', (arm) => setKey(arm, { enabled: false })],
    ['the key has expired', (arm) => setKey(arm, { exp: 1 })],
    ['the key is no RSA key', (arm) => makeKey(arm, 'images', { kty: 'EC' })],
    ['the key is deleted', (arm) => plane(arm, 'DELETE', '/keys/images')],
    ['the vault is deleted', (arm) => arm.remove(vault)],
    [
      'no vault is there',
      async (arm) => {
        await arm.remove(vault);
        arm.emulator.advance(90 * day);
      },
    ],
    [
      'the firewall lets nobody in',
      (arm) => open(arm, { networkAcls: { defaultAction: 'Deny', bypass: 'None' } }),
    ],
  ])('but not where %s', async (_, spoil) => {
    const { arm, puller } = await withKey();
    await spoil(arm, puller);
    const refused = await arm.put(registry, bodyWith(keyUri, puller));
    expect([refused.status, refused.body]).toEqual([
      403,
      {
        status: 'Failed',
        error: {
          code: 'Forbidden',
          message: `Failed to access KeyId '${keyUri}'. Verify that identity '${puller.clientId}' has 'Get, Wrap Key, Unwrap Key' permission on key '${keyUri}'. For more information on bring your own key, please visit 'https://aka.ms/acr/cmk'.`,
        },
      },
    ]);
    expect((await arm.get(registry)).status).toBe(404);
  });

  it('from behind a firewall or without public access, as long as trusted services pass', async () => {
    const { arm, puller } = await withKey();
    await open(arm, { publicNetworkAccess: 'Disabled', networkAcls: { defaultAction: 'Deny' } });
    expect((await arm.put(registry, bodyWith(keyUri, puller))).status).toBe(201);
  });

  it.each<[string, object, (puller: Body) => object, RegExp]>([
    [
      'of a vault without purge protection',
      { enableRbacAuthorization: false },
      (puller) => bodyWith(keyUri, puller),
      /purge protection/,
    ],
    [
      'and the identity of somebody else',
      policies,
      (puller) => ({ ...bodyWith(keyUri, puller), identity: undefined }),
      /does not have access to identity/,
    ],
    ['and no identity', policies, () => bodyWith(keyUri, {}), /Identity and KeyIdentifier must be set/],
    [
      'whose identifier is that of a secret',
      policies,
      (puller) => bodyWith('https://kv-images.vault.azure.net/secrets/images', puller),
      /invalid/,
    ],
  ])('but not with a key %s', async (_, properties, body, message) => {
    const { arm, puller } = await withKey(properties);
    await grant(arm, puller);
    const refused = await arm.put(registry, body(puller));
    expect(refusal(refused)).toBe('400 BadRequest');
    expect(refused.body.error.message).toMatch(message);
  });
});

describe('a key is rotated by hand', () => {
  it('to another version, another key and another identity that reaches it', async () => {
    const { arm, puller, made } = await encrypted();
    const first = made.versionedKeyIdentifier;
    arm.emulator.advance(day);
    const pictures = (await makeKey(arm, 'pictures')).key.kid;
    for (const uri of [first, pictures]) {
      const started = await arm.patch(registry, rotation(uri, puller));
      expect([started.status, started.body.properties.provisioningState]).toEqual([201, 'Updating']);
      await arm.finish(started);
      expect(await keyOf(arm)).toEqual({
        keyIdentifier: uri,
        versionedKeyIdentifier: uri,
        identity: puller.clientId,
        keyRotationEnabled: false,
        lastKeyRotationTimestamp: '2026-03-02T00:00:00+00:00',
      });
    }
    const next = (await arm.put(other, { location: 'westeurope' })).body.properties;
    const users = { identity: { userAssignedIdentities: { [other]: {} } } };
    await arm.finish(await arm.patch(registry, users));
    const change = () => arm.patch(registry, rotation(keyUri, next));
    expect(refusal(await change())).toBe('403 Forbidden');
    await grant(arm, next);
    await arm.finish(await change());
    expect(await keyOf(arm)).toMatchObject({ identity: next.clientId, keyRotationEnabled: true });
    expect((await keyOf(arm)).versionedKeyIdentifier).toBe(first);
  });

  it('to the identity of the registry itself, as soon as that exists and is let in', async () => {
    const { arm } = await encrypted();
    const own = { clientId: 'system' };
    expect(refusal(await arm.patch(registry, rotation(keyUri, own)))).toBe('400 BadRequest');
    await arm.finish(await arm.patch(registry, { identity: { type: 'SystemAssigned, UserAssigned' } }));
    const { principalId } = (await arm.get(registry)).body.identity;
    expect(refusal(await arm.patch(registry, rotation(keyUri, own)))).toBe('403 Forbidden');
    await grant(arm, { principalId });
    await arm.finish(await arm.patch(registry, rotation(keyUri, own)));
    expect((await keyOf(arm)).identity).toBe('system');
  });

  it('not away from a version that cannot be unwrapped any more', async () => {
    const { arm, puller, made } = await encrypted();
    const pictures = (await makeKey(arm, 'pictures')).key.kid;
    await setKey(arm, { enabled: false });
    const refused = await arm.patch(registry, rotation(pictures, puller));
    expect(refused.body.error.message).toContain(`Failed to access KeyId '${made.versionedKeyIdentifier}'`);
    await setKey(arm, { enabled: true });
    expect((await arm.patch(registry, rotation(pictures, puller))).status).toBe(201);
  });

  it('not at all by a write that names the same, so that tags of a locked registry can change', async () => {
    const { arm, puller } = await encrypted();
    await revoke(arm, puller);
    expect((await arm.patch(registry, { tags: { owner: 'platform' } })).status).toBe(200);
    const again = await arm.put(registry, { ...bodyWith(keyUri, puller), tags: {} });
    expect(again.status).toBe(201);
    expect(again.body.properties.encryption.keyVaultProperties).not.toHaveProperty(
      'lastKeyRotationTimestamp',
    );
  });

  it('is taken back where the operation fails', async () => {
    const { arm, puller, made } = await encrypted();
    const pictures = (await makeKey(arm, 'pictures')).key.kid;
    arm.emulator.setFaults([
      { match: { method: 'PATCH' }, operation: { fails: { code: 'Broken', message: 'No.' } } },
    ]);
    await arm.finish(await arm.patch(registry, rotation(pictures, puller)));
    expect(await keyOf(arm)).toEqual(made);
  });
});

describe('a registry that follows its key', () => {
  it('uses a new version within the hour, and says since when', async () => {
    const { arm, made } = await encrypted();
    arm.emulator.advance(30 * day);
    const rotatedAt = arm.clock.now() + 30 * day;
    await plane(arm, 'POST', '/keys/images/rotate');
    expect(await keyOf(arm)).toEqual(made);
    arm.emulator.advance(hour);
    const { versionedKeyIdentifier, lastKeyRotationTimestamp } = await keyOf(arm);
    expect(versionedKeyIdentifier).toBe(await versionUri(arm));
    const lateMs = Date.parse(lastKeyRotationTimestamp) - rotatedAt;
    expect([lateMs > 0, lateMs <= hour]).toEqual([true, true]);
    // However far the clock is moved at once.
    const again = await encrypted();
    again.arm.emulator.advance(30 * day);
    await plane(again.arm, 'POST', '/keys/images/rotate');
    again.arm.emulator.advance(300 * day);
    expect((await keyOf(again.arm)).lastKeyRotationTimestamp).toBe(lastKeyRotationTimestamp);
  });

  it('does so whenever the policy of the key makes one, though nobody asked meanwhile', async () => {
    const { arm } = await encrypted();
    await plane(arm, 'PUT', '/keys/images/rotationpolicy', {
      lifetimeActions: [{ trigger: { timeAfterCreate: 'P30D' }, action: { type: 'Rotate' } }],
      attributes: { expiryTime: 'P60D' },
    });
    arm.emulator.advance(100 * day);
    expect(await lossOf(arm)).toBeUndefined();
    const versions = (await plane(arm, 'GET', '/keys/images/versions')).body.value;
    expect(versions).toHaveLength(4);
    const { versionedKeyIdentifier, lastKeyRotationTimestamp } = await keyOf(arm);
    expect(versionedKeyIdentifier).toBe(await versionUri(arm));
    expect(lastKeyRotationTimestamp).toMatch(/^2026-05-30T00:/);
  });

  it('stays with a version that the file names', async () => {
    const { arm, puller } = await withKey();
    const version = await versionUri(arm);
    await arm.make(registry, bodyWith(version, puller));
    await plane(arm, 'POST', '/keys/images/rotate');
    arm.emulator.advance(hour);
    expect((await keyOf(arm)).versionedKeyIdentifier).toBe(version);
  });

  it('stays behind, and dies, where the version in use is disabled before it has moved on', async () => {
    const { arm, made } = await encrypted();
    const old = new URL(made.versionedKeyIdentifier).pathname;
    await plane(arm, 'POST', '/keys/images/rotate');
    const setOld = (enabled: boolean) => plane(arm, 'PATCH', old, { attributes: { enabled } });
    await setOld(false);
    expect(await lossOf(arm)).toBeUndefined();
    arm.emulator.advance(hour);
    expect([await lossOf(arm), await keyOf(arm)]).toEqual(['KeyDisabled', made]);
    await setOld(true);
    arm.emulator.advance(hour);
    expect([await lossOf(arm), (await keyOf(arm)).versionedKeyIdentifier]).toEqual([
      undefined,
      await versionUri(arm),
    ]);
  });

  it('stays with the former version while the newest is not for use', async () => {
    const { arm, made } = await encrypted();
    await makeKey(arm, 'images', { attributes: { enabled: false } });
    arm.emulator.advance(hour);
    expect([await lossOf(arm), await keyOf(arm)]).toEqual([undefined, made]);
  });
});

describe('a registry loses its content within the hour, and has it back within the hour', () => {
  type Act = (arm: Arm, puller: Body) => Promise<unknown>;
  const acls = (bypass: string) => (arm: Arm) =>
    arm.patch(vault, { properties: { networkAcls: { defaultAction: 'Deny', bypass } } });
  it.each<[string, string, Act, Act]>([
    ['the access', 'ForbiddenByPolicy', revoke, grant],
    [
      'the version',
      'KeyDisabled',
      (arm) => setKey(arm, { enabled: false }),
      (arm) => setKey(arm, { enabled: true }),
    ],
    [
      'the time of the version',
      'KeyExpired',
      (arm) => setKey(arm, { exp: 1 }),
      (arm) => setKey(arm, { exp: 2e9 }),
    ],
    [
      'the key',
      'KeyDeleted',
      (arm) => plane(arm, 'DELETE', '/keys/images'),
      (arm) => plane(arm, 'POST', '/deletedkeys/images/recover'),
    ],
    [
      'the vault',
      'VaultDeleted',
      (arm) => arm.remove(vault),
      (arm) => arm.put(vault, vaultBody({ createMode: 'recover', accessPolicies: undefined })),
    ],
    ['the way through the firewall', 'ForbiddenByFirewall', acls('None'), acls('AzureServices')],
  ])('%s', async (_, reason, take, giveBack) => {
    const { arm, puller } = await encrypted();
    const before = (await arm.get(registry)).body;
    await take(arm, puller);
    expect(await lossOf(arm)).toBeUndefined();
    arm.emulator.advance(hour);
    expect(await lossOf(arm)).toBe(reason);
    expect((await arm.get(registry)).body).toEqual(before);
    await giveBack(arm, puller);
    expect(await lossOf(arm)).toBe(reason);
    arm.emulator.advance(hour);
    expect(await lossOf(arm)).toBeUndefined();
    expect((await arm.get(registry)).body).toEqual(before);
  });

  it('for good where the key is purged, or the identity deleted', async () => {
    const { arm } = await encrypted();
    await plane(arm, 'DELETE', '/keys/images');
    arm.emulator.advance(91 * day);
    expect(await lossOf(arm)).toBe('KeyNotFound');
    await makeKey(arm, 'images');
    arm.emulator.advance(hour);
    expect(await lossOf(arm)).toBe('KeyNotFound');
    const second = await encrypted();
    await second.arm.remove(identity);
    second.arm.emulator.advance(hour);
    expect(await lossOf(second.arm)).toBe('IdentityDeleted');
    const again = (await second.arm.put(identity, { location: 'westeurope' })).body.properties;
    await grant(second.arm, again);
    second.arm.emulator.advance(hour);
    expect(await lossOf(second.arm)).toBe('IdentityDeleted');
    // One that is let in leads back.
    await second.arm.finish(await second.arm.patch(registry, bodyWith(keyUri, again)));
    expect(await lossOf(second.arm)).toBeUndefined();
  });
});

describe('an identity in use that is taken from the registry', () => {
  const without = { identity: { type: 'None' } };
  const assign = { identity: { type: 'UserAssigned', userAssignedIdentities: { [identity]: {} } } };

  it('goes, works for about three months, and lives again when it is assigned again', async () => {
    const { arm, puller, made } = await encrypted();
    await arm.finish(await arm.patch(registry, without));
    expect((await arm.get(registry)).body).not.toHaveProperty('identity');
    arm.emulator.advance(89 * day);
    expect(await lossOf(arm)).toBeUndefined();
    const refused = await arm.patch(registry, rotation(made.versionedKeyIdentifier, puller));
    expect(refusal(refused)).toBe('400 BadRequest');
    expect(refused.body.error.message).toBe(
      `Azure resource '${registry}' does not have access to identity '${puller.clientId}' Try forcibly adding the identity to the registry contosoimages. For more information on bring your own key, please visit 'https://aka.ms/acr/cmk'.`,
    );
    arm.emulator.advance(day + hour);
    expect(await lossOf(arm)).toBe('IdentityInactive');
    expect(await keyOf(arm)).toEqual(made);
    await arm.finish(await arm.patch(registry, assign));
    arm.emulator.advance(hour);
    expect(await lossOf(arm)).toBeUndefined();
    arm.emulator.advance(365 * day);
    expect(await lossOf(arm)).toBeUndefined();
  });

  it('that is the registry’s own comes back as another one, which nobody let in', async () => {
    const { arm } = await encrypted();
    const both = { identity: { type: 'SystemAssigned, UserAssigned' } };
    await arm.finish(await arm.patch(registry, both));
    await grant(arm, (await arm.get(registry)).body.identity);
    await arm.finish(await arm.patch(registry, rotation(keyUri, { clientId: 'system' })));
    await arm.finish(await arm.patch(registry, assign));
    await arm.finish(await arm.patch(registry, both));
    arm.emulator.advance(91 * day);
    expect(await lossOf(arm)).toBe('IdentityInactive');
  });

  it('may be refused instead, as a fault can have it', async () => {
    const { arm } = await encrypted();
    const answer = { status: 400, code: 'BadRequest', message: 'Try forcibly adding the identity.' };
    arm.emulator.setFaults([{ match: { method: 'PATCH', path: '/registries/contosoimages' }, answer }]);
    expect(refusal(await arm.patch(registry, without))).toBe('400 BadRequest');
    expect((await arm.get(registry)).body.identity.userAssignedIdentities).toHaveProperty(identity);
  });
});

describe('a stored emulator', () => {
  it('goes on watching in a later process, at the moments that the seed draws', async () => {
    const store = cloudMemory();
    const { arm, puller } = await encrypted({ store });
    await revoke(arm, puller);
    const openAgain = (seed: number) => createArm({ seed, store: cloudMemory(store.changes()) });
    const [later, same, otherSeed] = [openAgain(1), openAgain(1), openAgain(2)];
    for (const each of [later, same, otherSeed]) {
      expect(await lossOf(each)).toBeUndefined();
      each.emulator.advance(hour);
      expect(await lossOf(each)).toBe('ForbiddenByPolicy');
    }
    expect(same.emulator.registryKeys()).toEqual(later.emulator.registryKeys());
    expect(otherSeed.emulator.registryKeys()).not.toEqual(later.emulator.registryKeys());
  });

  it('shows a registry of an earlier version as it was, and watches it once its key is set', async () => {
    const store = cloudMemory();
    const { arm, puller } = await encrypted({ store });
    const before = await keyOf(arm);
    const earlier = store
      .changes()
      .map((change) => (isRegistry(change) ? asEarlier(change, before) : change));
    const later = createArm({ store: cloudMemory(earlier) });
    expect(await keyOf(later)).toEqual(before);
    expect((await later.patch(registry, { tags: { owner: 'platform' } })).status).toBe(200);
    expect(later.emulator.registryKeys()).toEqual({});
    await later.finish(await later.patch(registry, rotation(keyUri, puller)));
    expect(await lossOf(later)).toBeUndefined();
  });
});

const isRegistry = ({ key, value }: Change) => key === registry.toLowerCase() && value !== undefined;

/** The members that are the service's own stood among those that were sent. */
function asEarlier(change: Change, keyVaultProperties: Body): Change {
  const { keyInUse: _, properties, ...data } = (change.value as Body).data;
  const encryption = { status: 'enabled', keyVaultProperties };
  return {
    ...change,
    value: { ...(change.value as Body), data: { ...data, properties: { ...properties, encryption } } },
  };
}
