import { diagnose } from '../../core/codes.ts';
import { AcrctlError, EXIT } from '../../core/errors.ts';
import { KeyRefusal } from '../../core/key-store.ts';
import { NoAnswerError } from '../../core/world.ts';
import type { KeyInUse } from '../../features/encryption/key-in-use.ts';
import { systemCode } from '../../providers/azure/exchange.ts';

/** What is asked of a vault: it decides what is missing, and what an answer that never came may have done. */
export type KeyRequest = 'get' | 'list' | 'rotate';

/** Does one request to a vault; a refusal, or that nobody answered, becomes an error with what a person can do. */
export async function askingVault<T>(request: KeyRequest, key: KeyInUse, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof KeyRefusal) throw refused(error, request, key);
    if (error instanceof NoAnswerError) throw unanswered(error, request, key);
    throw error;
  }
}

function refused(error: KeyRefusal, request: KeyRequest, key: KeyInUse): AcrctlError {
  const { status, code, reason, message } = error;
  const said = `The vault ${key.vault} refused to ${WORDS[request]} (${status} ${reason ?? code}): ${message}`;
  const [exitCode, kind, hint] = remedyOf(error, request, key);
  const detail = /[.!]$/.test(said) ? said : `${said}.`;
  return new AcrctlError(exitCode, [diagnose(kind, { detail, hint })], { cause: error });
}

const WORDS = {
  get: 'show the key',
  list: 'list the versions of the key',
  rotate: 'make a version of the key',
} as const;

type Remedy = readonly [
  exitCode: typeof EXIT.error | typeof EXIT.denied,
  code: 'ACR2403' | 'ACR2404' | 'ACR2405' | 'ACR2409',
  hint: string,
];

function remedyOf({ status, code, reason }: KeyRefusal, request: KeyRequest, key: KeyInUse): Remedy {
  const known = reason === undefined ? undefined : BY_REASON[reason]?.(key, request);
  if (known !== undefined) return known;
  switch (status) {
    case 401:
      return [EXIT.denied, 'ACR2403', OTHER_TENANT];
    case 403:
      return [EXIT.denied, 'ACR2403', 'What the vault says is all that is known.'];
    case 404:
      return [EXIT.error, 'ACR2405', code === 'KeyNotFound' ? recoverKey(key) : RECOVER_VAULT];
    default:
      return [EXIT.error, 'ACR2409', 'Run the same command again: it looks first what there is.'];
  }
}

/** faults K02 to K04; roles and permissions: keyvault.md, "Roles" and "Data plane". */
const BY_REASON: Readonly<Record<string, (key: KeyInUse, request: KeyRequest) => Remedy>> = {
  ForbiddenByRbac: ({ vault }) => [
    EXIT.denied,
    'ACR2403',
    `Have the role Key Vault Crypto Officer given to whoever runs this, at the vault ${vault} or the key. A role that was given just now may take ten minutes to count.`,
  ],
  ForbiddenByPolicy: (_, request) => [
    EXIT.denied,
    'ACR2403',
    `It takes the key permissions get, list and rotate, and ${request} is missing: have it added to the access policy of whoever runs this. "az keyvault set-policy --key-permissions" puts what it names in place of what was there, so name all.`,
  ],
  ForbiddenByFirewall: () => [
    EXIT.error,
    'ACR2404',
    'Its firewall (networkAcls.defaultAction) does not know this address. Run this where the vault can be reached, such as a machine in its network; opening the firewall for it is a decision of the owner.',
  ],
  ForbiddenByConnection: () => [
    EXIT.error,
    'ACR2404',
    'Its public access is off (publicNetworkAccess). Run this where a private endpoint of the vault leads to it.',
  ],
};

const OTHER_TENANT =
  'The vault takes tokens of its own tenant only: sign in to the tenant of the vault, then run again.';
const RECOVER_VAULT =
  'If the vault was deleted, nobody can pull any more: recover it ("az keyvault recover"), and never purge it.';

function recoverKey({ vault, name }: KeyInUse): string {
  return `If it was deleted, nobody can pull any more: recover it, and never purge it:\naz keyvault key recover --vault-name ${vault} --name ${name}`;
}

/** ENOTFOUND: a vault that is gone has no name any more. */
function unanswered(error: NoAnswerError, request: KeyRequest, { vault }: KeyInUse): AcrctlError {
  const effect = request === 'rotate' ? ' Whether it made a version is not known.' : ' Nothing was written.';
  const why = systemCode(error) ?? error.message.replace(/\.$/, '');
  const detail = `The vault ${vault} did not answer (${why}).${effect}`;
  const hint =
    request === 'rotate'
      ? 'Run the same command again: it looks first, and says if there is a new version.'
      : 'Check that its name leads to it from here (a vault behind a private endpoint has an address only in its network), then run again.';
  return new AcrctlError(EXIT.error, [diagnose('ACR2409', { detail, hint })], { cause: error });
}
