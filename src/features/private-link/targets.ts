import type { ReadTarget } from '../../core/resource-type.ts';
import { QUESTION } from '../../providers/azure/arm-types.ts';

/** The list of all A records of a zone. */
export function recordsOf({ id }: { readonly id: string }): ReadTarget {
  return { type: QUESTION.records, id: `${id}/A` };
}

/** The list of the zone groups of an endpoint, which others may have made. */
export function zoneGroupsOf({ id }: { readonly id: string }): ReadTarget {
  return { type: QUESTION.zoneGroups, id: `${id}/privateDnsZoneGroups` };
}
