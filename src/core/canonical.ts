import { createHash } from 'node:crypto';

/**
 * The one text of a JSON value: keys sorted by code unit at every level, no white space. What is undefined is
 * left out, as JSON does.
 */
export function canonicalJson(value: unknown, indent?: number): string {
  return JSON.stringify(sorted(value), null, indent);
}

/**
 * JSON text that no CI runner takes for a command of its own (faults H09). Two number signs stand in strings only,
 * where an escape says the same.
 */
export function inertJson(text: string): string {
  return text.replaceAll('##', '#\\u0023');
}

/** SHA-256 of the canonical text, in hex. */
export function hashJson(value: unknown): string {
  return hashText(canonicalJson(value));
}

export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
