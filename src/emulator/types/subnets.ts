import { keyOf, parentKey } from '../arm-path.ts';
import type { Answer, Call, Cloud, Effect, ResourceType } from '../cloud.ts';
import { ArmError, EmulatorBug } from '../errors.ts';
import {
  arrayAt,
  booleanAt,
  canonical,
  type Json,
  type JsonObject,
  objectAt,
  stringAt,
  stringsAt,
} from '../json.ts';
import { begin, joinOrRefuse, operationHeaders, refuseFor } from '../operations.ts';
import { networkVersions } from '../versions.ts';
import type { StoredObject, World } from '../world.ts';
import { gatewayPlacesIn } from './gateway-body.ts';
import { type InterfaceData, interfaceType } from './interface-body.ts';
import { contains, type IpRange, overlaps, rangeOf } from './ip-ranges.ts';
import {
  anotherOperation,
  type NetworkData,
  type NetworkState,
  networkOperation,
  subnetMembers,
  touchNetwork,
} from './network-common.ts';
import { checkSecurityGroup } from './security-group-body.ts';

export interface SubnetData {
  readonly state: NetworkState;
  /** Normalised. */
  readonly properties: JsonObject;
}

export const subnetType = 'Microsoft.Network/virtualNetworks/subnets';

export const subnets: ResourceType = {
  type: subnetType,
  apiVersions: networkVersions,
  versioned: subnetMembers,
  tracked: false,
  listedBySubscription: false,
  view: (cloud, object) => subnetView(cloud, object as StoredObject<SubnetData>),
  etag: (cloud, object) => networkOf(cloud.world, object.id).data.etag,
  put,
  remove,
  effects: {
    'subnet.write': { succeed: finishWrite, fail: failWrite } satisfies Effect,
    'subnet.delete': { succeed: finishDelete, fail: failWrite } satisfies Effect,
  },
};

export function subnetOf(
  world: World,
  networkId: string,
  name: string,
): StoredObject<SubnetData> | undefined {
  return world.get<SubnetData>(`${networkId}/subnets/${name}`);
}

/** The interfaces that have an address in the subnet. */
export function subnetUsers(world: World, subnetId: string): readonly StoredObject<InterfaceData>[] {
  return world
    .usersOf(subnetId)
    .filter(({ type }) => type === interfaceType) as readonly StoredObject<InterfaceData>[];
}

export function subnetRange(subnet: StoredObject<SubnetData>): IpRange | undefined {
  for (const prefix of prefixesOf(subnet.data.properties)) {
    const range = rangeOf(prefix);
    if (range) return range;
  }
  return undefined;
}

/** Throws when something still has an address in the subnet. That a gateway is named by its configuration in it: assumption. */
export function inUse(cloud: Cloud, subnet: StoredObject): void {
  const users = subnetUsers(cloud.world, subnet.id);
  const { instances, fronts } = gatewayPlacesIn(cloud.world, subnet.id);
  const ids = [
    ...users.flatMap((user) =>
      user.data.ipConfigurations.map(({ name }) => `${user.id}/ipConfigurations/${name}`),
    ),
    ...instances,
    ...fronts,
  ];
  if (ids.length === 0) return;
  throw new ArmError(
    400,
    'InUseSubnetCannotBeDeleted',
    `Subnet ${subnet.name} is in use by ${ids.join(', ')} and cannot be deleted. In order to delete the subnet, delete all the resources within the subnet. See aka.ms/deletesubnet.`,
    { details: [] },
  );
}

/** Normalises the subnets of one network and throws when they do not fit it or each other. */
export function checkPlan(
  network: string,
  addressSpace: readonly string[],
  plan: readonly { readonly name: string; readonly sent: Json }[],
): readonly { readonly name: string; readonly data: SubnetData }[] {
  const space = addressSpace.flatMap((prefix) => rangeOf(prefix) ?? []);
  const taken: IpRange[] = [];
  return plan.map(({ name, sent }) => {
    const properties = propertiesOf(name, sent);
    for (const range of prefixesOf(properties).flatMap((prefix) => rangeOf(prefix) ?? [])) {
      if (!space.some((outer) => contains(outer, range))) throw outsideNetwork(name, network);
      if (taken.some((other) => overlaps(other, range))) throw overlapping(name, network);
      taken.push(range);
    }
    return { name, data: { state: 'Updating', properties } };
  });
}

/** How a subnet looks when read, or in the answer that wrote it: there, who has an address keeps its spelling. */
export function subnetView(cloud: Cloud, subnet: StoredObject<SubnetData>, answersWrite = false): JsonObject {
  const network = networkOf(cloud.world, subnet.id);
  const users = subnetUsers(cloud.world, subnet.id);
  const { addressPrefix, addressPrefixes, delegations, ...rest } = subnet.data.properties;
  return {
    name: subnet.name,
    id: subnet.id,
    etag: network.data.etag,
    properties: {
      provisioningState: subnet.data.state,
      addressPrefix,
      addressPrefixes,
      ...usage(users, gatewayPlacesIn(cloud.world, subnet.id), answersWrite),
      delegations: delegationViews(subnet, network.data.etag, delegations),
      ...rest,
    },
    type: subnetType,
  };
}

function put(call: Call): Answer {
  const { cloud, target } = call;
  const { world } = cloud;
  const network = networkOf(world, target.id);
  const before = world.get<SubnetData>(target.key);
  const joined = joinOrRefuse(call, (operation) => anotherOperation(call, operation));
  if (joined && before)
    return answer(call, joined.answerStatus, before, operationHeaders(cloud, call.origin, joined));
  refuseWhenBusy(call);
  const others = (
    world.inCollection(parentCollection(target.key)) as readonly StoredObject<SubnetData>[]
  ).filter(({ id }) => keyOf(id) !== target.key);
  const properties = checkOne(network, target.name, call.body, others);
  checkSecurityGroup(call, network.data.location, target.id, properties);
  const unchanged =
    before?.data.state === 'Succeeded' && canonical(before.data.properties) === canonical(properties);
  const subnet: StoredObject<SubnetData> = {
    id: before?.id ?? `${network.id}/subnets/${target.name}`,
    name: before?.name ?? target.name,
    type: subnetType,
    data: { state: unchanged ? 'Succeeded' : 'Updating', properties },
  };
  world.put(subnet);
  touchNetwork(cloud, network);
  const operation = begin(
    call,
    networkOperation(call, network.data.location, {
      verb: 'PUT',
      effect: 'subnet.write',
      answerStatus: before ? 200 : 201,
      // Sent while Updating (VirtualNetwork_20240301 #7, #11), not with Succeeded (SubnetsStillExist #23).
      ...(unchanged ? {} : { retryAfter: 3 }),
      locks: [keyOf(network.id)],
      done: unchanged,
    }),
  );
  return answer(call, operation.answerStatus, subnet, operationHeaders(cloud, call.origin, operation));
}

function remove(call: Call): Answer {
  const { cloud, target } = call;
  const subnet = cloud.world.get<SubnetData>(target.key);
  if (!subnet) return { status: 204 };
  const joined = joinOrRefuse(call, (operation) => anotherOperation(call, operation));
  if (joined) return { status: 202, headers: operationHeaders(cloud, call.origin, joined) };
  refuseWhenBusy(call);
  inUse(cloud, subnet);
  const network = networkOf(cloud.world, target.id);
  cloud.world.put({ ...subnet, data: { ...subnet.data, state: 'Deleting' } });
  const operation = begin(
    call,
    networkOperation(call, network.data.location, {
      verb: 'DELETE',
      effect: 'subnet.delete',
      answerStatus: 202,
      retryAfter: 10,
      locks: [keyOf(network.id)],
    }),
  );
  return { status: 202, headers: operationHeaders(cloud, call.origin, operation) };
}

// One write at a time on a network and all that lies in it (Network_v1api20220701 #50, #53).
function refuseWhenBusy(call: Call): void {
  const { world } = call.cloud;
  const [holder] = [...world.holding(parentKey(call.target.key)), ...world.holding(call.target.key)];
  if (holder) refuseFor(call.cloud, holder, (operation) => anotherOperation(call, operation));
}

function finishWrite(cloud: Cloud, { target }: { readonly target: string }): undefined {
  setState(cloud, target, 'Succeeded');
  return undefined;
}

function failWrite(cloud: Cloud, { target }: { readonly target: string }): void {
  setState(cloud, target, 'Failed');
}

function setState(cloud: Cloud, key: string, state: NetworkState): void {
  const subnet = cloud.world.get<SubnetData>(key);
  if (!subnet) return;
  cloud.world.put({ ...subnet, data: { ...subnet.data, state } });
  touchNetwork(cloud, networkOf(cloud.world, subnet.id));
}

function finishDelete(cloud: Cloud, { target }: { readonly target: string }): undefined {
  const subnet = cloud.world.get(target);
  if (!subnet) return undefined;
  cloud.world.remove(target);
  touchNetwork(cloud, networkOf(cloud.world, subnet.id));
  return undefined;
}

function checkOne(
  network: StoredObject<NetworkData>,
  name: string,
  sent: unknown,
  others: readonly StoredObject<SubnetData>[],
): JsonObject {
  const properties = propertiesOf(name, sent);
  const space = network.data.properties.addressSpace.addressPrefixes.flatMap(
    (prefix) => rangeOf(prefix) ?? [],
  );
  for (const range of prefixesOf(properties).flatMap((prefix) => rangeOf(prefix) ?? [])) {
    if (!space.some((outer) => contains(outer, range))) throw outsideNetwork(name, network.name);
    const clash = others.some((other) => {
      const taken = subnetRange(other);
      return taken !== undefined && overlaps(taken, range);
    });
    if (clash) throw overlapping(name, network.name);
  }
  return properties;
}

function propertiesOf(name: string, sent: unknown): JsonObject {
  const given = objectAt(sent, 'properties') ?? {};
  const addressPrefix = stringAt(given, 'addressPrefix');
  const addressPrefixes = stringsAt(given, 'addressPrefixes');
  if (name === '' || (addressPrefix === undefined && addressPrefixes === undefined))
    throw invalidSubnet(name);
  return {
    addressPrefix,
    addressPrefixes: addressPrefix === undefined ? addressPrefixes : undefined,
    networkSecurityGroup: objectAt(given, 'networkSecurityGroup'),
    routeTable: objectAt(given, 'routeTable'),
    natGateway: objectAt(given, 'natGateway'),
    serviceEndpoints: arrayAt(given, 'serviceEndpoints')?.map(serviceEndpoint),
    delegations: (arrayAt(given, 'delegations') ?? []).map((item) => ({
      name: stringAt(item, 'name'),
      serviceName: stringAt(item, 'properties', 'serviceName'),
    })),
    privateEndpointNetworkPolicies: stringAt(given, 'privateEndpointNetworkPolicies') ?? 'Disabled',
    privateLinkServiceNetworkPolicies: stringAt(given, 'privateLinkServiceNetworkPolicies') ?? 'Enabled',
    defaultOutboundAccess: booleanAt(given, 'defaultOutboundAccess'),
    sharingScope: stringAt(given, 'sharingScope'),
  };
}

function serviceEndpoint(sent: Json): JsonObject {
  return {
    provisioningState: 'Succeeded',
    service: stringAt(sent, 'service'),
    locations: stringsAt(sent, 'locations') ?? ['*'],
  };
}

// VirtualNetwork_20240301 #11.
function delegationViews(subnet: StoredObject, etag: string, delegations: Json | undefined): readonly Json[] {
  return (arrayAt({ delegations }, 'delegations') ?? []).map((delegation) => ({
    name: stringAt(delegation, 'name'),
    id: `${subnet.id}/delegations/${stringAt(delegation, 'name')}`,
    etag,
    properties: {
      provisioningState: 'Succeeded',
      serviceName: stringAt(delegation, 'serviceName'),
      actions: ['Microsoft.Network/virtualNetworks/subnets/join/action'],
    },
    type: `${subnetType}/delegations`,
  }));
}

// SubnetsStillExist_20240301 #11 and #23: who has an address here is read back in capitals.
// Gateways are not (test_appgw_private_endpoint_with_default #51); of their private fronts: assumption, after the
// private link configurations there.
function usage(
  users: readonly StoredObject<InterfaceData>[],
  gateways: ReturnType<typeof gatewayPlacesIn>,
  plain: boolean,
): JsonObject {
  const endpoints = users.flatMap(({ data }) => data.endpointId ?? []);
  const configurations = [
    ...users.flatMap((user) =>
      user.data.ipConfigurations.map(({ name }) => `${user.id}/ipConfigurations/${name}`),
    ),
    ...gateways.fronts,
  ];
  return {
    ipConfigurations: listOf(configurations.map((id) => (plain ? id : shouted(id)))),
    privateEndpoints: listOf(endpoints),
    applicationGatewayIPConfigurations: listOf(gateways.instances),
  };
}

function listOf(ids: readonly string[]): readonly JsonObject[] | undefined {
  return ids.length > 0 ? ids.map((id) => ({ id })) : undefined;
}

function shouted(configurationId: string): string {
  const [, , subscription, , group, , namespace, kind, name, collection, configuration] =
    configurationId.split('/');
  return `/subscriptions/${subscription}/resourceGroups/${group?.toUpperCase()}/providers/${namespace}/${kind}/${name?.toUpperCase()}/${collection}/${configuration?.toUpperCase()}`;
}

function prefixesOf(properties: JsonObject): readonly string[] {
  const single = stringAt(properties, 'addressPrefix');
  return single === undefined ? (stringsAt(properties, 'addressPrefixes') ?? []) : [single];
}

function networkOf(world: World, subnetId: string): StoredObject<NetworkData> {
  const network = world.get<NetworkData>(parentKey(keyOf(subnetId)));
  if (!network) throw new EmulatorBug(`Subnet ${subnetId} has no network.`);
  return network;
}

function parentCollection(subnetKey: string): string {
  return subnetKey.slice(0, subnetKey.lastIndexOf('/'));
}

function answer(
  call: Call,
  status: number,
  subnet: StoredObject<SubnetData>,
  headers: Record<string, string>,
): Answer {
  return { status, headers, body: subnetView(call.cloud, subnet, true) };
}

// Codes and texts as MicrosoftDocs/azure-docs pull request 123869 quotes them.
function outsideNetwork(subnet: string, network: string): ArmError {
  return new ArmError(
    400,
    'NetcfgSubnetRangeOutsideVnet',
    `Subnet '${subnet}' is not valid because its IP address range is outside the IP address range of virtual network '${network}'.`,
    { details: [] },
  );
}

function overlapping(subnet: string, network: string): ArmError {
  return new ArmError(
    400,
    'NetcfgSubnetRangesOverlap',
    `Subnet '${subnet}' is not valid because its IP address range overlaps with that of an existing subnet in virtual network '${network}'.`,
    { details: [] },
  );
}

// Assumption: code and text for a subnet without an address.
function invalidSubnet(subnet: string): ArmError {
  return new ArmError(400, 'InvalidRequestFormat', 'Cannot parse the request.', {
    details: [
      { code: 'MissingAddressPrefix', message: `Subnet '${subnet}' needs a name and an address prefix.` },
    ],
  });
}
