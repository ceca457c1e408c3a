import type { KeyObject } from 'node:crypto';

/**
 * Whether the numbers of a private RSA key belong together (RFC 8017, 3.2). A key with a slip in one of them can be read,
 * and signs or not depending on which of them a program uses.
 */
export function isConsistent(key: KeyObject): boolean {
  const { n, e, d, p, q, dp, dq, qi } = key.export({ format: 'jwk' });
  const [modulus, open, secret] = [number(n), number(e), number(d)];
  const [first, second] = [number(p), number(q)];
  if (first < 2n || second < 2n) return false;
  return (
    first * second === modulus &&
    (open * secret) % (first - 1n) === 1n &&
    (open * secret) % (second - 1n) === 1n &&
    number(dp) === secret % (first - 1n) &&
    number(dq) === secret % (second - 1n) &&
    (number(qi) * second) % first === 1n
  );
}

function number(base64url: string | undefined): bigint {
  return BigInt(`0x0${Buffer.from(base64url ?? '', 'base64url').toString('hex')}`);
}
