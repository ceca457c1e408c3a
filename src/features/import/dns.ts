import type { JsonObject } from '../../core/json.ts';
import { textAt } from '../../core/path.ts';
import { foldId, groupIdOf, nameOf } from '../../providers/azure/arm-id.ts';
import { CLOUDS } from '../../providers/azure/clouds.ts';
import { settlementOf } from '../../providers/azure/resources/settlement.ts';
import type { Demotion } from './composition.ts';
import { type FoundEndpoint, zoneGroupsOf, zonesIn } from './endpoints.ts';
import { bodyOf, entriesOf, type Found } from './found.ts';
import { markOf } from './marks.ts';
import { recordSetList } from './ownership.ts';
import { zonesOf } from './wanted.ts';

/** Who keeps the records of an endpoint, in the words of the language, and why where that is not plain. */
export type FoundDns =
  | { readonly manage: 'zoneGroup' | 'records'; readonly zoneId: string }
  | { readonly manage: 'policy' | 'external'; readonly why: string };

/**
 * A zone group that a file can say is acrctl's from now on, any other is left to whoever made it. Records that stand by
 * themselves are acrctl's only where this stack wrote them: the language has no say in how others write theirs. `taken`
 * holds the folded ids of zones that another endpoint of the registry writes to, since a file may not have two.
 */
export function dnsOf(
  found: Found,
  endpoint: FoundEndpoint,
  taken: ReadonlySet<string>,
  demotion: (id: string) => Demotion,
): FoundDns {
  const groups = zoneGroupsOf(found, endpoint);
  if (groups === undefined) return { manage: 'external', why: 'its zone groups cannot be read' };
  const [group, second] = groups;
  if (group === undefined) return withoutGroup(found, endpoint, demotion);
  if (second !== undefined) return { manage: 'policy', why: 'it has more than one zone group' };
  const [zoneId = ''] = zonesIn(group);
  const why =
    demotion(textAt(group, 'id') ?? '').why ?? whyNotRead(demotion(zoneId)) ?? whyNotOwn(found, group, taken);
  return why === undefined ? { manage: 'zoneGroup', zoneId } : { manage: 'policy', why };
}

/** A zone that cannot even be read as one of others. */
function whyNotRead({ times, why }: Demotion): string | undefined {
  return times > 1 ? `of its zone: ${why}` : undefined;
}

function whyNotOwn(found: Found, group: JsonObject, taken: ReadonlySet<string>): string | undefined {
  const name = textAt(group, 'name') ?? nameOf(textAt(group, 'id') ?? '');
  const [zoneId = '', second] = zonesIn(group);
  const { registryZone } = CLOUDS[found.cloud];
  if (name.toLowerCase() !== 'default') return `others made its zone group ${name}`;
  if (settlementOf(group) === 'failed') return 'what was last done to its zone group failed';
  if (zoneId === '' || second !== undefined) return 'its zone group does not write to one zone';
  if (nameOf(zoneId).toLowerCase() !== registryZone) return `its zone group writes to ${nameOf(zoneId)}`;
  if (taken.has(foldId(zoneId))) return 'another endpoint of this registry writes to the same zone';
  return canStand(found, zoneId) ? undefined : 'the zone of its zone group cannot be read';
}

/** An object of the file is read by every plan, and so is its group. */
export function canStand(found: Found, id: string): boolean {
  return bodyOf(found, id) !== undefined && bodyOf(found, groupIdOf(id) ?? '') !== undefined;
}

function withoutGroup(found: Found, endpoint: FoundEndpoint, demotion: (id: string) => Demotion): FoundDns {
  const mark = markOf(endpoint.body);
  const isOwn = (record: JsonObject) => {
    const other = markOf(record);
    const isOurs = other?.stack === found.stack && mark?.stack === found.stack;
    return (
      isOurs && mark.address !== undefined && other.address?.startsWith(`${mark.address}.records.`) === true
    );
  };
  const zoneId = zonesOf(found).find(
    (id) => canStand(found, id) && (entriesOf(found, recordSetList(id).id) ?? []).some(isOwn),
  );
  const records =
    zoneId === undefined ? [] : (entriesOf(found, recordSetList(zoneId).id) ?? []).filter(isOwn);
  const why = [
    ...records.map((record) => demotion(textAt(record, 'id') ?? '').why),
    whyNotRead(demotion(zoneId ?? '')),
  ].find((each) => each !== undefined);
  if (why !== undefined) return { manage: 'external', why };
  return zoneId === undefined
    ? { manage: 'external', why: 'it has no zone group: others keep its records' }
    : { manage: 'records', zoneId };
}
