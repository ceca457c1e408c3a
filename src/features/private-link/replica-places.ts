import type { PriorEntry } from '../../core/desired.ts';
import { isJsonObject, listAt, textAt } from '../../core/path.ts';
import type { LiveObjects, ReadTarget } from '../../core/resource-type.ts';
import { foldId, nameOf, parentId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE, QUESTION } from '../../providers/azure/arm-types.ts';
import { wasNeverMade } from '../../providers/azure/resources/replication.ts';
import type { PlacedRegistry } from '../placed.ts';
import { regionOf } from './host-names.ts';

/** A region of a registry, as a key of sets. A replica may be called anything: its name does not tell where it is. */
export function placeIn(registryId: string, location: string): string {
  return `${foldId(registryId)}/${regionOf(location)}`;
}

/** Where the replicas are that the state knows. */
export function knownPlaces(prior: readonly PriorEntry[]): ReadonlySet<string> {
  const replicas = prior.filter(({ type }) => type === ARM_TYPE.replication);
  return new Set(
    replicas.map(({ id, applied }) => placeIn(parentId(id), textAt(applied, 'location') ?? nameOf(id))),
  );
}

/** All replicas of a registry, those of others too: without data endpoints it does not tell of them itself. */
export function replicaList({ id }: Pick<PlacedRegistry, 'id'>): ReadTarget {
  return { type: QUESTION.replicas, id: `${id}/replications` };
}

/** Where the replicas are that were asked for, but those that were never made or go: those bring no member, which is assumed. */
export function listedRegions(registry: PlacedRegistry, live: LiveObjects): readonly string[] {
  return listAt(live.get(foldId(replicaList(registry).id))?.body, 'value').flatMap((replica) => {
    const location = textAt(replica, 'location');
    const state = textAt(replica, 'properties.provisioningState');
    const isThere = state !== 'Deleting' && !(isJsonObject(replica) && wasNeverMade(replica));
    return location === undefined || !isThere ? [] : [regionOf(location)];
  });
}
