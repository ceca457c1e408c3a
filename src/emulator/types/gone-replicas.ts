import { keyOf, nameOf, parentKey } from '../arm-path.ts';
import type { Cloud } from '../cloud.ts';
import type { StoredObject } from '../world.ts';
import type { ReplicationData } from './replication-body.ts';

/** What the service still has of a replica whose deletion has ended. */
export interface GoneReplica {
  /** Lower-case. */
  readonly name: string;
  readonly createdAt: number;
  readonly deletedAt: number;
  readonly looks: number;
}

export function rememberGone(cloud: Cloud, replica: StoredObject<ReplicationData>, deletedAt: number): void {
  const key = keyOf(replica.id);
  keep(cloud, key, { name: nameOf(key), createdAt: replica.data.createdAt, deletedAt, looks: 0 });
}

export function goneReplica(cloud: Cloud, key: string): GoneReplica | undefined {
  return allGone(cloud, parentKey(key)).find(({ name }) => name === nameOf(key));
}

/** A registry of the same name that comes later has no past. */
export function forgetGone(cloud: Cloud, registryId: string): void {
  if (allGone(cloud, registryId).length > 0) cloud.world.putNote(noteOf(registryId), undefined);
}

/**
 * Whether its region is still being cleared, so that a replica made there now fails (faults.md, N07, after
 * Azure/azure-rest-api-specs issue 18934).
 */
export function isBeingCleared(cloud: Cloud, gone: GoneReplica): boolean {
  if (cloud.latency === 'none' && gone.looks >= 2) return false;
  return cloud.now() < gone.deletedAt + clearingMs;
}

/** Somebody asked for it. Under latency `none` no time need pass, and nobody may have to wait for ever. */
export function lookForGone(cloud: Cloud, key: string): void {
  const gone = goneReplica(cloud, key);
  if (gone && isBeingCleared(cloud, gone)) keep(cloud, key, { ...gone, looks: gone.looks + 1 });
}

// Assumption: how long. Recorded is a PUT that went through 3 s after the deletion was seen to have ended, and at
// most 14 s after it had (test_acr_create_replication of 2026); Terraform waits for five absences, 5 s apart.
const clearingMs = 10_000;

function keep(cloud: Cloud, key: string, gone: GoneReplica): void {
  const registryKey = parentKey(key);
  const others = allGone(cloud, registryKey).filter(({ name }) => name !== gone.name);
  cloud.world.putNote(noteOf(registryKey), [...others, gone]);
}

function allGone(cloud: Cloud, registryId: string): readonly GoneReplica[] {
  return cloud.world.note<readonly GoneReplica[]>(noteOf(registryId)) ?? [];
}

function noteOf(registryId: string): string {
  return `gone replicas ${keyOf(registryId)}`;
}
