import { type Json, type JsonObject, parseJson } from '../../core/json.ts';
import { getPath, isJsonObject } from '../../core/path.ts';
import type {
  CloudError,
  CloudErrorFields,
  LiveObject,
  OperationHandle,
  ReadableType,
  ResultRequest,
  WaitRequest,
} from '../../core/resource-type.ts';
import type { Clock, HttpResponse } from '../../core/world.ts';
import { NoAnswerError } from '../../core/world.ts';
import { advisedError, operationErrorOf } from './errors.ts';
import type { Exchange } from './exchange.ts';
import { type Headers, retryAfterMs } from './headers.ts';
import type { Objects } from './objects.ts';
import { settlementOfWord } from './resources/settlement.ts';
import { clean } from './text.ts';

/**
 * Where a write's answer says that its operation is followed. `Location` counts on 202 only: managed identities
 * answer 201 with one that is the resource itself (faults.md 1).
 */
export function operationOf(response: HttpResponse, nowMs: number): OperationHandle | undefined {
  const async = response.headers['azure-asyncoperation'] ?? response.headers['operation-location'];
  if (async !== undefined && async !== '') return { kind: 'async', url: async, ...waitOf(response, nowMs) };
  return resultAddressOf(response, nowMs);
}

/** Where the answer to a question will be, and no word on how far it is. */
export function resultAddressOf(response: HttpResponse, nowMs: number): OperationHandle | undefined {
  const location = response.headers['location'];
  if (response.status !== 202 || location === undefined || location === '') return undefined;
  return { kind: 'location', url: location, ...waitOf(response, nowMs) };
}

function waitOf({ headers }: HttpResponse, nowMs: number): Pick<OperationHandle, 'retryAfterMs'> {
  const after = retryAfterMs(headers, nowMs);
  return after === undefined ? {} : { retryAfterMs: after };
}

interface WaitOptions {
  readonly exchange: Exchange;
  readonly objects: Objects;
  readonly clock: Clock;
  readonly type: ReadableType;
  readonly deadlineMs: number;
}

/**
 * Follows the operation to its end, where one is known, then the object until it is settled, or gone after a
 * delete. Throws what the operation failed with; `unknown` when the deadline comes first, and what runs goes on.
 */
export async function waitForEnd(
  request: WaitRequest,
  options: WaitOptions,
): Promise<LiveObject | undefined> {
  const endMs = options.clock.monotonicMs() + options.deadlineMs;
  const wait = { ...options, request, endMs };
  const finished =
    request.operation !== undefined && (await followOperation(request.operation, wait)) !== undefined;
  return request.action === 'delete' ? untilGone(wait, finished) : untilSettled(wait);
}

/** Follows the operation to its end, and gives the body of the last answer. */
export async function resultOf(request: ResultRequest, options: WaitOptions): Promise<Json | undefined> {
  const endMs = options.clock.monotonicMs() + options.deadlineMs;
  const last = await followOperation(request.operation, { ...options, request, endMs });
  return last && parseJson(last.body);
}

interface Wait extends WaitOptions {
  readonly request: WaitRequest;
  readonly endMs: number;
}

/** The answer by which the operation said that it ended well; undefined when its URL is gone and the object has to tell. */
async function followOperation(operation: OperationHandle, wait: Wait): Promise<HttpResponse | undefined> {
  const pace = createPace(wait, operation.retryAfterMs ?? 0);
  for (let goneAnswers = 0; goneAnswers < GONE_ANSWERS; ) {
    await pace.pause();
    const response = await askOnce(operation.url, wait);
    const reading = response === undefined ? 'unreadable' : readPoll(operation.kind, response, wait.request);
    pace.obey(response?.headers);
    switch (reading) {
      case 'done':
        return response;
      case 'running':
      case 'unreadable':
        goneAnswers = 0;
        break;
      case 'gone':
        goneAnswers += 1;
        break;
      case 'withheld':
        return undefined;
    }
  }
  return undefined;
}

/** Undefined: no answer. What happened to a question about an operation says nothing about the operation. */
async function askOnce(
  url: string,
  { exchange, request: { signal, id } }: Wait,
): Promise<HttpResponse | undefined> {
  try {
    return await exchange.once({ method: 'GET', url, signal, about: id });
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof NoAnswerError) return undefined;
    throw error;
  }
}

type PollReading = 'done' | 'running' | 'gone' | 'withheld' | 'unreadable';

/** Reads one answer of a poll URL; throws what the operation failed with. */
function readPoll(kind: OperationHandle['kind'], response: HttpResponse, request: WaitRequest): PollReading {
  const { status } = response;
  if (status === 401 || status === 403) return 'withheld';
  if (status === 408 || status === 429 || (status >= 500 && status !== 501)) return 'unreadable';
  const body = parseJson(response.body);
  if (status >= 300) {
    // Behind `Location` stands the answer itself: a refusal there is how the operation ended.
    const isRefusal = kind === 'location' && status >= 400 && status !== 404 && status !== 410;
    if (isRefusal && isJsonObject(body)) throw operationErrorOf('Failed', body, response, request);
    return 'gone';
  }
  const word = isJsonObject(body) ? statusWord(kind, status, body) : undefined;
  // Recorded while running: private DNS answers 202 and a registry's connections 201, both with a status word.
  if (word === undefined)
    return status === 202 || (kind === 'async' && status === 200 && body === undefined) ? 'running' : 'done';
  const settlement = settlementOfWord(word);
  if (settlement === 'failed') throw operationErrorOf(word, body as JsonObject, response, request);
  return settlement;
}

/**
 * The status of an operation document; of a resource that is its own poll URL (vault connections), its state. With
 * `Location` the HTTP status tells, and a body is the result: only a failure in it counts.
 */
function statusWord(kind: OperationHandle['kind'], status: number, body: JsonObject): string | undefined {
  const own = typeof body['status'] === 'string' ? body['status'] : undefined;
  if (kind === 'async') {
    const state = own ?? getPath(body, 'properties.provisioningState');
    return typeof state === 'string' ? state : undefined;
  }
  return status === 200 && own !== undefined && settlementOfWord(own) === 'failed' ? own : undefined;
}

/** Created or updated: read until Azure has finished with it. A 404 meanwhile is one of those that do not count. */
async function untilSettled(wait: Wait): Promise<LiveObject> {
  const { objects, type, request, clock } = wait;
  const pace = createPace(wait, 0);
  const visibleByMs = Math.min(wait.endMs, clock.monotonicMs() + VISIBLE_WITHIN_MS);
  for (;;) {
    await pace.pause();
    const live = await objects.get({ type: request.type, id: request.id }, request.signal);
    if (live === undefined) {
      if (clock.monotonicMs() >= visibleByMs) throw stillAbsent(wait);
      continue;
    }
    const settlement = type.settled(live.body);
    if (settlement === 'done') return live;
    if (settlement === 'failed') throw endedBadly(wait, live);
  }
}

/** Deleted: after a finished operation two 404s in a row are enough, else absence has to be made certain. */
async function untilGone(wait: Wait, finished: boolean): Promise<undefined> {
  const { objects, type, request, clock } = wait;
  const target = { type: request.type, id: request.id };
  const pace = createPace(wait, 0);
  const goneByMs = Math.min(wait.endMs, clock.monotonicMs() + GONE_WITHIN_MS);
  for (;;) {
    await pace.pause();
    const live = finished
      ? ((await objects.get(target, request.signal)) ?? (await objects.get(target, request.signal)))
      : await objects.getCertain(target, request.signal);
    if (live === undefined) return undefined;
    const isBeingDeleted = type.settled(live.body) === 'running';
    if (!isBeingDeleted && clock.monotonicMs() >= goneByMs) throw stillThere(wait);
  }
}

/** The poll URL answered this often in a row that it does not exist: then the object decides (faults.md G23). */
const GONE_ANSWERS = 3;
const VISIBLE_WITHIN_MS = 3 * 60_000;
const GONE_WITHIN_MS = 5 * 60_000;
/** Between polls that name no time: quick at first, for operations end within a second as well as within an hour. */
const FIRST_PAUSE_MS = 1_000;
const PAUSE_GROWTH = 1.5;
const LONGEST_PAUSE_MS = 20_000;
/** What asks to be polled without a pause is, so often; for ever nobody means it. */
const MOST_AT_ONCE = 20;

/** Paces a loop: what Azure asks for, exactly, else growing pauses; and ends it at the deadline. */
function createPace(wait: Wait, firstMs: number) {
  const { clock, endMs, request } = wait;
  let askedMs: number | undefined = firstMs;
  let grownMs = FIRST_PAUSE_MS;
  let atOnce = 0;
  const grow = (): number => {
    const currentMs = grownMs;
    grownMs = Math.min(grownMs * PAUSE_GROWTH, LONGEST_PAUSE_MS);
    return currentMs;
  };
  return {
    async pause(): Promise<void> {
      request.signal?.throwIfAborted();
      const pauseMs = askedMs ?? grow();
      askedMs = undefined;
      if (clock.monotonicMs() + pauseMs > endMs) throw outOfTime(wait);
      if (pauseMs > 0) await clock.sleep(pauseMs, request.signal);
    },
    obey(headers: Headers = {}): void {
      const ms = retryAfterMs(headers, clock.wallMs());
      if (ms === 0) atOnce += 1;
      askedMs = atOnce > MOST_AT_ONCE && ms === 0 ? undefined : ms;
    },
  };
}

/** The code of an operation that was followed for as long as any may take. */
export const TIMED_OUT = 'OperationTimedOut';

function outOfTime(wait: Wait): CloudError {
  const message = `Azure is still at work on the ${wait.type.label} after the longest time that was ever usual for one. The operation goes on; running apply again waits for it.`;
  // The time that a step has is over with it: waiting once more would be as long again.
  return errorOf(wait, { failure: 'unknown', armCode: TIMED_OUT, message, retryWithinMs: 0 });
}

function stillAbsent(wait: Wait): CloudError {
  const message = `Azure reported success for the ${wait.type.label}, but does not show it.`;
  return errorOf(wait, { failure: 'not-visible', armCode: 'NotVisible', message, status: 404 });
}

function stillThere(wait: Wait): CloudError {
  const message = `The ${wait.type.label} is still there, and nothing is deleting it.`;
  return errorOf(wait, { failure: 'failed', armCode: 'StillThere', message });
}

function endedBadly(wait: Wait, live: LiveObject): CloudError {
  const state = String(getPath(live.body, 'properties.provisioningState'));
  const message = clean(`The ${wait.type.label} ended in the state ${state}.`);
  return errorOf(wait, { failure: 'failed', armCode: clean(`Provisioning${state}`), message });
}

function errorOf({ exchange, request }: Wait, fields: CloudErrorFields): CloudError {
  return advisedError({ ...fields, correlationId: exchange.correlationId }, { subject: request });
}
