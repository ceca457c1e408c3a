import type { Certificate } from './certificate.ts';

/**
 * Whether clients take the certificate for the host: by its subjectAltName alone, the common name counts for nothing,
 * and a `*` stands for exactly one label, the first (RFC 6125, 6.4; RFC 2818, 3.1 as browsers keep it).
 */
export function covers({ hosts }: Pick<Certificate, 'hosts'>, host: string): boolean {
  const asked = host.toLowerCase().replace(/\.$/, '');
  return hosts.some((name) => name === asked || isWildcardFor(name, asked));
}

function isWildcardFor(name: string, host: string): boolean {
  if (!name.startsWith('*.')) return false;
  const parent = name.slice(1);
  const label = host.slice(0, -parent.length);
  // "*.com" is for nobody.
  return host.endsWith(parent) && /^[a-z0-9_-]+$/.test(label) && parent.includes('.', 1);
}
