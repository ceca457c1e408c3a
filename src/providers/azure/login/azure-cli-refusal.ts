import { cleanSaid } from '../text.ts';
import { readEntra, unknownCode } from './entra-refusal.ts';
import type { Failed, Refusal } from './refusal.ts';

/** Starting `az` takes seconds on a slow machine; without a bound the library waits for it without end. */
export const AZ_TIMEOUT_MS = 60_000;

/** `az` gave no token. What it prints is all there is to go by; the library words the two commonest cases itself. */
export function cliRefusal({ cloud, text, source }: Failed): Refusal {
  const code = 'ACR2207';
  const login = loginCommand(cloud, source);
  if (/Azure CLI could not be found/i.test(text)) {
    return {
      code,
      said: 'The Azure CLI is not installed, or az is not on the PATH.',
      remedy: `Install it (https://aka.ms/azure-cli), then run: ${login}`,
      absent: 'az is not installed, or not on the PATH',
    };
  }
  const entra = readEntra(text);
  if (entra !== undefined) {
    return {
      code,
      said: `az says: ${entra.text}`,
      remedy:
        REMEDIES[entra.number]?.(login, cloud) ??
        `${unknownCode(entra.number)} Often it is enough to run: ${login}`,
    };
  }
  if (/az login/i.test(text)) {
    return {
      code,
      said: 'The Azure CLI is there, but nobody is signed in to it.',
      remedy: `Run: ${login}`,
      absent: 'az is there, but nobody is signed in to it',
    };
  }
  if (NETWORK.test(text)) {
    return {
      code: 'ACR2209',
      said: `az reaches no login service: ${brief(text)}`,
      remedy: /certificate/i.test(text)
        ? 'A proxy that opens TLS is the usual cause: set REQUESTS_CA_BUNDLE for az, and NODE_EXTRA_CA_CERTS for acrctl, to a PEM file with its certificate authority.'
        : 'Check network and proxy (HTTPS_PROXY, NO_PROXY), and run the same command again.',
    };
  }
  // Not quoted: what a parser did not understand may hold the token.
  if (/not valid JSON|Unexpected (?:token|end of JSON)|in JSON at position/i.test(text)) {
    return {
      code,
      said: 'az gave no token: what it printed is not the JSON that it was asked for.',
      remedy: `See what it prints to: az account get-access-token --output json. A wrapper, an alias or an old version may add to it.`,
    };
  }
  if (/timed? ?out|SIGTERM|killed/i.test(text)) {
    return {
      code,
      said: `az gave no token within ${AZ_TIMEOUT_MS / 1_000} seconds.`,
      remedy: 'See what it waits for with: az account get-access-token',
    };
  }
  return {
    code,
    said: `az gave no token: ${brief(text)}`,
    remedy: `See what it says to: az account get-access-token. Often it is enough to run: ${login}`,
  };
}

function loginCommand(cloud: Failed['cloud'], source: Failed['source']): string {
  const tenant = source.kind === 'cli' && source.tenant !== undefined ? ` --tenant ${source.tenant}` : '';
  const select = cloud === 'AzureCloud' ? '' : `az cloud set --name ${cloud} && `;
  return `${select}az login${tenant}`;
}

const NETWORK =
  /CERTIFICATE_VERIFY_FAILED|certificate verify failed|SSLError|NameResolution|Failed to resolve|Max retries exceeded|ConnectionError|Connection (?:refused|reset|aborted)|ProxyError/i;

const REMEDIES: Readonly<Record<string, (login: string, cloud: Failed['cloud']) => string>> = {
  500011: (_, cloud) => otherCloud(cloud),
  90002: (_, cloud) => otherCloud(cloud),
  50076: (login) => `Sign in again, with a second factor: ${login}`,
  50078: (login) => `Sign in again, with a second factor: ${login}`,
  50079: (login) => `Sign in again, with a second factor: ${login}`,
  50173: (login) => `The sign-in was revoked. Run: ${login}`,
  70043: (login) => `The sign-in ran out. Run: ${login}`,
  700082: (login) => `The sign-in ran out. Run: ${login}`,
  700024: () =>
    'The federated token that az was signed in with ran out: sign in again just before acrctl runs.',
  53003: () =>
    'A Conditional Access policy of the tenant refuses this login: run where it allows it, or have it changed.',
};

function otherCloud(cloud: Failed['cloud']): string {
  return `az is probably signed in to another cloud than azure.cloud of the file, ${cloud}. Run: az cloud set --name ${cloud} && az login`;
}

/** The one line of an error that says something: `az` marks it, and prints traces around it. */
function brief(text: string): string {
  const marked =
    /ERROR:\s*([^\r\n]+)/.exec(text)?.[1] ?? text.split(/\r?\n/).findLast((line) => line.trim() !== '');
  return cleanSaid(marked ?? '') || 'it said nothing';
}
