import type { NoConnection, Place } from '../../core/wire.ts';

/** What a connection needs, beside where it goes. */
export interface Connecting {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** PEM certificates that are trusted instead of those of Node. */
  readonly ca?: readonly string[];
}

/** What the system calls it when nothing was connected to. */
export function connectionFault(
  error: unknown,
  place: Place,
): Exclude<NoConnection, { outcome: 'unresolved' }> {
  const code = codeOf(error);
  return { outcome: OUTCOMES[code] ?? 'reset', place, detail: code };
}

const OUTCOMES: Readonly<Record<string, 'refused' | 'timeout' | 'unreachable'>> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  ABORT_ERR: 'timeout',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EACCES: 'unreachable',
  EPERM: 'unreachable',
};

/** Node and OpenSSL name what is wrong with a certificate by such words; connections fail by names of the system. */
export function isCertificateFault(error: unknown): boolean {
  return /CERT|SIGNED|SIGNATURE|CRL|ALTNAME|INVALID_(CA|PURPOSE)|PATH_LENGTH|HOSTNAME_MISMATCH/.test(
    codeOf(error),
  );
}

export function codeOf(error: unknown): string {
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  if (name === 'TimeoutError' || name === 'AbortError') return 'ABORT_ERR';
  return typeof code === 'string' ? code : String(name);
}
