import { diagnose } from '../../core/codes.ts';
import type { PriorEntry } from '../../core/desired.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { JsonObject } from '../../core/json.ts';
import { listAt, textAt } from '../../core/path.ts';
import type { LiveObjects, ReadTarget } from '../../core/resource-type.ts';
import { enumerate } from '../../core/wording.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { wasNeverMade } from '../../providers/azure/resources/replication.ts';
import type { Placed, PlacedEndpoint, PlacedRegistry } from '../placed.ts';
import { regionOf } from '../private-link/host-names.ts';
import { type Around, membersOf } from '../private-link/members.ts';
import { replicaList } from '../private-link/replica-places.ts';
import { isNew, knownIds, mayBeThere } from './known.ts';

/**
 * The replicas of registries that get an endpoint: others may have made some, and until its first endpoint turns data
 * endpoints on, a registry does not tell of them.
 */
export function replicaReads({ registries }: Placed, prior: readonly PriorEntry[]): readonly ReadTarget[] {
  const known = knownIds(prior);
  return registries
    .filter(
      (registry) => mayBeThere(registry, known) && registry.endpoints.some((each) => isNew(each, known)),
    )
    .map(replicaList);
}

/**
 * An endpoint with static addresses that the file does not speak of stays as it is, and Azure takes no replica beside
 * one that has no address for it (faults N05). One that the file speaks of is made again; it needs an address for the
 * replicas of others too, which the file alone does not show.
 */
export function staticMemberFaults({ registries }: Placed, around: Around): readonly Diagnostic[] {
  const { live } = around;
  return registries.flatMap((registry) => {
    const coming = registry.replications
      .filter(({ id, isExisting }) => !isExisting && isToBeMade(live.get(foldId(id))?.body))
      .map(({ location }) => `registry_data_${regionOf(location)}`);
    const all = membersOf(registry, around).map(({ name }) => name);
    return registry.endpoints.flatMap((endpoint) =>
      endpoint.entry.staticIps === undefined
        ? faultOf(registry, endpoint, coming, live)
        : lackingOf(registry, endpoint, all),
    );
  });
}

/** Not there, or only what a creation that failed has left. */
function isToBeMade(replica: JsonObject | undefined): boolean {
  return replica === undefined || wasNeverMade(replica);
}

function faultOf(
  registry: PlacedRegistry,
  endpoint: PlacedEndpoint,
  coming: readonly string[],
  live: LiveObjects,
): readonly Diagnostic[] {
  const fixed = listAt(live.get(foldId(endpoint.id))?.body, 'properties.ipConfigurations').flatMap(
    (each) => textAt(each, 'properties.memberName') ?? [],
  );
  const lacking = coming.filter((member) => !fixed.includes(member));
  if (fixed.length === 0 || lacking.length === 0) return [];
  return [
    diagnose('ACR1317', {
      address: endpoint.address,
      detail: `The endpoint has static addresses for ${enumerate(fixed)} and none for ${enumerate(lacking)}. Azure refuses a replica of ${registry.name} beside it.`,
      hint: 'Write staticIps with an address for every member, those of the new replicas too: the endpoint is then made again.',
      requirements: ['1.27', '1.33'],
    }),
  ];
}

function lackingOf(
  registry: PlacedRegistry,
  endpoint: PlacedEndpoint,
  all: readonly string[],
): readonly Diagnostic[] {
  const given = endpoint.entry.staticIps ?? {};
  const lacking = all.filter((member) => !Object.hasOwn(given, member));
  if (lacking.length === 0) return [];
  return [
    diagnose('ACR1317', {
      address: endpoint.address,
      detail: `Others have replicated ${registry.name}, and staticIps has no address for ${enumerate(lacking)}. Azure refuses the endpoint without, and it would be deleted by then.`,
      hint: 'List the replica in replications with existing: true, and give its member an address.',
      requirements: ['1.27', '1.33'],
    }),
  ];
}
