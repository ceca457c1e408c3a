/**
 * What may be told of the body of a request: of one to a secret, in either plane, everything but its value. A body that cannot
 * be read is not told at all.
 */
export function withoutSecret(path: string, body: string): string {
  if (!/\/secrets\//i.test(path)) return body;
  try {
    return JSON.stringify(JSON.parse(body, (name, value) => (name === 'value' ? masked : value)));
  } catch {
    return masked;
  }
}

const masked = '(secret)';
