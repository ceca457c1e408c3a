import type { JsonObject } from '../../core/json.ts';
import { textAt } from '../../core/path.ts';
import { foldId, groupIdOf, nameOf, parseArmId } from '../../providers/azure/arm-id.ts';
import { regionOf } from '../private-link/host-names.ts';
import { expressGroup } from '../resource-groups/express.ts';
import type { ChosenEndpoint, LeftOut } from './choice.ts';
import type { Page } from './composition.ts';
import { bodyOf, type Found } from './found.ts';
import type { Keys } from './keys.ts';
import { groupVerdict, type Verdict } from './ownership.ts';

/** What the parts of a file are made from. */
export interface Making {
  readonly found: Found;
  readonly page: Page;
  readonly registry: JsonObject;
  readonly endpoints: readonly ChosenEndpoint[];
  readonly left: readonly LeftOut[];
  readonly groupKeys: Keys;
  readonly networkKeys: Keys;
  readonly zoneKeys: Keys;
  readonly identityKeys: Keys;
  /** Folded ids of the objects that the file says acrctl looks after. */
  readonly managed: Set<string>;
}

/** Where the registry is: what `azure` says for all. */
export function homeOf({ found, registry }: Pick<Making, 'found' | 'registry'>) {
  const { subscription = '', resourceGroup = '' } = parseArmId(found.registryId) ?? {};
  return { subscription, resourceGroup, location: regionOf(textAt(registry, 'location') ?? '') };
}

/** The keys that say where an object is, as far as `azure` and its group do not. */
export function placeOf(making: Making, id: string, body: JsonObject | undefined, key: string): JsonObject {
  const { found, groupKeys } = making;
  const group = groupIdOf(id) ?? '';
  const name = body === undefined ? nameOf(id) : nameIn(body, id);
  const location = body && regionOf(textAt(body, 'location') ?? '');
  const usual = groupLocation(making, group);
  return {
    ...(name !== key && { name }),
    ...(foldId(group) !== foldId(groupIdOf(found.registryId) ?? '') && {
      resourceGroup: groupKeys.keyOf(group) ?? '',
    }),
    ...(location !== undefined && !['', 'global', usual].includes(location) && { location }),
  };
}

/** What an entry in the group has for its region without a word: only a group that acrctl takes says another. */
function groupLocation(making: Making, group: string): string {
  const { found, page, managed } = making;
  const body = bodyOf(found, group);
  const home = homeOf(making).location;
  if (body === undefined) return home;
  const verdict = groupVerdict(found, group, managed) ?? expressGroup(body).cannot;
  return takes(page, group, verdict) ? regionOf(textAt(body, 'location') ?? home) : home;
}

/** True where the file says that acrctl looks after the object. */
export function takes(page: Page, id: string, verdict: Verdict): boolean {
  return verdict === undefined && page.demotion(id).times === 0;
}

/** The name as Azure spells it. */
export function nameIn(body: JsonObject, id: string): string {
  return textAt(body, 'name')?.split('/').at(-1) ?? nameOf(textAt(body, 'id') ?? id);
}
