import type { DnsForwarding, DomainRecords } from '../../core/hand-out.ts';
import { CLOUDS, type CloudName } from '../../providers/azure/clouds.ts';
import type { Placed } from '../placed.ts';

/**
 * Resolvers ask for the public name and follow it into the zone, so that the public suffix is what has to be forwarded,
 * never the zone (1.57, lessons 39; Microsoft's "Azure Private Endpoint DNS integration").
 */
export function dnsForwarding(
  { networks }: Placed,
  domains: readonly DomainRecords[],
  cloud: CloudName,
): DnsForwarding {
  return {
    domain: CLOUDS[cloud].registrySuffix,
    target: AZURE_DNS,
    aliases: domains.flatMap(({ records }) => records.map(({ host }) => host)),
    servers: networks.flatMap(({ address, entry: { dnsServers = [] } }) =>
      dnsServers.length === 0 ? [] : [{ network: address, addresses: dnsServers }],
    ),
  };
}

/**
 * Azure's resolver, the same in all regions and clouds: "What is IP address 168.63.129.16?",
 * https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
 */
const AZURE_DNS = '168.63.129.16';
