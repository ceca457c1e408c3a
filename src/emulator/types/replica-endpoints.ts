import type { OperationError } from '../api.ts';
import { keyOf } from '../arm-path.ts';
import type { Cloud } from '../cloud.ts';
import type { StoredObject } from '../world.ts';
import { freeAddresses } from './addresses.ts';
import { askApprovalAgain } from './connections.ts';
import { type EndpointData, endpointType, putEndpoint } from './endpoint-body.ts';
import { missingMembers, putAddresses } from './endpoint-interface.ts';
import { renewNames } from './endpoint-names.ts';
import type { EndpointInterface } from './interface-body.ts';
import { type LinkMember, registryGroup } from './members.ts';
import type { RegistryData } from './registry-body.ts';
import type { SubnetData } from './subnets.ts';

/**
 * A new region joins every endpoint of its registry, each with an address more, or none of them and the reason is
 * returned (containerregistry.md; network.md, "Later replica on an ACR").
 */
export function joinEndpoints(
  cloud: Cloud,
  registry: StoredObject<RegistryData>,
  member: LinkMember,
): OperationError | undefined {
  const endpoints = endpointsOf(cloud, registry);
  const fixed = endpoints.find(({ data }) => data.staticIps.length > 0);
  if (fixed) return staticAddresses(fixed, member);
  const addresses = drawFor(cloud, endpoints);
  if (!addresses) return noRoom;
  for (const endpoint of endpoints) extend(cloud, endpoint, member, addresses.get(endpoint.id) ?? '');
  return undefined;
}

/** A region leaves: its addresses, names and records go from every endpoint. */
export function leaveEndpoints(cloud: Cloud, registry: StoredObject<RegistryData>, member: LinkMember): void {
  const others = ({ memberName }: { readonly memberName: string }) => memberName !== member.name;
  for (const endpoint of endpointsOf(cloud, registry)) {
    const nic = cloud.world.get<EndpointInterface>(endpoint.data.interfaceId);
    if (nic) putAddresses(cloud, nic, nic.data.ipConfigurations.filter(others));
    renewNames(cloud, putEndpoint(cloud, endpoint, { staticIps: endpoint.data.staticIps.filter(others) }));
  }
}

/**
 * There was an endpoint without a free address in its subnet. The documents say that the error does not name it
 * and that the replica is rolled back; code and text are assumed.
 */
export const noRoom: OperationError = {
  code: 'InternalServerError',
  message: 'Failed to provision the replication. Please retry the request later.',
};

// Those of a registry that was there before under the same name are Disconnected for good.
function endpointsOf(
  cloud: Cloud,
  registry: StoredObject<RegistryData>,
): readonly StoredObject<EndpointData>[] {
  const users = cloud.world.usersOf(registry.id).filter(({ type }) => type === endpointType);
  const endpoints = users as readonly StoredObject<EndpointData>[];
  return endpoints.filter(({ data }) => data.connection.state.status !== 'Disconnected');
}

function drawFor(
  cloud: Cloud,
  endpoints: readonly StoredObject<EndpointData>[],
): ReadonlyMap<string, string> | undefined {
  const drawn = new Map<string, string>();
  for (const [subnetKey, together] of Map.groupBy(endpoints, ({ data }) => keyOf(data.subnetId))) {
    const subnet = cloud.world.get<SubnetData>(subnetKey);
    const free = subnet ? freeAddresses(cloud.world, subnet, together.length) : [];
    if (free.length < together.length) return undefined;
    together.forEach(({ id }, index) => void drawn.set(id, free[index] ?? ''));
  }
  return drawn;
}

// Assumption: the new address stands behind those there were. It is there before a manual connection is approved
// anew, as the first ones are before it is approved at all (network.md).
function extend(
  cloud: Cloud,
  endpoint: StoredObject<EndpointData>,
  member: LinkMember,
  address: string,
): void {
  const nic = cloud.world.get<EndpointInterface>(endpoint.data.interfaceId);
  if (!nic) return;
  const added = {
    name: `privateEndpointIpConfig.${cloud.chance.guid()}`,
    address,
    method: 'Dynamic',
    groupId: registryGroup,
    memberName: member.name,
    fqdn: member.fqdn,
  } as const;
  putAddresses(cloud, nic, [...nic.data.ipConfigurations, added]);
  renewNames(cloud, askApprovalAgain(cloud, endpoint));
}

// The text is documented (containerregistry.md); the code stands in a user's notes on such a failure.
function staticAddresses(endpoint: StoredObject<EndpointData>, member: LinkMember): OperationError {
  const missing = missingMembers(endpoint.id, endpoint.data.staticIps, [member]);
  return { code: 'BadRequest', message: `Failed to replicate private endpoint. ${missing}` };
}
