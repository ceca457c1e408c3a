import type { Compiled } from '../core/desired.ts';
import type { JsonObject } from '../core/json.ts';
import type { LiveObject, LiveObjects } from '../core/resource-type.ts';
import type { StateEntry, StateReading } from '../core/state.ts';
import { classify } from './classify.ts';
import { restrict } from './diff.ts';
import { type Draft, entryFor, entryOf } from './draft.ts';
import { priorOf } from './plan.ts';
import { type Session, survey } from './run.ts';

/** All that the file wants, as it would be planned if every entry said `adopt: true`. */
export interface Adoptable {
  readonly drafts: readonly Draft[];
  readonly compiled: Compiled;
  readonly entries: readonly StateEntry[];
  readonly live: LiveObjects;
}

/** A draft of an object that is there. */
export type FoundDraft = Draft & { readonly live: LiveObject; readonly liveForm: JsonObject };

/** Reads only. Throws `CloudError` where something that a plan looks at cannot be read. */
export async function surveyAdoptable<Config>(
  session: Session<Config>,
  reading: StateReading,
): Promise<Adoptable> {
  const { cloud, config, features, stack } = session;
  const live = await survey(session, reading);
  const entries = reading.current?.resources ?? [];
  const compiled = features.compile(config, entries.map(priorOf), live);
  const drafts = classify(
    compiled.resources.map((resource) => ({ ...resource, adopt: true })),
    { stack, cloud, live, entries, existing: compiled.existing, destroy: false, replace: [] },
  ).filter(({ resource }) => resource !== undefined);
  return { drafts, compiled, entries, live };
}

/** True of what is there, can be ours, and is nothing that the state knows. */
export function isNew(draft: Draft): draft is FoundDraft {
  return draft.live !== undefined && draft.entry === undefined && draft.resource?.theirs !== true;
}

/**
 * The entry for an object that was not in the state: what the file manages of it counts as applied at the values that
 * it has, so that the next plan shows what the file wants otherwise as a plain change, and no drift.
 */
export function entryFound(draft: FoundDraft): StateEntry {
  const { type, live, liveForm, wanted } = draft;
  const settled = type.settled(live.body) === 'done';
  return entryOf(live, { ...entryFor(draft), settled, applied: restrict(liveForm, [wanted]) }, type);
}
