import { createHash } from 'node:crypto';
import { ContentInfo, EncryptedContent, EncryptedContentInfo } from '@peculiar/asn1-cms';
import {
  AuthenticatedSafe,
  CertBag,
  id_certBag,
  id_pkcs8ShroudedKeyBag,
  id_x509Certificate,
  MacData,
  PFX,
  PKCS8ShroudedKeyBag,
  PKCS12Attribute,
  SafeBag,
  SafeContents,
} from '@peculiar/asn1-pfx';
import { EncryptedData } from '@peculiar/asn1-pkcs8';
import { DigestInfo } from '@peculiar/asn1-rsa';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import { fromBER, Integer, Sequence } from 'asn1js';
import type { Certificate } from './certificate.ts';
import { EMPTY_PASSWORDS, encrypt, SHA1, seal } from './pfx-secrecy.ts';

/** Draws as many bytes as are asked for; comes in, because this is pure. */
export type Draw = (size: number) => Uint8Array;

/**
 * Key, certificate and chain as PKCS#12 with an empty password, the way a vault hands them to a gateway (in base64, under
 * the content type `application/x-pkcs12`). Each call gives other bytes: what compares two reads them.
 */
export function pfxOf({ key, leaf, chain }: Certificate, draw: Draw): Buffer {
  const sealed = encrypt(key.export({ type: 'pkcs8', format: 'der' }), draw(8));
  const keyBag = new PKCS8ShroudedKeyBag({
    encryptionAlgorithm: sealed.algorithm,
    encryptedData: new EncryptedData(bytes(sealed.bytes)),
  });
  const certificates = [leaf, ...chain].map(({ x509 }) => certificateBag(x509.raw));
  const [first, ...others] = certificates as [SafeBag, ...SafeBag[]];
  // What says which of the certificates the key belongs to.
  const mark = localKey(octets(createHash('sha1').update(leaf.x509.raw).digest()));
  first.bagAttributes = [mark];
  const key12 = new SafeBag({
    bagId: id_pkcs8ShroudedKeyBag,
    bagValue: AsnConvert.serialize(keyBag),
    bagAttributes: [mark],
  });
  const safe = new AuthenticatedSafe([
    encrypted(AsnConvert.serialize(new SafeContents([first, ...others])), draw(8)),
    plain(AsnConvert.serialize(new SafeContents([key12]))),
  ]);
  return whole(Buffer.from(AsnConvert.serialize(safe)), draw(8));
}

const DATA = '1.2.840.113549.1.7.1';
const ENCRYPTED_DATA = '1.2.840.113549.1.7.6';
const LOCAL_KEY_ID = '1.2.840.113549.1.9.21';
const ITERATIONS = 2048;

// The constructor of the library forgets what it is given.
function localKey(id: ArrayBuffer): PKCS12Attribute {
  return Object.assign(new PKCS12Attribute(), { attrId: LOCAL_KEY_ID, attrValues: [id] });
}

function certificateBag(der: Buffer): SafeBag {
  const bag = new CertBag({ certId: id_x509Certificate, certValue: octets(der) });
  return new SafeBag({ bagId: id_certBag, bagValue: AsnConvert.serialize(bag) });
}

function plain(content: ArrayBuffer): ContentInfo {
  return new ContentInfo({ contentType: DATA, content: octets(Buffer.from(content)) });
}

function encrypted(content: ArrayBuffer, salt: Uint8Array): ContentInfo {
  const { algorithm, bytes: secret } = encrypt(new Uint8Array(content), salt);
  const info = new EncryptedContentInfo({
    contentType: DATA,
    contentEncryptionAlgorithm: algorithm,
    encryptedContent: new EncryptedContent({ value: new OctetString(bytes(secret)) }),
  });
  const data = new Sequence({
    value: [new Integer({ value: 0 }), fromBER(AsnConvert.serialize(info)).result],
  });
  return new ContentInfo({ contentType: ENCRYPTED_DATA, content: data.toBER() });
}

function whole(content: Buffer, salt: Uint8Array): Buffer {
  const [password] = EMPTY_PASSWORDS as readonly [Buffer];
  const digest = seal(content, { algorithm: SHA1, salt, iterations: ITERATIONS, password });
  const mac = new DigestInfo({
    digestAlgorithm: new AlgorithmIdentifier({ algorithm: SHA1, parameters: null }),
    digest: new OctetString(bytes(digest as Buffer)),
  });
  const macData = new MacData({ mac, macSalt: new OctetString(bytes(salt)), iterations: ITERATIONS });
  const authSafe = new ContentInfo({ contentType: DATA, content: octets(content) });
  return Buffer.from(AsnConvert.serialize(new PFX({ version: 3, authSafe, macData })));
}

function octets(content: Uint8Array): ArrayBuffer {
  return AsnConvert.serialize(new OctetString(bytes(content)));
}

function bytes(content: Uint8Array): ArrayBuffer {
  return new Uint8Array(content).buffer;
}
