import { describe, expect, it } from 'vitest';
import {
  type Arm,
  endpoint,
  endpointBody,
  group,
  network,
  networkBody,
  type Seen,
  subscription,
} from './arm.ts';
import {
  deletedVault,
  policy,
  refusal,
  someone,
  tenantId,
  vault,
  vaultBody,
  withGroup,
  withVault,
} from './vault.ts';

/** One that is sent in another version than the newest. */
function inVersion(arm: Arm, version: string, method: string, id: string, body?: unknown): Promise<Seen> {
  return arm.send(method, `https://management.azure.com${id}?api-version=${version}`, body);
}

describe('a vault', () => {
  it('is made at once, and its name comes into the DNS later', async () => {
    const arm = await withGroup();
    const made = await arm.put(vault, vaultBody());
    expect([made.status, made.body.properties.provisioningState, made.body.properties.vaultUri]).toEqual([
      200,
      'RegisteringDns',
      'https://kv-images.vault.azure.net',
    ]);
    const looked = (await arm.get(vault)).body.properties;
    expect([looked.provisioningState, looked.vaultUri]).toEqual([
      'RegisteringDns',
      'https://kv-images.vault.azure.net/',
    ]);
    expect((await arm.get(vault)).body.properties.provisioningState).toBe('Succeeded');
  });

  it('has the defaults of the version that made it, and shows what the version that asks knows', async () => {
    const arm = await withVault();
    const newest = (await arm.get(vault)).body;
    expect(newest.properties).toMatchObject({
      enableRbacAuthorization: true,
      enableSoftDelete: true,
      softDeleteRetentionInDays: 90,
      enabledForDeployment: false,
      publicNetworkAccess: 'Enabled',
    });
    expect(newest.properties).not.toHaveProperty('enablePurgeProtection');
    expect(newest.properties).not.toHaveProperty('networkAcls');
    const other = `${vault}-2`;
    const old = await inVersion(
      arm,
      '2021-04-01-preview',
      'PUT',
      other,
      vaultBody({ enableSoftDelete: false }),
    );
    expect(old.body.properties).toMatchObject({ enableSoftDelete: true });
    for (const name of ['softDeleteRetentionInDays', 'enableRbacAuthorization', 'publicNetworkAccess'])
      expect(old.body.properties).not.toHaveProperty(name);
    expect((await arm.get(other)).body.properties).toMatchObject({ publicNetworkAccess: 'Enabled' });
    expect((await inVersion(arm, '2019-09-01', 'GET', vault)).body).not.toHaveProperty('systemData');
  });

  it('shows rules of the network that say more than the default', async () => {
    const arm = await withVault({ networkAcls: { bypass: 'AzureServices', defaultAction: 'Deny' } });
    expect((await arm.get(vault)).body.properties.networkAcls).toEqual({
      bypass: 'AzureServices',
      defaultAction: 'Deny',
      ipRules: [],
      virtualNetworkRules: [],
    });
    const ipRules = [{ value: '203.0.113.7' }, { value: '198.51.100.0/24' }];
    await arm.patch(vault, { properties: { networkAcls: { defaultAction: 'Deny', ipRules } } });
    expect((await arm.get(vault)).body.properties.networkAcls.ipRules).toEqual([
      { value: '203.0.113.7/32' },
      { value: '198.51.100.0/24' },
    ]);
    const opened = await arm.put(vault, vaultBody({ networkAcls: { defaultAction: 'Allow' } }));
    expect(opened.body.properties).not.toHaveProperty('networkAcls');
  });

  it.each([
    ['another retention', { softDeleteRetentionInDays: 30 }, /has been set already/],
    ['no purge protection', { enablePurgeProtection: false }, /irreversible/],
    ['a retention of five days', { softDeleteRetentionInDays: 5 }, /7 to 90/],
    ['a tenant that is none', { tenantId: 'contoso' }, /tenantId/],
    ['a strange action', { networkAcls: { defaultAction: 'Refuse' } }, /defaultAction/],
    ['an address that is none', { networkAcls: { ipRules: [{ value: 'home' }] } }, /no IPv4/],
    ['a policy of another tenant', { accessPolicies: [{ ...policy(['get']), tenantId: someone }] }, /tenant/],
  ])('does not take %s, and stays as it is', async (_, properties, message) => {
    const arm = await withVault({ enablePurgeProtection: true });
    const before = (await arm.get(vault)).body.properties;
    const refused = await arm.put(vault, vaultBody(properties));
    expect(refusal(refused)).toBe('400 BadRequest');
    expect(refused.body.error.message).toMatch(message);
    expect((await arm.get(vault)).body.properties).toEqual({ ...before, provisioningState: 'Succeeded' });
  });

  it('keeps what is set for good when a write says nothing of it', async () => {
    const arm = await withVault({ enablePurgeProtection: true, softDeleteRetentionInDays: 7 });
    const { properties } = (await arm.put(vault, vaultBody({ enabledForDeployment: true }))).body;
    expect(properties).toMatchObject({
      enablePurgeProtection: true,
      softDeleteRetentionInDays: 7,
      enableRbacAuthorization: true,
      enabledForDeployment: true,
    });
  });

  it('needs policies unless roles count', async () => {
    const arm = await withGroup();
    const without = { tenantId, sku: { family: 'A', name: 'standard' } };
    const body = (more: object) => ({ location: 'westeurope', properties: { ...without, ...more } });
    expect(refusal(await arm.put(vault, body({ enableRbacAuthorization: false })))).toBe('400 BadRequest');
    expect((await arm.put(vault, body({}))).status).toBe(200);
  });

  it('has a name that is no other’s in the world', async () => {
    const arm = await withVault();
    const elsewhere = `/subscriptions/${someone}/resourceGroups/rg`;
    await arm.make(elsewhere, { location: 'westeurope' });
    const other = `${elsewhere}/providers/Microsoft.KeyVault/vaults/KV-images`;
    expect(refusal(await arm.put(other, vaultBody()))).toBe('409 VaultAlreadyExists');
    const check = (name: string) =>
      arm.send('POST', `/subscriptions/${someone}/providers/Microsoft.KeyVault/checkNameAvailability`, {
        name,
        type: 'Microsoft.KeyVault/vaults',
      });
    expect((await check('kv-images')).body).toMatchObject({ nameAvailable: false, reason: 'AlreadyExists' });
    expect((await check('kv--images')).body).toMatchObject({ reason: 'AccountNameInvalid' });
    expect((await check('kv-pictures')).body).toEqual({ nameAvailable: true });
    expect(refusal(await arm.put(`${group}/providers/Microsoft.KeyVault/vaults/1x`, vaultBody()))).toBe(
      '400 VaultNameNotValid',
    );
  });

  it('has its policies added to, replaced and taken away one by one', async () => {
    const arm = await withVault({ accessPolicies: [policy(['get', 'list'])] });
    const change = async (verb: string, ...policies: readonly object[]) => {
      const id = `${vault}/accessPolicies/${verb}`;
      const answer = await arm.put(id, { properties: { accessPolicies: policies } });
      expect(answer.status).toBe(200);
      const shown = (await arm.get(vault)).body.properties.accessPolicies;
      expect(answer.body.properties.accessPolicies).toEqual(shown);
      return shown.map(({ permissions }: ReturnType<typeof policy>) => permissions.keys);
    };
    const other = '11111111-bbbb-cccc-dddd-eeeeeeeeeeee';
    expect(await change('add', policy(['Get', 'wrapKey']), policy(['get'], other))).toEqual([
      ['get', 'list', 'wrapKey'],
      ['get'],
    ]);
    expect(await change('replace', policy(['sign']))).toEqual([['sign'], ['get']]);
    expect(await change('remove', policy(['GET'], other))).toEqual([['sign']]);
    expect(refusal(await arm.put(`${vault}/accessPolicies/merge`, {}))).toBe('400 BadRequest');
  });
});

describe('a deleted vault', () => {
  it('holds its name until it is recovered, as it was', async () => {
    const arm = await withVault({ accessPolicies: [policy(['get'])], softDeleteRetentionInDays: 7 });
    await arm.get(vault);
    const before = (await arm.get(vault)).body;
    expect((await arm.remove(vault)).status).toBe(200);
    expect((await arm.get(vault)).status).toBe(404);
    expect((await arm.remove(vault)).status).toBe(204);
    const shown = (await arm.get(deletedVault)).body;
    expect(shown).toMatchObject({ type: 'Microsoft.KeyVault/deletedVaults', properties: { vaultId: vault } });
    const { deletionDate, scheduledPurgeDate } = shown.properties;
    expect(Date.parse(scheduledPurgeDate) - Date.parse(deletionDate)).toBe(7 * 86_400_000);
    const list = `/subscriptions/${subscription}/providers/Microsoft.KeyVault/deletedVaults`;
    expect((await arm.get(list)).body.value).toEqual([shown]);
    expect(refusal(await arm.put(vault, vaultBody()))).toBe('409 ConflictError');
    const { accessPolicies: _, ...asked } = vaultBody({ createMode: 'recover' }).properties;
    const recovered = await arm.put(vault, { location: 'westeurope', properties: asked });
    expect(recovered.status).toBe(200);
    expect(recovered.body.properties).toEqual(before.properties);
    expect(refusal(await arm.get(deletedVault))).toBe('404 DeletedVaultNotFound');
  });

  it('comes back neither to another group nor region', async () => {
    const arm = await withVault();
    await arm.remove(vault);
    await arm.make(`${group}-2`, { location: 'westeurope' });
    const recover = vaultBody({ createMode: 'recover' });
    const elsewhere = vault.replace('/rg-images/', '/rg-images-2/');
    expect(refusal(await arm.put(elsewhere, recover))).toBe('404 DeletedVaultNotFound');
    expect(refusal(await arm.put(vault, { ...recover, location: 'northeurope' }))).toBe(
      '404 DeletedVaultNotFound',
    );
  });

  it('is purged by an operation, and its name is free', async () => {
    const arm = await withVault();
    await arm.remove(vault);
    const purging = await arm.send('POST', `${deletedVault}/purge`);
    expect([purging.status, purging.headers['location']]).toEqual([
      202,
      expect.stringMatching(/\/locations\/westeurope\/operationResults\//),
    ]);
    expect((await arm.send('POST', `${deletedVault}/purge`)).headers['location']).toBe(
      purging.headers['location'],
    );
    expect(refusal(await arm.put(vault, vaultBody({ createMode: 'recover' })))).toBe('409 ConflictError');
    const done = await arm.send('GET', purging.headers['location'] ?? '');
    expect([done.status, done.body.status]).toEqual([200, 'Succeeded']);
    expect(refusal(await arm.send('POST', `${deletedVault}/purge`))).toBe('404 DeletedVaultNotFound');
    expect((await arm.put(vault, vaultBody())).status).toBe(200);
  });

  it('is not purged by hand when it is protected, and goes by itself when its time has come', async () => {
    const arm = await withVault({ enablePurgeProtection: true, softDeleteRetentionInDays: 7 });
    await arm.remove(vault);
    expect((await arm.get(deletedVault)).body.properties.purgeProtectionEnabled).toBe(true);
    expect(refusal(await arm.send('POST', `${deletedVault}/purge`))).toBe('405 MethodNotAllowed');
    arm.emulator.advance(7 * 86_400_000 - 1_000);
    expect((await arm.get(deletedVault)).status).toBe(200);
    arm.emulator.advance(1_000);
    expect((await arm.get(deletedVault)).status).toBe(404);
  });

  it('loses its role assignments, also when it comes back', async () => {
    const arm = await withVault();
    const assignment = `${vault}/providers/Microsoft.Authorization/roleAssignments/${someone}`;
    const properties = {
      roleDefinitionId: `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${someone}`,
      principalId: someone,
      principalType: 'ServicePrincipal',
    };
    expect((await arm.put(assignment, { properties })).status).toBe(201);
    await arm.remove(vault);
    await arm.put(vault, vaultBody({ createMode: 'recover' }));
    expect((await arm.get(assignment)).status).toBe(404);
  });

  it('is what the vaults of a deleted group become', async () => {
    const arm = await withVault();
    await arm.finish(await arm.remove(group));
    expect((await arm.get(deletedVault)).body.properties.vaultId).toBe(vault);
  });

  it('is not left behind by a vault of old that has no soft delete', async () => {
    const arm = await withGroup();
    const body = vaultBody({ enableSoftDelete: false, softDeleteRetentionInDays: 90 });
    expect((await inVersion(arm, '2019-09-01', 'PUT', vault, body)).status).toBe(200);
    await arm.remove(vault);
    expect((await arm.get(deletedVault)).status).toBe(404);
  });

  it('needs a permission of its own to be seen or purged', async () => {
    const arm = await withVault();
    await arm.remove(vault);
    arm.emulator.setPermissions([{ scope: group, actions: ['*'] }]);
    expect(refusal(await arm.get(deletedVault))).toBe('403 AuthorizationFailed');
    const refused = await arm.send('POST', `${deletedVault}/purge`);
    expect(refused.body.error.message).toContain('Microsoft.KeyVault/locations/deletedVaults/purge/action');
  });
});

describe('an endpoint of a vault that is here', () => {
  const connection = `${vault}/privateEndpointConnections/images`;

  async function withEndpoint(isManual = false): Promise<Arm> {
    const arm = await withVault();
    await arm.make(network, networkBody);
    const body = endpointBody({ manual: isManual, registryId: vault });
    const json = JSON.stringify(body).replace('"registry"', '"vault"');
    await arm.make(endpoint, JSON.parse(json));
    return arm;
  }

  const stateOf = async (arm: Arm) => {
    const { properties } = (await arm.get(endpoint)).body;
    const [first] = [
      ...(properties.privateLinkServiceConnections ?? []),
      ...(properties.manualPrivateLinkServiceConnections ?? []),
    ];
    return first.properties.privateLinkServiceConnectionState.status;
  };

  it('is seen from both sides', async () => {
    const arm = await withEndpoint();
    const own = (await arm.get(connection)).body;
    expect(own.properties).toMatchObject({
      privateEndpoint: { id: endpoint },
      privateLinkServiceConnectionState: { status: 'Approved' },
      provisioningState: 'Succeeded',
    });
    expect((await arm.get(vault)).body.properties.privateEndpointConnections).toEqual([
      { id: connection, properties: own.properties },
    ]);
    await arm.finish(await arm.remove(endpoint));
    expect((await arm.get(connection)).status).toBe(404);
    expect((await arm.get(vault)).body.properties).not.toHaveProperty('privateEndpointConnections');
  });

  it('is approved and turned away by the vault', async () => {
    const arm = await withEndpoint(true);
    const decide = async (status: string) => {
      const privateLinkServiceConnectionState = { status, description: 'by the vault' };
      const decided = await arm.put(connection, { properties: { privateLinkServiceConnectionState } });
      expect([decided.status, decided.body.properties.provisioningState]).toEqual([200, 'Updating']);
      expect(decided.headers['azure-asyncoperation']).toContain(connection);
      await arm.get(connection);
      expect((await arm.get(connection)).body.properties.provisioningState).toBe('Succeeded');
      return stateOf(arm);
    };
    expect(await stateOf(arm)).toBe('Pending');
    expect(await decide('Approved')).toBe('Approved');
    expect(await decide('Rejected')).toBe('Rejected');
    expect(refusal(await arm.put(`${connection}-2`, {}))).toBe('400 BadRequest');
  });

  it.each([
    ['the vault', vault],
    ['the connection', connection],
  ])('is disconnected for good when %s is deleted', async (_, id) => {
    const arm = await withEndpoint();
    expect((await arm.remove(id)).status).toBeLessThan(300);
    arm.clock.move(60_000);
    expect(await stateOf(arm)).toBe('Disconnected');
    await arm.put(vault, vaultBody({ createMode: 'recover' }));
    expect(await stateOf(arm)).toBe('Disconnected');
  });
});
