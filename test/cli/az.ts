import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tokenWith } from '../providers/azure/login-service.ts';

/** Variables under which the Azure CLI is the login, and gives a token with these claims. */
export function signedInByAz(folder: string, claims: object): Readonly<Record<string, string>> {
  const bin = join(folder, '.bin');
  mkdirSync(bin, { recursive: true });
  const answer = {
    accessToken: tokenWith(claims),
    expiresOn: '2099-01-01 00:00:00.000000',
    expires_on: 4_070_908_800,
  };
  writeFileSync(join(bin, 'az'), `#!/bin/sh\necho '${JSON.stringify(answer)}'\n`);
  chmodSync(join(bin, 'az'), 0o755);
  return { PATH: bin, AZURE_TOKEN_CREDENTIALS: 'AzureCliCredential' };
}

/** Leads what would leave this machine to a port where nobody listens. */
export const NO_NETWORK = { HTTPS_PROXY: 'http://127.0.0.1:9', NO_PROXY: '' };
