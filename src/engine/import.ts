import { type Address, byAddress } from '../core/address.ts';
import type { Compiled } from '../core/desired.ts';
import type { AdoptRecord, StateEntry, StateReading, StateSnapshot } from '../core/state.ts';
import type { Draft } from './draft.ts';
import * as refuse from './import-refusals.ts';
import type { Planned } from './plan.ts';
import { planFrom, type Session } from './run.ts';
import { entryFound, type FoundDraft, isNew, surveyAdoptable } from './takeover.ts';

/** What an import comes to, before anything is written. */
export interface ImportResult {
  /** What the state is to be given, sorted by address: for `recordsFor` of `editState`. */
  readonly records: readonly AdoptRecord[];
  /** Named entries that the state holds at their address already. */
  readonly already: readonly StateEntry[];
  /** What was named and is not taken, sorted by address; with `'all'` what is there and is not. */
  readonly refused: readonly refuse.ImportRefusal[];
  /** What the file asks for, for whoever looks for an address by an id. */
  readonly compiled: Compiled;
  /** The plan as it is once the records are written, made of the same reads. */
  readonly next: Planned;
}

/**
 * Makes state entries of the objects at these addresses of the file, as `adopt: true` on their entries would where all of
 * it is equal; what differs from the file is a plain change of the next plan. `'all'`: every entry whose object is there
 * and that the state does not hold, whoever made it. Reads only. Throws `CloudError` where something that a plan looks at
 * cannot be read.
 */
export async function importEntries<Config>(
  session: Session<Config>,
  reading: StateReading,
  addresses: readonly Address[] | 'all',
): Promise<ImportResult> {
  const { cloud, stack } = session;
  const { drafts, compiled, entries, live } = await surveyAdoptable(session, reading);
  const judgeOne = (draft: Draft) => judge(draft, entries, cloud.fold);
  const judged =
    addresses === 'all'
      ? drafts.filter(isNew).map(judgeOne)
      : judgeEach(addresses, drafts, compiled, judgeOne);
  const taken = judged.filter(isTaken).map(entryFound).toSorted(byAddress);
  const snapshot: StateSnapshot = {
    ...(reading.current ?? { version: 1, stack, lineage: '', serial: 0 }),
    resources: [...entries, ...taken].toSorted(byAddress),
  };
  return {
    records: taken.map((entry): AdoptRecord => ({ kind: 'adopt', entry })),
    already: judged.filter((each) => 'applied' in each).toSorted(byAddress),
    refused: judged.filter((each) => 'diagnostic' in each).toSorted(byAddress),
    compiled,
    next: await planFrom(session, snapshot, reading, live),
  };
}

/** Taken, in the state already, or refused. */
type Judgement = FoundDraft | StateEntry | refuse.ImportRefusal;

function isTaken(judgement: Judgement): judgement is FoundDraft {
  return 'liveForm' in judgement;
}

function judgeEach(
  addresses: readonly Address[],
  drafts: readonly Draft[],
  compiled: Compiled,
  judgeOne: (draft: Draft) => Judgement,
): readonly Judgement[] {
  const byName = new Map(drafts.map((draft) => [draft.address, draft]));
  return [...new Set(addresses)].map((address) => {
    const draft = byName.get(address);
    return draft === undefined ? refuse.notManaged(address, compiled) : judgeOne(draft);
  });
}

/** `draft` is of an entry as though it said `adopt: true`. */
function judge(draft: Draft, entries: readonly StateEntry[], fold: (id: string) => string): Judgement {
  const { address, id, type, live, liveForm, blocked, resource } = draft;
  if (resource?.theirs === true) return refuse.ofOthers(draft);
  const known = entries.find((each) => fold(each.id) === fold(id));
  if (known !== undefined) return known.address === address ? known : refuse.heldElsewhere(draft, known);
  const holder = entries.find((each) => each.address === address);
  if (holder !== undefined) return refuse.addressTaken(draft, holder);
  if (resource?.supersedes === true) return refuse.superseded(draft);
  if (live === undefined || liveForm === undefined) return refuse.absent(draft);
  if (blocked !== undefined) return refuse.guarded(draft, blocked);
  const settlement = type.settled(live.body);
  if (settlement !== 'done') return refuse.unsettled(draft, settlement);
  return { ...draft, live, liveForm };
}
