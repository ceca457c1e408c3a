import { diagnose } from '../../../core/codes.ts';
import { AcrctlError, EXIT } from '../../../core/errors.ts';
import type { CloudName } from '../clouds.ts';
import type { Refusal } from './refusal.ts';
import { CHOICE, type Env, type Login } from './sources.ts';

/** Why a login of the search was passed over. */
export interface Tried {
  readonly login: Login;
  readonly why: string;
}

/** A login that is there and gave no token: nobody else signs in in its place. */
export function loginFailed(login: Login, refusal: Refusal, tried: readonly Tried[]): AcrctlError {
  const all = [...tried, { login, why: 'found, and failed as said above' }];
  const detail = [
    `${refusal.said.replace(/[\s.]*$/, '.')} No other login was tried in its place.`,
    ...(tried.length === 0 ? [] : [listed(all)]),
  ].join('\n');
  return new AcrctlError(EXIT.denied, [diagnose(refusal.code, { detail, hint: refusal.remedy })]);
}

/** The search ended without a login. */
export function notSignedIn(tried: readonly Tried[], cloud: CloudName, env: Env): AcrctlError {
  const named = env['AZURE_CLIENT_ID'];
  const code = named ? 'ACR2203' : 'ACR2202';
  const what = named
    ? `AZURE_CLIENT_ID names ${named}, but nothing here signs in as that identity.`
    : 'No login to Azure was found.';
  const select = cloud === 'AzureCloud' ? '' : `az cloud set --name ${cloud} && `;
  const hint = named
    ? `Set AZURE_CLIENT_SECRET, AZURE_CLIENT_CERTIFICATE_PATH or AZURE_FEDERATED_TOKEN_FILE as well. To be whoever is signed in to the Azure CLI, unset AZURE_CLIENT_ID or set ${CHOICE}=AzureCliCredential.`
    : `On your own machine run: ${select}az login. In a pipeline set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_FEDERATED_TOKEN_FILE; docs/login.md shows how.`;
  return new AcrctlError(EXIT.denied, [
    diagnose(code, {
      detail: `${what} Nothing was asked of Azure, and nothing changed.\n${listed(tried)}`,
      hint,
    }),
  ]);
}

function listed(tried: readonly Tried[]): string {
  return [
    'Looked for, in this order:',
    ...tried.map(({ login, why }, index) => `${index + 1}. ${login}: ${why}`),
  ].join('\n');
}
