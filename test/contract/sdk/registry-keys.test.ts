import { ContainerRegistryManagementClient } from '@azure/arm-containerregistry';
import { KeyVaultManagementClient } from '@azure/arm-keyvault';
import { ManagedServiceIdentityClient } from '@azure/arm-msi';
import { KeyClient } from '@azure/keyvault-keys';
import { expect, it } from 'vitest';
import { identity, registry, subscription } from '../../emulator/arm.ts';
import { credential, judged, refusalOf } from './client.ts';

const sdk = judged();
const GROUP = 'rg-images';
const NAME = 'contosoimages';
const tenantId = '99999999-8888-7777-6666-555555555555';
const hour = 3_600_000;
const day = 24 * hour;

/** Microsoft's clients of all that a registry with a key of its owner needs. */
function clients() {
  const at = [credential, subscription, sdk.options] as const;
  return {
    registries: new ContainerRegistryManagementClient(...at).registries,
    vaults: new KeyVaultManagementClient(...at).vaults,
    identities: new ManagedServiceIdentityClient(...at).userAssignedIdentities,
    keys: new KeyClient('https://kv-images.vault.azure.net', credential, sdk.options),
  };
}

async function withKey() {
  const { registries, vaults, identities, keys } = clients();
  const puller = await identities.createOrUpdate(GROUP, 'puller', { location: 'westeurope' });
  const { principalId: objectId = '', clientId = '' } = puller;
  const policy = { tenantId, objectId, permissions: { keys: ['get', 'wrapKey', 'unwrapKey'] } };
  const location = 'westeurope';
  const sku = { family: 'A', name: 'standard' } as const;
  const protection = { enablePurgeProtection: true, enableRbacAuthorization: false };
  const quick = { updateIntervalInMs: 0 };
  const properties = { tenantId, sku, accessPolicies: [], ...protection };
  await vaults.createOrUpdate(GROUP, 'kv-images', { location, properties }, quick);
  const key = await keys.createRsaKey('images');
  const access = (verb: 'add' | 'remove') =>
    vaults.updateAccessPolicy(GROUP, 'kv-images', verb, { properties: { accessPolicies: [policy] } });
  const keyVaultProperties = {
    keyIdentifier: 'https://kv-images.vault.azure.net/keys/images',
    identity: clientId,
  };
  const made = () =>
    registries.create(GROUP, NAME, {
      location,
      sku: { name: 'Premium' },
      identity: { type: 'UserAssigned', userAssignedIdentities: { [identity]: {} } },
      encryption: { status: 'enabled', keyVaultProperties },
    });
  const shown = async () => (await registries.get(GROUP, NAME)).encryption?.keyVaultProperties;
  return { registries, keys, key, keyVaultProperties, access, made, shown };
}

async function control(path: string, body?: object) {
  const answer = await fetch(`${sdk.endpoint}/_emulator/${path}`, {
    ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
  });
  expect(answer.status).toBe(200);
  return answer.json();
}

const pass = (advanceMs: number) => control('clock', { advanceMs });

async function reported() {
  const { registries } = (await control('registry-keys')) as {
    readonly registries: Readonly<Record<string, { readonly accessible: boolean; readonly version: string }>>;
  };
  return registries[registry.toLowerCase()];
}

it('a registry is made when its identity is let in, and follows each version that KeyClient makes', async () => {
  const { access, made, key, keys, shown } = await withKey();
  expect(await refusalOf(made().then())).toBe('403 Forbidden');
  await access('add');
  const { encryption } = await made();
  expect(encryption?.keyVaultProperties).toMatchObject({
    versionedKeyIdentifier: key.id,
    keyRotationEnabled: true,
  });
  for (let rotations = 0; rotations < 2; rotations += 1) {
    const next = await keys.rotateKey('images');
    expect((await shown())?.versionedKeyIdentifier).not.toBe(next.id);
    await pass(hour);
    const { versionedKeyIdentifier, lastKeyRotationTimestamp } = (await shown()) ?? {};
    expect(versionedKeyIdentifier).toBe(next.id);
    const madeOn = next.properties.createdOn?.getTime() ?? Number.NaN;
    expect((lastKeyRotationTimestamp?.getTime() ?? Number.NaN) - madeOn).toBeLessThanOrEqual(hour);
  }
});

it('a registry dies with the access to its key and comes back with it, which nothing in its body shows', async () => {
  const { access, made, shown } = await withKey();
  await access('add');
  await made();
  const before = await shown();
  for (const [verb, accessible] of [
    ['remove', false],
    ['add', true],
  ] as const) {
    await access(verb);
    expect(await reported()).toMatchObject({ accessible: !accessible });
    await pass(hour);
    expect(await reported()).toMatchObject({ accessible, version: before?.versionedKeyIdentifier });
    expect(await shown()).toEqual(before);
  }
});

it('a registry without the identity that it needs lives for about three months, and longer once it has it back', async () => {
  const { registries, access, made, keyVaultProperties, key } = await withKey();
  await access('add');
  await made();
  await registries.update(GROUP, NAME, { identity: { type: 'None' } });
  const rotated = registries.update(GROUP, NAME, {
    encryption: { keyVaultProperties: { ...keyVaultProperties, keyIdentifier: key.id ?? '' } },
  });
  expect(await refusalOf(rotated.then())).toBe('400 BadRequest');
  await pass(89 * day);
  expect(await reported()).toMatchObject({ accessible: true });
  await pass(2 * day);
  expect(await reported()).toMatchObject({ accessible: false, refusal: { reason: 'IdentityInactive' } });
  await registries.update(GROUP, NAME, {
    identity: { type: 'UserAssigned', userAssignedIdentities: { [identity]: {} } },
  });
  await pass(hour);
  expect(await reported()).toMatchObject({ accessible: true });
});
