import type { Json } from '../core/json.ts';
import { getPath } from '../core/path.ts';
import type { Actions } from '../core/plan.ts';
import { type Draft, entryFor } from './draft.ts';
import { ancestorsOf } from './ids.ts';

/**
 * What lies below an object that is replaced goes with it and must be made again; so must what refers to it where
 * Azure lets no reference change: a private endpoint whose registry was deleted stays Disconnected for good
 * (faults N01), a link knows the very network it was made for (N10).
 */
export function withCascade(drafts: readonly Draft[], fold: (id: string) => string): readonly Draft[] {
  const replaced = drafts.filter((draft) => isMadeAgain(draft));
  if (replaced.length === 0) return drafts;
  const followers = followersOf(drafts, fold);
  const following = new Set<Draft>();
  const gone = replaced.map((draft) => fold(idOf(draft)));
  // The list grows while it is gone through: what follows takes its own followers along.
  for (const id of gone) {
    for (const draft of followers.get(id) ?? []) {
      if (following.has(draft)) continue;
      following.add(draft);
      gone.push(fold(idOf(draft)));
    }
  }
  return drafts.map((draft) => (following.has(draft) ? replacedWithParent(draft) : draft));
}

/** Replaced by this plan, or gone outside acrctl: what stands under the id afterwards is another object. */
function isMadeAgain(draft: Draft): boolean {
  return draft.reason === 'gone' || (draft.actions.length === 2 && draft.live !== undefined);
}

/** By folded id of an object, what must be made again when that is. */
function followersOf(
  drafts: readonly Draft[],
  fold: (id: string) => string,
): ReadonlyMap<string, readonly Draft[]> {
  const known = new Set(drafts.map((draft) => fold(idOf(draft))));
  const followers = new Map<string, Draft[]>();
  for (const draft of drafts.filter(isReplaceable)) {
    const own = fold(idOf(draft));
    const needed = new Set([...ancestorsOf(own), ...fixedReferences(draft).map(fold)]);
    for (const id of needed) {
      if (id === own || !known.has(id)) continue;
      const list = followers.get(id);
      if (list === undefined) followers.set(id, [draft]);
      else list.push(draft);
    }
  }
  return followers;
}

/** Only what is ours, wanted and there can be made again; what a guard refuses stays as the guard found it. */
function isReplaceable(draft: Draft): boolean {
  const isKept = draft.actions[0] === 'no-op' || draft.actions[0] === 'update';
  return isKept && draft.blocked === undefined && draft.resource !== undefined && draft.live !== undefined;
}

function idOf(draft: Draft): string {
  return draft.entry?.id ?? draft.id;
}

/** Every text at a path that cannot be changed; ids of objects are among them. */
function fixedReferences(draft: Draft): readonly string[] {
  return draft.type.immutable.flatMap((path) => textsIn(getPath(draft.wanted, path) ?? null));
}

function textsIn(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function replacedWithParent(draft: Draft): Draft {
  const actions: Actions = ['delete', 'create'];
  return { ...draft, actions, reason: 'parent-replaced', nextEntry: entryFor(draft) };
}
