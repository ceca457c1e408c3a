import { keyOf } from '../arm-path.ts';
import type { Call, Cloud } from '../cloud.ts';
import { ArmError, invalidReference } from '../errors.ts';
import { type Json, type JsonObject, stringAt } from '../json.ts';
import { members, since, type VersionedMember } from '../version-shapes.ts';
import type { StoredObject } from '../world.ts';
import { gatewayPart, gatewaysUsing } from './gateway-body.ts';
import { type InterfaceData, interfaceType } from './interface-body.ts';
import type { LivingData } from './network-life.ts';

export interface PublicIpData extends LivingData {
  readonly sku: 'Basic' | 'Standard';
  readonly tier: string;
  readonly zones: readonly string[] | undefined;
  readonly method: 'Dynamic' | 'Static';
  readonly version: 'IPv4' | 'IPv6';
  /** Absent until it is ready, and as long as it is dynamic and on no machine. */
  readonly address: string | undefined;
  readonly dns: PublicIpDns | undefined;
  /** Normalised; under the names that they have in `properties`. */
  readonly settings: JsonObject;
  /** What uses it, of a type that is not built: believed when a body names it. */
  readonly foreignUsers: JsonObject;
}

export interface PublicIpDns {
  readonly label: string | undefined;
  /** Undefined for a name that somebody else may take when it is free. */
  readonly scope: string | undefined;
  readonly fqdn: string | undefined;
  readonly reverseFqdn: string | undefined;
}

export const publicIpType = 'Microsoft.Network/publicIPAddresses';

/**
 * `ddosSettings` is in 2022-11-01, not in 2020-11-01 (test_network_public_ip #1, Network_v1api20220701 #7), the tier in all that
 * are recorded; where the one comes between them, and that the other came late: assumption, after the specifications.
 */
export const publicIpMembers: readonly VersionedMember[] = [
  ...members(since('2022-07-01'), 'properties.ddosSettings'),
  ...members(since('2020-07-01'), 'sku.tier'),
];

/** The configuration of an interface, or the front of a gateway, that the address belongs to; undefined when it is free. */
export function configurationOf(cloud: Cloud, publicIpId: string): string | undefined {
  const users = cloud.world.usersOf(publicIpId).filter(({ type }) => type === interfaceType);
  for (const { id, data } of users as readonly StoredObject<InterfaceData>[]) {
    if (data.endpointId !== undefined) continue;
    const configuration = data.ipConfigurations.find(
      ({ references }) => keyOf(stringAt(references, 'publicIPAddress', 'id') ?? '') === keyOf(publicIpId),
    );
    if (configuration) return `${id}/ipConfigurations/${configuration.name}`;
  }
  return gatewaysUsing(cloud.world, publicIpId).flatMap((gateway) =>
    gatewayPart(gateway, 'frontendIPConfigurations', 'publicIPAddress', publicIpId),
  )[0];
}

/** Throws unless the configuration of an interface or gateway can have that public address. Recalled, not recorded. */
export function checkPublicIp(call: Call, location: string, configuration: string, publicIpId: string): void {
  const publicIp = call.cloud.world.get<PublicIpData>(publicIpId);
  if (publicIp?.data.location !== location) throw invalidReference(publicIpId, configuration);
  const owner = configurationOf(call.cloud, publicIp.id);
  if (owner === undefined || keyOf(owner).startsWith(`${call.target.key}/`)) return;
  throw new ArmError(
    400,
    'PublicIPAddressInUse',
    `Resource ${configuration} is referencing public IP address ${publicIpId} that is already allocated to resource ${owner}.`,
    { details: [] },
  );
}

// Members and their order as in test_network_public_ip #16.
export function publicIpView(cloud: Cloud, object: StoredObject<PublicIpData>): JsonObject {
  const { data } = object;
  const configuration = configurationOf(cloud, object.id);
  return {
    name: object.name,
    id: object.id,
    etag: data.etag,
    location: data.location,
    tags: data.tags,
    zones: data.zones,
    properties: {
      provisioningState: data.state,
      resourceGuid: data.resourceGuid,
      ipAddress: data.address,
      publicIPAddressVersion: data.version,
      publicIPAllocationMethod: data.method,
      idleTimeoutInMinutes: 4,
      dnsSettings: data.dns && dnsView(data.dns),
      ipTags: [],
      // Of the SKU Basic none show it (test_network_ag_frontend_ip_private #1).
      ddosSettings: data.sku === 'Standard' ? { protectionMode: 'VirtualNetworkInherited' } : undefined,
      ...data.settings,
      ...data.foreignUsers,
      ...(configuration === undefined ? {} : { ipConfiguration: { id: configuration } }),
    },
    type: publicIpType,
    sku: { name: data.sku, tier: data.tier },
  };
}

function dnsView({
  label,
  scope,
  fqdn,
  reverseFqdn,
}: PublicIpDns): Readonly<Record<string, Json | undefined>> {
  return { domainNameLabel: label, domainNameLabelScope: scope, fqdn, reverseFqdn };
}
