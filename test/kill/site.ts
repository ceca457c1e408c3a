import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { StateSnapshot } from '../../src/core/state.ts';
import { type Run, type Running, startAcrctl } from '../cli/acrctl.ts';
import { masked } from '../simulation/masked.ts';
import type { Aim, Undisturbed } from './aims.ts';
import { type Place, placeOf, type StackFiles } from './evidence.ts';
import type { Job } from './jobs.ts';
import { stackFiles, watchStack } from './stack-folder.ts';
import type { WatchedCloud, WireEvent, WireRequest } from './watched-cloud.ts';

/** A folder and a cloud in which processes run one after the other. */
export interface Site {
  readonly folder: string;
  readonly cloud: WatchedCloud;
  readonly job: Job;
  /** The program: `bin/acrctl.js` of a build. */
  readonly bin: string;
  readonly isJournalled: boolean;
  /** What the state holds, masked, once the job is done; unknown while that is being found out. */
  readonly done?: unknown;
}

/** What happened that a kill can be aimed with. */
type Sign = WireEvent | 'journal' | 'files';

/** The signs with which each may be reached. */
const SIGNS: Readonly<Record<Exclude<Aim['at'], 'any moment'>, readonly Sign[]>> = {
  'before send': ['journal'],
  'in flight': ['arrival'],
  answered: ['answer', 'journal'],
  polling: ['read'],
  folding: ['journal', 'files'],
  'while recovering': ['read', 'journal', 'files'],
};

export interface Death {
  readonly place: Place;
  /** How the process ended; without an exit code it was killed. */
  readonly run: Run;
  readonly requests: readonly WireRequest[];
  readonly files: StackFiles;
}

/** Starts the job and kills it; what it hit is judged afterwards, from what is left on both sides. */
export async function strike(site: Site, aim: Aim): Promise<Death> {
  const running = start(site);
  const { child } = running;
  const kill = (): void => {
    if (!child.kill('SIGKILL')) return;
    site.cloud.processDied();
  };
  let seen = 0;
  const stopWatching = watch(site, (sign) => {
    if (aim.at === 'any moment' || child.exitCode !== null || !SIGNS[aim.at].includes(sign)) return;
    if (placeOf(running.evidence()).name !== aim.at) return;
    seen += 1;
    if (seen !== aim.nth) return;
    if (aim.delayMs === 0) kill();
    else setTimeout(kill, aim.delayMs);
  });
  if (aim.at === 'any moment') void sleep(aim.afterMs, undefined, { ref: false }).then(kill);
  const run = await ended(running);
  stopWatching();
  await site.cloud.drained();
  const { files, requests, ...evidence } = running.evidence();
  const place: Place =
    run.exit === null
      ? placeOf({ ...evidence, files, requests })
      : { name: 'after the end', detail: `it had ended with ${run.exit}` };
  return { place, run, requests, files };
}

/** Runs the job undisturbed and counts what there is to aim at. */
export async function observeRun(
  site: Site,
): Promise<{ readonly run: Run; readonly opportunities: Undisturbed['opportunities'] }> {
  const opportunities = { 'before send': 0, 'in flight': 0, answered: 0, polling: 0 };
  const running = start(site);
  const stopWatching = watch(site, (sign) => {
    const { name } = placeOf(running.evidence());
    if (isCounted(name) && SIGNS[name].includes(sign)) opportunities[name] += 1;
  });
  const run = await ended(running);
  stopWatching();
  return { run, opportunities };
}

function isCounted(name: Place['name']): name is keyof Undisturbed['opportunities'] {
  return name === 'before send' || name === 'in flight' || name === 'answered' || name === 'polling';
}

/** Runs a command to its end. */
export function runAcrctl(site: Site, args: readonly string[]): Promise<Run> {
  site.cloud.processStarts();
  return ended(startAcrctl(site.folder, args, environment(site), site.bin));
}

/** The command of the job, with what it may destroy. */
export function commandOf({ operation }: Job): readonly string[] {
  return operation === 'apply'
    ? ['apply', '--auto-approve']
    : ['destroy', '--auto-approve', '--allow-destroy', 'registries.contosoimages'];
}

function start(site: Site) {
  const { cloud, folder, job, bin, isJournalled, done } = site;
  const before = stackFiles(folder);
  const from = cloud.requests.length;
  cloud.processStarts();
  const { child, ended } = startAcrctl(folder, commandOf(job), environment(site), bin);
  return {
    child,
    ended,
    evidence: () => ({
      pid: child.pid ?? 0,
      before,
      files: stackFiles(folder),
      requests: cloud.requests.slice(from),
      isJournalled,
      isDone: (resources: StateSnapshot['resources']) => isDeepStrictEqual(masked(resources), done),
    }),
  };
}

/** Gives what ends the watching. */
function watch({ folder, cloud }: Site, see: (sign: Sign) => void): () => void {
  const watcher = watchStack(folder, (name) => see(name === 'journal.jsonl' ? 'journal' : 'files'));
  cloud.listener = (event) => see(event);
  return () => {
    watcher.close();
    cloud.listener = undefined;
  };
}

function environment({ cloud }: Site): NodeJS.ProcessEnv {
  return { ACRCTL_ARM_ENDPOINT: cloud.endpoint };
}

/** A run that waits for ever would keep the report from being printed. */
async function ended({ child, ended: end }: Running): Promise<Run> {
  let isLate = false;
  const limit = setTimeout(() => {
    isLate = child.kill('SIGKILL');
  }, LONGEST_RUN_MS);
  const run = await end;
  clearTimeout(limit);
  if (isLate) throw new Error(`A process did not end within ${LONGEST_RUN_MS / 1000} s.`);
  return run;
}

const LONGEST_RUN_MS = 180_000;
