import type { Diagnostic } from '../../core/diagnostic.ts';
import type { LiveObjects, ReadTarget } from '../../core/resource-type.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { existingFaults, existingReads } from '../existing.ts';
import type { Placed, PlacedRegistry } from '../placed.ts';
import { replicaList } from '../private-link/replica-places.ts';
import { frontsOf } from '../public-front/names.ts';

/**
 * All that has to be read to say which records and hosts there are: registries, endpoints with their interfaces, and
 * the addresses of fronts.
 */
export function handOutReads(placed: Placed, registries: readonly PlacedRegistry[]): readonly ReadTarget[] {
  return [
    ...registries.flatMap(({ id, endpoints }) => [
      { type: ARM_TYPE.registry, id },
      ...(endpoints.length === 0 ? [] : [replicaList({ id })]),
      ...endpoints.flatMap((endpoint) => [
        { type: ARM_TYPE.endpoint, id: endpoint.id },
        { type: ARM_TYPE.interface, id: endpoint.interface.id },
      ]),
    ]),
    ...registries
      .flatMap((registry) => frontsOf(registry, placed))
      .flatMap(({ regions }) =>
        regions.map(({ publicAddress }) => ({ type: ARM_TYPE.publicIp, id: publicAddress.id })),
      ),
    ...existingReads(only(placed, registries)),
  ];
}

/** Names are predicted of what acrctl makes; what others are to have made has to be there. */
export function handOutFaults(
  placed: Placed,
  registries: readonly PlacedRegistry[],
  live: LiveObjects,
): readonly Diagnostic[] {
  return existingFaults(only(placed, registries), live);
}

/** The registry without anything that would have to be read beside it. */
export function withoutParts(registry: PlacedRegistry): PlacedRegistry {
  return { ...registry, endpoints: [], replications: [] };
}

function only(placed: Placed, registries: readonly PlacedRegistry[]): Placed {
  return {
    ...placed,
    groups: [],
    identities: [],
    vaults: [],
    networks: [],
    zones: [],
    dnsZones: [],
    workspaces: [],
    fronts: [],
    registries,
  };
}
