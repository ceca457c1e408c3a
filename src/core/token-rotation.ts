import type { Address } from './address.ts';

/** What `acrctl rotate token` came to (2.28). The password itself stands nowhere but where it was put. */
export interface TokenRotation {
  readonly address: Address;
  /** Who logs in with the password. */
  readonly username: string;
  readonly password: PasswordName;
  /** Null for one without an end. */
  readonly expires: string | null;
  readonly storedIn: 'secret' | 'file';
  /** The URI of the secret without a version, or the path of the file. */
  readonly place: string;
}

export const PASSWORD_NAMES = ['password1', 'password2'] as const;
export type PasswordName = (typeof PASSWORD_NAMES)[number];
