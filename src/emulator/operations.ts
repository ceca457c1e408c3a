import type { OperationError } from './api.ts';
import { nameOf } from './arm-path.ts';
import type { Answer, Call, Cloud } from './cloud.ts';
import type { ArmError } from './errors.ts';
import { EmulatorBug } from './errors.ts';
import { canonical, type JsonObject } from './json.ts';
import { operationMs, retryAfterHeader } from './latency.ts';
import { pollUrl } from './poll-url.ts';
import { withoutSecret } from './secret-mask.ts';
import { shapeIn } from './version-shapes.ts';
import type { Operation, PollProtocol } from './world.ts';

/** What a handler decides about the operation it starts; operations.ts sees to the rest. */
export interface OperationPlan {
  readonly protocol: PollProtocol;
  readonly verb: Operation['verb'];
  readonly id: string;
  readonly statusPath?: string;
  readonly statusVersion?: string;
  readonly resultPath?: string;
  /** Name of the effect that ends it; also its entry in the table of durations. */
  readonly effect: string;
  readonly data?: unknown;
  readonly answerStatus: number;
  /** As in Answer. */
  readonly pace?: string;
  /** What a poll says while it runs. */
  readonly word?: string;
  readonly retryAfter?: number;
  readonly locks?: readonly string[];
  readonly failsWith?: OperationError;
  /** True when nothing is left to do: an unchanged PUT still sends a poll URL. */
  readonly done?: boolean;
}

export function begin(call: Call, plan: OperationPlan): Operation {
  const { cloud, target, operationFault } = call;
  const failsWith = operationFault && 'fails' in operationFault ? operationFault.fails : plan.failsWith;
  const operation: Operation = {
    id: plan.id,
    protocol: plan.protocol,
    ...(plan.statusPath ? { statusPath: plan.statusPath } : {}),
    ...(plan.statusVersion ? { statusVersion: plan.statusVersion } : {}),
    ...(plan.resultPath ? { resultPath: plan.resultPath } : {}),
    apiVersion: call.apiVersion,
    verb: plan.verb,
    target: target.key,
    locks: plan.locks ?? [],
    goal: goalOf(call),
    answerStatus: plan.answerStatus,
    word: plan.word ?? 'InProgress',
    retryAfter: plan.retryAfter,
    begunAt: cloud.now(),
    endsAt: cloud.now() + operationMs(cloud, plan.effect, target.key, plan.pace ?? plan.verb),
    sequence: cloud.world.nextNumber(),
    looks: 0,
    polls: 0,
    never: operationFault !== undefined && 'never' in operationFault,
    ...(failsWith ? { failsWith } : {}),
    effect: { name: plan.effect, data: plan.data },
    state: 'running',
  };
  const started: Operation =
    plan.done && !failsWith && !operation.never ? { ...operation, state: 'succeeded' } : operation;
  cloud.world.putOperation(started);
  return started;
}

/** The headers that lead to the operation: those of the answer that began it and of polls that repeat them. */
export function operationHeaders(cloud: Cloud, origin: string, operation: Operation): Record<string, string> {
  return {
    ...(operation.statusPath ? { 'azure-asyncoperation': pollUrl(origin, operation, 'status') } : {}),
    ...(operation.resultPath ? { location: pollUrl(origin, operation, 'result') } : {}),
    ...retryAfterHeader(cloud, operation.retryAfter),
  };
}

/** Whether the request is the one that began the operation, sent again. */
export function isSent(call: Call, operation: Operation): boolean {
  return operation.verb === call.method && operation.goal === goalOf(call);
}

/**
 * A write to an object that an operation works on: the same request again joins it, anything else is
 * refused (resource provider contract, as faults.md section 1 cites it).
 */
export function joinOrRefuse(call: Call, refuse: (operation: Operation) => ArmError): Operation | undefined {
  const running = call.cloud.world.runningOn(call.target.key);
  if (!running) return undefined;
  if (isSent(call, running)) return running;
  return refuseFor(call.cloud, running, refuse);
}

/** Refuses because of an operation on something else, which counts as a look at it. */
export function refuseFor(
  cloud: Cloud,
  operation: Operation,
  refuse: (operation: Operation) => ArmError,
): never {
  look(cloud, operation);
  throw refuse(operation);
}

/** Ends an operation that nothing is left for: what it was to do does not happen. Assumption: code. */
export function cancel(cloud: Cloud, operation: Operation, why: string): void {
  const error = { code: 'OperationCanceled', message: `The operation was canceled: ${why}` };
  cloud.world.putOperation({ ...operation, state: 'failed', error });
}

/** Ends what is due by the clock, in the order in which it is due. */
export function settleDue(cloud: Cloud): void {
  const now = cloud.now();
  const due = cloud.world.running().filter((operation) => !operation.never && operation.endsAt <= now);
  due.sort((left, right) => left.endsAt - right.endsAt || left.sequence - right.sequence);
  for (const operation of due) {
    const current = cloud.world.operation(operation.id);
    if (current?.state === 'running') settle(cloud, current);
  }
}

/** Ends a running operation before its time. */
export function endNow(cloud: Cloud, id: string): void {
  const operation = cloud.world.operation(decodeURIComponent(id));
  if (operation?.state === 'running') settle(cloud, operation);
}

/**
 * Somebody saw the object that the operation works on. Under latency `none` no time need pass between two
 * requests, so a client that died and only reads would wait for ever: the second look ends the operation.
 */
export function look(cloud: Cloud, operation: Operation): void {
  if (cloud.latency !== 'none' || operation.never || operation.state !== 'running') return;
  if (operation.looks >= 1) settle(cloud, operation);
  else cloud.world.putOperation({ ...operation, looks: operation.looks + 1 });
}

/** One poll. Under latency `none` the first one finds the operation ended. */
export function poll(cloud: Cloud, origin: string, found: Operation, path: string): Answer {
  const operation = advance(cloud, found);
  const kind = path === operation.resultPath?.toLowerCase() ? 'result' : 'status';
  const headers = operationHeaders(cloud, origin, operation);
  switch (operation.protocol) {
    case 'registry':
      return { status: 200, headers, body: statusBody(operation) };
    case 'registry-connection':
      return pollConnection(operation, headers);
    case 'registry-result':
    case 'group':
      return pollResult(operation, headers, 200);
    case 'registry-action':
      return withResult(cloud, operation, pollResult(operation, headers, 200));
    case 'network':
      if (operation.verb === 'POST') return pollAction(cloud, operation, headers, kind);
      return kind === 'result' ? pollResult(operation, headers, 204) : pollNetwork(cloud, operation);
    case 'vault':
      return pollVault(operation, headers);
    case 'workspace':
      return kind === 'result' ? pollResult(operation, headers, 200) : pollWorkspace(operation);
    case 'unpolled':
      throw new EmulatorBug('An operation without URLs was polled.');
    case 'public-dns':
      return kind === 'result' ? pollResult(operation, headers, 200) : pollDns(operation, headers);
    case 'private-dns':
      return kind === 'result' ? pollDnsResult(cloud, operation, headers) : pollDns(operation, headers);
  }
}

/** Whether the path is one of the operation's poll paths. */
export function isPollPath(operation: Operation, path: string): boolean {
  const sought = path.toLowerCase();
  return sought === operation.statusPath?.toLowerCase() || sought === operation.resultPath?.toLowerCase();
}

export function operationIdOf(path: string): string {
  return nameOf(path);
}

function advance(cloud: Cloud, operation: Operation): Operation {
  if (operation.state !== 'running') return operation;
  if (cloud.latency === 'none' && !operation.never) return settle(cloud, operation);
  const polled = { ...operation, polls: operation.polls + 1 };
  cloud.world.putOperation(polled);
  return polled;
}

function settle(cloud: Cloud, operation: Operation): Operation {
  const effect = cloud.effects.get(operation.effect.name);
  if (!effect) throw new EmulatorBug(`No effect is called ${operation.effect.name}.`);
  const error = operation.failsWith ?? effect.succeed(cloud, operation);
  if (error) effect.fail(cloud, operation, error);
  const settled: Operation = {
    ...operation,
    endedAt: cloud.now(),
    state: error ? 'failed' : 'succeeded',
    ...(error ? { error } : {}),
    // What the effect needed is done with, and a long-lived emulator keeps every operation.
    effect: { name: operation.effect.name, data: undefined },
  };
  cloud.world.putOperation(settled);
  return settled;
}

function goalOf(call: Call): string {
  const conditions = [call.headers['if-match'], call.headers['if-none-match']];
  const goal = canonical([call.body ?? null, conditions.map((condition) => condition ?? null)]);
  // It is kept.
  return withoutSecret(call.target.id, goal);
}

function statusBody(operation: Operation): JsonObject {
  switch (operation.state) {
    case 'running':
      return { status: operation.word };
    case 'succeeded':
      return { status: 'Succeeded' };
    case 'failed':
      return { error: errorOf(operation), status: 'Failed' };
  }
}

function errorOf({ error }: Operation): JsonObject {
  const details = error?.details?.map(({ code, message }) => ({ code, message }));
  return { code: error?.code, message: error?.message, ...(details ? { details } : {}) };
}

// Odd but recorded: the connection's poll says 201 while running (azure-cli test_acr_with_private_endpoint).
function pollConnection(operation: Operation, headers: Record<string, string>): Answer {
  const body = { id: operation.statusPath, name: operation.id, ...statusBody(operation) };
  return operation.state === 'running' ? { status: 201, headers, body } : { status: 200, body };
}

function pollResult(operation: Operation, headers: Record<string, string>, done: number): Answer {
  switch (operation.state) {
    case 'running':
      return { status: 202, headers };
    case 'succeeded':
      // test_network_private_endpoints #41: the 204 still carries both URLs.
      return done === 204 ? { status: 204, headers: withoutRetry(headers) } : { status: done };
    case 'failed':
      return {
        status: 409,
        body: { error: errorOf(operation) },
      };
  }
}

// test_network_app_gateway_with_defaults #55, #56: the result comes where the poll URL was, with that header still; #65, #66:
// of an action without one the status has an empty object, and the result is empty.
function pollAction(
  cloud: Cloud,
  operation: Operation,
  headers: Record<string, string>,
  kind: 'result' | 'status',
): Answer {
  if (operation.state !== 'succeeded')
    return kind === 'result' ? pollResult(operation, headers, 200) : pollNetwork(cloud, operation);
  if (kind === 'status') return { status: 200, body: { ...statusBody(operation), properties: {} } };
  const body = cloud.effects.get(operation.effect.name)?.result?.(cloud, operation);
  return { status: 200, headers: withoutRetry(headers), ...(body ? { body } : {}) };
}

function withResult(cloud: Cloud, operation: Operation, answer: Answer): Answer {
  if (operation.state !== 'succeeded') return answer;
  const body = cloud.effects.get(operation.effect.name)?.result?.(cloud, operation);
  return body ? { ...answer, body } : answer;
}

// Retry-After of Network polls while running: 10, 20, 40, 80, 160, then 100 (recordings: all 62 of them).
const networkRetry = [10, 20, 40, 80, 160] as const;

function pollNetwork(cloud: Cloud, operation: Operation): Answer {
  if (operation.state !== 'running') return { status: 200, body: statusBody(operation) };
  const seconds = networkRetry[operation.polls - 1] ?? 100;
  return { status: 200, headers: retryAfterHeader(cloud, seconds), body: statusBody(operation) };
}

// test_keyvault_softdelete #32, #34. How a failed one looks: assumption.
function pollVault(operation: Operation, headers: Record<string, string>): Answer {
  const createdDateTime = plainTime(operation.begunAt);
  if (operation.state === 'running')
    return { status: 202, headers, body: { createdDateTime, status: operation.word } };
  const { status, error } = statusBody(operation);
  return {
    status: 200,
    body: { createdDateTime, lastActionDateTime: plainTime(operation.endedAt), status, error },
  };
}

// Workspace_v1api20210601_CRUD #3, #5.
function pollWorkspace(operation: Operation): Answer {
  const { id: name, statusPath: id, begunAt = 0, endedAt, state } = operation;
  const startTime = new Date(begunAt).toISOString();
  const { status, error } = statusBody(operation);
  const begun = { id, name, status, startTime };
  if (state === 'running') return { status: 200, body: begun };
  const endTime = new Date(endedAt ?? begunAt).toISOString();
  return { status: 200, body: { ...begun, endTime, properties: {}, error } };
}

// `2023-11-06 12:47:03Z`.
function plainTime(ms = 0): string {
  return new Date(ms).toISOString().replace('T', ' ').replace(/\.\d+/, '');
}

function pollDns(operation: Operation, headers: Record<string, string>): Answer {
  if (operation.state === 'running') return { status: 202, headers, body: statusBody(operation) };
  return { status: 200, body: statusBody(operation) };
}

function pollDnsResult(cloud: Cloud, operation: Operation, headers: Record<string, string>): Answer {
  if (operation.state !== 'succeeded') return pollResult(operation, headers, 200);
  const object = cloud.world.get(operation.target);
  const type = object && cloud.types.get(object.type.toLowerCase());
  if (!object || !type) return { status: 204 };
  return { status: 200, body: shapeIn(type, operation.apiVersion, type.view(cloud, object)) };
}

function withoutRetry(headers: Record<string, string>): Record<string, string> {
  const { 'retry-after': _, ...rest } = headers;
  return rest;
}
