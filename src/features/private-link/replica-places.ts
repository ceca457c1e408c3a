import type { PriorEntry } from '../../core/desired.ts';
import { textAt } from '../../core/path.ts';
import { foldId, nameOf, parentId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
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
