import type { Certificate, CertificateFacts } from './certificate.ts';

/** Where a certificate stands in its time. `by` is the one that decides: the leaf, or one of the chain above it. */
export interface Validity {
  readonly state: 'valid' | 'expired' | 'not yet';
  /** Whole days until it ends, or since it ended, or until it begins. */
  readonly days: number;
  readonly by: CertificateFacts;
}

/**
 * Clients refuse a chain with any certificate that is out of its time, but for the root, which they have themselves; so
 * the first to end decides.
 */
export function validity({ leaf, chain, isSelfSigned }: Certificate, nowMs: number): Validity {
  const shown = isSelfSigned ? [leaf] : [leaf, ...chain.filter(({ subject, issuer }) => subject !== issuer)];
  const last = shown.reduce((found, each) => (each.notAfter < found.notAfter ? each : found));
  if (last.notAfter < nowMs) return { state: 'expired', days: daysIn(nowMs - last.notAfter), by: last };
  const first = shown.reduce((found, each) => (each.notBefore > found.notBefore ? each : found));
  if (first.notBefore > nowMs) return { state: 'not yet', days: daysIn(first.notBefore - nowMs), by: first };
  return { state: 'valid', days: daysIn(last.notAfter - nowMs), by: last };
}

const DAY_MS = 86_400_000;

function daysIn(ms: number): number {
  return Math.floor(ms / DAY_MS);
}
