import { byAddress } from '../core/address.ts';
import type { LiveObject, ResourceType } from '../core/resource-type.ts';
import type { AdoptRecord, StateEntry, StateReading } from '../core/state.ts';
import { holderOf } from './ids.ts';
import { isMarked, ownershipOf } from './ownership.ts';
import type { Session } from './run.ts';
import { entryFound, isNew, surveyAdoptable } from './takeover.ts';

/** What a state can be made of again: a file, and what is in Azure. */
export interface Rebuilt {
  readonly records: readonly AdoptRecord[];
  /** Objects that are there and not taken, sorted by address, with the reason. */
  readonly left: readonly Left[];
}

export interface Left {
  readonly address: string;
  readonly type: string;
  readonly id: string;
  /** `other-stack` carries another mark; `unmarked` none, or none can be put on it and its parent has not ours. */
  readonly reason: 'other-stack' | 'unmarked';
}

/**
 * Finds the objects of the file that the state does not hold and that acrctl made: they carry the mark of the stack, or
 * can carry none and hang below an object that does (design 7, "Ours"). What is found counts as applied, so that the
 * next plan shows what the file wants otherwise as a plain change. Reads only.
 */
export async function rebuild<Config>(session: Session<Config>, reading: StateReading): Promise<Rebuilt> {
  const { cloud, stack } = session;
  const { fold } = cloud;
  const { drafts, entries, live } = await surveyAdoptable(session, reading);
  const marked = new Set(
    entries
      .filter((entry) => bearsMark(entry, cloud.type(entry.type), stack, live.get(fold(entry.id))))
      .map(({ id }) => fold(id)),
  );
  const held = new Set(entries.map(({ address }) => address));
  const taken: StateEntry[] = [];
  const left: Left[] = [];
  // Parents come before what hangs below them: their ids are shorter.
  for (const draft of drafts.filter(isNew).toSorted((a, b) => a.id.length - b.id.length)) {
    const { address, id, type } = draft;
    // What the state holds there is another object, and the plan says what becomes of the two.
    if (held.has(address)) continue;
    const ownership = ownershipOf(draft.live, undefined, type, stack);
    const isBelow = type.mark === 'none' && marked.has(holderOf(fold(id)));
    if (ownership === 'marked' || isBelow) {
      marked.add(fold(id));
      taken.push(entryFound(draft));
    } else {
      const reason = ownership === 'other-stack' ? 'other-stack' : 'unmarked';
      left.push({ address, type: type.type, id, reason });
    }
  }
  const records = taken.toSorted(byAddress).map((entry): AdoptRecord => ({ kind: 'adopt', entry }));
  return { records, left: left.toSorted(byAddress) };
}

/** A mark that somebody wiped still counts; an object that was only imported never had one. */
function bearsMark(
  entry: StateEntry,
  type: ResourceType,
  stack: string,
  live: LiveObject | undefined,
): boolean {
  return isMarked(entry.applied, type, stack) || (live !== undefined && isMarked(live.body, type, stack));
}
