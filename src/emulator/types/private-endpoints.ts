import type { OperationError } from '../api.ts';
import { keyOf } from '../arm-path.ts';
import {
  type Answer,
  type Call,
  type Cloud,
  type Effect,
  normalLocation,
  type ResourceType,
} from '../cloud.ts';
import { ArmError, badRequest, invalidReference, movedLocation } from '../errors.ts';
import { arrayAt, canonical, type Json, type JsonObject, stringAt, stringMapAt, stringsAt } from '../json.ts';
import { lockedBy } from '../locked-scopes.ts';
import { begin, joinOrRefuse, operationHeaders, refuseFor } from '../operations.ts';
import { approvesOwnEndpoints } from '../permissions.ts';
import { networkVersions } from '../versions.ts';
import type { Operation, StoredObject } from '../world.ts';
import { connect, connectionsTo, disconnect } from './connections.ts';
import {
  type EndpointConnection,
  type EndpointData,
  endpointMembers,
  endpointType,
  endpointView,
  type LinkState,
  putEndpoint,
} from './endpoint-body.ts';
import { drawInterface, type StaticIp, staticIps } from './endpoint-interface.ts';
import { renewNames } from './endpoint-names.ts';
import { refuseGatewaySubnet } from './gateway-placement.ts';
import { linkServiceOf } from './link-services.ts';
import { type LinkMember, linkMembers, registryGroup } from './members.ts';
import { anotherOperation, networkOperation, notProvisioned, weakEtag } from './network-common.ts';
import type { RegistryData } from './registry-body.ts';
import { replicationsOf } from './replication-body.ts';
import { settledSubnet } from './subnet-reference.ts';
import type { SubnetData } from './subnets.ts';
import { dropZoneGroups } from './zone-records.ts';

export const privateEndpoints: ResourceType = {
  type: endpointType,
  apiVersions: networkVersions,
  versioned: endpointMembers,
  tracked: true,
  view: (cloud, object) => endpointView(cloud, object as StoredObject<EndpointData>),
  etag: (_cloud, object) => (object as StoredObject<EndpointData>).data.etag,
  put,
  remove,
  effects: {
    'endpoint.write': { succeed: finishWrite, fail: failWrite } satisfies Effect,
    'endpoint.delete': { succeed: finishDelete, fail: failWrite } satisfies Effect,
  },
  destroy: (cloud, object) => destroyEndpoint(cloud, object as StoredObject<EndpointData>),
};

/** What the body asks for, checked against the rest of the cloud. */
interface Wanted {
  readonly location: string;
  readonly tags: Readonly<Record<string, string>> | undefined;
  readonly subnet: StoredObject<SubnetData>;
  readonly subnetId: string;
  readonly connection: EndpointConnection;
  readonly members: readonly LinkMember[];
  readonly interfaceName: string;
  readonly staticIps: readonly StaticIp[];
  readonly securityGroups: readonly Json[] | undefined;
}

function put(call: Call): Answer {
  const { cloud, target } = call;
  const before = cloud.world.get<EndpointData>(target.key);
  const joined = joinOrRefuse(call, (operation) => anotherOperation(call, operation));
  if (joined && before) return answer(call, joined.answerStatus, before, joined);
  const [holder] = cloud.world.holding(target.key);
  if (holder) refuseFor(cloud, holder, (operation) => anotherOperation(call, operation));
  return before ? update(call, before) : create(call);
}

function create(call: Call): Answer {
  const { cloud, target } = call;
  const wanted = wantedOf(call);
  const nic = drawInterface(
    call,
    wanted.subnet,
    wanted.subnetId,
    wanted.interfaceName,
    wanted.members,
    wanted.staticIps,
  );
  const endpoint: StoredObject<EndpointData> = {
    id: target.id,
    name: target.name,
    type: endpointType,
    data: {
      location: wanted.location,
      tags: wanted.tags,
      etag: weakEtag(cloud),
      resourceGuid: cloud.chance.guid(),
      state: 'Updating',
      connection: wanted.connection,
      interfaceName: wanted.interfaceName,
      interfaceId: nic.id,
      subnetId: wanted.subnetId,
      staticIps: wanted.staticIps,
      securityGroups: wanted.securityGroups,
      customDns: [],
    },
    uses: [wanted.subnetId, wanted.connection.serviceId],
  };
  cloud.world.put(nic);
  cloud.world.put(endpoint);
  const operation = begin(
    call,
    writePlan(call, wanted.location, keyOf(wanted.subnetId), 201, { created: true }),
  );
  return answer(call, 201, endpoint, operation);
}

// PrivateEndpoint_20240301 #21: tags alone change nothing that takes time; test_network_private_endpoint_asg #25: a
// security group does, and the description says `Auto Approved` again until the end.
function update(call: Call, before: StoredObject<EndpointData>): Answer {
  const { cloud } = call;
  const { data } = before;
  refuseImmutable(call, before);
  const tags = stringMapAt(call.body, 'tags');
  const securityGroups = arrayAt(call.body, 'properties', 'applicationSecurityGroups');
  const real =
    canonical(securityGroups ?? []) !== canonical(data.securityGroups ?? []) || data.state !== 'Succeeded';
  const endpoint: StoredObject<EndpointData> = {
    ...before,
    data: {
      ...data,
      tags,
      securityGroups,
      etag: weakEtag(cloud),
      state: real ? 'Updating' : 'Succeeded',
      connection: real ? { ...data.connection, state: askedAgain(data.connection.state) } : data.connection,
    },
  };
  cloud.world.put(endpoint);
  const plan = writePlan(call, data.location, keyOf(data.subnetId), 200, {
    created: data.state === 'Failed',
    description: data.connection.state.description,
  });
  const operation = begin(call, { ...plan, done: !real });
  return answer(call, 200, endpoint, operation);
}

interface WriteData {
  /** The target is still to be told of the endpoint. */
  readonly created: boolean;
  /** What the connection says again at the end. */
  readonly description?: string;
}

function askedAgain(state: LinkState): LinkState {
  return state.status === 'Approved' ? { ...state, description: autoApproved.description } : state;
}

function writePlan(call: Call, location: string, subnetKey: string, answerStatus: number, data: WriteData) {
  return networkOperation(call, location, {
    verb: 'PUT',
    effect: 'endpoint.write',
    data,
    answerStatus,
    ...(answerStatus === 201 ? { retryAfter: 10 } : {}),
    locks: [subnetKey],
  });
}

function remove(call: Call): Answer {
  const { cloud, target } = call;
  const endpoint = cloud.world.get<EndpointData>(target.key);
  if (!endpoint) return { status: 204 };
  const joined = joinOrRefuse(call, (operation) => anotherOperation(call, operation));
  if (joined) return { status: 202, headers: operationHeaders(cloud, call.origin, joined) };
  const [holder] = cloud.world.holding(target.key);
  if (holder) refuseFor(cloud, holder, (operation) => anotherOperation(call, operation));
  cloud.world.put({ ...endpoint, data: { ...endpoint.data, state: 'Deleting' } });
  const operation = begin(
    call,
    networkOperation(call, endpoint.data.location, {
      verb: 'DELETE',
      effect: 'endpoint.delete',
      answerStatus: 202,
      retryAfter: 10,
      locks: [keyOf(endpoint.data.subnetId)],
    }),
  );
  return { status: 202, headers: operationHeaders(cloud, call.origin, operation) };
}

function finishWrite(cloud: Cloud, operation: Operation) {
  const endpoint = cloud.world.get<EndpointData>(operation.target);
  if (!endpoint) return undefined;
  const { created, description } = operation.effect.data as WriteData;
  const connection = created ? connect(cloud, endpoint) : answered(endpoint.data.connection, description);
  if ('code' in connection) return connection;
  renewNames(cloud, putEndpoint(cloud, endpoint, { state: 'Succeeded', connection }));
  return undefined;
}

/** Unless it was decided anew meanwhile. */
function answered(connection: EndpointConnection, description = ''): EndpointConnection {
  const { state } = connection;
  if (state.status !== 'Approved' || state.description !== autoApproved.description) return connection;
  return { ...connection, state: { ...state, description } };
}

function failWrite(cloud: Cloud, operation: Operation): void {
  const endpoint = cloud.world.get<EndpointData>(operation.target);
  if (endpoint) putEndpoint(cloud, endpoint, { state: 'Failed' });
}

function finishDelete(cloud: Cloud, operation: Operation): OperationError | undefined {
  const endpoint = cloud.world.get<EndpointData>(operation.target);
  if (!endpoint) return undefined;
  const refused = connectionLocked(cloud, endpoint);
  if (!refused) destroyEndpoint(cloud, endpoint);
  return refused;
}

// arm-protocol.md: a lock of the target keeps the connection, and with it the endpoint. The words around its text: recalled.
function connectionLocked(cloud: Cloud, endpoint: StoredObject<EndpointData>): OperationError | undefined {
  const [connection] = connectionsTo(cloud, endpoint.id);
  const locked = connection && lockedBy(cloud, connection.id, 'delete');
  if (!locked) return undefined;
  const service = connection.type.split('/').slice(0, 2).join('/');
  return { code: locked.code, message: `Call to ${service} failed. Error message: ${locked.message}` };
}

function destroyEndpoint(cloud: Cloud, endpoint: StoredObject<EndpointData>): void {
  dropZoneGroups(cloud, endpoint);
  disconnect(cloud, endpoint);
  cloud.world.remove(endpoint.data.interfaceId);
  cloud.world.remove(endpoint.id);
}

function wantedOf(call: Call): Wanted {
  const { target } = call;
  const subnetId = stringAt(call.body, 'properties', 'subnet', 'id');
  if (subnetId === undefined) throw badRequest(`Private endpoint ${target.name} needs a subnet.`);
  const location = normalLocation(stringAt(call.body, 'location') ?? '');
  const subnet = settledSubnet(call, subnetId, location);
  refuseGatewaySubnet(call, subnet);
  const { connection, members: needed } = connectionOf(call);
  return {
    location,
    tags: stringMapAt(call.body, 'tags'),
    subnet,
    subnetId,
    connection,
    members: needed,
    interfaceName: stringAt(call.body, 'properties', 'customNetworkInterfaceName') ?? '',
    staticIps: staticIps(call.body),
    securityGroups: arrayAt(call.body, 'properties', 'applicationSecurityGroups'),
  };
}

/** What the endpoint is to be connected to, and what it needs addresses for. */
interface Target {
  readonly connection: EndpointConnection;
  readonly members: readonly LinkMember[];
}

function connectionOf(call: Call): Target {
  const { target, cloud } = call;
  const automatic = arrayAt(call.body, 'properties', 'privateLinkServiceConnections') ?? [];
  const manual = arrayAt(call.body, 'properties', 'manualPrivateLinkServiceConnections') ?? [];
  const [sent] = [...automatic, ...manual];
  if (sent === undefined || automatic.length + manual.length !== 1) {
    throw badRequest(
      `Private endpoint ${target.name} must have exactly one private link service connection.`,
    );
  }
  const serviceId = stringAt(sent, 'properties', 'privateLinkServiceId') ?? '';
  const isManual = manual.length > 0;
  const asked = {
    name: stringAt(sent, 'name') ?? '',
    manual: isManual,
    serviceId,
    requestMessage: stringAt(sent, 'properties', 'requestMessage'),
  };
  const foreign = linkServiceOf(cloud, serviceId, stringsAt(sent, 'properties', 'groupIds') ?? []);
  if (foreign) {
    const { groupIds, members: needed, tellsLocation } = foreign;
    // Assumption: the service is where the endpoint is.
    const location = tellsLocation ? normalLocation(stringAt(call.body, 'location') ?? '') : undefined;
    const state = isManual ? awaitingApproval : autoApproved;
    return { connection: { ...asked, groupIds, location, state }, members: needed };
  }
  const registry = cloud.world.get<RegistryData>(serviceId);
  if (!/\/providers\/microsoft\.containerregistry\/registries\/[^/]+$/i.test(serviceId))
    throw foreignService(serviceId);
  if (!registry) throw invalidReference(serviceId, target.id);
  checkService(registry, sent);
  refuseUnsettledRegistry(call, registry);
  const state = isManual || !approvesOwnEndpoints(cloud, registry.id) ? awaitingApproval : autoApproved;
  return {
    connection: { ...asked, groupIds: [registryGroup], location: undefined, state },
    members: linkMembers(cloud, registry),
  };
}

// Azure/bicep-registry-modules issue 4042 and pull request 4346: it fails, and goes through when tried again. Assumption:
// that it is refused as for a subnet that is not settled.
function refuseUnsettledRegistry(call: Call, registry: StoredObject<RegistryData>): void {
  const { world } = call.cloud;
  const made = replicationsOf(call.cloud, registry.id).find(({ data }) => data.state === 'Creating');
  const running = made && world.runningOn(made.id);
  if (running)
    refuseFor(call.cloud, running, () => notProvisioned(made.id, call.target.id, 'PutReplicationOperation'));
}

// PrivateEndpoint_20240301 #13 and PrivateEndpoint_Alias_20250301 #25.
const autoApproved = { status: 'Approved', description: 'Auto Approved' } as const;
const awaitingApproval = { status: 'Pending', description: 'Awaiting Approval' } as const;

// Assumption: codes and texts. That the group must be `registry` and the SKU Premium is documented.
function checkService(registry: StoredObject<RegistryData>, sent: Json): void {
  const groups = arrayAt(sent, 'properties', 'groupIds') ?? [];
  if (canonical(groups) !== canonical(['registry'])) {
    throw badRequest(`The group ids of a connection to ${registry.id} must be ["registry"].`);
  }
  if (registry.data.sku !== 'Premium') {
    throw badRequest(
      `Private endpoints are not supported for the SKU ${registry.data.sku}. For more information, please visit https://aka.ms/acr/private-link.`,
    );
  }
}

// Assumption: code and text. What is immutable is documented (network.md).
function refuseImmutable(call: Call, before: StoredObject<EndpointData>): void {
  const { data } = before;
  const location = stringAt(call.body, 'location') ?? '';
  if (normalLocation(location) !== data.location)
    throw movedLocation(before.name, call.target.group, data.location);
  const property = (name: string) => ['properties', name] as const;
  const subnetId = stringAt(call.body, ...property('subnet'), 'id') ?? '';
  const list = data.connection.manual
    ? 'manualPrivateLinkServiceConnections'
    : 'privateLinkServiceConnections';
  const [connection] = arrayAt(call.body, ...property(list)) ?? [];
  const serviceId = stringAt(connection, 'properties', 'privateLinkServiceId') ?? '';
  const ips = staticIps(call.body);
  const moved = [
    keyOf(subnetId) !== keyOf(data.subnetId) && 'subnet',
    keyOf(serviceId) !== keyOf(data.connection.serviceId) && list,
    canonical(ips) !== canonical(data.staticIps) && 'ipConfigurations',
    (stringAt(call.body, ...property('customNetworkInterfaceName')) ?? '') !== data.interfaceName &&
      'customNetworkInterfaceName',
  ].find((name) => name !== false);
  if (moved) throw badRequest(`Property ${moved} of private endpoint ${before.id} cannot be changed.`);
}

function foreignService(serviceId: string): ArmError {
  return new ArmError(
    501,
    'EmulatorNotImplemented',
    `This emulator knows private endpoints of container registries, storage, key vaults, application gateways and private link services, not of ${serviceId}.`,
  );
}

function answer(
  call: Call,
  status: number,
  endpoint: StoredObject<EndpointData>,
  operation: Operation,
): Answer {
  const body: JsonObject = endpointView(call.cloud, endpoint);
  return { status, headers: operationHeaders(call.cloud, call.origin, operation), body };
}
