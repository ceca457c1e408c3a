import { describe, expect, test } from 'vitest';
import { startProgress } from '../../src/cli/progress.ts';
import { createVerboseLog, shortPath } from '../../src/cli/verbose.ts';
import { createAzureCloud } from '../../src/providers/azure/client.ts';
import type { Trace } from '../../src/providers/azure/trace.ts';
import { LIVE, REGISTRY } from '../providers/azure/bodies.ts';
import {
  type Answer,
  inOrder,
  ORIGIN,
  plainRandom,
  scriptedTransport,
  virtualClock,
} from '../providers/scripted.ts';
import { newScreen } from './screen.ts';

const SUBSCRIPTION = '00000000-0000-0000-0000-0000000000aa';
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg`;

function logged(...subscriptions: readonly string[]) {
  const lines: string[] = [];
  const log = createVerboseLog({
    write: (line) => lines.push(line.trimStart()),
    nowMs: () => 0,
    subscriptions: subscriptions.length === 0 ? [SUBSCRIPTION] : subscriptions,
  });
  return { lines, log };
}

describe('a line of --verbose', () => {
  const check = (trace: Trace, expected: string) => {
    const { lines, log } = logged();
    log.trace(trace);
    expect(lines).toEqual([`0.00 ${expected}`]);
  };
  const path = `${GROUP}/providers/Microsoft.Network/virtualNetworks/hub`;
  const request = {
    kind: 'request',
    method: 'GET',
    path,
    status: 200,
    requestId: 'r',
    durationMs: 12.4,
  } as const;

  test('says method, status, time, object, and the id that Azure gave', () => {
    check(request, 'GET    200     12 ms  rg/Network/virtualNetworks/hub  request r');
    check(
      { ...request, method: 'DELETE', status: 429, code: 'RetryableError', retryAfterMs: 12_000 },
      'DELETE 429     12 ms  rg/Network/virtualNetworks/hub  RetryableError  Retry-After 12 s  request r',
    );
    check(
      { ...request, status: undefined, requestId: undefined },
      'GET    no answer     12 ms  rg/Network/virtualNetworks/hub',
    );
  });

  test('names the object of an operation, never the poll URL', () =>
    check(
      { ...request, path: '/subscriptions/s/operations/…', about: path },
      'GET    200     12 ms  operation of rg/Network/virtualNetworks/hub  request r',
    ));

  test('says what is waited for', () => {
    check(
      { kind: 'pause', why: 'throttled', ms: 12_000, asked: true },
      'throttled: nothing is sent for 12 s, as Azure asked',
    );
    check(
      { kind: 'pause', why: 'budget', ms: 1_500, asked: false },
      'a request waited 1.5 s for its turn in the rate limit',
    );
    check({ kind: 'pause', why: 'retry', ms: 700, asked: false }, 'the read is repeated in 0.7 s');
  });

  test('holds no control character and no command of a runner (H08, H09)', () =>
    check(
      { ...request, requestId: 'a\u001b[2Jb\n::set-output' },
      'GET    200     12 ms  rg/Network/virtualNetworks/hub  request a\\u{1b}[2Jb\\u{a}::set-output',
    ));
});

describe('a path is shortened without becoming another one', () => {
  const check = (path: string, expected: string, ...subscriptions: readonly string[]) =>
    expect(shortPath(path, subscriptions)).toBe(expected);

  test('by what every path of the run has', () => {
    check(GROUP, 'rg', SUBSCRIPTION);
    check(GROUP.replace('resourceGroups', 'resourcegroups'), 'rg', SUBSCRIPTION);
    check(`${GROUP}/providers/Microsoft.Network/virtualNetworks`, 'rg/Network/virtualNetworks', SUBSCRIPTION);
    check(`${GROUP}/providers/Contoso.Network/x/y`, 'rg/providers/Contoso.Network/x/y', SUBSCRIPTION);
    check(`/subscriptions/${SUBSCRIPTION}/resourceGroups`, '/resourceGroups', SUBSCRIPTION);
  });

  test('with its subscription where the run has several, or where it is another one', () => {
    check(GROUP, GROUP, SUBSCRIPTION, 'other');
    check(GROUP, GROUP, 'other');
  });
});

test('a run over signed poll URLs, retries and throttling tells no query, token or body (I-15)', async () => {
  const { lines, log } = logged();
  const poll = `${ORIGIN}${GROUP}/providers/Microsoft.ContainerRegistry/locations/x/operationStatuses/abc123?t=1&s=c2lnbmF0dXJl&h=hmac`;
  const answers: readonly Answer[] = [
    { status: 429, headers: { 'retry-after': '12' }, body: { error: { code: '429', message: poll } } },
    { status: 201, headers: { 'azure-asyncoperation': poll, 'x-ms-request-id': 'w' }, body: {} },
    { status: 503, body: poll },
    { body: { status: 'Succeeded' } },
    { status: 503 },
    { body: LIVE.registry },
  ];
  const transport = inOrder(answers);
  const cloud = createAzureCloud({
    transport,
    clock: virtualClock(),
    random: plainRandom(),
    origin: ORIGIN,
    tokens: { kind: 'real', token: async () => 'eyJhbGciOiJub25lIn0.eyJ0aWQiOiJ0In0.c2VjcmV0' },
    tenant: 't',
    correlationId: 'c-of-the-run',
    trace: log.trace,
  });
  const type = 'Microsoft.ContainerRegistry/registries';
  const body = { secret: 'in the body' };
  const answer = await cloud.write({ method: 'PUT', type, id: REGISTRY, body });
  await cloud.wait({
    action: 'create',
    type,
    id: REGISTRY,
    ...(answer.operation && { operation: answer.operation }),
  });
  expect(transport.requests.map(({ headers }) => headers['x-ms-correlation-request-id'])).toEqual(
    answers.map(() => 'c-of-the-run'),
  );
  const told = lines.join('\n');
  expect(told).toContain('throttled: nothing is sent for 12 s, as Azure asked');
  expect(told).toContain('the read is repeated');
  expect(lines.filter((line) => /^0\.00 (?:GET|PUT)/.test(line))).toHaveLength(answers.length);
  expect(told).not.toMatch(/\?|c2ln|hmac|abc123|eyJ|in the body/);
});

test('an answer from nowhere is told as none', async () => {
  const { lines, log } = logged();
  const transport = scriptedTransport((_, index) => (index === 0 ? 'none' : { body: LIVE.registry }));
  const cloud = createAzureCloud({
    transport,
    clock: virtualClock(),
    random: plainRandom(),
    origin: ORIGIN,
    tokens: { kind: 'real', token: async () => 't' },
    tenant: 't',
    trace: log.trace,
  });
  await cloud.read({ type: 'Microsoft.ContainerRegistry/registries', id: REGISTRY });
  expect(lines[0]).toContain('GET    no answer');
});

test('on a terminal lines stand whole above those that are redrawn', () => {
  const screen = newScreen();
  const progress = startProgress(screen.stream, {
    json: false,
    color: false,
    interrupt: new AbortController().signal,
  });
  progress.emit({ kind: 'walk-started', steps: ['networks.a/write', 'networks.b/write'] });
  progress.emit({ kind: 'step-started', step: 'networks.a/write', expectedSeconds: 5 });
  progress.say('first line of --verbose');
  progress.emit({ kind: 'step-started', step: 'networks.b/write', expectedSeconds: 5 });
  progress.say('second line');
  expect(screen.lines().slice(0, 2)).toEqual(['first line of --verbose', 'second line']);
  expect(
    screen
      .lines()
      .slice(2)
      .map((line) => line.trimStart().split(' ')[1]),
  ).toEqual(['networks.a', 'networks.b', 'of']);
  progress.emit({ kind: 'step-done', step: 'networks.a/write', elapsedMs: 1, sent: true });
  progress.stop();
  progress.say('third line');
  expect(screen.lines().map((line) => line.trim().split('  ')[0])).toEqual([
    'first line of --verbose',
    'second line',
    '✔ networks.a',
    'third line',
  ]);
});
