import type { Address } from './address.ts';

/** What `acrctl rotate encryption` came to (3.48, 3.52, 3.53, K09). Versions are 32 hexadecimal digits. */
export interface KeyRotation {
  /** Of the registry. */
  readonly address: Address;
  readonly id: string;
  /** The URI of the key, without a version. */
  readonly key: string;
  readonly rotation: 'auto' | 'manual';
  /** In use when the command began; null where the registry told none. */
  readonly before: string | null;
  /** The newest version of the key. */
  readonly newest: string;
  /** True where this run made it. */
  readonly made: boolean;
  /**
   * `followed`: the registry uses the newest version. `not-waited`: it was told to follow new versions, and nobody waited
   * for it. `to-write`: it stays at its version until somebody names the newest one.
   */
  readonly result: 'followed' | 'not-waited' | 'to-write';
  /** What has the registry take the newest version; null where it does so by itself. */
  readonly byHand: ByHand | null;
  /** Every registry found with this key, by id. */
  readonly users: readonly KeyUser[];
  /** Subscriptions whose registries the caller may not list. */
  readonly unlisted: readonly string[];
  /** Older versions that are enabled and may be disabled, the newest first: none while a registry may still use one. */
  readonly disposable: readonly string[];
}

/** A registry that uses the key. */
export interface KeyUser {
  readonly id: string;
  /** Null where it tells none. */
  readonly version: string | null;
  /** When it took that version; null where it does not tell. */
  readonly since: string | null;
  /** It uses the newest version, and has taken it since that was made. */
  readonly follows: boolean;
}

export interface ByHand {
  /** `file`: a line of the configuration, for the next apply. `shell`: a command, where the file does not say the key. */
  readonly where: 'file' | 'shell';
  readonly text: string;
}
