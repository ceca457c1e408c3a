import { describe, expect, test } from 'vitest';
import type { ReadTarget, WriteRequest } from '../../../src/core/resource-type.ts';
import { QUESTION } from '../../../src/providers/azure/arm-types.ts';
import { createAzureCloud } from '../../../src/providers/azure/client.ts';
import { QUESTIONS } from '../../../src/providers/azure/index.ts';
import type { Answer, ScriptedTransport } from '../scripted.ts';
import { inOrder, ORIGIN, plainRandom, scriptedTransport, virtualClock } from '../scripted.ts';
import {
  ASSIGNMENT,
  DNS_ZONE,
  ENDPOINT,
  IDENTITY,
  LIVE,
  PROVIDER,
  RECORD,
  REGISTRY,
  VNET,
  ZONE,
} from './bodies.ts';

const SUBSCRIPTION = PROVIDER.slice(0, PROVIDER.indexOf('/providers/'));
const GROUP = REGISTRY.slice(0, REGISTRY.indexOf('/providers/'));
const NAME_CHECK = `${PROVIDER}/checkNameAvailability`;
const DELETED_VAULT = `${SUBSCRIPTION}/providers/Microsoft.KeyVault/locations/westeurope/deletedVaults/kv-images`;
const NETWORK = `${SUBSCRIPTION}/providers/Microsoft.Network`;
const GATEWAY = `${GROUP}/providers/Microsoft.Network/applicationGateways/front`;
const AT_REGISTRY = `${REGISTRY}/providers/Microsoft.Authorization`;

/** Of every question: what is asked about, and what goes out for it. */
const ASKED: Readonly<Record<string, readonly [id: string, method: string, pathAndQuery: string]>> = {
  [QUESTION.records]: [`${ZONE}/A`, 'GET', `${ZONE}/A?api-version=2024-06-01`],
  [QUESTION.registries]: [`${PROVIDER}/registries`, 'GET', `${PROVIDER}/registries?api-version=2025-11-01`],
  [QUESTION.recordSets]: [`${ZONE}/ALL`, 'GET', `${ZONE}/ALL?api-version=2024-06-01`],
  [QUESTION.publicRecordSets]: [
    `${DNS_ZONE}/recordsets`,
    'GET',
    `${DNS_ZONE}/recordsets?api-version=2018-05-01`,
  ],
  [QUESTION.contents]: [`${GROUP}/resources`, 'GET', `${GROUP}/resources?api-version=2025-04-01`],
  [QUESTION.identities]: [
    `${SUBSCRIPTION}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`,
    'GET',
    `${SUBSCRIPTION}/providers/Microsoft.ManagedIdentity/userAssignedIdentities?api-version=2024-11-30`,
  ],
  [QUESTION.vaults]: [
    `${SUBSCRIPTION}/providers/Microsoft.KeyVault/vaults`,
    'GET',
    `${SUBSCRIPTION}/providers/Microsoft.KeyVault/vaults?api-version=2026-02-01`,
  ],
  [QUESTION.deletedVault]: [DELETED_VAULT, 'GET', `${DELETED_VAULT}?api-version=2026-02-01`],
  [QUESTION.links]: [
    `${ZONE}/virtualNetworkLinks`,
    'GET',
    `${ZONE}/virtualNetworkLinks?api-version=2024-06-01`,
  ],
  [QUESTION.zones]: [
    `${SUBSCRIPTION}/providers/Microsoft.Network/privateDnsZones`,
    'GET',
    `${SUBSCRIPTION}/providers/Microsoft.Network/privateDnsZones?api-version=2024-06-01`,
  ],
  [QUESTION.zoneGroups]: [
    `${ENDPOINT}/privateDnsZoneGroups`,
    'GET',
    `${ENDPOINT}/privateDnsZoneGroups?api-version=2025-05-01`,
  ],
  [QUESTION.roleAssignments]: [
    `${AT_REGISTRY}/roleAssignments`,
    'GET',
    `${AT_REGISTRY}/roleAssignments?api-version=2022-04-01&$filter=atScope()`,
  ],
  [QUESTION.permissions]: [
    `${AT_REGISTRY}/permissions`,
    'GET',
    `${AT_REGISTRY}/permissions?api-version=2022-04-01`,
  ],
  [QUESTION.locks]: [
    `${GROUP}/providers/Microsoft.Authorization/locks`,
    'GET',
    `${GROUP}/providers/Microsoft.Authorization/locks?api-version=2020-05-01`,
  ],
  [QUESTION.diagnosticSettings]: [
    `${REGISTRY}/providers/Microsoft.Insights/diagnosticSettings`,
    'GET',
    `${REGISTRY}/providers/Microsoft.Insights/diagnosticSettings?api-version=2021-05-01-preview`,
  ],
  [QUESTION.profileName]: [
    `${NETWORK}/checkTrafficManagerNameAvailabilityV2/contoso-images`,
    'POST',
    `${NETWORK}/checkTrafficManagerNameAvailabilityV2?api-version=2022-04-01`,
  ],
  [QUESTION.addressLabel]: [
    `${NETWORK}/locations/westeurope/CheckDnsNameAvailability/images-weu`,
    'GET',
    `${NETWORK}/locations/westeurope/CheckDnsNameAvailability?api-version=2025-05-01&domainNameLabel=images-weu`,
  ],
  [QUESTION.backendHealth]: [
    `${GATEWAY}/backendhealth`,
    'POST',
    `${GATEWAY}/backendhealth?api-version=2025-05-01`,
  ],
  [QUESTION.replicas]: [`${REGISTRY}/replications`, 'GET', `${REGISTRY}/replications?api-version=2025-11-01`],
  [QUESTION.usages]: [`${REGISTRY}/listUsages`, 'GET', `${REGISTRY}/listUsages?api-version=2025-11-01`],
  [QUESTION.registryName]: [`${NAME_CHECK}/contosoimages`, 'POST', `${NAME_CHECK}?api-version=2025-11-01`],
  [QUESTION.address]: [
    `${VNET}/CheckIPAddressAvailability/10.20.1.4`,
    'GET',
    `${VNET}/CheckIPAddressAvailability?api-version=2025-05-01&ipAddress=10.20.1.4`,
  ],
};

const targetOf = (type: string): ReadTarget => ({ type, id: ASKED[type]?.[0] ?? '' });
const RECORDS = targetOf(QUESTION.records);
const NAME = targetOf(QUESTION.registryName);
const USAGES = targetOf(QUESTION.usages);
const none: ReadonlySet<string> = new Set();

function cloudOn(transport: ScriptedTransport) {
  const clock = virtualClock();
  const tokens = { kind: 'real', token: async () => 'token' } as const;
  const random = plainRandom();
  const cloud = createAzureCloud({ transport, clock, random, origin: ORIGIN, tokens, tenant: 't' });
  return { cloud, clock };
}

function refusal(status: number, code: string): Answer {
  return { status, body: { error: { code, message: 'No.' } } };
}

describe('a question', () => {
  test.each(QUESTIONS.map(({ type }) => type))('asks for the %s as ARM wants it', async (type) => {
    const [, method, pathAndQuery] = ASKED[type] ?? [];
    const transport = inOrder([{ body: { value: [] } }]);
    await cloudOn(transport).cloud.read(targetOf(type));
    const [request] = transport.requests;
    expect([request?.method, decodeURIComponent(request?.url ?? '')]).toEqual([
      method,
      `${ORIGIN}${pathAndQuery}`,
    ]);
  });

  test('of a name goes out with the name and what it is for', async () => {
    const transport = inOrder([{ body: { nameAvailable: true } }]);
    const answer = await cloudOn(transport).cloud.read(NAME);
    expect(JSON.parse(transport.requests[0]?.body ?? '')).toEqual({
      name: 'contosoimages',
      type: 'Microsoft.ContainerRegistry/registries',
    });
    expect(answer).toEqual({ ...NAME, body: { nameAvailable: true } });
  });

  test('for the locks of a subscription asks for its own alone, not for all below it', async () => {
    const transport = inOrder([{ body: { value: [] } }]);
    const id = `${SUBSCRIPTION}/providers/Microsoft.Authorization/locks`;
    await cloudOn(transport).cloud.read({ type: QUESTION.locks, id });
    expect(decodeURIComponent(transport.requests[0]?.url ?? '')).toBe(
      `${ORIGIN}${id}?api-version=2020-05-01&$filter=atScope()`,
    );
  });

  test('for a list has all pages as its answer, under the id that it was asked by', async () => {
    const pages = [{ value: [LIVE.record], nextLink: `${ORIGIN}/next` }, { value: [{ id: 'second' }] }];
    const transport = scriptedTransport((_, index) => ({ body: pages[index] }));
    expect(await cloudOn(transport).cloud.read(RECORDS)).toEqual({
      ...RECORDS,
      body: { value: [LIVE.record, { id: 'second' }] },
    });
  });

  test('about what is not there has no answer; a list of what is not there is empty', async () => {
    const absent = () => cloudOn(inOrder([{ status: 404 }])).cloud;
    expect(await absent().read(USAGES)).toBeUndefined();
    expect(await absent().read(RECORDS)).toMatchObject({ body: { value: [] } });
  });

  test.each([
    ['denied', refusal(403, 'AuthorizationFailed')],
    ['unknown to this cloud', refusal(400, 'NoRegisteredProviderFound')],
    ['about a namespace that is nobody’s', refusal(404, 'InvalidResourceNamespace')],
  ])('that a run can do without is answered with the refusal where it is %s', async (_, answer) => {
    const { error } = answer.body as { readonly error: { readonly code: string } };
    for (const target of [USAGES, NAME, { type: 'Microsoft.Resources/providers', id: PROVIDER }])
      expect(await cloudOn(inOrder([answer])).cloud.read(target)).toEqual({
        ...target,
        body: { refused: error.code },
      });
  });

  test('that a run can do without fails all the same where Azure has trouble: that is no refusal', async () => {
    await expect(cloudOn(inOrder([{ status: 503 }])).cloud.read(USAGES)).rejects.toMatchObject({
      failure: 'unknown',
    });
  });

  test('that a run needs fails it where it is refused, naming what was asked', async () => {
    const denied = cloudOn(inOrder([refusal(403, 'AuthorizationFailed')])).cloud.read(RECORDS);
    await expect(denied).rejects.toMatchObject({
      failure: 'denied',
      asked: { method: 'GET', path: RECORDS.id },
    });
    const garbled = cloudOn(inOrder([{ body: '[]' }])).cloud.read(NAME);
    await expect(garbled).rejects.toMatchObject({
      armCode: 'UnreadableAnswer',
      asked: { method: 'POST', path: NAME_CHECK },
    });
  });
});

describe('a POST that only asks', () => {
  test('is repeated like a GET until there is an answer', async () => {
    const transport = inOrder([
      'none',
      { status: 500 },
      { body: '<html>' },
      { body: { nameAvailable: false } },
    ]);
    expect(await cloudOn(transport).cloud.read(NAME)).toMatchObject({ body: { nameAvailable: false } });
    expect(transport.log).toEqual(Array(4).fill(`POST ${NAME_CHECK}`));
    expect(new Set(transport.requests.map(({ body }) => body)).size).toBe(1);
  });

  test('is given up like a GET, as unknown', async () => {
    const transport = inOrder(['none']);
    await expect(cloudOn(transport).cloud.read(NAME)).rejects.toMatchObject({
      failure: 'unknown',
      asked: { method: 'POST', path: NAME_CHECK },
      tried: { times: 6 },
    });
  });

  test('waits for no write: an empty budget of writes holds back the next PUT, not the question', async () => {
    const left = { 'x-ms-ratelimit-remaining-subscription-writes': '0' };
    const transport = inOrder([{ headers: left }, { body: { nameAvailable: true } }, {}]);
    const { cloud, clock } = cloudOn(transport);
    const put: WriteRequest = { method: 'PUT', type: LIVE.registry.type, id: REGISTRY, body: {} };
    await cloud.write(put);
    await cloud.read(NAME);
    expect(clock.sleeps).toEqual([]);
    await cloud.write(put);
    expect(clock.sleeps).toHaveLength(1);
  });

  test('is cut off when the run ends, and given the time of a read, as no write is', async () => {
    const stop = new AbortController();
    const transport = inOrder([{ body: { nameAvailable: true } }]);
    const { cloud } = cloudOn(transport);
    await cloud.read(NAME, { signal: stop.signal });
    await cloud.read({ type: LIVE.registry.type, id: REGISTRY }, { signal: stop.signal });
    const [question, read] = transport.requests;
    expect(question?.signal).toBe(stop.signal);
    expect(question?.timeoutMs).toBe(read?.timeoutMs);
  });
});

describe('a question that Azure has to find out about', () => {
  const HEALTH = targetOf(QUESTION.backendHealth);
  const POLL = `${SUBSCRIPTION}/providers/Microsoft.Network/locations/westeurope/operationResults/1`;
  const begun: Answer = { status: 202, body: undefined, headers: { location: `${ORIGIN}${POLL}` } };

  test('is asked without a body, and followed to where the answer is', async () => {
    // Some calls tell as well where to ask how far they are: the answer is not there.
    const both = { ...begun.headers, 'azure-asyncoperation': `${ORIGIN}${POLL}/progress` };
    const transport = inOrder([
      { ...begun, headers: both },
      { status: 202, body: undefined, headers: { 'retry-after': '10' } },
      { body: { backendAddressPools: [] } },
    ]);
    const { cloud, clock } = cloudOn(transport);
    expect(await cloud.read(HEALTH)).toEqual({ ...HEALTH, body: { backendAddressPools: [] } });
    expect(transport.log).toEqual([`POST ${HEALTH.id}`, `GET ${POLL}`, `GET ${POLL}`]);
    expect(transport.requests[0]?.body).toBeUndefined();
    expect(clock.sleeps).toEqual([10_000]);
  });

  test.each<[string, readonly Answer[], string]>([
    ['is denied', [refusal(403, 'AuthorizationFailed')], 'AuthorizationFailed'],
    ['is locked', [refusal(409, 'ScopeLocked')], 'ScopeLocked'],
    ['finds the gateway at work', [refusal(409, 'AnotherOperationInProgress')], 'AnotherOperationInProgress'],
    ['fails', [begun, refusal(400, 'ApplicationGatewayIsStopped')], 'ApplicationGatewayIsStopped'],
    ['never ends', [begun, { status: 202, body: undefined }], 'OperationTimedOut'],
  ])('is answered with the refusal where it %s', async (_, answers, refused) => {
    expect(await cloudOn(inOrder(answers)).cloud.read(HEALTH)).toEqual({ ...HEALTH, body: { refused } });
  });

  test('has no answer where nobody may follow it', async () => {
    const transport = inOrder([begun, refusal(403, 'AuthorizationFailed')]);
    expect(await cloudOn(transport).cloud.read(HEALTH)).toBeUndefined();
  });
});

describe('in one round', () => {
  test('a question is found by its id, beside the objects', async () => {
    const transport = scriptedTransport(({ method }) => ({
      body: method === 'POST' ? { nameAvailable: true } : LIVE.registry,
    }));
    const targets = [NAME, { type: LIVE.registry.type, id: REGISTRY }];
    const live = await cloudOn(transport).cloud.refresh(targets, none);
    expect(transport.requests).toHaveLength(2);
    expect(live.get(NAME.id.toLowerCase())?.body).toEqual({ nameAvailable: true });
    expect(live.get(REGISTRY.toLowerCase())?.body).toEqual(LIVE.registry);
  });

  test('the records of a zone cost one request, which also answers for the zone', async () => {
    const other = { ...LIVE.record, id: `${ZONE}/A/contosoimages.westeurope.data` };
    const transport = inOrder([{ body: { value: [other, { ...LIVE.record, id: RECORD.toUpperCase() }] } }]);
    const record = (id: string) => ({ type: LIVE.record.type, id });
    const targets = [record(RECORD), record(other.id), record(`${ZONE}/A/none`), RECORDS];
    const live = await cloudOn(transport).cloud.refresh(targets, none);
    expect(transport.log).toEqual([`GET ${ZONE}/A`]);
    expect([...live.keys()].sort()).toEqual(
      [RECORD, other.id, RECORDS.id].map((id) => id.toLowerCase()).sort(),
    );
    // What a write is conditioned on stands in the entry.
    expect(live.get(RECORD.toLowerCase())?.etag).toBe(LIVE.record.etag);
  });

  test('a record that the state knows and the list lacks is asked for by itself (I-17)', async () => {
    const transport = scriptedTransport(({ url }) =>
      new URL(url).pathname === RECORD ? { body: LIVE.record } : { body: { value: [] } },
    );
    const { cloud } = cloudOn(transport);
    const live = await cloud.refresh([{ type: LIVE.record.type, id: RECORD }], new Set([RECORD]));
    expect(transport.log).toEqual([`GET ${ZONE}/A`, `GET ${RECORD}`]);
    expect(live.get(RECORD.toLowerCase())?.body).toEqual(LIVE.record);
  });

  test('grants are read by the list of their scope, a connection in its registry', async () => {
    const registry = {
      ...LIVE.registry,
      properties: { ...LIVE.registry.properties, privateEndpointConnections: [LIVE.connection] },
    };
    const transport = scriptedTransport(({ url }) => ({
      body: new URL(url).pathname === REGISTRY ? registry : { value: [LIVE.roleAssignment] },
    }));
    const targets = [LIVE.roleAssignment, LIVE.connection].map(({ type, id }) => ({ type, id }));
    const live = await cloudOn(transport).cloud.refresh(targets, none);
    expect([...transport.log].sort()).toEqual(
      [`GET ${AT_REGISTRY}/roleAssignments`, `GET ${REGISTRY}`].sort(),
    );
    expect(live.get(ASSIGNMENT.toLowerCase())?.body).toEqual(LIVE.roleAssignment);
    expect(live.get(LIVE.connection.id.toLowerCase())?.body).toEqual(LIVE.connection);
  });

  test('an identity is known by its id, in whose spelling ever Azure answers', async () => {
    const target = { type: LIVE.identity.type, id: IDENTITY };
    const live = await cloudOn(inOrder([{ body: LIVE.identity }])).cloud.refresh([target], none);
    expect(live.get(IDENTITY.toLowerCase())?.id).toBe(LIVE.identity.id);
  });
});

test('the action of a write goes behind the id, and what went wrong names it', async () => {
  const transport = inOrder([{ body: LIVE.provider }, refusal(403, 'AuthorizationFailed')]);
  const { cloud } = cloudOn(transport);
  const request: WriteRequest = {
    method: 'POST',
    type: 'Microsoft.Resources/providers',
    id: PROVIDER,
    action: 'register',
    body: {},
  };
  expect(await cloud.write(request)).toMatchObject({ status: 200 });
  expect(transport.requests[0]).toMatchObject({
    method: 'POST',
    url: `${ORIGIN}${PROVIDER}/register?api-version=2025-04-01`,
    body: '{}',
  });
  await expect(cloud.write(request)).rejects.toMatchObject({
    asked: { method: 'POST', path: `${PROVIDER}/register` },
  });
});
