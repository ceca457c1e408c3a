import { describe, expect, it } from 'vitest';
import {
  type Arm,
  createArm,
  group,
  link,
  makePrivatePath,
  network,
  networkBody,
  registry,
  registryBody,
  subnet,
  subscription,
  zone,
  zoneBody,
} from './arm.ts';

async function withGroup(): Promise<Arm> {
  const arm = createArm();
  await arm.make(group, { location: 'westeurope' });
  return arm;
}

describe('the front door', () => {
  it('asks for a token', async () => {
    const arm = await withGroup();
    const answer = await arm.send('GET', group, undefined, { authorization: '' });
    expect(answer).toMatchObject({ status: 401, body: { error: { code: 'InvalidAuthenticationToken' } } });
    expect(answer.headers['www-authenticate']).toMatch(
      /^Bearer authorization_uri="https:\/\/login\.microsoftonline\.com\//,
    );
  });

  it('asks for an api-version, whatever the case or encoding of its name', async () => {
    const arm = await withGroup();
    const at = (query: string) => arm.send('GET', `https://management.azure.com${group}${query}`);
    expect((await at('')).body.error.code).toBe('MissingApiVersionParameter');
    expect((await at('?api%2Dversion=2025-04-01')).status).toBe(200);
    expect((await at('?API-VERSION=2025-04-01')).status).toBe(200);
    const unknown = await at('?api-version=2001-01-01');
    expect(unknown).toMatchObject({ status: 400, body: { error: { code: 'NoRegisteredProviderFound' } } });
    expect(unknown.body.error.message).toContain('2025-04-01');
  });

  it('says of what is none of Resource Manager that it has it not, version or no version', async () => {
    const arm = createArm();
    for (const path of ['/v1.0/servicePrincipals?$filter=x', '/', '/batch?api-version=2020-06-01']) {
      const { status, body } = await arm.send('GET', `https://127.0.0.1:4711${path}`);
      expect([status, body.error.code]).toEqual([501, 'EmulatorNotImplemented']);
      expect(body.error.message).toContain(`GET ${path.split('?')[0]}`);
    }
  });

  // Releases of Terraform's provider put the address, slash and all, before the path.
  it('takes a path behind two slashes', async () => {
    const arm = await withGroup();
    const found = await arm.send('GET', `https://management.azure.com/${group}?api-version=2025-04-01`);
    expect(found).toMatchObject({ status: 200, body: { id: group } });
    const tenants = await arm.send('GET', 'https://management.azure.com//tenants?api-version=2022-12-01');
    expect(tenants.status).toBe(200);
  });

  it('says who answered, and when', async () => {
    const arm = await withGroup();
    const { headers } = await arm.send('GET', group, undefined, { 'x-ms-correlation-request-id': 'mine' });
    expect(headers['x-ms-correlation-request-id']).toBe('mine');
    expect(headers['x-ms-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers['x-ms-routing-request-id']).toMatch(/^EMULATOR:20260301T\d{6}Z:[0-9a-f-]{36}$/);
  });

  it.each([
    [
      'a type that is not built',
      'GET',
      `${group}/providers/Microsoft.Network/loadBalancers/balancer`,
      501,
      'EmulatorNotImplemented',
    ],
    ['a method that is not built', 'POST', registry, 501, 'EmulatorNotImplemented'],
    ['a child that is not built', 'GET', `${registry}/agentPools`, 501, 'EmulatorNotImplemented'],
    [
      'a path that is not built',
      'GET',
      '/providers/Microsoft.ResourceGraph/resources',
      501,
      'EmulatorNotImplemented',
    ],
    ['the providers of a group', 'DELETE', `${group}/providers`, 501, 'EmulatorNotImplemented'],
    [
      'a namespace that nobody has',
      'GET',
      `${group}/providers/Contoso.Widgets/widgets/w`,
      404,
      'InvalidResourceNamespace',
    ],
    ['a subscription that is no guid', 'GET', '/subscriptions/mine', 400, 'InvalidSubscriptionId'],
    ['a missing group', 'GET', registry.replace('rg-images', 'rg-none'), 404, 'ResourceGroupNotFound'],
    [
      'a missing group, even to delete in',
      'DELETE',
      network.replace('rg-images', 'rg-none'),
      404,
      'ResourceGroupNotFound',
    ],
    [
      'an unknown operation',
      'GET',
      `/subscriptions/${subscription}/providers/Microsoft.Network/locations/x/operations/y`,
      404,
      'NotFound',
    ],
  ])('is loud about %s', async (_, method, url, status, code) => {
    const arm = await withGroup();
    const answer = await arm.send(method, url);
    expect(answer).toMatchObject({ status, body: { error: { code } } });
  });

  it.each([
    ['virtual networks', network, networkBody],
    ['registries', registry, registryBody],
    ['groups', group, { location: 'westeurope' }],
  ])('is loud about a condition that the provider of %s may not judge', async (_, id, body) => {
    const arm = await withGroup();
    await arm.make(id, body);
    for (const headers of [{ 'If-Match': 'stale' }, { 'if-none-match': '*' }]) {
      for (const answer of [await arm.put(id, body, headers), await arm.remove(id, headers)])
        expect(answer).toMatchObject({ status: 501, body: { error: { code: 'EmulatorNotImplemented' } } });
    }
    expect((await arm.get(id)).status).toBe(200);
  });

  it('names what it has not built', async () => {
    const arm = await withGroup();
    const { body } = await arm.get(`${group}/providers/Microsoft.Network/loadBalancers/lb`);
    expect(body.error.message).toContain('GET Microsoft.Network/loadBalancers');
  });

  it('refuses a body that is no JSON, and members of the wrong kind', async () => {
    const arm = await withGroup();
    const url = `https://management.azure.com${registry}?api-version=2025-11-01`;
    const response = await arm.emulator.handle({
      method: 'PUT',
      url,
      headers: { authorization: 'Bearer x' },
      body: '{',
    });
    expect(JSON.parse(response.body).error.code).toBe('InvalidRequestContent');
    const { body } = await arm.put(registry, { ...registryBody, sku: { name: 7 } });
    expect(body.error).toEqual({
      code: 'InvalidRequestContent',
      message: "The request content was invalid: 'sku.name' must be of type string.",
    });
  });

  it('knows the subscription, its tenants, its providers and what the caller may do', async () => {
    const arm = await withGroup();
    expect((await arm.get(`/subscriptions/${subscription}`)).body).toMatchObject({
      state: 'Enabled',
      subscriptionId: subscription,
    });
    expect((await arm.get('/tenants')).body.value).toHaveLength(1);
    const permissions = `https://management.azure.com${registry}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01`;
    expect((await arm.send('GET', permissions)).body.value[0].actions).toEqual(['*']);
    const provider = `/subscriptions/${subscription}/providers/Microsoft.Network`;
    const at = async (method: string, path: string) =>
      (await arm.send(method, `https://management.azure.com${path}?api-version=2025-04-01`)).body
        .registrationState;
    expect(await at('GET', provider)).toBe('Registered');
    expect(await at('POST', `${provider}/unregister`)).toBe('NotRegistered');
    expect((await arm.put(network, networkBody)).body.error.code).toBe('MissingSubscriptionRegistration');
    expect(await at('POST', `${provider}/register`)).toBe('Registering');
    expect(await at('GET', provider)).toBe('Registering');
    expect(await at('POST', `${provider}/register`)).toBe('Registering');
    expect(await at('GET', provider)).toBe('Registered');
    expect(await at('POST', `${provider}/register`)).toBe('Registered');
    expect((await arm.put(network, networkBody)).status).toBe(201);
  });

  it('registers a provider by the clock alone under typical latency', async () => {
    const arm = createArm({ latency: 'typical' });
    const provider = `https://management.azure.com/subscriptions/${subscription}/providers/Microsoft.Network`;
    const at = async (method: string, action = '') =>
      (await arm.send(method, `${provider}${action}?api-version=2025-04-01`)).body.registrationState;
    await at('POST', '/unregister');
    await at('POST', '/register');
    for (let n = 0; n < 5; n += 1) expect(await at('GET')).toBe('Registering');
    arm.clock.move(60_300);
    expect(await at('GET')).toBe('Registered');
  });
});

describe('throttling', () => {
  it('counts down by kind and refuses when a bucket is empty, until time fills it', async () => {
    const arm = await withGroup();
    const first = await arm.patch(group, {});
    expect(first.headers['x-ms-ratelimit-remaining-subscription-writes']).toBe('198');
    expect(first.headers['x-ms-ratelimit-remaining-subscription-global-writes']).toBe('2998');
    for (let n = 0; n < 198; n += 1) await arm.patch(group, {});
    const refused = await arm.patch(group, {});
    expect(refused).toMatchObject({
      status: 429,
      body: { error: { code: '429' } },
      headers: { 'retry-after': '2' },
    });
    expect((await arm.get(group)).status).toBe(200);
    arm.clock.move(2_000);
    expect((await arm.patch(group, {})).headers['x-ms-ratelimit-remaining-subscription-writes']).toBe('19');
  });

  it('can be turned off', async () => {
    const arm = createArm({ throttle: false });
    await arm.make(group, { location: 'westeurope' });
    for (let n = 0; n < 300; n += 1) expect((await arm.patch(group, {})).status).toBe(200);
  });
});

describe('the shapes of errors', () => {
  it('are wrapped, flat, with a sibling status, or an operation that failed', async () => {
    const arm = createArm();
    await makePrivatePath(arm);
    expect(Object.keys((await arm.get(`${network}x`)).body)).toEqual(['error']);
    expect(Object.keys((await arm.get(`${zone}/A/absent`)).body)).toEqual(['code', 'message']);
    const taken = await arm
      .put(`${group}2`, { location: 'westeurope' })
      .then(() => arm.put(registry.replace('rg-images', 'rg-images2'), registryBody));
    expect(taken).toMatchObject({
      status: 409,
      body: { error: { code: 'RegistryNameAlreadyInUse' }, status: 'Failed' },
    });
    const started = await arm.put(zone, zoneBody, { 'if-none-match': '*' });
    expect(started.status).toBe(202);
    const { status, body } = await arm.finish(started);
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'Failed', error: { code: 'PreconditionFailed' } });
  });
});

describe('conditions', () => {
  it('on record sets are judged at once', async () => {
    const arm = await withGroup();
    await arm.make(zone, zoneBody);
    const record = `${zone}/A/www`;
    const put = (headers: Record<string, string>) => arm.put(record, { properties: { ttl: 5 } }, headers);
    expect((await put({ 'if-match': 'x' })).status).toBe(412);
    const { etag } = (await put({ 'if-none-match': '*' })).body;
    expect(await put({ 'if-none-match': '*' })).toMatchObject({
      status: 412,
      body: { code: 'PreconditionFailed' },
    });
    expect((await put({ 'if-match': etag })).status).toBe(200);
    expect((await put({ 'if-match': etag })).body.message).toContain('etag mismatch');
    expect((await arm.remove(record, { 'if-match': etag })).status).toBe(412);
  });

  it('on zones and links are judged by the operation', async () => {
    const arm = createArm();
    await makePrivatePath(arm);
    for (const [id, body] of [
      [zone, zoneBody],
      [link, (await arm.get(link)).body],
    ] as const) {
      const { etag } = (await arm.get(id)).body;
      expect((await arm.finish(await arm.put(id, body, { 'if-match': etag }))).body.status).toBe('Succeeded');
      expect((await arm.finish(await arm.put(id, body, { 'if-match': etag }))).body.status).toBe('Failed');
    }
  });
});

describe('a network', () => {
  it('is replaced as a whole: a subnet left out goes, one in use does not', async () => {
    const arm = createArm();
    await makePrivatePath(arm);
    const without = { ...networkBody, properties: { ...networkBody.properties, subnets: [] } };
    const refused = await arm.put(network, without);
    expect(refused).toMatchObject({ status: 400, body: { error: { code: 'InUseSubnetCannotBeDeleted' } } });
    expect((await arm.remove(subnet)).body.error.code).toBe('InUseSubnetCannotBeDeleted');
    expect((await arm.remove(network)).body.error.code).toBe('InUseSubnetCannotBeDeleted');
    await arm.make(`${network}2`, networkBody);
    await arm.make(`${network}2`, without);
    expect((await arm.get(`${network}2/subnets`)).body.value).toEqual([]);
  });

  it.each([
    ['10.21.0.0/24', 'NetcfgSubnetRangeOutsideVnet'],
    ['10.20.1.128/25', 'NetcfgSubnetRangesOverlap'],
    ['10.20.1.0', 'InvalidAddressPrefixFormat'],
  ])('refuses a subnet %s', async (addressPrefix, code) => {
    const arm = await withGroup();
    await arm.make(network, networkBody);
    const refused = await arm.put(`${network}/subnets/b`, { properties: { addressPrefix } });
    expect(refused).toMatchObject({ status: 400, body: { error: { code } } });
  });

  it('shares one etag with its subnets, which an unchanged write of it keeps', async () => {
    const arm = await withGroup();
    const { etag } = (await arm.make(network, networkBody)).body;
    expect((await arm.get(subnet)).body.etag).toBe(etag);
    expect((await arm.put(network, networkBody)).body.etag).toBe(etag);
    const after = (await arm.put(subnet, { properties: { addressPrefix: '10.20.1.0/24' } })).body.etag;
    expect(after).not.toBe(etag);
    expect((await arm.get(network)).body.etag).toBe(after);
  });

  it('tells which addresses are free', async () => {
    const arm = createArm();
    await makePrivatePath(arm);
    const check = async (address: string) =>
      (await arm.get(`${network}/CheckIPAddressAvailability?ipAddress=${address}`)).body;
    expect(await check('10.20.1.9')).toMatchObject({ available: true });
    expect(await check('10.20.1.4')).toMatchObject({
      available: false,
      availableIPAddresses: ['10.20.1.6', '10.20.1.7', '10.20.1.8', '10.20.1.9', '10.20.1.10'],
    });
  });
});

describe('a thousand objects', () => {
  it('are made and listed', async () => {
    const arm = createArm({ throttle: false });
    await arm.make(group, { location: 'westeurope' });
    await arm.make(zone, zoneBody);
    for (let n = 0; n < 1000; n += 1) await arm.put(`${zone}/A/r${n}`, { properties: { ttl: 5 } });
    expect((await arm.get(zone)).body.properties.numberOfRecordSets).toBe(1001);
    expect((await arm.get(`${zone}/A`)).body.value).toHaveLength(100);
  });
});
