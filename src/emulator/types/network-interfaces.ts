import type { Call, Cloud, ResourceType } from '../cloud.ts';
import { ArmError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { networkVersions } from '../versions.ts';
import type { StoredObject } from '../world.ts';
import { numberOf } from './ip-ranges.ts';
import { weakEtag } from './network-common.ts';

/** The interface of a private endpoint; others are not emulated. */
export interface InterfaceData {
  readonly location: string;
  readonly etag: string;
  readonly resourceGuid: string;
  readonly dnsSuffix: string;
  readonly endpointId: string | undefined;
  readonly subnetId: string;
  readonly ipConfigurations: readonly InterfaceIp[];
}

export interface InterfaceIp {
  readonly name: string;
  readonly address: string;
  readonly method: 'Dynamic' | 'Static';
  readonly groupId: string | undefined;
  readonly memberName: string;
  readonly fqdn: string | undefined;
}

export const interfaceType = 'Microsoft.Network/networkInterfaces';

export const networkInterfaces: ResourceType = {
  type: interfaceType,
  apiVersions: networkVersions,
  tracked: true,
  view: (_cloud, object) => view(object as StoredObject<InterfaceData>),
  etag: (_cloud, object) => (object as StoredObject<InterfaceData>).data.etag,
  remove: refuseRemoval,
};

/** The interface with these addresses in the place of those it had. */
export function putAddresses(
  cloud: Cloud,
  nic: StoredObject<InterfaceData>,
  ipConfigurations: readonly InterfaceIp[],
): void {
  const numbers = ipConfigurations.map(({ address }) => numberOf(address));
  const claims = { within: nic.data.subnetId, numbers };
  cloud.world.put({ ...nic, claims, data: { ...nic.data, etag: weakEtag(cloud), ipConfigurations } });
}

// The code is recalled, not recorded: an interface lives as long as its endpoint (network.md).
function refuseRemoval(call: Call): never {
  const endpoint = call.cloud.world.get<InterfaceData>(call.target.key)?.data.endpointId;
  throw new ArmError(
    400,
    'NicInUseWithPrivateEndpoint',
    `Network interface ${call.target.id} cannot be deleted because it is currently in use with an private endpoint (${endpoint}).`,
    { details: [] },
  );
}

// PrivateEndpoint_20240301 #20.
function view(object: StoredObject<InterfaceData>): JsonObject {
  const { location, etag, resourceGuid, dnsSuffix, endpointId } = object.data;
  return {
    name: object.name,
    id: object.id,
    etag,
    properties: {
      provisioningState: 'Succeeded',
      resourceGuid,
      ipConfigurations: object.data.ipConfigurations.map((ip, index) => ipView(object, ip, index === 0)),
      dnsSettings: { dnsServers: [], appliedDnsServers: [], internalDomainNameSuffix: dnsSuffix },
      macAddress: '',
      enableAcceleratedNetworking: false,
      vnetEncryptionSupported: false,
      enableIPForwarding: false,
      hostedWorkloads: [],
      tapConfigurations: [],
      privateEndpoint: { id: endpointId },
      nicType: 'Standard',
      allowPort25Out: true,
      auxiliaryMode: 'None',
    },
    type: interfaceType,
    location,
    managedBy: endpointId,
    kind: 'Regular',
  };
}

function ipView(object: StoredObject<InterfaceData>, ip: InterfaceIp, primary: boolean): JsonObject {
  return {
    name: ip.name,
    id: `${object.id}/ipConfigurations/${ip.name}`,
    etag: object.data.etag,
    type: `${interfaceType}/ipConfigurations`,
    properties: {
      provisioningState: 'Succeeded',
      privateIPAddress: ip.address,
      privateIPAllocationMethod: ip.method,
      subnet: { id: object.data.subnetId },
      primary,
      privateIPAddressVersion: 'IPv4',
      privateLinkConnectionProperties: {
        groupId: ip.groupId,
        requiredMemberName: ip.memberName,
        fqdns: ip.fqdn === undefined ? [] : [ip.fqdn],
      },
    },
  };
}

/** A suffix like the recorded `2s3b0jxe1z2uxkro2odhznyqlb.xx.internal.cloudapp.net`. */
export function drawDnsSuffix(cloud: Cloud): string {
  return `${cloud.chance.hex(26)}.xx.internal.cloudapp.net`;
}
