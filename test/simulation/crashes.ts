import { isDeepStrictEqual } from 'node:util';
import { AcrctlError } from '../../src/core/errors.ts';
import type { Change, Latency } from '../../src/emulator/index.ts';
import type { ApplyResult } from '../../src/engine/run.ts';
import { type Lab, openLab, type RunOptions } from '../lab.ts';
import { withoutVault } from '../vault-team.ts';
import { BlobService } from './blob-service.ts';
import { type CloudMemory, cloudMemory } from './cloud-memory.ts';
import { Disk } from './disk.ts';
import { differencesIn, type End, without } from './end.ts';
import type { History } from './histories.ts';
import { masked } from './masked.ts';
import { journalOf, type Observer, observe, openIntents } from './observer.ts';
import { VirtualClock } from './virtual-clock.ts';
import type { Boundary } from './world.ts';

/** The moment just before the disturbed stretch: disk or container, cloud and time. */
export interface Start {
  readonly history: History;
  readonly latency: Latency;
  readonly disk: Disk;
  /** Keeps the state where there is one. */
  readonly container?: BlobService;
  readonly cloud: readonly Change[];
  readonly atMs: number;
}

export interface Reference extends Start {
  readonly boundaries: readonly Boundary[];
  readonly end: End;
  readonly violations: readonly string[];
}

const SEED = 7;
/** Else how often a registry is asked for depends on the time at which its identity was let in. */
const GRANTED_AT_ONCE = { policiesMs: 0, rolesMs: 0 };
const LONGEST_RUN_MS = 24 * 3_600_000;

/** Brings a history to where it is disturbed, and through it without any disturbance. */
export async function referenceOf(
  history: History,
  latency: Latency,
  keptIn: 'files' | 'a container' = 'files',
): Promise<Reference> {
  const start = await startOf(history, latency, keptIn);
  const { lab, memory } = labAt(start);
  const observer = observe(lab);
  const world = lab.newProcess();
  requireDone(await run(lab, history, { world, transport: observer.watch }), 'the undisturbed run');
  const end = await endOf(lab, history, observer, memory);
  return { ...start, boundaries: world.boundaries, end, violations: observer.violations };
}

async function startOf(history: History, latency: Latency, keptIn: 'files' | 'a container'): Promise<Start> {
  const store = cloudMemory();
  const disk = new Disk();
  const clock = new VirtualClock();
  const container = keptIn === 'files' ? {} : { container: new BlobService(clock) };
  const lab = openLab({
    emulator: { latency, store, propagation: GRANTED_AT_ONCE },
    simulation: { disk, clock },
    ...container,
    vaultTeam: true,
  });
  if (history.before !== undefined) await lab.converge(history.before, besideOf(history.besideBefore));
  return { history, latency, disk, ...container, cloud: store.changes(), atMs: clock.nowMs() };
}

export function labAt({ latency, disk, container, cloud, atMs }: Start): {
  readonly lab: Lab;
  readonly memory: CloudMemory;
} {
  const clock = new VirtualClock();
  clock.advance(atMs);
  const memory = cloudMemory(cloud);
  const lab = openLab({
    emulator: { latency, store: memory, propagation: GRANTED_AT_ONCE },
    simulation: { disk: disk.copy(), clock, seed: SEED },
    ...(container !== undefined && { container: container.copy(clock) }),
    vaultTeam: true,
  });
  return { lab, memory };
}

/** How long the machine is off after a crash: not at all, less than an operation takes, longer than any. */
const PAUSES_MS = [0, 5_000, 3_600_000];

/**
 * Lets one process after another die at the boundary given for it, the last one run to its end, and says what is
 * not as it must be; with every other crash, and according to the latency, somebody plans in between.
 */
export async function crashed(reference: Reference, crashes: readonly number[]): Promise<readonly string[]> {
  const { history, latency } = reference;
  const { lab, memory } = labAt(reference);
  const observer = observe(lab);
  const faults: string[] = [];
  const repeatable: string[] = [];
  try {
    for (const [index, crashAt] of crashes.entries()) {
      const world = lab.newProcess({ crashAt });
      const outcome = await bounded(
        lab,
        world.run(() => run(lab, history, { world, transport: observer.watch })),
      );
      // A run that recovers has its own boundaries, perhaps fewer than were drawn.
      if (outcome.kind === 'returned' && index === 0) return [`the run never reached boundary ${crashAt}`];
      repeatable.push(...unanswered(lab));
      lab.timeline.advance(PAUSES_MS[crashAt % PAUSES_MS.length] ?? 0);
      if ((crashAt + (latency === 'none' ? 0 : 1)) % 2 === 0)
        faults.push(...(await planFaults(lab, history)));
    }
    const again = await bounded(lab, run(lab, history, { transport: observer.watch }));
    requireDone(again, 'the run after the crash');
    const end = await bounded(lab, endOf(lab, history, observer, memory));
    const writes = [...end.writes];
    const repeated = without(writes, reference.end.writes).filter((write) => repeatable.includes(write));
    faults.push(...differencesIn(reference.end, { ...end, writes: without(writes, repeated) }));
  } catch (error) {
    faults.push(`a run ended with ${textOf(error)}`);
  }
  return [...faults, ...observer.violations];
}

export function run(lab: Lab, history: History, options: RunOptions): Promise<ApplyResult> {
  const told = { ...options, ...besideOf(history.beside), options: allowedIn(history) };
  return history.operation === 'apply' ? lab.apply(history.text, told) : lab.destroy(history.text, told);
}

function besideOf(beside: RunOptions['beside']): RunOptions {
  return beside === undefined ? {} : { beside };
}

function allowedIn({ operation, goes = [] }: History): NonNullable<RunOptions['options']> {
  return {
    destroy: operation === 'destroy',
    allowDestroy: ['registries.contosoimages', ...goes],
    ...(goes.length > 0 && { allowMassDestroy: 99 }),
  };
}

export function requireDone(result: ApplyResult, what: string): void {
  if (result.kind === 'nothing-to-do') return;
  if (result.kind !== 'applied')
    throw new Error(`${what} was ${result.kind}: ${JSON.stringify(result.planned.plan)}`);
  const { failed, notStarted, cutOff } = result.outcome;
  if (failed.length + notStarted.length + cutOff.length > 0) {
    throw new Error(`${what} left ${JSON.stringify({ failed, notStarted, cutOff })}`);
  }
}

/** The end, after a plan that is empty on a disk that holds nothing but the state. */
export async function endOf(
  lab: Lab,
  history: History,
  observer: Observer,
  memory: CloudMemory,
): Promise<End> {
  lab.timeline.advance(AT_REST_MS);
  requireFolded(lab, 'before one more run');
  const again = await run(lab, history, { transport: observer.watch });
  const { changes, drift } = again.planned.plan;
  if (changes.length + drift.length > 0) {
    throw new Error(`the plan afterwards is not empty: ${JSON.stringify([changes, drift])}`);
  }
  if (again.kind !== 'nothing-to-do') throw new Error(`one more run was ${again.kind}`);
  requireFolded(lab, 'after one more run');
  // A takeover that broke off may leave its file: it names a lock that nobody will ever hold again.
  const files = Object.keys(lab.kept()).sort();
  const left = files.filter((file) => !/^lock\.[0-9a-f-]{36}\.taken$/.test(file));
  if (left.join() !== 'journal.jsonl,state.json') throw new Error(`files are left: ${files.join(', ')}`);
  return {
    objects: masked(withoutVault(lab.emulator.objects())),
    resources: masked((await lab.state())?.resources),
    writes: observer.writes.map(({ method, id }) => `${method} ${id}`).sort(),
    created: memory
      .created()
      .map((key) => String(masked(key)))
      .sort(),
  };
}

function requireFolded(lab: Lab, when: string): void {
  const [, ...lines] = journalOf(lab).trimEnd().split('\n');
  if (lines.length > 0) throw new Error(`${when} the journal holds ${lines.length} records that are folded`);
}

/** What Azure goes on with after an operation (the state of a link) is over by then. */
const AT_REST_MS = 3_600_000;

/** Requests of which nobody knows whether they were taken: those, and no others, may be sent once more. */
function unanswered(lab: Lab): readonly string[] {
  const open = openIntents(journalOf(lab)).filter(({ answered }) => answered === undefined);
  return open.map(({ intent }) => `${intent.method} ${intent.id.toLowerCase()}`);
}

/** A plan between the crash and the next apply is made, and writes nothing. */
async function planFaults(lab: Lab, history: History): Promise<readonly string[]> {
  const kept = lab.kept();
  const sent = lab.writes().length;
  await bounded(lab, lab.plan(history.text, { ...besideOf(history.beside), options: allowedIn(history) }));
  return [
    ...(isDeepStrictEqual(kept, lab.kept()) ? [] : ['the plan in between wrote to the state']),
    ...(sent === lab.writes().length ? [] : ['the plan in between wrote to the cloud']),
  ];
}

/** Rejects where nothing but time goes on: a run that waits for ever would end the test without a word. */
export function bounded<T>(lab: Lab, running: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const cancel = lab.timeline.at(lab.timeline.nowMs() + LONGEST_RUN_MS, () => reject(new Error('it hangs')));
  return Promise.race([running, promise]).finally(cancel);
}

export function textOf(error: unknown): string {
  if (error instanceof AcrctlError) {
    return error.diagnostics.map(({ code, detail }) => `${code} ${detail}`).join('; ');
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** For messages: where a process died. */
export function describe({ number, moment, label }: Boundary): string {
  return `boundary ${number}, ${moment} ${label}`;
}
