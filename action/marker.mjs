// @ts-check
import { createHash } from 'node:crypto';

/**
 * The hidden first line by which a comment or an issue is found again: of what kind, and of which stack. A hash, so that
 * no header can end it early.
 *
 * @param {string} kind
 * @param {string} header
 */
export function markerOf(kind, header) {
  return `<!-- acrctl ${kind} ${createHash('sha256').update(header).digest('hex').slice(0, 32)} -->`;
}

/**
 * Whether this one is ours. Anybody can write the marker; only who wrote the text proves that it is not a trap, such as a
 * comment that its author may change after it was reviewed.
 *
 * @param {{ readonly body?: string | null, readonly user?: { readonly login?: string } | null }} written
 * @param {string} marker
 * @param {string} writer
 */
export function isOurs({ body, user }, marker, writer) {
  return user?.login === writer && (body ?? '').startsWith(marker);
}
