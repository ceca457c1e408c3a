import type { Address } from '../core/address.ts';
import type { LateValue, Resource, Stage } from '../core/desired.ts';
import type { JsonObject } from '../core/json.ts';
import { formatPath, parsePath } from '../core/path.ts';
import { foldId, resourceGroupId } from '../providers/azure/arm-id.ts';
import { madeHere, type Placed, type PlacedEntry } from './placed.ts';

/** What a feature says of an entry; `entryResource` fills in the keys that every entry may carry. */
export interface EntryFacts {
  readonly type: string;
  readonly managed: JsonObject;
  readonly initial?: JsonObject;
  readonly dependsOn: readonly Address[];
  readonly stages?: readonly Stage[] | undefined;
  readonly broken?: Resource['broken'] | undefined;
  readonly implied?: readonly string[];
  readonly late?: readonly LateValue[];
}

/** The resource of an entry, with the controls that every entry may carry. */
export function entryResource(placed: PlacedEntry<Controls>, facts: EntryFacts): Resource {
  const { entry } = placed;
  return {
    address: placed.address,
    id: placed.id,
    type: facts.type,
    managed: facts.managed,
    initial: facts.initial ?? {},
    dependsOn: facts.dependsOn,
    ...(facts.stages !== undefined && { stages: facts.stages }),
    ...(facts.broken !== undefined && { broken: facts.broken }),
    ...(facts.implied !== undefined && { implied: facts.implied }),
    ...(facts.late !== undefined && facts.late.length > 0 && { late: facts.late }),
    protect: entry.protect === true,
    adopt: entry.adopt === true,
    ignore: ignoredPaths(entry),
  };
}

/** The paths as comparisons spell them: a path has one spelling there, and names of tags have no case. */
export function ignoredPaths({ ignore = [] }: Controls): readonly string[] {
  return ignore.map((text) => {
    const [first, second, ...rest] = parsePath(text) ?? [];
    const segments = [
      first,
      first === 'tags' && typeof second === 'string' ? second.toLowerCase() : second,
      ...rest,
    ];
    return formatPath(segments.filter((segment) => segment !== undefined));
  });
}

/** The address of the listed group that something is placed in, which is made first; none for an unlisted one. */
export function groupAddress(
  placed: Placed,
  { subscription, resourceGroup }: { readonly subscription: string; readonly resourceGroup: string },
): readonly Address[] {
  const group = placed.groupById.get(foldId(resourceGroupId(subscription, resourceGroup)));
  return group === undefined ? [] : madeHere(group);
}

/** `legacyRegistryPermissions` as ARM spells it: the language writes its values in lower camel case. */
export function armValue(value: string): string {
  return value.charAt(0).toUpperCase() + value.slice(1);
}

interface Controls {
  readonly protect?: boolean;
  readonly adopt?: boolean;
  readonly ignore?: string[];
}
