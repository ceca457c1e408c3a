import { type Code, diagnose } from '../core/codes.ts';
import type { Features } from '../core/desired.ts';
import { type Diagnostic, isError } from '../core/diagnostic.ts';
import { AcrctlError, EXIT } from '../core/errors.ts';
import type { RunEvent, RunOutcome } from '../core/event.ts';
import { evidenceStaleness } from '../core/evidence.ts';
import type { Plan, PlanOptions, Waiting } from '../core/plan.ts';
import { type Cloud, CloudError, type LiveObjects, type ReadTarget } from '../core/resource-type.ts';
import type { Journal, JournalRun, Lock, StateReading, StateSnapshot, StateStore } from '../core/state.ts';
import { underLock } from '../core/under-lock.ts';
import type { Clock, Random } from '../core/world.ts';
import { isBlocked, isEmpty, makePlan, type Planned, priorOf } from './plan.ts';
import { awaitDeletions, recover, resolveInMemory } from './recover.ts';
import { requireSamePlan } from './saved-plan.ts';
import { type WalkResult, walk } from './walk.ts';

/** Everything a run needs; made by `cli`. */
export interface Session<Config> {
  readonly version: string;
  readonly operation: string;
  readonly stack: string;
  readonly config: Config;
  readonly configHash: string;
  readonly subscriptions: readonly string[];
  readonly options: PlanOptions;
  readonly cloud: Cloud;
  readonly features: Features<Config>;
  readonly store: StateStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly interrupt: AbortSignal;
  readonly parallelism: number;
  emit(event: RunEvent): void;
}

export interface PlanResult {
  readonly planned: Planned;
  /** An apply was interrupted, or runs right now: the plan is made from a state that is not on disk yet. */
  readonly unfolded: boolean;
}

/** Plans without a lock and without writing anything. */
export async function plan<Config>(session: Session<Config>): Promise<PlanResult> {
  const reading = await readState(session);
  const live = await survey(session, reading);
  const snapshot = resolveInMemory(reading.current, reading.open, live, session.cloud, session.stack);
  const planned = await planFrom(session, snapshot, reading, live);
  return { planned, unfolded: reading.records.length > 0 };
}

export interface ApplyRequest {
  acquireLock(): Promise<Lock>;
  /** A plan that was saved and reviewed: what is planned now must be the same bytes. */
  readonly saved?: Plan;
  /** Asked once, with the plan, before anything is written. */
  approve(plan: Plan): Promise<boolean>;
}

export type ApplyResult =
  | { readonly kind: 'refused' | 'invalid' | 'declined' | 'nothing-to-do'; readonly planned: Planned }
  | { readonly kind: 'applied'; readonly planned: Planned; readonly outcome: RunOutcome };

/**
 * Applies: lock, recover what an earlier run left, plan, compare with the saved plan, ask, walk, fold. Everything
 * before the walk writes nothing to Azure.
 */
export async function apply<Config>(session: Session<Config>, request: ApplyRequest): Promise<ApplyResult> {
  return underLock(await request.acquireLock(), async (lock) => {
    const reading = await readRecovered(session, lock);
    const live = await survey(session, reading);
    const planned = await planFrom(session, reading.snapshot, reading, live);
    if (request.saved !== undefined) requireSamePlan(request.saved, planned.plan);
    if (isBlocked(planned.plan)) return { kind: 'refused', planned };
    if (hasErrors(planned.plan.diagnostics)) return { kind: 'invalid', planned };
    if (isEmpty(planned.plan)) return { kind: 'nothing-to-do', planned };
    requireFreshEvidence(planned.plan, session.clock);
    if (!(await request.approve(planned.plan))) return { kind: 'declined', planned };
    return { kind: 'applied', planned, outcome: await perform(session, lock, reading, planned) };
  });
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(isError);
}

/** A plan knows no time, so that it is here that evidence may have grown old, also that of a saved plan (ADR 0006). */
function requireFreshEvidence({ bindings }: Plan, clock: Clock): void {
  const { evidence } = bindings.options;
  const stale = evidence && evidenceStaleness(evidence, clock.wallMs());
  if (stale === undefined) return;
  const hint = 'Nothing was written. Make new evidence on a machine in the network, and a plan with it.';
  throw new AcrctlError(EXIT.stale, [diagnose('ACR2512', { detail: stale, hint })]);
}

/** True where nothing is wrong with the plan but that the caller may not do all of it. */
export function isDenied(diagnostics: readonly Diagnostic[]): boolean {
  const errors = diagnostics.filter(isError);
  return errors.length > 0 && errors.every(({ code }) => code === NOT_ALLOWED);
}

const NOT_ALLOWED: Code = 'ACR1340';

/** What runs may still take after a signal; with the writing of the journal it stays well below five seconds. */
const GRACE_MS = 3_000;

/** The plan; made again where its changes raise a question that the one round of reads did not answer. */
export async function planFrom<Config>(
  session: Session<Config>,
  snapshot: StateSnapshot | undefined,
  reading: StateReading,
  live: LiveObjects,
): Promise<Planned> {
  const input = { ...session, snapshot, stateHash: reading.hash, live };
  const planned = makePlan(input);
  const { config, features, cloud, interrupt } = session;
  const prior = (snapshot?.resources ?? []).map(priorOf);
  const closer = features.closer({ config, changes: planned.plan.changes, prior, live });
  if (closer.length === 0) return planned;
  const more = await cloud.refresh(closer, new Set(), interrupt);
  return makePlan({ ...input, live: new Map([...live, ...more]) });
}

/** One round of reads: what the features look at, and every object in the state. */
export async function survey<Config>(session: Session<Config>, reading: StateReading): Promise<LiveObjects> {
  const { cloud, config, features, options } = session;
  const entries = reading.current?.resources ?? [];
  const wanted = features.reads(options.destroy ? undefined : config, entries.map(priorOf));
  const targets = new Map<string, ReadTarget>();
  for (const { type, id } of [...wanted, ...entries, ...reading.open.map((each) => each.intent)]) {
    targets.set(cloud.fold(id), { type, id });
  }
  const expected = new Set(entries.map((entry) => cloud.fold(entry.id)));
  return cloud.refresh([...targets.values()], expected, session.interrupt);
}

async function readState<Config>({ store, emit }: Session<Config>): Promise<StateReading> {
  const reading = await store.read();
  const { snapshot, open } = reading;
  const known = snapshot && { serial: snapshot.serial, lineage: snapshot.lineage };
  emit({ kind: 'state-read', ...known, open: open.length });
  return reading;
}

/** The state with nothing left over from an earlier run. */
async function readRecovered<Config>(session: Session<Config>, lock: Lock): Promise<StateReading> {
  const reading = await readState(session);
  if (reading.records.length === 0) {
    if (reading.untrimmed) await session.store.trimJournal(reading, lock);
    return reading;
  }
  const journal = await session.store.startJournal(journalRun(session, reading), lock);
  const signal = AbortSignal.any([session.interrupt, lock.lost]);
  let unread: readonly CloudError[];
  try {
    const entries = reading.current?.resources ?? [];
    unread = await recover(reading.open, { ...session, entries, journal, signal });
    await awaitDeletions(reading.records, { ...session, journal, signal });
  } finally {
    await journal.fold();
  }
  const folded = await session.store.read();
  if (folded.records.length > 0) throw stillOpen(folded, unread);
  return folded;
}

async function perform<Config>(
  session: Session<Config>,
  lock: Lock,
  reading: StateReading,
  planned: Planned,
): Promise<RunOutcome> {
  const journal = await session.store.startJournal(journalRun(session, reading), lock);
  let result: WalkResult;
  try {
    result = await walkJournalled(session, lock, journal, planned);
    if (lock.lost.aborted) await lock.assertHeld();
  } catch (error) {
    // What it holds is on disk; the next run goes on from it.
    await journal.close();
    throw error;
  }
  if (session.interrupt.aborted) session.emit({ kind: 'interrupted' });
  const snapshot = await journal.fold();
  const wasInterrupted = session.interrupt.aborted;
  const waiting = wasInterrupted ? [] : await waitingNow(session);
  return { ...outcomeOf(planned, result, snapshot, wasInterrupted), waiting };
}

/** Who has to act before all of the file holds. The run is over and written down: that nobody can be asked about it is no failure. */
async function waitingNow<Config>(session: Session<Config>): Promise<readonly Waiting[]> {
  const { cloud, config, features, interrupt, options } = session;
  const targets = options.destroy ? [] : features.waiting.targets(config);
  if (targets.length === 0) return [];
  try {
    return features.waiting.judge(config, await cloud.refresh(targets, new Set(), interrupt));
  } catch (error) {
    if (!(error instanceof CloudError) && !interrupt.aborted) throw error;
    return [];
  }
}

async function walkJournalled<Config>(
  session: Session<Config>,
  lock: Lock,
  journal: Journal,
  planned: Planned,
): Promise<WalkResult> {
  const signal = AbortSignal.any([session.interrupt, lock.lost]);
  for (const record of planned.bookkeeping) await journal.append(record);
  session.emit({ kind: 'walk-started', steps: planned.steps.map((step) => step.ref) });
  const context = {
    ...session,
    journal,
    signal,
    deleted: new Set<string>(),
  };
  return walk(planned, context, { parallelism: session.parallelism, graceMs: GRACE_MS });
}

function journalRun<Config>(session: Session<Config>, reading: StateReading): JournalRun {
  return {
    id: session.random.uuid(),
    reading,
    operation: session.operation,
    lineage: reading.current?.lineage ?? session.random.uuid(),
  };
}

function outcomeOf(
  planned: Planned,
  result: WalkResult,
  snapshot: StateSnapshot,
  wasInterrupted: boolean,
): Omit<RunOutcome, 'waiting'> {
  const undone = new Set([...result.failed.map((each) => each.step), ...result.notStarted, ...result.cutOff]);
  const finished = planned.plan.changes.filter((change) =>
    change.steps.every((step) => !undone.has(`${change.address}/${step.name}`)),
  );
  const count = (action: string) =>
    finished.filter((change) => change.actions.length === 1 && change.actions[0] === action).length;
  return {
    done: result.done,
    failed: result.failed,
    notStarted: result.notStarted,
    cutOff: result.cutOff,
    interrupted: wasInterrupted && undone.size > 0,
    stateSerial: snapshot.serial,
    counts: {
      created: count('create'),
      updated: count('update'),
      replaced: finished.filter((change) => change.actions.length === 2).length,
      deleted: count('delete'),
    },
  };
}

function stillOpen(reading: StateReading, unread: readonly CloudError[]): AcrctlError {
  const steps = reading.open.map((each) => each.intent.step).join(', ');
  const why = [...new Set(unread.map(({ armCode, message }) => `${armCode}: ${message}`))].join(' ');
  // One advice: it may end in a command, behind which nothing can stand.
  const advice = unread[0]?.hint;
  return new AcrctlError(EXIT.error, [
    diagnose('ACR2010', {
      detail: `What became of these steps cannot be read yet: ${steps}. ${why} Nothing new is written before that is known.`,
      hint: advice ?? 'Run the same command again in a few minutes.',
    }),
  ]);
}
