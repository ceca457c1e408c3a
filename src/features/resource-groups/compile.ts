import { diagnose } from '../../core/codes.ts';
import type { Resource } from '../../core/desired.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { LiveObjects, ReadTarget } from '../../core/resource-type.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { entryResource } from '../entry-resource.ts';
import type { Placed } from '../placed.ts';

/** Groups that the file does not list must exist: they are read, never written. */
export function groupReads(placed: Placed): readonly ReadTarget[] {
  return placed.unlistedGroups.map(({ id }) => ({ type: ARM_TYPE.group, id }));
}

export function compileGroups(placed: Placed): readonly Resource[] {
  return placed.groups
    .filter(({ isExisting }) => !isExisting)
    .map((group) =>
      entryResource(group, {
        type: ARM_TYPE.group,
        managed: { location: group.location, tags: group.tags },
        dependsOn: [],
      }),
    );
}

export function missingGroups(placed: Placed, live: LiveObjects): readonly Diagnostic[] {
  return placed.unlistedGroups
    .filter((group) => !live.has(foldId(group.id)))
    .map((group) =>
      diagnose('ACR1304', {
        detail: `The group "${group.name}" is not listed under resourceGroups, so it must exist, and it does not. ${group.usedBy.join(', ')} would be placed in it.`,
        hint: 'List it under resourceGroups to have acrctl make it, or correct the name.',
      }),
    );
}
