import type { DnsRecord, EndpointRecords } from '../../core/hand-out.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { CLOUDS } from '../../providers/azure/clouds.ts';
import type { PlacedEndpoint, PlacedRegistry } from '../placed.ts';
import {
  endpointStatus,
  interfaceAddresses,
  memberAddress,
  RECORD_TTL_SECONDS,
  recordName,
} from '../private-link/host-names.ts';
import { type Around, membersOf } from '../private-link/members.ts';

/**
 * The records that an endpoint needs now and after the next apply (1.59 to 1.61): those of all members of its
 * registry, and whatever else its interface has an address for, such as the regional endpoints that somebody turned on.
 */
export function endpointRecords(
  registry: PlacedRegistry,
  endpoint: PlacedEndpoint,
  around: Around,
): EndpointRecords {
  const { registryZone: zone } = CLOUDS[around.cloud];
  const self = around.live.get(foldId(endpoint.id))?.body;
  return {
    address: endpoint.address,
    registry: registry.address,
    network: endpoint.network.address,
    zone,
    manage: endpoint.dns.manage,
    connection: (self && endpointStatus(self)) ?? null,
    others: registry.endpoints.filter((other) => other !== endpoint).map(({ address }) => address),
    records: hostsOf(registry, endpoint, around).flatMap((host) => recordOf(host, zone)),
  };
}

type Host = Pick<DnsRecord, 'host' | 'address' | 'leaving'>;

function recordOf({ host, address, leaving }: Host, zone: string): readonly DnsRecord[] {
  const name = recordName(host, zone);
  return name === undefined ? [] : [{ host, name, type: 'A', ttl: RECORD_TTL_SECONDS, address, leaving }];
}

/** The interface tells what the addresses are; before it is there, the file may have fixed them. */
function hostsOf(registry: PlacedRegistry, endpoint: PlacedEndpoint, around: Around): readonly Host[] {
  const networkInterface = around.live.get(foldId(endpoint.interface.id))?.body;
  const found = interfaceAddresses(networkInterface);
  const { staticIps = {} } = endpoint.entry;
  const members = hostsNowAndThen(registry, around).map(({ name, host, leaving }) => {
    const allocated = networkInterface && memberAddress(networkInterface, name);
    return { host, address: found.get(host) ?? allocated ?? staticIps[name] ?? null, leaving };
  });
  const known = new Set(members.map(({ host }) => host));
  const others = [...found].filter(([host]) => !known.has(host)).sort(([a], [b]) => (a < b ? -1 : 1));
  return [...members, ...others.map(([host, address]) => ({ host, address, leaving: false }))];
}

interface MemberHost {
  readonly name: string;
  readonly host: string;
  readonly leaving: boolean;
}

/**
 * The host of each member, of those too that go with replicas which the file no longer has: whoever takes a name away
 * before they are gone cuts off clients that are still sent there. DNS knows no case; interfaces write lower.
 */
export function hostsNowAndThen(registry: PlacedRegistry, around: Around): readonly MemberHost[] {
  const staying = new Set(membersOf(registry, around).map(({ name }) => name));
  return membersOf(registry, { ...around, leaving: new Set() }).map(({ name, host }) => ({
    name,
    host: host.toLowerCase(),
    leaving: !staying.has(name),
  }));
}
