import { diagnose } from '../../core/codes.ts';
import type { PriorEntry } from '../../core/desired.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { getPath, listAt, textAt } from '../../core/path.ts';
import type { LiveObjects, ReadTarget } from '../../core/resource-type.ts';
import { foldId, nameOf } from '../../providers/azure/arm-id.ts';
import { QUESTION } from '../../providers/azure/arm-types.ts';
import { CLOUDS } from '../../providers/azure/clouds.ts';
import type { Placed, PlacedLink, PlacedZone } from '../placed.ts';
import type { Around } from '../private-link/members.ts';
import { isNew, type Known, knownIds, mayBeThere } from './known.ts';

/** A link to be made. */
interface ComingLink {
  readonly zone: PlacedZone;
  readonly link: PlacedLink;
}

/** The zones of the subscriptions around links to be made, among which may be some that clash with theirs. */
export function otherZoneReads(placed: Placed, prior: readonly PriorEntry[]): readonly ReadTarget[] {
  const coming = linksToKnownNetworks(placed, knownIds(prior));
  const subscriptions = coming.flatMap(({ zone, link }) => [zone.subscription, link.network.subscription]);
  return [...new Set(subscriptions.map(foldId))].map(zonesIn);
}

/** Whether the zones that clash by their names are linked to the same networks shows in their own links only. */
export function otherZoneCloser(
  placed: Placed,
  prior: readonly PriorEntry[],
  around: Around,
): readonly ReadTarget[] {
  const scene = sceneOf(placed, prior, around);
  const zones = linksToKnownNetworks(placed, scene.known).flatMap(({ zone }) => [
    ...sameNamed(zone, scene),
    ...shadows(zone, scene),
  ]);
  return [...new Map(zones.map((id) => [foldId(id), linksOf(id)])).values()];
}

export function otherZoneFaults(
  placed: Placed,
  prior: readonly PriorEntry[],
  around: Around,
): readonly Diagnostic[] {
  const scene = sceneOf(placed, prior, around);
  return linksToKnownNetworks(placed, scene.known).flatMap(({ zone, link }) => {
    const isLinked = (id: string) => isLinkedTo(id, link.network.id, scene.live);
    const same = sameNamed(zone, scene).find(isLinked);
    const hiding = shadows(zone, scene).filter(isLinked);
    return [
      ...(same === undefined ? [] : [clash(link, zone, same)]),
      ...hiding.map((id) => shadow(link, zone, id)),
    ];
  });
}

/** The links that the file makes and the state does not know. */
export function comingLinks({ zones }: Placed, known: Known): readonly ComingLink[] {
  return zones.flatMap((zone) =>
    zone.links.flatMap((link) => (!link.isExisting && isNew(link, known) ? [{ zone, link }] : [])),
  );
}

function linksToKnownNetworks(placed: Placed, known: Known): readonly ComingLink[] {
  return comingLinks(placed, known).filter(({ link }) => mayBeThere(link.network, known));
}

/** Two zones of one name on one network, and the second link is refused for good (faults N09). */
function clash({ address, network }: PlacedLink, zone: PlacedZone, other: string): Diagnostic {
  return diagnose('ACR1323', {
    address,
    detail: `${network.name} is already linked to another zone named ${zone.name}:\n${other}\nA network sees one zone of a name, and Azure refuses the second link.`,
    hint: 'Use that zone: list it under privateDnsZones with existing: true and its group. Or have its link to the network removed first.',
    requirements: ['1.24'],
  });
}

/** All names of registries stand in one zone; a longer one answers in its place, with nothing (lessons 35 and 36). */
function shadow({ address, network }: PlacedLink, zone: PlacedZone, other: string): Diagnostic {
  return diagnose('ACR1324', {
    severity: 'warning',
    address,
    detail: `${network.name} is linked to the zone ${nameOf(other)}:\n${other}\nMachines there look for names that end in it in that zone, and not in ${zone.name}, where the endpoints' records are: pulls break.`,
    hint: 'Have the link of that zone to the network removed once its records are in the right zone.',
    requirements: ['1.23', '1.24'],
  });
}

interface Scene {
  readonly live: LiveObjects;
  readonly known: Known;
  /** Folded ids of the zones of the file and of the state, which are ours to order. */
  readonly own: ReadonlySet<string>;
  readonly registryZone: string;
}

function sceneOf(placed: Placed, prior: readonly PriorEntry[], { live, cloud }: Around): Scene {
  const known = knownIds(prior);
  const own = new Set([...known, ...placed.zones.map(({ id }) => foldId(id))]);
  return { live, known, own, registryZone: CLOUDS[cloud].registryZone };
}

function sameNamed(zone: PlacedZone, scene: Scene): readonly string[] {
  return listedZones(zone, scene).filter((id) => foldId(nameOf(id)) === foldId(zone.name));
}

function shadows(zone: PlacedZone, scene: Scene): readonly string[] {
  if (foldId(zone.name) !== scene.registryZone) return [];
  return listedZones(zone, scene).filter((id) => foldId(nameOf(id)).endsWith(`.${scene.registryZone}`));
}

/** Ids of zones of others in the subscriptions around, those without any link left out. */
function listedZones(zone: PlacedZone, { live, own }: Scene): readonly string[] {
  const networks = zone.links.map(({ network }) => network.subscription);
  return [...new Set([zone.subscription, ...networks].map(foldId))]
    .flatMap((subscription) => listAt(live.get(foldId(zonesIn(subscription).id))?.body, 'value'))
    .filter((each) => getPath(each, 'properties.numberOfVirtualNetworkLinks') !== 0)
    .flatMap((each) => textAt(each, 'id') ?? [])
    .filter((id) => !own.has(foldId(id)))
    .sort();
}

function isLinkedTo(zoneId: string, networkId: string, live: LiveObjects): boolean {
  return listAt(live.get(foldId(linksOf(zoneId).id))?.body, 'value').some(
    (each) => foldId(textAt(each, 'properties.virtualNetwork.id') ?? '') === foldId(networkId),
  );
}

function zonesIn(subscription: string): ReadTarget {
  return {
    type: QUESTION.zones,
    id: `/subscriptions/${subscription}/providers/Microsoft.Network/privateDnsZones`,
  };
}

function linksOf(zoneId: string): ReadTarget {
  return { type: QUESTION.links, id: `${zoneId}/virtualNetworkLinks` };
}
