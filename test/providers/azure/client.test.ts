import { describe, expect, test } from 'vitest';
import type { WriteRequest } from '../../../src/core/resource-type.ts';
import { CloudError } from '../../../src/core/resource-type.ts';
import { NoAnswerError } from '../../../src/core/world.ts';
import { createAzureCloud } from '../../../src/providers/azure/client.ts';
import type { TokenSource } from '../../../src/providers/azure/token-source.ts';
import { emulatorTokens } from '../../../src/providers/azure/token-source.ts';
import type { Trace } from '../../../src/providers/azure/trace.ts';
import type { Answer, ScriptedTransport } from '../scripted.ts';
import { inOrder, ORIGIN, plainRandom, scriptedTransport, virtualClock } from '../scripted.ts';
import { ENDPOINT, LIVE, REGISTRY, ZONE } from './bodies.ts';

const real: TokenSource = { kind: 'real', token: async () => 'secret-token' };

function cloudOn(
  transport: ScriptedTransport,
  more: { tokens?: TokenSource; origin?: string; trace?: (trace: Trace) => void } = {},
) {
  const clock = virtualClock();
  const cloud = createAzureCloud({
    transport,
    clock,
    random: plainRandom(),
    origin: ORIGIN,
    tokens: real,
    tenant: 't',
    ...more,
  });
  return { cloud, clock };
}

const zoneType = 'Microsoft.Network/privateDnsZones';
const registryType = 'Microsoft.ContainerRegistry/registries';
const put: WriteRequest = { method: 'PUT', type: registryType, id: REGISTRY, body: { location: 'x' } };
const get = { type: registryType, id: REGISTRY };

describe('a write', () => {
  const check = async (answer: Answer | 'none', request: WriteRequest, expected: object) => {
    const transport = inOrder([answer]);
    const { cloud } = cloudOn(transport);
    const outcome = await cloud.write(request).catch((error: unknown) => error);
    expect(outcome).toMatchObject(expected);
    expect(transport.requests).toHaveLength(1);
    return outcome;
  };

  test('gives the operation of whichever header Azure sent', async () => {
    const url = `${ORIGIN}/poll`;
    await check({ status: 201, headers: { 'azure-asyncoperation': url, 'retry-after': '10' } }, put, {
      status: 201,
      operation: { kind: 'async', url, retryAfterMs: 10_000 },
    });
    await check({ status: 200, headers: { 'azure-asyncoperation': url, location: '/x' } }, put, {
      operation: { kind: 'async' },
    });
    await check({ status: 202, headers: { location: url } }, put, { operation: { kind: 'location', url } });
  });

  test('takes the Location of a created resource for no operation', async () => {
    const outcome = await check({ status: 201, headers: { location: REGISTRY } }, put, { status: 201 });
    expect(outcome).not.toHaveProperty('operation');
  });

  test('is sent once, and unknown where no answer or a server error came (faults G19, G21)', async () => {
    await check('none', put, { failure: 'unknown', armCode: 'NoAnswer' });
    await check({ status: 503, body: '<html>' }, put, { failure: 'unknown', armCode: 'Http503' });
    await check(
      {
        status: 409,
        body: { error: { code: 'AnotherOperationInProgress', message: 'x' } },
        headers: { 'retry-after': '9' },
      },
      put,
      {
        failure: 'busy',
        retryAfterMs: 9_000,
      },
    );
  });

  test('that deletes what is absent succeeds', async () => {
    await check({ status: 404 }, { ...get, method: 'DELETE' }, { status: 404 });
    await check({ status: 204 }, { ...get, method: 'DELETE' }, { status: 204 });
    await check({ status: 404 }, put, { failure: 'not-visible' });
    await check({ status: 404, body: '' }, put, { failure: 'permanent' });
  });

  test('carries a condition where the type has one, and nowhere else', async () => {
    const transport = inOrder([{ status: 202 }]);
    const { cloud } = cloudOn(transport);
    await cloud.write({ ...put, type: zoneType, id: ZONE, etag: 'e' });
    await cloud.write({ ...put, type: zoneType, id: ZONE, createOnly: true });
    await cloud.write({ ...put, etag: 'e' });
    await cloud.write({ ...put, createOnly: true });
    const conditions = transport.requests.map(
      ({ headers }) => headers['if-match'] ?? headers['if-none-match'],
    );
    expect(conditions).toEqual(['e', '*', undefined, undefined]);
  });

  test('goes out again after 429 of the rate limit, when its time has come (faults G01)', async () => {
    const body = { error: { code: '429', message: 'throttled' } };
    const transport = inOrder([{ status: 429, body, headers: { 'retry-after': '2' } }, { status: 200 }]);
    const { cloud, clock } = cloudOn(transport);
    expect(await cloud.write(put)).toMatchObject({ status: 200 });
    expect(clock.monotonicMs()).toBe(2_000);
  });

  test('gives up on throttling in the end, as throttled', async () => {
    const transport = inOrder([{ status: 429, headers: { 'retry-after': '60' } }]);
    const { cloud, clock } = cloudOn(transport);
    expect(await cloud.write(put).catch((error: unknown) => error)).toMatchObject({ failure: 'throttled' });
    expect(clock.monotonicMs()).toBeLessThanOrEqual(15 * 60_000);
  });
});

describe('a read', () => {
  test('is asked again, in bounds, until there is an answer', async () => {
    const transport = inOrder([
      'none',
      { status: 500 },
      { body: '<html>' },
      { body: '' },
      { body: LIVE.registry },
    ]);
    const { cloud } = cloudOn(transport);
    expect(await cloud.read(get)).toMatchObject({ id: REGISTRY });
    expect(transport.requests).toHaveLength(5);
  });

  test('is given up as unknown, not as absent', async () => {
    for (const answer of ['none', { status: 502 }, { body: 'not JSON' }] as const) {
      const transport = inOrder([answer]);
      const outcome = await cloudOn(transport)
        .cloud.read(get)
        .catch((error: unknown) => error);
      expect(outcome).toMatchObject({ failure: 'unknown' });
      expect(transport.requests).toHaveLength(6);
    }
  });

  test('obeys Retry-After', async () => {
    const { cloud, clock } = cloudOn(
      inOrder([{ status: 503, headers: { 'retry-after': '7' } }, { body: LIVE.registry }]),
    );
    await cloud.read(get);
    expect(clock.sleeps).toEqual([7_000]);
  });

  test('is not repeated for what will not change', async () => {
    for (const [status, failure] of [
      [403, 'denied'],
      [400, 'permanent'],
      [501, 'permanent'],
      [302, 'permanent'],
    ] as const) {
      const transport = inOrder([{ status }]);
      expect(
        await cloudOn(transport)
          .cloud.read(get)
          .catch((error: unknown) => error),
      ).toMatchObject({ failure });
      expect(transport.requests).toHaveLength(1);
    }
  });

  test('believes one 404, and with `certain` only three in a row (I-17)', async () => {
    const one = inOrder([{ status: 404 }]);
    expect(await cloudOn(one).cloud.read(get)).toBeUndefined();
    expect(one.requests).toHaveLength(1);
    const lost = inOrder([{ status: 404 }]);
    expect(await cloudOn(lost).cloud.read(get, { certain: true })).toBeUndefined();
    expect(lost.requests).toHaveLength(3);
    const late = inOrder([{ status: 404 }, { status: 404 }, { body: LIVE.registry }]);
    expect(await cloudOn(late).cloud.read(get, { certain: true })).toMatchObject({ id: REGISTRY });
  });

  test('does not take a 404 without an error of ARM for absence, and asks again (I-17)', async () => {
    const html = { status: 404, body: '<html>Not Found</html>' };
    const lost = inOrder([html]);
    await expect(cloudOn(lost).cloud.read(get)).rejects.toMatchObject({ armCode: 'Http404' });
    expect(lost.requests).toHaveLength(6);
    expect(await cloudOn(inOrder([html, { body: LIVE.registry }])).cloud.read(get)).toMatchObject({
      id: REGISTRY,
    });
    const body = { error: { code: 'InvalidResourceNamespace', message: 'x' } };
    await expect(cloudOn(inOrder([{ status: 404, body }])).cloud.read(get)).rejects.toMatchObject({
      armCode: 'InvalidResourceNamespace',
    });
  });

  test('does not take a missing subscription for a missing object', async () => {
    const body = { error: { code: 'SubscriptionNotFound', message: 'x' } };
    const { cloud } = cloudOn(inOrder([{ status: 404, body }]));
    await expect(cloud.read(get)).rejects.toMatchObject({
      failure: 'permanent',
      armCode: 'SubscriptionNotFound',
    });
  });

  test('takes the ETag of the body, else that of the header', async () => {
    const { cloud } = cloudOn(
      inOrder([
        { body: LIVE.zone, headers: { etag: 'h' } },
        { body: LIVE.registry, headers: { etag: 'h' } },
      ]),
    );
    expect((await cloud.read({ type: zoneType, id: ZONE }))?.etag).toBe(LIVE.zone.etag);
    expect((await cloud.read(get))?.etag).toBe('h');
  });

  test('ends at once when it is aborted in a pause', async () => {
    const stop = new AbortController();
    const transport = inOrder(['none']);
    const reading = cloudOn(transport).cloud.read(get, { signal: stop.signal });
    stop.abort(new Error('stopped'));
    await expect(reading).rejects.toThrow('stopped');
  });
});

describe('a token', () => {
  const stale = { status: 401, body: { error: { code: 'ExpiredAuthenticationToken', message: 'x' } } };

  const renewing = (given: boolean[] = []): TokenSource & { given: boolean[] } => ({
    kind: 'real',
    given,
    async token({ fresh = false } = {}) {
      given.push(fresh);
      return fresh ? 'new' : 'old';
    },
  });

  test('that ran out is renewed once, for writes too (faults G26)', async () => {
    const tokens = renewing();
    const transport = inOrder([stale, { status: 200 }]);
    await cloudOn(transport, { tokens }).cloud.write(put);
    expect(transport.requests.map(({ headers }) => headers['authorization'])).toEqual([
      'Bearer old',
      'Bearer new',
    ]);
  });

  test('that is refused again is denied, without a third request', async () => {
    const transport = inOrder([stale]);
    await expect(cloudOn(transport, { tokens: renewing() }).cloud.write(put)).rejects.toMatchObject({
      failure: 'denied',
    });
    expect(transport.requests).toHaveLength(2);
  });

  test('never goes to another kind of endpoint than it was made for (faults H07)', () => {
    const transport = inOrder([{ status: 200 }]);
    const emulator = 'http://127.0.0.1:8080';
    expect(() => cloudOn(transport, { origin: emulator, tokens: real })).toThrow(/bug in acrctl/);
    expect(() => cloudOn(transport, { origin: ORIGIN, tokens: emulatorTokens() })).toThrow(/bug in acrctl/);
    expect(() => cloudOn(transport, { origin: 'http://management.azure.com', tokens: real })).toThrow(
      /bug in acrctl/,
    );
    expect(() => cloudOn(transport, { origin: emulator, tokens: emulatorTokens() })).not.toThrow();
    expect(transport.requests).toEqual([]);
  });

  test('and the queries of URLs stay out of traces and errors (I-15)', async () => {
    const traces: Trace[] = [];
    const url = `${ORIGIN}/subscriptions/s/providers/Microsoft.Network/locations/x/operationStatuses/abc?s=signature`;
    const transport = scriptedTransport(({ url: asked }) =>
      asked === url
        ? {
            body: {
              status: 'Failed',
              error: { code: 'X', message: `see ${url} with Bearer eyJhbGciOiJSUzI1NiJ9.eyJ4IjoxfQ.abc` },
            },
          }
        : { body: LIVE.endpoint },
    );
    const { cloud } = cloudOn(transport, { trace: (trace) => traces.push(trace) });
    const failed = await cloud
      .wait({
        action: 'create',
        type: 'Microsoft.Network/privateEndpoints',
        id: ENDPOINT,
        operation: { kind: 'async', url },
      })
      .catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(CloudError);
    const seen = JSON.stringify([traces, (failed as CloudError).message]);
    expect(traces).toHaveLength(1);
    expect(seen).not.toMatch(/signature|secret-token|eyJ|abc/);
  });
});

test('every request names its api-version and carries ids to find it by', async () => {
  const transport = inOrder([{ body: LIVE.registry }]);
  await cloudOn(transport).cloud.read(get);
  expect(transport.requests[0]?.url).toBe(`${ORIGIN}${REGISTRY}?api-version=2025-11-01`);
  expect(transport.requests[0]?.headers).toMatchObject({
    'x-ms-client-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    'x-ms-correlation-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
});

test('where no answer came, what the system said of the connection is told, and where it was asked', async () => {
  const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
  const transport: ScriptedTransport = {
    requests: [],
    log: [],
    send: () => Promise.reject(new NoAnswerError('None.', { cause: new Error('send', { cause: refused }) })),
  };
  const { cloud } = cloudOn(transport);
  const message = `Azure did not answer at ${ORIGIN}, or the answer did not arrive (ECONNREFUSED).`;
  const tried = { times: 6, forMs: expect.any(Number) };
  await expect(cloud.read(get)).rejects.toMatchObject({
    message,
    tried,
    asked: { method: 'GET', path: REGISTRY },
  });
  await expect(cloud.write(put)).rejects.toMatchObject({ message, asked: { method: 'PUT', path: REGISTRY } });
});

test('a certificate that is not trusted is told after one try, with what to set', async () => {
  const untrusted = Object.assign(new Error('tls'), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
  let tries = 0;
  const transport: ScriptedTransport = {
    requests: [],
    log: [],
    send: () => {
      tries += 1;
      return Promise.reject(new NoAnswerError('None.', { cause: untrusted }));
    },
  };
  const { cloud } = cloudOn(transport);
  await expect(cloud.read(get)).rejects.toMatchObject({
    hint: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
    tried: { times: 1 },
  });
  expect(tries).toBe(1);
});

describe('the path of a failed request is shown', () => {
  const GROUP = '/subscriptions/s/resourceGroups/rg-operations/providers/Microsoft.Network';
  const check = async (path: string, shown: string) => {
    const { cloud } = cloudOn(scriptedTransport(() => ({ status: 503 })));
    const failed = cloud.list(path, '2024-06-01');
    await expect(failed).rejects.toMatchObject({ asked: { path: shown } });
  };

  test('whole where a name of the user sounds like an operation', async () => {
    const path = `${GROUP}/virtualNetworks/vnet-operations/subnets/operations`;
    await check(path, path);
  });

  test('up to the id of an operation, wherever ARM has operations', async () => {
    const group = `${GROUP}/privateDnsOperationStatuses`;
    await check(`${group}/c2VjcmV0`, `${group}/…`);
    await check(
      '/subscriptions/s/operationresults/eyJqb2JJZCI6IkEifQ',
      '/subscriptions/s/operationresults/…',
    );
    const location = '/subscriptions/s/providers/Microsoft.Network/locations/operations/operations';
    await check(`${location}/1`, `${location}/…`);
  });
});
