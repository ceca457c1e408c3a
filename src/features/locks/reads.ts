import type { PriorEntry } from '../../core/desired.ts';
import type { Json } from '../../core/json.ts';
import { listAt, textAt } from '../../core/path.ts';
import type { LiveObjects, ReadTarget } from '../../core/resource-type.ts';
import { distinctIds, foldId, groupIdOf } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE, QUESTION } from '../../providers/azure/arm-types.ts';
import { knownIds, mayBeThere } from '../live-checks/known.ts';
import type { Placed } from '../placed.ts';

/** As it was read. */
export interface Lock {
  readonly id: string;
  readonly body: Json;
}

/**
 * The locks of each group that acrctl has or gets something in, or ties something to a registry in, with those above and below; and
 * those of the subscription of a group that it makes. One list each.
 */
export function lockReads(
  placed: Placed | undefined,
  own: readonly { readonly id: string }[],
  prior: readonly PriorEntry[],
): readonly ReadTarget[] {
  const { groups = [], registries = [] } = placed ?? {};
  const known = knownIds(prior);
  const coming = groups.filter((group) => !mayBeThere(group, known));
  const made = new Set(coming.map(({ id }) => foldId(id)));
  const there = distinctIds([...prior, ...own, ...registries].flatMap(({ id }) => groupIdOf(id) ?? []));
  const above = coming.map(({ subscription }) => `/subscriptions/${subscription}`);
  return [...there.filter((group) => !made.has(foldId(group))), ...distinctIds(above)].map((scope) => ({
    type: QUESTION.locks,
    id: `${scope}/providers/${ARM_TYPE.lock}`,
  }));
}

/** The locks that others put on what was asked about; each once, in the order of their ids. */
export function locksOfOthers(live: LiveObjects): readonly Lock[] {
  const found = new Map<string, Lock>();
  for (const { type, body } of live.values()) {
    if (type !== QUESTION.locks) continue;
    for (const each of listAt(body, 'value')) {
      const id = textAt(each, 'id') ?? '';
      if (live.get(foldId(id))?.type !== ARM_TYPE.lock) found.set(foldId(id), { id, body: each });
    }
  }
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, lock]) => lock);
}
