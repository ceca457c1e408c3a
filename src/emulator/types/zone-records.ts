import { keyOf, nameOf } from '../arm-path.ts';
import type { Cloud } from '../cloud.ts';
import type { StoredObject } from '../world.ts';
import type { EndpointData } from './endpoint-body.ts';
import { publicDomainOf } from './link-services.ts';
import type { NetworkState } from './network-common.ts';
import { putRecord, recordKey, zoneType } from './record-body.ts';

export interface ZoneGroupData {
  readonly etag: string;
  readonly state: NetworkState;
  readonly configs: readonly ZoneConfig[];
}

export interface ZoneConfig {
  readonly name: string;
  readonly zoneId: string;
  readonly records: readonly GroupRecord[];
}

/** A record that the group keeps in its zone. */
export interface GroupRecord {
  readonly name: string;
  readonly fqdn: string;
  readonly ipAddresses: readonly string[];
}

export const zoneGroupType = 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups';

// PrivateEndpoint_20240301 #36.
export const groupTtl = 10;

/** What the endpoint's names become in a zone: nothing when the zone is not the service's own. */
export function recordsFor(
  cloud: Cloud,
  endpoint: StoredObject<EndpointData>,
  zoneId: string,
): readonly GroupRecord[] {
  const zone = nameOf(zoneId).toLowerCase();
  const domain = zone === cloud.suffixes.registryZone ? cloud.suffixes.registry : publicDomainOf(zone);
  if (domain === undefined) return [];
  return endpoint.data.customDns
    .filter(({ fqdn }) => fqdn.endsWith(`.${domain}`))
    .map(({ fqdn, ipAddresses }) => {
      const name = fqdn.slice(0, -domain.length - 1);
      return { name, fqdn: `${name}.${zone}`, ipAddresses };
    });
}

/** Writes the records; whoever wrote one before is overwritten (faults.md, N11). */
export function writeRecords(cloud: Cloud, configs: readonly ZoneConfig[]): void {
  for (const { zoneId, records } of configs) {
    const zone = cloud.world.get(zoneId);
    if (zone?.type !== zoneType) continue;
    for (const { name, ipAddresses } of records) {
      const addresses = ipAddresses.map((ipv4Address) => ({ ipv4Address }));
      putRecord(cloud, zone, 'A', name, {
        ttl: groupTtl,
        records: { aRecords: addresses },
        metadata: undefined,
      });
    }
  }
}

/** Removes the records, also when another group has written them since (faults.md, N11). */
export function eraseRecords(cloud: Cloud, configs: readonly ZoneConfig[]): void {
  for (const { zoneId, records } of configs) {
    for (const { name } of records) cloud.world.remove(recordKey(zoneId, 'A', name));
  }
}

export function zoneGroupsOf(cloud: Cloud, endpoint: StoredObject): readonly StoredObject<ZoneGroupData>[] {
  const found = cloud.world.inCollection(`${keyOf(endpoint.id)}/privatednszonegroups`);
  return found as readonly StoredObject<ZoneGroupData>[];
}

/** The endpoint's names changed: its settled group follows. */
export function refreshZoneGroups(cloud: Cloud, endpoint: StoredObject<EndpointData>): void {
  for (const group of zoneGroupsOf(cloud, endpoint)) {
    if (group.data.state !== 'Succeeded') continue;
    const configs = group.data.configs.map((config) => ({
      ...config,
      records: recordsFor(cloud, endpoint, config.zoneId),
    }));
    if (JSON.stringify(configs) === JSON.stringify(group.data.configs)) continue;
    eraseRecords(cloud, group.data.configs);
    writeRecords(cloud, configs);
    cloud.world.put({ ...group, data: { ...group.data, configs } });
  }
}

/** The endpoint goes, and its group and records with it. */
export function dropZoneGroups(cloud: Cloud, endpoint: StoredObject): void {
  for (const group of zoneGroupsOf(cloud, endpoint)) {
    eraseRecords(cloud, group.data.configs);
    cloud.world.remove(group.id);
  }
}
