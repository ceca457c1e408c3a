/**
 * The emulator's public shapes. Nothing here depends on the rest of acrctl: the emulator must not be able
 * to repeat a misunderstanding of ARM that a provider has.
 */

import type { KeyUse } from './key-vault/key-access.ts';
import type { KeyRefusal } from './key-vault/key-refusals.ts';
import type { Propagation } from './propagation.ts';
import type { GatewayCertificates } from './types/gateway-certificate-checks.ts';
import type { RegistryKeyReport } from './types/registry-key-checks.ts';

export interface EmulatorRequest {
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface EmulatorResponse {
  readonly status: number;
  /** Names are lower-case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface EmulatorClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after that many milliseconds of this clock. */
  sleep(ms: number): Promise<void>;
}

export type CloudName = 'AzureCloud' | 'AzureUSGovernment' | 'AzureChinaCloud';
export type Latency = 'none' | 'typical';
export type ListOrder = 'sorted' | 'reversed' | 'shuffled';
export type IdCase = 'as-sent' | 'lower' | 'upper';

export interface EmulatorOptions {
  readonly clock: EmulatorClock;
  /** Default 1. The same seed, clock and requests give the same answers, byte for byte. */
  readonly seed?: number;
  /** Default `none`: every operation ends at its first poll. */
  readonly latency?: Latency;
  /** Default 1. The emulator's clock runs that many times faster; Retry-After is divided by it, rounded down. */
  readonly speed?: number;
  /** scheme://host[:port] of poll URLs and nextLinks; a `host` header of the request overrides it. */
  readonly origin: string;
  /** Decides the DNS suffixes. Default AzureCloud. */
  readonly cloud?: CloudName;
  /** Order of lists, and of array members whose order ARM does not promise. Default sorted. */
  readonly listOrder?: ListOrder;
  /** Casing of ids in answers, also inside bodies. Default as-sent. */
  readonly idCase?: IdCase;
  /** A longer list is cut into pages with nextLink. Default 100. */
  readonly pageSize?: number;
  /** Default true: token buckets, 429 when one is empty. */
  readonly throttle?: boolean;
  /** What the caller may do. Default: everything, everywhere. */
  readonly permissions?: readonly Permission[];
  /** How long grants take to count. Default: by latency, at once under `none` (propagation.ts). */
  readonly propagation?: Partial<Propagation>;
  /** Default: memory only. */
  readonly store?: EmulatorStore;
}

export interface RequestRecord {
  readonly sequence: number;
  /** Of the emulator's clock. */
  readonly timeMs: number;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The program that asked, as its header `user-agent` says. */
  readonly caller?: string;
  /** `lost` when the caller got no answer; `open` while it is still being answered. */
  readonly status: number | 'lost' | 'open';
}

export interface Emulator {
  /** The tenant of all subscriptions, and the subscription that is listed from the start; both from the seed. */
  readonly tenantId: string;
  readonly subscriptionId: string;
  /**
   * One request, one answer. Rejects with ConnectionLost when a fault says so, and with the signal's reason
   * when it aborts while the answer is being held back (the request has acted by then).
   */
  handle(request: EmulatorRequest, signal?: AbortSignal): Promise<EmulatorResponse>;
  /** What was asked, oldest first. */
  requests(): readonly RequestRecord[];
  clearRequests(): void;
  /** Replaces all faults; counting starts anew. Throws InvalidControl. */
  setFaults(faults: readonly Fault[]): void;
  /** Replaces what the caller may do. Throws InvalidControl. */
  setPermissions(permissions: readonly Permission[]): void;
  /** Replaces how long grants take to count; what is left out is as the latency has it. */
  setPropagation(propagation: Partial<Propagation>): void;
  /**
   * Gives a registry that many rules for subnets, as another api-version would have; only `listUsages` shows
   * them. Throws InvalidControl when there is no such registry.
   */
  setVirtualNetworkRules(registryId: string, rules: number): void;
  /** Why a principal may not use a key now; undefined where it may. */
  keyRefusal(use: KeyUse): KeyRefusal | undefined;
  /**
   * What clients that pull and push would find, there being no data plane of registries: whether each registry with a key of its
   * owner can be read, by lower-cased id. What time has brought about is done before.
   */
  registryKeys(): Readonly<Record<string, RegistryKeyReport>>;
  /**
   * What clients of a gateway would find: for each certificate out of a vault, by lower-cased id and name, the version served, or why its
   * listener is disabled. What time has brought about is done before.
   */
  gatewayCertificates(): GatewayCertificates;
  /** Moves the emulator's clock. */
  advance(ms: number): void;
  /** Ends the running operation of that poll URL now, whatever the clock says. Nothing happens where there is none. */
  endOperation(pollUrl: string): void;
  /** Every stored object by lower-cased id, as a GET would show it; looking here changes nothing. */
  objects(): Readonly<Record<string, unknown>>;
}

/** What a role gives to the caller at a scope and below it, in the words of a role definition. */
export interface Permission {
  /** An id, or `/`. */
  readonly scope: string;
  /** With wildcards, such as `Microsoft.Network/*`. */
  readonly actions: readonly string[];
  /** Taken away from the actions of this set, and of no other. */
  readonly notActions?: readonly string[];
  /** The same of what is in a resource, such as the keys of a vault; none unless it is said. */
  readonly dataActions?: readonly string[];
  readonly notDataActions?: readonly string[];
}

export interface FaultMatch {
  readonly method?: string;
  /** Part of the path and query in any case, or `/regular expression/`. */
  readonly path?: string;
  /** Which matching request since the fault was set; default 1. */
  readonly nth?: number | 'every';
}

export interface OperationError {
  readonly code: string;
  readonly message: string;
  /** Only of what the emulator finds itself. */
  readonly details?: readonly OperationError[];
}

export interface FaultAnswer {
  readonly status: number;
  readonly code?: string;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is, for instance HTML. */
  readonly body?: string;
}

export interface Fault {
  readonly match: FaultMatch;
  /** Answered instead of acting. */
  readonly answer?: FaultAnswer;
  /** The connection breaks before (`request`) or after (`answer`) the request acted. */
  readonly lose?: 'request' | 'answer';
  /** What becomes of the long-running operation that the request starts. */
  readonly operation?: { readonly fails: OperationError } | { readonly never: true };
  /** The request acts at once, its answer comes that much later. */
  readonly delayMs?: number;
  /** The answers of matching requests wait until that many have arrived. */
  readonly hold?: number;
}

/** One change of durable data. A missing value removes the entry. */
export interface Change {
  readonly table: 'objects' | 'operations' | 'meta';
  readonly key: string;
  readonly value?: unknown;
}

/** What a store found since it was last read. */
export interface StoreNews {
  /** True when everything known so far is void, as after another process compacted the log. */
  readonly reset: boolean;
  readonly changes: readonly Change[];
}

/** Durable data of one emulator directory. See store.ts for the one on disk. */
export interface EmulatorStore {
  /** What others (or, at first, earlier processes) wrote since the last call. */
  news(): StoreNews;
  /** Returns once the changes would survive the death of this process; all of them or none. */
  append(changes: readonly Change[]): void;
  /** Runs `body` while no other process reads and writes. */
  exclusively<T>(body: () => T): T;
  close(): void;
}

/** The caller got no answer. `acted` tells whether the request took effect. */
export class ConnectionLost extends Error {
  readonly acted: boolean;

  constructor(acted: boolean) {
    super(acted ? 'The connection was lost before the answer came.' : 'The connection was lost.');
    this.name = 'ConnectionLost';
    this.acted = acted;
  }
}
