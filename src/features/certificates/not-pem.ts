import type { CertificateFault } from './certificate.ts';
import { kindOfDer } from './der.ts';

/** What a file is that holds no PEM block at all, and how to make PEM of it. */
export function notPem(bytes: Uint8Array, text: string): CertificateFault {
  if (text.trim() === '') return fault('The file is empty.', REPLACE);
  if (isUtf16(bytes))
    return fault(
      'The file is UTF-16, as PowerShell writes it with ">", and not plain text.',
      'Save it as UTF-8 or ASCII, in PowerShell with Out-File -Encoding ascii.',
    );
  const bare = Buffer.from(text.replaceAll(/\s/g, ''), 'base64');
  switch (kindOfDer(bytes) ?? kindOfDer(bare)) {
    case 'PKCS#12':
      return fault('The file is PKCS#12 (PFX), and not PEM.', FROM_PFX);
    case 'certificate':
      return fault(
        'The file is DER, the binary form of a certificate or an encrypted key, not PEM.',
        FROM_DER,
      );
    case 'key':
      return fault('The file is DER, the binary form of a private key, not PEM.', FROM_DER);
  }
  if (bytes[0] === 0xfe && bytes[1] === 0xed)
    return fault('The file is a Java key store, not PEM.', FROM_STORE);
  if (/[\0-\x08\ufffd]/.test(text)) return fault('The file is binary, not PEM.', REPLACE);
  return fault('The file is text without any PEM block: it has no BEGIN line.', REPLACE);
}

const REPLACE =
  'Give a text file with one block "PRIVATE KEY" and one "CERTIFICATE" for the certificate and each that signed it.';
const FROM_PFX =
  'Say so in the entry with source: pfxFile where it has no password, or make PEM of it with openssl pkcs12 -in FILE -noenc -out NEW.pem (-legacy where OpenSSL 3 cannot read it).';
const FROM_DER =
  'Make PEM of it with openssl x509 -inform der -in FILE, or of a key with openssl pkey -inform der -in FILE, and put key and certificates into one file.';
const FROM_STORE = `Make PKCS#12 of it with keytool -importkeystore -deststoretype PKCS12. ${FROM_PFX}`;

function isUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || second === 0;
}

function fault(problem: string, remedy: string): CertificateFault {
  return { code: 'ACR1401', line: 1, problem, remedy, requirements: ['0.8', '0.14'] };
}
