import type { PriorEntry } from '../../core/desired.ts';
import type { JsonObject } from '../../core/json.ts';
import { isAtOrBelow, textAt } from '../../core/path.ts';
import type { Change } from '../../core/plan.ts';
import { enumerate } from '../../core/wording.ts';
import { foldId, parentId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { isKeeper, ownerOf, zonesOf } from '../private-link/keepers.ts';
import { goes, goingId, type Scene, staysShut } from './scene.ts';

/** What it means that a zone group, or the record of a registry's own name, goes while its endpoint stays. */
export function keeperImpact(change: Change, scene: Scene): readonly string[] {
  const { address, type, actions } = change;
  if (actions[0] !== 'delete' || (type === ARM_TYPE.record && !address.endsWith('.records.registry')))
    return [];
  const endpoint = address.slice(0, address.lastIndexOf(type === ARM_TYPE.record ? '.records.' : '.'));
  if (scene.all.some((each) => each.address === endpoint && each.actions[0] === 'delete')) return [];
  const isRenewed = scene.all.some((each) => isMade(each) && each.address.startsWith(`${endpoint}.`));
  return isRenewed
    ? ['names of the registry do not resolve where its zone is linked, until the new records are there']
    : strandedNames(change, scene);
}

/**
 * A zone without records goes on answering for the networks that stay linked to it: they find no address at all, not
 * even the public one (1.56, faults N12). `change` is of an endpoint, or of what keeps its records.
 */
export function strandedNames({ address }: Change, scene: Scene): readonly string[] {
  const { prior, all, live, keepers, links } = scene;
  const isGoing = (each: PriorEntry) => isAtOrBelow(each.address, address);
  const going = prior.filter((each) => isKeeper(each) && isGoing(each));
  const zones = new Set(going.flatMap((each) => zonesOf(each, live.get(foldId(each.id))?.body)));
  const stays = [...zones]
    .flatMap((zone) => links.get(zone) ?? [])
    .filter(({ id }) => !goes(scene, id) && !asksPublicDns(id, scene));
  if (stays.length === 0) return [];
  const left = [
    ...[...zones]
      .flatMap((zone) => keepers.get(zone) ?? [])
      .filter((each) => !isGoing(each) && !goes(scene, each.id)),
    ...all.filter((each) => isMade(each) && zonesOf(each, each.after).some((zone) => zones.has(zone))),
  ];
  if (left.some((each) => ownerOf(each) === ownerOf({ address }))) return [];
  const names = stays.map(({ address: link }) => link).join(', ');
  return [
    left.length === 0
      ? `names of registries no longer resolve where its zone stays linked (${names}): take the links out as well, or write resolutionPolicy: nxDomainRedirect (1.56)`
      : `its names no longer resolve, not even to the public address, where its zone stays linked for other registries (${names}): write resolutionPolicy: nxDomainRedirect (1.56)`,
  ];
}

/** What it means for the machines of a network that it no longer sees a zone (1.24, 1.56). */
export function linkImpact(change: Change, scene: Scene): readonly string[] {
  if (change.actions[0] !== 'delete' || goes(scene, networkOf(change.before))) return [];
  const owners = new Set(scene.keepers.get(foldId(parentId(goingId(change))))?.map(ownerOf));
  const known = [...scene.prior, ...scene.placed.registries].filter(({ address }) => owners.has(address));
  if (known.length > 0 && known.every(({ id }) => goes(scene, id))) return [];
  const shut = new Set(known.filter(({ id }) => staysShut(scene, id)).map(({ address }) => address));
  const again = isLinkedAgain(change, scene) ? ', until the new link is there' : '';
  return [
    shut.size === 0
      ? `machines in that network resolve registries to their public addresses${again} (1.56)`
      : `machines in that network resolve ${enumerate([...shut])} to the public address${again}, and get 403 there: public access is disabled (1.56)`,
  ];
}

function networkOf(link: JsonObject | null): string {
  return foldId(textAt(link ?? undefined, 'properties.virtualNetwork.id') ?? '');
}

function isLinkedAgain({ before }: Change, { all }: Scene): boolean {
  return all.some(
    ({ type, actions, after }) =>
      type === ARM_TYPE.link && actions.at(-1) === 'create' && networkOf(after) === networkOf(before),
  );
}

function isMade(change: Change): boolean {
  return isKeeper(change) && change.actions.at(-1) === 'create';
}

/** Names that the zone does not hold are looked for in public there. */
function asksPublicDns(link: string, { live, changes }: Scene): boolean {
  const path = 'properties.resolutionPolicy';
  const body = changes.get(foldId(link))?.[0]?.after ?? live.get(foldId(link))?.body;
  return textAt(body ?? undefined, path) === 'NxDomainRedirect';
}
