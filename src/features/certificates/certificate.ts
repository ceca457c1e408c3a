import { createHash, type KeyObject, X509Certificate } from 'node:crypto';
import type { Code } from '../../core/codes.ts';
import { quote } from '../../core/wording.ts';

/** One certificate of a file, by what a person or a check asks of it. */
export interface CertificateFacts {
  /** Where its BEGIN line stands in the file; 0 in PKCS#12, which has no lines. */
  readonly line: number;
  /** The common name, or the whole subject where it has none. */
  readonly name: string;
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  /** SHA-256 of its DER, lower hex. */
  readonly fingerprint: string;
  /** Milliseconds since the epoch; both are still within the time. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly x509: X509Certificate;
}

/**
 * A certificate with its key and the chain above it, as a file held them and every check let them through. The key is a
 * `KeyObject`, which shows nothing of itself in JSON or in a message; only `bundleOf` writes it out.
 */
export interface Certificate {
  readonly leaf: CertificateFacts;
  /** What signed the leaf, and so on upwards; empty where it signed itself. */
  readonly chain: readonly CertificateFacts[];
  readonly key: KeyObject;
  /** SHA-256 of the leaf's DER, lower hex: what says whether two are the same certificate. */
  readonly fingerprint: string;
  /** The same over leaf and chain together, which differs also where only the chain does. */
  readonly chainFingerprint: string;
  /** The DNS names of its subjectAltName, in lower case. */
  readonly hosts: readonly string[];
  readonly keyBits: number;
  readonly isSelfSigned: boolean;
}

/** What is wrong in a file of certificates. It never repeats what the file says but for names in certificates. */
export interface CertificateFault {
  readonly code: Code;
  /** In the file, from 1; 0 in one that has no lines. */
  readonly line: number;
  readonly problem: string;
  readonly remedy: string;
  readonly requirements: readonly string[];
}

/** Either the certificate, or all that keeps the file from holding one. */
export type CertificateReading =
  | { readonly certificate: Certificate; readonly faults: readonly [] }
  | { readonly certificate?: never; readonly faults: readonly CertificateFault[] };

export function factsOf(x509: X509Certificate, line: number): CertificateFacts {
  return {
    line,
    name: nameIn(x509.subject),
    subject: oneLine(x509.subject),
    issuer: oneLine(x509.issuer),
    serial: x509.serialNumber.toLowerCase(),
    fingerprint: sha256(x509.raw),
    notBefore: Date.parse(x509.validFrom),
    notAfter: Date.parse(x509.validTo),
    x509,
  };
}

/** Throws where it is none; also where only its key cannot be read, which Node tells when it is first asked. */
export function readX509(der: Buffer): X509Certificate {
  const x509 = new X509Certificate(der);
  void x509.publicKey;
  return x509;
}

/** The certificate of parts that belong together. */
export function certificateOf(
  key: KeyObject,
  leaf: CertificateFacts,
  chain: readonly CertificateFacts[],
): Certificate {
  return {
    leaf,
    chain,
    key,
    fingerprint: leaf.fingerprint,
    chainFingerprint: sha256(...[leaf, ...chain].map(({ x509 }) => x509.raw)),
    hosts: hostsOf(leaf.x509.subjectAltName ?? ''),
    keyBits: key.asymmetricKeyDetails?.modulusLength ?? 0,
    isSelfSigned: isSelfSigned(leaf.x509),
  };
}

/** The certificate in a sentence, with the line that it is found at. */
export function pointTo({ name, line }: CertificateFacts): string {
  return line === 0 ? quote(name) : `${quote(name)} (line ${line})`;
}

/** The name of the issuer, for a sentence. */
export function issuerNameOf({ x509 }: CertificateFacts): string {
  return nameIn(x509.issuer);
}

export function isSelfSigned(x509: X509Certificate): boolean {
  return isSignedBy(x509, x509);
}

/** The name fits, and the signature is made by the key of the other; whether that one may sign is not asked. */
export function isSignedBy(x509: X509Certificate, issuer: X509Certificate): boolean {
  return isNamedBy(x509, issuer) && x509.verify(issuer.publicKey);
}

/** OpenSSL compares names as X.509 asks for, but takes none for the issuer that may not sign, not even of itself. */
export function isNamedBy(x509: X509Certificate, issuer: X509Certificate): boolean {
  return x509.issuer === issuer.subject || x509.checkIssued(issuer);
}

function sha256(...parts: readonly Buffer[]): string {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return digest.digest('hex');
}

/** Node has one attribute a line. */
function oneLine(name: string): string {
  return (name ?? '').split('\n').join(', ');
}

function nameIn(name: string): string {
  const attributes = (name ?? '').split('\n');
  return attributes.findLast((attribute) => attribute.startsWith('CN='))?.slice(3) ?? oneLine(name);
}

/** Node writes `DNS:a.example, IP Address:10.0.0.1`, and a name that would be mistaken for two as a JSON string. */
function hostsOf(subjectAltName: string): readonly string[] {
  const found = subjectAltName.matchAll(/(?:^|, )([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^,]*)/g);
  const names = [...found].flatMap(([, kind, value = '']) => (kind === 'DNS' ? [value] : []));
  const plain = names.map((name): string => (name.startsWith('"') ? JSON.parse(name) : name));
  return [...new Set(plain.map((name) => name.toLowerCase()))];
}
