import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openEmulatorStore } from '../../src/emulator/store.ts';
import { type Arm, createArm, group, registry, registryBody, type Seen } from './arm.ts';

const map = `${registry}/scopeMaps/pull-images`;
const systemMap = `${registry}/scopeMaps/_repositories_pull`;
const token = `${registry}/tokens/build-agent`;
const generate = `${registry}/generateCredentials`;

const mapBody = { properties: { actions: ['repositories/images/content/read'] } };
const tokenBody = { properties: { scopeMapId: map, status: 'enabled' } };

async function withRegistry(sku = 'Premium', options: Parameters<typeof createArm>[0] = {}): Promise<Arm> {
  const arm = createArm(options);
  await arm.make(group, { location: 'westeurope' });
  await arm.make(registry, { ...registryBody, sku: { name: sku } });
  return arm;
}

async function withToken(options: Parameters<typeof createArm>[0] = {}): Promise<Arm> {
  const arm = await withRegistry('Premium', options);
  await arm.make(map, mapBody);
  await arm.make(token, tokenBody);
  return arm;
}

function codeOf({ status, body }: Seen): string {
  return `${status} ${body.error.code}`;
}

const valuesOf = ({ body }: Seen): readonly string[] =>
  body.passwords.map(({ value }: { readonly value: string }) => value);

describe('a scope map', () => {
  it('is made at once, changed and deleted by operations', async () => {
    const arm = await withRegistry();
    const made = await arm.put(map, mapBody);
    expect(made).toMatchObject({
      status: 200,
      body: { properties: { type: 'UserDefined', provisioningState: 'Succeeded', ...mapBody.properties } },
    });
    expect(made.headers).not.toHaveProperty('azure-asyncoperation');
    expect((await arm.put(map, mapBody)).status).toBe(200);
    const changed = await arm.patch(map, { properties: { description: 'for agents' } });
    expect(changed).toMatchObject({ status: 201, body: { properties: { provisioningState: 'Updating' } } });
    expect(changed.headers['azure-asyncoperation']).toMatch(
      /\/scopeMaps\/pull-images\/operationStatuses\/token-/,
    );
    await arm.finish(changed);
    expect((await arm.get(map)).body.properties).toMatchObject({
      description: 'for agents',
      actions: ['repositories/images/content/read'],
      provisioningState: 'Succeeded',
    });
    const going = await arm.remove(map);
    expect(going.status).toBe(202);
    expect(going.headers['location']).toMatch(/\/locations\/westeurope\/operationResults\/token-/);
    await arm.finish(going);
    expect(await arm.get(map)).toMatchObject({
      status: 404,
      body: {
        error: { code: 'ResourceNotFound', message: 'The resource pull-images could not be found.' },
        status: 'Failed',
      },
    });
    expect((await arm.remove(map)).status).toBe(204);
  });

  it('is there from the beginning five times, unchangeable and uncounted', async () => {
    const arm = await withRegistry();
    const listed = (await arm.get(`${registry}/scopeMaps`)).body.value;
    expect(listed.map(({ name }: { name: string }) => name)).toEqual([
      '_repositories_admin',
      '_repositories_pull',
      '_repositories_pull_metadata_read',
      '_repositories_push',
      '_repositories_push_metadata_write',
    ]);
    expect((await arm.get(systemMap)).body).toEqual(listed[1]);
    expect(listed[1].properties).toMatchObject({
      type: 'SystemDefined',
      actions: ['repositories/*/content/read'],
    });
    expect(codeOf(await arm.put(systemMap, mapBody))).toBe('400 BadRequest');
    expect(codeOf(await arm.patch(systemMap, mapBody))).toBe('400 BadRequest');
    expect(codeOf(await arm.remove(systemMap))).toBe('400 BadRequest');
    expect(Object.keys(arm.emulator.objects()).filter((id) => id.includes('scopemaps'))).toEqual([]);
    await arm.make(map, mapBody);
    const usages = (await arm.get(`${registry}/listUsages`)).body.value;
    expect(usages).toContainEqual({ name: 'ScopeMaps', limit: 50_000, currentValue: 1, unit: 'Count' });
  });

  it.each([
    ['no actions', 'pull-images', {}],
    ['an unknown action', 'pull-images', { actions: ['repositories/images/content/execute'] }],
    ['a short name', 'pull', mapBody.properties],
    ['a name with a dot', 'pull.images', mapBody.properties],
  ])('is refused with %s', async (_, name, properties) => {
    const arm = await withRegistry();
    expect(codeOf(await arm.put(`${registry}/scopeMaps/${name}`, { properties }))).toBe('400 BadRequest');
  });

  it('stays while a token uses it', async () => {
    const arm = await withToken();
    const refused = await arm.remove(map);
    expect(codeOf(refused)).toBe('409 Conflict');
    expect(refused.body.error.message).toContain('build-agent');
    await arm.finish(await arm.patch(token, { properties: { scopeMapId: systemMap } }));
    expect((await arm.finish(await arm.remove(map))).status).toBe(200);
  });
});

describe('a token', () => {
  it('is made, changed and deleted by operations', async () => {
    const arm = await withRegistry();
    await arm.make(map, mapBody);
    const made = await arm.put(token, { properties: { scopeMapId: map } });
    expect(made).toMatchObject({
      status: 201,
      body: {
        properties: {
          provisioningState: 'Creating',
          scopeMapId: map,
          status: 'enabled',
          credentials: { passwords: [] },
        },
      },
    });
    expect(made.headers['azure-asyncoperation']).toMatch(/\/tokens\/build-agent\/operationStatuses\/token-/);
    await arm.finish(made);
    expect((await arm.get(token)).body.properties.provisioningState).toBe('Succeeded');
    const changed = await arm.patch(token, { properties: { status: 'disabled' } });
    expect(changed).toMatchObject({ status: 201, body: { properties: { provisioningState: 'Updating' } } });
    await arm.finish(changed);
    expect((await arm.get(token)).body.properties).toMatchObject({ status: 'disabled', scopeMapId: map });
    expect((await arm.get(`${registry}/tokens`)).body.value).toEqual([(await arm.get(token)).body]);
    const going = await arm.remove(token);
    expect(going.status).toBe(202);
    await arm.finish(going);
    expect(codeOf(await arm.get(token))).toBe('404 ResourceNotFound');
    expect((await arm.remove(token)).status).toBe(204);
  });

  it.each([
    ['without a scope map', {}],
    ['with a scope map that is not there', { scopeMapId: `${registry}/scopeMaps/nothing` }],
    ['with an unknown status', { scopeMapId: systemMap, status: 'on' }],
  ])('is refused %s', async (_, properties) => {
    const arm = await withRegistry();
    expect(codeOf(await arm.put(token, { properties }))).toBe('400 BadRequest');
    expect(codeOf(await arm.get(token))).toBe('404 ResourceNotFound');
  });

  it('takes another PUT of the same, and refuses another one, while it is made', async () => {
    const arm = await withRegistry('Premium', { latency: 'typical' });
    await arm.make(map, mapBody);
    const made = await arm.put(token, tokenBody);
    const again = await arm.put(token, tokenBody);
    expect(again.headers['azure-asyncoperation']).toBe(made.headers['azure-asyncoperation']);
    expect(codeOf(await arm.put(token, { properties: { scopeMapId: systemMap } }))).toBe('409 Conflict');
    expect(codeOf(await arm.send('POST', generate, { tokenId: token }))).toBe('409 Conflict');
  });

  it('is refused below a registry that is not there, and goes with its registry', async () => {
    const arm = await withToken();
    expect(codeOf(await arm.put(`${registry}2/tokens/build-agent`, tokenBody))).toBe('404 ResourceNotFound');
    await arm.finish(await arm.remove(registry));
    await arm.make(registry, registryBody);
    expect((await arm.get(`${registry}/tokens`)).body.value).toEqual([]);
    expect(codeOf(await arm.get(map))).toBe('404 ResourceNotFound');
  });

  it('counts, and is refused beyond what the SKU has', async () => {
    const arm = await withRegistry('Basic', { throttle: false });
    for (let n = 100; n < 200; n += 1)
      await arm.finish(
        await arm.put(`${registry}/tokens/agent-${n}`, { properties: { scopeMapId: systemMap } }),
      );
    const usages = (await arm.get(`${registry}/listUsages`)).body.value;
    expect(usages).toContainEqual({ name: 'Tokens', limit: 100, currentValue: 100, unit: 'Count' });
    const refused = await arm.put(token, { properties: { scopeMapId: systemMap } });
    expect(codeOf(refused)).toBe('400 BadRequest');
    expect(refused.body.error.message).toContain('100 tokens');
  });

  it('needs permissions of its own', async () => {
    const arm = await withRegistry();
    const actions = ['*/read', 'Microsoft.ContainerRegistry/registries/scopeMaps/write'];
    arm.emulator.setPermissions([{ scope: '/', actions }]);
    expect((await arm.put(map, mapBody)).status).toBe(200);
    expect(codeOf(await arm.put(token, tokenBody))).toBe('403 AuthorizationFailed');
    const refused = await arm.send('POST', generate, { tokenId: token });
    expect(refused.body.error.message).toContain('registries/generateCredentials/action');
  });
});

describe('the passwords of a token', () => {
  it('are told by the answer that draws them, and by nothing else', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'acrctl-tokens-'));
    const store = openEmulatorStore(directory);
    const arm = await withToken({ store });
    const drawn = await arm.send('POST', generate, { tokenId: token });
    expect(drawn).toMatchObject({
      status: 200,
      body: { username: 'build-agent', passwords: [{ name: 'password1' }, { name: 'password2' }] },
    });
    const values = valuesOf(drawn);
    expect(new Set(values).size).toBe(2);
    const shown = (await arm.get(token)).body;
    expect(shown.properties.credentials.passwords).toEqual(
      drawn.body.passwords.map(({ value: _, ...rest }: { value: string }) => rest),
    );
    await arm.finish(
      await arm.patch(token, {
        properties: { credentials: { passwords: [{ name: 'password1', value: 'mine' }] } },
      }),
    );
    const everywhere = [
      readFileSync(join(directory, 'log.jsonl'), 'utf8'),
      JSON.stringify(arm.emulator.objects()),
      JSON.stringify(arm.emulator.requests()),
    ].join();
    for (const value of [...values, '"mine"']) expect(everywhere).not.toContain(value);
    expect(everywhere).toContain('(secret)');
    store.close();
    rmSync(directory, { recursive: true });
  });

  it('are drawn one at a time, anew each time, and end when they are told to', async () => {
    const arm = await withToken();
    const both = valuesOf(await arm.send('POST', generate, { tokenId: token }));
    const expiry = new Date(arm.clock.now() + 86_400_000).toISOString();
    const one = await arm.send('POST', generate, { tokenId: token, name: 'password2', expiry });
    expect(one.body.passwords).toMatchObject([{ name: 'password2' }]);
    expect(Date.parse(one.body.passwords[0].expiry)).toBe(Date.parse(expiry));
    expect(both).not.toContain(valuesOf(one)[0]);
    const { passwords } = (await arm.get(token)).body.properties.credentials;
    expect(passwords.map(({ name }: { name: string }) => name)).toEqual(['password1', 'password2']);
    expect(passwords[0]).not.toHaveProperty('expiry');
    await arm.finish(
      await arm.patch(token, { properties: { credentials: { passwords: [{ name: 'password2' }] } } }),
    );
    expect((await arm.get(token)).body.properties.credentials.passwords).toEqual([passwords[1]]);
  });

  it.each([
    ['of no token', {}, '400 BadRequest'],
    ['of a token that is not there', { tokenId: `${token}2` }, '404 ResourceNotFound'],
    ['of a third name', { tokenId: token, name: 'password3' }, '400 BadRequest'],
    ['that ended before', { tokenId: token, expiry: '2001-01-01T00:00:00Z' }, '400 BadRequest'],
    ['that end at no time', { tokenId: token, expiry: 'soon' }, '400 BadRequest'],
  ])('are refused %s', async (_, body, code) => {
    const arm = await withToken();
    expect(codeOf(await arm.send('POST', generate, body))).toBe(code);
  });

  it('come from an operation where a fault says so', async () => {
    const arm = await withToken();
    const match = { method: 'POST', path: 'generateCredentials', nth: 'every' } as const;
    arm.emulator.setFaults([{ match, operation: { never: true } }]);
    const never = await arm.send('POST', generate, { tokenId: token });
    expect(never.status).toBe(202);
    const url = never.headers['location'] ?? '';
    expect(await arm.send('GET', url)).toMatchObject({ status: 202, body: undefined });
    arm.emulator.endOperation(url);
    const end = await arm.send('GET', url);
    expect(end).toMatchObject({ status: 200, body: { username: 'build-agent' } });
    expect(valuesOf(end)).toHaveLength(2);
  });

  it('are not drawn by an operation that fails', async () => {
    const arm = await withToken();
    const fails = { code: 'InternalError', message: 'No luck.' };
    arm.emulator.setFaults([{ match: { path: 'generateCredentials' }, operation: { fails } }]);
    const started = await arm.send('POST', generate, { tokenId: token });
    expect(await arm.finish(started)).toMatchObject({ status: 409, body: { error: fails } });
    expect((await arm.get(token)).body.properties.credentials.passwords).toEqual([]);
  });
});
