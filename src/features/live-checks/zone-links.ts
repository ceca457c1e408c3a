import { diagnose } from '../../core/codes.ts';
import type { Compiled, PriorEntry } from '../../core/desired.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { Json } from '../../core/json.ts';
import { listAt, textAt } from '../../core/path.ts';
import type { LiveObjects, ReadTarget } from '../../core/resource-type.ts';
import { quote } from '../../core/wording.ts';
import { foldId, nameOf, parentId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE, QUESTION } from '../../providers/azure/arm-types.ts';
import { type Placed, type PlacedEndpoint, type PlacedZone, zoneOf } from '../placed.ts';
import { isNew, type Known, knownIds, mayBeThere } from './known.ts';
import { comingLinks } from './other-zones.ts';

/** The links of zones that others may have linked, where a link or a user of the zone comes. */
export function zoneLinkReads(placed: Placed, prior: readonly PriorEntry[]): readonly ReadTarget[] {
  const known = knownIds(prior);
  const linked = comingLinks(placed, known).map(({ zone }) => zone);
  const used = comingUsers(placed, known).map(({ zone }) => zone);
  return [...new Set([...linked.filter((zone) => mayBeThere(zone, known)), ...used])].map(linksOf);
}

export function zoneLinkFaults(
  placed: Placed,
  prior: readonly PriorEntry[],
  live: LiveObjects,
): readonly Diagnostic[] {
  const known = knownIds(prior);
  return [...linkedTwice(placed, known, live), ...unlinked(placed, known, live)];
}

/** A link of ours that goes has to be gone before another one of the zone leads to the same network. */
export function linkTurns(
  placed: Placed,
  prior: readonly PriorEntry[],
  live: LiveObjects,
): Compiled['order'] {
  const kept = new Set(placed.zones.flatMap(({ links }) => links).map(({ id }) => foldId(id)));
  const leaving = prior.filter(({ type, id }) => type === ARM_TYPE.link && !kept.has(foldId(id)));
  if (leaving.length === 0) return [];
  return comingLinks(placed, knownIds(prior)).flatMap(({ zone, link }) =>
    leaving
      .filter(({ id }) => foldId(parentId(id)) === foldId(zone.id))
      .filter(({ id }) => networkOf(live.get(foldId(id))?.body) === foldId(link.network.id))
      .map(({ address }) => ({
        before: `${address}/delete` as const,
        after: `${link.address}/write` as const,
      })),
  );
}

/** A network is linked to a zone once, whatever the link is called (faults N09). */
function linkedTwice(placed: Placed, known: Known, live: LiveObjects): readonly Diagnostic[] {
  return comingLinks(placed, known).flatMap(({ zone, link }) => {
    const other = linksIn(zone, live)
      .filter((each) => networkOf(each) === foldId(link.network.id))
      .flatMap((each) => textAt(each, 'id') ?? [])
      .find((id) => foldId(id) !== foldId(link.id) && !known.has(foldId(id)));
    if (other === undefined) return [];
    return [
      diagnose('ACR1321', {
        address: link.address,
        detail: `Zone ${zone.name} is already linked to ${link.network.name}, by the link ${quote(nameOf(other))} that acrctl did not make. Azure takes one link to a network.`,
        hint: `Take ${link.network.key} out of the links of the zone: it sees the zone as it is.`,
        requirements: ['1.24'],
      }),
    ];
  });
}

/** Of a zone that the file makes, the offline rule ACR1226 tells. */
function unlinked(placed: Placed, known: Known, live: LiveObjects): readonly Diagnostic[] {
  return comingUsers(placed, known).flatMap(({ zone, endpoint }) => {
    const isAnswered = live.has(foldId(zone.id)) && live.has(foldId(linksOf(zone).id));
    const { network } = endpoint;
    const isLinked = linksIn(zone, live).some((each) => networkOf(each) === foldId(network.id));
    if (!isAnswered || isRefused(zone, live) || isLinked) return [];
    return [
      diagnose('ACR1322', {
        severity: 'warning',
        address: endpoint.address,
        detail: `The existing zone ${quote(zone.key)} is not linked to ${network.name}, where the endpoint is: machines there find the public address of the registry.`,
        hint: `Add ${network.key} to the links of the zone, or have whoever owns it do so, unless those machines ask another DNS that knows it.`,
        requirements: ['1.24'],
      }),
    ];
  });
}

interface ZoneUser {
  readonly zone: PlacedZone;
  readonly endpoint: PlacedEndpoint;
}

/** Endpoints to be made whose records stand in a zone that is only read, and that the file does not link itself. */
function comingUsers({ registries }: Placed, known: Known): readonly ZoneUser[] {
  return registries
    .flatMap(({ endpoints }) => endpoints)
    .filter((endpoint) => isNew(endpoint, known))
    .flatMap((endpoint) => {
      const zone = zoneOf(endpoint);
      if (zone?.isExisting !== true) return [];
      const isDeclared = zone.links.some(({ network }) => foldId(network.id) === foldId(endpoint.network.id));
      return isDeclared ? [] : [{ zone, endpoint }];
    });
}

function linksOf({ id }: PlacedZone): ReadTarget {
  return { type: QUESTION.links, id: `${id}/virtualNetworkLinks` };
}

function linksIn(zone: PlacedZone, live: LiveObjects): readonly Json[] {
  return listAt(live.get(foldId(linksOf(zone).id))?.body, 'value');
}

function isRefused(zone: PlacedZone, live: LiveObjects): boolean {
  return textAt(live.get(foldId(linksOf(zone).id))?.body, 'refused') !== undefined;
}

function networkOf(link: Json | undefined): string {
  return foldId(textAt(link, 'properties.virtualNetwork.id') ?? '');
}
