import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../../src/core/plan.ts';
import type { JournalRecord } from '../../src/core/state.ts';
import type { RequestRecord } from '../../src/emulator/index.ts';
import { type ApplyResult, apply, plan } from '../../src/engine/run.ts';
import { parseSavedPlan, planText as planBytes, requireSamePlan } from '../../src/engine/saved-plan.ts';
import { ARM_TYPE } from '../../src/providers/azure/arm-types.ts';
import { planText } from '../../src/report/plan-text.ts';
import { PLAIN } from '../../src/report/style.ts';
import { isCheck } from './checks.ts';
import { openStack, type Stack } from './stack.ts';
import { type Loaded, loaded, type Shape, workloadOf } from './workloads.ts';

/**
 * What one child process does and measures:
 * - `nothing`: only has code and configuration, so that their memory can be taken off that of the others;
 * - `load`: reads and checks the text of the configuration;
 * - `plan`: of whatever stands in `dir`;
 * - `apply`, `destroy`: the whole command, lock to fold;
 * - `drift`: one network in ten was changed by somebody else, then the plan;
 * - `report`: a plan is shown, saved, read back and compared;
 * - `journal`: the records of so many creations are written by as many writers as `parallelism` says.
 */
export type Phase = 'nothing' | 'load' | 'plan' | 'apply' | 'destroy' | 'drift' | 'report' | 'journal';

export interface Task {
  readonly phase: Phase;
  readonly shape: Shape;
  /** About so many. */
  readonly resources: number;
  readonly dir: string;
  /**
   * A file with what the configuration was read to: reading it from text costs more time and memory than a plan, and
   * is measured by itself.
   */
  readonly config?: string;
  readonly parallelism: number;
  readonly answerMs: number;
  readonly pageSize: number;
}

/** By name; times in seconds, memory in MiB. */
export type Metrics = Readonly<Record<string, number>>;

export async function perform(task: Task): Promise<Metrics> {
  const workload = workloadOf(task.shape, task.resources, readLoaded(task.config));
  const open = (operation: 'plan' | 'apply' | 'destroy') => openStack({ ...task, workload, operation });
  switch (task.phase) {
    case 'nothing':
      return {};
    case 'load':
      return (await timed('load', () => loaded(workload.text))).metrics;
    case 'plan':
      return measurePlan(open('plan'));
    case 'apply':
      return measureApply(open('apply'), task);
    case 'destroy':
      return measureApply(open('destroy'), task);
    case 'drift': {
      const stack = open('plan');
      const changed = await changeBehindOurBack(stack);
      const metrics = await measurePlan(stack);
      if (metrics['drifted'] !== changed) throw new TypeError('The plan does not show the drift.');
      return metrics;
    }
    case 'report':
      return measureReport(open('plan'));
    case 'journal':
      return measureJournal(open('apply'), task);
  }
}

function readLoaded(path: string | undefined): Loaded | undefined {
  return path === undefined ? undefined : (JSON.parse(readFileSync(path, 'utf8')) as Loaded);
}

async function measurePlan(stack: Stack): Promise<Metrics> {
  const before = stack.emulator.requests().length;
  const { value, metrics } = await timed('plan', () => plan(stack.session));
  const { changes, drift } = value.planned.plan;
  return {
    ...metrics,
    emulator: stack.emulatorMs() / 1_000,
    ...countRequests(stack.emulator.requests().slice(before)),
    allowed: allowedRequests(Object.keys(value.planned.plan.bindings.live)),
    changes: changes.length,
    drifted: drift.length,
    state: value.planned.plan.bindings.state === null ? 0 : 1,
    resources: Object.keys(value.planned.plan.bindings.live).length,
  };
}

/** Checks are counted apart (design 11). */
function countRequests(requests: readonly RequestRecord[]): Metrics {
  const checks = requests.filter(isCheck);
  const nextPages = requests.filter(({ query }) => '$skiptoken' in query);
  return {
    requests: requests.length - checks.length,
    checks: checks.length,
    nextPages: nextPages.length,
  };
}

/**
 * What a plan may ask, next pages apart: each zone group, and eight lists for each group (design 11). There are no
 * replicas yet.
 */
function allowedRequests(addresses: readonly string[]): number {
  const zoneGroups = addresses.filter((address) => address.endsWith('.dnsZoneGroup')).length;
  return zoneGroups + 8 * addresses.filter((address) => address.startsWith('resourceGroups.')).length;
}

async function measureApply(stack: Stack, { dir }: Task): Promise<Metrics> {
  const { session, acquireLock, emulator, disk, cloud } = stack;
  const { value, metrics } = await timed('apply', () =>
    apply(session, { acquireLock, approve: async () => true }),
  );
  const done = doneOf(value);
  cloud.save();
  return {
    ...metrics,
    emulator: stack.emulatorMs() / 1_000,
    requests: emulator.requests().length,
    records: disk.records,
    journalBytes: disk.bytes,
    syncs: disk.syncs,
    stateBytes: statSync(join(dir, 'state', session.stack, 'state.json')).size,
    resources: done,
  };
}

/** How many objects were made or removed; all of them, or the measurement is none. */
function doneOf(result: ApplyResult): number {
  if (result.kind !== 'applied') throw new TypeError(`The apply came to "${result.kind}".`);
  const { failed, notStarted, cutOff, counts } = result.outcome;
  if (failed.length + notStarted.length + cutOff.length > 0) {
    throw new TypeError(`The apply did not do everything: ${JSON.stringify(failed[0])}`);
  }
  return counts.created + counts.deleted;
}

async function measureReport(stack: Stack): Promise<Metrics> {
  const made = await timed('plan', () => plan(stack.session));
  const document: Plan = made.value.planned.plan;
  const text = await timed('text', () => planText(document, { width: 80, style: PLAIN }));
  const json = await timed('json', () => planBytes(document));
  const parsed = await timed('parse', () => parseSavedPlan(json.value, 'plan.json'));
  const compared = await timed('compare', () => requireSamePlan(parsed.value, document));
  return {
    ...made.metrics,
    ...text.metrics,
    ...json.metrics,
    ...parsed.metrics,
    ...compared.metrics,
    changes: document.changes.length,
    resources: document.changes.length,
    textBytes: text.value.length,
    jsonBytes: json.value.length,
  };
}

/** As steps do it: each writer sends one record after another, and waits for each. */
async function measureJournal({ session, acquireLock, disk }: Stack, { resources, parallelism }: Task) {
  const lock = await acquireLock();
  const run = { id: 'bench', operation: 'apply', reading: await session.store.read(), lineage: 'bench' };
  const journal = await session.store.startJournal(run, lock);
  let next = 0;
  const writer = async (): Promise<void> => {
    while (next < resources) {
      next += 1;
      for (const record of recordsOf(next)) await journal.append(record);
    }
  };
  const { metrics } = await timed('journal', () => Promise.all(Array.from({ length: parallelism }, writer)));
  await journal.fold();
  await lock.release();
  return { ...metrics, records: disk.records, syncs: disk.syncs };
}

/** What one creation leaves in the journal. */
function recordsOf(index: number): readonly Exclude<JournalRecord, { kind: 'run' }>[] {
  const address = `networks.network${index}`;
  const id = `/subscriptions/s/resourceGroups/rg0/providers/${ARM_TYPE.network}/network${index}`;
  const applied = {
    location: 'westeurope',
    properties: { addressSpace: { addressPrefixes: ['10.0.0.0/24'] } },
  };
  const entry = { address, type: ARM_TYPE.network, id, dependsOn: [], settled: true, applied };
  const step = `${address}/write` as const;
  const sending = { action: 'create', method: 'PUT', absentBefore: true, sent: applied } as const;
  return [
    { kind: 'intent', step, address, type: ARM_TYPE.network, id, ...sending, entry },
    { kind: 'answered', step, status: 201 },
    { kind: 'settled', step, address, entry },
  ];
}

/** Wall and processor time of one call, under its name and under its name with `Cpu`. */
async function timed<T>(name: string, run: () => T | Promise<T>) {
  const cpu = process.cpuUsage();
  const startedMs = performance.now();
  const value = await run();
  const wall = (performance.now() - startedMs) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  return { value, metrics: { [name]: wall, [`${name}Cpu`]: (user + system) / 1e6 } };
}

/** Every tenth network gets another owner. Gives how many. */
async function changeBehindOurBack({ emulator }: Stack): Promise<number> {
  const networks = Object.keys(emulator.objects()).filter((id) => /\/virtualnetworks\/[^/]+$/.test(id));
  const changed = networks.filter((_, index) => index % 10 === 0);
  for (const id of changed) {
    const body = JSON.parse((await ask(emulator, 'GET', id)).body) as { tags: Record<string, string> };
    body.tags['owner'] = 'somebody';
    const { status } = await ask(emulator, 'PUT', id, JSON.stringify(body));
    if (status >= 300) throw new TypeError(`The network ${id} cannot be changed: ${status}.`);
    await ask(emulator, 'GET', id);
  }
  emulator.advance(60_000);
  return changed.length;
}

function ask({ handle }: Stack['emulator'], method: string, id: string, body?: string) {
  return handle({
    method,
    url: `http://127.0.0.1${id}?api-version=2025-05-01`,
    headers: { authorization: 'Bearer somebody-else', 'content-type': 'application/json' },
    ...(body !== undefined && { body }),
  });
}
