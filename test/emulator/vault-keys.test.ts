import { describe, expect, it } from 'vitest';
import { suffixesOf } from '../../src/emulator/cloud.ts';
import { keyIdentifier } from '../../src/emulator/key-vault/key-access.ts';
import { type Arm, identity, subscription } from './arm.ts';
import {
  deletedVault,
  makeKey,
  plane,
  policy,
  refusal,
  someone,
  vault,
  vaultBody,
  withVault,
} from './vault.ts';

const key = `${vault}/keys/images`;
const day = 86_400_000;

async function withKey(properties = {}): Promise<Arm> {
  const arm = await withVault(properties);
  await makeKey(arm, 'images');
  return arm;
}

describe('a key', () => {
  it('is the same in both planes', async () => {
    const arm = await withVault();
    const made = (await arm.put(key, { properties: { kty: 'RSA', keySize: 2048 } })).body;
    expect(made).toMatchObject({ id: key, location: 'westeurope', type: 'Microsoft.KeyVault/vaults/keys' });
    const read = (await plane(arm, 'GET', '/keys/images/')).body;
    expect(read.key).toMatchObject({
      kid: made.properties.keyUriWithVersion,
      kty: 'RSA',
      key_ops: ['encrypt', 'decrypt', 'sign', 'verify', 'wrapKey', 'unwrapKey'],
      e: 'AQAB',
    });
    expect(Buffer.from(read.key.n, 'base64url')).toHaveLength(256);
    const rotated = (await plane(arm, 'POST', '/keys/images/rotate')).body;
    expect((await arm.get(key)).body.properties.keyUriWithVersion).toBe(rotated.key.kid);
    expect((await arm.get(`${key}/versions`)).body.value).toHaveLength(2);
  });

  it('shows how it can come back, as its vault has it', async () => {
    const levels = [
      [{}, 'Recoverable+Purgeable', 90],
      [{ softDeleteRetentionInDays: 7 }, 'CustomizedRecoverable+Purgeable', 7],
      [{ enablePurgeProtection: true }, 'Recoverable', 90],
      [{ enablePurgeProtection: true, softDeleteRetentionInDays: 7 }, 'CustomizedRecoverable', 7],
    ] as const;
    for (const [properties, recoveryLevel, recoverableDays] of levels) {
      const arm = await withVault(properties);
      expect((await makeKey(arm, 'images')).attributes).toMatchObject({ recoveryLevel, recoverableDays });
    }
  });

  it.each([
    ['a kind that is none', { kty: 'DSA' }, 'kty'],
    ['hardware in a standard vault', { kty: 'RSA-HSM' }, 'premium'],
    ['a size that is none', { kty: 'RSA', key_size: 1024 }, '2048'],
    ['a curve that is none', { kty: 'EC', crv: 'P-1' }, 'P-1'],
    ['an operation that is none', { kty: 'RSA', key_ops: ['guess'] }, 'guess'],
  ])('is not made with %s', async (_, body, named) => {
    const arm = await withVault();
    const refused = await plane(arm, 'POST', '/keys/images/create', body);
    expect(refusal(refused)).toBe('400 BadParameter');
    expect(refused.body.error.message).toContain(named);
    expect((await plane(arm, 'GET', '/keys')).body.value).toEqual([]);
  });

  it('that is imported keeps its public part, and not its private one', async () => {
    const arm = await withVault();
    const n = Buffer.alloc(256, 0xa5).toString('base64url');
    const body = { key: { kty: 'RSA', n, e: 'AQAB', d: 'secret' }, attributes: { enabled: true } };
    const imported = (await plane(arm, 'PUT', '/keys/theirs', body)).body;
    expect(imported.key).toMatchObject({ kty: 'RSA', n, e: 'AQAB' });
    expect(JSON.stringify(arm.emulator.objects())).not.toContain('secret');
  });

  it('is deleted with all its versions, holds its name, and comes back or goes', async () => {
    const arm = await withKey({ softDeleteRetentionInDays: 7 });
    await plane(arm, 'POST', '/keys/images/rotate');
    const before = (await plane(arm, 'GET', '/keys/images/versions')).body;
    const deleted = (await plane(arm, 'DELETE', '/keys/images')).body;
    expect(deleted.scheduledPurgeDate - deleted.deletedDate).toBe(7 * 86_400);
    expect((await arm.get(key)).status).toBe(404);
    for (const write of [
      plane(arm, 'POST', '/keys/images/create', { kty: 'RSA' }),
      arm.put(key, { properties: { kty: 'RSA' } }),
    ])
      expect(refusal(await write)).toBe('409 Conflict ObjectIsDeletedButRecoverable');
    await plane(arm, 'POST', '/deletedkeys/images/recover');
    expect((await plane(arm, 'GET', '/keys/images/versions')).body).toEqual(before);
    await plane(arm, 'DELETE', '/keys/images');
    arm.emulator.advance(7 * day);
    expect(refusal(await plane(arm, 'GET', '/deletedkeys/images'))).toBe('404 KeyNotFound');
    await makeKey(arm, 'images');
  });

  it('of a protected vault is not purged by hand', async () => {
    const arm = await withKey({ enablePurgeProtection: true });
    await plane(arm, 'DELETE', '/keys/images');
    const refused = await plane(arm, 'DELETE', '/deletedkeys/images');
    expect(refusal(refused)).toBe('403 Forbidden');
    expect(refused.body.error.message).toContain('purge protection is enabled');
    expect((await plane(arm, 'GET', '/deletedkeys/images')).status).toBe(200);
  });

  it('goes with its vault and comes back with it, deleted ones too', async () => {
    const arm = await withKey();
    await makeKey(arm, 'pictures');
    await plane(arm, 'DELETE', '/keys/pictures');
    const before = (await plane(arm, 'GET', '/keys/images')).body;
    await arm.remove(vault);
    expect((await arm.get(deletedVault)).status).toBe(200);
    expect(refusal(await plane(arm, 'GET', '/keys/images'))).toBe('404 VaultNotFound');
    await arm.put(vault, vaultBody({ createMode: 'recover' }));
    expect((await plane(arm, 'GET', '/keys/images')).body).toEqual(before);
    expect((await plane(arm, 'GET', '/deletedkeys/pictures')).status).toBe(200);
  });

  it('is rotated when its policy says so', async () => {
    const arm = await withKey();
    const versions = async () => (await plane(arm, 'GET', '/keys/images/versions')).body.value;
    await plane(arm, 'PUT', '/keys/images/rotationpolicy', {
      lifetimeActions: [{ trigger: { timeAfterCreate: 'P30D' }, action: { type: 'Rotate' } }],
      attributes: { expiryTime: 'P60D' },
    });
    arm.emulator.advance(30 * day - 2_000);
    expect(await versions()).toHaveLength(1);
    arm.emulator.advance(2_000);
    const after = await versions();
    expect(after).toHaveLength(2);
    const { attributes } = (await plane(arm, 'GET', '/keys/images')).body;
    expect(attributes.exp - attributes.created).toBe(60 * 86_400);
  });

  it.each([
    ['an expiry that is too near', { attributes: { expiryTime: 'P27D' } }],
    ['a duration that is none', { attributes: { expiryTime: 'two months' } }],
    [
      'two triggers',
      {
        lifetimeActions: [
          { trigger: { timeAfterCreate: 'P30D', timeBeforeExpiry: 'P7D' }, action: { type: 'Rotate' } },
        ],
      },
    ],
    [
      'an action that is none',
      { lifetimeActions: [{ trigger: { timeAfterCreate: 'P30D' }, action: { type: 'Sing' } }] },
    ],
    ['nothing', {}],
  ])('takes no rotation policy with %s', async (_, body) => {
    const arm = await withKey();
    expect(refusal(await plane(arm, 'PUT', '/keys/images/rotationpolicy', body))).toBe('400 BadParameter');
  });
});

describe('the data plane', () => {
  it('asks for a token, and says whose', async () => {
    const arm = await withVault();
    const url = 'https://kv-images.vault.azure.net/keys?api-version=7.4';
    const asked = await arm.send('GET', url, undefined, { authorization: '' });
    expect(refusal(asked)).toBe('401 Unauthorized');
    expect(asked.headers['www-authenticate']).toMatch(
      /^Bearer authorization="https:\/\/login\.microsoftonline\.com\/[0-9a-f-]{36}", resource="https:\/\/vault\.azure\.net"$/,
    );
  });

  it('sends who came over HTTP to sign in where it came from', async () => {
    const arm = await withVault();
    const host = 'kv-images.vault.localhost:8080';
    const headers = { host, authorization: '' };
    const asked = await arm.send('GET', `http://${host}/keys?api-version=7.4`, undefined, headers);
    expect(asked.headers['www-authenticate']).toMatch(
      /^Bearer authorization="http:\/\/127\.0\.0\.1:8080\/[0-9a-f-]{36}", resource="http:\/\/vault\.localhost:8080"$/,
    );
  });

  it('keeps nothing local of what such a client sends', async () => {
    const arm = await withKey();
    const host = 'kv-images.vault.localhost:8080';
    const body = { kty: 'RSA', tags: { from: `http://${host}/keys/images` } };
    const url = `http://${host}/keys/images/create?api-version=7.4`;
    const created = (await arm.send('POST', url, body, { host })).body;
    expect([created.key.kid, created.tags.from]).toEqual([
      expect.stringContaining(`http://${host}/keys/images/`),
      `http://${host}/keys/images`,
    ]);
    const { key: shown, tags } = (await plane(arm, 'GET', '/keys/images')).body;
    expect([shown.kid, tags.from]).toEqual([
      expect.stringContaining('https://kv-images.vault.azure.net/keys/images/'),
      'https://kv-images.vault.azure.net/keys/images',
    ]);
  });

  it('shows a key as the version has it', async () => {
    const arm = await withKey();
    const attributes = async (version: string) =>
      Object.keys((await plane(arm, 'GET', '/keys/images', undefined, version)).body.attributes);
    const always = ['enabled', 'created', 'updated', 'recoveryLevel'];
    expect(await attributes('2016-10-01')).toEqual(always);
    expect(await attributes('7.2')).toEqual([...always, 'recoverableDays']);
    expect(await attributes('2025-07-01')).toEqual([
      ...always,
      'recoverableDays',
      'exportable',
      'hsmPlatform',
    ]);
    expect(refusal(await plane(arm, 'GET', '/keys/images', undefined, '8.0'))).toBe('400 BadParameter');
  });

  it('is loud about what is not emulated', async () => {
    const arm = await withKey();
    expect(refusal(await plane(arm, 'GET', '/certificates/password'))).toBe('501 EmulatorNotImplemented');
    expect(refusal(await plane(arm, 'POST', '/keys/images/sign', {}))).toBe('501 EmulatorNotImplemented');
  });

  it('cuts lists, and leads on', async () => {
    const arm = await withKey();
    await makeKey(arm, 'pictures');
    const first = (await plane(arm, 'GET', '/keys?maxresults=1')).body;
    expect(first.value).toHaveLength(1);
    const second = (await arm.send('GET', first.nextLink)).body;
    expect([second.value[0].kid, second.nextLink]).toEqual([
      'https://kv-images.vault.azure.net/keys/pictures',
      null,
    ]);
    expect(refusal(await plane(arm, 'GET', '/keys?maxresults=none'))).toBe('400 BadParameter');
  });

  it('is closed to an address that the firewall does not know, and to all without public access', async () => {
    const arm = await withKey();
    const put = (properties: object) => arm.put(vault, vaultBody(properties as Record<string, unknown>));
    const acls = (ipRules: readonly object[]) => ({ networkAcls: { defaultAction: 'Deny', ipRules } });
    await put(acls([]));
    expect(refusal(await plane(arm, 'GET', '/keys'))).toBe('403 Forbidden ForbiddenByFirewall');
    await put(acls([{ value: '203.0.113.0/24' }]));
    expect((await plane(arm, 'GET', '/keys')).status).toBe(200);
    await put({ publicNetworkAccess: 'Disabled' });
    expect(refusal(await plane(arm, 'GET', '/keys'))).toBe('403 Forbidden ForbiddenByConnection');
  });
});

describe('what the caller may do with keys', () => {
  /** Whoever called last is in the answer. */
  async function callerOf(arm: Arm): Promise<string> {
    arm.emulator.setPermissions([{ scope: '/', actions: ['*'] }]);
    const { message } = (await plane(arm, 'GET', '/keys')).body.error;
    return /oid=([0-9a-f-]+)/.exec(message)?.[1] ?? '';
  }

  function assignment(principalId: string, role: string, principalType?: string) {
    const roleDefinitionId = `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
    return { properties: { roleDefinitionId, principalId, ...(principalType ? { principalType } : {}) } };
  }
  const assignments = `${vault}/providers/Microsoft.Authorization/roleAssignments`;
  const officer = '14b46e9e-c2b7-41b4-b07b-48a6ebf60603';
  const reader = '21090545-7ca7-4776-b22c-e363652d74d2';

  it('is what roles give, at the vault or the key', async () => {
    const arm = await withKey();
    const caller = await callerOf(arm);
    const read = () => plane(arm, 'GET', '/keys/images').then(refusal);
    expect(await read()).toBe('403 Forbidden ForbiddenByRbac');
    const grant = assignment(caller, reader, 'ServicePrincipal');
    const atKey = `${key}/providers/Microsoft.Authorization/roleAssignments/${someone}`;
    expect((await arm.put(atKey, grant)).status).toBe(201);
    expect(await read()).toBe('200');
    expect(refusal(await plane(arm, 'GET', '/keys'))).toBe('403 Forbidden ForbiddenByRbac');
    const create = () => plane(arm, 'POST', '/keys/pictures/create', { kty: 'RSA' }).then(refusal);
    expect(await create()).toBe('403 Forbidden ForbiddenByRbac');
    await arm.put(`${assignments}/${caller}`, assignment(caller, officer, 'ServicePrincipal'));
    expect(await create()).toBe('200');
    await arm.remove(`${assignments}/${caller}`);
    expect(await create()).toBe('403 Forbidden ForbiddenByRbac');
  });

  it('is what policies give where roles do not count, and `all` does not mean purging', async () => {
    const arm = await withVault({ enableRbacAuthorization: false });
    const caller = await callerOf(arm);
    const may = async (keys: readonly string[]) => {
      await arm.put(vault, vaultBody({ accessPolicies: [policy(keys, caller)] }));
      const create = await plane(arm, 'POST', '/keys/images/create', { kty: 'RSA' });
      const remove = await plane(arm, 'DELETE', '/keys/images');
      const purge = await plane(arm, 'DELETE', '/deletedkeys/images');
      return [create, remove, purge].map(refusal);
    };
    const no = '403 Forbidden ForbiddenByPolicy';
    expect(await may(['get'])).toEqual([no, no, no]);
    expect(await may(['Create', 'DELETE'])).toEqual(['200', '200', no]);
    expect(await may(['purge'])).toEqual([no, no, '204']);
    expect(await may(['all'])).toEqual(['200', '200', no]);
  });

  it('begins after a while where that is asked for, and not at the same time for all', async () => {
    const arm = await withKey();
    const caller = await callerOf(arm);
    arm.emulator.setPropagation({ rolesMs: 900_000 });
    const read = () => plane(arm, 'GET', '/keys/images').then(refusal);
    await arm.put(`${assignments}/${someone}`, assignment(caller, reader, 'ServicePrincipal'));
    expect(await read()).toBe('403 Forbidden ForbiddenByRbac');
    arm.emulator.advance(900_000);
    expect(await read()).toBe('200');
  });

  it('takes the time that a control path sets, or says what is wrong with it', async () => {
    const arm = await withKey();
    const caller = await callerOf(arm);
    const set = (document: object) =>
      arm.send('POST', 'https://management.azure.com/_emulator/propagation', document);
    expect((await set({ rolesMs: 900_000 })).status).toBe(200);
    await arm.put(`${assignments}/${someone}`, assignment(caller, reader, 'ServicePrincipal'));
    expect(refusal(await plane(arm, 'GET', '/keys/images'))).toBe('403 Forbidden ForbiddenByRbac');
    for (const document of [{ rolesMs: -1 }, { rolesMs: 'soon' }, { hours: 1 }])
      expect(refusal(await set(document))).toBe('400 InvalidControlRequest');
  });

  it('goes on as a policy had it until a change of it counts', async () => {
    const arm = await withVault({ enableRbacAuthorization: false });
    const caller = await callerOf(arm);
    const put = (...keys: string[]) => arm.put(vault, vaultBody({ accessPolicies: [policy(keys, caller)] }));
    const list = () => plane(arm, 'GET', '/keys').then(refusal);
    await put('list');
    arm.emulator.setPropagation({ policiesMs: 60_000 });
    await put('create');
    await put('create');
    expect([await list(), refusal(await plane(arm, 'POST', '/keys/a/create', { kty: 'EC' }))]).toEqual([
      '200',
      '403 Forbidden ForbiddenByPolicy',
    ]);
    arm.emulator.advance(60_000);
    expect([await list(), refusal(await plane(arm, 'POST', '/keys/a/create', { kty: 'EC' }))]).toEqual([
      '403 Forbidden ForbiddenByPolicy',
      '200',
    ]);
  });

  it('is given to an identity that the directory has not heard of for as long as is asked for', async () => {
    const arm = await withVault({}, { propagation: { principalsMs: 600_000 } });
    const { principalId } = (await arm.put(identity, { location: 'westeurope' })).body.properties;
    const put = () => arm.put(`${assignments}/${someone}`, assignment(principalId, officer)).then(refusal);
    expect([await put(), await put(), await put()]).toEqual(Array(3).fill('400 PrincipalNotFound'));
    arm.emulator.advance(600_000);
    expect(await put()).toBe('201');
  });
});

describe('whether a principal may use a key', () => {
  const wrap = {
    principalId: someone,
    operations: ['get', 'wrapkey', 'unwrapkey'] as const,
    from: { kind: 'trusted-service' } as const,
    vault: 'kv-images',
    key: 'images',
  };
  const reasonOf = (arm: Arm, more: object = {}) => arm.emulator.keyRefusal({ ...wrap, ...more })?.reason;
  const grant = { enableRbacAuthorization: false, accessPolicies: [policy(['get', 'wrapKey', 'unwrapKey'])] };

  it('is asked of the vault, its network, its grants and the key, in that order', async () => {
    const arm = await withVault({ enableRbacAuthorization: false });
    expect(reasonOf(arm, { vault: 'kv-none' })).toBe('VaultNotFound');
    const write = (properties: object) => arm.put(vault, vaultBody({ ...grant, ...properties }));
    expect(arm.emulator.keyRefusal(wrap)).toMatchObject({
      reason: 'ForbiddenByPolicy',
      lacking: wrap.operations,
    });
    await write({ networkAcls: { bypass: 'None', defaultAction: 'Deny' } });
    expect(reasonOf(arm)).toBe('ForbiddenByFirewall');
    await write({ publicNetworkAccess: 'Disabled' });
    expect(reasonOf(arm)).toBe('KeyNotFound');
    expect(reasonOf(arm, { from: { kind: 'public', address: '203.0.113.7' } })).toBe('ForbiddenByConnection');
    expect(reasonOf(arm, { from: { kind: 'private-endpoint' } })).toBe('KeyNotFound');
    await write({});
    await makeKey(arm, 'images');
    expect(reasonOf(arm)).toBeUndefined();
    await arm.remove(vault);
    expect(reasonOf(arm)).toBe('VaultDeleted');
  });

  it('is told of the key itself: disabled, not its time, made for something else, deleted', async () => {
    const arm = await withVault(grant);
    const created = await makeKey(arm, 'images');
    const version = created.key.kid.split('/').at(-1);
    const set = (body: object) => plane(arm, 'PATCH', '/keys/images', body);
    await set({ attributes: { enabled: false } });
    expect(reasonOf(arm)).toBe('KeyDisabled');
    expect(reasonOf(arm, { operations: ['get'] })).toBeUndefined();
    const { attributes } = created;
    await set({ attributes: { enabled: true, exp: attributes.created + 60 } });
    expect(reasonOf(arm)).toBeUndefined();
    arm.emulator.advance(60_000);
    expect(reasonOf(arm)).toBe('KeyExpired');
    // What was wrapped before can still be unwrapped.
    expect(reasonOf(arm, { operations: ['unwrapkey'] })).toBeUndefined();
    await plane(arm, 'POST', '/keys/images/rotate');
    expect(reasonOf(arm)).toBeUndefined();
    expect(reasonOf(arm, { version })).toBe('KeyExpired');
    expect(reasonOf(arm, { version: 'none' })).toBe('KeyNotFound');
    await makeKey(arm, 'images', { key_ops: ['sign'] });
    expect(reasonOf(arm)).toBe('OperationNotPermitted');
    await makeKey(arm, 'images', { attributes: { nbf: attributes.created + 3_600 } });
    expect(reasonOf(arm)).toBe('KeyNotYetValid');
    await plane(arm, 'DELETE', '/keys/images');
    expect(reasonOf(arm)).toBe('KeyDeleted');
  });
});

describe('the identifier of a key', () => {
  const cloud = { suffixes: suffixesOf('AzureCloud') };

  it.each([
    ['https://kv.vault.azure.net/keys/images', { vault: 'kv', key: 'images', version: undefined }],
    ['https://kv.vault.azure.net/keys/images/', { vault: 'kv', key: 'images', version: undefined }],
    ['https://kv.vault.azure.net:443/keys/images/0a', { vault: 'kv', key: 'images', version: '0a' }],
    ['http://kv.vault.azure.net/keys/images', undefined],
    ['https://kv.vault.azure.cn/keys/images', undefined],
    ['https://kv.vault.azure.net/secrets/images', undefined],
    ['https://kv.vault.azure.net/keys', undefined],
    ['https://kv.vault.azure.net/keys/images/0a/sign', undefined],
    ['images', undefined],
  ])('%s', (uri, expected) => {
    expect(keyIdentifier(cloud, uri)).toEqual(expected);
  });
});
