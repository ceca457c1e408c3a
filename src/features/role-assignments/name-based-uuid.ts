import { hash } from 'node:crypto';

/** A UUID of version 5 (RFC 9562, section 5.5): the same name in the same namespace is the same UUID. */
export function nameBasedUuid(namespace: string, name: string): string {
  const space = Buffer.from(namespace.replaceAll('-', ''), 'hex');
  const digits = hash('sha1', Buffer.concat([space, Buffer.from(name, 'utf8')]));
  const variant = ((Number.parseInt(digits.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `5${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}
