import { parseJson } from '../../../core/json.ts';
import { textAt } from '../../../core/path.ts';
import { clean, cleanSaid } from '../text.ts';
import { IMDS_HOST } from './imds.ts';
import type { Refusal } from './refusal.ts';
import type { Source } from './sources.ts';
import type { Sight } from './witness.ts';

/** The endpoint of the machine gave no token for its identity, or for the one that AZURE_CLIENT_ID names. */
export function managedRefusal(
  { client, probed }: Extract<Source, { kind: 'managed' }>,
  sight: Sight | undefined,
  text: string,
): Refusal {
  const code = 'ACR2206';
  if (sight === undefined)
    return {
      code,
      said: clean(text),
      remedy: 'Check IDENTITY_ENDPOINT and IDENTITY_HEADER, which the platform sets.',
    };
  if (sight.kind === 'no-answer') {
    const why = sight.code === '' ? '' : ` (${clean(sight.code)})`;
    return {
      code,
      said: `The endpoint of managed identities at ${sight.host} does not answer${why}.`,
      remedy: sight.host.startsWith(IMDS_HOST)
        ? `Only machines in Azure have it. Where this is one, let ${IMDS_HOST} through the firewall and name it in NO_PROXY.`
        : 'IDENTITY_ENDPOINT (or MSI_ENDPOINT) names it, and the platform sets that: unset it where no platform did.',
    };
  }
  const words = messageIn(sight.body);
  if (sight.status === 400 && NOT_ASSIGNED.test(words)) return notAssigned(client, probed, words);
  return {
    code,
    said: `The endpoint of managed identities at ${sight.host} answered ${sight.status}: ${words.replace(/\.?$/, '.')}`,
    remedy:
      sight.status === 401 || sight.status === 403
        ? 'It refuses callers it does not know: IDENTITY_HEADER must be the one that the platform set for this program.'
        : 'Run the same command again; if it stays, look at the identity of this machine in the portal.',
  };
}

/** In the words of IMDS, of App Service and of Container Instances. */
const NOT_ASSIGNED =
  /identity not found|no (user assigned or delegated )?managed identity (was )?found|no .*identity.*(assigned|found)/i;

function notAssigned(client: string | undefined, probed: boolean, words: string): Refusal {
  const code = 'ACR2206';
  if (client !== undefined) {
    return {
      code,
      said: `No managed identity with client id ${client} is assigned to this machine (${words}).`,
      remedy:
        'Assign it to the machine, or correct AZURE_CLIENT_ID; without that variable the identity of the machine itself is used.',
    };
  }
  return {
    code,
    said: `No managed identity is assigned to this machine (${words}).`,
    remedy: 'Turn on its system-assigned identity, or assign one and set AZURE_CLIENT_ID to its client id.',
    // The hosted runners of GitHub and Azure Pipelines are such machines (azure-sdk-for-go issue 18352): nobody
    // meant an identity of theirs, so that the search goes on.
    ...(probed && { absent: 'this machine is in Azure, but no managed identity is assigned to it' }),
  };
}

function messageIn(body: string): string {
  const parsed = parseJson(body);
  const words = ['error_description', 'message', 'error.message', 'error']
    .map((path) => textAt(parsed, path))
    .find((text) => text !== undefined && text !== '');
  return cleanSaid(words ?? (body === '' ? 'nothing' : 'something that is no JSON'));
}
