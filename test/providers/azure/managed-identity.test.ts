import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { EXIT } from '../../../src/core/errors.ts';
import { CLOUD_NAMES, CLOUDS, type CloudName } from '../../../src/providers/azure/clouds.ts';
import { type Asked, type LoginService, type Reply, serveLogins, tokenWith } from './login-service.ts';

const SCRIPT = fileURLToPath(new URL('sign-in.ts', import.meta.url));
const TENANT = '11111111-1111-4111-8111-111111111111';
const CLIENT = '22222222-2222-4222-8222-222222222222';
const HEADER = 'secret-of-the-platform';
const TOKEN = tokenWith({ tid: TENANT, appid: CLIENT });

const open: LoginService[] = [];
afterAll(async () => {
  await Promise.all(open.splice(0).map((service) => service.close()));
});

async function serve(answer: (asked: Asked) => Reply): Promise<LoginService> {
  const service = await serveLogins(answer);
  open.push(service);
  return service;
}

/** Nothing of the machine that runs the tests comes in: no variables, no `az`. */
async function signIn(
  env: Readonly<Record<string, string>>,
  { cloud = 'AzureCloud', turnedTo }: { cloud?: CloudName; turnedTo?: string } = {},
) {
  const args = [SCRIPT, cloud, ...(turnedTo === undefined ? [] : [turnedTo])];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: { PATH: '/nowhere', ...env } });
  return JSON.parse(stdout);
}

const given: Reply = {
  body: { access_token: TOKEN, expires_on: '4102444800', resource: 'r', token_type: 'Bearer' },
};

function queryOf({ path }: Asked): Record<string, string> {
  return Object.fromEntries(new URL(path, 'http://x').searchParams);
}

describe.each(CLOUD_NAMES)('in %s', (cloud) => {
  test.concurrent('App Service is asked as it wants to be, for ARM of that cloud', async () => {
    const service = await serve(() => given);
    const env = { IDENTITY_ENDPOINT: `${service.endpoint}/msi/token`, IDENTITY_HEADER: HEADER };
    expect(await signIn(env, { cloud })).toEqual({
      source: `application ${CLIENT} in tenant ${TENANT}, by managed identity`,
      tenant: TENANT,
      token: TOKEN,
    });
    const [asked] = service.asked;
    expect([service.asked.length, asked?.headers['x-identity-header'], asked && queryOf(asked)]).toEqual([
      1,
      HEADER,
      { 'api-version': '2019-08-01', resource: `https://${CLOUDS[cloud].armHost}` },
    ]);
  });

  test.concurrent('a metadata service that is named is asked for the identity that is named', async () => {
    const service = await serve(() => given);
    const env = { AZURE_POD_IDENTITY_AUTHORITY_HOST: service.endpoint, AZURE_CLIENT_ID: CLIENT };
    expect(await signIn(env, { cloud })).toMatchObject({ token: TOKEN });
    const [asked] = service.asked;
    expect([asked?.headers['metadata'], asked && queryOf(asked)]).toEqual([
      'true',
      {
        'api-version': '2018-02-01',
        resource: `https://${CLOUDS[cloud].armHost}`,
        client_id: CLIENT,
      },
    ]);
  });
});

describe('the metadata service that is found', () => {
  const NOT_FOUND = { error: 'invalid_request', error_description: 'Identity not found' };

  /** As Azure answers: the header is missing in the first look, and stands in what the library asks. */
  const imds = (answer: Reply) => (asked: Asked) =>
    asked.headers['metadata'] === 'true' ? answer : { status: 400, body: { error: 'invalid_request' } };

  test.concurrent('is used', async () => {
    const service = await serve(imds(given));
    expect(await signIn({}, { turnedTo: service.endpoint })).toMatchObject({ token: TOKEN });
    expect(service.asked.map(({ host }) => host)).toEqual(['169.254.169.254', '169.254.169.254']);
  });

  test.concurrent('without an identity is passed over, as on the hosted runners of pipelines', async () => {
    const service = await serve(imds({ status: 400, body: NOT_FOUND }));
    const failed = await signIn({}, { turnedTo: service.endpoint });
    expect([failed.exitCode, failed.code]).toEqual([EXIT.denied, 'ACR2202']);
    expect(failed.detail).toMatch(
      /3\. managed identity: this machine is in Azure, but no .* assigned to it\n4\. Azure CLI: az is not installed/,
    );
  });

  test.concurrent('without the identity that is named is an error', async () => {
    const service = await serve(imds({ status: 400, body: NOT_FOUND }));
    const failed = await signIn({ AZURE_CLIENT_ID: CLIENT }, { turnedTo: service.endpoint });
    expect([failed.exitCode, failed.code]).toEqual([EXIT.denied, 'ACR2206']);
    expect(failed.detail).toContain(
      `No managed identity with client id ${CLIENT} is assigned to this machine`,
    );
  });

  test.concurrent('that fails is an error, and nobody else signs in', async () => {
    const service = await serve(imds({ status: 403, body: { error: 'forbidden', message: 'Not today.' } }));
    const failed = await signIn({}, { turnedTo: service.endpoint });
    expect([failed.code, failed.detail]).toEqual([
      'ACR2206',
      expect.stringContaining('answered 403: Not today. No other login was tried'),
    ]);
  });
});

describe('an endpoint that the platform names', () => {
  test.concurrent('and that refuses is an error without the secret of the platform (I-15)', async () => {
    const service = await serve(() => ({ status: 401, body: { message: `Header ${HEADER} is wrong.` } }));
    const failed = await signIn({ IDENTITY_ENDPOINT: service.endpoint, IDENTITY_HEADER: HEADER });
    expect([failed.exitCode, failed.code]).toEqual([EXIT.denied, 'ACR2206']);
    expect(failed.detail).toContain('answered 401: Header (secret) is wrong.');
    expect(JSON.stringify(failed)).not.toContain(HEADER);
  });

  test.concurrent('and that has no such identity is an error', async () => {
    const message =
      'No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.';
    const service = await serve(() => ({ status: 400, body: { statusCode: 400, message } }));
    const env = { IDENTITY_ENDPOINT: service.endpoint, IDENTITY_HEADER: HEADER, AZURE_CLIENT_ID: CLIENT };
    expect(await signIn(env)).toMatchObject({
      code: 'ACR2206',
      hint: expect.stringContaining('correct AZURE_CLIENT_ID'),
    });
  });
});
