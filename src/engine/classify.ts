import type { Address } from '../core/address.ts';
import { byAddress } from '../core/address.ts';
import type { Block, LateValue, Resource } from '../core/desired.ts';
import type { JsonObject } from '../core/json.ts';
import { OWNER_TAGS } from '../core/owner-tags.ts';
import { overlaps } from '../core/path.ts';
import type { Actions, Reason } from '../core/plan.ts';
import type { Cloud, LiveObject, LiveObjects, ReadTarget, ResourceType } from '../core/resource-type.ts';
import type { StateEntry } from '../core/state.ts';
import { withAsked } from './asked.ts';
import { withCascade } from './cascade.ts';
import { differences, restrict, sameJson, withoutPaths } from './diff.ts';
import { type Draft, entryFor, entryForMade, isMade } from './draft.ts';
import { fillIn } from './late.ts';
import { hasRoomForMark, isMarked, type Ownership, ownershipOf, withMark } from './ownership.ts';
import { removedEntries } from './removed.ts';

export interface ClassifyContext {
  readonly stack: string;
  readonly cloud: Pick<Cloud, 'type' | 'fold'>;
  readonly live: LiveObjects;
  readonly entries: readonly StateEntry[];
  /** Objects that the file only reads. */
  readonly existing: readonly ReadTarget[];
  readonly destroy: boolean;
  /** Addresses of what is made again although nothing asks for it. */
  readonly replace: readonly string[];
}

interface Situation extends ClassifyContext {
  /** Addresses of objects that the plan makes, or makes again: what they tell is not known before. */
  readonly made: ReadonlySet<Address>;
}

/** One draft for each desired resource and each entry that nothing desires any more, sorted by address. */
export function classify(resources: readonly Resource[], context: ClassifyContext): readonly Draft[] {
  let made: ReadonlySet<Address> = new Set();
  // What is made again for a value that another object will tell differently may itself tell such values.
  for (;;) {
    const drafts = draftsFor(resources, { ...context, made });
    const now = new Set(drafts.filter(isMade).map(({ address }) => address));
    if (!resources.some((resource) => tellsOtherwise(resource, made, now))) return drafts;
    made = now;
  }
}

function tellsOtherwise({ late = [] }: Resource, before: ReadonlySet<Address>, now: ReadonlySet<Address>) {
  return late.some(({ madeBy }) => madeBy.some((address) => now.has(address) && !before.has(address)));
}

function draftsFor(resources: readonly Resource[], context: Situation): readonly Draft[] {
  const fold = context.cloud.fold;
  const entryOfId = new Map(context.entries.map((entry) => [fold(entry.id), entry]));
  const entryAt = new Map(context.entries.map((entry) => [entry.address, entry]));
  const claimed = new Set(resources.map((resource) => fold(resource.id)));
  const used = new Set<StateEntry>();
  const drafts = resources.map((resource) => {
    const atAddress = entryAt.get(resource.address);
    const takesOver = resource.adopt && context.live.has(fold(resource.id));
    const entry =
      entryOfId.get(fold(resource.id)) ??
      (atAddress !== undefined && !takesOver && !claimed.has(fold(atAddress.id)) ? atAddress : undefined);
    if (entry !== undefined) used.add(entry);
    return classifyResource(resource, entry, context);
  });
  const taken = new Set(resources.map((resource) => resource.address));
  const left = context.entries.filter((entry) => !used.has(entry));
  drafts.push(...left.map((entry) => classifyLeftover(entry, addressOfLeftover(entry, taken), context)));
  return withCascade(withAsked(drafts, context.replace), fold).toSorted(byAddress);
}

/**
 * Where an object that goes stands in the plan and, until it is gone, in the state: at its own address, unless the
 * file has put another object there.
 */
function addressOfLeftover(entry: StateEntry, taken: ReadonlySet<string>): string {
  return taken.has(entry.address) ? `${entry.address}["removed"]` : entry.address;
}

function classifyResource(resource: Resource, entry: StateEntry | undefined, context: Situation): Draft {
  const { fold } = context.cloud;
  const type = context.cloud.type(resource.type);
  const found = lookUp(resource.id, type, context);
  const live = resource.supersedes === true && entry === undefined ? undefined : found;
  const filled = fillIn(resource, context.live, fold, context.made);
  const marked = withMark(filled.managed, type, context.stack, resource.address, [
    live?.body,
    entry?.applied,
  ]);
  const base = {
    ...emptyDraft(resource.address, resource.id, type, compared(marked, type, resource)),
    resource,
    unknown: filled.unknown,
    ...(entry && { entry }),
    ...(entry && entry.address !== resource.address && { movedFrom: entry.address }),
  };
  if (resource.theirs === true) return classifyTheirs(base, live);
  if (entry !== undefined && fold(entry.id) !== fold(resource.id))
    return changedId(base, entry, live, context);
  if (live === undefined) {
    return {
      ...base,
      actions: ['create'],
      reason: entry === undefined ? 'new' : 'gone',
      nextEntry: entryForMade(base),
    };
  }
  const withLive = { ...base, live, liveForm: type.normalise(live.body) };
  const ownership = ownershipOf(live, entry, type, context.stack);
  const refused = takeoverRefused(ownership, resource);
  if (refused !== undefined)
    return { ...withLive, actions: ['update'], reason: 'not-ours', blocked: refused };
  const importing = ownership !== 'ours';
  const isClaimed =
    isMarked(live.body, type, context.stack) ||
    (!importing && entry !== undefined && isMarked(entry.applied, type, context.stack));
  if (isClaimed) return classifyOwned(withLive, importing);
  return classifyUnmarked(withLive, compared(filled.managed, type, resource), importing);
}

/** The two forms of a managed body. */
function compared(managed: JsonObject, type: ResourceType, { ignore }: Resource): Draft['made'] {
  return { managed, wanted: withoutPaths(type.normalise(managed), ignore) };
}

/**
 * An object that acrctl neither made nor wrote yet: taking it over sends nothing for the sake of the mark alone, which
 * comes with the first change that the file asks for.
 */
function classifyUnmarked(marked: LiveDraft, unmarked: Draft['made'], importing: boolean): Draft {
  const plain = classifyOwned({ ...marked, ...unmarked }, importing);
  const isWritten = plain.actions[0] === 'update' && plain.blocked === undefined;
  return isWritten && hasRoomForMark(marked.live.body, unmarked.managed, marked.type)
    ? classifyOwned(marked, importing)
    : plain;
}

/** The object as the round of reads showed it, itself or in the body of what holds it. */
function lookUp(
  id: string,
  { type, readIn }: ResourceType,
  { live, cloud }: ClassifyContext,
): LiveObject | undefined {
  const own = live.get(cloud.fold(id));
  if (own !== undefined || readIn === undefined) return own;
  const holder = live.get(cloud.fold(readIn.holder(id)));
  const beside = readIn.beside && live.get(cloud.fold(readIn.beside(id).id));
  const body = holder && readIn.pick(holder.body, id, beside?.body);
  return body && { id, type, body };
}

/** What is not there, or cannot be looked at, is left alone. */
function classifyTheirs(draft: Draft, live: LiveObject | undefined): Draft {
  if (live === undefined || (draft.type.optional === true && 'refused' in live.body)) return draft;
  const liveForm = draft.type.normalise(live.body);
  const paths = differences(draft.wanted, liveForm, draft.type.ownedByEntry);
  return {
    ...draft,
    live,
    liveForm,
    paths,
    ...(paths.length > 0 && { actions: ['update'] as const, reason: 'changed' as const }),
  };
}

type LiveDraft = Draft & { readonly liveForm: JsonObject; readonly live: LiveObject };

/** An object that is ours, or that the file permits to take over. */
function classifyOwned(draft: LiveDraft, importing: boolean): Draft {
  const { type, wanted, liveForm, entry } = draft;
  const paths = withUnknown(differences(wanted, liveForm, type.ownedByEntry), draft.unknown);
  const ignored = draft.resource?.ignore ?? [];
  // What stands for an earlier object says nothing of what others put on the one that is taken over.
  const removed =
    entry === undefined || importing
      ? []
      : removedEntries(type, withoutPaths(entry.applied, ignored), wanted, liveForm);
  const replacePaths = paths.filter((path) => type.immutable.some((prefix) => overlaps(path, prefix)));
  const settled = type.settled(draft.live.body);
  const incarnation = type.incarnationOf?.(draft.live.body);
  const nextEntry = entryFor(draft, incarnation);
  const change = { ...draft, paths, removed, importing, nextEntry };
  if (replacePaths.length > 0 && importing) {
    return { ...change, actions: ['update'], reason: 'not-ours', blocked: adoptionReplaces(replacePaths) };
  }
  if (replacePaths.length > 0) {
    return {
      ...change,
      actions: ['delete', 'create'],
      reason: 'immutable',
      replacePaths,
      nextEntry: entryForMade(draft),
    };
  }
  if (draft.resource?.broken !== undefined && !importing) {
    const broken = [draft.resource.broken.path];
    return {
      ...change,
      actions: ['delete', 'create'],
      reason: 'broken',
      replacePaths: broken,
      nextEntry: entryForMade(draft),
    };
  }
  if (type.neverMade?.(draft.live.body) === true) return madeAfresh(change, importing);
  if (settled === 'failed') return { ...change, actions: ['update'], reason: 'failed' };
  if (entry?.settled === false) return { ...change, actions: ['update'], reason: 'unfinished' };
  if (paths.length + removed.length > 0) {
    return { ...change, actions: ['update'], reason: importing ? 'adopt' : 'changed' };
  }
  return { ...change, actions: ['no-op'], reason: bookkeepingReason(draft, nextEntry, importing) };
}

/** What is left of a creation that failed is deleted first; only what acrctl made itself it deletes. */
function madeAfresh(change: Draft, importing: boolean): Draft {
  return importing
    ? { ...change, actions: ['update'], reason: 'not-ours', blocked: LEFTOVER_OF_OTHERS }
    : { ...change, actions: ['delete', 'create'], reason: 'failed', nextEntry: entryForMade(change) };
}

const LEFTOVER_OF_OTHERS: Block = {
  code: 'ACR1301',
  detail:
    'What stands there is left over from a creation that failed, and only deleting it mends that. acrctl did not make it, so it does not delete it: delete it, then run again.',
  lift: null,
};

/** Why the state is to be written though Azure is not; `bookkeeping` also where nothing at all differs. */
function bookkeepingReason(draft: Draft, next: StateEntry, importing: boolean): Reason {
  if (importing) return 'adopt';
  if (draft.movedFrom !== undefined) return 'moved';
  const applied = draft.entry?.applied ?? {};
  if (sameJson(applied, next.applied)) return 'bookkeeping';
  return differences(next.applied, applied).length > 0 ? 'caught-up' : 'let-go';
}

function withUnknown(paths: readonly string[], unknown: readonly LateValue[]): readonly string[] {
  return [...new Set([...paths, ...unknown.map(({ path }) => path)])].sort();
}

/** True where neither Azure nor the state is to be written. */
export function isUnchanged(draft: Draft): boolean {
  if (draft.actions[0] !== 'no-op') return false;
  if (draft.resource?.theirs === true) return true;
  return draft.nextEntry !== undefined && sameEntry(draft.entry, draft.nextEntry);
}

function sameEntry(a: StateEntry | undefined, b: StateEntry): boolean {
  return a !== undefined && sameJson(toJson(a), toJson(b));
}

function toJson(entry: StateEntry): JsonObject {
  return { ...entry } as unknown as JsonObject;
}

/** The address stays, the object is another one: the old one goes, the new one comes. */
function changedId(
  draft: Draft,
  entry: StateEntry,
  newLive: LiveObject | undefined,
  context: ClassifyContext,
): Draft {
  const { type } = draft;
  const old = context.live.get(context.cloud.fold(entry.id));
  const left = old === undefined ? draft : { ...draft, leftAlone: old };
  if (newLive !== undefined) {
    const refused = takeoverRefused(ownershipOf(newLive, undefined, type, context.stack), draft.resource);
    if (refused !== undefined) return { ...left, actions: ['update'], reason: 'not-ours', blocked: refused };
  }
  const next = entryForMade(draft);
  // What was made again by somebody else under the old id is left to them, and some things nobody can delete.
  const goes = old !== undefined && type.stays !== true;
  if (!goes || ownershipOf(old, entry, type, context.stack) !== 'ours') {
    return { ...left, actions: ['create'], reason: 'id-changed', nextEntry: next };
  }
  return {
    ...draft,
    live: old,
    liveForm: type.normalise(old.body),
    actions: ['delete', 'create'],
    reason: 'id-changed',
    replacePaths: ['id'],
    nextEntry: next,
  };
}

/** An entry of the state that the configuration no longer has. */
function classifyLeftover(entry: StateEntry, address: string, context: ClassifyContext): Draft {
  const type = context.cloud.type(entry.type);
  const live = context.live.get(context.cloud.fold(entry.id));
  const draft = { ...emptyDraft(address, entry.id, type, { managed: {}, wanted: {} }), entry };
  const { fold } = context.cloud;
  if (context.existing.some(({ id }) => fold(id) === fold(entry.id))) return { ...draft, reason: 'existing' };
  if (live === undefined) return { ...draft, reason: 'already-gone' };
  const withLive = { ...draft, live, liveForm: type.normalise(live.body) };
  const ownership = ownershipOf(live, entry, type, context.stack);
  if (ownership !== 'ours') return { ...withLive, reason: 'not-ours' };
  if (type.stays === true) return { ...withLive, reason: 'stays' };
  const movedFrom = address === entry.address ? {} : { movedFrom: entry.address };
  return { ...withLive, ...movedFrom, actions: ['delete'], reason: context.destroy ? 'destroy' : 'removed' };
}

function adoptionReplaces(paths: readonly string[]): Block {
  return {
    code: 'ACR1301',
    detail: `The object exists already and differs in ${paths.join(', ')}, which Azure lets nobody change. Taking it over would delete it: write in the file what the object has, or choose another name.`,
    lift: null,
  };
}

function takeoverRefused(ownership: Ownership, resource: Resource | undefined): Block | undefined {
  switch (ownership) {
    case 'ours':
      return undefined;
    case 'other-stack':
      return {
        code: 'ACR1302',
        detail: `The object carries the mark of another acrctl stack (tag ${OWNER_TAGS.stack}). Two stacks must not own one object: take the entry out of one of them, give it another name if it is to be another object, or remove the mark if that stack is gone.`,
        lift: null,
      };
    case 'recreated':
      if (resource?.adopt === true) return undefined;
      return {
        code: 'ACR1303',
        detail:
          'The object that acrctl made was deleted and another one made under its id. It is not taken over silently: set "adopt: true" on the entry to take it over.',
        lift: null,
      };
    case 'marked':
    case 'foreign':
      if (resource?.adopt === true) return undefined;
      return {
        code: 'ACR1301',
        detail:
          ownership === 'marked'
            ? 'The object carries the mark of this stack, but the state does not know it: the state was lost, or another one is used. Bring the state back, or run "acrctl state rebuild", which takes in what acrctl made.'
            : 'The object already exists and acrctl did not make it. It is not taken over silently: set "adopt: true" on the entry or run "acrctl import" to take it over, or choose another name.',
        lift: null,
      };
  }
}

function emptyDraft(address: string, id: string, type: ResourceType, made: Draft['made']) {
  return {
    address,
    id,
    type,
    ...made,
    made,
    actions: ['no-op'] as Actions,
    reason: 'bookkeeping' as Reason,
    paths: [] as readonly string[],
    removed: [] as readonly string[],
    replacePaths: [] as readonly string[],
    importing: false,
    unknown: [] as readonly LateValue[],
  };
}

/** The part of the live object that this draft looks at: what is shown, hashed and expected at the write. */
export function lookedAt(draft: Draft): JsonObject {
  if (draft.liveForm === undefined) return {};
  const { wanted, entry } = draft;
  const bodies = entry === undefined || sameJson(entry.applied, wanted) ? [wanted] : [wanted, entry.applied];
  return restrict(draft.liveForm, bodies, draft.paths);
}
