import type { Config } from '../../core/config.generated.ts';
import type { PriorEntry } from '../../core/desired.ts';
import { listAt, textAt } from '../../core/path.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { placeEntries } from '../placement.ts';
import { cloudOf } from '../scope.ts';
import type { Around } from './members.ts';
import { knownPlaces, placeIn } from './replica-places.ts';

/** What is there now and what of it goes, as members and records have to know it. */
export function aroundOf(config: Config, prior: readonly PriorEntry[], live: LiveObjects): Around {
  const { registries } = placeEntries(config);
  const endpoints = registries.flatMap((registry) => registry.endpoints);
  const replicas = registries.flatMap(({ replications }) => replications);
  const kept = new Set(replicas.map(({ registryId, location }) => placeIn(registryId, location)));
  const groups = endpoints.flatMap(({ dns }) => (dns.manage === 'zoneGroup' ? [dns.zoneGroup.id] : []));
  const goingGroups = withoutThose(groups, ARM_TYPE.zoneGroup, prior);
  return {
    cloud: cloudOf(config),
    live,
    leaving: new Set([...knownPlaces(prior)].filter((place) => !kept.has(place))),
    released: new Set(goingGroups.flatMap((id) => recordsOfGroup(id, live))),
  };
}

/** Folded ids of the state's objects of a type that the file no longer has. */
function withoutThose(
  kept: readonly string[],
  type: string,
  prior: readonly PriorEntry[],
): readonly string[] {
  const folded = new Set(kept.map(foldId));
  return prior.flatMap((entry) =>
    entry.type === type && !folded.has(foldId(entry.id)) ? [foldId(entry.id)] : [],
  );
}

function recordsOfGroup(id: string, live: LiveObjects): readonly string[] {
  return listAt(live.get(id)?.body, 'properties.privateDnsZoneConfigs').flatMap((config) => {
    const zone = textAt(config, 'properties.privateDnsZoneId') ?? '';
    const names = listAt(config, 'properties.recordSets').flatMap(
      (each) => textAt(each, 'recordSetName') ?? [],
    );
    return names.map((name) => foldId(`${zone}/A/${name}`));
  });
}
