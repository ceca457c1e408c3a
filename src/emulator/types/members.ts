import type { Cloud } from '../cloud.ts';
import type { StoredObject } from '../world.ts';
import type { RegistryData } from './registry-body.ts';
import { replicationsOf } from './replication-body.ts';

/** What a private endpoint needs an address for. */
export interface LinkMember {
  readonly name: string;
  /** Absent for a service that has no name of its own. */
  readonly fqdn?: string;
  /** The group it is of; absent where the service has none. */
  readonly groupId?: string;
}

/** The one private link group of a registry. */
export const registryGroup = 'registry';

/** Data first, as test_private_link_resource_acr #5 has it. */
export function linkMembers(cloud: Cloud, registry: StoredObject<RegistryData>): readonly LinkMember[] {
  const data = regionsOf(cloud, registry).map((region) => dataMember(cloud, registry, region));
  return [...data, { name: registryGroup, groupId: registryGroup, fqdn: loginServer(cloud, registry) }];
}

/** What a region of a registry adds to its members. */
export function dataMember(cloud: Cloud, registry: StoredObject<RegistryData>, region: string): LinkMember {
  const name = `${registryGroup}_data_${region}`;
  return { name, groupId: registryGroup, fqdn: dataHost(cloud, registry, region) };
}

export function loginServer(cloud: Cloud, registry: StoredObject<RegistryData>): string {
  return `${registry.name.toLowerCase()}.${cloud.suffixes.registry}`;
}

/** One for each region, sorted by name (test_acr_with_dedicated_data_endpoints #16). */
export function dataHosts(cloud: Cloud, registry: StoredObject<RegistryData>): readonly string[] {
  return regionsOf(cloud, registry)
    .map((region) => dataHost(cloud, registry, region))
    .sort();
}

function dataHost(cloud: Cloud, registry: StoredObject<RegistryData>, region: string): string {
  return `${registry.name.toLowerCase()}.${region}.data.${cloud.suffixes.registry}`;
}

// Assumption: by name, as the hosts are.
function regionsOf(cloud: Cloud, registry: StoredObject<RegistryData>): readonly string[] {
  const replicas = replicationsOf(cloud, registry.id).filter(({ data }) => data.content !== undefined);
  const regions = new Set([registry.data.location, ...replicas.map(({ data }) => data.location)]);
  return [...regions].sort();
}
