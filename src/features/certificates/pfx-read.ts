import { createPrivateKey } from 'node:crypto';
import { type ContentInfo, EncryptedContentInfo } from '@peculiar/asn1-cms';
import {
  AuthenticatedSafe,
  CertBag,
  id_certBag,
  id_keyBag,
  id_pkcs8ShroudedKeyBag,
  PFX,
  PKCS8ShroudedKeyBag,
  type SafeBag,
  SafeContents,
} from '@peculiar/asn1-pfx';
import { AsnConvert } from '@peculiar/asn1-schema';
import type { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import { fromBER } from 'asn1js';
import { octetsOf, partsOf } from './asn1-blocks.ts';
import { type CertificateFault, type CertificateReading, factsOf, readX509 } from './certificate.ts';
import { kindOfDer } from './der.ts';
import { judgedKey, type PemKey } from './pem-key.ts';
import { pairOf } from './pem-pair.ts';
import { withoutRepeats } from './pem-repeats.ts';
import { decrypt, EMPTY_PASSWORDS, MOST_ITERATIONS, seal } from './pfx-secrecy.ts';

/** A PKCS#12 file with an empty password, as a vault hands it to a gateway, by the same checks as a PEM file. */
export function readPfx(bytes: Uint8Array): CertificateReading {
  if (bytes[0] !== 0x30 || (kindOfDer(bytes) ?? 'PKCS#12') !== 'PKCS#12') return { faults: [notPfx(bytes)] };
  try {
    return joined(bagsOf(AsnConvert.parse(bytes, PFX)));
  } catch (error) {
    const said = error instanceof Unopened ? error : new Unopened(DAMAGED, COPY);
    return { faults: [fault('ACR1408', said.message, said.remedy)] };
  }
}

/** Why a file is not read further; it never leaves this module. */
class Unopened extends TypeError {
  readonly remedy: string;

  constructor(problem: string, remedy: string) {
    super(problem);
    this.remedy = remedy;
  }
}

function notPfx(bytes: Uint8Array): CertificateFault {
  const text = new TextDecoder().decode(bytes);
  if (text.trim() === '') return fault('ACR1408', 'The file is empty.', 'Name a PKCS#12 file.');
  if (text.includes('-----BEGIN '))
    return fault('ACR1408', 'The file is PEM, and no PKCS#12 (PFX).', 'Write source: pemFile.');
  if (kindOfDer(Buffer.from(text.replaceAll(/\s/g, ''), 'base64')) === 'PKCS#12')
    return fault(
      'ACR1408',
      'The file is PKCS#12 written as base64, as a vault hands it out.',
      'Make it binary with base64 -d FILE > NEW.pfx, and name that.',
    );
  return fault('ACR1408', 'The file is no PKCS#12 (PFX).', 'Name a PKCS#12 file.');
}

const DAMAGED = 'The PKCS#12 file is damaged: what it holds cannot be read.';
const COPY = 'Copy the file again from where it came.';
const LOCKED = 'The PKCS#12 file has a password, and nobody is there to type it.';
const UNLOCK =
  'Take the password off with openssl pkcs12 -in FILE -noenc -out NEW.pem, and give that PEM file.';
const UNSEALED = 'The PKCS#12 file has no seal (MAC), which alone shows that it is whole.';
const OLD = 'The PKCS#12 file is sealed or encrypted in a way that is not read here, such as RC2.';
const RENEW = 'Make PEM of it with openssl pkcs12 -legacy -in FILE -noenc -out NEW.pem, and give that file.';

function bagsOf({ authSafe, macData }: PFX): readonly SafeBag[] {
  const content = octetsIn(authSafe.content);
  const password = EMPTY_PASSWORDS.find((each) => {
    const { mac, macSalt, iterations } = macData;
    // The library makes an empty seal where a file has none.
    if (mac.digest.buffer.byteLength === 0) throw new Unopened(UNSEALED, RENEW);
    if (iterations > MOST_ITERATIONS) throw new Unopened(OLD, RENEW);
    const { algorithm } = mac.digestAlgorithm;
    const found = seal(content, { algorithm, salt: bytesOf(macSalt), iterations, password: each });
    if (found === undefined) throw new Unopened(OLD, RENEW);
    return found.equals(bytesOf(mac.digest));
  });
  if (password === undefined) throw new Unopened(LOCKED, UNLOCK);
  return [...AsnConvert.parse(content, AuthenticatedSafe)]
    .map((info) => contentOf(info, password))
    .flatMap((safe) => [...AsnConvert.parse(safe, SafeContents)])
    .map((bag) => (bag.bagId === id_pkcs8ShroudedKeyBag ? openedKey(bag, password) : bag));
}

const DATA = '1.2.840.113549.1.7.1';

function contentOf({ contentType, content }: ContentInfo, password: Buffer): Buffer {
  if (contentType === DATA) return octetsIn(content);
  // EncryptedData (RFC 5652, 8), for which the library has no type.
  const info = partsOf(fromBER(content).result)[1];
  if (info === undefined) throw new Unopened(OLD, RENEW);
  const { contentEncryptionAlgorithm, encryptedContent } = AsnConvert.parse(
    info.toBER(),
    EncryptedContentInfo,
  );
  const parts = encryptedContent?.constructedValue ?? [encryptedContent?.value].flatMap((part) => part ?? []);
  return opened(contentEncryptionAlgorithm, Buffer.concat(parts.map(bytesOf)), password);
}

function openedKey(bag: SafeBag, password: Buffer): SafeBag {
  const { encryptionAlgorithm, encryptedData } = AsnConvert.parse(bag.bagValue, PKCS8ShroudedKeyBag);
  const plain = opened(encryptionAlgorithm, bytesOf(encryptedData), password);
  return Object.assign(bag, { bagId: id_keyBag, bagValue: new Uint8Array(plain).buffer });
}

function opened(algorithm: AlgorithmIdentifier, bytes: Buffer, password: Buffer): Buffer {
  const plain = decrypt(algorithm, bytes, password);
  if (plain === undefined) throw new Unopened(OLD, RENEW);
  return plain;
}

function joined(bags: readonly SafeBag[]): CertificateReading {
  const keys = bags.filter(({ bagId }) => bagId === id_keyBag).map(keyIn);
  const found = bags.filter(({ bagId }) => bagId === id_certBag).map(certificateIn);
  const once = withoutRepeats(keys, found);
  const pair = pairOf(once.keys, once.certificates, {
    keys: keys.every((key) => key.faults.length === 0),
    certificates: true,
  });
  const faults = [
    ...keys.flatMap((key) => key.faults),
    ...once.faults,
    ...(keys.length > 0 ? [] : [fault('ACR1404', 'The file holds no private key.', EXPORT)]),
    ...(once.keys.length < 2
      ? []
      : [fault('ACR1405', `The file holds ${keys.length} private keys.`, EXPORT)]),
    ...(found.length > 0 ? [] : [fault('ACR1409', 'The file holds no certificate.', EXPORT)]),
    ...pair.faults,
  ];
  if (faults.length > 0 || pair.certificate === undefined) return { faults };
  return { certificate: pair.certificate, faults: [] };
}

const EXPORT = 'Export the certificate again, with its private key and all certificates above it.';

function keyIn({ bagValue }: SafeBag): PemKey {
  return judgedKey(createPrivateKey({ key: Buffer.from(bagValue), format: 'der', type: 'pkcs8' }), 0);
}

function certificateIn({ bagValue }: SafeBag) {
  return factsOf(readX509(octetsIn(AsnConvert.parse(bagValue, CertBag).certValue)), 0);
}

function octetsIn(der: ArrayBuffer): Buffer {
  return octetsOf(fromBER(der).result);
}

function bytesOf({ buffer }: { readonly buffer: ArrayBuffer }): Buffer {
  return Buffer.from(buffer);
}

function fault(code: CertificateFault['code'], problem: string, remedy: string): CertificateFault {
  return { code, line: 0, problem, remedy, requirements: ['0.8'] };
}
