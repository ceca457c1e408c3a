import ipaddr from 'ipaddr.js';
import { ArmError } from '../errors.ts';

/** An IPv4 prefix as a span of numbers. */
export interface IpRange {
  readonly first: number;
  readonly last: number;
}

/** Undefined for IPv6, which this emulator keeps but does not reckon with. */
export function rangeOf(prefix: string): IpRange | undefined {
  const parsed = parseCidr(prefix);
  if (!(parsed[0] instanceof ipaddr.IPv4)) return undefined;
  const first = numberOf(ipaddr.IPv4.networkAddressFromCIDR(prefix).toString());
  return { first, last: first + 2 ** (32 - parsed[1]) - 1 };
}

export function contains(outer: IpRange, inner: IpRange): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

export function overlaps(left: IpRange, right: IpRange): boolean {
  return left.first <= right.last && right.first <= left.last;
}

/** Azure keeps the first four addresses and the last one of a subnet. */
export function usable(range: IpRange): IpRange {
  return { first: range.first + 4, last: range.last - 1 };
}

export function numberOf(address: string): number {
  if (!ipaddr.IPv4.isValidFourPartDecimal(address)) throw invalidAddress(address);
  return ipaddr.IPv4.parse(address).octets.reduce((sum, octet) => sum * 256 + octet, 0);
}

export function addressOf(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}

function parseCidr(prefix: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  try {
    return ipaddr.parseCIDR(prefix);
  } catch {
    throw new ArmError(400, 'InvalidAddressPrefixFormat', `Address prefix ${prefix} has an invalid format.`, {
      details: [],
    });
  }
}

function invalidAddress(address: string): ArmError {
  return new ArmError(400, 'InvalidIPAddressFormat', `The IP address ${address} has an invalid format.`, {
    details: [],
  });
}
