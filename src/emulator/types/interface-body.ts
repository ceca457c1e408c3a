import type { Cloud } from '../cloud.ts';
import type { Json, JsonObject } from '../json.ts';
import { members, since, type VersionedMember } from '../version-shapes.ts';
import type { StoredObject } from '../world.ts';
import type { NetworkState } from './network-common.ts';
import type { LivingData } from './network-life.ts';

/** An interface: of a private endpoint, which lives and dies with it, or somebody's own. */
export type InterfaceData = EndpointInterface | OwnInterface;

export interface EndpointInterface extends InterfaceBase {
  readonly endpointId: string;
  readonly ipConfigurations: readonly EndpointIp[];
}

export interface OwnInterface extends InterfaceBase, LivingData {
  readonly endpointId: undefined;
  readonly ipConfigurations: readonly OwnIp[];
  /** Normalised; under the names that they have in `properties`. */
  readonly settings: JsonObject;
  readonly dnsServers: readonly string[];
  readonly dnsLabel: string | undefined;
}

interface InterfaceBase {
  readonly location: string;
  readonly etag: string;
  readonly resourceGuid: string;
  readonly dnsSuffix: string;
  /** All its addresses are in one subnet. */
  readonly subnetId: string;
}

interface InterfaceIp {
  readonly name: string;
  readonly address: string;
  readonly method: 'Dynamic' | 'Static';
}

export interface EndpointIp extends InterfaceIp {
  readonly groupId: string | undefined;
  readonly memberName: string;
  readonly fqdn: string | undefined;
}

export interface OwnIp extends InterfaceIp {
  readonly primary: boolean;
  /** What it points to, under the names of `properties`. */
  readonly references: JsonObject;
}

export const interfaceType = 'Microsoft.Network/networkInterfaces';

/**
 * Recorded are 2018-10-01 with none of these, 2020-11-01 with the first two, 2022-01-01 with three more and 2022-11-01 with all
 * (test_network_nic_address_pools #6, SubnetsStillExist_20240301 #8, test_network_nic_app_gateway #41, #46); in which of the
 * versions between them they come: assumption.
 */
export const interfaceMembers: readonly VersionedMember[] = [
  ...members(since('2020-11-01'), 'properties.vnetEncryptionSupported', 'properties.nicType'),
  ...members(since('2022-01-01'), 'kind', 'properties.allowPort25Out', 'properties.auxiliaryMode'),
  ...members(since('2022-11-01'), 'properties.disableTcpStateTracking', 'properties.auxiliarySku'),
];

/**
 * Two regions do not say whether networking is accelerated unless they were told (test_network_nic_front_ip #15,
 * Network_v1api20201101 #66, Network_v1api20240301 #141); four others say that it is not. The rest: assumption.
 */
function unaccelerated(location: string): false | undefined {
  return ['westcentralus', 'eastus2euap'].includes(location) ? undefined : false;
}

// Members and their order as in PrivateEndpoint_20240301 #20 and test_network_nic #57.
export function interfaceView(object: StoredObject<InterfaceData>): JsonObject {
  const { data } = object;
  const { location, etag, resourceGuid, endpointId } = data;
  const isOwn = endpointId === undefined;
  return {
    name: object.name,
    id: object.id,
    etag,
    tags: isOwn ? data.tags : undefined,
    properties: {
      provisioningState: isOwn ? data.state : 'Succeeded',
      resourceGuid,
      ipConfigurations: isOwn
        ? data.ipConfigurations.map((ip) => ownIpView(object, data.state, ip))
        : data.ipConfigurations.map((ip, index) => endpointIpView(object, ip, index === 0)),
      dnsSettings: dnsView(data),
      macAddress: isOwn ? undefined : '',
      enableAcceleratedNetworking: unaccelerated(location),
      vnetEncryptionSupported: false,
      enableIPForwarding: false,
      disableTcpStateTracking: false,
      networkSecurityGroup: undefined,
      hostedWorkloads: [],
      tapConfigurations: [],
      privateEndpoint: isOwn ? undefined : { id: endpointId },
      nicType: 'Standard',
      allowPort25Out: true,
      auxiliaryMode: 'None',
      auxiliarySku: 'None',
      ...(isOwn ? data.settings : {}),
    },
    type: interfaceType,
    location,
    managedBy: endpointId,
    kind: 'Regular',
  };
}

// The servers that are in force (`appliedDnsServers`) are those of a machine, and none has the interface.
function dnsView(data: InterfaceData): JsonObject {
  const label = data.endpointId === undefined ? data.dnsLabel : undefined;
  return {
    dnsServers: data.endpointId === undefined ? data.dnsServers : [],
    appliedDnsServers: [],
    internalDnsNameLabel: label,
    internalFqdn: label === undefined ? undefined : `${label}.${data.dnsSuffix}`,
    internalDomainNameSuffix: data.dnsSuffix,
  };
}

function ownIpView(object: StoredObject<InterfaceData>, state: NetworkState, ip: OwnIp): JsonObject {
  const { publicIPAddress, ...references } = ip.references;
  const middle = { publicIPAddress, subnet: { id: object.data.subnetId }, primary: ip.primary };
  return ipView(object, ip, state, middle, references);
}

function endpointIpView(object: StoredObject<InterfaceData>, ip: EndpointIp, primary: boolean): JsonObject {
  const middle = { subnet: { id: object.data.subnetId }, primary };
  return ipView(object, ip, 'Succeeded', middle, {
    privateLinkConnectionProperties: {
      groupId: ip.groupId,
      requiredMemberName: ip.memberName,
      fqdns: ip.fqdn === undefined ? [] : [ip.fqdn],
    },
  });
}

function ipView(
  object: StoredObject<InterfaceData>,
  ip: InterfaceIp,
  provisioningState: NetworkState,
  middle: JsonObject,
  rest: Readonly<Record<string, Json | undefined>>,
): JsonObject {
  return {
    name: ip.name,
    id: `${object.id}/ipConfigurations/${ip.name}`,
    etag: object.data.etag,
    type: `${interfaceType}/ipConfigurations`,
    properties: {
      provisioningState,
      privateIPAddress: ip.address,
      privateIPAllocationMethod: ip.method,
      ...middle,
      privateIPAddressVersion: 'IPv4',
      ...rest,
    },
  };
}

/** A suffix like the recorded `2s3b0jxe1z2uxkro2odhznyqlb.xx.internal.cloudapp.net`. */
export function drawDnsSuffix(cloud: Cloud): string {
  return `${cloud.chance.hex(26)}.xx.internal.cloudapp.net`;
}
