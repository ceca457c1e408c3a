import { diagnose } from '../../core/codes.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { enumerate } from '../../core/wording.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import type { Placed, PlacedFront } from '../placed.ts';
import { regionOf } from '../private-link/host-names.ts';
import { type Around, membersOf } from '../private-link/members.ts';
import { ledPast } from './region-rules.ts';

/**
 * Where the registry of a front is, as far as only Azure tells: that of others is where they put it, and others may have
 * made replicas of ours. A gateway in a region where the registry is not could serve no layers, and is not made.
 */
export function frontRegionFaults({ fronts }: Placed, around: Around): readonly Diagnostic[] {
  return fronts
    .filter(
      ({ registry }) =>
        registry !== undefined && (!registry.isExisting || around.live.has(foldId(registry.id))),
    )
    .flatMap((front) => [...absentFaults(front, around), ...uncoveredWarnings(front, around)]);
}

function absentFaults({ registry, regions }: PlacedFront, around: Around): readonly Diagnostic[] {
  if (registry === undefined) return [];
  const there = membersOf(registry, around).flatMap(({ region }) => region ?? []);
  return regions
    .filter(({ key }) => !there.includes(key))
    .map(({ key, address }) =>
      diagnose('ACR1386', {
        address,
        detail: `${registry.name} is in ${enumerate(there)}, and a gateway in ${key} would have no layers to serve: they come from the data endpoint of its own region.`,
        hint: `Have ${registry.name} replicated to ${key}, or take the region out of the front.`,
        requirements: ['2.29'],
      }),
    );
}

/** Of what the file itself lists, a rule has said it. */
function uncoveredWarnings(
  { address, registry, regions }: PlacedFront,
  around: Around,
): readonly Diagnostic[] {
  if (registry === undefined) return [];
  const said = new Set([
    ...(registry.isExisting ? [] : [regionOf(registry.location)]),
    ...registry.replications.map(({ location }) => regionOf(location)),
    ...regions.map(({ key }) => key),
  ]);
  const lacking = membersOf(registry, around).flatMap(({ region }) =>
    region === undefined || said.has(region) ? [] : [region],
  );
  return lacking.length === 0
    ? []
    : [
        diagnose('ACR1385', {
          severity: 'warning',
          address,
          detail: ledPast(registry.name, lacking),
          requirements: ['2.22', '2.29'],
        }),
      ];
}
