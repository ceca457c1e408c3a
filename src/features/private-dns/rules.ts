import { formatAddress } from '../../core/address.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { didYouMean, quote } from '../../core/wording.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { CLOUDS } from '../../providers/azure/clouds.ts';
import { nameFaults, networkName, zoneName } from '../names.ts';
import type { PlacedLink, PlacedZone } from '../placed.ts';
import { faultAt, inFileOrder, isWritten, type RuleInput, warningAt } from '../rule.ts';
import { cloudOf } from '../scope.ts';

/** Names of zones, and the networks they are linked to. */
export function privateDnsRules(input: RuleInput): readonly Diagnostic[] {
  return [
    ...input.placed.zones.flatMap((zone) => [
      ...nameFaults(input, zone, ZONE_NAME),
      ...shadowWarnings(input, zone),
      ...zone.links.flatMap((link) => nameFaults(input, link, LINK_NAME)),
    ]),
    ...linkReferenceFaults(input),
    ...sameNameFaults(input),
  ];
}

const ZONE_NAME = zoneName('a private DNS zone');

/** Assumption: as for the other types of Microsoft.Network. No source says what the name of a link may be. */
const LINK_NAME = networkName('a virtual network link');

function linkReferenceFaults(input: RuleInput): Diagnostic[] {
  const { networkByKey } = input.placed;
  return Object.entries(input.config.privateDnsZones ?? {}).flatMap(([zone, entry]) =>
    Object.keys(entry.links ?? {}).flatMap((network) => {
      if (networkByKey.has(network) || isWritten(input, ['networks', network])) return [];
      const path = ['privateDnsZones', zone, 'links', network];
      const detail = `The file lists no network ${quote(network)}. The key of a link is the key of the network it leads to; add the network to networks.`;
      const hint = didYouMean(network, [...networkByKey.keys()]);
      const missing = ['networks', network];
      const spot = { path, part: 'key', address: formatAddress(path), missing } as const;
      return [faultAt(input, 'ACR1102', spot, { detail, hint, requirements: ['1.24'] })];
    }),
  );
}

/** Azure refuses the second zone of one name on a network, for good (faults N09). */
function sameNameFaults(input: RuleInput): Diagnostic[] {
  const first = new Map<string, PlacedLink>();
  return inFileOrder(input, input.placed.zones).flatMap((zone) =>
    zone.links.flatMap((link) => {
      const place = `${zone.name.toLowerCase()} ${foldId(link.network.id)}`;
      const earlier = first.get(place);
      if (earlier === undefined) first.set(place, link);
      // One zone under two keys is reported as such.
      if (earlier === undefined || foldId(earlier.id) === foldId(link.id)) return [];
      const detail = `Network ${quote(link.network.key)} is already linked to another zone named ${zone.name}, ${earlier.address}. A network can be linked to one zone of a name: keep one link.`;
      const spot = { path: link.path, part: 'key', address: link.address } as const;
      return [faultAt(input, 'ACR1224', spot, { detail, requirements: ['1.24'] })];
    }),
  );
}

/** A zone below the one for registries answers in its place, with nothing (lessons 35 and 36). */
function shadowWarnings(input: RuleInput, zone: PlacedZone): Diagnostic[] {
  const { registryZone } = CLOUDS[cloudOf(input.config)];
  if (!zone.name.toLowerCase().endsWith(`.${registryZone}`) || zone.links.length === 0) return [];
  const detail = `All names of registries and their data endpoints stand in ${registryZone}. Linked networks would look for those below ${zone.name} here and find nothing: pulls break. Take the zone out.`;
  const spot = { path: zone.path, part: 'key', address: zone.address } as const;
  return [warningAt(input, 'ACR1227', spot, { detail, requirements: ['1.23', '1.24'] })];
}
