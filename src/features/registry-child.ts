import type { PlacedRegistry } from './placed.ts';

/** Where something below a registry lies that has no place of its own. */
export function below(
  {
    id,
    address,
    subscription,
    resourceGroup,
  }: Pick<PlacedRegistry, 'id' | 'address' | 'subscription' | 'resourceGroup'>,
  collection: string,
  name: string,
) {
  return {
    id: `${id}/${collection}/${name}`,
    subscription,
    resourceGroup,
    registryAddress: address,
    registryId: id,
  };
}
