import { quote } from '../../core/wording.ts';
import type { CertificateFault } from './certificate.ts';
import type { PemBlock } from './pem-blocks.ts';

/** A block that has no place beside a key and its certificates. */
export function foreignBlock({ label, line }: PemBlock): readonly CertificateFault[] {
  if (label === 'CERTIFICATE' || label.endsWith('PRIVATE KEY')) return [];
  const [problem, remedy] = KNOWN[label] ?? [`The block ${quote(label)} does not belong here.`, TAKE_OUT];
  return [{ code: 'ACR1414', line, problem, remedy, requirements: ['0.8'] }];
}

const TAKE_OUT = 'Take it out: the file has one private key, its certificate, and those that signed it.';
const REQUEST = [
  'This is a request for a certificate, not the certificate.',
  'Send the request to the authority, and put in its place what that issues.',
] as const;
const PARAMETERS = [
  'Parameters of a key stand here, which only keys of other kinds than RSA have.',
  TAKE_OUT,
] as const;
const PUBLIC_KEY = ['A public key stands here; the certificate holds it already.', TAKE_OUT] as const;
const PKCS7 = [
  'This is PKCS#7, a bundle of certificates in a form of its own.',
  'Make PEM of it with openssl pkcs7 -in FILE -print_certs.',
] as const;
const OTHER_CERTIFICATE = [
  'The certificate stands in a form that only OpenSSL writes.',
  'Make plain PEM of it with openssl x509 -in FILE.',
] as const;

const KNOWN: Readonly<Record<string, readonly [problem: string, remedy: string]>> = {
  'CERTIFICATE REQUEST': REQUEST,
  'NEW CERTIFICATE REQUEST': REQUEST,
  'EC PARAMETERS': PARAMETERS,
  'DSA PARAMETERS': PARAMETERS,
  'DH PARAMETERS': PARAMETERS,
  'PUBLIC KEY': PUBLIC_KEY,
  'RSA PUBLIC KEY': PUBLIC_KEY,
  PKCS7,
  CMS: PKCS7,
  'TRUSTED CERTIFICATE': OTHER_CERTIFICATE,
  'X509 CERTIFICATE': OTHER_CERTIFICATE,
  'X509 CRL': ['This is a list of certificates that were taken back.', TAKE_OUT],
};
