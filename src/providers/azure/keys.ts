import {
  createHttpHeaders,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { KeyClient, type KeyProperties, type KeyVaultKey } from '@azure/keyvault-keys';
import { BugError } from '../../core/errors.ts';
import { parseJson } from '../../core/json.ts';
import { KeyRefusal, type KeyStore, type KeyVersion } from '../../core/key-store.ts';
import { textAt } from '../../core/path.ts';
import type { Clock, HttpRequest, HttpResponse, Transport } from '../../core/world.ts';
import { CLOUDS, type CloudName } from './clouds.ts';
import { assertTokenFits } from './origin.ts';
import { cleanSaid } from './text.ts';
import type { TokenSource } from './token-source.ts';
import { type Trace, traceOf } from './trace.ts';

export interface KeysAccess {
  readonly cloud: CloudName;
  /** Where ARM of the run is, and with it what `transport` leads to: Azure, or an emulator. */
  readonly armOrigin: string;
  readonly transport: Transport;
  readonly clock: Clock;
  /** Of the login of the run, for `keysResource`. */
  readonly tokens: TokenSource;
  /** Ends reads; a request that makes a version is not cut off. */
  readonly signal?: AbortSignal;
  /** Told of each request when it is over, as of those to ARM. */
  readonly trace?: (trace: Trace) => void;
}

/** What tokens for the vaults of a cloud are made out to (keyvault.md, "Data plane"). */
export function keysResource(cloud: CloudName): string {
  return `https://${CLOUDS[cloud].keyVaultSuffix}`;
}

/**
 * The keys of a vault by the client of @azure/keyvault-keys, on the run's own way to the network: nothing is sent but to
 * this vault, nothing repeated, no redirect followed. In a module of its own, to be loaded where a command asks a vault.
 */
export function openKeys(vault: string, access: KeysAccess): KeyStore {
  const { cloud, tokens, clock } = access;
  assertTokenFits(access.armOrigin, tokens);
  const origin = `https://${vault.toLowerCase()}.${CLOUDS[cloud].keyVaultSuffix}`;
  // The source keeps its token for as long as that is good; the pipeline is to ask it every time. Whatever the challenge of
  // the vault names, the token is one for the vaults of this cloud.
  const credential = {
    getToken: async () => ({ token: await tokens.token(), expiresOnTimestamp: clock.wallMs() + 30_000 }),
  };
  const client = new KeyClient(origin, credential, {
    httpClient: pinnedTo(origin, access),
    retryOptions: { maxRetries: 0 },
    ...NO_REDIRECTS,
  });
  return {
    origin,
    newest: async (key) => {
      const found = await client.getKey(key);
      return { ...versionOf(found.properties), kind: kindOf(found) };
    },
    versions: async (key) => {
      const found: KeyVersion[] = [];
      for await (const each of client.listPropertiesOfKeyVersions(key)) found.push(versionOf(each));
      return found.sort((a, b) => b.createdMs - a.createdMs);
    },
    rotate: async (key) => versionOf((await client.rotateKey(key)).properties),
  };
}

/** A token is never carried to another host. The pipeline takes the option, and its type does not name it. */
const NO_REDIRECTS = { redirectOptions: { maxRetries: 0 } };

/** No request takes longer: that of a lock's holder is over before another takes the lock over. */
const REQUEST_MS = 30_000;

/** The network of the client: that of the run, for one host. A refusal is read here, where it is still as it was sent. */
function pinnedTo(origin: string, access: KeysAccess): HttpClient {
  return {
    sendRequest: async (request) => {
      if (new URL(request.url).origin !== origin)
        throw new BugError(`A vault is asked at ${origin} alone, not at ${new URL(request.url).origin}.`);
      const answer = await sent(request, access);
      const isChallenge = answer.status === 401 && !request.headers.has('authorization');
      if (answer.status >= 300 && !isChallenge) throw refusalOf(answer.status, answer.body);
      return {
        request,
        status: answer.status,
        headers: createHttpHeaders(answer.headers),
        bodyAsText: answer.body,
      } satisfies PipelineResponse;
    },
  };
}

async function sent(
  request: PipelineRequest,
  { transport, clock, signal, trace }: KeysAccess,
): Promise<HttpResponse> {
  const { method, url } = request;
  const startedMs = clock.monotonicMs();
  let answer: HttpResponse | undefined;
  try {
    answer = await transport.send({ ...wireOf(request), ...(method === 'GET' && signal && { signal }) });
    return answer;
  } finally {
    const durationMs = clock.monotonicMs() - startedMs;
    trace?.(traceOf({ method }, url, answer, { durationMs, nowMs: clock.wallMs() }));
  }
}

function wireOf({ method, url, headers, body }: PipelineRequest): Omit<HttpRequest, 'signal'> {
  if (method !== 'GET' && method !== 'POST') throw new BugError(`No key is changed by ${method}.`);
  return {
    method,
    url,
    headers: { ...headers.toJSON(), 'user-agent': 'acrctl' },
    ...(typeof body === 'string' && { body }),
    timeoutMs: REQUEST_MS,
  };
}

/** `{ error: { code, message, innererror: { code } } }` (keyvault.md, "Data plane"). */
function refusalOf(status: number, text: string): KeyRefusal {
  const body = parseJson(text);
  const reason = textAt(body, 'error.innererror.code');
  return new KeyRefusal({
    status,
    code: cleanSaid(textAt(body, 'error.code') ?? String(status)),
    reason: reason && cleanSaid(reason),
    message: cleanSaid(textAt(body, 'error.message') ?? 'The vault does not say why.'),
  });
}

function versionOf({ version, enabled, createdOn, notBefore, expiresOn }: KeyProperties): KeyVersion {
  if (version === undefined || createdOn === undefined)
    throw new KeyRefusal({
      status: 200,
      code: 'UnreadableAnswer',
      reason: undefined,
      message: 'The vault named a key without a version, or without the time when it was made.',
    });
  return {
    version,
    enabled: enabled !== false,
    createdMs: createdOn.getTime(),
    ...(notBefore !== undefined && { notBeforeMs: notBefore.getTime() }),
    ...(expiresOn !== undefined && { expiresMs: expiresOn.getTime() }),
  };
}

function kindOf({ keyType }: KeyVaultKey): string {
  return keyType ?? 'unknown';
}
