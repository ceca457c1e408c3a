import { describe, expect, it } from 'vitest';
import { type Arm, type Body, subscription } from './arm.ts';
import { deletedVault, plane, refusal, tenantId, vault, vaultBody, withVault } from './vault.ts';

const secret = `${vault}/secrets/images`;
const VALUE = 'the-value-of-the-secret';
const body = (more: Body = {}) => ({ properties: { value: VALUE, ...more } });

async function withSecret(properties = {}): Promise<Arm> {
  const arm = await withVault(properties);
  const { status } = await arm.put(secret, body());
  expect(status).toBe(200);
  return arm;
}

const versionsOf = async (arm: Arm) => (await plane(arm, 'GET', '/secrets/images/versions')).body.value;

describe('a secret through Azure Resource Manager', () => {
  it('is written and read without its value, which the vault alone shows', async () => {
    const arm = await withVault();
    const tags = { team: 'images' };
    const sent = {
      ...body({ contentType: 'application/x-pem-file', attributes: { exp: 2_000_000_000 } }),
      tags,
    };
    const made = (await arm.put(secret, sent)).body;
    expect(made).toMatchObject({
      id: secret,
      name: 'images',
      type: 'Microsoft.KeyVault/vaults/secrets',
      location: 'westeurope',
      tags,
      properties: {
        contentType: 'application/x-pem-file',
        attributes: { enabled: true, exp: 2_000_000_000 },
        secretUri: 'https://kv-images.vault.azure.net/secrets/images',
      },
    });
    expect(made.properties.secretUriWithVersion).toMatch(/\/secrets\/images\/[0-9a-f]{32}$/);
    expect((await arm.get(secret)).body).toEqual(made);
    expect((await arm.get(`${vault}/secrets`)).body.value).toEqual([made]);
    expect(JSON.stringify([made, arm.emulator.objects()])).not.toContain(VALUE);
    const shown = (await plane(arm, 'GET', '/secrets/images')).body;
    expect(shown).toMatchObject({ value: VALUE, id: made.properties.secretUriWithVersion, tags });
  });

  it('gets a new version by each PUT that asks for something else', async () => {
    const arm = await withSecret();
    await arm.put(secret, body());
    expect(await versionsOf(arm)).toHaveLength(1);
    await arm.put(secret, body({ value: 'another' }));
    await arm.put(secret, { ...body({ value: 'another' }), tags: { team: 'images' } });
    expect(await versionsOf(arm)).toHaveLength(3);
    const { properties } = (await arm.get(secret)).body;
    expect((await plane(arm, 'GET', '/secrets/images')).body).toMatchObject({
      value: 'another',
      id: properties.secretUriWithVersion,
    });
  });

  it('is changed by PATCH, a new version only where a value is sent', async () => {
    const arm = await withSecret();
    const tagged = (await arm.patch(secret, { tags: { team: 'images' } })).body;
    expect([tagged.tags, (await versionsOf(arm)).length]).toEqual([{ team: 'images' }, 1]);
    const changed = (await arm.patch(secret, body({ value: 'another' }))).body;
    expect([changed.tags, (await versionsOf(arm)).length]).toEqual([{ team: 'images' }, 2]);
    expect(refusal(await arm.patch(`${vault}/secrets/none`, { tags: {} }))).toBe('404 ResourceNotFound');
  });

  it.each([
    ['without a value', 'images', {}, 'BadRequest', "'value'"],
    ['of a name that is none', 'im_ages', { value: 'a' }, 'BadParameter', 'im_ages'],
    ['that is too large', 'images', { value: 'a'.repeat(25_601) }, 'BadParameter', '25600'],
  ])('is not made %s', async (_, name, properties, code, named) => {
    const arm = await withVault();
    const refused = await arm.put(`${vault}/secrets/${name}`, { properties });
    expect(refusal(refused)).toBe(`400 ${code}`);
    expect(refused.body.error.message).toContain(named);
    expect((await arm.get(`${vault}/secrets`)).body.value).toEqual([]);
  });

  it('has at most 15 tags', async () => {
    const arm = await withVault();
    const tags = Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`tag${index}`, '']));
    expect(refusal(await arm.put(secret, { ...body(), tags }))).toBe('400 BadParameter');
  });

  it('is not deleted', async () => {
    const arm = await withSecret();
    expect(refusal(await arm.remove(secret))).toBe('501 EmulatorNotImplemented');
  });

  it('asks neither the firewall of the vault nor what it grants, but for an action of Azure', async () => {
    const arm = await withVault({ publicNetworkAccess: 'Disabled', enableRbacAuthorization: false });
    arm.emulator.setPermissions([{ scope: '/', actions: ['Microsoft.KeyVault/vaults/secrets/write'] }]);
    expect((await arm.put(secret, body())).status).toBe(200);
    expect(refusal(await arm.get(secret))).toBe('403 AuthorizationFailed');
    expect(refusal(await plane(arm, 'GET', '/secrets/images'))).toBe('403 Forbidden ForbiddenByConnection');
  });

  it('goes and comes back with its vault', async () => {
    const arm = await withSecret();
    const [version] = await versionsOf(arm);
    await arm.remove(vault);
    expect((await arm.get(deletedVault)).status).toBe(200);
    await arm.put(vault, vaultBody({ createMode: 'recover' }));
    expect((await plane(arm, 'GET', '/secrets/images')).body).toMatchObject({ value: VALUE, id: version.id });
  });
});

describe('the log of the emulator', () => {
  it('tells of requests for secrets without their values, in either plane and also of what cannot be read', async () => {
    const arm = await withSecret();
    await plane(arm, 'PUT', '/secrets/images', { value: VALUE, tags: { team: 'images' } });
    const url = `https://management.azure.com${secret}?api-version=2026-02-01`;
    const headers = { authorization: 'Bearer somebody' };
    await arm.emulator.handle({ method: 'PUT', url, headers, body: `{"properties": {"value": "${VALUE}` });
    const shown = await arm.send('GET', 'https://management.azure.com/_emulator/requests');
    const text = JSON.stringify(shown.body);
    expect(text).toContain('(secret)');
    expect(text).toContain('team');
    expect(text).not.toContain(VALUE);
    expect(JSON.stringify(arm.emulator.requests())).not.toContain(VALUE);
  });
});

describe('a secret in its vault', () => {
  it('is deleted with all its versions, holds its name, and comes back or goes', async () => {
    const arm = await withSecret({ softDeleteRetentionInDays: 7 });
    await arm.put(secret, body({ value: 'another' }));
    const deleted = (await plane(arm, 'DELETE', '/secrets/images')).body;
    expect(deleted).toMatchObject({
      recoveryId: 'https://kv-images.vault.azure.net/deletedsecrets/images',
      attributes: { recoveryLevel: 'CustomizedRecoverable+Purgeable', recoverableDays: 7 },
    });
    expect(deleted.scheduledPurgeDate - deleted.deletedDate).toBe(7 * 86_400);
    expect(JSON.stringify(deleted)).not.toContain('another');
    expect(refusal(await arm.get(secret))).toBe('404 ResourceNotFound');
    expect(refusal(await arm.put(secret, body()))).toBe('409 Conflict ObjectIsDeletedButRecoverable');
    expect((await plane(arm, 'POST', '/deletedsecrets/images/recover')).body.value).toBeUndefined();
    expect(await versionsOf(arm)).toHaveLength(2);
    expect(refusal(await plane(arm, 'POST', '/deletedsecrets/images/recover'))).toBe(
      '400 MethodNotAllowed RequestNotAllowedOnNonDeletedObject',
    );
    await plane(arm, 'DELETE', '/secrets/images');
    arm.emulator.advance(7 * 86_400_000);
    expect((await plane(arm, 'GET', '/deletedsecrets')).body.value).toEqual([]);
    expect((await arm.put(secret, body())).status).toBe(200);
  });

  it('is not purged against the protection of the vault', async () => {
    const arm = await withSecret({ enablePurgeProtection: true });
    await plane(arm, 'DELETE', '/secrets/images');
    expect(refusal(await plane(arm, 'DELETE', '/deletedsecrets/images'))).toBe('403 Forbidden');
  });

  it('that is disabled shows nobody its value', async () => {
    const arm = await withSecret();
    await plane(arm, 'PATCH', '/secrets/images/', { attributes: { enabled: false } });
    expect(refusal(await plane(arm, 'GET', '/secrets/images'))).toBe('403 Forbidden SecretDisabled');
  });

  it('is read by those whom a role lets, at the vault or the secret', async () => {
    const arm = await withSecret();
    arm.emulator.setPermissions([{ scope: '/', actions: ['*'] }]);
    const read = () => plane(arm, 'GET', '/secrets/images');
    const { message } = (await read()).body.error;
    expect(refusal(await read())).toBe('403 Forbidden ForbiddenByRbac');
    expect(message).toContain("Action: 'Microsoft.KeyVault/vaults/secrets/getSecret/action'");
    const caller = /oid=([0-9a-f-]+)/.exec(message)?.[1] ?? '';
    const roleDefinitionId = `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6`;
    const grant = {
      properties: { roleDefinitionId, principalId: caller, principalType: 'ServicePrincipal' },
    };
    await arm.put(`${secret}/providers/Microsoft.Authorization/roleAssignments/${caller}`, grant);
    expect((await read()).body.value).toBe(VALUE);
    expect(refusal(await plane(arm, 'GET', '/secrets'))).toBe('403 Forbidden ForbiddenByRbac');
    expect(refusal(await plane(arm, 'PUT', '/secrets/images', { value: 'another' }))).toBe(
      '403 Forbidden ForbiddenByRbac',
    );
  });

  it('is read by those whom a policy for secrets lets, and not by one for keys', async () => {
    const arm = await withSecret({ enableRbacAuthorization: false });
    arm.emulator.setPermissions([{ scope: '/', actions: ['*'] }]);
    const { message } = (await plane(arm, 'GET', '/secrets/images')).body.error;
    expect(message).toContain('does not have secrets get permission');
    const objectId = /oid=([0-9a-f-]+)/.exec(message)?.[1] ?? '';
    const may = async (permissions: object) => {
      await arm.put(vault, vaultBody({ accessPolicies: [{ tenantId, objectId, permissions }] }));
      return refusal(await plane(arm, 'GET', '/secrets/images'));
    };
    expect(await may({ keys: ['get'] })).toBe('403 Forbidden ForbiddenByPolicy');
    expect(await may({ secrets: ['Get'] })).toBe('200');
  });
});
