import { describe, expect, test } from 'vitest';
import type { OperationHandle, WaitRequest } from '../../../src/core/resource-type.ts';
import { CloudError } from '../../../src/core/resource-type.ts';
import type { HttpRequest } from '../../../src/core/world.ts';
import { createAzureCloud } from '../../../src/providers/azure/client.ts';
import type { Answer } from '../scripted.ts';
import { ORIGIN, plainRandom, scriptedTransport, virtualClock } from '../scripted.ts';
import { ENDPOINT, LIVE, REGISTRY, ZONE } from './bodies.ts';

const POLL = `${ORIGIN}/subscriptions/s/providers/Microsoft.Network/locations/x/operations/1?api-version=1&s=a%2Fb==`;
const TYPES = { [ENDPOINT]: LIVE.endpoint, [REGISTRY]: LIVE.registry, [ZONE]: LIVE.zone };

interface Script {
  readonly action?: WaitRequest['action'];
  readonly id?: keyof typeof TYPES;
  readonly operation?: OperationHandle | null;
  /** Answers of the poll URL in order, the last one for ever. */
  readonly polls?: readonly (Answer | 'none')[];
  /** Answers of the object, likewise; by default it is there and settled. */
  readonly reads?: readonly (Answer | 'none')[];
  readonly signal?: AbortSignal;
}

/** Runs one wait on a virtual clock and gives everything that could be seen of it. */
async function wait({ action = 'create', id = ENDPOINT, operation, polls = [], reads, signal }: Script) {
  const type = String(TYPES[id]?.type);
  const live = reads ?? [action === 'delete' ? { status: 404 } : { body: TYPES[id] }];
  let polled = 0;
  let read = 0;
  const transport = scriptedTransport(({ url }: HttpRequest) => {
    const isPoll = !url.startsWith(`${ORIGIN}${id}?`);
    const answers = isPoll ? polls : live;
    const index = isPoll ? polled++ : read++;
    return answers[Math.min(index, answers.length - 1)] ?? { status: 500 };
  });
  const clock = virtualClock();
  const cloud = cloudOn(transport, clock);
  const followed = operation === undefined ? ({ kind: 'async', url: POLL } as const) : operation;
  const outcome = await cloud
    .wait({ action, type, id, ...(followed && { operation: followed }), ...(signal && { signal }) })
    .then((object) => (object === undefined ? 'gone' : 'settled'))
    .catch((error: unknown) => error);
  return {
    outcome,
    polled,
    read,
    sleeps: clock.sleeps,
    elapsedMs: clock.monotonicMs(),
    requests: transport.requests,
  };
}

function cloudOn(transport: ReturnType<typeof scriptedTransport>, clock: ReturnType<typeof virtualClock>) {
  return createAzureCloud({
    transport,
    clock,
    random: plainRandom(),
    origin: ORIGIN,
    tokens: { kind: 'real', token: async () => 'token' },
    tenant: 't',
  });
}

const running: Answer = { body: { status: 'InProgress' } };
const succeeded: Answer = { body: { status: 'Succeeded' } };

describe('an operation has ended well', () => {
  const check = async (script: Script, polled: number) =>
    expect(await wait(script)).toMatchObject({ outcome: 'settled', polled });

  test('when its document says Succeeded, and not before', () =>
    check({ polls: [running, running, succeeded] }, 3));

  test('never by another word than Succeeded', () => {
    const words = [
      'Creating',
      'Updating',
      'Inprogress',
      'Running',
      'Enqueued',
      'Active',
      'Dequeued',
      'Whatever',
    ];
    return check({ polls: [...words.map((status) => ({ body: { status } })), succeeded] }, words.length + 1);
  });

  test('also where the statuses of running polls are those recorded of private DNS and of connections', () =>
    check({ polls: [{ ...running, status: 202 }, { ...running, status: 201 }, succeeded] }, 3));

  test('when a Location answers with something else than 202', async () => {
    const operation = { kind: 'location', url: POLL } as const;
    await check(
      { operation, polls: [{ status: 202 }, { status: 202, body: LIVE.registry }, { status: 200 }] },
      3,
    );
    const gone = await wait({ action: 'delete', operation, polls: [{ status: 202 }, { status: 204 }] });
    expect(gone).toMatchObject({ outcome: 'gone', polled: 2 });
  });

  test('by the state of a resource that is its own poll URL', () =>
    check(
      {
        polls: [
          { body: { properties: { provisioningState: 'Updating' } } },
          { body: { properties: { provisioningState: 'Succeeded' } } },
        ],
      },
      2,
    ));

  test('only when the object is settled too (an approved connection of an endpoint that is Updating)', async () => {
    const updating = {
      ...LIVE.endpoint,
      properties: { ...LIVE.endpoint.properties, provisioningState: 'Updating' },
    };
    const result = await wait({
      polls: [succeeded],
      reads: [{ body: updating }, { body: updating }, { body: LIVE.endpoint }],
    });
    expect(result).toMatchObject({ outcome: 'settled', read: 3 });
  });
});

describe('what happens to a question about an operation is no failure of the operation (faults G23)', () => {
  const check = async (polls: readonly (Answer | 'none')[]) =>
    expect(await wait({ polls: [running, ...polls, succeeded] })).toMatchObject({
      outcome: 'settled',
      polled: polls.length + 2,
    });

  test('not a server error, not HTML, not silence, not throttling', async () => {
    await check([{ status: 500 }, { status: 503, body: '<html>' }, { status: 408 }]);
    await check(['none', 'none']);
    await check([{ status: 200, body: '<html>' }]);
    await check([
      { status: 429, headers: { 'retry-after': '3' }, body: { error: { code: '429', message: 'x' } } },
    ]);
  });

  test('not single 404 answers', () =>
    check([{ status: 404 }, { status: 410 }, running, { status: 404 }, { status: 404 }]));

  test('the object decides where the URL is gone for good, or withheld', async () => {
    const updating = { ...LIVE.endpoint, properties: { provisioningState: 'Updating' } };
    const reads = [{ body: updating }, { body: LIVE.endpoint }];
    expect(await wait({ polls: [{ status: 404 }], reads })).toMatchObject({
      outcome: 'settled',
      polled: 3,
      read: 2,
    });
    expect(await wait({ polls: [{ status: 403 }], reads })).toMatchObject({
      outcome: 'settled',
      polled: 1,
      read: 2,
    });
  });
});

describe('an operation has failed', () => {
  const check = async (script: Script, expected: object) => {
    const { outcome } = await wait(script);
    expect(outcome).toBeInstanceOf(CloudError);
    expect(outcome).toMatchObject(expected);
  };

  test('when it says Failed or Canceled, by HTTP 200 (faults G22, G25)', async () => {
    const error = { code: 'SubnetIsFull', message: 'no room' };
    await check(
      { polls: [running, { body: { status: 'Failed', error } }] },
      { failure: 'failed', armCode: 'SubnetIsFull', message: 'no room' },
    );
    await check(
      { polls: [{ body: { status: 'Canceled' } }] },
      { failure: 'failed', armCode: 'OperationCanceled' },
    );
  });

  test('as moved where a precondition failed inside it (private DNS)', () => {
    const error = { code: 'PreconditionFailed', message: 'exists already' };
    return check(
      {
        id: ZONE,
        polls: [{ status: 202, body: { status: 'InProgress' } }, { body: { status: 'Failed', error } }],
      },
      { failure: 'moved' },
    );
  });

  test('when a Location answers with a refusal, which is the answer to the request itself', () =>
    check(
      {
        action: 'delete',
        operation: { kind: 'location', url: POLL },
        polls: [
          { status: 202 },
          { status: 409, body: { error: { code: 'ScopeLocked', message: 'locked' } } },
        ],
      },
      { failure: 'failed', armCode: 'ScopeLocked' },
    ));

  test('as busy where a neighbour was in the way', () =>
    check(
      { polls: [{ body: { status: 'Failed', error: { code: 'RetryableError', message: 'x' } } }] },
      { failure: 'busy' },
    ));

  test('when the object ends Failed though nothing else said so', () =>
    check(
      { operation: null, reads: [{ body: { properties: { provisioningState: 'Failed' } } }] },
      { failure: 'failed', armCode: 'ProvisioningFailed', correlationId: expect.any(String) },
    ));
});

describe('the pace', () => {
  const check = async (script: Script, sleeps: readonly number[]) =>
    expect((await wait(script)).sleeps).toEqual(sleeps);
  const asking = (seconds: string): Answer => ({ ...running, headers: { 'retry-after': seconds } });

  test('is what Azure asks for, exactly, 0 included', () =>
    check(
      {
        operation: { kind: 'async', url: POLL, retryAfterMs: 10_000 },
        polls: [asking('20'), asking('0'), asking('160'), succeeded],
      },
      [10_000, 20_000, 160_000],
    ));

  test('grows where Azure does not say', () =>
    check({ polls: [running, running, running, succeeded] }, [1_000, 1_500, 2_250]));

  test('never leaves more than 20 s between two questions', async () => {
    const { sleeps } = await wait({ polls: [...Array<Answer>(12).fill(running), succeeded] });
    expect(Math.max(...sleeps)).toBe(20_000);
  });

  test('ends at the deadline of the type, and says that the operation goes on (faults G24)', async () => {
    const { outcome, elapsedMs } = await wait({ polls: [running] });
    expect(outcome).toMatchObject({
      failure: 'unknown',
      armCode: 'OperationTimedOut',
      correlationId: expect.any(String),
    });
    expect(elapsedMs).toBeLessThanOrEqual(30 * 60_000);
    expect(elapsedMs).toBeGreaterThan(29 * 60_000);
  });

  test('asks at once where it is told to, and no more than twenty times', async () => {
    const { outcome, polled, sleeps } = await wait({ polls: [...Array(24).fill(asking('0')), succeeded] });
    expect([outcome, polled]).toEqual(['settled', 25]);
    expect(sleeps.slice(0, 3)).toEqual([1_000, 1_500, 2_250]);
    expect(sleeps).toHaveLength(4);
  });

  test('does not overrun the deadline for a Retry-After beyond it', async () => {
    const { outcome, elapsedMs } = await wait({ polls: [asking('999999')] });
    expect(outcome).toMatchObject({ armCode: 'OperationTimedOut' });
    expect(elapsedMs).toBe(0);
  });
});

describe('a delete has ended', () => {
  const check = async (script: Script, expected: object) =>
    expect(await wait({ action: 'delete', ...script })).toMatchObject(expected);

  test('when the operation did and two reads in a row find nothing', () =>
    check(
      {
        polls: [succeeded],
        reads: [{ body: LIVE.endpoint }, { status: 404 }, { body: LIVE.endpoint }, { status: 404 }],
      },
      { outcome: 'gone', read: 5 },
    ));

  test('without an operation only after several reads with pauses (I-17)', () =>
    check({ operation: null, reads: [{ status: 404 }] }, { outcome: 'gone', read: 3, sleeps: [500, 1_000] }));

  test('not while the object stays, which is said in the end', () =>
    check(
      { polls: [succeeded], reads: [{ body: LIVE.endpoint }] },
      { outcome: { failure: 'failed', armCode: 'StillThere', correlationId: expect.any(String) } },
    ));
});

test('a created object that is not shown yet is asked for again, in bounds (faults G08)', async () => {
  expect(
    await wait({ operation: null, reads: [{ status: 404 }, { status: 404 }, { body: LIVE.endpoint }] }),
  ).toMatchObject({ outcome: 'settled' });
  expect((await wait({ operation: null, reads: [{ status: 404 }] })).outcome).toMatchObject({
    failure: 'not-visible',
  });
});

test('the poll URL is sent back byte by byte', async () => {
  const { requests } = await wait({ polls: [succeeded] });
  expect(requests[0]?.url).toBe(POLL);
});

test('a poll URL on another host is refused, and nothing is sent (faults G27)', async () => {
  const { outcome, requests } = await wait({
    operation: { kind: 'async', url: 'https://evil.example/x?s=1' },
  });
  expect(outcome).toMatchObject({ failure: 'permanent', armCode: 'ForeignUrl' });
  expect(requests).toEqual([]);
});

test('an abort ends the wait at once, in the middle of a pause', async () => {
  const stop = new AbortController();
  const reason = new Error('stopped');
  const waiting = wait({
    operation: { kind: 'async', url: POLL, retryAfterMs: 60_000 },
    polls: [running],
    signal: stop.signal,
  });
  stop.abort(reason);
  const { outcome, polled } = await waiting;
  expect(outcome).toBe(reason);
  expect(polled).toBe(0);
});
