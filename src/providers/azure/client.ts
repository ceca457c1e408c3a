import { BugError } from '../../core/errors.ts';
import { type JsonObject, parseJson } from '../../core/json.ts';
import { setPath } from '../../core/path.ts';
import type { Asked, Cloud, ReadableType, ResourceType, WriteRequest } from '../../core/resource-type.ts';
import type { SentSecret } from '../../core/secret.ts';
import type { Clock, HttpResponse, Random, Transport } from '../../core/world.ts';
import { NoAnswerError } from '../../core/world.ts';
import { foldId } from './arm-id.ts';
import { cloudErrorOf } from './errors.ts';
import { createExchange } from './exchange.ts';
import { FOREIGN_TYPES, MANAGED_TYPES, QUESTIONS, READ_ONLY_TYPES } from './index.ts';
import { createObjects, urlOf } from './objects.ts';
import { operationOf, resultOf, waitForEnd } from './poll.ts';
import { refresh } from './refresh.ts';
import type { TokenSource } from './token-source.ts';
import type { Trace } from './trace.ts';

export interface AzureCloudOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  /** `https://management.azure.com`, or what `loopbackOrigin` gives. */
  readonly origin: string;
  readonly tokens: TokenSource;
  /** Of the caller's token. */
  readonly tenant: string;
  /** How many reads of one refresh may be under way at once. */
  readonly parallelism?: number;
  readonly correlationId?: string;
  readonly trace?: (trace: Trace) => void;
}

/** Wide enough that the reads of one registry, and the lists of a large stack, are one round. */
const DEFAULT_READ_PARALLELISM = 64;

/** Azure Resource Manager behind the interface that the engine knows. */
export function createAzureCloud(options: AzureCloudOptions): Cloud {
  const { clock } = options;
  const exchange = createExchange(options);
  const objects = createObjects({ exchange, clock, readable });
  const refreshOptions = {
    objects,
    clock,
    readable,
    parallelism: options.parallelism ?? DEFAULT_READ_PARALLELISM,
  };

  return {
    tenant: options.tenant,
    type: writable,
    readable,
    fold: foldId,
    refresh: (targets, expected, signal) => refresh(targets, expected, refreshOptions, signal),
    read: (target, { certain = false, signal } = {}) =>
      certain ? objects.getCertain(target, signal) : objects.get(target, signal),
    list: (path, apiVersion, signal) => objects.list(path, apiVersion, signal),
    async write(request) {
      const response = await sendWrite(request);
      if (!isSuccess(request, response))
        throw cloudErrorOf(response, clock.wallMs(), { asked: askedBy(request) });
      const body = parseJson(response.body);
      const operation = response.status < 300 ? operationOf(response, clock.wallMs()) : undefined;
      return {
        status: response.status,
        ...(body !== undefined && { body }),
        ...(operation && { operation }),
      };
    },
    wait(request) {
      const type = writable(request.type);
      return waitForEnd(request, { exchange, objects, clock, type, deadlineMs: type.deadlineMs });
    },
    result(request) {
      const type = writable(request.type);
      return resultOf(request, { exchange, objects, clock, type, deadlineMs: type.deadlineMs });
    },
  };

  async function sendWrite(request: WriteRequest): Promise<HttpResponse> {
    const type = writable(request.type);
    const { method, path, body } = type.sentAs?.(request, options.tenant) ?? {
      ...request,
      path: targetOf(request),
    };
    try {
      return await exchange.once({
        method,
        url: urlOf(path, type.apiVersion),
        headers: type.conditional ? conditionOf(request) : {},
        body: body && JSON.stringify(withSecrets(body, request.secrets)),
        secrets: request.secrets,
        signal: request.signal,
      });
    } catch (error) {
      if (error instanceof NoAnswerError) throw exchange.noAnswer(askedBy(request), error);
      throw error;
    }
  }
}

function withSecrets(body: JsonObject, secrets: readonly SentSecret[] = []): JsonObject {
  return secrets.reduce((all, { path, value }) => setPath(all, path, value), body);
}

function askedBy(request: WriteRequest): Asked {
  return { method: request.method, path: targetOf(request) };
}

function targetOf({ id, action }: WriteRequest): string {
  return action === undefined ? id : `${id}/${action}`;
}

/** What is absent is deleted (faults.md 1: 204, or 404 where the group is gone too). */
function isSuccess({ method }: WriteRequest, { status }: HttpResponse): boolean {
  return (status >= 200 && status < 300) || (method === 'DELETE' && status === 404);
}

function conditionOf({ etag, createOnly }: WriteRequest): Readonly<Record<string, string>> {
  if (createOnly === true) return { 'if-none-match': '*' };
  return etag === undefined ? {} : { 'if-match': etag };
}

function writable(name: string): ResourceType {
  const type = WRITABLE.get(foldId(name));
  if (type === undefined)
    throw new BugError(`Every type that is written is listed in the provider; ${name} is not.`);
  return type;
}

function readable(name: string): ReadableType {
  const type = WRITABLE.get(foldId(name)) ?? READABLE.get(foldId(name));
  if (type === undefined)
    throw new BugError(`Every type that is read is listed in the provider; ${name} is not.`);
  return type;
}

const WRITABLE = new Map([...MANAGED_TYPES, ...FOREIGN_TYPES].map((type) => [foldId(type.type), type]));
const READABLE = new Map([...READ_ONLY_TYPES, ...QUESTIONS].map((type) => [foldId(type.type), type]));
