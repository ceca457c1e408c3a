import { describe, expect, it } from 'vitest';
import { type Arm, type Body, createArm } from './arm.ts';

// The part of Entra that a program needs to sign in as itself. What Microsoft's own client makes of it: test/contract/sdk.

const ORIGIN = 'https://127.0.0.1:4711';
const CLIENT = '99999999-2222-3333-4444-555555555555';
const FORM = {
  grant_type: 'client_credentials',
  client_id: CLIENT,
  client_secret: 'any',
  scope: 'https://management.azure.com/.default',
};
const { scope: _, ...OF_VERSION_1 } = FORM;

type Form = Readonly<Record<string, string>>;

async function ask(arm: Arm, method: string, path: string, form?: Form) {
  const { host } = new URL(ORIGIN);
  const { status, headers, body } = await arm.emulator.handle({
    method,
    url: `${ORIGIN}${path}`,
    headers: { host, 'client-request-id': 'mine' },
    ...(form && { body: new URLSearchParams(form).toString() }),
  });
  return { status, headers, body: JSON.parse(body) as Body };
}

function claimsOf(token: string): Body {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

describe('a token for client credentials', () => {
  it('carries the claims that programs read, and is signed by nobody', async () => {
    const arm = createArm();
    const { tenantId } = arm.emulator;
    const { status, headers, body } = await ask(arm, 'POST', `/${tenantId}/oauth2/v2.0/token`, FORM);
    expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
    const { access_token: token, ...rest } = body;
    expect(rest).toEqual({ token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599 });
    const now = Math.floor(arm.clock.now() / 1000);
    expect(claimsOf(token)).toMatchObject({
      ...{ aud: 'https://management.azure.com', iss: `${ORIGIN}/${tenantId}/`, tid: tenantId, ver: '1.0' },
      ...{ appid: CLIENT, appidacr: '1', idtyp: 'app', iat: now, nbf: now, exp: now + 3599 },
    });
    expect(claimsOf(token).oid).toBe(claimsOf(token).sub);
    const [header, , signature] = token.split('.');
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({ alg: 'none', typ: 'JWT' });
    expect(signature).toBe('');
    const seen = await arm.send('GET', '/tenants', undefined, { authorization: `Bearer ${token}` });
    expect(seen.body.value[0].tenantId).toBe(tenantId);
  });

  it('is for a resource in version 1, in whose answer numbers are text', async () => {
    const arm = createArm();
    const form = { ...OF_VERSION_1, resource: 'https://management.azure.com/' };
    const { body } = await ask(arm, 'POST', `/${arm.emulator.tenantId}/oauth2/token`, form);
    expect(claimsOf(body.access_token).aud).toBe('https://management.azure.com/');
    expect(body).toMatchObject({ expires_in: '3599', resource: 'https://management.azure.com/' });
    expect(Number(body.expires_on) - Number(body.not_before)).toBe(3599);
  });

  it('is given for an assertion too, which nobody verifies', async () => {
    const { client_secret: _secret, ...form } = FORM;
    const asserted = {
      ...form,
      client_assertion: 'a.b.c',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    };
    const arm = createArm();
    const { body } = await ask(arm, 'POST', `/${arm.emulator.tenantId}/oauth2/v2.0/token`, asserted);
    expect(claimsOf(body.access_token).appidacr).toBe('2');
  });

  it('leaves no secret in the log of requests', async () => {
    const arm = createArm();
    await ask(arm, 'POST', `/${arm.emulator.tenantId}/oauth2/v2.0/token`, { ...FORM, client_secret: 'hush' });
    expect(arm.emulator.requests()).toHaveLength(1);
    expect(JSON.stringify(arm.emulator.requests())).not.toContain('hush');
  });
});

describe('a refusal of Entra', () => {
  const without = (name: string): Form => {
    return Object.fromEntries(Object.entries(FORM).filter(([each]) => each !== name));
  };
  it.each<[string, Form, number, string, number]>([
    ['no form', {}, 400, 'invalid_request', 900144],
    ['no grant type', without('grant_type'), 400, 'invalid_request', 900144],
    ['no client id', without('client_id'), 400, 'invalid_request', 900144],
    ['no scope', without('scope'), 400, 'invalid_request', 900144],
    ['no credential', without('client_secret'), 401, 'invalid_client', 7000216],
    [
      'an assertion of no type',
      { ...without('client_secret'), client_assertion: 'a' },
      400,
      'invalid_request',
      900144,
    ],
    ['another grant', { ...FORM, grant_type: 'password' }, 400, 'unsupported_grant_type', 70003],
    ['a scope of people', { ...FORM, scope: 'https://x/user_impersonation' }, 400, 'invalid_scope', 1002012],
  ])('of %s names its number', async (_what, form, status, error, aadsts) => {
    const arm = createArm();
    const answer = await ask(arm, 'POST', `/${arm.emulator.tenantId}/oauth2/v2.0/token`, form);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({
      ...{
        error,
        error_codes: [aadsts],
        correlation_id: 'mine',
        error_uri: `${ORIGIN}/error?code=${aadsts}`,
      },
      timestamp: '2026-03-01 00:00:00Z',
    });
    expect(answer.body.error_description).toMatch(
      new RegExp(
        `^AADSTS${aadsts}: .+ Trace ID: [0-9a-f-]{36} Correlation ID: mine Timestamp: 2026-03-01 00:00:00Z$`,
      ),
    );
  });

  it.each([
    ['POST', 'contoso.example/oauth2/v2.0/token', 90002],
    ['GET', 'contoso.example/v2.0/.well-known/openid-configuration', 90002],
    ['POST', 'common/oauth2/v2.0/token', 9001023],
  ])('comes of %s %s', async (method, path, aadsts) => {
    const { status, body } = await ask(createArm(), method, `/${path}`, method === 'POST' ? FORM : undefined);
    expect([status, body.error_codes]).toEqual([400, [aadsts]]);
  });

  it.each(['oauth2/v2.0/devicecode', 'oauth2/v2.0/authorize', 'saml2', 'discovery/x'])(
    'is loud of %s, which it has not',
    async (path) => {
      const { status, body } = await ask(createArm(), 'GET', `/common/${path}`);
      expect([status, body.error.code]).toEqual([501, 'EmulatorNotImplemented']);
      expect(body.error.message).toContain(`/common/${path}`);
    },
  );
});

describe('discovery', () => {
  it.each([
    ['v2.0/', '/oauth2/v2.0/token', '/v2.0'],
    ['', '/oauth2/token', '/'],
  ])('leads nowhere but to the emulator (%s)', async (version, token, issuer) => {
    const arm = createArm();
    const { tenantId } = arm.emulator;
    const path = `/${tenantId}/${version}.well-known/openid-configuration`;
    const { body } = await ask(arm, 'GET', path);
    expect(body.token_endpoint).toBe(`${ORIGIN}/${tenantId}${token}`);
    expect(body.issuer).toBe(`${ORIGIN}/${tenantId}${issuer}`);
    const urls = Object.values<unknown>(body).filter((each) => String(each).includes('://'));
    expect(urls.every((url) => String(url).startsWith(`${ORIGIN}/`))).toBe(true);
    const { status, body: keys } = await ask(arm, 'GET', new URL(body.jwks_uri).pathname);
    expect([status, keys]).toEqual([200, { keys: [] }]);
  });

  it('knows itself as an instance, and no other', async () => {
    const arm = createArm();
    const about = (url: string) =>
      `/common/discovery/instance?api-version=1.1&authorization_endpoint=${encodeURIComponent(url)}`;
    const own = await ask(arm, 'GET', about(`${ORIGIN}/${arm.emulator.tenantId}/oauth2/v2.0/authorize`));
    expect(own.body).toEqual({
      tenant_discovery_endpoint: `${ORIGIN}/${arm.emulator.tenantId}/v2.0/.well-known/openid-configuration`,
      'api-version': '1.1',
      metadata: [
        {
          preferred_network: '127.0.0.1:4711',
          preferred_cache: '127.0.0.1:4711',
          aliases: ['127.0.0.1:4711'],
        },
      ],
    });
    for (const other of ['https://login.microsoftonline.com/common', 'no url']) {
      const { status, body } = await ask(arm, 'GET', about(other));
      expect([status, body.error]).toEqual([400, 'invalid_instance']);
    }
    const bare = await ask(arm, 'GET', '/common/discovery/instance');
    expect(bare.body.error_codes).toEqual([900144]);
  });

  it('of a request without a token leads to the emulator, to Azure only who asked for Azure', async () => {
    const arm = createArm();
    const challenge = async (host: string) => {
      const request = {
        method: 'GET',
        url: `https://${host}/tenants?api-version=2022-12-01`,
        headers: { host },
      };
      const { status, headers } = await arm.emulator.handle(request);
      return [status, /authorization_uri="([^"]*)"/.exec(headers['www-authenticate'] ?? '')?.[1]];
    };
    const { tenantId } = arm.emulator;
    expect(await challenge('127.0.0.1:4711')).toEqual([401, `${ORIGIN}/${tenantId}`]);
    expect(await challenge('management.azure.com')).toEqual([
      401,
      `https://login.microsoftonline.com/${tenantId}`,
    ]);
  });
});
