import type { Address } from './address.ts';

/** What `acrctl rotate certificate` came to (0.35). Fingerprints are SHA-256 of the certificate, in lower hex. */
export interface CertificateRotation {
  readonly address: Address;
  /** Without a version, which is how its users name it where they follow new ones (0.34). */
  readonly secretUri: string;
  readonly source: 'pemFile' | 'pfxFile' | 'selfSigned';
  /** pem is for domains of registries, pfx for the listeners of gateways. */
  readonly format: 'pem' | 'pfx';
  /** In the vault when the command began; null where its tags did not tell it. */
  readonly before: string | null;
  /** In the vault now. */
  readonly fingerprint: string;
}
