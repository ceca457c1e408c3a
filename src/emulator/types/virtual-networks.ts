import { groupKeyOf, keyOf } from '../arm-path.ts';
import {
  type Answer,
  type Call,
  type Cloud,
  type Effect,
  normalLocation,
  type ResourceType,
} from '../cloud.ts';
import { ArmError, EmulatorBug, movedLocation } from '../errors.ts';
import {
  arrayAt,
  booleanAt,
  canonical,
  type Json,
  type JsonObject,
  numberAt,
  objectAt,
  stringAt,
  stringMapAt,
  stringsAt,
} from '../json.ts';
import { begin, joinOrRefuse, operationHeaders, refuseFor } from '../operations.ts';
import { members, since, until } from '../version-shapes.ts';
import { networkVersions } from '../versions.ts';
import type { StoredObject, World } from '../world.ts';
import { checkAddress } from './address-availability.ts';
import { gatewaysUsing } from './gateway-body.ts';
import { rangeOf } from './ip-ranges.ts';
import {
  anotherOperation,
  type NetworkData,
  type NetworkProperties,
  networkOperation,
  networkType,
  subnetMembers,
  touchNetwork,
  weakEtag,
} from './network-common.ts';
import { checkSecurityGroup } from './security-group-body.ts';
import {
  checkPlan,
  inUse,
  type SubnetData,
  subnetOf,
  subnetType,
  subnetUsers,
  subnetView,
} from './subnets.ts';

export const virtualNetworks: ResourceType = {
  type: networkType,
  apiVersions: networkVersions,
  versioned: [
    ...subnetMembers.map(({ path, isIn }) => ({ path: `properties.subnets[].${path}`, isIn })),
    // Recorded in 2018-10-01 and 2020-05-01, not in 2020-11-01; with 2024-03-01, not with 2021-03-01. Between: assumption.
    ...members(until('2020-05-01'), 'properties.enableVmProtection'),
    ...members(since('2024-03-01'), 'properties.privateEndpointVNetPolicies'),
  ],
  tracked: true,
  view: (cloud, object) => view(cloud, object as StoredObject<NetworkData>),
  // All recordings but one have the header (it is absent in PrivateEndpoint_Alias_20250301 #5).
  etag: (_cloud, object) => (object as StoredObject<NetworkData>).data.etag,
  put,
  patch,
  remove,
  actions: { 'GET checkipaddressavailability': checkAddress },
  effects: {
    'network.write': { succeed: finishWrite, fail: failWrite } satisfies Effect,
    'network.delete': { succeed: finishDelete, fail: failWrite } satisfies Effect,
  },
  destroy: (cloud, object) => destroyNetwork(cloud.world, object),
  blockedBy: (cloud, object) => foreignUser(cloud, object),
};

function put(call: Call): Answer {
  const { cloud, target } = call;
  const before = cloud.world.get<NetworkData>(target.key);
  const joined = joinOrRefuse(call, (operation) => anotherOperation(call, operation));
  if (joined && before)
    return answer(call, joined.answerStatus, before, operationHeaders(cloud, call.origin, joined));
  refuseWhenBusy(call);
  const location = locationOf(call, before);
  const properties = propertiesOf(call);
  const subnets = subnetsOf(call, properties.addressSpace.addressPrefixes);
  for (const { name, data } of subnets)
    checkSecurityGroup(call, location, `${target.id}/subnets/${name}`, data.properties);
  const kept = new Set(subnets.map(({ name }) => name.toLowerCase()));
  const dropped = subnetsBelow(cloud.world, target.key).filter(({ name }) => !kept.has(name.toLowerCase()));
  for (const subnet of dropped) inUse(cloud, subnet);
  const unchanged = before !== undefined && dropped.length === 0 && same(call, before, properties, subnets);
  return write(call, before, { location, properties, subnets, dropped, unchanged });
}

interface NetworkWrite {
  readonly location: string;
  readonly properties: NetworkProperties;
  readonly subnets: readonly { readonly name: string; readonly data: SubnetData }[];
  readonly dropped: readonly StoredObject<SubnetData>[];
  readonly unchanged: boolean;
}

function write(call: Call, before: StoredObject<NetworkData> | undefined, wanted: NetworkWrite): Answer {
  const { cloud, target } = call;
  const { world } = cloud;
  // VirtualNetworkAndSubnetAdopted_20240301 #21: what changes nothing keeps state and etag.
  const etag = wanted.unchanged && before ? before.data.etag : weakEtag(cloud);
  const network: StoredObject<NetworkData> = {
    id: before?.id ?? target.id,
    name: before?.name ?? target.name,
    type: networkType,
    data: {
      location: wanted.location,
      tags: stringMapAt(call.body, 'tags'),
      etag,
      resourceGuid: before?.data.resourceGuid ?? cloud.chance.guid(),
      state: wanted.unchanged ? 'Succeeded' : 'Updating',
      properties: wanted.properties,
    },
  };
  world.put(network);
  if (!wanted.unchanged) putSubnets(world, network, wanted);
  const operation = begin(
    call,
    networkOperation(call, wanted.location, {
      verb: 'PUT',
      effect: 'network.write',
      answerStatus: before ? 200 : 201,
      // Recorded on creation only (VirtualNetwork_20240301 #3 against SubnetsStillExist #21).
      ...(before ? {} : { retryAfter: 3 }),
      done: wanted.unchanged,
    }),
  );
  return answer(call, operation.answerStatus, network, operationHeaders(cloud, call.origin, operation));
}

function putSubnets(world: World, network: StoredObject, wanted: NetworkWrite): void {
  for (const subnet of wanted.dropped) world.remove(subnet.id);
  for (const { name, data } of wanted.subnets) {
    const existing = subnetOf(world, network.id, name);
    const id = existing?.id ?? `${network.id}/subnets/${name}`;
    world.put({ id, name: existing?.name ?? name, type: subnetType, data });
  }
}

// Microsoft.Network patches tags only, at once (network.md).
function patch(call: Call): Answer {
  const { cloud, target } = call;
  const before = cloud.world.get<NetworkData>(target.key);
  if (!before) throw new EmulatorBug('The front door answers for absent objects.');
  refuseWhenBusy(call);
  const tags = stringMapAt(call.body, 'tags') ?? before.data.tags;
  const network = touchNetwork(cloud, { ...before, data: { ...before.data, tags } });
  return answer(call, 200, network, {});
}

function remove(call: Call): Answer {
  const { cloud, target } = call;
  const network = cloud.world.get<NetworkData>(target.key);
  if (!network) return { status: 204 };
  const joined = joinOrRefuse(call, (operation) => anotherOperation(call, operation));
  if (joined) return { status: 202, headers: operationHeaders(cloud, call.origin, joined) };
  refuseWhenBusy(call);
  for (const subnet of subnetsBelow(cloud.world, target.key)) inUse(cloud, subnet);
  cloud.world.put({ ...network, data: { ...network.data, state: 'Deleting' } });
  const operation = begin(
    call,
    networkOperation(call, network.data.location, {
      verb: 'DELETE',
      effect: 'network.delete',
      answerStatus: 202,
      retryAfter: 10,
    }),
  );
  return { status: 202, headers: operationHeaders(cloud, call.origin, operation) };
}

function refuseWhenBusy(call: Call): void {
  const { world } = call.cloud;
  const keys = [call.target.key, ...subnetsBelow(world, call.target.key).map(({ id }) => keyOf(id))];
  const holder = keys.flatMap((key) => world.holding(key))[0];
  if (holder) refuseFor(call.cloud, holder, (operation) => anotherOperation(call, operation));
}

function finishWrite(cloud: Cloud, { target }: { readonly target: string }): undefined {
  const network = cloud.world.get<NetworkData>(target);
  if (!network) return undefined;
  touchNetwork(cloud, { ...network, data: { ...network.data, state: 'Succeeded' } });
  for (const subnet of subnetsBelow(cloud.world, target)) {
    if (subnet.data.state === 'Updating')
      cloud.world.put({ ...subnet, data: { ...subnet.data, state: 'Succeeded' } });
  }
  return undefined;
}

function failWrite(cloud: Cloud, { target }: { readonly target: string }): void {
  const network = cloud.world.get<NetworkData>(target);
  if (network) touchNetwork(cloud, { ...network, data: { ...network.data, state: 'Failed' } });
}

function finishDelete(cloud: Cloud, { target }: { readonly target: string }): undefined {
  const network = cloud.world.get<NetworkData>(target);
  if (network) destroyNetwork(cloud.world, network);
  return undefined;
}

function destroyNetwork(world: World, network: StoredObject): void {
  for (const subnet of subnetsBelow(world, keyOf(network.id))) world.remove(subnet.id);
  world.remove(network.id);
}

// A group goes with its endpoints and gateways; one of another group holds the network back.
function foreignUser(cloud: Cloud, network: StoredObject): string | undefined {
  const group = groupKeyOf(keyOf(network.id));
  for (const subnet of subnetsBelow(cloud.world, keyOf(network.id))) {
    const users = [...subnetUsers(cloud.world, subnet.id), ...gatewaysUsing(cloud.world, subnet.id)];
    const foreign = users.find(({ id }) => groupKeyOf(keyOf(id)) !== group);
    if (foreign) return `Subnet ${subnet.name} is in use by ${foreign.id} and cannot be deleted.`;
  }
  return undefined;
}

function subnetsBelow(world: World, networkKey: string): readonly StoredObject<SubnetData>[] {
  return world.inCollection(`${networkKey}/subnets`) as readonly StoredObject<SubnetData>[];
}

function locationOf(call: Call, before: StoredObject<NetworkData> | undefined): string {
  const location = stringAt(call.body, 'location');
  if (location === undefined) {
    throw new ArmError(400, 'LocationRequired', 'The location property is required for this definition.');
  }
  if (before && normalLocation(location) !== before.data.location)
    throw movedLocation(call.target.name, call.target.group, before.data.location);
  return normalLocation(location);
}

function propertiesOf(call: Call): NetworkProperties {
  const sent = objectAt(call.body, 'properties') ?? {};
  const addressPrefixes = stringsAt(sent, 'addressSpace', 'addressPrefixes') ?? [];
  if (addressPrefixes.length === 0) {
    throw new ArmError(400, 'InvalidRequestFormat', 'Cannot parse the request.', {
      details: [
        {
          code: 'MissingAddressSpace',
          message: `Virtual network ${call.target.name} needs an address space.`,
        },
      ],
    });
  }
  for (const prefix of addressPrefixes) rangeOf(prefix);
  const encryption = objectAt(sent, 'encryption');
  return {
    addressSpace: { addressPrefixes },
    encryption: encryption && {
      enabled: booleanAt(encryption, 'enabled') ?? false,
      enforcement: stringAt(encryption, 'enforcement') ?? 'AllowUnencrypted',
    },
    privateEndpointVNetPolicies: stringAt(sent, 'privateEndpointVNetPolicies') ?? 'Disabled',
    // test_network_vnet #15: an empty dhcpOptions comes back with an empty list.
    dhcpOptions: objectAt(sent, 'dhcpOptions') && {
      dnsServers: stringsAt(sent, 'dhcpOptions', 'dnsServers') ?? [],
    },
    flowTimeoutInMinutes: numberAt(sent, 'flowTimeoutInMinutes'),
    bgpCommunities: objectAt(sent, 'bgpCommunities'),
    enableDdosProtection: booleanAt(sent, 'enableDdosProtection') ?? false,
  };
}

function subnetsOf(call: Call, prefixes: readonly string[]): readonly { name: string; data: SubnetData }[] {
  const sent = arrayAt(call.body, 'properties', 'subnets') ?? [];
  return checkPlan(
    call.target.name,
    prefixes,
    sent.map((subnet: Json) => ({ name: stringAt(subnet, 'name') ?? '', sent: subnet })),
  );
}

function same(
  call: Call,
  before: StoredObject<NetworkData>,
  properties: NetworkProperties,
  subnets: NetworkWrite['subnets'],
): boolean {
  const tags = stringMapAt(call.body, 'tags');
  if (before.data.state !== 'Succeeded') return false;
  if (canonical([before.data.tags ?? {}, before.data.properties]) !== canonical([tags ?? {}, properties]))
    return false;
  return subnets.every(({ name, data }) => {
    const existing = subnetOf(call.cloud.world, before.id, name);
    return existing !== undefined && canonical(existing.data.properties) === canonical(data.properties);
  });
}

function answer(
  call: Call,
  status: number,
  network: StoredObject<NetworkData>,
  headers: Record<string, string>,
): Answer {
  return { status, headers, body: view(call.cloud, network, true) };
}

function view(cloud: Cloud, network: StoredObject<NetworkData>, answersWrite = false): JsonObject {
  const { location, tags, etag, resourceGuid, state, properties } = network.data;
  const {
    addressSpace,
    encryption,
    privateEndpointVNetPolicies,
    dhcpOptions,
    enableDdosProtection,
    ...rest
  } = properties;
  const subnets = subnetsBelow(cloud.world, keyOf(network.id));
  return {
    name: network.name,
    id: network.id,
    etag,
    type: networkType,
    location,
    tags,
    properties: {
      provisioningState: state,
      resourceGuid,
      addressSpace,
      encryption,
      privateEndpointVNetPolicies,
      dhcpOptions,
      ...rest,
      subnets: subnets.map((subnet) => subnetView(cloud, subnet, answersWrite)),
      virtualNetworkPeerings: [],
      enableDdosProtection,
      enableVmProtection: false,
    },
  };
}
