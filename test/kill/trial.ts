import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Change } from '../../src/emulator/index.ts';
import type { Run } from '../cli/acrctl.ts';
import { isRead } from '../reads.ts';
import { requireValidFile } from '../schemas/check.ts';
import { differencesIn, type End, without } from '../simulation/end.ts';
import { masked } from '../simulation/masked.ts';
import { openIntents } from '../simulation/observer.ts';
import type { Draw, Undisturbed } from './aims.ts';
import { isWrite, type Place, readJournal, readState } from './evidence.ts';
import type { Job } from './jobs.ts';
import { commandOf, type Death, observeRun, runAcrctl, type Site, strike } from './site.ts';
import { type Kept, keptIn, layOut, stackFiles } from './stack-folder.ts';
import { type CloudSettings, serveWatched } from './watched-cloud.ts';

/** Which program is killed. */
export interface Build {
  /** The `bin/acrctl.js` of it. */
  readonly bin: string;
  readonly isJournalled: boolean;
}

/** A job from its start through an undisturbed run to its end. */
export interface Reference extends Undisturbed {
  readonly kept: Kept;
  readonly changes: readonly Change[];
  readonly end: End;
}

export interface Verdict {
  readonly draw: Draw;
  /** What the kills hit, in their order. */
  readonly places: readonly Place[];
  /** Empty: it converged. */
  readonly faults: readonly string[];
  /** Kept where there are faults. */
  readonly folder: string;
}

/** As people try acrctl: every operation takes the twentieth of its recorded time. */
const SERVED: CloudSettings = { latency: 'typical', speed: 20 };
const AT_ONCE: CloudSettings = { latency: 'none', speed: 1 };

export async function referenceOf(job: Job, build: Build): Promise<Reference> {
  const start = await startOf(job, build);
  return within({ job, build, start, settings: SERVED }, async (site) => {
    const startedMs = performance.now();
    const { run, opportunities } = await observeRun(site);
    const durationMs = performance.now() - startedMs;
    const faults = [...exitFaults(run, 'the undisturbed run'), ...(await restFaults(site))];
    if (faults.length > 0) throw new Error(faults.join('\n'));
    return { ...start, opportunities, durationMs, end: endOf(site) };
  });
}

/** Lets processes die where the seed says, runs the job once more, and says what is not as it must be. */
export async function trial(draw: Draw, reference: Reference, build: Build): Promise<Verdict> {
  const places: Place[] = [];
  const faults: string[] = [];
  let folder = '';
  const setting = { job: draw.job, build, start: reference, settings: SERVED, done: reference.end.resources };
  const disturbed = async (site: Site): Promise<void> => {
    folder = site.folder;
    const repeatable: string[] = [];
    try {
      for (const aim of draw.strikes(reference)) {
        const death = await strike(site, aim);
        places.push(death.place);
        if (death.run.exit !== null) faults.push(...exitFaults(death.run, 'the run that no kill hit'));
        repeatable.push(...repeatableAfter(death));
        if (build.isJournalled) faults.push(...unannounced(death));
      }
      faults.push(...(await againFaults(site)), ...(await restFaults(site)));
      faults.push(...differencesIn(reference.end, withoutRepeats(endOf(site), reference.end, repeatable)));
    } catch (error) {
      faults.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  };
  await within(setting, disturbed, () => faults.length > 0);
  return { draw, places, faults, folder };
}

/** Leaves out what was sent once more than undisturbed, where that is allowed. */
function withoutRepeats(end: End, wanted: End, repeatable: readonly string[]): End {
  const more = without(end.writes, wanted.writes);
  const repeated = without(more, without(more, repeatable));
  return { ...end, writes: without(end.writes, repeated) };
}

interface Setting {
  readonly job: Job;
  readonly build: Build;
  readonly start: Pick<Reference, 'kept' | 'changes'>;
  readonly settings: CloudSettings;
  readonly done?: unknown;
}

/** A folder and a served cloud for as long as the body runs. */
async function within<T>(
  { job, build, start, settings, done }: Setting,
  body: (site: Site) => Promise<T>,
  isKept: () => boolean = () => false,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'acrctl-kill-'));
  layOut(folder, job.text, start.kept);
  const cloud = await serveWatched(start.changes, settings);
  try {
    return await body({ folder, cloud, job, ...build, ...(done !== undefined && { done }) });
  } finally {
    await cloud.close();
    if (!isKept()) rmSync(folder, { recursive: true });
  }
}

/** What the job starts from: an empty cloud, or what an apply of an earlier file left. */
async function startOf(job: Job, build: Build): Promise<Pick<Reference, 'kept' | 'changes'>> {
  const nothing = { kept: {}, changes: [] };
  if (job.before === undefined) return nothing;
  const before: Job = { ...job, text: job.before, operation: 'apply' };
  return within({ job: before, build, start: nothing, settings: AT_ONCE }, async (site) => {
    const faults = exitFaults(await runAcrctl(site, commandOf(before)), 'the apply that the job starts from');
    if (faults.length > 0) throw new Error(faults.join('\n'));
    // What Azure goes on with after an operation (the state of a link) is over by then.
    site.cloud.emulator.advance(AT_REST_MS);
    return { kept: keptIn(site.folder), changes: site.cloud.memory.changes() };
  });
}

const AT_REST_MS = 3_600_000;

/** The other half of the journal's promise: whatever arrived stands there (I-07). */
function unannounced({ place, files, requests }: Death): readonly string[] {
  if (place.name === 'folding' || place.name === 'after the end') return [];
  const { records } = readJournal(files.journal);
  const announced = records.flatMap((record) =>
    record.kind === 'intent' ? [`${record.method} ${record.id.toLowerCase()}`] : [],
  );
  return requests
    .filter(isWrite)
    .map(({ method, path }) => `${method} ${path}`)
    .filter((write) => !announced.includes(write))
    .map((write) => `I-07: ${write} was sent, and the journal does not hold its intent`);
}

/**
 * What changes or deletes an object, and of which the journal knows no answer, may be sent once more: the object shows
 * its old values while Azure is at work. What creates one may not.
 */
function repeatableAfter({ files }: Death): readonly string[] {
  return openIntents(files.journal ?? '')
    .filter(({ intent, answered }) => intent.action !== 'create' && answered === undefined)
    .map(({ intent }) => `${intent.method} ${intent.id.toLowerCase()}`);
}

/** The next run has to be enough. Where it is not, more of them show whether any number would be. */
async function againFaults(site: Site): Promise<readonly string[]> {
  const first = await runAcrctl(site, commandOf(site.job));
  if (first.exit === 0) return [];
  const exits: (number | null)[] = [];
  while (exits.at(-1) !== 0 && exits.length < MORE_RUNS) {
    exits.push((await runAcrctl(site, commandOf(site.job))).exit);
  }
  return [
    ...exitFaults(first, 'the run after the kill'),
    `the runs after that ended with ${exits.join(', ')}`,
  ];
}

const MORE_RUNS = 2;

function exitFaults({ exit, stdout, stderr }: Run, what: string): readonly string[] {
  if (exit === 0) return [];
  const end = `${stdout}${stderr}`.trimEnd().split('\n').slice(-LINES_SHOWN);
  return [`${what} ended with exit code ${exit}:`, ...end.map((line) => `  ${line}`)];
}

const LINES_SHOWN = 8;

/** Nothing is left to do, and nothing left over on the disk. */
async function restFaults(site: Site): Promise<readonly string[]> {
  const { folder, job, cloud } = site;
  cloud.emulator.advance(AT_REST_MS);
  const kept = keptIn(folder);
  for (const [name, text] of Object.entries(kept)) requireValidFile(`/${name}`, text);
  const files = Object.keys(kept);
  const { records } = readJournal(stackFiles(folder).journal);
  const destroy = job.operation === 'destroy' ? ['--destroy'] : [];
  const plan = await runAcrctl(site, ['plan', ...destroy, '--detailed-exitcode']);
  return [
    ...(files.join() === 'journal.jsonl,state.json'
      ? []
      : [`the directory of the stack holds ${files.join(', ')}`]),
    ...(records.length === 0 ? [] : [`the journal holds ${records.length} records that are not folded`]),
    ...exitFaults(plan, 'the plan afterwards'),
  ];
}

function endOf({ folder, cloud }: Site): End {
  const taken = cloud.emulator.requests().filter((request) => !isRead(request) && !isRefusal(request.status));
  return {
    objects: masked(cloud.emulator.objects()),
    resources: masked(readState(stackFiles(folder).state).resources),
    writes: taken.map(({ method, path }) => `${method} ${path.toLowerCase()}`).sort(),
    created: cloud.memory
      .created()
      .map((key) => String(masked(key)))
      .sort(),
  };
}

/** A request that is refused does nothing; one whose answer was lost has done all of it. */
function isRefusal(status: number | 'lost' | 'open'): boolean {
  return typeof status === 'number' && status >= 400;
}
