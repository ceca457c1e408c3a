import ipaddr from 'ipaddr.js';

/** A block of addresses in CIDR notation. */
export interface IpRange {
  readonly version: 4 | 6;
  /** First and last address, as numbers. */
  readonly first: bigint;
  readonly last: bigint;
  readonly prefix: number;
  /** As it is written when no bit is set behind the prefix. */
  readonly canonical: string;
}

/** Reads `10.20.0.0/16`; undefined for anything that is no CIDR range. Bits behind the prefix are masked out. */
export function parseRange(text: string): IpRange | undefined {
  const [, address = '', bits = ''] = /^([^/]+)\/(0|[1-9][0-9]{0,2})$/.exec(text) ?? [];
  const parsed = parseIp(address);
  const prefix = Number(bits);
  if (parsed === undefined || prefix > (parsed.version === 4 ? 32 : 128)) return undefined;
  const width = parsed.version === 4 ? 32n : 128n;
  const hosts = (1n << (width - BigInt(prefix))) - 1n;
  const first = (parsed.value >> (width - BigInt(prefix))) << (width - BigInt(prefix));
  const canonical = `${formatIp(parsed.version, first)}/${prefix}`;
  return { version: parsed.version, first, last: first + hosts, prefix, canonical };
}

/** Reads one address, without forms that are read differently elsewhere (leading zeros, hex, fewer parts). */
export function parseIp(text: string): { version: 4 | 6; value: bigint } | undefined {
  if (/^(?:(?:0|[1-9][0-9]{0,2})(?:\.|$)){4}$/.test(text) && ipaddr.IPv4.isValid(text)) {
    return { version: 4, value: toNumber(ipaddr.IPv4.parse(text).toByteArray()) };
  }
  if (text.includes(':') && !text.includes('%') && ipaddr.IPv6.isValid(text)) {
    return { version: 6, value: toNumber(ipaddr.IPv6.parse(text).toByteArray()) };
  }
  return undefined;
}

export function overlaps(a: IpRange, b: IpRange): boolean {
  return a.version === b.version && a.first <= b.last && b.first <= a.last;
}

export function contains(outer: IpRange, inner: IpRange): boolean {
  return outer.version === inner.version && outer.first <= inner.first && inner.last <= outer.last;
}

/** Ranges of a list with an earlier-lying one that they overlap; each is reported once. */
export function overlapping<Entry extends { readonly range: IpRange }>(
  entries: readonly Entry[],
): { readonly entry: Entry; readonly other: Entry }[] {
  const sorted = [...entries].sort((a, b) =>
    a.range.first < b.range.first ? -1 : a.range.first > b.range.first ? 1 : 0,
  );
  const found: { entry: Entry; other: Entry }[] = [];
  for (const version of [4, 6]) {
    let widest: Entry | undefined;
    for (const entry of sorted.filter(({ range }) => range.version === version)) {
      if (widest !== undefined && overlaps(entry.range, widest.range)) found.push({ entry, other: widest });
      if (widest === undefined || entry.range.last > widest.range.last) widest = entry;
    }
  }
  return found;
}

export function formatIp(version: 4 | 6, value: bigint): string {
  const length = version === 4 ? 4 : 16;
  const bytes = Array.from({ length }, (_, index) =>
    Number((value >> BigInt(8 * (length - 1 - index))) & 255n),
  );
  return ipaddr.fromByteArray(bytes).toString();
}

function toNumber(bytes: readonly number[]): bigint {
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}
