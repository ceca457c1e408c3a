import type { Address } from './address.ts';
import type { CheckStatus } from './verify.ts';

/** The request to Azure Support for custom domains of a registry, with all that they ask for (0.44 to 0.46). */
export interface DomainTicket {
  readonly address: Address;
  readonly onboarding: 'notRequested' | 'requested' | 'active';
  readonly registry: {
    readonly name: string;
    readonly id: string;
    readonly subscription: string;
    readonly tenant: string;
    readonly loginServer: string;
    /** The home region first. */
    readonly regions: readonly string[];
  };
  /** As what the registry reads the certificates. */
  readonly identity: TicketIdentity;
  /** That of the registry first. */
  readonly domains: readonly TicketDomain[];
  /** What was looked at; nothing of a value in a vault was read. */
  readonly checks: readonly TicketCheck[];
  /** True where every check passed: a ticket that is sent earlier comes back. */
  readonly ready: boolean;
}

export interface TicketIdentity {
  readonly kind: 'system' | 'user';
  /** Of a user-assigned identity: its name; of the other, that of the registry. */
  readonly name: string;
  /** Of a user-assigned identity: its resource id. */
  readonly id: string | null;
  /** The object id; null while there is none. */
  readonly principalId: string | null;
  /** Azure Support asks for it of a user-assigned identity, and for none otherwise (0.45). */
  readonly clientId: string | null;
}

export interface TicketDomain {
  readonly kind: 'registry' | 'data';
  /** Of a data domain. */
  readonly region: string | null;
  readonly host: string;
  /** What the host is a CNAME of. */
  readonly target: string;
  /** Of the secret, not of the certificate: that has no private key (lesson 74). */
  readonly secretId: string;
  /** Who writes the CNAME: acrctl in a zone, or somebody else. */
  readonly record: 'managed' | 'external';
}

export interface TicketCheck {
  readonly name: string;
  readonly about: string | null;
  readonly status: Exclude<CheckStatus, 'skipped'>;
  readonly found: string;
  readonly advice: string | null;
}
