import { describe, expect, it, test } from 'vitest';
import { emulatorTransport } from '../../../src/cli/embedded.ts';
import type { HttpRequest, Transport } from '../../../src/core/world.ts';
import { serveEmulator } from '../../../src/emulator/server.ts';
import { keysResource, openKeys } from '../../../src/providers/azure/keys.ts';
import { servedEmulator } from '../../../src/providers/azure/served-emulator.ts';
import { emulatorTokens } from '../../../src/providers/azure/token-source.ts';
import { createTransport } from '../../../src/providers/azure/transport.ts';
import { type Arm, createArm } from '../../emulator/arm.ts';
import { makeKey, plane, withVault } from '../../emulator/vault.ts';
import { ORIGIN } from '../../lab.ts';
import { inOrder, virtualClock } from '../scripted.ts';

const VAULT = 'https://kv-images.vault.azure.net';

function keysOver(transport: Transport, more: Partial<Parameters<typeof openKeys>[1]> = {}) {
  const tokens = emulatorTokens();
  return openKeys('kv-images', {
    cloud: 'AzureCloud',
    armOrigin: ORIGIN,
    transport,
    clock: virtualClock(),
    tokens,
    ...more,
  });
}

const keysIn = (arm: Arm) => keysOver(emulatorTransport(arm.emulator));

describe('the keys of a vault', () => {
  it('are read and rotated, the newest version first (3.52)', async () => {
    const arm = await withVault();
    await makeKey(arm, 'images');
    const keys = keysIn(arm);
    const first = await keys.newest('images');
    expect(first).toMatchObject({ kind: 'RSA', enabled: true });
    arm.emulator.advance(5_000);
    const second = await keys.rotate('images');
    expect(second.version).not.toBe(first.version);
    expect((await keys.newest('images')).version).toBe(second.version);
    const { kind: _, ...facts } = first;
    expect(await keys.versions('images')).toEqual([second, facts]);
  });

  it('show a version that is disabled, and until when one is good', async () => {
    const arm = await withVault();
    await makeKey(arm, 'images', { attributes: { exp: 1_900_000_000, nbf: 1_800_000_000 } });
    await plane(arm, 'PATCH', '/keys/images/', { attributes: { enabled: false } });
    expect(await keysIn(arm).newest('images')).toMatchObject({
      enabled: false,
      expiresMs: 1_900_000_000_000,
      notBeforeMs: 1_800_000_000_000,
    });
  });

  it('come in pages', async () => {
    const arm = await withVault({}, { pageSize: 1 });
    await makeKey(arm, 'images');
    await makeKey(arm, 'images');
    expect(await keysIn(arm).versions('images')).toHaveLength(2);
  });

  it.each([
    ['ForbiddenByRbac', { enableRbacAuthorization: true }],
    ['ForbiddenByPolicy', { enableRbacAuthorization: false }],
    ['ForbiddenByFirewall', { networkAcls: { defaultAction: 'Deny', bypass: 'AzureServices' } }],
    ['ForbiddenByConnection', { publicNetworkAccess: 'Disabled' }],
  ])('are refused as the vault says: %s (K02, K03, K04)', async (reason, properties) => {
    const arm = await withVault(properties);
    arm.emulator.setPermissions([{ scope: '/', actions: ['*'] }]);
    await expect(keysIn(arm).newest('images')).rejects.toMatchObject({
      name: 'KeyRefusal',
      status: 403,
      code: 'Forbidden',
      reason,
    });
  });

  it('that are not there are refused, with or without their vault', async () => {
    await expect(keysIn(await withVault()).newest('images')).rejects.toMatchObject({ code: 'KeyNotFound' });
    await expect(keysIn(createArm()).newest('images')).rejects.toMatchObject({ code: 'VaultNotFound' });
  });

  it('are asked once, whatever comes of it, and nobody else is', async () => {
    for (const answer of [
      { status: 503, body: {} },
      { status: 429, headers: { 'retry-after': '1' }, body: {} },
      { status: 307, headers: { location: 'https://elsewhere.example/keys' }, body: {} },
    ]) {
      const transport = inOrder([challenge, answer]);
      await expect(keysOver(transport).rotate('images')).rejects.toMatchObject({ status: answer.status });
      expect(transport.requests.map(({ url }) => new URL(url).origin)).toEqual([VAULT, VAULT]);
    }
  });

  it('get the token of this cloud, only when the vault asks for one, and never that of the other kind', async () => {
    const asked: HttpRequest[] = [];
    const arm = await withVault();
    await makeKey(arm, 'images');
    const inner = emulatorTransport(arm.emulator);
    const watched: Transport = {
      send: (request) => {
        asked.push(request);
        return inner.send(request);
      },
    };
    const told: unknown[] = [];
    await keysOver(watched, { trace: (each) => void told.push(each) }).newest('images');
    expect(told).toMatchObject([
      { method: 'GET', path: '/keys/images/', status: 401 },
      { method: 'GET', path: '/keys/images/', status: 200 },
    ]);
    expect(asked.map(({ headers }) => headers['authorization'])).toEqual([
      undefined,
      'Bearer acrctl-emulator-token',
    ]);
    expect(keysResource('AzureChinaCloud')).toBe('https://vault.azure.cn');
    const real = { kind: 'real', token: async () => 'token' } as const;
    expect(() => keysOver(watched, { tokens: real })).toThrow('made for');
    expect(() => keysOver(watched, { armOrigin: 'https://management.azure.com' })).toThrow('made for');
  });
});

const challenge = {
  status: 401,
  headers: {
    'www-authenticate': `Bearer authorization="https://login.microsoftonline.com/t", resource="https://vault.azure.net"`,
  },
  body: {},
};

describe('the way to a served emulator', () => {
  test('vaults are where they are in Azure, and all of it goes to the emulator', async () => {
    const arm = await withVault();
    await makeKey(arm, 'images');
    const server = await serveEmulator(arm.emulator, { port: 0 });
    try {
      const transport = servedEmulator(createTransport(), server.endpoint, 'AzureCloud');
      const keys = keysOver(transport, { armOrigin: server.endpoint });
      expect(await keys.newest('images')).toEqual(await keysIn(arm).newest('images'));
      const list = `/subscriptions/00000000-0000-0000-0000-0000000000aa/providers/Microsoft.KeyVault/vaults`;
      const { body } = await transport.send({
        method: 'GET',
        url: `${server.endpoint}${list}?api-version=2026-02-01`,
        headers: { authorization: 'Bearer any' },
        timeoutMs: 10_000,
      });
      expect(body).not.toContain('localhost');
      await expect(
        transport.send({ method: 'GET', url: 'https://kv.example.com/', headers: {}, timeoutMs: 10_000 }),
      ).rejects.toThrow('nothing is sent elsewhere');
    } finally {
      await server.close();
    }
  });
});
