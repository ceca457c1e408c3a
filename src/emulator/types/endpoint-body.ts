import type { Cloud } from '../cloud.ts';
import type { Json, JsonObject } from '../json.ts';
import { members, since, until, type VersionedMember } from '../version-shapes.ts';
import type { StoredObject } from '../world.ts';
import type { StaticIp } from './endpoint-interface.ts';
import { type NetworkState, weakEtag } from './network-common.ts';

export interface EndpointData {
  readonly location: string;
  readonly tags: Readonly<Record<string, string>> | undefined;
  readonly etag: string;
  readonly resourceGuid: string;
  readonly state: NetworkState;
  readonly connection: EndpointConnection;
  /** Empty when the service names it. */
  readonly interfaceName: string;
  readonly interfaceId: string;
  readonly subnetId: string;
  readonly staticIps: readonly StaticIp[];
  readonly securityGroups: readonly Json[] | undefined;
  readonly customDns: readonly CustomDns[];
}

export interface EndpointConnection {
  readonly name: string;
  readonly manual: boolean;
  readonly serviceId: string;
  readonly groupIds: readonly string[] | undefined;
  /** Of a service that says where it is. */
  readonly location: string | undefined;
  readonly requestMessage: string | undefined;
  readonly state: LinkState;
}

export interface LinkState {
  readonly status: 'Approved' | 'Pending' | 'Rejected' | 'Disconnected';
  readonly description: string;
}

export interface CustomDns {
  readonly fqdn: string;
  readonly ipAddresses: readonly string[];
}

export const endpointType = 'Microsoft.Network/privateEndpoints';

/** Stores the endpoint with what changed, under a new etag. */
export function putEndpoint(
  cloud: Cloud,
  endpoint: StoredObject<EndpointData>,
  changes: Partial<EndpointData>,
): StoredObject<EndpointData> {
  const changed = { ...endpoint, data: { ...endpoint.data, etag: weakEtag(cloud), ...changes } };
  cloud.world.put(changed);
  return changed;
}

/**
 * Recorded are 2022-07-01 with neither, 2024-03-01 with the first and 2025-03-01 with the second (Network_v1api20220701 #97,
 * PrivateEndpoint_20240301 #13, PrivateEndpoint_Alias_20250301 #29); where between them: assumption.
 */
export const endpointMembers: readonly VersionedMember[] = [
  {
    path: 'properties.isIPv6EnabledPrivateEndpoint',
    isIn: (version) => since('2024-01-01')(version) && until('2024-10-01')(version),
  },
  ...members(since('2025-01-01'), 'properties.ipVersionType'),
];

// Properties and their order as in PrivateEndpoint_Alias_20250301 #29.
export function endpointView(_cloud: Cloud, endpoint: StoredObject<EndpointData>): JsonObject {
  const { data } = endpoint;
  const connection = connectionView(endpoint);
  return {
    name: endpoint.name,
    id: endpoint.id,
    etag: data.etag,
    type: endpointType,
    location: data.location,
    tags: data.tags,
    properties: {
      provisioningState: data.state,
      resourceGuid: data.resourceGuid,
      privateLinkServiceConnections: data.connection.manual ? [] : [connection],
      manualPrivateLinkServiceConnections: data.connection.manual ? [connection] : [],
      customNetworkInterfaceName: data.interfaceName,
      subnet: { id: data.subnetId },
      ipConfigurations: data.staticIps.map((ip) => staticIpView(endpoint, ip)),
      networkInterfaces: [{ id: data.interfaceId }],
      applicationSecurityGroups: data.securityGroups,
      customDnsConfigs: data.customDns.map(({ fqdn, ipAddresses }) => ({ fqdn, ipAddresses })),
      isIPv6EnabledPrivateEndpoint: false,
      ipVersionType: 'IPv4',
    },
  };
}

function connectionView(endpoint: StoredObject<EndpointData>): JsonObject {
  const { connection, etag } = endpoint.data;
  const collection = connection.manual
    ? 'manualPrivateLinkServiceConnections'
    : 'privateLinkServiceConnections';
  return {
    name: connection.name,
    id: `${endpoint.id}/${collection}/${connection.name}`,
    etag,
    properties: {
      provisioningState: 'Succeeded',
      privateLinkServiceId: connection.serviceId,
      resolvedPrivateLinkServiceLocation: connection.location,
      groupIds: connection.groupIds,
      requestMessage: connection.requestMessage,
      privateLinkServiceConnectionState: { ...connection.state, actionsRequired: 'None' },
    },
    type: `${endpointType}/${collection}`,
  };
}

function staticIpView(endpoint: StoredObject<EndpointData>, ip: StaticIp): JsonObject {
  return {
    name: ip.name,
    id: `${endpoint.id}/ipConfigurations/${ip.name}`,
    etag: endpoint.data.etag,
    type: `${endpointType}/ipConfigurations`,
    properties: { groupId: ip.groupId, memberName: ip.memberName, privateIPAddress: ip.address },
  };
}
