/**
 * The keys of one vault, as its data plane has them: one request a call, but for the pages of a list, and none repeated.
 * Every call rejects with a `KeyRefusal` where the vault says no, and with a `NoAnswerError` (`world.ts`) where no complete
 * answer came: whether `rotate` made a version is then unknown, and `newest` tells.
 */
export interface KeyStore {
  /** Where the vault is: `https://kv-images.vault.azure.net`. */
  readonly origin: string;
  /** The newest version: what the URI of the key means without a version. Also one that is disabled. */
  newest(key: string): Promise<NewestVersion>;
  /** All versions, the newest first; of two that were made in the same second either may come first. */
  versions(key: string): Promise<readonly KeyVersion[]>;
  /** Makes a version like the newest one, enabled, with the expiry of the rotation policy (keyvault.md, "Data plane"). */
  rotate(key: string): Promise<KeyVersion>;
}

/** Times are milliseconds since the epoch; the vault counts whole seconds. */
export interface KeyVersion {
  /** 32 hexadecimal digits. */
  readonly version: string;
  readonly enabled: boolean;
  readonly createdMs: number;
  /** Not usable before. */
  readonly notBeforeMs?: number;
  /** Wraps nothing from then on. */
  readonly expiresMs?: number;
}

export interface NewestVersion extends KeyVersion {
  /** `RSA`, `RSA-HSM`, `EC`, …, as the vault spells it. */
  readonly kind: string;
}

/** The vault said no. */
export class KeyRefusal extends Error {
  override readonly name = 'KeyRefusal';
  readonly status: number;
  readonly code: string;
  /** `ForbiddenByRbac`, `ForbiddenByPolicy`, `ForbiddenByFirewall`, … (faults K02 to K04); undefined where there is none. */
  readonly reason: string | undefined;

  constructor(
    { status, code, reason, message }: Pick<KeyRefusal, 'status' | 'code' | 'reason' | 'message'>,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.status = status;
    this.code = code;
    this.reason = reason;
  }
}
