import { listAt, textAt } from '../../core/path.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import type { PlacedRegistry } from '../placed.ts';

/** The hosts under which clients reach a registry that is there, in lower case. */
export interface RegistryNames {
  /** `contosoimages.azurecr.io`: login, tokens, manifests, pushes. */
  readonly login: string;
  /** `contosoimages.westeurope.data.azurecr.io`: layers; none where they come from shared storage. */
  readonly data: readonly string[];
}

export function registryNames({ id }: Pick<PlacedRegistry, 'id'>, live: LiveObjects): RegistryNames {
  const body = live.get(foldId(id))?.body;
  const data = listAt(body, 'properties.dataEndpointHostNames');
  return {
    login: (textAt(body, 'properties.loginServer') ?? '').toLowerCase(),
    data: data.flatMap((host) => (typeof host === 'string' ? host.toLowerCase() : [])).sort(),
  };
}
