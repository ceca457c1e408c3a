import type { Config } from '../core/config.generated.ts';
import type { Compiled, Features, PriorEntry, Resource } from '../core/desired.ts';
import type { LiveObjects, ReadTarget } from '../core/resource-type.ts';
import { foldId } from '../providers/azure/arm-id.ts';
import { compileNetworks } from './networks/compile.ts';
import { type Placed, placeEntries } from './placement.ts';
import { compileZones } from './private-dns/compile.ts';
import { compileEndpoints, endpointOutputs, endpointReads, subnetRoom } from './private-link/compile.ts';
import { PRIVATE_PATH, privatePathCheck } from './private-link/path-check.ts';
import { pathOrder } from './private-link/path-order.ts';
import {
  compileRegistries,
  exportFaults,
  leavesPremium,
  registriesObserved,
  turnsDataEndpointsOff,
} from './registry/compile.ts';
import { compileGroups, groupReads, missingGroups } from './resource-groups/compile.ts';
import { review } from './review.ts';

/** What acrctl knows of registries and their networks, for the engine. */
export const features: Features<Config> = {
  reads,
  compile,
  review,
  waiting: { targets: () => [], judge: () => [] },
  checks: { [PRIVATE_PATH]: privatePathCheck },
};

/** The ids of everything that `compile` yields and looks at; what the state knows is read by the engine anyway. */
function reads(config: Config | undefined): readonly ReadTarget[] {
  if (config === undefined) return [];
  const placed = placeEntries(config);
  // Which resources there are does not hang on what is live; only their stages do.
  const own = resourcesOf(placed, new Map()).map(({ type, id }) => ({ type, id }));
  return [...own, ...groupReads(placed), ...endpointReads(placed)];
}

function compile(config: Config, prior: readonly PriorEntry[], live: LiveObjects): Compiled {
  const placed = placeEntries(config);
  const resources = resourcesOf(placed, live);
  return {
    resources,
    existing: [],
    order: pathOrder(placed, prior, {
      opening: new Set(resources.filter(opens).map(({ address }) => address)),
      endpointsFirst: registriesAfterEndpoints(placed, live),
    }),
    diagnostics: [
      ...missingGroups(placed, live),
      ...subnetRoom(config, placed, live),
      ...exportFaults(placed, live),
    ],
    outputs: endpointOutputs(config, placed, live),
    observed: registriesObserved(placed, live),
  };
}

function resourcesOf(placed: Placed, live: LiveObjects): Compiled['resources'] {
  return [
    ...compileGroups(placed),
    ...compileNetworks(placed),
    ...compileZones(placed),
    ...compileRegistries(placed, live),
    ...compileEndpoints(placed, live),
  ];
}

function opens({ stages }: Resource): boolean {
  return stages?.some(({ name }) => name === 'open') === true;
}

/** The tiers below Premium have no endpoints; and with any endpoint Azure keeps data endpoints on. */
function registriesAfterEndpoints(placed: Placed, live: LiveObjects): ReadonlySet<string> {
  const after = placed.registries.filter((registry) => {
    const body = live.get(foldId(registry.id))?.body;
    return body !== undefined && (turnsDataEndpointsOff(registry) || leavesPremium(registry, body));
  });
  return new Set(after.map((registry) => registry.address));
}
