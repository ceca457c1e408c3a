import { KeyVaultManagementClient } from '@azure/arm-keyvault';
import { createDefaultHttpClient, createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline';
import { KeyClient } from '@azure/keyvault-keys';
import { SecretClient } from '@azure/keyvault-secrets';
import { beforeEach, describe, expect, it } from 'vitest';
import { serveEmulator } from '../../../src/emulator/server.ts';
import { subscription } from '../../emulator/arm.ts';
import { collect, credential, expectLoud, judged, namesOf, refusalOf } from './client.ts';

const sdk = judged({ pageSize: 1 });
const GROUP = 'rg-images';
const tenantId = '99999999-8888-7777-6666-555555555555';
const objectId = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const quick = { updateIntervalInMs: 0, intervalInMs: 0 };
const managementOf = () => new KeyVaultManagementClient(credential, subscription, sdk.options);
const keysOf = (vault: string) => new KeyClient(`https://${vault}.vault.azure.net`, credential, sdk.options);
const secretsOf = (vault: string) =>
  new SecretClient(`https://${vault}.vault.azure.net`, credential, sdk.options);

function vaultBody(properties: Readonly<Record<string, unknown>> = {}) {
  const sku = { family: 'A', name: 'standard' } as const;
  return { location: 'westeurope', properties: { tenantId, sku, ...properties } };
}

describe('KeyVaultManagementClient', () => {
  it('makes, reads, updates and deletes a vault', async () => {
    const { vaults } = managementOf();
    const created = await vaults.createOrUpdate(GROUP, 'kv-images', vaultBody(), quick);
    expect(created).toMatchObject({ type: 'Microsoft.KeyVault/vaults', location: 'westeurope' });
    await vaults.get(GROUP, 'kv-images');
    const { properties } = await vaults.get(GROUP, 'kv-images');
    expect(properties).toMatchObject({
      provisioningState: 'Succeeded',
      vaultUri: 'https://kv-images.vault.azure.net/',
      enableRbacAuthorization: true,
      softDeleteRetentionInDays: 90,
    });
    const updated = await vaults.update(GROUP, 'kv-images', { tags: { team: 'images' } });
    expect([updated.tags, updated.properties]).toEqual([{ team: 'images' }, properties]);
    await vaults.delete(GROUP, 'kv-images');
    await vaults.delete(GROUP, 'kv-images');
    expect(await refusalOf(vaults.get(GROUP, 'kv-images'))).toBe('404 ResourceNotFound');
  });

  it('lists vaults of a group and of the subscription, page by page', async () => {
    const { vaults } = managementOf();
    for (const name of ['kv-images', 'kv-pictures'])
      await vaults.createOrUpdate(GROUP, name, vaultBody(), quick);
    expect(await namesOf(vaults.listByResourceGroup(GROUP))).toEqual(['kv-images', 'kv-pictures']);
    expect(await namesOf(vaults.listBySubscription())).toEqual(['kv-images', 'kv-pictures']);
  });

  it('changes access policies and checks names', async () => {
    const { vaults } = managementOf();
    await vaults.createOrUpdate(GROUP, 'kv-images', vaultBody({ accessPolicies: [] }), quick);
    const policy = { tenantId, objectId, permissions: { keys: ['get', 'wrapKey'] } };
    const changed = await vaults.updateAccessPolicy(GROUP, 'kv-images', 'add', {
      properties: { accessPolicies: [policy] },
    });
    expect(changed.properties.accessPolicies).toEqual([policy]);
    const name = (text: string) =>
      vaults.checkNameAvailability({ name: text, type: 'Microsoft.KeyVault/vaults' });
    expect(await name('kv-images')).toMatchObject({ nameAvailable: false, reason: 'AlreadyExists' });
    expect(await name('kv-pictures')).toMatchObject({ nameAvailable: true });
  });

  it('reads, lists, recovers and purges deleted vaults', async () => {
    const { vaults } = managementOf();
    await vaults.createOrUpdate(GROUP, 'kv-images', vaultBody(), quick);
    await vaults.delete(GROUP, 'kv-images');
    const deleted = await vaults.getDeleted('kv-images', 'westeurope');
    expect(deleted.properties?.scheduledPurgeDate).toBeInstanceOf(Date);
    expect(await namesOf(vaults.listDeleted())).toEqual(['kv-images']);
    expect(await refusalOf(vaults.createOrUpdate(GROUP, 'kv-images', vaultBody(), quick).then())).toBe(
      '409 ConflictError',
    );
    await vaults.createOrUpdate(GROUP, 'kv-images', vaultBody({ createMode: 'recover' }), quick);
    await vaults.delete(GROUP, 'kv-images');
    await vaults.purgeDeleted('kv-images', 'westeurope', quick);
    expect(await refusalOf(vaults.getDeleted('kv-images', 'westeurope'))).toBe('404 DeletedVaultNotFound');
  });

  it('makes keys where there are none, and reads them and their versions', async () => {
    const { vaults, keys } = managementOf();
    await vaults.createOrUpdate(GROUP, 'kv-images', vaultBody(), quick);
    const made = await keys.createIfNotExist(GROUP, 'kv-images', 'images', {
      properties: { kty: 'RSA', keySize: 3072 },
    });
    expect(made).toMatchObject({ name: 'images', kty: 'RSA', keySize: 3072 });
    const again = await keys.createIfNotExist(GROUP, 'kv-images', 'images', { properties: { kty: 'EC' } });
    expect(again).toEqual(made);
    expect(await keys.get(GROUP, 'kv-images', 'images')).toEqual(made);
    const [version] = await collect(keys.listVersions(GROUP, 'kv-images', 'images'));
    expect(made.keyUriWithVersion).toBe(`${made.keyUri}/${version?.name}`);
    expect(await namesOf(keys.list(GROUP, 'kv-images'))).toEqual(['images']);
    expect(await keys.getVersion(GROUP, 'kv-images', 'images', version?.name ?? '')).toMatchObject({
      keyUriWithVersion: made.keyUriWithVersion,
    });
  });

  it('is told loudly what is not there', async () => {
    const { vaults, managedHsms } = managementOf();
    await vaults.createOrUpdate(GROUP, 'kv-images', vaultBody(), quick);
    await expectLoud(managedHsms.get(GROUP, 'hsm-images'), 'managedHSMs');
  });

  it('writes secrets and never reads their values', async () => {
    const { vaults, secrets } = managementOf();
    await vaults.createOrUpdate(GROUP, 'kv-images', vaultBody(), quick);
    const at = [GROUP, 'kv-images', 'images'] as const;
    const made = await secrets.createOrUpdate(...at, {
      properties: { value: 'one', contentType: 'application/x-pem-file' },
      tags: { team: 'images' },
    });
    expect(made).toMatchObject({
      name: 'images',
      tags: { team: 'images' },
      properties: { contentType: 'application/x-pem-file', attributes: { enabled: true } },
    });
    expect(made.properties.value).toBeUndefined();
    expect(await secrets.get(...at)).toEqual(made);
    const updated = await secrets.update(...at, { tags: { team: 'pictures' } });
    expect(updated.properties.secretUriWithVersion).toBe(made.properties.secretUriWithVersion);
    await secrets.createOrUpdate(GROUP, 'kv-images', 'pictures', { properties: { value: 'two' } });
    expect(await namesOf(secrets.list(GROUP, 'kv-images'))).toEqual(['images', 'pictures']);
    expect(await secretsOf('kv-images').getSecret('images')).toMatchObject({
      value: 'one',
      properties: { tags: { team: 'pictures' } },
    });
    expect(await refusalOf(secrets.get(GROUP, 'kv-images', 'none'))).toBe('404 ResourceNotFound');
  });
});

describe('KeyClient', () => {
  beforeEach(async () => {
    await managementOf().vaults.createOrUpdate(GROUP, 'kv-images', vaultBody(), quick);
  });

  it('meets the challenge, creates a key and reads it by version and without', async () => {
    const keys = keysOf('kv-images');
    const created = await keys.createRsaKey('images', { keySize: 2048, tags: { team: 'images' } });
    expect(created).toMatchObject({ name: 'images', keyType: 'RSA', properties: { enabled: true } });
    expect(created.key?.n).toHaveLength(256);
    expect(created.properties.vaultUrl).toBe('https://kv-images.vault.azure.net');
    expect(await keys.getKey('images')).toEqual(created);
    const { version } = created.properties;
    expect(await keys.getKey('images', version === undefined ? {} : { version })).toEqual(created);
  });

  it('makes new versions by creating and rotating, and lists them and the keys, page by page', async () => {
    const keys = keysOf('kv-images');
    const versions = [
      await keys.createEcKey('images', { curve: 'P-384' }),
      await keys.createRsaKey('images'),
      await keys.rotateKey('images'),
    ].map(({ properties }) => properties.version);
    await keys.createRsaKey('pictures');
    const listed = await collect(keys.listPropertiesOfKeyVersions('images'));
    expect(listed.map(({ version }) => version).sort()).toEqual(versions.toSorted());
    expect((await keys.getKey('images')).properties.version).toBe(versions[2]);
    expect(await namesOf(keys.listPropertiesOfKeys())).toEqual(['images', 'pictures']);
  });

  it('updates what a version may do, and until when', async () => {
    const keys = keysOf('kv-images');
    await keys.createRsaKey('images');
    const expiresOn = new Date('2031-01-01T00:00:00Z');
    const updated = await keys.updateKeyProperties('images', {
      enabled: false,
      expiresOn,
      keyOps: ['wrapKey', 'unwrapKey'],
    });
    expect(updated.properties).toMatchObject({ enabled: false, expiresOn });
    expect(updated.keyOperations).toEqual(['wrapKey', 'unwrapKey']);
  });

  it('reads and writes the rotation policy', async () => {
    const keys = keysOf('kv-images');
    await keys.createRsaKey('images');
    expect((await keys.getKeyRotationPolicy('images')).lifetimeActions).toEqual([
      { action: 'Notify', timeBeforeExpiry: 'P30D' },
    ]);
    const lifetimeActions = [{ action: 'Rotate', timeAfterCreate: 'P90D' }] as const;
    const written = await keys.updateKeyRotationPolicy('images', {
      expiresIn: 'P1Y',
      lifetimeActions: [...lifetimeActions],
    });
    expect(written).toMatchObject({ expiresIn: 'P1Y', lifetimeActions });
    expect(await keys.getKeyRotationPolicy('images')).toEqual(written);
  });

  it('deletes, recovers and purges', async () => {
    const keys = keysOf('kv-images');
    const created = await keys.createRsaKey('images');
    const deleted = await (await keys.beginDeleteKey('images', quick)).pollUntilDone();
    expect(deleted.properties.recoveryId).toBe('https://kv-images.vault.azure.net/deletedkeys/images');
    expect(await refusalOf(keys.getKey('images'))).toBe('404 KeyNotFound');
    expect(await refusalOf(keys.createRsaKey('images'))).toBe('409 Conflict');
    expect(await namesOf(keys.listDeletedKeys())).toEqual(['images']);
    await (await keys.beginRecoverDeletedKey('images', quick)).pollUntilDone();
    expect(await keys.getKey('images')).toEqual(created);
    await (await keys.beginDeleteKey('images', quick)).pollUntilDone();
    await keys.purgeDeletedKey('images');
    expect(await refusalOf(keys.getDeletedKey('images'))).toBe('404 KeyNotFound');
  });

  it('is refused by what the vault grants and lets in', async () => {
    const keys = keysOf('kv-images');
    sdk.arm.emulator.setPermissions([{ scope: '/', actions: ['*'] }]);
    expect(await refusalOf(keys.createRsaKey('images'))).toBe('403 Forbidden');
  });

  it('is told loudly of work with keys, which is not emulated', async () => {
    const keys = keysOf('kv-images');
    await keys.createRsaKey('images');
    await expectLoud(keys.backupKey('images'), 'backup');
  });
});

describe('SecretClient', () => {
  beforeEach(async () => {
    await managementOf().vaults.createOrUpdate(GROUP, 'kv-images', vaultBody(), quick);
  });

  it('meets the challenge, sets a secret and reads it by version and without', async () => {
    const secrets = secretsOf('kv-images');
    const first = await secrets.setSecret('images', 'one', {
      contentType: 'text/plain',
      tags: { team: 'a' },
    });
    expect(first).toMatchObject({ name: 'images', value: 'one', properties: { contentType: 'text/plain' } });
    const second = await secrets.setSecret('images', 'two');
    expect(await secrets.getSecret('images')).toEqual(second);
    const { version } = first.properties;
    expect(await secrets.getSecret('images', version === undefined ? {} : { version })).toEqual(first);
    const listed = await collect(secrets.listPropertiesOfSecretVersions('images'));
    expect(listed.map((each) => each.version).sort()).toEqual(
      [version, second.properties.version].toSorted(),
    );
    await secrets.setSecret('pictures', 'three');
    expect(await namesOf(secrets.listPropertiesOfSecrets())).toEqual(['images', 'pictures']);
  });

  it('updates what is known of a version, and until when', async () => {
    const secrets = secretsOf('kv-images');
    const { properties } = await secrets.setSecret('images', 'one');
    const expiresOn = new Date('2031-01-01T00:00:00Z');
    const updated = await secrets.updateSecretProperties('images', properties.version ?? '', { expiresOn });
    expect(updated).toMatchObject({ expiresOn, version: properties.version });
  });

  it('deletes, recovers and purges', async () => {
    const secrets = secretsOf('kv-images');
    const made = await secrets.setSecret('images', 'one');
    await (await secrets.beginDeleteSecret('images', quick)).pollUntilDone();
    expect(await refusalOf(secrets.getSecret('images'))).toBe('404 SecretNotFound');
    expect(await refusalOf(secrets.setSecret('images', 'two'))).toBe('409 Conflict');
    expect(await namesOf(secrets.listDeletedSecrets())).toEqual(['images']);
    await (await secrets.beginRecoverDeletedSecret('images', quick)).pollUntilDone();
    expect(await secrets.getSecret('images')).toEqual(made);
    await (await secrets.beginDeleteSecret('images', quick)).pollUntilDone();
    await secrets.purgeDeletedSecret('images');
    expect(await refusalOf(secrets.getDeletedSecret('images'))).toBe('404 SecretNotFound');
  });

  it('is refused by what the vault grants', async () => {
    const secrets = secretsOf('kv-images');
    sdk.arm.emulator.setPermissions([{ scope: '/', actions: ['*'] }]);
    expect(await refusalOf(secrets.getSecret('images'))).toBe('403 Forbidden');
  });

  it('is told loudly of what is not emulated', async () => {
    const secrets = secretsOf('kv-images');
    await secrets.setSecret('images', 'one');
    await expectLoud(secrets.backupSecret('images'), 'backup');
  });
});

describe('a client that follows the vaultUri of an emulator over HTTP', () => {
  // Where the system does not lead names below localhost to loopback, whoever connects has to.
  const byHostHeader: HttpClient = {
    sendRequest: async (request) => {
      const url = new URL(request.url);
      const headers = createHttpHeaders({ ...request.headers.toJSON(), host: url.host });
      url.hostname = '127.0.0.1';
      const answer = await createDefaultHttpClient().sendRequest({ ...request, headers, url: url.href });
      return { ...answer, request };
    },
  };

  it('reaches the keys of the vault, challenge and all', async () => {
    await managementOf().vaults.createOrUpdate(GROUP, 'kv-images', vaultBody(), quick);
    const server = await serveEmulator(sdk.arm.emulator, { port: 0 });
    try {
      const management = new KeyVaultManagementClient(credential, subscription, {
        endpoint: server.endpoint,
        allowInsecureConnection: true,
      });
      management.pipeline.removePolicy({ name: 'bearerTokenAuthenticationPolicy' });
      management.pipeline.addPolicy({
        name: 'token',
        sendRequest: (request, next) => {
          request.headers.set('authorization', 'Bearer token-of-nobody');
          return next(request);
        },
      });
      const { properties } = await management.vaults.get(GROUP, 'kv-images');
      const { port } = new URL(server.endpoint);
      expect(properties.vaultUri).toBe(`http://kv-images.vault.localhost:${port}/`);
      const keys = new KeyClient(properties.vaultUri ?? '', credential, {
        httpClient: byHostHeader,
        allowInsecureConnection: true,
      });
      const created = await keys.createRsaKey('images');
      expect(created.id).toMatch(`http://kv-images.vault.localhost:${port}/keys/images/`);
      const shown = await keysOf('kv-images').getKey('images');
      expect(shown.id).toMatch('https://kv-images.vault.azure.net/keys/images/');
      expect(shown.properties.version).toBe(created.properties.version);
    } finally {
      await server.close();
    }
  });
});
