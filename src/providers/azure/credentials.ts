import type { AccessToken, TokenCredential } from '@azure/identity';
import { diagnose } from '../../core/codes.ts';
import { AcrctlError, EXIT } from '../../core/errors.ts';
import type { Clock } from '../../core/world.ts';
import type { CloudFacts } from './clouds.ts';
import { parseJson } from './errors.ts';
import { clean } from './text.ts';
import type { TokenSource } from './token-source.ts';

export interface SignedIn {
  readonly tokens: TokenSource;
  readonly tenant: string;
}

/**
 * Signs in as @azure/identity finds it: environment variables, workload identity, managed identity, Azure CLI and
 * the other developer tools. Throws with exit code 4 where nothing of it gives a token.
 */
export async function signIn(cloud: CloudFacts, clock: Clock): Promise<SignedIn> {
  const { DefaultAzureCredential } = await import('@azure/identity');
  const credential = new DefaultAzureCredential({ authorityHost: `https://${cloud.loginHosts[0]}` });
  const tokens = tokensOf(credential, `https://${cloud.armHost}/.default`, clock);
  return { tokens, tenant: tenantOf(await tokens.token()) };
}

/** Tokens of a credential, one kept until shortly before it runs out, for some credentials start a process each. */
export function tokensOf(credential: TokenCredential, scope: string, clock: Clock): TokenSource {
  let kept: AccessToken | undefined;
  let asking: Promise<AccessToken> | undefined;
  const ask = async (): Promise<AccessToken> => {
    try {
      kept = await getToken(credential, scope);
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
      asking ??= ask();
      return (await asking).token;
    },
  };
}

/** The tenant that a token was issued by: its claim `tid`. */
export function tenantOf(token: string): string {
  const payload = token.split('.')[1] ?? '';
  const claims = parseJson(Buffer.from(payload, 'base64url').toString('utf8'));
  const tenant = typeof claims === 'object' && claims !== null && 'tid' in claims ? claims['tid'] : undefined;
  if (typeof tenant === 'string') return tenant;
  throw notSignedIn('The token names no tenant.');
}

const RENEW_BEFORE_MS = 5 * 60_000;

async function getToken(credential: TokenCredential, scope: string): Promise<AccessToken> {
  let token: AccessToken | null;
  try {
    token = await credential.getToken(scope);
  } catch (error) {
    throw notSignedIn(error instanceof Error ? error.message : String(error), error);
  }
  if (token === null) throw notSignedIn('No credential gave a token.');
  return token;
}

function notSignedIn(reason: string, cause?: unknown): AcrctlError {
  const diagnostic = diagnose('ACR2202', {
    detail: `No Azure credential could be used, so nothing was asked and nothing changed. ${clean(reason)}`,
    hint: 'Sign in with "az login", or set AZURE_TENANT_ID, AZURE_CLIENT_ID and a secret, certificate or federated token in the environment, or run where a managed identity is present.',
  });
  return new AcrctlError(EXIT.denied, [diagnostic], { cause });
}
