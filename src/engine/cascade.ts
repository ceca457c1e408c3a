import type { Json } from '../core/json.ts';
import { getPath } from '../core/path.ts';
import type { Actions } from '../core/plan.ts';
import { type Draft, entryForMade, isMadeAgain, isReplaceable } from './draft.ts';
import { ancestorsOf } from './ids.ts';

/**
 * What lies below an object that is replaced goes with it and must be made again; so must what refers to it where
 * Azure lets no reference change: a private endpoint whose registry was deleted stays Disconnected for good
 * (faults N01), a link knows the very network it was made for (N10). And so must what fills it: a zone is not empty
 * while a zone group writes its records there.
 */
export function withCascade(drafts: readonly Draft[], fold: (id: string) => string): readonly Draft[] {
  const replaced = drafts.filter((draft) => isMadeAgain(draft));
  if (replaced.length === 0) return drafts;
  const followers = followersOf(drafts, fold);
  const following = new Map<Draft, string[]>();
  const gone = [...replaced];
  // The list grows while it is gone through: what follows takes its own followers along.
  for (const origin of gone) {
    for (const draft of followers.get(fold(idOf(origin))) ?? []) {
      const origins = following.get(draft);
      if (origins === undefined) gone.push(draft);
      following.set(draft, [...(origins ?? []), origin.address]);
    }
  }
  return drafts.map((draft) => {
    const origins = following.get(draft);
    return origins === undefined ? draft : replacedWith(origins, draft);
  });
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

function idOf(draft: Draft): string {
  return draft.entry?.id ?? draft.id;
}

/** Every text at a path that cannot be changed, or that fills what it names as yet; ids of objects are among them. */
function fixedReferences({ type, wanted, liveForm = {} }: Draft): readonly string[] {
  return [
    ...type.immutable.flatMap((path) => textsIn(getPath(wanted, path) ?? null)),
    ...(type.fills ?? []).flatMap((path) => textsIn(getPath(liveForm, path) ?? null)),
  ];
}

function textsIn(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function replacedWith(origins: readonly string[], draft: Draft): Draft {
  const actions: Actions = ['delete', 'create'];
  return {
    ...draft,
    actions,
    reason: 'parent-replaced',
    madeAgainWith: origins,
    nextEntry: entryForMade(draft),
  };
}
