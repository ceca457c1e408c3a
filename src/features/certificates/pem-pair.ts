import { enumerate, quote } from '../../core/wording.ts';
import {
  type Certificate,
  type CertificateFacts,
  type CertificateFault,
  certificateOf,
  isSignedBy,
  pointTo,
} from './certificate.ts';
import { chainOf } from './pem-chain.ts';
import type { PemKey } from './pem-key.ts';
import { isConsistent } from './rsa-key.ts';

/**
 * Key, leaf and chain brought together. Where something of the file could not be read, nothing is concluded from its
 * absence.
 */
export function pairOf(
  keys: readonly PemKey[],
  certificates: readonly CertificateFacts[],
  read: { readonly keys: boolean; readonly certificates: boolean },
): { readonly certificate?: Certificate; readonly faults: readonly CertificateFault[] } {
  const readable = keys.flatMap(({ key, line }) => (key === undefined ? [] : [{ key, line }]));
  const owner = readable.flatMap((each) => {
    const leaf = certificates.find(({ x509 }) => x509.checkPrivateKey(each.key));
    return leaf === undefined ? [] : [{ ...each, leaf }];
  })[0];
  const leaf = owner?.leaf ?? lowest(certificates);
  if (leaf === undefined || !read.certificates) return { faults: [] };
  const rest = certificates.filter((other) => other !== leaf);
  const { chain, faults } = chainOf(leaf, rest);
  const [only] = readable;
  if (owner === undefined)
    return { faults: [...(only && read.keys ? [otherKey(only.line, certificates)] : []), ...faults] };
  if (!isConsistent(owner.key)) return { faults: [damagedKey(owner.line), ...faults] };
  return { certificate: certificateOf(owner.key, leaf, chain), faults: [...purposeFaults(leaf), ...faults] };
}

/** Without any purpose a certificate is for all of them; with some, clients want that of servers (RFC 5280, 4.2.1.12). */
function purposeFaults({ x509, name, line }: CertificateFacts): readonly CertificateFault[] {
  const purposes = x509.keyUsage as readonly string[] | undefined;
  if (purposes === undefined || SERVERS.some((purpose) => purposes.includes(purpose))) return [];
  return [
    fault(
      'ACR1424',
      line,
      `${quote(name)} is issued for other purposes than to identify a server (extended key usage), and clients refuse it.`,
      'Have one issued for servers: with the extended key usage serverAuth.',
    ),
  ];
}

/** serverAuth, and anyExtendedKeyUsage. */
const SERVERS = ['1.3.6.1.5.5.7.3.1', '2.5.29.37.0'];

/** Without a key that tells it, the certificate that signed none of the others. */
function lowest(certificates: readonly CertificateFacts[]): CertificateFacts | undefined {
  const signsNone = ({ x509 }: CertificateFacts) =>
    certificates.every((other) => other.x509 === x509 || !isSignedBy(other.x509, x509));
  return certificates.find(signsNone) ?? certificates[0];
}

function otherKey(line: number, certificates: readonly CertificateFacts[]): CertificateFault {
  const names = enumerate(certificates.map(pointTo), 'or');
  return fault(
    'ACR1410',
    line,
    `The private key is not that of ${names}.`,
    'Put the key there that the certificate was asked for with, or the certificate that was issued for this key.',
  );
}

function damagedKey(line: number): CertificateFault {
  const problem = 'The private key is damaged: its numbers do not belong together.';
  return fault('ACR1403', line, problem, 'Copy the key again from where it came, whole and as plain text.');
}

function fault(
  code: CertificateFault['code'],
  line: number,
  problem: string,
  remedy: string,
): CertificateFault {
  return { code, line, problem, remedy, requirements: ['0.8'] };
}
