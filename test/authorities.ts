import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  BasicConstraints,
  Certificate,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  GeneralName,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_subjectAltName,
  Name,
  RelativeDistinguishedName,
  SubjectAlternativeName,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
} from '@peculiar/asn1-x509';

/** A certificate with the key that it was made for. */
export interface Issued {
  readonly name: string;
  readonly certificate: string;
  readonly key: KeyObject;
  /** PKCS#8. */
  readonly keyPem: string;
}

export interface Wish {
  readonly name: string;
  readonly hosts?: readonly string[];
  /** What signs it; itself where that is left out. */
  readonly issuer?: Issued;
  readonly isAuthority?: boolean;
  /** The extended key usage, by its OIDs; none where that is left out. */
  readonly purposes?: readonly string[];
  readonly from?: Date;
  readonly until?: Date;
  /** A new RSA key of 2048 bits where that is left out. */
  readonly key?: KeyObject;
}

const FROM = new Date('2026-01-01T00:00:00Z');
const UNTIL = new Date('2046-01-01T00:00:00Z');

/** Certificates of any kind, right and wrong ones, for what reads and serves them. */
export function issue(wish: Wish): Issued {
  const { name, hosts = [], isAuthority = false, from = FROM, until = UNTIL, key = rsaKey() } = wish;
  const { issuer = { name, key }, purposes = [] } = wish;
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const signatureAlgorithm = new AlgorithmIdentifier({
    algorithm: SIGNATURES[issuer.key.asymmetricKeyType ?? ''] ?? '',
  });
  const tbsCertificate = new TBSCertificate({
    version: 2,
    serialNumber: bytes(Buffer.concat([Buffer.of(1), randomBytes(8)])),
    signature: signatureAlgorithm,
    issuer: nameOf(issuer.name),
    validity: new Validity({ notBefore: from, notAfter: until }),
    subject: nameOf(name),
    subjectPublicKeyInfo: AsnConvert.parse(publicKey, SubjectPublicKeyInfo),
    extensions: new Extensions([
      extension(id_ce_basicConstraints, new BasicConstraints({ cA: isAuthority })),
      ...(hosts.length === 0 ? [] : [extension(id_ce_subjectAltName, namesOf(hosts))]),
      ...(purposes.length === 0 ? [] : [extension(id_ce_extKeyUsage, new ExtendedKeyUsage([...purposes]))]),
    ]),
  });
  const signed = sign('sha256', Buffer.from(AsnConvert.serialize(tbsCertificate)), issuer.key);
  const made = new Certificate({ tbsCertificate, signatureAlgorithm, signatureValue: bytes(signed) });
  const keyPem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { name, certificate: pemOf('CERTIFICATE', Buffer.from(AsnConvert.serialize(made))), key, keyPem };
}

export function rsaKey(modulusLength = 2048): KeyObject {
  return generateKeyPairSync('rsa', { modulusLength }).privateKey;
}

export function ecKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}

export function pemOf(label: string, der: Buffer): string {
  const lines = der.toString('base64').replaceAll(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}

const SIGNATURES: Readonly<Record<string, string>> = {
  rsa: '1.2.840.113549.1.1.11',
  ec: '1.2.840.10045.4.3.2',
};
const COMMON_NAME = '2.5.4.3';

function nameOf(commonName: string): Name {
  const value = new AttributeValue({ utf8String: commonName });
  return new Name([new RelativeDistinguishedName([new AttributeTypeAndValue({ type: COMMON_NAME, value })])]);
}

function namesOf(hosts: readonly string[]): SubjectAlternativeName {
  return new SubjectAlternativeName(hosts.map((dNSName) => new GeneralName({ dNSName })));
}

function extension(extnID: string, value: object): Extension {
  return new Extension({ extnID, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

function bytes(buffer: Buffer): ArrayBuffer {
  return new Uint8Array(buffer).buffer;
}
