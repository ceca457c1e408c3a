import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { CertificateFault } from './certificate.ts';
import type { PemBlock } from './pem-blocks.ts';
import { contentOf } from './pem-content.ts';

/** A private key of a file, read, or why it is none that can be used. */
export interface PemKey {
  readonly line: number;
  readonly key?: KeyObject;
  readonly faults: readonly CertificateFault[];
}

export function isKeyBlock({ label }: PemBlock): boolean {
  return label.endsWith('PRIVATE KEY');
}

/** Azure takes RSA keys for a registry's domain and for the listener of a gateway; 2048 bits are the least of both. */
const LEAST_BITS = 2048;

export function readKey(block: PemBlock): PemKey {
  const { label, line } = block;
  const fault = (code: CertificateFault['code'], problem: string, remedy: string): PemKey => ({
    line,
    faults: [{ code, line, problem, remedy, requirements: ['0.8'] }],
  });
  // PKCS#8 says it in the label, the older form in the headers of RFC 1421.
  if (label.startsWith('ENCRYPTED') || block.body.some(({ text }) => /^(?:Proc-Type|DEK-Info):/.test(text)))
    return fault(
      'ACR1406',
      'The private key is encrypted, and nobody is there to type its passphrase.',
      DECRYPT,
    );
  if (label === 'OPENSSH PRIVATE KEY')
    return fault('ACR1407', 'The private key is one of SSH, which no certificate uses.', NEW_KEY);
  const { der, faults } = contentOf(block);
  if (der === undefined) return { line, faults };
  const key = parseKey(label, der);
  if (key === undefined)
    return fault(
      'ACR1403',
      `The block "${label}" holds no private key that can be read.`,
      'Copy the key again from where it came, whole and as plain text.',
    );
  return judgedKey(key, line);
}

/** The key, where it is of a kind that Azure takes. */
export function judgedKey(key: KeyObject, line: number): PemKey {
  const { asymmetricKeyType: type = '', asymmetricKeyDetails } = key;
  const bits = asymmetricKeyDetails?.modulusLength ?? 0;
  if (type === 'rsa' && bits >= LEAST_BITS) return { line, key, faults: [] };
  const problem =
    type === 'rsa'
      ? `The private key has ${bits} bits; it needs at least ${LEAST_BITS}.`
      : `The private key is ${NAMES[type] ?? 'of another kind'}, not RSA.`;
  return { line, faults: [{ code: 'ACR1407', line, problem, remedy: NEW_KEY, requirements: ['0.8'] }] };
}

const DECRYPT =
  'Take the passphrase off with openssl pkey -in FILE -out NEW.key, put that key into the file, and let nobody else read it.';
const NEW_KEY =
  'Have a certificate issued for an RSA key of 2048 bits or more (openssl req -new -newkey rsa:4096 -noenc).';

const NAMES: Readonly<Record<string, string>> = {
  ec: 'EC',
  ed25519: 'Ed25519',
  ed448: 'Ed448',
  'rsa-pss': 'RSA-PSS',
  dsa: 'DSA',
  dh: 'Diffie-Hellman',
};

function parseKey(label: string, key: Buffer): KeyObject | undefined {
  const type = label === 'RSA PRIVATE KEY' ? 'pkcs1' : label === 'EC PRIVATE KEY' ? 'sec1' : 'pkcs8';
  try {
    return createPrivateKey({ key, format: 'der', type });
  } catch {
    return undefined;
  }
}
