import { diagnose } from '../../core/codes.ts';
import type { Config } from '../../core/config.generated.ts';
import type { PriorEntry, Resource } from '../../core/desired.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { getPath } from '../../core/path.ts';
import type { Output, StepRef } from '../../core/plan.ts';
import type { LiveObjects, ReadTarget } from '../../core/resource-type.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { entryResource, groupAddress } from '../entry-resource.ts';
import type { Placed, PlacedEndpoint, PlacedSubnet } from '../placement.ts';
import { interfaceAddresses, membersOf, textAt } from './host-names.ts';

export const ENDPOINT_TYPE = 'Microsoft.Network/privateEndpoints';
export const ZONE_GROUP_TYPE = 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups';
const INTERFACE_TYPE = 'Microsoft.Network/networkInterfaces';

/** The interface is read beside the endpoint, by the name the endpoint gives it. */
export function endpointReads(placed: Placed): readonly ReadTarget[] {
  return endpointsOf(placed).map((endpoint) => ({ type: INTERFACE_TYPE, id: endpoint.interface.id }));
}

export function compileEndpoints(placed: Placed): readonly Resource[] {
  return endpointsOf(placed).flatMap((endpoint) => [
    endpointResource(placed, endpoint),
    zoneGroupResource(endpoint),
  ]);
}

function endpointsOf(placed: Placed): readonly PlacedEndpoint[] {
  return placed.registries.flatMap((registry) => registry.endpoints);
}

function endpointResource(placed: Placed, endpoint: PlacedEndpoint): Resource {
  const connection = { privateLinkServiceId: endpoint.registryId, groupIds: ['registry'] };
  return entryResource(endpoint, {
    type: ENDPOINT_TYPE,
    managed: {
      location: endpoint.location,
      tags: endpoint.tags,
      properties: {
        subnet: { id: endpoint.subnet.id },
        customNetworkInterfaceName: endpoint.interface.name,
        privateLinkServiceConnections: [{ name: endpoint.name, properties: connection }],
      },
    },
    dependsOn: [
      ...groupAddress(placed, endpoint),
      endpoint.subnet.address,
      registryAddress(placed, endpoint),
    ],
  });
}

function registryAddress(placed: Placed, endpoint: PlacedEndpoint): string {
  const registry = placed.registries.find((each) => each.key === endpoint.registryKey);
  return registry?.address ?? '';
}

/** It has no entry of its own in the file: protection and adoption are those of its endpoint. */
function zoneGroupResource(endpoint: PlacedEndpoint): Resource {
  const { zone, zoneGroup } = endpoint;
  return {
    address: zoneGroup.address,
    type: ZONE_GROUP_TYPE,
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
    const members = membersOf(
      registry,
      live.get(foldId(registry.id))?.body,
      config.azure.cloud ?? 'AzureCloud',
    );
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

/** Azure takes five addresses of every subnet (network.md). */
const RESERVED_ADDRESSES = 5;

/**
 * Whether each subnet has room for the endpoints to be made in it, by what uses it now (1.27). Only subnets that
 * exist are judged here; the offline rule counts for the others.
 */
export function subnetRoom(config: Config, placed: Placed, live: LiveObjects): readonly Diagnostic[] {
  const needs = new Map<PlacedSubnet, { count: number; endpoints: string[] }>();
  for (const registry of placed.registries) {
    const count = membersOf(registry, undefined, config.azure.cloud ?? 'AzureCloud').length;
    for (const endpoint of registry.endpoints) {
      if (live.has(foldId(endpoint.id))) continue;
      const need = needs.get(endpoint.subnet) ?? { count: 0, endpoints: [] };
      needs.set(endpoint.subnet, {
        count: need.count + count,
        endpoints: [...need.endpoints, endpoint.address],
      });
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
  const used = body && getPath(body, 'properties.ipConfigurations');
  const size = 2 ** (32 - Number(prefix.split('/')[1]));
  const free = size - RESERVED_ADDRESSES - (Array.isArray(used) ? used.length : 0);
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

/** Registries, by address, whose change bears on the order in which private paths go. */
export interface RegistryTurns {
  /** They get the step `open`. */
  readonly opening: ReadonlySet<string>;
  readonly leavingPremium: ReadonlySet<string>;
}

interface Before {
  readonly before: StepRef;
  readonly after: StepRef;
}

/**
 * Order that no dependency says: a registry is opened before anything of a private path goes, leaves Premium only
 * when its endpoints are gone, and gets its records anew only when those of an endpoint before are gone, since with
 * a zone group go all records of its names, whoever wrote them (faults N11). `prior` holds what may go.
 */
export function pathOrder(
  placed: Placed,
  prior: readonly PriorEntry[],
  { opening, leavingPremium }: RegistryTurns,
): readonly Before[] {
  const pieces = prior.filter((entry) => PATH_TYPES.has(entry.type));
  const endpoints = Map.groupBy(
    pieces.filter((piece) => piece.type === ENDPOINT_TYPE),
    registryOf(prior),
  );
  const groups = Map.groupBy(
    pieces.filter((piece) => piece.type === ZONE_GROUP_TYPE),
    (group) => group.dependsOn.find((address) => group.address.startsWith(address)),
  );
  return placed.registries.flatMap((registry) => {
    const own = endpoints.get(foldId(registry.id)) ?? [];
    const opened = opening.has(registry.address)
      ? pieces.map((piece) => before(openOf(registry), gone(piece)))
      : [];
    const downgrade = leavingPremium.has(registry.address)
      ? own.map((each) => before(gone(each), writeOf(registry)))
      : [];
    const renewed = own.flatMap((endpoint) =>
      (groups.get(endpoint.address) ?? []).flatMap((group) =>
        registry.endpoints
          .filter(({ zoneGroup }) => foldId(zoneGroup.id) !== foldId(group.id))
          .map(({ zoneGroup }) => before(gone(group), writeOf(zoneGroup))),
      ),
    );
    return [...opened, ...downgrade, ...renewed];
  });
}

/** The folded id of the registry that an endpoint of the state leads to. */
function registryOf(prior: readonly PriorEntry[]): (endpoint: PriorEntry) => string {
  const registries = new Map(
    prior.filter((entry) => entry.type === REGISTRY).map((entry) => [entry.address, foldId(entry.id)]),
  );
  return ({ dependsOn }) =>
    dependsOn.map((address) => registries.get(address)).find((id) => id !== undefined) ?? '';
}

const REGISTRY = 'Microsoft.ContainerRegistry/registries';

function before(first: StepRef, second: StepRef): Before {
  return { before: first, after: second };
}

function gone({ address }: { readonly address: string }): StepRef {
  return `${address}/delete`;
}

function openOf({ address }: { readonly address: string }): StepRef {
  return `${address}/open`;
}

function writeOf({ address }: { readonly address: string }): StepRef {
  return `${address}/write`;
}

const PATH_TYPES: ReadonlySet<string> = new Set([
  ENDPOINT_TYPE,
  ZONE_GROUP_TYPE,
  'Microsoft.Network/privateDnsZones/virtualNetworkLinks',
  'Microsoft.Network/privateDnsZones',
]);
