import { type Code, diagnose } from '../../../core/codes.ts';
import { AcrctlError, EXIT } from '../../../core/errors.ts';
import { enumerate, quote } from '../../../core/wording.ts';

export type Env = Readonly<Record<string, string | undefined>>;

interface Application {
  readonly tenant: string;
  readonly client: string;
}

/** One way to get a token, with everything it needs from the environment. */
export type Source =
  | (Application & { readonly kind: 'secret'; readonly secret: string })
  | (Application & {
      readonly kind: 'certificate';
      readonly path: string;
      readonly password: string | undefined;
      readonly sendChain: boolean;
    })
  | (Application & { readonly kind: 'workload'; readonly tokenFile: string })
  | {
      readonly kind: 'managed';
      /** Picks a user-assigned identity; the one of the machine without it. */
      readonly client: string | undefined;
      /** Found by looking whether something answers, and not by what is configured. */
      readonly probed: boolean;
    }
  | { readonly kind: 'cli'; readonly tenant: string | undefined };

/** A login in the order of the search: one to try, or why it is none. */
export type Step =
  | { readonly login: Login; readonly source: Source }
  | { readonly login: Login; readonly absent: string };

export type Login = 'environment' | 'workload identity' | 'managed identity' | 'Azure CLI';

/**
 * The logins to try, in the order of DefaultAzureCredential in @azure/identity as far as acrctl has them. Whoever
 * configured an identity gets that one or an error: after a login that variables describe no other is tried, and
 * the Azure CLI never stands in for an identity that AZURE_CLIENT_ID names. A run under somebody else's permissions
 * would at best fail late, and at worst succeed. Throws with exit code 4 where variables are set in part.
 */
export function searchOrder(env: Env): readonly Step[] {
  const wanted = env[CHOICE]?.trim().toLowerCase() ?? '';
  const search = wanted === '' ? SEARCHES.all : SEARCHES[wanted];
  if (search === undefined) throw unknownChoice(env[CHOICE] ?? '');
  const isChosen = search.length === 1;
  const steps: Step[] = [];
  for (const login of search) {
    const step = STEPS[login](env, isChosen);
    if ('absent' in step && isChosen)
      throw halfSet(`${CHOICE} asks for the login by ${login} alone, but ${step.absent}.`, COMPLETE);
    steps.push(step);
    if ('source' in step && isConfigured(step.source)) break;
  }
  return steps;
}

export const CHOICE = 'AZURE_TOKEN_CREDENTIALS';

/** The values of AZURE_TOKEN_CREDENTIALS that @azure/identity documents, as far as acrctl has the logins. */
const SEARCHES: Readonly<Record<string, readonly Login[]>> & { readonly all: readonly Login[] } = {
  all: ['environment', 'workload identity', 'managed identity', 'Azure CLI'],
  prod: ['environment', 'workload identity', 'managed identity'],
  dev: ['Azure CLI'],
  environmentcredential: ['environment'],
  workloadidentitycredential: ['workload identity'],
  managedidentitycredential: ['managed identity'],
  azureclicredential: ['Azure CLI'],
};

const STEPS: Readonly<Record<Login, (env: Env, isChosen: boolean) => Step>> = {
  environment: environmentStep,
  'workload identity': workloadStep,
  'managed identity': managedStep,
  'Azure CLI': cliStep,
};

function environmentStep(env: Env): Step {
  const login = 'environment';
  const { AZURE_CLIENT_SECRET: secret, AZURE_CLIENT_CERTIFICATE_PATH: path } = env;
  // Where both are set the secret wins, as in EnvironmentCredential.
  if (secret)
    return { login, source: { kind: 'secret', ...application(env, ['AZURE_CLIENT_SECRET']), secret } };
  if (path) {
    const sendChain = /^(true|1)$/i.test(env['AZURE_CLIENT_SEND_CERTIFICATE_CHAIN'] ?? '');
    const password = env['AZURE_CLIENT_CERTIFICATE_PASSWORD'] || undefined;
    const names = ['AZURE_CLIENT_CERTIFICATE_PATH'];
    return {
      login,
      source: { kind: 'certificate', ...application(env, names), path, password, sendChain },
    };
  }
  const empty = ['AZURE_CLIENT_SECRET', 'AZURE_CLIENT_CERTIFICATE_PATH'].filter((name) => env[name] === '');
  const absent =
    empty.length > 0
      ? `${enumerate(empty)} ${empty.length > 1 ? 'are' : 'is'} set, but empty`
      : 'neither AZURE_CLIENT_SECRET nor AZURE_CLIENT_CERTIFICATE_PATH is set';
  return { login, absent };
}

function workloadStep(env: Env): Step {
  const login = 'workload identity';
  const tokenFile = env['AZURE_FEDERATED_TOKEN_FILE'];
  if (tokenFile) {
    const names = ['AZURE_FEDERATED_TOKEN_FILE'];
    return { login, source: { kind: 'workload', ...application(env, names), tokenFile } };
  }
  return {
    login,
    absent: `AZURE_FEDERATED_TOKEN_FILE is ${tokenFile === '' ? 'set, but empty' : 'not set'}`,
  };
}

function managedStep(env: Env, isChosen: boolean): Step {
  const client = env['AZURE_CLIENT_ID'] || undefined;
  // The library would exchange that token, and would ask the public cloud to do so whatever azure.cloud is.
  if (env['AZURE_FEDERATED_TOKEN_FILE'] && client !== undefined && env['AZURE_TENANT_ID']) {
    throw halfSet(
      `AZURE_FEDERATED_TOKEN_FILE is set, which is workload identity, and ${CHOICE} asks for managed identity.`,
      `Unset one of the two, or set ${CHOICE}=WorkloadIdentityCredential.`,
    );
  }
  const isDescribed = ENDPOINT_VARIABLES.some((name) => env[name]);
  return {
    login: 'managed identity',
    source: { kind: 'managed', client, probed: !isDescribed && !isChosen },
  };
}

/** By these App Service, Container Instances, Arc, Cloud Shell and others say where their identity is to be had. */
const ENDPOINT_VARIABLES = ['IDENTITY_ENDPOINT', 'MSI_ENDPOINT', 'AZURE_POD_IDENTITY_AUTHORITY_HOST'];

function cliStep(env: Env, isChosen: boolean): Step {
  const login = 'Azure CLI';
  if (env['AZURE_CLIENT_ID'] && !isChosen)
    return { login, absent: 'not asked, since AZURE_CLIENT_ID names an identity of its own' };
  return { login, source: { kind: 'cli', tenant: env['AZURE_TENANT_ID'] || undefined } };
}

function isConfigured(source: Source): boolean {
  return source.kind !== 'managed' || !source.probed;
}

function application(env: Env, given: readonly string[]): Application {
  const { AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: client } = env;
  if (tenant && client) return { tenant, client };
  const missing = ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID'].filter((name) => !env[name]);
  throw halfSet(
    `${enumerate(given)} is set, but ${enumerate(missing)} ${missing.length > 1 ? 'are' : 'is'} not.`,
    `Set ${enumerate(missing)}, or unset ${enumerate(given)} to sign in another way.`,
  );
}

const COMPLETE = `Set what is missing, or unset ${CHOICE} to let acrctl search.`;

function halfSet(what: string, hint: string): AcrctlError {
  return refusedChoice('ACR2203', `${what} No other login was tried, and nothing was asked.`, hint);
}

function unknownChoice(value: string): AcrctlError {
  return refusedChoice(
    'ACR2208',
    `${CHOICE} is ${quote(value)}. acrctl knows EnvironmentCredential, WorkloadIdentityCredential, ManagedIdentityCredential, AzureCliCredential, prod (the first three) and dev (the last).`,
    `Set ${CHOICE} to one of these, or unset it.`,
  );
}

function refusedChoice(code: Code, detail: string, hint: string): AcrctlError {
  return new AcrctlError(EXIT.denied, [diagnose(code, { detail, hint })]);
}
