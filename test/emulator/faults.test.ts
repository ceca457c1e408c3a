import { describe, expect, it } from 'vitest';
import { ConnectionLost, type Fault, InvalidControl, parseFaults } from '../../src/emulator/index.ts';
import {
  type Arm,
  createArm,
  group,
  network,
  networkBody,
  registry,
  registryBody,
  zone,
  zoneBody,
} from './arm.ts';

async function armWith(faults: readonly Fault[]): Promise<Arm> {
  const arm = createArm();
  await arm.make(group, { location: 'westeurope' });
  arm.emulator.setFaults(faults);
  return arm;
}

describe('a fault', () => {
  it('answers instead of acting', async () => {
    const answer = { status: 429, code: 'TooManyRequests', message: 'wait', headers: { 'Retry-After': '7' } };
    const arm = await armWith([{ match: { method: 'PUT', path: '/REGISTRIES/' }, answer }]);
    const refused = await arm.put(registry, registryBody);
    expect(refused).toMatchObject({
      status: 429,
      body: { error: { code: 'TooManyRequests', message: 'wait' } },
    });
    expect(refused.headers['retry-after']).toBe('7');
    expect((await arm.put(registry, registryBody)).status).toBe(200);
  });

  it('answers with text that is no JSON', async () => {
    const body = '<html>Bad Gateway</html>';
    const arm = await armWith([{ match: {}, answer: { status: 502, body } }]);
    const url = `https://management.azure.com${registry}?api-version=2025-11-01`;
    const response = await arm.emulator.handle({ method: 'GET', url, headers: {} });
    expect(response).toMatchObject({ status: 502, body });
  });

  it.each([
    [2, [200, 418, 200]],
    ['every' as const, [418, 418, 418]],
  ])('meets the request it counts: nth %s', async (nth, expected) => {
    const arm = await armWith([
      { match: { path: '/resourceGroups\\/rg-[a-z]+$|api-version/', nth }, answer: { status: 418 } },
    ]);
    const statuses = [];
    for (let n = 0; n < 3; n += 1) statuses.push((await arm.get(group)).status);
    expect(statuses).toEqual(expected);
  });

  it('loses a request before it acts', async () => {
    const arm = await armWith([{ match: { method: 'PUT' }, lose: 'request' }]);
    await expect(arm.put(registry, registryBody)).rejects.toMatchObject({ acted: false });
    expect((await arm.get(registry)).status).toBe(404);
    expect(arm.emulator.requests().map(({ status }) => status)).toContain('lost');
  });

  it('loses the answer of a request that acted', async () => {
    const arm = await armWith([{ match: { method: 'PUT' }, lose: 'answer' }]);
    await expect(arm.put(registry, registryBody)).rejects.toThrow(ConnectionLost);
    expect((await arm.get(registry)).status).toBe(200);
  });

  it('lets the operation of a creation fail, which leaves the object Failed', async () => {
    const fails = { code: 'InternalServerError', message: 'no luck' };
    const arm = await armWith([{ match: { method: 'PUT', path: 'virtualNetworks' }, operation: { fails } }]);
    const started = await arm.put(network, networkBody);
    expect((await arm.finish(started)).body).toEqual({ status: 'Failed', error: fails });
    expect((await arm.get(network)).body.properties.provisioningState).toBe('Failed');
    expect((await arm.make(network, networkBody)).body.properties.provisioningState).toBe('Succeeded');
  });

  it('lets a registry fail that would have been done at once', async () => {
    const fails = { code: 'X', message: 'y' };
    const arm = await armWith([{ match: { method: 'PUT' }, operation: { fails } }]);
    const started = await arm.put(registry, registryBody);
    expect(started.status).toBe(201);
    expect((await arm.finish(started)).body.error).toEqual(fails);
  });

  it('lets a failed write of a zone change nothing', async () => {
    const arm = await armWith([
      { match: { method: 'PUT' }, operation: { fails: { code: 'X', message: 'y' } } },
    ]);
    await arm.finish(await arm.put(zone, zoneBody));
    expect((await arm.get(zone)).status).toBe(404);
  });

  it('lets an operation never end', async () => {
    const arm = await armWith([{ match: { method: 'PUT' }, operation: { never: true } }]);
    const started = await arm.put(network, networkBody);
    const url = started.headers['azure-asyncoperation'] ?? '';
    arm.emulator.advance(86_400_000);
    for (let n = 0; n < 3; n += 1) expect((await arm.send('GET', url)).body.status).toBe('InProgress');
    for (let n = 0; n < 3; n += 1)
      expect((await arm.get(network)).body.properties.provisioningState).toBe('Updating');
  });

  it('delays an answer on the clock', async () => {
    const arm = await armWith([{ match: {}, delayMs: 1500 }]);
    const before = arm.clock.now();
    await arm.get(group);
    expect(arm.clock.now() - before).toBe(1500);
  });

  it('holds answers until enough requests have arrived', async () => {
    const arm = await armWith([{ match: { method: 'GET', path: 'resourceGroups' }, hold: 3 }]);
    const answered: number[] = [];
    const first = [0, 1].map((n) => arm.get(group).then(() => answered.push(n)));
    await Promise.race([Promise.all(first), Promise.resolve()]);
    await new Promise<void>((resolve) => setImmediate(resolve));
    expect(answered).toEqual([]);
    await arm.get(group);
    await Promise.all(first);
    expect(answered).toHaveLength(2);
    expect((await arm.get(group)).status).toBe(200);
  });

  it('that holds lets go of a caller that gives up', async () => {
    const arm = await armWith([{ match: {}, hold: 2 }]);
    const controller = new AbortController();
    const url = `https://management.azure.com${group}?api-version=2025-04-01`;
    const held = arm.emulator.handle({ method: 'GET', url, headers: {} }, controller.signal);
    controller.abort(new Error('gave up'));
    await expect(held).rejects.toThrow('gave up');
  });
});

describe('a fault document', () => {
  it.each([
    [[], 'must be {"faults"'],
    [{ faults: [{}] }, 'exactly one of answer, lose, operation, delayMs, hold; it has none'],
    [{ faults: [{ lose: 'answer', hold: 2 }] }, 'it has lose, hold'],
    [{ faults: [{ lose: 'both' }] }, 'faults[0].lose must be one of request, answer'],
    [{ faults: [{ hold: 0 }] }, 'faults[0].hold must be a whole number of at least 1'],
    [{ faults: [{ match: { nth: 'some' }, hold: 1 }] }, 'faults[0].match.nth'],
    [{ faults: [{ match: { url: 'x' }, hold: 1 }] }, "unknown member 'url'"],
    [{ faults: [{ match: { path: '/(/' }, hold: 1 }] }, 'not a regular expression'],
    [{ faults: [{ answer: { status: 1000 } }] }, 'must be an HTTP status'],
    [{ faults: [{ operation: { never: false } }] }, 'faults[0].operation.fails must be an object'],
  ])('is refused with its place: %j', (document, message) => {
    expect(() => parseFaults(document)).toThrow(InvalidControl);
    expect(() => parseFaults(document)).toThrow(message);
  });
});

describe('the control paths', () => {
  it('set faults, move the clock, list and clear requests and show objects, without a token', async () => {
    const arm = createArm();
    await arm.make(group, { location: 'westeurope' });
    const control = async (method: string, name: string, body?: unknown) => {
      const response = await arm.emulator.handle({
        method,
        url: `https://management.azure.com/_emulator/${name}`,
        headers: {},
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      return { status: response.status, body: JSON.parse(response.body) };
    };
    expect((await control('GET', 'objects')).body.objects).toHaveProperty([group.toLowerCase()]);
    expect((await control('GET', 'requests')).body.requests[0]).toMatchObject({
      sequence: 1,
      method: 'PUT',
      status: 201,
    });
    expect((await control('DELETE', 'requests')).status).toBe(200);
    expect(arm.emulator.requests()).toEqual([]);
    await control('POST', 'faults', { faults: [{ match: {}, answer: { status: 500 } }] });
    expect((await arm.get(group)).status).toBe(500);
    expect((await control('POST', 'faults', { faults: 1 })).status).toBe(400);
    expect((await control('POST', 'clock', { advanceMs: 1000 })).status).toBe(200);
    await arm.get(group);
    expect(arm.emulator.requests().at(-1)?.timeMs).toBe(arm.clock.now() + 1000);
    expect((await control('GET', 'nothing')).status).toBe(501);
  });
});
