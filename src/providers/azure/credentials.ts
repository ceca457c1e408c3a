import type { HttpClient } from '@azure/core-rest-pipeline';
import type { AccessToken } from '@azure/identity';
import { diagnose } from '../../core/codes.ts';
import { AcrctlError, EXIT } from '../../core/errors.ts';
import type { Clock } from '../../core/world.ts';
import { askForToken, LoginRefused, type LoginWorld } from './login/ask-for-token.ts';
import { loginFailed, notSignedIn, type Tried } from './login/failure.ts';
import { absenceOfImds } from './login/imds.ts';
import type { Refusal } from './login/refusal.ts';
import { type Login, type Step, searchOrder } from './login/sources.ts';
import { clean } from './text.ts';
import { claimsOf } from './token-claims.ts';
import type { TokenSource } from './token-source.ts';

export interface SignedIn {
  readonly tokens: TokenSource;
  readonly tenant: string;
  /** Who signed in, and how, for people: `application ID in tenant ID, by workload identity`. */
  readonly source: string;
  /** Tokens of the same login for another resource, such as `https://storage.azure.com`. */
  tokensFor(resource: string): TokenSource;
}

export interface SignInRequest extends Omit<LoginWorld, 'client'> {
  /** The network; that of Microsoft's pipeline without it. */
  readonly httpClient?: HttpClient;
}

/**
 * Signs in with the first login of `searchOrder` that is there, by the credentials of @azure/identity. Throws with
 * exit code 4, and says what was tried, where none gives a token.
 */
export async function signIn({ httpClient, ...request }: SignInRequest): Promise<SignedIn> {
  const steps = searchOrder(request.env);
  const world: LoginWorld = { ...request, client: httpClient ?? (await defaultClient()) };
  const tried: Tried[] = [];
  let ahead: Promise<Outcome> | undefined;
  for (const [index, step] of steps.entries()) {
    const current = ahead ?? take(step, world);
    // Away from Azure the look at its metadata service may last a second, and `az` takes about as long to start:
    // people wait for one of them only.
    const next = isProbed(step) ? steps[index + 1] : undefined;
    ahead = next && take(next, world);
    ahead?.catch(() => undefined);
    const outcome = await current;
    const { login } = step;
    switch (outcome.kind) {
      case 'signed-in': {
        const { ask, first } = outcome;
        return {
          tokens: tokensOf(() => ask(), world.clock, first),
          tokensFor: (resource) => tokensOf(() => ask(resource), world.clock),
          ...identityIn(first.token, login),
        };
      }
      case 'absent':
        tried.push({ login, why: outcome.why });
        break;
      case 'refused': {
        const { refusal } = outcome;
        if (refusal.absent === undefined || steps.length === 1) throw loginFailed(login, refusal, tried);
        tried.push({ login, why: refusal.absent });
      }
    }
  }
  throw notSignedIn(tried, world.cloud, world.env);
}

/** Asks for a token for a resource, ARM without one. */
type Ask = (resource?: string) => Promise<AccessToken>;

type Outcome =
  | { readonly kind: 'signed-in'; readonly ask: Ask; readonly first: AccessToken }
  | { readonly kind: 'absent'; readonly why: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

async function take(step: Step, world: LoginWorld): Promise<Outcome> {
  if ('absent' in step) return { kind: 'absent', why: step.absent };
  if (isProbed(step)) {
    const why = await absenceOfImds(world.client, world.signal);
    if (why !== undefined) return { kind: 'absent', why };
  }
  const ask: Ask = (resource) => askForToken(step.source, world, resource);
  try {
    return { kind: 'signed-in', first: await ask(), ask: explained(ask, step.login) };
  } catch (error) {
    if (error instanceof LoginRefused) return { kind: 'refused', refusal: error.refusal };
    throw error;
  }
}

function isProbed(step: Step): boolean {
  return 'source' in step && step.source.kind === 'managed' && step.source.probed;
}

/** A login that worked and does so no more, in the middle of a run. */
function explained(ask: Ask, login: Login): Ask {
  return async (resource) => {
    try {
      return await ask(resource);
    } catch (error) {
      throw error instanceof LoginRefused ? loginFailed(login, error.refusal, []) : error;
    }
  };
}

async function defaultClient(): Promise<HttpClient> {
  const { createDefaultHttpClient } = await import('@azure/core-rest-pipeline');
  return createDefaultHttpClient();
}

/** Tokens as `ask` gives them, one kept until shortly before it runs out, for some logins start a process each. */
export function tokensOf(ask: () => Promise<AccessToken>, clock: Clock, first?: AccessToken): TokenSource {
  let kept = first;
  let asking: Promise<AccessToken> | undefined;
  const askOnce = async (): Promise<AccessToken> => {
    try {
      kept = await ask();
      return kept;
    } finally {
      asking = undefined;
    }
  };
  return {
    kind: 'real',
    async token({ fresh = false } = {}) {
      const isUsable = kept !== undefined && clock.wallMs() < kept.expiresOnTimestamp - RENEW_BEFORE_MS;
      if (kept !== undefined && isUsable && !fresh) return kept.token;
      // Requests that find the token old at the same time share one new one.
      asking ??= askOnce();
      return (await asking).token;
    },
  };
}

const RENEW_BEFORE_MS = 5 * 60_000;

/** Tenant and identity as the token tells them: the claims `tid`, `idtyp`, `upn`, `appid` and `oid`. */
export function identityIn(token: string, login: Login): Pick<SignedIn, 'tenant' | 'source'> {
  const { tid: tenant, upn, unique_name: user, appid, oid } = claimsOf(token);
  if (typeof tenant !== 'string') {
    const detail = `The login by ${login} gave a token that names no tenant. Nothing was asked of Azure, and nothing changed.`;
    const hint = 'Sign in again; if it stays, the login service is not one of Microsoft Entra.';
    throw new AcrctlError(EXIT.denied, [diagnose('ACR2202', { detail, hint })]);
  }
  const person = [upn, user].find((claim) => typeof claim === 'string');
  const who =
    person !== undefined
      ? `user ${person}`
      : typeof appid === 'string'
        ? `application ${appid}`
        : `identity ${oid}`;
  return { tenant, source: clean(`${who} in tenant ${tenant}, by ${login}`) };
}
