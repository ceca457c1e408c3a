import type { Hop, Resolution } from '../../core/wire.ts';
import { parseIp, parseRange } from '../networks/ip-range.ts';

/** What the way of a name through DNS tells of who answered (registry-wire.md, 8). */
export interface NameWay {
  readonly addresses: readonly string[];
  /** True where it goes through the name that a private zone answers: `contosoimages.privatelink.azurecr.io`. */
  readonly passesZone: boolean;
  /** True where it goes on as Azure's public DNS has it: `azcr.io`, Traffic Manager, an address in a region (1.50). */
  readonly isPublicChain: boolean;
  /** The name of the last hop: what the outcome is about. */
  readonly end: string;
}

export function wayOf({ host, hops }: Resolution, zone: string): NameWay {
  const names = hops.flatMap(({ type, data }) => (type === 'CNAME' ? [data] : []));
  return {
    addresses: hops.flatMap(({ type, data }) => (type === 'A' ? [data] : [])),
    passesZone: names.some((name) => name.endsWith(`.${zone}`)),
    isPublicChain: names.some((name) => PUBLIC.some((suffix) => name.endsWith(suffix))),
    end: names.at(-1) ?? host,
  };
}

/** Of all clouds: `cloudapp.usgovcloudapi.net`, `trafficmanager.cn`. */
const PUBLIC = [
  '.azcr.io',
  '.azcr.us',
  '.azcr.cn',
  '.trafficmanager.net',
  '.usgovtrafficmanager.net',
  '.trafficmanager.cn',
  '.cloudapp.azure.com',
  '.cloudapp.usgovcloudapi.net',
  '.cloudapp.chinacloudapi.cn',
];

/** For people: `contosoimages.azurecr.io -> …privatelink.azurecr.io -> 10.20.1.5`. */
export function wayLine({ host, hops, server }: Resolution): string {
  return `${[host, ...chained(hops)].join(' -> ')} (${server})`;
}

function chained(hops: readonly Hop[]): readonly string[] {
  const names = hops.flatMap(({ type, data }) => (type === 'CNAME' ? [data] : []));
  const addresses = hops.flatMap(({ type, data }) => (type === 'A' ? [data] : []));
  return [...names, ...(addresses.length === 0 ? [] : [addresses.join(', ')])];
}

/** RFC 1918, and what carriers use inside (RFC 6598). */
export function isPrivateAddress(address: string): boolean {
  return PRIVATE.some((range) => isWithin(address, range));
}

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'];

export function isWithin(address: string, prefix: string): boolean {
  const [ip, range] = [parseIp(address), parseRange(prefix)];
  if (ip === undefined || range === undefined || ip.version !== range.version) return false;
  return range.first <= ip.value && ip.value <= range.last;
}
