import type { Compiled, PriorEntry } from '../../core/desired.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { ReadTarget } from '../../core/resource-type.ts';
import type { Placed } from '../placed.ts';
import type { Around } from '../private-link/members.ts';
import { downgradeFaults } from './downgrade.ts';
import { zoneGroupFaults, zoneGroupReads } from './foreign-zone-groups.ts';
import { gatewaySubnetFaults } from './gateway-subnets.ts';
import { otherZoneCloser, otherZoneFaults, otherZoneReads } from './other-zones.ts';
import { registryNameFaults, registryNameReads } from './registry-name.ts';
import { replicaReads, staticMemberFaults } from './replicas.ts';
import { addressFaults, addressReads, addressTurns } from './static-addresses.ts';
import { subnetFaults } from './subnets.ts';
import { takenRecordFaults } from './taken-records.ts';
import { usageFaults, usageReads } from './usages.ts';
import { linkTurns, zoneLinkFaults, zoneLinkReads } from './zone-links.ts';

/**
 * What only the live cloud shows, and what Azure would refuse or do wrong in the middle of an apply. Each check asks
 * where it can find something, which for most is the plan that makes a thing; what Azure does not answer is not judged.
 */
export function liveCheckReads(placed: Placed, prior: readonly PriorEntry[]): readonly ReadTarget[] {
  return [
    ...registryNameReads(placed, prior),
    ...usageReads(placed, prior),
    ...addressReads(placed, prior),
    ...replicaReads(placed, prior),
    ...zoneGroupReads(placed, prior),
    ...zoneLinkReads(placed, prior),
    ...otherZoneReads(placed, prior),
  ];
}

/** What the first answers make worth asking: most often nothing. */
export const liveCheckCloser: (
  placed: Placed,
  prior: readonly PriorEntry[],
  around: Around,
) => readonly ReadTarget[] = otherZoneCloser;

export function liveCheckFaults(
  placed: Placed,
  prior: readonly PriorEntry[],
  around: Around,
): readonly Diagnostic[] {
  const { live } = around;
  return [
    ...registryNameFaults(placed, prior, live),
    ...usageFaults(placed, prior, live),
    ...downgradeFaults(placed, prior, live),
    ...staticMemberFaults(placed, around),
    ...subnetFaults(placed, live),
    ...gatewaySubnetFaults(placed, live),
    ...addressFaults(placed, prior, live),
    ...takenRecordFaults(placed, prior, around),
    ...zoneGroupFaults(placed, prior, live),
    ...zoneLinkFaults(placed, prior, live),
    ...otherZoneFaults(placed, prior, around),
  ];
}

/** Order that follows from what may be there once only: an address, a link of a zone to a network. */
export function liveCheckOrder(
  placed: Placed,
  prior: readonly PriorEntry[],
  { live }: Around,
): Compiled['order'] {
  return [...addressTurns(placed, prior, live), ...linkTurns(placed, prior, live)];
}
