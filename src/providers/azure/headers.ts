/** Response headers with lower-case names. */
export type Headers = Readonly<Record<string, string>>;

/**
 * How long the answer asks to wait, exactly as sent, 0 included; undefined where it does not say. Seconds or an HTTP
 * date; some services say it in milliseconds under names of their own.
 */
export function retryAfterMs(headers: Headers, nowMs: number): number | undefined {
  const fine = headers['retry-after-ms'] ?? headers['x-ms-retry-after-ms'];
  if (fine !== undefined && COUNT.test(fine.trim())) return Number(fine);
  const text = headers['retry-after']?.trim();
  if (text === undefined || text === '') return undefined;
  if (/^\d{1,9}(?:\.\d+)?$/.test(text)) return Number(text) * 1_000;
  // Date.parse finds a year in almost any number; an HTTP date names its day.
  const date = /^[A-Z][a-z]{2}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}

/** The lowest of what ARM says is left of a budget; undefined where it says nothing. */
export function remaining(headers: Headers, kind: 'reads' | 'writes' | 'deletes'): number | undefined {
  const names = [`subscription-${kind}`, `subscription-global-${kind}`, `tenant-${kind}`];
  const left = names
    .map((name) => headers[`x-ms-ratelimit-remaining-${name}`])
    .filter((value) => value !== undefined && COUNT.test(value))
    .map(Number);
  return left.length === 0 ? undefined : Math.min(...left);
}

/** More digits are no count that anybody meant. */
const COUNT = /^\d{1,12}$/;
