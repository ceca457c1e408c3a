import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HttpClient } from '@azure/core-rest-pipeline';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { localFiles } from '../../../src/cli/world/local-files.ts';
import { AcrctlError, BugError, EXIT } from '../../../src/core/errors.ts';
import { CLOUD_NAMES, CLOUDS, type CloudName } from '../../../src/providers/azure/clouds.ts';
import { type SignInRequest, signIn } from '../../../src/providers/azure/credentials.ts';
import { createWitness } from '../../../src/providers/azure/login/witness.ts';
import { turnedTo } from '../../contract/sdk-transport.ts';
import { granted, type LoginService, type Reply, refused, serveLogins, tokenWith } from './login-service.ts';

const TENANT = '11111111-1111-4111-8111-111111111111';
const CLIENT = '22222222-2222-4222-8222-222222222222';
const SECRET = 'hush~Very+secret/8Q&=';
const APPLICATION = { AZURE_TENANT_ID: TENANT, AZURE_CLIENT_ID: CLIENT };
const WITH_SECRET = { ...APPLICATION, AZURE_CLIENT_SECRET: SECRET };

const folder = mkdtempSync(join(tmpdir(), 'acrctl-login-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const open: LoginService[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(open.splice(0).map((service) => service.close()));
});

async function serve(answer: Parameters<typeof serveLogins>[0]): Promise<LoginService> {
  const service = await serveLogins(answer);
  open.push(service);
  return service;
}

interface Attempt {
  readonly env: SignInRequest['env'];
  readonly cloud?: CloudName;
  readonly nowMs?: number;
  readonly signal?: AbortSignal;
  readonly httpClient?: HttpClient;
}

function sign({ env, cloud = 'AzureCloud', nowMs, signal, httpClient }: Attempt) {
  const clock = { wallMs: () => nowMs ?? Date.now(), monotonicMs: () => 0, sleep: async () => undefined };
  return signIn({
    cloud,
    env,
    files: localFiles,
    clock,
    signal: signal ?? new AbortController().signal,
    ...(httpClient && { httpClient }),
  });
}

/** The one diagnostic of a login that must fail with exit code 4. */
async function failure(attempt: Attempt) {
  const error = await sign(attempt).then(
    ({ source }) => expect.fail(`signed in as ${source}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof AcrctlError)) throw error;
  expect([error.exitCode, error.diagnostics.length]).toEqual([EXIT.denied, 1]);
  const [{ code, detail, hint } = { code: '', detail: '', hint: '' }] = error.diagnostics;
  return { code, detail, hint: hint ?? '' };
}

async function failureBehind(reply: Reply, attempt: Omit<Attempt, 'httpClient'>) {
  const { endpoint } = await serve(() => reply);
  return failure({ ...attempt, httpClient: turnedTo(endpoint) });
}

function claimsOf(assertion = ''): Record<string, unknown> {
  return JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString('utf8'));
}

function certificate(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  // The login names the certificate by its hash and nobody here reads it, so that any bytes do.
  const body = Buffer.from('the certificate').toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n${privateKey.export({ type: 'pkcs8', format: 'pem' })}`;
}

describe.each(CLOUD_NAMES)('in %s', (cloud) => {
  const { armHost, loginHosts } = CLOUDS[cloud];
  const scope = `https://${armHost}/.default`;
  const tokenPath = `/${TENANT}/oauth2/v2.0/token`;

  async function signedIn(env: Attempt['env']) {
    const service = await serve(() => granted({ tid: TENANT, appid: CLIENT }));
    const result = await sign({ env, cloud, httpClient: turnedTo(service.endpoint) });
    expect(service.asked).toHaveLength(1);
    const [asked] = service.asked;
    expect(loginHosts).toContain(asked?.host);
    expect(asked?.path.split('?')[0]).toBe(tokenPath);
    expect(asked?.form).toMatchObject({ client_id: CLIENT, scope, grant_type: 'client_credentials' });
    expect(result.tenant).toBe(TENANT);
    expect(await result.tokens.token()).toBe(tokenWith({ tid: TENANT, appid: CLIENT }));
    return { source: result.source, form: asked?.form ?? {} };
  }

  test('a token for storage is asked for by the same login, when it is needed', async () => {
    const service = await serve(() => granted({ tid: TENANT, appid: CLIENT }));
    const { tokensFor } = await sign({ env: WITH_SECRET, cloud, httpClient: turnedTo(service.endpoint) });
    const storage = tokensFor('https://storage.azure.com');
    expect(service.asked).toHaveLength(1);
    for (let time = 0; time < 2; time += 1)
      expect(await storage.token()).toBe(tokenWith({ tid: TENANT, appid: CLIENT }));
    expect(service.asked.map(({ form }) => form?.['scope'])).toEqual([
      scope,
      'https://storage.azure.com/.default',
    ]);
  });

  test('a client secret is sent to its login service and nowhere else', async () => {
    const { source, form } = await signedIn(WITH_SECRET);
    expect(form['client_secret']).toBe(SECRET);
    expect(source).toBe(`application ${CLIENT} in tenant ${TENANT}, by environment`);
  });

  test('a certificate signs for its login service', async () => {
    const path = file('certificate.pem', certificate());
    const { form } = await signedIn({ ...APPLICATION, AZURE_CLIENT_CERTIFICATE_PATH: path });
    const { aud, iss, sub } = claimsOf(form['client_assertion']);
    expect([iss, sub, loginHosts.some((host) => aud === `https://${host}${tokenPath}`)]).toEqual([
      CLIENT,
      CLIENT,
      true,
    ]);
  });

  test('a federated token is sent as the file holds it', async () => {
    const assertion = tokenWith({
      iss: 'https://issuer.example',
      sub: 'job',
      aud: 'api://AzureADTokenExchange',
    });
    const env = { ...APPLICATION, AZURE_FEDERATED_TOKEN_FILE: file('token', `${assertion}\n`) };
    const { source, form } = await signedIn(env);
    expect(form['client_assertion']).toBe(assertion);
    expect(source).toBe(`application ${CLIENT} in tenant ${TENANT}, by workload identity`);
  });

  test('the login service of another cloud is not asked', async () => {
    const sent: string[] = [];
    const client: HttpClient = {
      sendRequest: async ({ url }) => expect.fail(`sent to ${sent.push(url)} hosts`),
    };
    const { createPipelineRequest } = await import('@azure/core-rest-pipeline');
    const witness = createWitness({ client, signal: new AbortController().signal, hosts: loginHosts });
    const others = CLOUD_NAMES.filter((other) => other !== cloud).flatMap(
      (other) => CLOUDS[other].loginHosts,
    );
    for (const host of [
      ...others,
      'evil.example',
      `${loginHosts[0]}.evil.example`,
      `evil-${loginHosts[0]}`,
    ]) {
      const request = createPipelineRequest({ url: `https://${host}${tokenPath}`, method: 'POST' });
      await expect(witness.client.sendRequest(request), host).rejects.toThrow(BugError);
    }
    expect(sent).toEqual([]);
  });
});

describe('a refusal of the login service', () => {
  test.each([
    {
      name: 'a wrong secret',
      said: "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '22222222'.",
      remedy: 'Take the value of the secret',
    },
    {
      name: 'a secret that ran out',
      said: "AADSTS7000222: The provided client secret keys for app '22222222' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret.",
      remedy: 'Make a new client secret',
    },
    {
      name: 'an unknown tenant',
      said: "AADSTS90002: Tenant '11111111' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.",
      remedy: 'AzureCloud has no tenant',
    },
    {
      name: 'an unknown application',
      said: "AADSTS700016: Application with identifier '22222222' was not found in the directory 'Contoso'.",
      remedy: 'Check AZURE_CLIENT_ID',
    },
    {
      name: 'a disabled application',
      said: "AADSTS7000112: Application '22222222'(images) is disabled.",
      remedy: 'enable application',
    },
    {
      name: 'a code that nobody here knows',
      said: 'AADSTS9999999: The moon is in the wrong house.',
      remedy: 'What AADSTS9999999 means stands in',
    },
  ])('says for $name what it was and what to do', async ({ said, remedy }) => {
    const { code, detail, hint } = await failureBehind(refused(said), { env: WITH_SECRET });
    expect(code).toBe('ACR2204');
    expect(detail).toContain(said);
    expect(detail).toContain(
      'For support: trace id 0dc6a5c4-1c9a-4f6a-8f5e-3a0b6e6f0100, correlation id 7f2d4d3e-8f4b-4a55-9f0e-6f3f4c6d0200.',
    );
    expect(detail).not.toMatch(/Timestamp|invalid_client|\n\s+at /);
    expect(hint).toContain(remedy);
  });

  test.each([
    "AADSTS70021: No matching federated identity record found for presented assertion. Assertion Issuer: 'https://issuer.example'.",
    "AADSTS700213: No matching federated identity record found for presented assertion subject 'repo:contoso/images:ref:refs/heads/x'.",
    "AADSTS700211: No matching federated identity record found for presented assertion issuer 'https://issuer.example'.",
  ])('names the federated credential that is missing: %s', async (said) => {
    const subject = 'repo:contoso/images:ref:refs/heads/x';
    const token = tokenWith({
      iss: 'https://issuer.example',
      sub: subject,
      aud: 'api://AzureADTokenExchange',
    });
    const env = { ...APPLICATION, AZURE_FEDERATED_TOKEN_FILE: file('mismatch', token) };
    const { code, detail, hint } = await failureBehind(refused(said), { env });
    expect([code, detail.includes(said.slice(0, 60))]).toEqual(['ACR2205', true]);
    expect(hint).toContain(
      `issuer https://issuer.example, subject ${subject}, audience api://AzureADTokenExchange`,
    );
  });

  test('says when the federated token ran out', async () => {
    const nowMs = Date.parse('2026-01-01T12:00:00Z');
    const token = tokenWith({ exp: nowMs / 1_000 - 7 * 60 });
    const env = { ...APPLICATION, AZURE_FEDERATED_TOKEN_FILE: file('late', token) };
    const said = 'AADSTS700024: Client assertion is not within its valid time range.';
    const reply = { ...refused(said), headers: { date: new Date(nowMs).toUTCString() } };
    const { code, hint } = await failureBehind(reply, { env, nowMs });
    expect([code, hint]).toEqual([
      'ACR2205',
      'The token in the file ran out 7 min ago. Let the pipeline fetch a new one just before acrctl runs.',
    ]);
  });

  test('tells of a clock that is wrong, by the clock of the login service', async () => {
    const nowMs = Date.parse('2026-01-01T12:00:00Z');
    const said = 'AADSTS700024: Client assertion is not within its valid time range.';
    const reply = { ...refused(said), headers: { date: new Date(nowMs - 20 * 60_000).toUTCString() } };
    const env = { ...APPLICATION, AZURE_CLIENT_CERTIFICATE_PATH: file('ahead.pem', certificate()) };
    const { hint } = await failureBehind(reply, { env, nowMs });
    expect(hint).toMatch(/^The clock of this machine is 20 min ahead: set it first\./);
  });

  test.each([
    { name: 'as it is', echo: SECRET },
    { name: 'as in a URL', echo: encodeURIComponent(SECRET) },
    { name: 'as in a form', echo: new URLSearchParams({ a: SECRET }).toString().slice(2) },
  ])('never shows a secret that the server sends back $name (I-15)', async ({ echo }) => {
    const said = `AADSTS7000215: Invalid client secret ${echo} provided.`;
    const shown = JSON.stringify(await failureBehind(refused(said), { env: WITH_SECRET }));
    expect(shown).toContain('Invalid client secret (secret) provided.');
    expect(shown).not.toContain(echo);
  });

  test('never shows a federated token that the server sends back, in part or whole (I-15)', async () => {
    const token = tokenWith({ sub: 'job' });
    const env = { ...APPLICATION, AZURE_FEDERATED_TOKEN_FILE: file('echo', token) };
    const said = `AADSTS50027: JWT token ${token} is invalid or malformed: ${token.slice(0, 40)}.`;
    const shown = JSON.stringify(await failureBehind(refused(said), { env }));
    expect(shown).toContain('AADSTS50027');
    expect(shown).not.toContain(token.slice(0, 20));
  });

  test('is told apart from a page that something else answers', async () => {
    const page = { status: 200, body: '<html>Sign in to the hotel network</html>' };
    const { code, detail } = await failureBehind(page, { env: WITH_SECRET });
    expect([code, detail]).toEqual([
      'ACR2209',
      expect.stringContaining('a proxy or a portal may have answered'),
    ]);
    const proxy = await failureBehind({ status: 407, body: '' }, { env: WITH_SECRET });
    expect([proxy.code, proxy.detail]).toEqual([
      'ACR2209',
      expect.stringContaining('login of its own (407)'),
    ]);
  });
});

describe('without an answer', () => {
  test.each([
    { errno: 'ENOTFOUND', said: 'login.microsoftonline.com cannot be resolved (ENOTFOUND)', remedy: 'DNS' },
    { errno: 'ECONNREFUSED', said: 'login.microsoftonline.com cannot be reached', remedy: 'HTTPS_PROXY' },
    { errno: 'SELF_SIGNED_CERT_IN_CHAIN', said: 'does not trust', remedy: 'NODE_EXTRA_CA_CERTS' },
    { errno: 'CERT_NOT_YET_VALID', said: 'is not valid', remedy: 'clock' },
  ])('$errno is the network and not the secret', async ({ errno, said, remedy }) => {
    const httpClient: HttpClient = {
      sendRequest: () => Promise.reject(Object.assign(new Error('It broke.'), { code: errno })),
    };
    const { code, detail, hint } = await failure({ env: WITH_SECRET, httpClient });
    expect([code, detail, hint]).toEqual([
      'ACR2209',
      expect.stringContaining(said),
      expect.stringContaining(remedy),
    ]);
    expect(detail).toContain('The client secret was not judged.');
  });

  test('an interrupted login ends at once, and its request with it', async () => {
    const interrupt = new AbortController();
    const service = await serve(() => void interrupt.abort());
    const signing = sign({
      env: WITH_SECRET,
      httpClient: turnedTo(service.endpoint),
      signal: interrupt.signal,
    });
    await expect(signing).rejects.toMatchObject({ name: 'AbortError' });
    expect(service.asked).toHaveLength(1);
  });

  test('a login that is interrupted before it asks asks nobody, and leaves nothing behind', async () => {
    const unhandled: unknown[] = [];
    const remember = (reason: unknown) => void unhandled.push(reason);
    const others = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', remember);
    try {
      let asked = 0;
      const sendRequest = () => {
        asked += 1;
        return Promise.reject(new Error('Nobody is to be asked.'));
      };
      const signing = sign({ env: WITH_SECRET, httpClient: { sendRequest }, signal: AbortSignal.abort() });
      await expect(signing).rejects.toMatchObject({ name: 'AbortError' });
      await new Promise((resolve) => setImmediate(resolve));
      expect([asked, unhandled]).toEqual([0, []]);
    } finally {
      process.removeAllListeners('unhandledRejection');
      for (const listener of others) process.on('unhandledRejection', listener);
    }
  });
});

describe('a file of a login', () => {
  test.each([
    { name: 'is absent', path: () => join(folder, 'none'), said: 'does not exist' },
    { name: 'is empty', path: () => file('empty', ' \n'), said: 'is empty' },
    { name: 'is a directory', path: () => folder, said: 'cannot be read (EISDIR)' },
  ])('that $name is named before anything is sent: federated token', async ({ path, said }) => {
    const { code, detail } = await failureUnasked({ ...APPLICATION, AZURE_FEDERATED_TOKEN_FILE: path() });
    expect([code, detail]).toEqual(['ACR2205', expect.stringContaining(`names, ${said}.`)]);
  });

  test.each([
    { name: 'is absent', path: () => join(folder, 'none'), said: 'does not exist' },
    { name: 'is a directory', path: () => folder, said: 'cannot be read (EISDIR)' },
    {
      name: 'is a PFX file',
      path: () => file('a.pfx', '\u0030\u0082'),
      said: 'holds no certificate in PEM form',
    },
    {
      name: 'has no key',
      path: () => file('public.pem', '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n'),
      said: 'holds no private key',
    },
  ])('that $name is named before anything is sent: certificate', async ({ path, said }) => {
    const { code, detail, hint } = await failureUnasked({
      ...APPLICATION,
      AZURE_CLIENT_CERTIFICATE_PATH: path(),
    });
    expect([code, detail]).toEqual(['ACR2204', expect.stringContaining(`names, ${said}.`)]);
    expect(hint).toContain('PEM');
  });

  test('with a key that cannot be opened is named', async () => {
    const key = '-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n';
    const pem = `-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n${key}`;
    const path = file('locked.pem', pem);
    const password = 'a wrong password';
    const env = {
      ...APPLICATION,
      AZURE_CLIENT_CERTIFICATE_PATH: path,
      AZURE_CLIENT_CERTIFICATE_PASSWORD: password,
    };
    const { code, detail, hint } = await failureUnasked(env);
    expect([code, detail]).toEqual([
      'ACR2204',
      expect.stringContaining(`The certificate in ${path} cannot be used`),
    ]);
    expect(detail + hint).not.toContain(password);
  });

  async function failureUnasked(env: Attempt['env']) {
    const service = await serve(() => granted({ tid: TENANT }));
    const failed = await failure({ env, httpClient: turnedTo(service.endpoint) });
    expect(service.asked).toEqual([]);
    return failed;
  }
});

describe('the Azure CLI', () => {
  const CHOSEN = { AZURE_TOKEN_CREDENTIALS: 'AzureCliCredential' };

  /** Puts an `az` on the PATH that does what the shell script says, and nothing else with it. */
  function az(script: string): void {
    const bin = mkdtempSync(join(folder, 'bin-'));
    const path = join(bin, 'az');
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
    vi.stubEnv('PATH', bin);
  }

  function failing(stderr: string): void {
    const text = file('stderr', `${stderr}\n`);
    az(`while IFS= read -r line; do echo "$line" >&2; done < ${text}\nexit 1`);
  }

  test.each(CLOUD_NAMES)('is asked for a token for ARM of %s, in the tenant that is named', async (cloud) => {
    const log = join(folder, `az-${cloud}`);
    const accessToken = tokenWith({ tid: TENANT, upn: 'ada@contoso.example', appid: 'az' });
    az(`echo "$@" > ${log}\necho '${JSON.stringify({ accessToken, expires_on: 4_102_444_800 })}'`);
    const { tokens, source } = await sign({ env: { ...CHOSEN, AZURE_TENANT_ID: TENANT }, cloud });
    expect(await tokens.token()).toBe(accessToken);
    expect(source).toBe(`user ada@contoso.example in tenant ${TENANT}, by Azure CLI`);
    expect(readFileSync(log, 'utf8').trim()).toBe(
      `account get-access-token --output json --resource https://${CLOUDS[cloud].armHost} --tenant ${TENANT}`,
    );
  });

  test('that is not installed is named', async () => {
    vi.stubEnv('PATH', join(folder, 'nothing'));
    const { code, detail, hint } = await failure({ env: CHOSEN });
    expect([code, detail]).toEqual(['ACR2207', expect.stringContaining('az is not on the PATH')]);
    expect(hint).toContain('https://aka.ms/azure-cli');
  });

  test.each([
    {
      name: 'nobody signed in',
      stderr: "ERROR: Please run 'az login' to setup account.",
      code: 'ACR2207',
      said: 'nobody is signed in to it',
      remedy: 'az cloud set --name AzureChinaCloud && az login',
    },
    {
      name: 'a sign-in that ran out',
      stderr:
        'ERROR: AADSTS700082: The refresh token has expired due to inactivity. The token was issued on 2025-01-01T00:00:00Z and was inactive for 90.00:00:00. Trace ID: 0dc6a5c4-1c9a-4f6a-8f5e-3a0b6e6f0100 Correlation ID: 7f2d4d3e-8f4b-4a55-9f0e-6f3f4c6d0200 Timestamp: 2025-06-01 00:00:00Z\nInteractive authentication is needed. Please run:\naz login --scope https://management.core.windows.net//.default',
      code: 'ACR2207',
      said: 'az says: AADSTS700082: The refresh token has expired due to inactivity.',
      remedy: 'The sign-in ran out. Run: az cloud set',
    },
    {
      name: 'another cloud',
      stderr:
        'ERROR: AADSTS500011: The resource principal named https://management.chinacloudapi.cn was not found in the tenant named Contoso. Trace ID: 0dc6a5c4-1c9a-4f6a-8f5e-3a0b6e6f0100',
      code: 'ACR2207',
      said: 'AADSTS500011',
      remedy:
        'another cloud than azure.cloud of the file, AzureChinaCloud. Run: az cloud set --name AzureChinaCloud',
    },
    {
      name: 'TLS that is opened on the way',
      stderr:
        "ERROR: HTTPSConnectionPool(host='login.chinacloudapi.cn', port=443): Max retries exceeded with url: / (Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate in certificate chain (_ssl.c:1006)')))",
      code: 'ACR2209',
      said: 'az reaches no login service',
      remedy: 'REQUESTS_CA_BUNDLE',
    },
    {
      name: 'a crash',
      stderr: 'Traceback (most recent call last):\n  File "az.py", line 1, in <module>\nRuntimeError: boom',
      code: 'ACR2207',
      said: 'az gave no token: RuntimeError: boom',
      remedy: 'az account get-access-token',
    },
  ])('says for $name what it was and what to do', async ({ stderr, code, said, remedy }) => {
    failing(stderr);
    const failed = await failure({ env: CHOSEN, cloud: 'AzureChinaCloud' });
    expect(failed).toEqual({
      code,
      detail: expect.stringContaining(said),
      hint: expect.stringContaining(remedy),
    });
    expect(failed.detail).not.toMatch(/Traceback|Timestamp/);
  });

  test('that prints something else gives no token', async () => {
    for (const printed of ['echo hello', "printf 'a secret\\nand more\\n'", 'true']) {
      az(printed);
      const { code, detail } = await failure({ env: CHOSEN });
      expect([code, detail]).toEqual([
        'ACR2207',
        expect.stringMatching(/az gave no token: what it printed is not/),
      ]);
      expect(detail).not.toMatch(/hello|secret|and more|Unexpected/);
    }
  });

  test('is asked where there is no machine of Azure, and not where another cloud answers in its place', async () => {
    const accessToken = tokenWith({ tid: TENANT, oid: 'o' });
    for (const status of [401, 403, 404]) {
      az(`echo '${JSON.stringify({ accessToken, expires_on: 4_102_444_800 })}'`);
      const service = await serve(() => ({ status, body: '' }));
      const { source } = await sign({ env: {}, httpClient: turnedTo(service.endpoint) });
      expect(source).toBe(`identity o in tenant ${TENANT}, by Azure CLI`);
      expect(service.asked.map(({ host, headers }) => [host, headers['metadata']])).toEqual([
        ['169.254.169.254', undefined],
      ]);
    }
  });

  test('never stands in for an identity that AZURE_CLIENT_ID names', async () => {
    az(`echo '${JSON.stringify({ accessToken: tokenWith({ tid: TENANT }), expires_on: 4_102_444_800 })}'`);
    const { endpoint } = await serve(() => ({ status: 404, body: '' }));
    const { code, detail, hint } = await failure({ env: APPLICATION, httpClient: turnedTo(endpoint) });
    expect(code).toBe('ACR2203');
    expect(detail).toContain('4. Azure CLI: not asked, since AZURE_CLIENT_ID names an identity of its own');
    expect(hint).toContain('AZURE_TOKEN_CREDENTIALS=AzureCliCredential');
  });

  test('never stands in for a configured login that failed', async () => {
    az(`echo '${JSON.stringify({ accessToken: tokenWith({ tid: TENANT }), expires_on: 4_102_444_800 })}'`);
    const missing = { ...APPLICATION, AZURE_FEDERATED_TOKEN_FILE: join(folder, 'none') };
    expect(await failure({ env: missing })).toMatchObject({ code: 'ACR2205' });
    const wrong = refused('AADSTS7000215: Invalid client secret provided.');
    expect(await failureBehind(wrong, { env: WITH_SECRET })).toMatchObject({ code: 'ACR2204' });
  });
});

describe('tokens of a run', () => {
  test('that ARM refused come from the login service again, not from the memory of the library', async () => {
    let given = 0;
    const { asked, endpoint } = await serve(() => granted({ tid: TENANT, jti: String(++given) }));
    const { tokens } = await sign({ env: WITH_SECRET, httpClient: turnedTo(endpoint) });
    const first = await tokens.token();
    expect(await tokens.token()).toBe(first);
    expect(await tokens.token({ fresh: true })).not.toBe(first);
    expect(asked).toHaveLength(2);
  });

  test('that can be had no more end the run with the reason', async () => {
    let given = 0;
    const said = "AADSTS7000112: Application '22222222'(images) is disabled.";
    const { endpoint } = await serve(() => (given++ === 0 ? granted({ tid: TENANT }) : refused(said)));
    const { tokens } = await sign({ env: WITH_SECRET, httpClient: turnedTo(endpoint) });
    await expect(tokens.token({ fresh: true })).rejects.toMatchObject({
      exitCode: EXIT.denied,
      diagnostics: [{ code: 'ACR2204', detail: expect.stringContaining(said) }],
    });
  });
});
