import type { Requirement, Verdict } from '../../core/desired.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { listAt, textAt } from '../../core/path.ts';
import type { StepRef } from '../../core/plan.ts';
import type { LiveObject, LiveObjects, ReadTarget } from '../../core/resource-type.ts';
import { foldId, nameOf } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { type PlacedEndpoint, type PlacedRegistry, type PlacedZone, zoneOf } from '../placed.ts';
import { connectionStatus, endpointStatus, interfaceAddresses, liveHosts, recordName } from './host-names.ts';
import { type Around, membersOf, recordAddress } from './members.ts';
import { recordsOf, zoneGroupsOf } from './targets.ts';

/**
 * What must hold of every declared private path before public access is narrowed (I-12); undefined where none is
 * declared. Met when, for every endpoint: both sides call the connection approved, the interface has an address for
 * every host name of the registry, whoever keeps the records has exactly that address there, and every declared link
 * is complete. Records that others keep (`external`) cannot be looked at.
 */
export function privatePathRequirement(registry: PlacedRegistry): Requirement | undefined {
  const { endpoints } = registry;
  if (endpoints.length === 0) return undefined;
  const targets = [
    { type: ARM_TYPE.registry, id: registry.id },
    ...endpoints.flatMap((endpoint) => pathTargets(endpoint)),
  ];
  const distinct = new Map(targets.map((target) => [foldId(target.id), target]));
  return {
    check: 'private-path',
    targets: [...distinct.values()],
    text: textFor(endpoints),
    boundMs: 15 * 60_000,
    decide: (live) => decide(registry, live),
  };
}

/** The steps that build the private paths: what closes public access comes after them. */
export function privatePathSteps(registry: PlacedRegistry, around: Around): readonly StepRef[] {
  const { endpoints, replications } = registry;
  const addresses = endpoints.flatMap((endpoint) => [
    endpoint.address,
    ...(endpoint.dns.manage === 'zoneGroup' ? [endpoint.dns.zoneGroup.address] : []),
    ...(endpoint.dns.manage === 'records'
      ? membersOf(registry, around).map((member) => recordAddress(endpoint, member))
      : []),
    ...(zoneOf(endpoint)?.links ?? []).map((link) => link.address),
  ]);
  const all = [...replications.map(({ address }) => address), ...addresses];
  return [...new Set(all)].map((address): StepRef => `${address}/write`);
}

/** What tells of the private path that an endpoint is. */
export function pathTargets(endpoint: PlacedEndpoint): readonly ReadTarget[] {
  const { dns } = endpoint;
  const zone = zoneOf(endpoint);
  return [
    { type: ARM_TYPE.endpoint, id: endpoint.id },
    { type: ARM_TYPE.interface, id: endpoint.interface.id },
    ...(dns.manage === 'zoneGroup' ? [{ type: ARM_TYPE.zoneGroup, id: dns.zoneGroup.id }] : []),
    ...(dns.manage === 'policy' ? [zoneGroupsOf(endpoint)] : []),
    ...(zone === undefined ? [] : [{ type: ARM_TYPE.zone, id: zone.id }, recordsOf(zone)]),
    ...(zone?.links ?? []).map(({ id }) => ({ type: ARM_TYPE.link, id })),
  ];
}

function textFor(endpoints: readonly PlacedEndpoint[]): string {
  const links = [
    ...new Set(endpoints.flatMap((each) => zoneOf(each)?.links ?? []).map(({ id }) => nameOf(id))),
  ];
  const linked =
    links.length === 0 ? '' : `, ${links.join(', ')} ${links.length === 1 ? 'is' : 'are'} linked`;
  const proven = endpoints.some(({ dns }) => dns.manage !== 'external')
    ? ', DNS records equal the addresses'
    : '';
  const subject = endpoints.length === 1 ? 'its endpoint is' : `its ${endpoints.length} endpoints are`;
  return `${subject} approved on both sides${proven}${linked}`;
}

function decide({ id, endpoints }: PlacedRegistry, live: LiveObjects): Verdict {
  const registry = live.get(foldId(id))?.body;
  if (registry === undefined) return { answer: 'never', missing: ['the registry is gone'] };
  const rejected = endpoints.flatMap((endpoint) =>
    rejection(registry, bodyOf(live, endpoint.id), endpoint.id),
  );
  if (rejected.length > 0) return { answer: 'never', missing: rejected };
  const links = endpoints.flatMap((endpoint) => zoneOf(endpoint)?.links ?? []).map((link) => link.id);
  const unapproved = endpoints.flatMap((endpoint) => connectionFaults(registry, live, endpoint));
  const missing = [
    ...unapproved,
    ...endpoints.flatMap((endpoint) => recordFaults(registry, live, endpoint)),
    ...[...new Set(links)].flatMap((link) => linkFaults(live.get(foldId(link)), link)),
  ];
  if (missing.length === 0) return { answer: 'met' };
  return { answer: endpoints.some((each) => needsPerson(live, each)) ? 'person' : 'not-yet', missing };
}

/** Somebody was asked to approve it, and nothing that Azure does will. */
function needsPerson(live: LiveObjects, { id, entry }: PlacedEndpoint): boolean {
  const endpoint = bodyOf(live, id);
  return (
    entry.approval === 'manual' &&
    endpoint !== undefined &&
    endpointStatus(endpoint) === 'Pending' &&
    textAt(endpoint, 'properties.provisioningState') === 'Succeeded'
  );
}

function bodyOf(live: LiveObjects, id: string): JsonObject | undefined {
  return live.get(foldId(id))?.body;
}

function rejection(registry: JsonObject, endpoint: JsonObject | undefined, id: string): readonly string[] {
  const sides = [connectionStatus(registry, id), endpoint && endpointStatus(endpoint)];
  const final = sides.find((status) => status === 'Rejected' || status === 'Disconnected');
  return final === undefined ? [] : [`the connection of ${nameOf(id)} is ${final}`];
}

/** What either side of the connection of an endpoint says other than Approved, and an endpoint that is not finished. */
export function connectionFaults(
  registry: JsonObject,
  live: LiveObjects,
  { id }: PlacedEndpoint,
): readonly string[] {
  const name = nameOf(id);
  const endpoint = bodyOf(live, id);
  if (endpoint === undefined) return [`the endpoint ${name} does not exist`];
  const sides = { endpoint: endpointStatus(endpoint), registry: connectionStatus(registry, id) };
  const faults = Object.entries(sides)
    .filter(([, status]) => status !== 'Approved')
    .map(
      ([side, status]) => `the ${side} calls the connection of ${name} ${status ?? 'unknown'}, not Approved`,
    );
  const state = textAt(endpoint, 'properties.provisioningState');
  return state === 'Succeeded' ? faults : [...faults, `the endpoint ${name} is ${state ?? 'not finished'}`];
}

/** The host names of the registry that whoever keeps the records of the endpoint does not lead to its addresses. */
export function recordFaults(
  registry: JsonObject,
  live: LiveObjects,
  endpoint: PlacedEndpoint,
): readonly string[] {
  const addresses = interfaceAddresses(interfaceOf(live, endpoint));
  // Both sides name hosts, and either may learn of one before the other does.
  const hosts = new Set([...liveHosts(registry).map((host) => host.toLowerCase()), ...addresses.keys()]);
  const keeper = keeperOf(live, endpoint);
  if (typeof keeper === 'string') return [keeper];
  return [...hosts].flatMap((host) => {
    const address = addresses.get(host);
    if (address === undefined) return [`the interface of ${endpoint.name} has no address for ${host}`];
    return keeper.flatMap((records) => recordFault(records, host, address));
  });
}

/** The addresses that are kept for a host, wherever that is; undefined where there is no record. */
interface Records {
  readonly where: string;
  addressesFor(host: string): readonly string[] | undefined;
}

/** Where the records of the endpoint can be looked up, or why they cannot yet. */
function keeperOf(live: LiveObjects, endpoint: PlacedEndpoint): readonly Records[] | string {
  const { dns } = endpoint;
  switch (dns.manage) {
    case 'records':
      return [recordsInZone(live, dns.zone)];
    case 'zoneGroup': {
      // As the live group says: it may write to another zone than the file has.
      const configs = listAt(bodyOf(live, dns.zoneGroup.id), 'properties.privateDnsZoneConfigs');
      const ids = configs.map((config) => textAt(config, 'properties.privateDnsZoneId') ?? '').map(foldId);
      const isThere = ids.includes(foldId(dns.zone.id));
      return isThere ? [recordsInZone(live, dns.zone)] : `the zone group of ${endpoint.name} does not exist`;
    }
    case 'policy': {
      const groups = listAt(bodyOf(live, zoneGroupsOf(endpoint).id), 'value');
      return groups.length > 0
        ? [recordsOfGroups(groups)]
        : `Azure Policy has made no zone group for ${endpoint.name} yet`;
    }
    case 'external':
      return [];
  }
}

function recordsInZone(live: LiveObjects, zone: PlacedZone): Records {
  const records = listAt(bodyOf(live, recordsOf(zone).id), 'value');
  return {
    where: `zone ${zone.name}`,
    addressesFor: (host) => {
      const name = recordName(host, zone.name)?.toLowerCase();
      const record = records.find((each) => textAt(each, 'name')?.toLowerCase() === name);
      return record === undefined
        ? undefined
        : listAt(record, 'properties.aRecords').flatMap((each) => textAt(each, 'ipv4Address') ?? []);
    },
  };
}

/** What the groups say that they wrote: their zones may be in a subscription that nobody here may read. */
function recordsOfGroups(groups: readonly Json[]): Records {
  const sets = groups
    .flatMap((group) => listAt(group, 'properties.privateDnsZoneConfigs'))
    .flatMap((config) => listAt(config, 'properties.recordSets'));
  return {
    where: 'zone group of Azure Policy',
    addressesFor: (host) => {
      const set = sets.find((each) => publicName(textAt(each, 'fqdn') ?? '') === host);
      return set === undefined
        ? undefined
        : listAt(set, 'ipAddresses').flatMap((each) => (typeof each === 'string' ? each : []));
    },
  };
}

/** `x.azurecr.io` for the name `x.privatelink.azurecr.io` that stands in the zone. */
function publicName(fqdn: string): string {
  return fqdn.toLowerCase().replace('.privatelink.', '.').replace(/\.$/, '');
}

function recordFault(records: Records, host: string, address: string): readonly string[] {
  const found = records.addressesFor(host);
  if (found === undefined) return [`the ${records.where} has no record for ${host}`];
  return found.length === 1 && found[0] === address
    ? []
    : [`the record for ${host} says ${found.join(', ') || 'nothing'}, the interface has ${address}`];
}

/** Why a network does not see the zone of a link yet. */
export function linkFaults(link: LiveObject | undefined, id: string): readonly string[] {
  if (link === undefined) return [`the link ${nameOf(id)} does not exist`];
  const state = textAt(link.body, 'properties.virtualNetworkLinkState');
  return state === 'Completed' ? [] : [`the link ${nameOf(id)} is ${state ?? 'not finished'}`];
}

/** The interface is the one that the endpoint names. */
export function interfaceOf(live: LiveObjects, endpoint: PlacedEndpoint): JsonObject | undefined {
  const named = listAt(bodyOf(live, endpoint.id), 'properties.networkInterfaces');
  const ids = named.flatMap((each) => textAt(each, 'id') ?? []).map(foldId);
  return ids.includes(foldId(endpoint.interface.id)) ? bodyOf(live, endpoint.interface.id) : undefined;
}
