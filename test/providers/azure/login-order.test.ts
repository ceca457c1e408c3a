import { describe, expect, test } from 'vitest';
import { AcrctlError, EXIT } from '../../../src/core/errors.ts';
import { type Env, searchOrder } from '../../../src/providers/azure/login/sources.ts';

const APPLICATION = { AZURE_TENANT_ID: 't', AZURE_CLIENT_ID: 'c' };
const SECRET = { ...APPLICATION, AZURE_CLIENT_SECRET: 's' };
const FILE = { AZURE_CLIENT_CERTIFICATE_PATH: '/certificate' };
const TOKEN = { AZURE_FEDERATED_TOKEN_FILE: '/token' };
const PLATFORM = { IDENTITY_ENDPOINT: 'http://127.0.0.1', IDENTITY_HEADER: 'h' };

/** The logins to try, each by what it would use; those that are not there in brackets. */
function order(env: Env): readonly string[] {
  return searchOrder(env).map((step) => ('absent' in step ? `(${step.login})` : step.source.kind));
}

function refusal(env: Env) {
  try {
    return expect.fail(`found ${order(env).join(', ')}`);
  } catch (error) {
    if (!(error instanceof AcrctlError)) throw error;
    const [{ code, detail } = { code: '', detail: '' }] = error.diagnostics;
    return { exit: error.exitCode, code, detail };
  }
}

describe('a login is looked for', () => {
  test.each<{ name: string; env: Env; expected: readonly string[] }>([
    { name: 'everywhere', env: {}, expected: ['(environment)', '(workload identity)', 'managed', 'cli'] },
    {
      name: 'nowhere behind a secret',
      env: { ...SECRET, ...FILE, ...TOKEN, ...PLATFORM },
      expected: ['secret'],
    },
    {
      name: 'nowhere behind a certificate',
      env: { ...APPLICATION, ...FILE, ...TOKEN },
      expected: ['certificate'],
    },
    {
      name: 'nowhere behind a federated token',
      env: { ...APPLICATION, ...TOKEN, ...PLATFORM },
      expected: ['(environment)', 'workload'],
    },
    {
      name: 'nowhere behind an endpoint that the platform names',
      env: PLATFORM,
      expected: ['(environment)', '(workload identity)', 'managed'],
    },
    {
      name: 'not in the Azure CLI where an identity is named',
      env: APPLICATION,
      expected: ['(environment)', '(workload identity)', 'managed', '(Azure CLI)'],
    },
    {
      name: 'behind variables that are set but empty',
      env: {
        AZURE_TENANT_ID: '',
        AZURE_CLIENT_ID: '',
        AZURE_CLIENT_SECRET: '',
        AZURE_FEDERATED_TOKEN_FILE: '',
      },
      expected: ['(environment)', '(workload identity)', 'managed', 'cli'],
    },
    {
      name: 'only where production has logins',
      env: { AZURE_TOKEN_CREDENTIALS: 'prod' },
      expected: ['(environment)', '(workload identity)', 'managed'],
    },
    {
      name: 'only where people have logins',
      env: { ...SECRET, AZURE_TOKEN_CREDENTIALS: 'dev' },
      expected: ['cli'],
    },
    {
      name: 'only where AZURE_TOKEN_CREDENTIALS says, in any case',
      env: { ...SECRET, AZURE_TOKEN_CREDENTIALS: ' azureCLIcredential ' },
      expected: ['cli'],
    },
    {
      name: 'past a secret where workload identity is chosen',
      env: { ...SECRET, ...TOKEN, AZURE_TOKEN_CREDENTIALS: 'WorkloadIdentityCredential' },
      expected: ['workload'],
    },
  ])('$name', ({ env, expected }) => expect(order(env)).toEqual(expected));

  test('without a look at the metadata service where managed identity is chosen', () => {
    expect(
      searchOrder({ AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential', AZURE_CLIENT_ID: 'c' }),
    ).toEqual([{ login: 'managed identity', source: { kind: 'managed', client: 'c', probed: false } }]);
  });
});

describe('variables that are set in part are refused', () => {
  test.each<{ name: string; env: Env; said: string }>([
    {
      name: 'a secret alone',
      env: { AZURE_CLIENT_SECRET: 's' },
      said: 'AZURE_CLIENT_SECRET is set, but AZURE_TENANT_ID and AZURE_CLIENT_ID are not.',
    },
    {
      name: 'a secret without a tenant',
      env: { AZURE_CLIENT_SECRET: 's', AZURE_CLIENT_ID: 'c', AZURE_TENANT_ID: '' },
      said: 'AZURE_CLIENT_SECRET is set, but AZURE_TENANT_ID is not.',
    },
    {
      name: 'a certificate without an application',
      env: { ...FILE, AZURE_TENANT_ID: 't' },
      said: 'AZURE_CLIENT_CERTIFICATE_PATH is set, but AZURE_CLIENT_ID is not.',
    },
    {
      name: 'a federated token alone',
      env: TOKEN,
      said: 'AZURE_FEDERATED_TOKEN_FILE is set, but AZURE_TENANT_ID and AZURE_CLIENT_ID are not.',
    },
    {
      name: 'a chosen login without its variables',
      env: { ...APPLICATION, AZURE_TOKEN_CREDENTIALS: 'EnvironmentCredential', AZURE_CLIENT_SECRET: '' },
      said: 'asks for the login by environment alone, but AZURE_CLIENT_SECRET is set, but empty.',
    },
    {
      name: 'managed identity beside a federated token, which the library would use',
      env: { ...APPLICATION, ...TOKEN, AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential' },
      said: 'AZURE_FEDERATED_TOKEN_FILE is set, which is workload identity',
    },
  ])('$name', ({ env, said }) => {
    expect(refusal(env)).toEqual({
      exit: EXIT.denied,
      code: 'ACR2203',
      detail: expect.stringContaining(said),
    });
  });

  test('and so is a login that acrctl does not have', () => {
    const env = { ...SECRET, AZURE_TOKEN_CREDENTIALS: 'AzurePowerShellCredential\u001b[2J' };
    const { exit, code, detail } = refusal(env);
    expect([exit, code]).toEqual([EXIT.denied, 'ACR2208']);
    expect(detail).toContain('AzureCliCredential, prod (the first three) and dev (the last)');
    expect(detail).not.toContain('\u001b');
  });
});
