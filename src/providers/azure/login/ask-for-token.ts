import type { HttpClient } from '@azure/core-rest-pipeline';
import type { AccessToken, TokenCredential } from '@azure/identity';
import type { Clock, Files } from '../../../core/world.ts';
import { armOrigin, CLOUDS, type CloudName } from '../clouds.ts';
import { loginFile } from './login-file.ts';
import { type Refusal, refusalOf } from './refusal.ts';
import { createMask, secretsOf } from './secrets.ts';
import type { Env, Source } from './sources.ts';
import { createWitness, type Witness } from './witness.ts';

export interface LoginWorld {
  readonly cloud: CloudName;
  readonly env: Env;
  readonly files: Pick<Files, 'read'>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly client: HttpClient;
}

/** A login that gave no token. */
export class LoginRefused extends Error {
  override readonly name = 'LoginRefused';
  readonly refusal: Refusal;

  constructor(refusal: Refusal, options?: ErrorOptions) {
    super(refusal.said, options);
    this.refusal = refusal;
  }
}

/**
 * Asks for a new token for a resource, ARM without one; rejects with a `LoginRefused`, or as the signal says. Each call has a credential of its own:
 * they remember tokens, and would give one that ARM refused again.
 */
export async function askForToken(
  source: Source,
  world: LoginWorld,
  resource = armOrigin(world.cloud),
): Promise<AccessToken> {
  const { cloud, env, files, clock, signal } = world;
  const file = await loginFile(source, files);
  if (file.refusal !== undefined) throw new LoginRefused(file.refusal);
  const witness = createWitness({
    client: world.client,
    signal,
    // Endpoints of managed identities are wherever the platform says.
    ...(source.kind !== 'managed' && { hosts: CLOUDS[cloud].loginHosts }),
  });
  try {
    const credential = await credentialFor(source, cloud, witness.client);
    // Before the question: one that nobody waits for any more would end the process when it fails.
    signal.throwIfAborted();
    const asked = credential.getToken(`${resource}/.default`, { abortSignal: signal });
    return tokenIn(await untilAborted(asked, signal));
  } catch (error) {
    signal.throwIfAborted();
    const mask = createMask(secretsOf(source, env, file.assertion));
    const refusal = refusalOf({
      source,
      cloud,
      sight: masked(witness.seen(), mask),
      text: mask(error instanceof Error ? error.message : String(error)),
      assertion: file.assertion,
      nowMs: clock.wallMs(),
    });
    // Without `cause`: the library's error holds what was just taken out.
    throw new LoginRefused(refusal);
  }
}

/** Loads the library no sooner than a login is tried. */
async function credentialFor(
  source: Source,
  cloud: CloudName,
  httpClient: HttpClient,
): Promise<TokenCredential> {
  const options = { httpClient, retryOptions: { maxRetries: RETRIES, retryDelayInMs: RETRY_PAUSE_MS } };
  switch (source.kind) {
    case 'cli':
      return (await import('./azure-cli.ts')).azureCli(source.tenant);
    case 'managed':
      return (await import('./managed-identity.ts')).managedIdentity(source.client, options);
    case 'secret':
    case 'certificate':
    case 'workload': {
      const authorityHost = `https://${CLOUDS[cloud].loginHosts[0]}`;
      return (await import('./entra.ts')).entraCredential(source, { ...options, authorityHost });
    }
  }
}

/** Asking for a token changes nothing, so that the library may repeat it: after half a second and after one. */
const RETRIES = 2;
const RETRY_PAUSE_MS = 500;

function tokenIn(token: AccessToken | null): AccessToken {
  if (token === null) throw new TypeError('The login ended without a token.');
  return token;
}

/** The credentials take a signal, and most of them do not look at it. `signal` is not aborted yet. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function masked(sight: ReturnType<Witness['seen']>, mask: (text: string) => string): typeof sight {
  if (sight === undefined) return undefined;
  return sight.kind === 'answer'
    ? { ...sight, body: mask(sight.body) }
    : { ...sight, text: mask(sight.text) };
}
