/**
 * What may be told of the body of a request: all but the value of a secret (in either plane), the passwords of a token, what a
 * webhook is to send along, and the files and passwords of certificates that a gateway gets. A body that cannot be read is not
 * told at all.
 */
export function withoutSecret(path: string, body: string): string {
  const secret = secrets.find(({ at }) => at.test(path));
  if (!secret) return body;
  try {
    return JSON.stringify(
      JSON.parse(body, (name, value) => (secret.names.includes(name) ? hidden(value) : value)),
    );
  } catch {
    return masked;
  }
}

/** The members that are secrets, by the paths that have them. Of webhooks: what the schema calls sensitive (arm-types). */
const secrets: readonly { readonly at: RegExp; readonly names: readonly string[] }[] = [
  { at: /\/secrets\//i, names: ['value'] },
  { at: /\/applicationGateways\//i, names: ['data', 'password'] },
  { at: /\/registries\/[^/]+\/tokens\//i, names: ['value'] },
  { at: /\/registries\/[^/]+\/webhooks\//i, names: ['customHeaders', 'serviceUri'] },
];

/** Of headers the names may be told. */
function hidden(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return masked;
  return Object.fromEntries(Object.keys(value).map((name) => [name, masked]));
}

const masked = '(secret)';
