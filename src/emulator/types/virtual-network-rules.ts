import type { Cloud } from '../cloud.ts';
import { InvalidControl } from '../control-document.ts';
import { type RegistryData, registryType } from './registry-body.ts';

/** As if another api-version had written that many rules; throws InvalidControl for a registry that is not there. */
export function setVirtualNetworkRules(cloud: Cloud, registryId: string, rules: number): void {
  const registry = cloud.world.get<RegistryData>(registryId);
  if (registry?.type !== registryType) throw new InvalidControl(`There is no registry ${registryId}.`);
  cloud.world.put({ ...registry, data: { ...registry.data, virtualNetworkRules: rules } });
}
