import { diagnose } from '../../core/codes.ts';
import type { PriorEntry } from '../../core/desired.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { listAt, textAt } from '../../core/path.ts';
import type { LiveObjects, ReadTarget } from '../../core/resource-type.ts';
import { quote } from '../../core/wording.ts';
import { foldId, nameOf } from '../../providers/azure/arm-id.ts';
import type { Placed, PlacedEndpoint } from '../placed.ts';
import { zoneGroupsOf } from '../private-link/targets.ts';
import { isNew, knownIds, mayBeThere } from './known.ts';

/** Whether an endpoint that gets its zone group only now has one already, most likely from Azure Policy (lesson 32). */
export function zoneGroupReads(placed: Placed, prior: readonly PriorEntry[]): readonly ReadTarget[] {
  return endpointsWithout(placed, prior).map(zoneGroupsOf);
}

/** Azure takes one group on an endpoint (lesson 49); and what a policy made, it makes again (lesson 33). */
export function zoneGroupFaults(
  placed: Placed,
  prior: readonly PriorEntry[],
  live: LiveObjects,
): readonly Diagnostic[] {
  return endpointsWithout(placed, prior).flatMap((endpoint) => {
    const other = foreignGroup(endpoint, live);
    if (other === undefined) return [];
    return [
      diagnose('ACR1319', {
        address: endpoint.address,
        detail: `The endpoint already has the zone group ${quote(nameOf(other))}, which acrctl did not make, and Azure takes only one. Azure Policy makes such a group on every endpoint in its scope, and makes it again when it is deleted.`,
        hint: 'Write dns: { manage: policy }, and acrctl leaves that group alone and waits for its records.',
        requirements: ['1.34'],
      }),
    ];
  });
}

/** The id of a group on the endpoint that is not the one of the file, where anybody asked. */
export function foreignGroup(endpoint: PlacedEndpoint, live: LiveObjects): string | undefined {
  const own = endpoint.dns.manage === 'zoneGroup' ? foldId(endpoint.dns.zoneGroup.id) : '';
  return listAt(live.get(foldId(zoneGroupsOf(endpoint).id))?.body, 'value')
    .flatMap((group) => textAt(group, 'id') ?? [])
    .find((id) => foldId(id) !== own);
}

function endpointsWithout({ registries }: Placed, prior: readonly PriorEntry[]): readonly PlacedEndpoint[] {
  const known = knownIds(prior);
  return registries
    .flatMap(({ endpoints }) => endpoints)
    .filter(
      (endpoint) =>
        endpoint.dns.manage === 'zoneGroup' &&
        isNew(endpoint.dns.zoneGroup, known) &&
        mayBeThere(endpoint, known),
    );
}
