import type { RunEvent } from '../core/event.ts';
import { type Cloud, CloudError, type LiveObject, type LiveObjects, type ResourceType } from '../core/resource-type.ts';
import type { FailedRecord, IntentRecord, Journal, OpenIntent, SettledRecord, StateEntry, StateSnapshot } from '../core/state.ts';
import { differences } from './diff.ts';
import { failureOf, isOwnCreation } from './execute.ts';

export interface RecoverContext {
  readonly stack: string;
  readonly cloud: Cloud;
  readonly journal: Pick<Journal, 'append'>;
  readonly signal: AbortSignal;
  emit(event: RunEvent): void;
}

/**
 * Closes what an earlier run left open: follows operations that still run, reads every object back, and writes
 * down what became of it. An intent whose outcome cannot be read stays open. No person is asked, nothing is sent.
 */
export async function recover(open: readonly OpenIntent[], context: RecoverContext): Promise<void> {
  await Promise.all(open.map((each) => recoverOne(each, context)));
}

async function recoverOne({ intent, answered }: OpenIntent, context: RecoverContext): Promise<void> {
  const { cloud, signal } = context;
  const { action, type, id } = intent;
  context.emit({ kind: 'recovering', step: intent.step, id });
  try {
    if (answered?.operation !== undefined) {
      await cloud.wait({ action, type, id, operation: answered.operation, signal });
    }
    let live = await cloud.read({ type, id }, { certain: true, signal });
    if (live !== undefined && cloud.type(type).settled(live.body) === 'running') {
      live = await cloud.wait({ action: action === 'delete' ? 'delete' : 'update', type, id, signal });
    }
    await context.journal.append(outcomeOf(intent, live, cloud.type(type), context.stack));
  } catch (error) {
    if (!(error instanceof CloudError) || error.failure !== 'failed') throw error;
    const live = await cloud.read({ type, id }, { certain: true, signal });
    const record = outcomeOf(intent, live, cloud.type(type), context.stack);
    await context.journal.append(record.kind === 'settled' ? unsettled(intent, record, failureOf(error, false).code) : record);
  }
}

/** What an open intent came to, judged by what is there now; `live` is certain, and not running. */
export function outcomeOf(
  intent: IntentRecord,
  live: LiveObject | undefined,
  type: ResourceType,
  stack: string,
): SettledRecord | FailedRecord {
  const { step, address, entry, action } = intent;
  const without = (reason: string): FailedRecord => ({ kind: 'failed', step, address, reason });
  if (action === 'delete') return live === undefined ? { kind: 'settled', step, address } : without('NotDeleted');
  if (live === undefined || entry === undefined) return without('NotThere');
  const form = type.normalise(live.body);
  const hasEffect = differences(entry.applied, form).length === 0;
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
  const { incarnation: _, ...rest } = entry;
  const incarnation = type.incarnationOf?.(live.body);
  const settled = type.settled(live.body) === 'done';
  return {
    kind: 'settled',
    step: intent.step,
    address: intent.address,
    entry: { ...rest, settled, ...(incarnation !== undefined && { incarnation }) },
  };
}

function unsettled(intent: IntentRecord, record: SettledRecord, reason: string): FailedRecord {
  const entry = record.entry && intent.action === 'create' ? { ...record.entry, settled: false } : record.entry;
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
    const record = outcomeOf(intent, live.get(cloud.fold(intent.id)), type, stack);
    if (record.entry !== undefined) entries.set(record.address, record.entry);
    else if (record.kind === 'settled') entries.delete(record.address);
  }
  const resources = [...entries.values()].sort((a, b) => (a.address < b.address ? -1 : 1));
  return { ...snapshot, resources };
}
