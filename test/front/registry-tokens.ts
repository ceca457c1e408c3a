import { type KeyObject, randomUUID, sign } from 'node:crypto';
import { type Issued, issue } from '../authorities.ts';

/** Who may do what, by user: `pull`, or `pull` and `push`. */
export type Accounts = Readonly<
  Record<string, { readonly password: string; readonly actions: readonly string[] }>
>;

/** What the token endpoint is asked, in either form. */
export interface TokenWish {
  readonly user: string;
  readonly password: string;
  readonly scopes: readonly string[];
}

const ISSUER = 'Azure Container Registry';
/** Whose password is a token. */
const BY_TOKEN = '00000000-0000-0000-0000-000000000000';
/** Of tokens of Entra: the test has one. */
export const ENTRA_TOKEN = 'token-of-entra';

/** The tokens of a registry: RS256, with the certificate inside by which the registry server believes them. */
export function createTokens(login: string, accounts: Accounts, key: KeyObject) {
  const signer = issue({ name: ISSUER, key });
  const refreshTokens = new Set<string>();
  return {
    issuer: ISSUER,
    /** PEM, what the server trusts. */
    certificate: signer.certificate,

    /** Undefined for a wrong password. Who may do less than was asked gets just that. */
    access({ user, password, scopes }: TokenWish): string | undefined {
      const actions = actionsOf(user, password);
      if (actions === undefined) return undefined;
      const access = scopes.map((scope) => {
        const [type = '', name = '', wanted = ''] = scope.split(':');
        return { type, name, actions: wanted.split(',').filter((each) => actions.includes(each)) };
      });
      return tokenOf(signer, { aud: login, sub: user, access, grant_type: 'password' }, 4500);
    },

    /** Undefined for a token that Entra did not give. */
    exchanged(entraToken: string): string | undefined {
      if (entraToken !== ENTRA_TOKEN) return undefined;
      const token = tokenOf(signer, { aud: login, sub: 'entra', grant_type: 'refresh_token' }, 11_700);
      refreshTokens.add(token);
      return token;
    },
  };

  function actionsOf(user: string, password: string): readonly string[] | undefined {
    if (user === BY_TOKEN) return refreshTokens.has(password) ? ['pull', 'push'] : undefined;
    const account = accounts[user];
    return account?.password === password ? account.actions : undefined;
  }
}

export { BY_TOKEN };

function tokenOf({ key, certificate }: Issued, claims: object, seconds: number): string {
  const der = certificate.replaceAll(/-----.*-----|\s/g, '');
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = [
    part({ alg: 'RS256', typ: 'JWT', x5c: [der] }),
    part({
      ...{ iss: ISSUER, version: '1.0', jti: randomUUID(), ...claims },
      ...{ iat: now, nbf: now - 60, exp: now + seconds },
    }),
  ].join('.');
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}
