/** Azure keeps five addresses of every subnet for itself (network.md). */
const KEPT_ADDRESSES = 5;

/** The IPv4 addresses of a subnet that are left to give away, by the length of its prefix. */
export function roomOf(prefix: number): number {
  return 2 ** (32 - prefix) - KEPT_ADDRESSES;
}

/** The longest prefix of a subnet that has so many addresses to give away. */
export function prefixFor(addresses: number): number {
  return 32 - Math.ceil(Math.log2(addresses + KEPT_ADDRESSES));
}
