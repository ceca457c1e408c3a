/**
 * What may be told of the body of a request: all but the value of a secret (in either plane), and the files and passwords of
 * certificates that a gateway gets. A body that cannot be read is not told at all.
 */
export function withoutSecret(path: string, body: string): string {
  const secret = secrets.find(({ at }) => at.test(path));
  if (!secret) return body;
  try {
    return JSON.stringify(JSON.parse(body, (name, value) => (secret.names.includes(name) ? masked : value)));
  } catch {
    return masked;
  }
}

/** The members that are secrets, by the paths that have them. */
const secrets: readonly { readonly at: RegExp; readonly names: readonly string[] }[] = [
  { at: /\/secrets\//i, names: ['value'] },
  { at: /\/applicationGateways\//i, names: ['data', 'password'] },
];

const masked = '(secret)';
