import type { JsonObject } from '../core/json.ts';
import type { LiveObject } from '../core/resource-type.ts';
import type { StateEntry } from '../core/state.ts';
import { restrict } from './diff.ts';
import { type Draft, entryFor, entryOf } from './draft.ts';

/** A draft of an object that is there. */
export type FoundDraft = Draft & { readonly live: LiveObject; readonly liveForm: JsonObject };

/**
 * The entry for an object that is there and was not in the state: what the file manages of it counts as applied at the
 * values that it has, so that the next plan shows what the file wants otherwise as a plain change, and no drift.
 */
export function entryFound(draft: FoundDraft): StateEntry {
  const { type, live, liveForm, wanted } = draft;
  const settled = type.settled(live.body) === 'done';
  return entryOf(live, { ...entryFor(draft), settled, applied: restrict(liveForm, [wanted]) }, type);
}
