import type { Address } from '../core/address.ts';
import { diagnose } from '../core/codes.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Actions } from '../core/plan.ts';
import { quote } from '../core/wording.ts';
import { type Draft, entryForMade, isMadeAgain, isReplaceable } from './draft.ts';

/** What `--replace` names is made again although nothing asks for it, where it is there, ours and wanted. */
export function withAsked(drafts: readonly Draft[], names: readonly Address[]): readonly Draft[] {
  if (names.length === 0) return drafts;
  const asked = new Set(names);
  return drafts.map((draft) =>
    asked.has(draft.address) && isReplaceable(draft) && canGoAlone(draft) ? replaced(draft) : draft,
  );
}

function canGoAlone({ importing, type }: Draft): boolean {
  return !importing && type.stays !== true;
}

function replaced(draft: Draft): Draft {
  const actions: Actions = ['delete', 'create'];
  return { ...draft, actions, reason: 'asked', nextEntry: entryForMade(draft) };
}

interface PlannedDrafts {
  readonly drafts: readonly Draft[];
  readonly done: readonly Draft[];
  /** Addresses that file or state have. */
  readonly known: ReadonlySet<Address>;
}

/** A fault for each known address that `--replace` names and that `done`, what the plan changes, does not make again. */
export function replaceFaults(
  names: readonly Address[],
  { drafts, done, known }: PlannedDrafts,
): readonly Diagnostic[] {
  const all = new Map(drafts.map((draft) => [draft.address, draft]));
  return names
    .filter((name) => known.has(name))
    .flatMap((name) => {
      const draft = all.get(name);
      if (draft !== undefined && isMadeAgain(draft) && done.includes(draft)) return [];
      const detail = `--replace names ${quote(name)}. ${whyNot(draft)}`;
      return [diagnose('ACR2063', { detail, hint: HINT })];
    });
}

/** Without a draft: the object has another address in the file, or everything is destroyed. */
function whyNot(draft: Draft | undefined): string {
  if (draft !== undefined && isMadeAgain(draft)) return '--target or --exclude leaves it aside.';
  if (draft?.blocked !== undefined || draft?.importing === true || draft?.resource?.theirs === true)
    return 'acrctl did not make that object, and deletes nothing of others.';
  if (draft?.type.stays === true) return 'Azure deletes such an object only together with what holds it.';
  if (draft?.actions[0] === 'create') return 'There is no such object yet: this plan creates it.';
  return 'No object is to be there afterwards.';
}

const HINT = 'Leave --replace out, or name an object that acrctl made and that the file still has.';
