import type { Code } from '../../../core/codes.ts';
import type { CloudName } from '../clouds.ts';
import { clean } from '../text.ts';
import { cliRefusal } from './azure-cli-refusal.ts';
import { entraRefusal } from './entra-refusal.ts';
import { PEM_WANTED } from './login-file.ts';
import { managedRefusal } from './managed-refusal.ts';
import { networkRefusal } from './network-refusal.ts';
import type { Source } from './sources.ts';
import type { Sight } from './witness.ts';

/** Why a login gave no token. */
export interface Refusal {
  readonly code: Code;
  /** What went wrong, in full sentences. */
  readonly said: string;
  /** What to do about it, for this login. */
  readonly remedy: string;
  /** Set where there simply is no such login here, so that the next one may be tried: why, as half a sentence. */
  readonly absent?: string;
}

/** What is known about a login that failed. */
export interface Failed {
  readonly source: Source;
  readonly cloud: CloudName;
  /** The last request of the login; undefined where none was sent. */
  readonly sight: Sight | undefined;
  /** The library's words, cleaned. */
  readonly text: string;
  /** The federated token as its file holds it, where the login has one. */
  readonly assertion: string | undefined;
  readonly nowMs: number;
}

/** Reads a failed login by what came over the wire, and by the library's text where nothing did. */
export function refusalOf(failed: Failed): Refusal {
  const { source, sight, text } = failed;
  if (source.kind === 'cli') return cliRefusal(failed);
  if (sight?.kind === 'no-answer' && source.kind !== 'managed') return networkRefusal(source, sight);
  if (source.kind === 'managed') return managedRefusal(source, sight, text);
  if (sight?.kind === 'answer') return entraRefusal(source, sight, failed);
  return fileRefusal(source, text);
}

/** Nothing was sent: the certificate or the token file was of no use. */
function fileRefusal(source: Exclude<Source, { kind: 'managed' | 'cli' }>, text: string): Refusal {
  const said = clean(text);
  switch (source.kind) {
    case 'certificate':
      return {
        code: 'ACR2204',
        said: `The certificate in ${source.path} cannot be used: ${said}`,
        remedy: PEM_WANTED,
      };
    case 'workload':
      return {
        code: 'ACR2205',
        said: `The federated token in ${source.tokenFile} cannot be used: ${said}`,
        remedy: 'Let the pipeline write a new token into the file that AZURE_FEDERATED_TOKEN_FILE names.',
      };
    case 'secret':
      return {
        code: 'ACR2204',
        said: `The login with the client secret could not begin: ${said}`,
        remedy: 'Check AZURE_TENANT_ID and AZURE_CLIENT_ID: each is an id such as those in the portal.',
      };
  }
}
