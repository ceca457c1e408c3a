import { createHash, createPublicKey, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  BasicConstraints,
  Certificate as CertificateStructure,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  GeneralName,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  id_kp_serverAuth,
  KeyUsage,
  KeyUsageFlags,
  Name,
  RelativeDistinguishedName,
  SubjectAlternativeName,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
} from '@peculiar/asn1-x509';
import { type Certificate, certificateOf, factsOf } from './certificate.ts';

/** Document 0 has 4096 (0.10). */
export const SELF_SIGNED_BITS = 4096;

export interface SelfSignedWish {
  /** At least one; the first is the common name. */
  readonly hosts: readonly [string, ...string[]];
  /** How long it holds from now on. */
  readonly days: number;
}

/** Where it comes from: the key and the bytes are drawn by the caller, because this is pure. */
export interface SelfSignedOrigin {
  readonly key: KeyObject;
  readonly nowMs: number;
  /** 16 random bytes, for the serial number. */
  readonly drawn: Uint8Array;
}

/** A certificate for trials, which the key signs itself: only clients that were given it trust it (0.10). */
export function selfSigned({ hosts, days }: SelfSignedWish, origin: SelfSignedOrigin): Certificate {
  const { key, nowMs, drawn } = origin;
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const name = nameOf(hosts);
  const tbsCertificate = new TBSCertificate({
    version: 2,
    serialNumber: bytes(serialOf(drawn)),
    signature: RSA_WITH_SHA256,
    issuer: name,
    subject: name,
    validity: new Validity({
      // Clocks of clients may lag.
      notBefore: wholeSecond(nowMs - HOUR_MS),
      notAfter: wholeSecond(nowMs + days * DAY_MS),
    }),
    subjectPublicKeyInfo: AsnConvert.parse(spki, SubjectPublicKeyInfo),
    extensions: new Extensions([
      extension(id_ce_basicConstraints, new BasicConstraints({ cA: false }), true),
      extension(
        id_ce_keyUsage,
        new KeyUsage(KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment),
        true,
      ),
      extension(id_ce_extKeyUsage, new ExtendedKeyUsage([id_kp_serverAuth])),
      extension(
        id_ce_subjectAltName,
        new SubjectAlternativeName(hosts.map((dNSName) => new GeneralName({ dNSName }))),
      ),
      extension(
        id_ce_subjectKeyIdentifier,
        new SubjectKeyIdentifier(bytes(createHash('sha256').update(spki).digest().subarray(0, 20))),
      ),
    ]),
  });
  const signed = sign('sha256', Buffer.from(AsnConvert.serialize(tbsCertificate)), key);
  const structure = new CertificateStructure({
    tbsCertificate,
    signatureAlgorithm: RSA_WITH_SHA256,
    signatureValue: bytes(signed),
  });
  const x509 = new X509Certificate(Buffer.from(AsnConvert.serialize(structure)));
  return certificateOf(key, factsOf(x509, 0), []);
}

// RFC 4055, 5: with parameters that are NULL.
const RSA_WITH_SHA256 = new AlgorithmIdentifier({ algorithm: '1.2.840.113549.1.1.11', parameters: null });
const COMMON_NAME = '2.5.4.3';
/** RFC 5280, A.1: ub-common-name. */
const LONGEST_COMMON_NAME = 64;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Names count by subjectAltName; a host that is too long for a common name leaves that to the next one. */
function nameOf(hosts: readonly string[]): Name {
  const host = hosts.find(({ length }) => length <= LONGEST_COMMON_NAME) ?? 'acrctl';
  const value = new AttributeValue({ utf8String: host });
  return new Name([new RelativeDistinguishedName([new AttributeTypeAndValue({ type: COMMON_NAME, value })])]);
}

/** Positive, and of one length (RFC 5280, 4.1.2.2). */
function serialOf(drawn: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(1), drawn]);
}

function wholeSecond(ms: number): Date {
  return new Date(Math.floor(ms / 1000) * 1000);
}

function extension(extnID: string, value: object, critical = false): Extension {
  return new Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

function bytes(content: Uint8Array): ArrayBuffer {
  return new Uint8Array(content).buffer;
}
