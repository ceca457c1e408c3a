import { textAt } from '../../core/path.ts';
import type { ReadTarget } from '../../core/resource-type.ts';
import { type Check, wireCheck } from '../../core/verify.ts';
import type { Wire } from '../../core/wire.ts';
import { foldId, nameOf } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { CLOUDS } from '../../providers/azure/clouds.ts';
import { type PlacedEndpoint, type PlacedRegistry, zoneOf } from '../placed.ts';
import type { Verifier, Verifying } from '../verify.ts';
import { interfaceAddresses, recordName } from './host-names.ts';
import { membersOf } from './members.ts';
import { nameFinding, type SeenName, type WantedName } from './name-finding.ts';
import { wayOf } from './name-way.ts';
import { interfaceOf, pathTargets } from './path-check.ts';
import { replicaList } from './replica-places.ts';
import { aroundNow } from './verify.ts';

/** What the names of a registry with private endpoints lead to, for clients here and by the servers that the file gives networks. */
export const verifyPrivateNames: Verifier = {
  reads: (registry) =>
    registry.endpoints.length === 0 ? [] : [replicaList(registry), ...registry.endpoints.flatMap(readsOf)],
  checks: (registry, verifying) => {
    if (registry.endpoints.length === 0) return [];
    const names = wantedNames(registry, verifying);
    return [
      ...names.map((wanted) => nameCheck(registry, wanted)),
      ...forwarders(registry).flatMap(({ address, server, network }) =>
        names.map((wanted) => forwarderCheck(address, wanted, server, network)),
      ),
    ];
  },
};

function readsOf(endpoint: PlacedEndpoint): readonly ReadTarget[] {
  return [...pathTargets(endpoint), { type: ARM_TYPE.subnet, id: endpoint.subnet.id }];
}

/** Every host that clients ask for, the login server first. */
function wantedNames(registry: PlacedRegistry, verifying: Verifying): readonly WantedName[] {
  const { cloud, live } = verifying;
  const { registryZone: zone, registrySuffix: suffix } = CLOUDS[cloud];
  const { endpoints } = registry;
  const tables = endpoints.map((endpoint) => ({
    endpoint: endpoint.key,
    table: interfaceAddresses(interfaceOf(live, endpoint)),
  }));
  const linked = endpoints.flatMap((endpoint) => zoneOf(endpoint)?.links ?? []);
  return membersOf(registry, aroundNow(verifying)).map(({ host }) => ({
    ...{ host, zone, suffix },
    addresses: tables.flatMap(({ endpoint, table }) => {
      const address = table.get(host.toLowerCase());
      return address === undefined ? [] : [{ endpoint, address }];
    }),
    subnets: endpoints.flatMap((endpoint) => subnetPrefix(endpoint, verifying)),
    kept: keptBy(endpoints),
    linked: [...new Set(linked.map(({ network }) => network.name))],
  }));
}

function keptBy(endpoints: readonly PlacedEndpoint[]): WantedName['kept'] {
  const kinds = new Set(endpoints.map(({ dns }) => dns.manage));
  if (kinds.has('external') || kinds.has('policy')) return 'others';
  return kinds.has('records') ? 'acrctl' : 'azure';
}

function subnetPrefix({ subnet }: PlacedEndpoint, { live }: Verifying): readonly string[] {
  const prefix = textAt(live.get(foldId(subnet.id))?.body, 'properties.addressPrefix') ?? subnet.entry.prefix;
  return prefix === undefined ? [] : [prefix];
}

function nameCheck({ address }: PlacedRegistry, wanted: WantedName): Check {
  return wireCheck(
    {
      name: 'dns.private',
      address,
      about: wanted.host,
      proves: 'Clients here are led to the private endpoint, by both hops.',
      how: 'The DNS server was asked for the host, hop by hop.',
      requirements: ['1.2', '1.46', '1.48', '1.49', '1.50', '1.62'],
      reach: { kind: 'dns', server: null },
    },
    (wire) => seenName(wire, wanted),
    (seen) => nameFinding(wanted, seen),
  );
}

/** A server that the file gives to a network answers its machines: what it does not forward they do not find (1.57). */
function forwarderCheck(address: string, wanted: WantedName, server: string, network: string): Check {
  return wireCheck(
    {
      name: 'dns.forwarder',
      address,
      about: `${wanted.host} at ${server}`,
      proves: `Machines in ${network} are led to the private endpoint by the DNS server that the network gives them.`,
      how: 'That server was asked for the host, hop by hop.',
      requirements: ['1.57', '1.49'],
      reach: { kind: 'dns', server },
    },
    (wire) => seenName(wire, wanted, server),
    (seen) => nameFinding(wanted, seen),
  );
}

/** Asks for the name in the zone as well where the host led past it: a server may forward one and not the other. */
async function seenName(wire: Wire, { host, zone }: WantedName, server?: string): Promise<SeenName> {
  const asked = await wire.resolve(host, server);
  const way = wayOf(asked, zone);
  const label = recordName(host, zone);
  const isOpen = asked.outcome === 'addresses' && way.passesZone && way.isPublicChain;
  if (!isOpen || label === undefined) return { asked, inZone: undefined };
  return { asked, inZone: await wire.resolve(`${label}.${zone}`, server) };
}

/** Those of the networks that the endpoints are in, and that their zones are linked to; each once. */
function forwarders(
  registry: PlacedRegistry,
): readonly { readonly address: string; readonly server: string; readonly network: string }[] {
  const networks = registry.endpoints.flatMap((endpoint) => [
    endpoint.network,
    ...(zoneOf(endpoint)?.links ?? []).map((link) => link.network),
  ]);
  const found = networks.flatMap(({ address, id, entry: { dnsServers = [] } }) =>
    dnsServers.map((server) => ({ address, server, network: nameOf(id) })),
  );
  return [...new Map(found.map((each) => [each.server, each])).values()];
}
