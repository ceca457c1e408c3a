import { describe, expect, it } from 'vitest';
import { type Arm, registry, registryBody, type Seen } from './arm.ts';
import { plane, policy, tenantId, vault, vaultBody, withGroup, withVault } from './vault.ts';

const set = `${registry}/credentialSets/docker-hub`;
const rule = `${registry}/cacheRules/ubuntu`;

const secretAt = (name: string) => `https://kv-images.vault.azure.net/secrets/${name}`;
const setBody = {
  identity: { type: 'SystemAssigned' },
  properties: {
    loginServer: 'docker.io',
    authCredentials: [
      {
        name: 'Credential1',
        usernameSecretIdentifier: secretAt('username'),
        passwordSecretIdentifier: secretAt('password'),
      },
    ],
  },
};
const ruleBody = {
  properties: {
    sourceRepository: 'docker.io/library/ubuntu',
    targetRepository: 'ubuntu',
    credentialSetResourceId: set,
  },
};
const publicRule = {
  properties: { sourceRepository: 'mcr.microsoft.com/hello-world', targetRepository: 'hello' },
};

async function withRegistry(): Promise<Arm> {
  const arm = await withGroup();
  await arm.make(registry, { ...registryBody, sku: { name: 'Basic' } });
  return arm;
}

function codeOf({ status, body }: Seen): string {
  return `${status} ${body.error.code}`;
}

const healthOf = ({ body }: Seen) => body.properties.authCredentials[0].credentialHealth;

describe('a credential set', () => {
  it('is made, changed and deleted by operations, with an identity of its own', async () => {
    const arm = await withRegistry();
    const made = await arm.put(set, setBody);
    expect(made).toMatchObject({
      status: 201,
      body: { identity: { type: 'systemAssigned' }, properties: { provisioningState: 'Creating' } },
    });
    expect(made.headers['azure-asyncoperation']).toMatch(/\/docker-hub\/operationStatuses\/credentialsets-/);
    await arm.finish(made);
    const { identity } = (await arm.get(set)).body;
    expect(identity).toEqual(made.body.identity);
    const [credential] = setBody.properties.authCredentials;
    const authCredentials = [{ ...credential, usernameSecretIdentifier: secretAt('robot') }];
    await arm.finish(await arm.patch(set, { properties: { authCredentials } }));
    expect((await arm.get(set)).body).toMatchObject({
      identity,
      properties: { loginServer: 'docker.io', authCredentials },
    });
    await arm.finish(await arm.remove(set));
    expect(codeOf(await arm.get(set))).toBe('404 ResourceNotFound');
  });

  it('is healthy as long as its identity may read both secrets', async () => {
    const arm = await withVault();
    await arm.make(registry, registryBody);
    const made = await arm.make(set, setBody);
    const { principalId } = made.body.identity;
    expect(healthOf(made)).toMatchObject({ status: 'Unhealthy', errorCode: 'Forbidden' });
    expect(healthOf(made).errorMessage).toContain(`oid=${principalId}`);
    const access = { tenantId, objectId: principalId, permissions: { secrets: ['get'] } };
    const mine = { ...policy([], '11111111-0000-4000-a000-000000000000'), permissions: { secrets: ['all'] } };
    await arm.put(vault, vaultBody({ enableRbacAuthorization: false, accessPolicies: [access, mine] }));
    expect(healthOf(await arm.get(set))).toMatchObject({ status: 'Unhealthy', errorCode: 'SecretNotFound' });
    for (const name of ['username', 'password'])
      await arm.put(`${vault}/secrets/${name}`, { properties: { value: 'worthless' } });
    expect(healthOf(await arm.get(set))).toEqual({ status: 'Healthy' });
    await arm.patch(`${vault}/secrets/password`, { properties: { attributes: { enabled: false } } });
    expect(healthOf(await arm.get(set)).errorMessage).toContain('disabled secret');
  });

  it('tells in the words of the recorded service why it cannot read', async () => {
    const arm = await withVault({ enableRbacAuthorization: false });
    await arm.make(registry, registryBody);
    const made = await arm.make(set, setBody);
    expect(healthOf(made).errorMessage).toMatch(
      /^The user, group or application 'name=Microsoft\.ContainerRegistry\/registries;appid=[0-9a-f-]{36};oid=[0-9a-f-]{36};iss=.*' does not have secrets get permission on key vault 'kv-images;location=westeurope'\./,
    );
    expect((await plane(arm, 'GET', '/secrets/username')).status).toBeGreaterThan(400);
  });

  it.each([
    ['no identity', { properties: setBody.properties }],
    ['no login server', { ...setBody, properties: { ...setBody.properties, loginServer: undefined } }],
    ['no credential', { ...setBody, properties: { loginServer: 'docker.io', authCredentials: [] } }],
    [
      'a secret that is none',
      {
        ...setBody,
        properties: {
          loginServer: 'docker.io',
          authCredentials: [{ name: 'Credential1', usernameSecretIdentifier: 'robot' }],
        },
      },
    ],
  ])('is refused with %s', async (_, body) => {
    const arm = await withRegistry();
    expect(codeOf(await arm.put(set, body))).toBe('400 BadRequest');
  });

  it('has an identity that the directory knows', async () => {
    const arm = await withRegistry();
    const { principalId } = (await arm.make(set, setBody)).body.identity;
    const grant = `${registry}/providers/Microsoft.Authorization/roleAssignments/aaaaaaaa-0000-4000-a000-000000000001`;
    const roleDefinitionId =
      '/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6';
    expect((await arm.put(grant, { properties: { roleDefinitionId, principalId } })).status).toBe(201);
  });

  it('keeps its login server, and stays while a cache rule uses it', async () => {
    const arm = await withRegistry();
    await arm.make(set, setBody);
    await arm.make(rule, ruleBody);
    const moved = { ...setBody, properties: { ...setBody.properties, loginServer: 'ghcr.io' } };
    expect(codeOf(await arm.put(set, moved))).toBe('400 BadRequest');
    const refused = await arm.remove(set);
    expect(codeOf(refused)).toBe('409 Conflict');
    expect(refused.body.error.message).toContain('ubuntu');
    await arm.finish(await arm.remove(rule));
    expect((await arm.finish(await arm.remove(set))).status).toBe(200);
  });
});

describe('a cache rule', () => {
  it('is made, changed and deleted by operations in every SKU', async () => {
    const arm = await withRegistry();
    const made = await arm.put(rule, publicRule);
    expect(made).toMatchObject({
      status: 201,
      body: { properties: { ...publicRule.properties, provisioningState: 'Creating' } },
    });
    expect(made.body.properties).not.toHaveProperty('credentialSetResourceId');
    expect(made.headers['azure-asyncoperation']).toMatch(/\/ubuntu\/operationStatuses\/cacherules-/);
    await arm.finish(made);
    await arm.make(set, setBody);
    await arm.finish(await arm.patch(rule, { properties: { credentialSetResourceId: set } }));
    expect((await arm.get(rule)).body.properties).toMatchObject({
      ...publicRule.properties,
      credentialSetResourceId: set,
    });
    for (const none of ['', null]) {
      await arm.finish(await arm.patch(rule, { properties: { credentialSetResourceId: none } }));
      expect((await arm.get(rule)).body.properties).not.toHaveProperty('credentialSetResourceId');
      await arm.finish(await arm.patch(rule, { properties: { credentialSetResourceId: set } }));
    }
    const going = await arm.remove(rule);
    expect(going.status).toBe(202);
    await arm.finish(going);
    expect((await arm.get(`${registry}/cacheRules`)).body.value).toEqual([]);
  });

  it('needs credentials for Docker Hub', async () => {
    const arm = await withRegistry();
    const { credentialSetResourceId: _, ...anonymous } = ruleBody.properties;
    expect(await arm.put(rule, { properties: anonymous })).toMatchObject({
      status: 400,
      body: { error: { code: 'EnforceDockerAuthentication' }, status: 'Failed' },
    });
    expect(codeOf(await arm.put(rule, ruleBody))).toBe('400 BadRequest');
    await arm.make(set, setBody);
    expect((await arm.put(rule, ruleBody)).status).toBe(201);
  });

  it('keeps its repositories, and shares no target with another', async () => {
    const arm = await withRegistry();
    await arm.make(rule, publicRule);
    const elsewhere = { properties: { ...publicRule.properties, targetRepository: 'elsewhere' } };
    expect(codeOf(await arm.put(rule, elsewhere))).toBe('400 BadRequest');
    expect(codeOf(await arm.put(`${rule}-again`, publicRule))).toBe('409 Conflict');
    expect((await arm.put(rule, publicRule)).status).toBe(201);
    expect(codeOf(await arm.put(`${registry}/cacheRules/other`, { properties: {} }))).toBe('400 BadRequest');
  });
});
