import type { OperationError } from '../api.ts';
import type { Target } from '../arm-path.ts';
import type { Cloud } from '../cloud.ts';
import { ArmError, movedLocation } from '../errors.ts';
import type { StoredObject } from '../world.ts';
import type { RegistryData } from './registry-body.ts';
import { registryRefusal } from './registry-errors.ts';
import { type ReplicationData, replicationsOf, type ZoneRedundancy } from './replication-body.ts';

// That these do not go is documented (containerregistry.md); codes and texts are assumed.

/** A replica of the home region is not refused (Azure/azure-rest-api-specs issue 10233). */
export function checkCreation(
  cloud: Cloud,
  target: Target,
  registry: StoredObject<RegistryData>,
  location: string,
): void {
  if (!/^[a-zA-Z0-9]{5,50}$/.test(target.name)) {
    throw registryRefusal(`The replication name ${target.name} is invalid.`);
  }
  if (registry.data.sku !== 'Premium') {
    throw registryRefusal(`Geo-replication is not supported for the SKU ${registry.data.sku}.`);
  }
  const twin = replicationsOf(cloud, registry.id).find(({ data }) => data.location === location);
  if (twin) {
    throw registryRefusal(
      `The registry ${registry.name} is replicated to ${location} already, as ${twin.name}.`,
    );
  }
}

export function checkChange(
  target: Target,
  before: StoredObject<ReplicationData>,
  location: string,
  zoneRedundancy: ZoneRedundancy | undefined,
): void {
  const { data } = before;
  if (location !== data.location) throw movedLocation(before.name, target.group, data.location);
  if (zoneRedundancy !== undefined && zoneRedundancy !== data.zoneRedundancy) {
    throw registryRefusal('Zone redundancy of a replication cannot be changed after it was created.');
  }
}

/**
 * The home region's entry goes last (Azure/acr issues 294 and 729, Azure/azure-quickstart-templates issue 5485, which name
 * the code).
 */
export function checkDeletion(
  cloud: Cloud,
  registry: StoredObject<RegistryData>,
  replica: StoredObject<ReplicationData>,
): void {
  const home = registry.data.location;
  if (replica.data.location !== home || replicationsOf(cloud, registry.id).length === 1) return;
  throw new ArmError(
    400,
    'HomeReplicationCannotBeDeleted',
    `The replication ${replica.name} of the home region ${home} cannot be deleted while there are others.`,
    { shape: 'registry' },
  );
}

/** What becomes of a creation in a region that is still being cleared (gone-replicas.ts). */
export function stillBeingCleared(name: string): OperationError {
  return {
    code: 'Conflict',
    message: `The replication ${name} is still being deleted. Please retry the request later.`,
  };
}
