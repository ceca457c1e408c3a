import { textAt } from '../../core/path.ts';
import type { Change } from '../../core/plan.ts';
import { foldId, nameOf, parentId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { goes, goingId, type Scene } from './scene.ts';

/** What becomes of names in the public DNS when a zone, or the record of a host, comes, changes or goes. */
export function publicNameImpact(change: Change, scene: Scene): readonly string[] {
  return change.type === ARM_TYPE.dnsZone ? zoneImpact(change) : recordImpact(change, scene);
}

function zoneImpact({ actions }: Change): readonly string[] {
  if (actions.length === 2)
    return ['the new zone has other name servers: its names resolve again once the parent zone names those'];
  switch (actions[0]) {
    case 'create':
      return [
        'its names resolve only once the parent zone, or the registrar, names its name servers, which plans show from then on as outputs (--json, --markdown): nobody but its owner can do that',
      ];
    case 'delete':
      return [
        'its names no longer resolve, and whoever makes a zone of this name at the same name servers answers for them: have the parent zone forget it first',
      ];
    default:
      return [];
  }
}

/** Resolvers keep an answer for as long as it says, and the answer that there is none. */
function recordImpact(change: Change, scene: Scene): readonly string[] {
  const { actions, before, paths } = change;
  const going = goingId(change);
  if (actions[0] === 'delete') {
    if (goes(scene, parentId(going))) return [];
    const [old, next] = [going, change.id].map(hostOf);
    if (actions.length === 2)
      return old === next
        ? []
        : [`${old} no longer resolves${keptFor(change)}: whoever uses it has to go on to ${next}`];
    return [`${hostOf(going)} no longer resolves${keptFor(change)}`];
  }
  const target = textAt(before ?? undefined, TARGET);
  return actions[0] === 'update' && paths.some((path) => path.startsWith(TARGET)) && target !== undefined
    ? [`whoever has asked before goes on to ${target}${keptFor(change)}`]
    : [];
}

const TARGET = 'properties.CNAMERecord.cname';

function keptFor({ before }: Change): string {
  const ttl = (before?.['properties'] as { TTL?: unknown } | undefined)?.TTL;
  return typeof ttl === 'number' ? `, for up to ${ttl} s` : '';
}

/** `images.contoso.com` of `…/dnsZones/contoso.com/CNAME/images`. */
function hostOf(id: string): string {
  return `${nameOf(id)}.${nameOf(parentId(foldId(id)))}`;
}
