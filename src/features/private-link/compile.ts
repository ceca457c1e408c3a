import { diagnose } from '../../core/codes.ts';
import type { Config } from '../../core/config.generated.ts';
import type { Resource } from '../../core/desired.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { listAt, textAt } from '../../core/path.ts';
import type { Output } from '../../core/plan.ts';
import type { LiveObjects, ReadTarget } from '../../core/resource-type.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { entryResource, groupAddress } from '../entry-resource.ts';
import { roomOf } from '../networks/subnet-room.ts';
import type { Placed, PlacedEndpoint, PlacedSubnet } from '../placement.ts';
import { cloudOf } from '../scope.ts';
import { connectionStatus, endpointStatus, interfaceAddresses, membersOf } from './host-names.ts';

/** The interface is read beside the endpoint, by the name the endpoint gives it. */
export function endpointReads(placed: Placed): readonly ReadTarget[] {
  return endpointsOf(placed).map((endpoint) => ({ type: ARM_TYPE.interface, id: endpoint.interface.id }));
}

export function compileEndpoints(placed: Placed, live: LiveObjects): readonly Resource[] {
  return endpointsOf(placed).flatMap((endpoint) => [
    endpointResource(placed, endpoint, live),
    zoneGroupResource(endpoint),
  ]);
}

function endpointsOf(placed: Placed): readonly PlacedEndpoint[] {
  return placed.registries.flatMap((registry) => registry.endpoints);
}

function endpointResource(placed: Placed, endpoint: PlacedEndpoint, live: LiveObjects): Resource {
  const connection = { privateLinkServiceId: endpoint.registryId, groupIds: ['registry'] };
  return entryResource(endpoint, {
    type: ARM_TYPE.endpoint,
    managed: {
      location: endpoint.location,
      tags: endpoint.tags,
      properties: {
        subnet: { id: endpoint.subnet.id },
        customNetworkInterfaceName: endpoint.interface.name,
        privateLinkServiceConnections: [{ name: endpoint.name, properties: connection }],
      },
    },
    dependsOn: [...groupAddress(placed, endpoint), endpoint.subnet.address, endpoint.registryAddress],
    broken: brokenConnection(endpoint, live),
  });
}

/** A connection that was rejected, or whose registry was made again, never heals: no update helps (faults N01). */
function brokenConnection(endpoint: PlacedEndpoint, live: LiveObjects): Resource['broken'] {
  const self = live.get(foldId(endpoint.id))?.body;
  const registry = live.get(foldId(endpoint.registryId))?.body;
  if (self === undefined) return undefined;
  const sides = [endpointStatus(self), registry && connectionStatus(registry, endpoint.id)];
  const status = sides.find((each) => each === 'Disconnected' || each === 'Rejected');
  if (status === undefined) return undefined;
  return { path: 'properties.privateLinkServiceConnectionState.status', live: status, wanted: 'Approved' };
}

/** It has no entry of its own in the file: protection and adoption are those of its endpoint. */
function zoneGroupResource(endpoint: PlacedEndpoint): Resource {
  const { zone, zoneGroup } = endpoint;
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
    dependsOn: [endpoint.address, zone.address],
    protect: false,
    adopt: endpoint.entry.adopt === true,
    ignore: [],
  };
}

/** Host names are known at plan; addresses once the interface is there (lesson 28). */
export function endpointOutputs(
  config: Config,
  placed: Placed,
  live: LiveObjects,
): Readonly<Record<string, Readonly<Record<string, Output>>>> {
  const outputs: Record<string, Record<string, Output>> = {};
  for (const registry of placed.registries) {
    const members = membersOf(registry, live.get(foldId(registry.id))?.body, cloudOf(config));
    for (const endpoint of registry.endpoints) {
      const known = interfaceAddresses(live.get(foldId(endpoint.interface.id))?.body);
      outputs[endpoint.address] = Object.fromEntries(
        members.map(({ name, host }) => [host, addressOutput(endpoint, name, known.get(host))]),
      );
    }
  }
  return outputs;
}

function addressOutput(endpoint: PlacedEndpoint, member: string, address: string | undefined): Output {
  if (address !== undefined) return { value: address };
  return {
    knownAfter: `${endpoint.address}#properties.ipConfigurations[requiredMemberName=${member}].privateIPAddress`,
  };
}

/**
 * Whether each subnet has room for the endpoints to be made in it, by what uses it now (1.27). Only subnets that
 * exist are judged here; the offline rule counts for the others.
 */
export function subnetRoom(config: Config, placed: Placed, live: LiveObjects): readonly Diagnostic[] {
  const needs = new Map<PlacedSubnet, { count: number; endpoints: string[] }>();
  for (const registry of placed.registries) {
    const count = membersOf(registry, undefined, cloudOf(config)).length;
    for (const endpoint of registry.endpoints) {
      if (live.has(foldId(endpoint.id))) continue;
      const need = needs.get(endpoint.subnet) ?? { count: 0, endpoints: [] };
      need.count += count;
      need.endpoints.push(endpoint.address);
      needs.set(endpoint.subnet, need);
    }
  }
  return [...needs].flatMap(([subnet, need]) => roomFault(subnet, need, live));
}

function roomFault(
  subnet: PlacedSubnet,
  need: { readonly count: number; readonly endpoints: readonly string[] },
  live: LiveObjects,
): readonly Diagnostic[] {
  const body = live.get(foldId(subnet.id))?.body;
  const prefix = textAt(body, 'properties.addressPrefix') ?? subnet.entry.prefix;
  const used = listAt(body, 'properties.ipConfigurations').length;
  const free = roomOf(Number(prefix.split('/')[1])) - used;
  if (body === undefined || free >= need.count) return [];
  return [
    diagnose('ACR1305', {
      address: subnet.address,
      detail: `The subnet ${prefix} has ${Math.max(free, 0)} free addresses; ${need.endpoints.join(', ')} need ${need.count}.`,
      hint: 'Use another subnet, or give this one a larger prefix.',
      requirements: ['1.27'],
    }),
  ];
}
