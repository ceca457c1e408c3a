import type { Check, Requirement, Verdict } from '../../core/desired.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { listAt, textAt } from '../../core/path.ts';
import type { StepRef } from '../../core/plan.ts';
import type { LiveObject, LiveObjects, ReadTarget } from '../../core/resource-type.ts';
import { foldId, nameOf } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE, QUESTION } from '../../providers/azure/arm-types.ts';
import type { PlacedRegistry } from '../placement.ts';
import { connectionStatus, endpointStatus, interfaceAddresses, liveHosts, recordName } from './host-names.ts';

/** The name of the check that guards every narrowing of public access (I-12). */
export const PRIVATE_PATH = 'private-path';

/** What must hold of every declared private path of the registry; undefined where none is declared. */
export function privatePathRequirement(registry: PlacedRegistry): Requirement | undefined {
  if (registry.endpoints.length === 0) return undefined;
  const targets: ReadTarget[] = [{ type: ARM_TYPE.registry, id: registry.id }];
  for (const endpoint of registry.endpoints) {
    targets.push({ type: ARM_TYPE.endpoint, id: endpoint.id });
    targets.push({ type: ARM_TYPE.interface, id: endpoint.interface.id });
    targets.push({
      type: ARM_TYPE.zoneGroup,
      id: endpoint.zoneGroup.id,
    });
    targets.push({ type: ARM_TYPE.zone, id: endpoint.zone.id });
    targets.push({ type: QUESTION.records, id: recordsPath(endpoint.zone.id) });
    for (const link of endpoint.zone.links) {
      targets.push({ type: ARM_TYPE.link, id: link.id });
    }
  }
  const distinct = new Map(targets.map((target) => [foldId(target.id), target]));
  return { check: PRIVATE_PATH, targets: [...distinct.values()] };
}

/** The steps that build the private paths: what closes public access comes after them. */
export function privatePathSteps(registry: PlacedRegistry): readonly StepRef[] {
  const addresses = registry.endpoints.flatMap((endpoint) => [
    endpoint.address,
    endpoint.zoneGroup.address,
    ...endpoint.zone.links.map((link) => link.address),
  ]);
  return [...new Set(addresses)].map((address): StepRef => `${address}/write`);
}

/**
 * Met when, for every endpoint: both sides call the connection approved, the interface has an address for every
 * host name of the registry, the zone has exactly that address as the record, and every declared link is complete.
 */
export const privatePathCheck: Check = {
  boundMs: 15 * 60_000,
  decide,
  describe: (requirement) => {
    const count = targetsOf(requirement, ARM_TYPE.endpoint).length;
    const links = targetsOf(requirement, ARM_TYPE.link).map(({ id }) => nameOf(id));
    const linked =
      links.length === 0 ? '' : `, ${links.join(', ')} ${links.length === 1 ? 'is' : 'are'} linked`;
    const endpoints = count === 1 ? 'its endpoint is' : `its ${count} endpoints are`;
    return `${endpoints} approved on both sides, DNS records equal the addresses${linked}`;
  },
};

function decide(requirement: Requirement, live: LiveObjects): Verdict {
  const [registryTarget] = targetsOf(requirement, ARM_TYPE.registry);
  const registry = registryTarget && live.get(foldId(registryTarget.id))?.body;
  if (registry === undefined) return { answer: 'never', missing: ['the registry is gone'] };
  const endpoints = targetsOf(requirement, ARM_TYPE.endpoint);
  const rejected = endpoints.flatMap(({ id }) => rejection(registry, live.get(foldId(id)), id));
  if (rejected.length > 0) return { answer: 'never', missing: rejected };
  const missing = [
    ...endpoints.flatMap(({ id }) => connectionFaults(registry, live.get(foldId(id)), id)),
    ...endpoints.flatMap(({ id }) => recordFaults(requirement, registry, live, id)),
    ...targetsOf(requirement, ARM_TYPE.link).flatMap(({ id }) => linkFaults(live.get(foldId(id)), id)),
  ];
  return missing.length === 0 ? { answer: 'met' } : { answer: 'not-yet', missing };
}

function rejection(registry: JsonObject, endpoint: LiveObject | undefined, id: string): readonly string[] {
  const sides = [connectionStatus(registry, id), endpoint && endpointStatus(endpoint.body)];
  const final = sides.find((status) => status === 'Rejected' || status === 'Disconnected');
  return final === undefined ? [] : [`the connection of ${nameOf(id)} is ${final}`];
}

function connectionFaults(
  registry: JsonObject,
  endpoint: LiveObject | undefined,
  id: string,
): readonly string[] {
  const name = nameOf(id);
  if (endpoint === undefined) return [`the endpoint ${name} does not exist`];
  const sides = { endpoint: endpointStatus(endpoint.body), registry: connectionStatus(registry, id) };
  const faults = Object.entries(sides)
    .filter(([, status]) => status !== 'Approved')
    .map(
      ([side, status]) => `the ${side} calls the connection of ${name} ${status ?? 'unknown'}, not Approved`,
    );
  const state = textAt(endpoint.body, 'properties.provisioningState');
  return state === 'Succeeded' ? faults : [...faults, `the endpoint ${name} is ${state ?? 'not finished'}`];
}

function recordFaults(
  requirement: Requirement,
  registry: JsonObject,
  live: LiveObjects,
  endpointId: string,
): readonly string[] {
  const addresses = interfaceAddresses(interfaceOf(requirement, live, endpointId)?.body);
  const zones = zonesOf(requirement, live, endpointId);
  if (zones.length === 0) return [`the zone group of ${nameOf(endpointId)} does not exist`];
  // Both sides name hosts, and either may learn of one before the other does.
  const hosts = new Set([...liveHosts(registry).map((host) => host.toLowerCase()), ...addresses.keys()]);
  return [...hosts].flatMap((host) => {
    const address = addresses.get(host);
    if (address === undefined) return [`the interface of ${nameOf(endpointId)} has no address for ${host}`];
    return zones.flatMap((zone) => recordFault(recordsIn(live, zone), zone, host, address));
  });
}

function recordFault(
  records: readonly Json[],
  zone: string,
  host: string,
  address: string,
): readonly string[] {
  const name = recordName(host, nameOf(zone));
  const record = records.find((each) => textAt(each, 'name')?.toLowerCase() === name?.toLowerCase());
  if (record === undefined) return [`the zone ${nameOf(zone)} has no record for ${host}`];
  const found = listAt(record, 'properties.aRecords').flatMap((each) => textAt(each, 'ipv4Address') ?? []);
  return found.length === 1 && found[0] === address
    ? []
    : [`the record for ${host} says ${found.join(', ') || 'nothing'}, the interface has ${address}`];
}

function linkFaults(link: LiveObject | undefined, id: string): readonly string[] {
  if (link === undefined) return [`the link ${nameOf(id)} does not exist`];
  const state = textAt(link.body, 'properties.virtualNetworkLinkState');
  return state === 'Completed' ? [] : [`the link ${nameOf(id)} is ${state ?? 'not finished'}`];
}

/** The interface is the one that the endpoint names. */
function interfaceOf(
  requirement: Requirement,
  live: LiveObjects,
  endpointId: string,
): LiveObject | undefined {
  const named = listAt(live.get(foldId(endpointId))?.body, 'properties.networkInterfaces');
  const ids = named.flatMap((each) => textAt(each, 'id') ?? []).map(foldId);
  const target = targetsOf(requirement, ARM_TYPE.interface).find(({ id }) => ids.includes(foldId(id)));
  return target && live.get(foldId(target.id));
}

/** The zones that the endpoint's zone group writes to, as the live group says. */
function zonesOf(requirement: Requirement, live: LiveObjects, endpointId: string): readonly string[] {
  const group = targetsOf(requirement, ARM_TYPE.zoneGroup).find(({ id }) =>
    foldId(id).startsWith(`${foldId(endpointId)}/`),
  );
  const configs = listAt(group && live.get(foldId(group.id))?.body, 'properties.privateDnsZoneConfigs');
  const ids = configs.flatMap((each) => textAt(each, 'properties.privateDnsZoneId') ?? []);
  const declared = new Map(targetsOf(requirement, ARM_TYPE.zone).map(({ id }) => [foldId(id), id]));
  return ids.flatMap((id) => declared.get(foldId(id)) ?? []);
}

function recordsIn(live: LiveObjects, zoneId: string): readonly Json[] {
  return listAt(live.get(foldId(recordsPath(zoneId)))?.body, 'value');
}

function recordsPath(zoneId: string): string {
  return `${zoneId}/A`;
}

function targetsOf(requirement: Requirement, type: string): readonly ReadTarget[] {
  return requirement.targets.filter((target) => target.type === type);
}
