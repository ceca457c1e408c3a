import type { CompiledOutput, CompiledOutputs, LateValue, Resource } from '../../core/desired.ts';
import type { JsonObject } from '../../core/json.ts';
import type { LiveObjects, ReadTarget } from '../../core/resource-type.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { entryResource, groupAddress } from '../entry-resource.ts';
import {
  type EndpointDns,
  madeHere,
  type Placed,
  type PlacedEndpoint,
  type PlacedRegistry,
  type PlacedReplication,
  zoneOf,
} from '../placed.ts';
import { approvalRequirement } from './approval-check.ts';
import {
  connectionStatus,
  endpointStatus,
  interfaceAddresses,
  memberAddress,
  RECORD_TTL_SECONDS,
  recordName,
  regionOf,
} from './host-names.ts';
import { type Around, type Member, membersOf, recordAddress } from './members.ts';
import { recordsOf, zoneGroupsOf } from './targets.ts';

/** The interface beside each endpoint, by the name the endpoint gives it, and the records of each zone. */
export function endpointReads(placed: Placed): readonly ReadTarget[] {
  return endpointsOf(placed).flatMap((endpoint) => {
    const zone = zoneOf(endpoint);
    const groups = endpoint.dns.manage === 'policy' ? [zoneGroupsOf(endpoint)] : [];
    return [
      { type: ARM_TYPE.interface, id: endpoint.interface.id },
      ...(zone === undefined ? [] : [recordsOf(zone)]),
      ...groups,
    ];
  });
}

export function compileEndpoints(placed: Placed, around: Around): readonly Resource[] {
  return placed.registries.flatMap((registry) =>
    registry.endpoints.flatMap((endpoint) => [
      endpointResource(placed, registry, endpoint, around),
      ...(endpoint.dns.manage === 'zoneGroup' ? [zoneGroupResource(endpoint, endpoint.dns)] : []),
      ...(endpoint.dns.manage === 'records'
        ? membersOf(registry, around).flatMap((member) => recordResource(registry, endpoint, member, around))
        : []),
    ]),
  );
}

function endpointsOf(placed: Placed): readonly PlacedEndpoint[] {
  return placed.registries.flatMap((registry) => registry.endpoints);
}

function endpointResource(
  placed: Placed,
  registry: PlacedRegistry,
  endpoint: PlacedEndpoint,
  { live }: Around,
): Resource {
  const { entry } = endpoint;
  const isManual = entry.approval === 'manual';
  const connection = {
    privateLinkServiceId: endpoint.registryId,
    groupIds: ['registry'],
    ...(entry.requestMessage !== undefined && { requestMessage: entry.requestMessage }),
  };
  const list = isManual ? 'manualPrivateLinkServiceConnections' : 'privateLinkServiceConnections';
  return entryResource(endpoint, {
    type: ARM_TYPE.endpoint,
    managed: {
      location: endpoint.location,
      tags: endpoint.tags,
      properties: {
        subnet: { id: endpoint.subnet.id },
        customNetworkInterfaceName: endpoint.interface.name,
        [list]: [{ name: endpoint.name, properties: connection }],
        ...(entry.staticIps !== undefined && { ipConfigurations: ipConfigurations(entry.staticIps) }),
      },
    },
    dependsOn: [...groupAddress(placed, endpoint), ...madeHere(endpoint.subnet, registry)],
    broken: brokenConnection(endpoint, live),
  });
}

function ipConfigurations(staticIps: Readonly<Record<string, string>>): JsonObject[] {
  return Object.entries(staticIps).map(([memberName, privateIPAddress]) => ({
    name: memberName,
    properties: { groupId: 'registry', memberName, privateIPAddress },
  }));
}

/**
 * A connection that was rejected, or whose registry was made again, never heals: no update helps (faults N01). What
 * somebody rejected after being asked is not asked for again unless a person says so.
 */
function brokenConnection(endpoint: PlacedEndpoint, live: LiveObjects): Resource['broken'] {
  const self = live.get(foldId(endpoint.id))?.body;
  const registry = live.get(foldId(endpoint.registryId))?.body;
  if (self === undefined) return undefined;
  const sides = [endpointStatus(self), registry && connectionStatus(registry, endpoint.id)];
  const final = endpoint.entry.approval === 'manual' ? ['Disconnected'] : ['Disconnected', 'Rejected'];
  const status = sides.find((each) => each !== undefined && final.includes(each));
  if (status === undefined) return undefined;
  return { path: 'properties.privateLinkServiceConnectionState.status', live: status, wanted: 'Approved' };
}

/** It has no entry of its own in the file: protection and adoption are those of its endpoint. */
function zoneGroupResource(
  endpoint: PlacedEndpoint,
  { zone, zoneGroup }: EndpointDns & { manage: 'zoneGroup' },
): Resource {
  return {
    address: zoneGroup.address,
    type: ARM_TYPE.zoneGroup,
    id: zoneGroup.id,
    managed: {
      properties: {
        privateDnsZoneConfigs: [
          { name: zone.name.replaceAll('.', '-'), properties: { privateDnsZoneId: zone.id } },
        ],
      },
    },
    initial: {},
    dependsOn: madeHere(endpoint, zone),
    protect: false,
    adopt: endpoint.entry.adopt === true,
    ignore: [],
  };
}

/** One record set a member (1.34 to 1.38), its address told by the endpoint's interface. */
function recordResource(
  registry: PlacedRegistry,
  endpoint: PlacedEndpoint,
  member: Member,
  { released }: Around,
): readonly Resource[] {
  const zone = zoneOf(endpoint);
  const name = zone && recordName(member.host, zone.name);
  if (zone === undefined || name === undefined) return [];
  const replicas = replicasOf(registry, member);
  const id = `${zone.id}/A/${name}`;
  return [
    {
      address: recordAddress(endpoint, member),
      type: ARM_TYPE.record,
      id,
      managed: { properties: { ttl: RECORD_TTL_SECONDS } },
      initial: {},
      dependsOn: madeHere(endpoint, zone, ...replicas),
      protect: false,
      adopt: endpoint.entry.adopt === true,
      ignore: [],
      supersedes: released.has(foldId(id)),
      late: [addressOf(endpoint, member, replicas)],
      ...(endpoint.entry.approval === 'manual' && { requires: [approvalRequirement(endpoint)] }),
    },
  ];
}

function addressOf(
  endpoint: PlacedEndpoint,
  member: Member,
  replicas: readonly PlacedReplication[],
): LateValue {
  return {
    path: 'properties.aRecords',
    source: { type: ARM_TYPE.interface, id: endpoint.interface.id },
    read: (networkInterface) => {
      const address = memberAddress(networkInterface, member.name);
      return address === undefined ? undefined : [{ ipv4Address: address }];
    },
    madeBy: madeHere(endpoint, ...replicas),
    shown: addressPath(endpoint, member.name),
  };
}

/** Host names are known at plan; addresses where the file fixes them, else once the interface is there (lesson 28). */
export function endpointOutputs(placed: Placed, around: Around): CompiledOutputs {
  const outputs: Record<string, Record<string, CompiledOutput>> = {};
  for (const registry of placed.registries) {
    const members = membersOf(registry, around);
    for (const endpoint of registry.endpoints) {
      const known = interfaceAddresses(around.live.get(foldId(endpoint.interface.id))?.body);
      outputs[endpoint.address] = Object.fromEntries(
        members.map((member) => [
          member.host,
          addressOutput(registry, endpoint, member, known.get(member.host)),
        ]),
      );
    }
  }
  return outputs;
}

function addressOutput(
  registry: PlacedRegistry,
  endpoint: PlacedEndpoint,
  member: Member,
  told: string | undefined,
): CompiledOutput {
  const fixed = endpoint.entry.staticIps?.[member.name];
  if (fixed !== undefined) return { value: fixed };
  const shown = addressPath(endpoint, member.name);
  if (told === undefined) return { knownAfter: shown };
  return { told, madeBy: madeHere(endpoint, ...replicasOf(registry, member)), shown };
}

/** The replicas that bring the member: none of them brings what has no region. */
function replicasOf(registry: PlacedRegistry, member: Member): readonly PlacedReplication[] {
  return registry.replications.filter(({ location }) => regionOf(location) === member.region);
}

function addressPath({ address }: PlacedEndpoint, member: string): string {
  return `${address}#properties.ipConfigurations[requiredMemberName=${member}].privateIPAddress`;
}
