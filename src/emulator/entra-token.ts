import { callerId } from './caller.ts';
import type { Cloud } from './cloud.ts';
import { EntraError, missingParameter, tenantNotFound } from './entra-errors.ts';
import type { JsonObject } from './json.ts';
import type { Sent } from './requests.ts';

/** What a form asks for, once it is whole. */
interface Asked {
  readonly clientId: string;
  /** What the token is for; a v2 scope without its `/.default`. */
  readonly audience: string;
  readonly by: 'secret' | 'assertion';
}

/**
 * Tokens for client credentials by secret or by assertion, of endpoint version 1 (`resource`) or 2 (`scope`): pages
 * "Microsoft identity platform and the OAuth 2.0 client credentials flow" and its predecessor in
 * MicrosoftDocs/azure-docs. Throws EntraError.
 */
export function answerToken(cloud: Cloud, sent: Sent, tenant: string, version: 1 | 2): JsonObject {
  if (/^(common|organizations|consumers)$/i.test(tenant)) throw sharedTenant();
  if (tenant.toLowerCase() !== cloud.tenantId) throw tenantNotFound(tenant);
  const asked = askedOf(new URLSearchParams(sent.body ?? ''), version);
  const issuedAt = Math.floor(cloud.now() / 1000);
  const token = unsigned(claimsOf(cloud, sent.origin, asked, issuedAt));
  if (version === 2)
    return { token_type: 'Bearer', expires_in: LIFE_S, ext_expires_in: LIFE_S, access_token: token };
  return {
    token_type: 'Bearer',
    expires_in: String(LIFE_S),
    ext_expires_in: String(LIFE_S),
    expires_on: String(issuedAt + LIFE_S),
    not_before: String(issuedAt),
    resource: asked.audience,
    access_token: token,
  };
}

/** Seconds, as in the documents. */
const LIFE_S = 3599;

function askedOf(form: URLSearchParams, version: 1 | 2): Asked {
  const need = (name: string): string => {
    const value = form.get(name);
    if (value === null || value === '') throw missingParameter(name);
    return value;
  };
  const grant = need('grant_type');
  if (grant !== 'client_credentials') throw unsupportedGrant(grant);
  const clientId = need('client_id');
  const by = credentialOf(form);
  if (version === 1) return { clientId, audience: need('resource'), by };
  const scope =
    need('scope')
      .split(' ')
      .find((each) => !/^(openid|profile|offline_access)$/.test(each)) ?? '';
  if (!scope.endsWith('/.default')) throw invalidScope(scope);
  return { clientId, audience: scope.slice(0, -'/.default'.length), by };
}

function credentialOf(form: URLSearchParams): Asked['by'] {
  if (form.get('client_secret')) return 'secret';
  if (!form.get('client_assertion')) throw noCredential();
  if (form.get('client_assertion_type') === 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
    return 'assertion';
  throw missingParameter('client_assertion_type');
}

// Names: "Access token claims reference" (MicrosoftDocs/entra-docs). Terraform reads tid, oid and appid (claims.go of
// hashicorp/go-azure-sdk). All callers are one, so the object id does not depend on the client.
function claimsOf(cloud: Cloud, origin: string, asked: Asked, issuedAt: number): JsonObject {
  const principal = callerId(cloud);
  return {
    aud: asked.audience,
    iss: `${origin}/${cloud.tenantId}/`,
    iat: issuedAt,
    nbf: issuedAt,
    exp: issuedAt + LIFE_S,
    appid: asked.clientId,
    appidacr: asked.by === 'secret' ? '1' : '2',
    idp: `${origin}/${cloud.tenantId}/`,
    idtyp: 'app',
    oid: principal,
    sub: principal,
    tid: cloud.tenantId,
    ver: '1.0',
  };
}

/** `alg: none`: nobody who checks tokens takes it, and whoever reads it finds its claims. */
function unsigned(claims: JsonObject): string {
  return [{ alg: 'none', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .concat('')
    .join('.');
}

// Text: AzureAD/microsoft-authentication-library-for-dotnet pull request 3023; the code of the protocol: issue 132 of
// AzureAD/azure-activedirectory-library-for-android.
function unsupportedGrant(grant: string): EntraError {
  return new EntraError(
    400,
    'unsupported_grant_type',
    70003,
    `The app requested an unsupported grant type '${grant}'.`,
  );
}

// MicrosoftDocs/azure-docs issue 30777; status and code of the protocol are assumed.
function noCredential(): EntraError {
  return new EntraError(
    401,
    'invalid_client',
    7000216,
    `'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.`,
  );
}

// MicrosoftDocs/azure-docs issue 99862; the code of the protocol is assumed.
function invalidScope(scope: string): EntraError {
  return new EntraError(
    400,
    'invalid_scope',
    1002012,
    `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
  );
}

// Microsoft365DSC/MSCloudLoginAssistant issue 100 shows it for passwords; that client credentials get it too is assumed.
function sharedTenant(): EntraError {
  return new EntraError(
    400,
    'invalid_request',
    9001023,
    'The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.',
  );
}
