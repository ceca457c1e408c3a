import { diagnose } from '../../core/codes.ts';
import type { PriorEntry } from '../../core/desired.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { JsonObject } from '../../core/json.ts';
import { textAt } from '../../core/path.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import type { Placed, PlacedRegistry } from '../placed.ts';
import { connectionsOf, dataRegions, regionOf } from '../private-link/host-names.ts';
import { knownPlaces, placeIn } from '../private-link/replica-places.ts';
import { leavesPremium } from '../registry/compile.ts';
import { type Known, knownIds } from './known.ts';

/**
 * What others have on a registry that leaves Premium, and that no lower tier takes (lesson 7; containerregistry.md,
 * "SKU matrix"). What acrctl itself made there goes before, in order.
 */
export function downgradeFaults(
  { registries }: Placed,
  prior: readonly PriorEntry[],
  live: LiveObjects,
): readonly Diagnostic[] {
  const known = knownIds(prior);
  const places = knownPlaces(prior);
  return registries.flatMap((registry) => {
    const body = live.get(foldId(registry.id))?.body;
    if (body === undefined || !leavesPremium(registry, body)) return [];
    const left = [
      ...foreignConnections(body, known),
      ...foreignReplicas(registry, body, places),
      ...(textAt(body, 'properties.encryption.status') === 'enabled'
        ? ['encryption with a key of yours, which nobody can turn off']
        : []),
    ];
    return left.length === 0 ? [] : [faultOf(registry, left)];
  });
}

function foreignConnections(body: JsonObject, known: Known): readonly string[] {
  return connectionsOf(body)
    .filter(({ endpoint, status }) => !known.has(endpoint) && (status === 'Approved' || status === 'Pending'))
    .map(({ endpoint }) => `a connection of the private endpoint ${endpoint}`);
}

/** Those with a data endpoint; without one a registry does not tell of its replicas. */
function foreignReplicas(
  { id }: PlacedRegistry,
  body: JsonObject,
  places: ReadonlySet<string>,
): readonly string[] {
  const home = regionOf(textAt(body, 'location') ?? '');
  return dataRegions(body)
    .filter((region) => region !== home && !places.has(placeIn(id, region)))
    .map((region) => `a replica in ${region}`);
}

function faultOf({ address, name, entry }: PlacedRegistry, left: readonly string[]): Diagnostic {
  const lines = left.map((each, index) => `${index + 1}. ${each}`);
  return diagnose('ACR1320', {
    address,
    detail: `${entry.sku} has none of what others have on ${name}, and Azure would refuse the change:\n${lines.join('\n')}`,
    hint: 'Have it removed first, or stay on Premium.',
    requirements: ['1.3'],
  });
}
