import type { Code } from '../../../core/codes.ts';
import { parseJson } from '../../../core/json.ts';
import { textAt } from '../../../core/path.ts';
import { CLOUDS } from '../clouds.ts';
import { clean, cleanSaid } from '../text.ts';
import { claimsOf } from '../token-claims.ts';
import type { Failed, Refusal } from './refusal.ts';
import type { Source } from './sources.ts';
import type { Sight } from './witness.ts';

type EntraSource = Extract<Source, { readonly tenant: string; readonly client: string }>;

/** The login service answered, and its answer was no token. */
export function entraRefusal(
  source: EntraSource,
  answer: Extract<Sight, { kind: 'answer' }>,
  failed: Failed,
): Refusal {
  const code: Code = source.kind === 'workload' ? 'ACR2205' : 'ACR2204';
  const refusal = readEntra(descriptionIn(answer.body));
  if (refusal === undefined) {
    const isProxy = answer.status === 407;
    return {
      code: 'ACR2209',
      said: isProxy
        ? `The proxy in front of ${answer.host} asks for a login of its own (407).`
        : `${answer.host} answered ${answer.status} with something that is no answer of the login service; a proxy or a portal may have answered in its place.`,
      remedy: isProxy
        ? 'Put user and password of the proxy into HTTPS_PROXY.'
        : 'Check network and proxy (HTTPS_PROXY, NO_PROXY), and run the same command again.',
    };
  }
  const off = clockError(answer.date, failed.nowMs);
  return {
    code,
    said: refusal.text,
    remedy: [...(off === undefined ? [] : [off]), remedyFor(refusal.number, source, failed)].join(' '),
  };
}

export interface EntraAnswer {
  /** Digits only. */
  readonly number: string;
  /** One sentence or two with code, and the ids that support asks for. */
  readonly text: string;
}

/** What Entra says in a text that may hold dumps, traces and several lines; undefined where it does not speak. */
export function readEntra(text: string): EntraAnswer | undefined {
  const number = /AADSTS(\d+)/.exec(text)?.[1];
  if (number === undefined) return undefined;
  const start = text.indexOf(`AADSTS${number}`);
  const sentence = clean(text.slice(start).split(TRAILER, 1)[0] ?? '').replace(/[\s.-]*$/, '.');
  const ids = [
    idAfter('Trace ID', text)?.replace(/^/, 'trace id '),
    idAfter('Correlation ID', text)?.replace(/^/, 'correlation id '),
  ].filter((id) => id !== undefined);
  return {
    number,
    text: `${cleanSaid(sentence)}${ids.length > 0 ? ` For support: ${ids.join(', ')}.` : ''}`,
  };
}

/** Where the sentences end and ids, times or the words of a tool begin. */
const TRAILER =
  /\s*(?:-\s*)?(?:Trace ID|Correlation ID|Timestamp):|\r?\n\s*(?:To re-authenticate|Interactive authentication|Run the command|Traceback)/i;
function idAfter(label: string, text: string): string | undefined {
  return new RegExp(`${label}:\\s*([0-9a-f-]{8,36})`, 'i').exec(text)?.[1];
}

function descriptionIn(body: string): string {
  return textAt(parseJson(body), 'error_description') ?? '';
}

function remedyFor(number: string, source: EntraSource, failed: Failed): string {
  const own = source.kind === 'workload' ? FEDERATED[number]?.(source, failed) : undefined;
  return own ?? COMMON[number]?.(source, failed) ?? unknownCode(number);
}

export function unknownCode(number: string): string {
  return `What AADSTS${number} means stands in https://learn.microsoft.com/entra/identity-platform/reference-error-codes.`;
}

type Remedies = Readonly<Record<string, (source: EntraSource, failed: Failed) => string>>;

/** By code of https://learn.microsoft.com/entra/identity-platform/reference-error-codes. */
const COMMON: Remedies = {
  7000215: () =>
    'AZURE_CLIENT_SECRET is no secret of this application. Take the value of the secret, which is shown once when it is made, and not its id.',
  7000222: ({ client }) =>
    `Make a new client secret for application ${client} and put its value into AZURE_CLIENT_SECRET; or use workload identity, which has no secret that runs out.`,
  7000112: ({ client }) => `Let an administrator enable application ${client}, or sign in as another one.`,
  700016: ({ client, tenant }) =>
    `Check AZURE_CLIENT_ID (${client}: the application id, not an object id) and AZURE_TENANT_ID (${tenant}: the tenant the application is in).`,
  90002: ({ tenant }, { cloud }) => unknownTenant(tenant, cloud),
  900023: ({ tenant }, { cloud }) => unknownTenant(tenant, cloud),
  900382: ({ tenant }, { cloud }) => unknownTenant(tenant, cloud),
  500011: ({ tenant }, { cloud }) =>
    `Tenant ${tenant} does not know Azure Resource Manager of ${cloud}: set azure.cloud in the file to the cloud the tenant is in.`,
  700027: () =>
    'Upload the certificate to the application, or use the one that it has. The clock of this machine must be right as well.',
  1000502: () =>
    'The certificate has run out or is not valid yet: make a new one and upload it to the application.',
  700024: () => 'Check the clock of this machine: what it signs is valid for ten minutes.',
  53003: () =>
    'A Conditional Access policy of the tenant refuses this login: run where it allows it, or have it changed.',
};

const FEDERATED: Remedies = {
  70021: federatedCredential,
  700211: federatedCredential,
  700212: federatedCredential,
  700213: federatedCredential,
  700024: (_, failed) =>
    `The token in the file ${validity(failed)}. Let the pipeline fetch a new one just before acrctl runs.`,
  50027: () =>
    'Let the pipeline write a token of its OpenID Connect provider, and nothing else, into the file that AZURE_FEDERATED_TOKEN_FILE names.',
};

function federatedCredential({ client }: EntraSource, { assertion }: Failed): string {
  const claims = claimsOf(assertion ?? '');
  const told = (['iss', 'sub', 'aud'] as const)
    .map((name) => [name, claims[name]] as const)
    .filter(([, value]) => typeof value === 'string')
    .map(([name, value]) => `${CLAIM_NAMES[name]} ${clean(String(value))}`);
  const which = told.length === 0 ? 'exactly what the token names' : told.join(', ');
  return `Give application ${client} a federated credential with ${which}. They are compared letter by letter.`;
}

const CLAIM_NAMES = { iss: 'issuer', sub: 'subject', aud: 'audience' } as const;

function validity({ assertion, nowMs }: Failed): string {
  const { exp } = claimsOf(assertion ?? '');
  if (typeof exp !== 'number') return 'is not valid now';
  const minutes = Math.round((nowMs - exp * 1_000) / 60_000);
  return minutes < 1 ? 'is not valid now by the clock of the login service' : `ran out ${minutes} min ago`;
}

function unknownTenant(tenant: string, cloud: Failed['cloud']): string {
  return `${cloud} has no tenant ${tenant}: check AZURE_TENANT_ID, and azure.cloud in the file, by which ${CLOUDS[cloud].loginHosts[0]} was asked.`;
}

const CLOCK_ERROR_MS = 5 * 60_000;

function clockError(date: string | undefined, nowMs: number): string | undefined {
  const serverMs = Date.parse(date ?? '');
  const offMs = nowMs - serverMs;
  if (Number.isNaN(serverMs) || Math.abs(offMs) < CLOCK_ERROR_MS) return undefined;
  const minutes = Math.round(Math.abs(offMs) / 60_000);
  return `The clock of this machine is ${minutes} min ${offMs > 0 ? 'ahead' : 'behind'}: set it first.`;
}
