import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  GeneralName,
  GeneralSubtree,
  GeneralSubtrees,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_nameConstraints,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  id_kp_serverAuth,
  KeyIdentifier,
  KeyUsage,
  KeyUsageFlags,
  Name,
  NameConstraints,
  RelativeDistinguishedName,
  SubjectAlternativeName,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
} from '@peculiar/asn1-x509';

/** A certificate authority: its certificate as PEM, which clients trust, and the key that makes that dangerous. */
export interface Authority {
  readonly certificate: string;
  readonly key: KeyObject;
}

/** What a server shows, as PEM: its certificate, and the key of it. */
export interface ServerIdentity {
  readonly cert: string;
  readonly key: string;
}

/** How long clients may trust an authority, and a server of it; one that is served anew gets another certificate. */
const AUTHORITY_DAYS = 730;
const SERVER_DAYS = 397;

/**
 * A new authority for servers on this machine alone: clients that trust it refuse what it might sign for any other
 * name (RFC 5280, 4.2.1.10: name constraints, critical), for any other purpose, or for another authority.
 */
export function createAuthority(nowMs: number, key: KeyObject = newKey()): Authority {
  const id = keyIdOf(key);
  // Its own name, so that two of them may stand in one bundle.
  const name = nameOf(`acrctl emulator CA ${id.toString('hex').slice(0, 8)}`);
  const certificate = certificateOf({
    subject: name,
    publicKey: createPublicKey(key),
    validity: validityOf(nowMs, nowMs + AUTHORITY_DAYS * DAY_MS),
    extensions: [
      critical(id_ce_basicConstraints, new BasicConstraints({ cA: true, pathLenConstraint: 0 })),
      critical(id_ce_keyUsage, new KeyUsage(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign)),
      plain(id_ce_extKeyUsage, new ExtendedKeyUsage([id_kp_serverAuth])),
      critical(id_ce_nameConstraints, ownNamesOnly()),
    ],
    issuer: name,
    issuerKey: key,
  });
  return { certificate, key };
}

const OWN_NAMES: readonly GeneralName[] = [
  new GeneralName({ dNSName: 'localhost' }),
  // The data planes of vaults.
  new GeneralName({ dNSName: '*.vault.localhost' }),
  new GeneralName({ iPAddress: '127.0.0.1' }),
  new GeneralName({ iPAddress: '::1' }),
];

/** A certificate for this machine under a key that is drawn here and written nowhere; for other names it is worthless. */
export function issueServerIdentity(
  authority: Authority,
  nowMs: number,
  endMs: number,
  names: readonly GeneralName[] = OWN_NAMES,
): ServerIdentity {
  const key = newKey();
  const cert = certificateOf({
    subject: nameOf('acrctl emulator'),
    publicKey: createPublicKey(key),
    validity: validityOf(nowMs, Math.min(endMs, nowMs + SERVER_DAYS * DAY_MS)),
    extensions: [
      plain(id_ce_basicConstraints, new BasicConstraints({ cA: false })),
      critical(id_ce_keyUsage, new KeyUsage(KeyUsageFlags.digitalSignature)),
      plain(id_ce_extKeyUsage, new ExtendedKeyUsage([id_kp_serverAuth])),
      plain(id_ce_subjectAltName, new SubjectAlternativeName([...names])),
    ],
    issuer: AsnConvert.parse(derOf(authority.certificate), Certificate).tbsCertificate.subject,
    issuerKey: authority.key,
  });
  return { cert, key: pemOfKey(key) };
}

/** PKCS #8. */
export function pemOfKey(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** Whether clients refuse what the authority signs for other machines. */
export function isBoundToThisMachine(certificate: string): boolean {
  const { extensions = [] } = AsnConvert.parse(derOf(certificate), Certificate).tbsCertificate;
  const found = extensions.find(({ extnID }) => extnID === id_ce_nameConstraints);
  return (
    found?.critical === true &&
    Buffer.from(found.extnValue.buffer).equals(Buffer.from(AsnConvert.serialize(ownNamesOnly())))
  );
}

const DAY_MS = 86_400_000;

function newKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}

function ownNamesOnly(): NameConstraints {
  const permitted = [
    new GeneralName({ dNSName: 'localhost' }),
    new GeneralName({ iPAddress: '127.0.0.0/8' }),
    new GeneralName({ iPAddress: '::1/128' }),
  ];
  return new NameConstraints({
    permittedSubtrees: new GeneralSubtrees(permitted.map((base) => new GeneralSubtree({ base }))),
  });
}

interface Wanted {
  readonly subject: Name;
  readonly publicKey: KeyObject;
  readonly validity: Validity;
  readonly extensions: readonly Extension[];
  readonly issuer: Name;
  readonly issuerKey: KeyObject;
}

function certificateOf(wanted: Wanted): string {
  const { subject, publicKey, validity, issuer, issuerKey } = wanted;
  const keyId = keyIdOf(publicKey);
  const signatureAlgorithm = new AlgorithmIdentifier({ algorithm: ECDSA_WITH_SHA256 });
  const tbsCertificate = new TBSCertificate({
    version: 2,
    // Every certificate has a key of its own, so no two have the same number.
    serialNumber: bytes(Buffer.concat([Buffer.of(1), keyId.subarray(0, 15)])),
    signature: signatureAlgorithm,
    issuer,
    validity,
    subject,
    subjectPublicKeyInfo: AsnConvert.parse(spkiOf(publicKey), SubjectPublicKeyInfo),
    extensions: new Extensions([
      ...wanted.extensions,
      plain(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(bytes(keyId))),
      plain(
        id_ce_authorityKeyIdentifier,
        new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(bytes(keyIdOf(issuerKey))) }),
      ),
    ]),
  });
  const signatureValue = bytes(sign('sha256', Buffer.from(AsnConvert.serialize(tbsCertificate)), issuerKey));
  const der = AsnConvert.serialize(new Certificate({ tbsCertificate, signatureAlgorithm, signatureValue }));
  const lines = Buffer.from(der)
    .toString('base64')
    .replaceAll(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
const COMMON_NAME = '2.5.4.3';

function nameOf(commonName: string): Name {
  const value = new AttributeValue({ utf8String: commonName });
  return new Name([new RelativeDistinguishedName([new AttributeTypeAndValue({ type: COMMON_NAME, value })])]);
}

// An hour back: clients in containers and on other clocks of this machine may lag.
function validityOf(fromMs: number, untilMs: number): Validity {
  return new Validity({ notBefore: new Date(fromMs - 3_600_000), notAfter: new Date(untilMs) });
}

function critical(extnID: string, value: object): Extension {
  return new Extension({ extnID, critical: true, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

function plain(extnID: string, value: object): Extension {
  return new Extension({ extnID, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

/** RFC 7093, 2, method 1. Of a private key: that of its public one. */
function keyIdOf(key: KeyObject): Buffer {
  return createHash('sha256').update(spkiOf(key)).digest().subarray(0, 20);
}

function spkiOf(key: KeyObject): Buffer {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return publicKey.export({ type: 'spki', format: 'der' });
}

function derOf(pem: string): Buffer {
  return Buffer.from(pem.replaceAll(/-----[A-Z ]+-----|\s/g, ''), 'base64');
}

function bytes(buffer: Buffer): ArrayBuffer {
  return new Uint8Array(buffer).buffer;
}
