import { byAddress } from '../core/address.ts';
import type { RunEvent } from '../core/event.ts';
import {
  type Cloud,
  CloudError,
  type LiveObject,
  type LiveObjects,
  type ResourceType,
} from '../core/resource-type.ts';
import type {
  FailedRecord,
  IntentRecord,
  Journal,
  JournalRecord,
  OpenIntent,
  SettledRecord,
  StateEntry,
  StateSnapshot,
} from '../core/state.ts';
import type { Clock } from '../core/world.ts';
import { isOwnCreation } from './decide.ts';
import { differences } from './diff.ts';
import { entryOf } from './draft.ts';
import { removedEntries } from './removed.ts';
import { readRemade, readUnseen } from './unseen.ts';

export interface RecoverContext {
  readonly stack: string;
  /** What the state holds, with all that is known of the earlier run. */
  readonly entries: readonly StateEntry[];
  readonly cloud: Cloud;
  readonly journal: Pick<Journal, 'append'>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  emit(event: RunEvent): void;
}

/**
 * Closes what an earlier run left open: follows operations that still run, reads every object back, and writes
 * down what became of it. No person is asked, nothing is sent. An intent whose outcome cannot be read stays open
 * and hinders no other; gives why. Throws once all others are closed where that is no matter of time.
 */
export async function recover(
  open: readonly OpenIntent[],
  context: RecoverContext,
): Promise<readonly CloudError[]> {
  const outcomes = await Promise.allSettled(open.map((each) => recoverOne(each, context)));
  const reasons: readonly unknown[] = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [outcome.reason] : [],
  );
  const unread = reasons.filter((reason) => reason instanceof CloudError && reason.failure !== 'denied');
  const grave = reasons.find((reason) => !unread.includes(reason));
  if (grave !== undefined) throw grave;
  return unread as readonly CloudError[];
}

async function recoverOne(each: OpenIntent, context: RecoverContext): Promise<void> {
  const { cloud, entries, signal, stack } = context;
  const { intent } = each;
  const type = cloud.type(intent.type);
  const prior = entries.find(({ id }) => cloud.fold(id) === cloud.fold(intent.id));
  context.emit({ kind: 'recovering', step: intent.step, id: intent.id });
  try {
    await context.journal.append(
      outcomeOf(intent, await settledObject(each, context), { type, prior, stack }),
    );
  } catch (error) {
    // `not-visible`: what was made was taken away again before anybody looked, which is an outcome like any other.
    if (!(error instanceof CloudError) || !ENDED.has(error.failure)) throw error;
    const live = await cloud.read({ type: intent.type, id: intent.id }, { certain: true, signal });
    const record = outcomeOf(intent, live, { type, prior, stack });
    await context.journal.append(
      record.kind === 'settled' ? unsettled(intent, record, error.armCode) : record,
    );
  }
}

const ENDED: ReadonlySet<string> = new Set(['failed', 'not-visible']);

/**
 * The plan that comes may make again what the earlier run deleted, as that run would have done: then its deletion has to
 * be over everywhere (`ResourceType.remake`).
 */
export async function awaitDeletions(
  records: readonly JournalRecord[],
  context: Omit<RecoverContext, 'entries'>,
): Promise<void> {
  const { cloud, signal } = context;
  const deletions = records.flatMap((record) => (record.kind === 'intent' ? [record] : []));
  const ids = new Map(deletions.map((record) => [cloud.fold(record.id), record]));
  const waits = [...ids.values()].map(async ({ action, type, id }) => {
    const { remake } = cloud.type(type);
    if (action !== 'delete' || remake === undefined) return;
    const isGone = (await cloud.read({ type, id }, { signal })) === undefined;
    if (isGone) await readRemade({ type, id }, remake, context);
  });
  await Promise.all(waits);
}

/** The object once Azure has finished with it. */
async function settledObject(
  { intent, answered }: OpenIntent,
  context: RecoverContext,
): Promise<LiveObject | undefined> {
  const { cloud, signal } = context;
  const { action, type, id } = intent;
  if (answered?.operation !== undefined) {
    await cloud.wait({ action, type, id, operation: answered.operation, signal });
  }
  const live =
    action === 'create' && answered === undefined
      ? await readUnseen({ type, id }, context)
      : await cloud.read({ type, id }, { certain: true, signal });
  const isRunning = live !== undefined && cloud.type(type).settled(live.body) === 'running';
  return isRunning
    ? cloud.wait({ action: action === 'delete' ? 'delete' : 'update', type, id, signal })
    : live;
}

interface Judged {
  readonly type: ResourceType;
  /** The entry that stood in the state before the step. */
  readonly prior: StateEntry | undefined;
  readonly stack: string;
}

/** What an open intent came to, judged by what is there now; `live` is certain, and not running. */
function outcomeOf(
  intent: IntentRecord,
  live: LiveObject | undefined,
  { type, prior, stack }: Judged,
): SettledRecord | FailedRecord {
  const { step, address, entry, action } = intent;
  const without = (reason: string): FailedRecord => ({ kind: 'failed', step, address, reason });
  if (action === 'delete')
    return live === undefined ? { kind: 'settled', step, address } : without('NotDeleted');
  if (live === undefined || entry === undefined) return without('NotThere');
  const form = type.normalise(live.body);
  // What was to go and is still there: a request that only took something away leaves no other trace.
  const left = prior === undefined ? [] : removedEntries(type, prior.applied, entry.applied, form);
  const hasEffect = differences(entry.applied, form, type.ownedByEntry).length + left.length === 0;
  if (action === 'update') return hasEffect ? settledAs(intent, live, entry, type) : without('NotTaken');
  const isOurs = intent.absentBefore && isOwnCreation(live, type.normalise(intent.sent), type, stack);
  if (!isOurs) return without('NotOurs');
  return settledAs(intent, live, entry, type);
}

function settledAs(
  intent: IntentRecord,
  live: LiveObject,
  entry: StateEntry,
  type: ResourceType,
): SettledRecord {
  const settlement = type.settled(live.body);
  // What is patched was Succeeded before: a registry that fails then is no reason to create it again.
  const settled = settlement === 'done' || (settlement === 'failed' && intent.method === 'PATCH');
  return {
    kind: 'settled',
    step: intent.step,
    address: intent.address,
    entry: entryOf(live, { ...entry, settled }, type),
  };
}

function unsettled(intent: IntentRecord, record: SettledRecord, reason: string): FailedRecord {
  const entry =
    record.entry && intent.action === 'create' ? { ...record.entry, settled: false } : record.entry;
  return { kind: 'failed', step: intent.step, address: intent.address, reason, ...(entry && { entry }) };
}

/**
 * The state as recovery would leave it, judged from objects already read: for commands that write nothing. What
 * Azure still works on counts as not settled.
 */
export function resolveInMemory(
  snapshot: StateSnapshot | undefined,
  open: readonly OpenIntent[],
  live: LiveObjects,
  cloud: Pick<Cloud, 'type' | 'fold'>,
  stack: string,
): StateSnapshot | undefined {
  if (snapshot === undefined) return undefined;
  const entries = new Map(snapshot.resources.map((entry) => [entry.address, entry]));
  for (const { intent } of open) {
    const type = cloud.type(intent.type);
    const id = cloud.fold(intent.id);
    const prior = snapshot.resources.find((entry) => cloud.fold(entry.id) === id);
    const record = outcomeOf(intent, live.get(id), { type, prior, stack });
    if (record.entry !== undefined) entries.set(record.address, record.entry);
    else if (record.kind === 'settled') entries.delete(record.address);
  }
  const resources = [...entries.values()].sort(byAddress);
  return { ...snapshot, resources };
}
