import type { Cloud } from '../cloud.ts';
import type { StoredObject } from '../world.ts';
import type { RegistryData } from './registry-body.ts';

/** What a private endpoint of a registry needs an address for. */
export interface LinkMember {
  readonly name: string;
  readonly fqdn: string;
}

/** The one private link group of a registry. */
export const registryGroup = 'registry';

/** Data first, as test_private_link_resource_acr #5 has it. */
export function linkMembers(cloud: Cloud, registry: StoredObject<RegistryData>): readonly LinkMember[] {
  const data = regionsOf(registry).map((region) => ({
    name: `${registryGroup}_data_${region}`,
    fqdn: dataHost(cloud, registry, region),
  }));
  return [...data, { name: registryGroup, fqdn: loginServer(cloud, registry) }];
}

export function loginServer(cloud: Cloud, registry: StoredObject<RegistryData>): string {
  return `${registry.name.toLowerCase()}.${cloud.suffixes.registry}`;
}

/** One for each region, sorted by name (test_acr_with_dedicated_data_endpoints #16). */
export function dataHosts(cloud: Cloud, registry: StoredObject<RegistryData>): readonly string[] {
  return regionsOf(registry)
    .map((region) => dataHost(cloud, registry, region))
    .sort();
}

function dataHost(cloud: Cloud, registry: StoredObject<RegistryData>, region: string): string {
  return `${registry.name.toLowerCase()}.${region}.data.${cloud.suffixes.registry}`;
}

// Replications are not emulated yet; they would add their regions here.
function regionsOf(registry: StoredObject<RegistryData>): readonly string[] {
  return [registry.data.location];
}
