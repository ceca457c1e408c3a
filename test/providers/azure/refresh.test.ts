import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/core/json.ts';
import { CloudError, type ReadTarget } from '../../../src/core/resource-type.ts';
import type { HttpRequest } from '../../../src/core/world.ts';
import { collectionOf } from '../../../src/providers/azure/arm-id.ts';
import { createAzureCloud } from '../../../src/providers/azure/client.ts';
import type { Answer, ScriptedTransport } from '../scripted.ts';
import { ORIGIN, plainRandom, scriptedTransport, virtualClock } from '../scripted.ts';
import { ENDPOINT, GROUP, LINK, LIVE, NIC, REGISTRY, SUBNET, VNET, ZONE, ZONE_GROUP } from './bodies.ts';

const TYPE = {
  group: 'Microsoft.Resources/resourceGroups',
  vnet: 'Microsoft.Network/virtualNetworks',
  subnet: 'Microsoft.Network/virtualNetworks/subnets',
  registry: 'Microsoft.ContainerRegistry/registries',
  endpoint: 'Microsoft.Network/privateEndpoints',
  nic: 'Microsoft.Network/networkInterfaces',
  zoneGroup: 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups',
  zone: 'Microsoft.Network/privateDnsZones',
  link: 'Microsoft.Network/privateDnsZones/virtualNetworkLinks',
};

const ONE_REGISTRY: readonly ReadTarget[] = [
  { type: TYPE.group, id: GROUP },
  { type: TYPE.vnet, id: VNET },
  { type: TYPE.subnet, id: SUBNET },
  { type: TYPE.registry, id: REGISTRY },
  { type: TYPE.endpoint, id: ENDPOINT },
  { type: TYPE.nic, id: NIC },
  { type: TYPE.zoneGroup, id: ZONE_GROUP },
  { type: TYPE.zone, id: ZONE },
  { type: TYPE.link, id: LINK },
];

/** A cloud that holds these bodies, by id, and lists collections. */
function holding(
  bodies: readonly JsonObject[],
  before?: (request: HttpRequest) => Answer | 'none' | Promise<void> | undefined,
) {
  const byId = new Map(bodies.map((body) => [String(body['id']).toLowerCase(), body]));
  return scriptedTransport(async (request) => {
    const first = await before?.(request);
    if (first !== undefined) return first;
    const path = new URL(request.url).pathname.toLowerCase();
    const body = byId.get(path);
    if (body !== undefined) return { body };
    const listed = bodies.filter((each) => collectionOf(String(each['id'])).toLowerCase() === path);
    return listed.length > 0 ? { body: { value: listed } } : { status: 404 };
  });
}

function cloudOn(transport: ScriptedTransport, parallelism?: number) {
  const clock = virtualClock();
  const cloud = createAzureCloud({
    transport,
    clock,
    random: plainRandom(),
    origin: ORIGIN,
    tokens: { kind: 'real', token: async () => 'token' },
    tenant: 't',
    ...(parallelism !== undefined && { parallelism }),
  });
  return { cloud, clock };
}

const all = Object.values(LIVE);
const none: ReadonlySet<string> = new Set();

function registries(count: number): readonly JsonObject[] {
  return Array.from({ length: count }, (_, index) => ({ ...LIVE.registry, id: `${REGISTRY}${index}` }));
}

describe('one round', () => {
  test('has every request under way before an answer is given', async () => {
    const gate = Promise.withResolvers<void>();
    let underWay = 0;
    const transport = holding(all, () => {
      underWay += 1;
      return gate.promise;
    });
    const reading = cloudOn(transport).cloud.refresh(ONE_REGISTRY, none);
    await new Promise((resolve) => setImmediate(resolve));
    expect(underWay).toBe(ONE_REGISTRY.length - 1);
    gate.resolve();
    const live = await reading;
    expect(live.size).toBe(ONE_REGISTRY.length - 1);
    expect(transport.requests).toHaveLength(ONE_REGISTRY.length - 1);
  });

  test('reads a network and its subnets by one request', async () => {
    const transport = holding(all);
    const targets = [
      { type: TYPE.subnet, id: SUBNET },
      { type: TYPE.subnet, id: `${VNET}/subnets/of-others` },
      { type: TYPE.vnet, id: VNET },
    ];
    const live = await cloudOn(transport).cloud.refresh(targets, none);
    expect(transport.log).toEqual([`GET ${VNET}`]);
    expect([...live.keys()].sort()).toEqual(targets.map(({ id }) => id.toLowerCase()).sort());
    expect(live.get(SUBNET.toLowerCase())?.body).toEqual(LIVE.vnet.properties.subnets[0]);
  });

  test('lists where two siblings are wanted, and leaves out what nobody asked for', async () => {
    const transport = holding(registries(4));
    const targets = [0, 1].map((index) => ({ type: TYPE.registry, id: `${REGISTRY}${index}` }));
    const live = await cloudOn(transport).cloud.refresh(targets, none);
    expect(transport.log).toEqual([`GET ${collectionOf(REGISTRY)}`]);
    expect([...live.keys()]).toEqual(targets.map(({ id }) => id.toLowerCase()));
  });

  test('asks once for an id that is named twice, in whatever case', async () => {
    const transport = holding(all);
    const live = await cloudOn(transport).cloud.refresh(
      [
        { type: TYPE.registry, id: REGISTRY },
        { type: TYPE.registry, id: REGISTRY.toUpperCase() },
      ],
      none,
    );
    expect(transport.requests).toHaveLength(1);
    expect(live.size).toBe(1);
  });

  test('keeps to the width it is given', async () => {
    let underWay = 0;
    let most = 0;
    const transport = holding(all, async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
    });
    await cloudOn(transport, 3).cloud.refresh(ONE_REGISTRY, none);
    expect(most).toBe(3);
  });
});

describe('pages', () => {
  const paged = (link: (page: number) => string | undefined) =>
    scriptedTransport((_, index) => {
      const next = link(index);
      return { body: { value: [registries(4)[index] ?? {}], ...(next !== undefined && { nextLink: next }) } };
    });
  const targets = [0, 3].map((index) => ({ type: TYPE.registry, id: `${REGISTRY}${index}` }));

  test('are followed to the last (faults G28)', async () => {
    const transport = paged((page) => (page < 3 ? `${ORIGIN}:443/next?page=${page}` : undefined));
    const live = await cloudOn(transport).cloud.refresh(targets, none);
    expect(live.size).toBe(2);
    expect(transport.requests).toHaveLength(4);
  });

  test('on another host are refused, and nothing is sent there', async () => {
    for (const link of [
      'https://evil.example/x',
      'http://management.azure.com/x',
      '//evil.example/x',
      'https:evil.example/x',
      'https://u:p@management.azure.com/x',
      'https://management.azure.com\\@evil.example',
    ]) {
      const transport = paged(() => link);
      await expect(cloudOn(transport).cloud.refresh(targets, none), link).rejects.toMatchObject({
        armCode: 'ForeignUrl',
      });
      expect(transport.requests, link).toHaveLength(1);
    }
  });

  test('that lead in a circle end in an error, never in absence', async () => {
    const transport = paged(() => `${ORIGIN}/again`);
    await expect(cloudOn(transport).cloud.refresh(targets, none)).rejects.toMatchObject({
      failure: 'unknown',
    });
  });

  test('that never end, each leading to a new one, end in an error', async () => {
    const transport = paged((page) => `${ORIGIN}/next?page=${page}`);
    await expect(cloudOn(transport).cloud.refresh(targets, none)).rejects.toMatchObject({
      failure: 'unknown',
    });
    expect(transport.requests).toHaveLength(1_000);
  });

  test('that cannot be read end in an error, never in absence', async () => {
    const transport = scriptedTransport((_, index) =>
      index === 0 ? { body: { value: [], nextLink: `${ORIGIN}/next` } } : { status: 404 },
    );
    await expect(cloudOn(transport).cloud.refresh(targets, none)).rejects.toMatchObject({ status: 404 });
  });
});

describe('absence (I-17)', () => {
  test('is believed at once of an id that nobody expects', async () => {
    const transport = holding([]);
    expect((await cloudOn(transport).cloud.refresh(ONE_REGISTRY.slice(0, 1), none)).size).toBe(0);
    expect(transport.requests).toHaveLength(1);
  });

  test('of an expected id is asked again, with growing pauses', async () => {
    const transport = holding([]);
    const { cloud, clock } = cloudOn(transport);
    expect((await cloud.refresh([{ type: TYPE.registry, id: REGISTRY }], new Set([REGISTRY]))).size).toBe(0);
    expect(transport.requests).toHaveLength(4);
    expect(clock.sleeps).toEqual([500, 1_000]);
  });

  test('of an expected id is not believed of a list, nor of a network that lacks a subnet', async () => {
    let asked = 0;
    const late = { ...LIVE.vnet.properties.subnets[0], id: `${VNET}/subnets/late`, name: 'late' };
    const transport = holding([...all, ...registries(1), late], (request) => {
      const isList = new URL(request.url).pathname === collectionOf(REGISTRY);
      asked += 1;
      return isList ? { body: { value: [] } } : undefined;
    });
    const targets = [
      { type: TYPE.registry, id: REGISTRY },
      { type: TYPE.registry, id: `${REGISTRY}0` },
      { type: TYPE.subnet, id: late.id },
    ];
    const live = await cloudOn(transport).cloud.refresh(targets, new Set(targets.map(({ id }) => id)));
    expect(live.size).toBe(3);
    expect(asked).toBe(5);
  });
});

test('whoever may not list is asked for each object', async () => {
  const transport = holding(registries(2), (request) =>
    new URL(request.url).pathname === collectionOf(REGISTRY) ? { status: 403 } : undefined,
  );
  const targets = [0, 1].map((index) => ({ type: TYPE.registry, id: `${REGISTRY}${index}` }));
  expect((await cloudOn(transport).cloud.refresh(targets, none)).size).toBe(2);
});

test('one read that fails fails the round, so that nothing is planned on half of it', async () => {
  const transport = holding(all, (request) => (request.url.includes(ENDPOINT) ? { status: 403 } : undefined));
  await expect(cloudOn(transport).cloud.refresh(ONE_REGISTRY, none)).rejects.toMatchObject({
    failure: 'denied',
  });
});

describe('reads that fail in one round', () => {
  const failing = (answers: Readonly<Record<string, Answer>>) =>
    holding(all, ({ url }) => answers[new URL(url).pathname]);
  const failureOf = async (cloud: ReturnType<typeof cloudOn>['cloud']) => {
    const error: unknown = await cloud.refresh(ONE_REGISTRY, none).catch((caught: unknown) => caught);
    if (!(error instanceof CloudError)) throw new Error('The round did not fail as expected.');
    return [error, ...error.others].map(({ armCode, asked }) => `${armCode} ${asked?.path}`);
  };
  const refusal = (code: string) => ({ error: { code, message: 'No.' } });

  test('are told together, what was denied first', async () => {
    const transport = failing({
      [REGISTRY]: { status: 403, body: refusal('AuthorizationFailed') },
      [ENDPOINT]: { status: 400, body: refusal('BadRequest') },
      [VNET]: { status: 403, body: refusal('AuthorizationFailed') },
    });
    expect(await failureOf(cloudOn(transport).cloud)).toEqual([
      `AuthorizationFailed ${REGISTRY}`,
      `AuthorizationFailed ${VNET}`,
      `BadRequest ${ENDPOINT}`,
    ]);
  });

  test('do not wait for those that are repeated, and end them (I-16)', async () => {
    const transport = failing({
      [VNET]: { status: 403, body: refusal('AuthorizationFailed') },
      [REGISTRY]: { status: 503 },
    });
    const { cloud, clock } = cloudOn(transport);
    expect(await failureOf(cloud)).toEqual([`AuthorizationFailed ${VNET}`]);
    expect(clock.monotonicMs()).toBeLessThanOrEqual(2_000);
    const sent = transport.requests.length;
    await clock.sleep(600_000);
    expect(transport.requests).toHaveLength(sent);
  });
});
