import { describe, expect, it } from 'vitest';
import {
  createArm,
  endpoint,
  endpointBody,
  group,
  makePrivatePath,
  network,
  networkBody,
  pollUrlOf,
  registry,
  registryBody,
  subnet,
  zone,
  zoneBody,
} from './arm.ts';

const slowRegistry = { ...registryBody, properties: { anonymousPullEnabled: false } };

describe('a long-running operation', () => {
  it('of a registry says Creating, repeats its URL and ends Succeeded', async () => {
    const arm = createArm({ latency: 'typical' });
    await arm.make(group, { location: 'westeurope' });
    const started = await arm.put(registry, slowRegistry);
    const url = pollUrlOf(started) ?? '';
    expect(url).toContain(`${registry}/operationStatuses/registries-`);
    const running = await arm.send('GET', url);
    expect(running).toMatchObject({ status: 200, body: { status: 'Creating' } });
    expect(running.headers['azure-asyncoperation']).toBe(url);
    expect((await arm.finish(started)).body).toEqual({ status: 'Succeeded' });
    expect((await arm.get(registry)).body.properties.provisioningState).toBe('Succeeded');
  });

  it('of private DNS answers 202 while it runs and shows nothing before its end', async () => {
    const arm = createArm({ latency: 'typical' });
    await arm.make(group, { location: 'westeurope' });
    const started = await arm.put(zone, zoneBody);
    expect(started.body).toEqual({});
    const running = await arm.send('GET', pollUrlOf(started) ?? '');
    expect(running).toMatchObject({
      status: 202,
      body: { status: 'InProgress' },
      headers: { 'retry-after': '30' },
    });
    expect((await arm.get(zone)).status).toBe(404);
    await arm.finish(started);
    expect((await arm.get(zone)).body.properties.numberOfRecordSets).toBe(1);
  });

  it('of a Network delete answers 204 at its Location in the end', async () => {
    const arm = createArm({ latency: 'typical' });
    await arm.make(group, { location: 'westeurope' });
    await arm.make(network, networkBody);
    const started = await arm.remove(network);
    const location = started.headers['location'] ?? '';
    expect((await arm.send('GET', location)).status).toBe(202);
    await arm.finish(started);
    expect((await arm.send('GET', location)).status).toBe(204);
    expect((await arm.get(network)).status).toBe(404);
  });

  it('ends by the clock under typical latency although nobody polls', async () => {
    const arm = createArm({ latency: 'typical' });
    await arm.make(group, { location: 'westeurope' });
    await arm.put(network, networkBody);
    expect((await arm.get(network)).body.properties.provisioningState).toBe('Updating');
    arm.emulator.advance(60_000);
    expect((await arm.get(network)).body.properties.provisioningState).toBe('Succeeded');
  });

  it('ends at its first poll under latency none, and nothing it does shows before', async () => {
    const arm = createArm();
    await arm.make(group, { location: 'westeurope' });
    await arm.make(network, networkBody);
    await arm.make(registry, registryBody);
    const started = await arm.put(endpoint, endpointBody());
    expect(started.headers['retry-after']).toBe('0');
    expect((await arm.get(registry)).body.properties.privateEndpointConnections).toEqual([]);
    expect((await arm.send('GET', pollUrlOf(started) ?? '')).body).toEqual({ status: 'Succeeded' });
    expect((await arm.get(registry)).body.properties.privateEndpointConnections).toHaveLength(1);
  });

  it('ends at the second look under latency none when nobody polls', async () => {
    const arm = createArm();
    await arm.make(group, { location: 'westeurope' });
    await arm.put(network, networkBody);
    expect((await arm.get(network)).body.properties.provisioningState).toBe('Updating');
    expect((await arm.get(network)).body.properties.provisioningState).toBe('Succeeded');
  });

  it('keeps its poll URL working after its end', async () => {
    const arm = createArm();
    await arm.make(group, { location: 'westeurope' });
    const started = await arm.put(network, networkBody);
    await arm.finish(started);
    expect((await arm.finish(started)).body).toEqual({ status: 'Succeeded' });
  });

  it('is joined by the same request and refuses another goal', async () => {
    const arm = createArm({ latency: 'typical' });
    await arm.make(group, { location: 'westeurope' });
    const first = await arm.put(registry, slowRegistry);
    const same = await arm.put(registry, slowRegistry);
    expect(pollUrlOf(same)).toBe(pollUrlOf(first));
    const other = await arm.put(registry, { ...slowRegistry, tags: { a: 'b' } });
    expect(other).toMatchObject({ status: 409, body: { error: { code: 'Conflict' }, status: 'Failed' } });
    expect((await arm.remove(registry)).status).toBe(409);
  });

  it('divides Retry-After by the speed, rounded down', async () => {
    const arm = createArm({ latency: 'typical', speed: 4 });
    await arm.put(group, { location: 'westeurope' });
    expect((await arm.put(network, networkBody)).headers['retry-after']).toBe('0');
    expect((await arm.put(zone, zoneBody)).headers['retry-after']).toBe('7');
  });
});

describe('a poll URL', () => {
  it('is signed with several hundred characters', async () => {
    const arm = createArm();
    await arm.make(group, { location: 'westeurope' });
    const url = new URL(pollUrlOf(await arm.put(network, networkBody)) ?? '');
    expect([...url.searchParams.keys()]).toEqual(['api-version', 't', 'c', 's', 'h']);
    expect(url.search.length).toBeGreaterThan(400);
  });

  it.each(['altered', 'missing'])('is refused when a signed parameter is %s', async (how) => {
    const arm = createArm();
    await arm.make(group, { location: 'westeurope' });
    const url = new URL(pollUrlOf(await arm.put(network, networkBody)) ?? '');
    if (how === 'altered') url.searchParams.set('s', 'x');
    else url.searchParams.delete('s');
    expect((await arm.send('GET', url.href)).status).toBe(403);
  });

  it('is built on the Host header when there is one', async () => {
    const arm = createArm();
    await arm.make(group, { location: 'westeurope' });
    const pollOrigin = async (origin: string, host: string): Promise<string> => {
      const url = `${origin}${network}?api-version=2025-05-01`;
      const started = await arm.send('PUT', url, networkBody, { host });
      return new URL(pollUrlOf(started) ?? '').origin;
    };
    expect(await pollOrigin('http://127.0.0.1:4711', '127.0.0.1:4711')).toBe('http://127.0.0.1:4711');
    expect(await pollOrigin('https://localhost:4711', 'localhost:4711')).toBe('https://localhost:4711');
    // A client that turns the connection alone, and without TLS.
    const arms = 'management.azure.com';
    expect(await pollOrigin('http://127.0.0.1:4711', arms)).toBe(`https://${arms}`);
  });
});

describe('a busy network', () => {
  it('refuses a second write and names the operation', async () => {
    const arm = createArm({ latency: 'typical' });
    await arm.make(group, { location: 'westeurope' });
    await arm.make(network, networkBody);
    const running = await arm.put(subnet, { properties: { addressPrefix: '10.20.1.0/25' } });
    const refused = await arm.put(`${network}/subnets/b`, { properties: { addressPrefix: '10.20.2.0/24' } });
    expect(refused).toMatchObject({ status: 409, body: { error: { code: 'AnotherOperationInProgress' } } });
    expect(refused.body.error.message).toContain((pollUrlOf(running) ?? '').split('?')[0]);
  });

  it('refuses an endpoint in a subnet that is not settled, without Retry-After', async () => {
    const arm = createArm({ latency: 'typical' });
    await arm.make(group, { location: 'westeurope' });
    await arm.make(registry, registryBody);
    await arm.put(network, networkBody);
    const refused = await arm.put(endpoint, endpointBody());
    expect(refused.status).toBe(429);
    expect(refused.headers['retry-after']).toBeUndefined();
    expect(refused.body.error.details[0].code).toBe('ReferencedResourceNotProvisioned');
  });

  it('lets nobody wait for ever: the second refusal ends what stood in the way', async () => {
    const arm = createArm();
    await makePrivatePath(arm);
    await arm.put(network, { ...networkBody, tags: { a: 'b' } });
    const change = { properties: { addressPrefix: '10.20.2.0/24' } };
    expect((await arm.put(`${network}/subnets/b`, change)).status).toBe(409);
    expect((await arm.put(`${network}/subnets/b`, change)).status).toBe(409);
    expect((await arm.put(`${network}/subnets/b`, change)).status).toBe(201);
  });
});
