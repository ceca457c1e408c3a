import type { Json } from '../core/json.ts';
import { getPath } from '../core/path.ts';
import type { Actions } from '../core/plan.ts';
import { type Draft, entryFor } from './draft.ts';

/**
 * What lies below an object that is replaced goes with it and must be made again; so must what refers to it where
 * Azure lets no reference change: a private endpoint whose registry was deleted stays Disconnected for good
 * (faults N01), a link knows the very network it was made for (N10).
 */
export function withCascade(drafts: readonly Draft[], fold: (id: string) => string): readonly Draft[] {
  const replaced = drafts
    .filter((draft) => isReplaced(draft) && draft.live !== undefined)
    .map(idOf)
    .map(fold);
  if (replaced.length === 0) return drafts;
  const gone = new Set(replaced);
  const next = drafts.map((draft) => {
    const follows =
      isReplaceable(draft) && (liesBelow(fold(idOf(draft)), replaced) || refersTo(draft, gone, fold));
    if (!follows) return draft;
    const actions: Actions = ['delete', 'create'];
    return { ...draft, actions, reason: 'parent-replaced' as const, nextEntry: entryFor(draft) };
  });
  const grown = next.some((draft, index) => draft !== drafts[index]);
  return grown ? withCascade(next, fold) : next;
}

function isReplaced(draft: Draft): boolean {
  return draft.actions.length === 2;
}

/** Only what is ours, wanted and there can be made again; what a guard refuses stays as the guard found it. */
function isReplaceable(draft: Draft): boolean {
  const isKept = draft.actions[0] === 'no-op' || draft.actions[0] === 'update';
  return isKept && draft.blocked === undefined && draft.resource !== undefined && draft.live !== undefined;
}

function idOf(draft: Draft): string {
  return draft.entry?.id ?? draft.id;
}

function liesBelow(id: string, parents: readonly string[]): boolean {
  return parents.some((parent) => id.startsWith(`${parent}/`));
}

function refersTo(draft: Draft, ids: ReadonlySet<string>, fold: (id: string) => string): boolean {
  const fixed = draft.type.immutable.flatMap((path) => getPath(draft.wanted, path) ?? []);
  return fixed.some((value) => textsIn(value).some((text) => ids.has(fold(text))));
}

function textsIn(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
