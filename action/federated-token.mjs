// @ts-check
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StepError } from './environment.mjs';
import { ask } from './http.mjs';
import { mask, say } from './workflow-commands.mjs';

/** Shorter than the life of a token, which is a few minutes. */
const RENEWED_EVERY_MS = 4 * 60_000;

/**
 * Keeps a token of the job in a file for as long as acrctl runs, and gives the variables by which acrctl signs in with
 * it (docs/login.md). A run may need a new token of Azure after an hour, and asks for it with what stands there then.
 *
 * @param {NonNullable<import('./inputs.mjs').Inputs['azure']>} azure
 * @param {string} folder
 */
export async function keepFederatedToken({ clientId, tenantId, audience }, folder) {
  const file = join(folder, 'azure-token');
  const first = await tokenFor(audience);
  mask(first);
  writeFileSync(file, first, { mode: 0o600 });
  // While acrctl runs the runner obeys no line of the log, so a later token cannot be masked; nothing prints it.
  const renew = async () => writeFileSync(file, await tokenFor(audience));
  const timer = setInterval(() => {
    renew().catch((error) => say(`No new token of this job: ${error.message}`));
  }, RENEWED_EVERY_MS);
  return {
    env: {
      AZURE_CLIENT_ID: clientId,
      AZURE_TENANT_ID: tenantId,
      AZURE_FEDERATED_TOKEN_FILE: file,
      AZURE_TOKEN_CREDENTIALS: 'WorkloadIdentityCredential',
    },
    stop: () => {
      clearInterval(timer);
      rmSync(file, { force: true });
    },
  };
}

/** @param {string} audience */
async function tokenFor(audience) {
  const url = process.env['ACTIONS_ID_TOKEN_REQUEST_URL'];
  const bearer = process.env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'];
  if (!url || !bearer) {
    throw new StepError(
      'This job may not ask for a token. Give it "permissions: id-token: write"; jobs of pull requests from forks never get one.',
    );
  }
  const asked = new URL(url);
  asked.searchParams.set('audience', audience);
  const { body } = await ask('GET', asked.href, bearer);
  const { value } = /** @type {{ value?: unknown }} */ (body);
  if (typeof value !== 'string' || value === '')
    throw new StepError('GitHub answered without a token of this job.');
  return value;
}
