import type { Address } from './address.ts';

/** How long a certificate lasts that a file holds: the first of its chain to end decides. */
export interface CertificateLifetime {
  readonly address: Address;
  /** The DNS names that it is for. */
  readonly hosts: readonly string[];
  /** A time of RFC 3339, in UTC. */
  readonly validUntil: string;
  /** Whole days from now. */
  readonly daysLeft: number;
}
