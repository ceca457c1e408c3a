import type { Address } from './address.ts';

/** The private endpoint connections of one registry, and what the stack says of each (1.53, 1.54). */
export interface RegistryConnections {
  /** Of the registry. */
  readonly address: Address;
  readonly id: string;
  /** False while there is no such registry, which then has no connections. */
  readonly exists: boolean;
  /** By the id of the endpoint, those that tell none first. */
  readonly connections: readonly Connection[];
  /** For the connections of others that no rule is about and one could decide; null where there are none. */
  readonly proposal: ProposedRule | null;
}

export interface Connection {
  readonly id: string;
  /** As the registry chose it. */
  readonly name: string;
  /** Approved, Pending, Rejected or Disconnected, as Azure spells it; Unknown where it says nothing. */
  readonly status: string;
  /** The id of the endpoint; null where Azure no longer tells it. */
  readonly endpoint: string | null;
  /** What whoever decided left there. */
  readonly description: string | null;
  /** The endpoint, where it is one of this stack: no rule is about those. */
  readonly own: OwnEndpoint | null;
  readonly rules: readonly {
    readonly address: Address;
    readonly decision: 'approve' | 'reject';
  }[];
  /** What a rule makes of it with the next apply; null where it stays as it is. */
  readonly next: 'Approved' | 'Rejected' | null;
}

export interface OwnEndpoint {
  readonly address: Address;
  /** The file no longer has it: it goes with the next apply. */
  readonly leaving: boolean;
}

/** A rule that the file does not have, its decision left to the reader. */
export interface ProposedRule {
  /** Free in the file. */
  readonly address: Address;
  /** Ids of endpoints. */
  readonly endpoints: readonly string[];
}
