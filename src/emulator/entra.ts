import type { Cloud, OpenAnswer } from './cloud.ts';
import { EntraError, entraErrorBody, missingParameter, tenantNotFound } from './entra-errors.ts';
import { answerToken } from './entra-token.ts';
import { notImplemented } from './errors.ts';
import type { JsonObject } from './json.ts';
import type { Sent } from './requests.ts';

/**
 * The part of Microsoft Entra ID that a program needs to sign in as itself: discovery, and tokens for client
 * credentials. Nothing is checked but the form: any client id with any secret or assertion gets a token, which is
 * worth nothing anywhere else. Undefined for other paths. `sequence` makes the ids of a refusal.
 */
export function answerEntra(cloud: Cloud, sent: Sent, sequence: number): OpenAnswer | undefined {
  try {
    return answerPath(cloud, sent);
  } catch (error) {
    if (!(error instanceof EntraError)) throw error;
    return { status: error.status, headers: noStore, body: entraErrorBody(cloud, sent, sequence, error) };
  }
}

/** True where the body of a request holds a secret, which must not be kept. */
export function holdsSecret(path: string): boolean {
  return /^\/[^/]+\/oauth2\/(v2\.0\/)?token\/?$/i.test(path);
}

const noStore = { 'cache-control': 'no-store', pragma: 'no-cache' };

function answerPath(cloud: Cloud, sent: Sent): OpenAnswer | undefined {
  const path = sent.path.replace(/\/$/, '');
  if (sent.method === 'GET' && /^\/common\/discovery\/instance$/i.test(path)) return discoverInstance(sent);
  const [, tenant = '', rest = ''] = /^\/([^/]+)\/(.+)$/.exec(path) ?? [];
  switch (`${sent.method} ${rest.toLowerCase()}`) {
    case 'GET v2.0/.well-known/openid-configuration':
      return { status: 200, body: openIdConfiguration(cloud, sent, tenant, 2) };
    case 'GET .well-known/openid-configuration':
      return { status: 200, body: openIdConfiguration(cloud, sent, tenant, 1) };
    case 'GET discovery/v2.0/keys':
    case 'GET discovery/keys':
      // Its tokens are not signed.
      return { status: 200, body: { keys: [] } };
    case 'POST oauth2/v2.0/token':
      return { status: 200, headers: noStore, body: answerToken(cloud, sent, tenant, 2) };
    case 'POST oauth2/token':
      return { status: 200, headers: noStore, body: answerToken(cloud, sent, tenant, 1) };
    default:
      if (ofSignIn.test(rest)) throw notImplemented(`${sent.method} ${sent.path}`);
      return undefined;
  }
}

/** Below a tenant: what signing in has besides, such as pages for people. */
const ofSignIn = /^(oauth2|v2\.0|discovery|openid|saml2|userrealm|adminconsent)(\/|$)/i;

/**
 * Shape: recorded by Microsoft's clients for JavaScript (Azure/azure-sdk-for-js, recordings of Key Vault). Clients of
 * MSAL ask it of login.microsoftonline.com about hosts that they do not know, and not of the host itself.
 */
function discoverInstance(sent: Sent): OpenAnswer {
  const asked = sent.query['authorization_endpoint'];
  if (asked === undefined || asked === '') throw missingParameter('authorization_endpoint');
  const { host } = new URL(sent.origin);
  const url = URL.canParse(asked) ? new URL(asked) : undefined;
  if (url?.host !== host)
    throw new EntraError(400, 'invalid_instance', 50049, 'Unknown or invalid instance.');
  const tenant = url.pathname.split('/')[1] || 'common';
  const body = {
    tenant_discovery_endpoint: `${sent.origin}/${tenant}/v2.0/.well-known/openid-configuration`,
    'api-version': sent.query['api-version'] ?? '1.0',
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  };
  return { status: 200, body };
}

// Members: recorded by Microsoft's clients for JavaScript (Azure/azure-sdk-for-js). The issuer lies on the emulator, since
// MSAL takes no issuer of another origin.
function openIdConfiguration(cloud: Cloud, sent: Sent, tenant: string, version: 1 | 2): JsonObject {
  if (!isKnownTenant(cloud, tenant) && !isShared(tenant)) throw tenantNotFound(tenant);
  const base = `${sent.origin}/${tenant}`;
  const issuer = isShared(tenant) ? '{tenantid}' : cloud.tenantId;
  const part = version === 2 ? '/v2.0' : '';
  return {
    token_endpoint: `${base}/oauth2${part}/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
    jwks_uri: `${base}/discovery${part}/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: `${sent.origin}/${issuer}${version === 2 ? '/v2.0' : '/'}`,
    request_uri_parameter_supported: false,
    authorization_endpoint: `${base}/oauth2${part}/authorize`,
    device_authorization_endpoint: `${base}/oauth2${part}/devicecode`,
    end_session_endpoint: `${base}/oauth2${part}/logout`,
    claims_supported: ['sub', 'iss', 'aud', 'exp', 'iat', 'tid', 'ver'],
    tenant_region_scope: null,
    cloud_instance_name: new URL(sent.origin).host,
  };
}

function isKnownTenant(cloud: Cloud, tenant: string): boolean {
  return tenant.toLowerCase() === cloud.tenantId;
}

function isShared(tenant: string): boolean {
  return /^(common|organizations)$/i.test(tenant);
}
