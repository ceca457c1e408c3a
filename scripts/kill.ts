import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { campaign } from '../test/kill/campaign.ts';
import { BOUNDARIES, ELSEWHERE } from '../test/kill/evidence.ts';
import type { Build, Verdict } from '../test/kill/trial.ts';
import { buildWithoutJournal } from '../test/kill/unjournalled-build.ts';

/**
 * Kills the real process at seeded moments, runs the job again, and compares with an undisturbed run. What is killed
 * is the built command line, at work over HTTP against an emulator that this script serves.
 */
const USAGE = `npm run kill -- [--seed N] [--runs M] [--jobs J] [--without-journal]

  --seed N           the seed of the first run; the others follow. Default: drawn
  --runs M           how many runs. Default 54: then each boundary has to be hit
  --jobs J           how many runs at a time, which mostly wait. Default 8
  --without-journal  the same on a build with the journal patched out: it has to fail
`;

const DEFAULT_RUNS = 54;
const RUNS_WITHOUT_JOURNAL = 16;
const LEAST_HITS = 5;
const FAULTS_SHOWN = 12;

const options = readOptions();
if (options === undefined) {
  process.stderr.write(USAGE);
  process.exitCode = 3;
} else if (options.isJournalled) {
  const bin = fileURLToPath(new URL('../bin/acrctl.js', import.meta.url));
  process.exitCode = await run(options, { bin, isJournalled: true });
} else {
  const folder = await buildWithoutJournal();
  process.exitCode = await run(options, { bin: join(folder, 'bin/acrctl.js'), isJournalled: false });
  rmSync(folder, { recursive: true });
}

interface Options {
  readonly seed: number;
  readonly runs: number;
  readonly jobs: number;
  readonly isJournalled: boolean;
  /** Each boundary has to be hit. */
  readonly isDefault: boolean;
}

function readOptions(): Options | undefined {
  try {
    const number = { type: 'string' } as const;
    const { values } = parseArgs({
      options: { seed: number, runs: number, jobs: number, 'without-journal': { type: 'boolean' } },
    });
    const isJournalled = values['without-journal'] !== true;
    const options = {
      seed: Number(values.seed ?? Date.now() % 1_000_000),
      runs: Number(values.runs ?? (isJournalled ? DEFAULT_RUNS : RUNS_WITHOUT_JOURNAL)),
      jobs: Number(values.jobs ?? 8),
    };
    const areCounts = Object.values(options).every((value) => Number.isSafeInteger(value) && value >= 0);
    if (!areCounts || options.jobs === 0) return undefined;
    return { ...options, isJournalled, isDefault: values.runs === undefined && isJournalled };
  } catch {
    return undefined;
  }
}

async function run({ seed, runs, jobs, isDefault }: Options, build: Build): Promise<number> {
  const startedMs = performance.now();
  print(`${runs} runs from seed ${seed}, ${jobs} at a time`);
  print(columns('seed', 'job', 'verdict', 'killed'));
  const seeds = Array.from({ length: runs }, (_, index) => seed + index);
  const verdicts = await campaign({
    ...{ build, seeds, parallelism: jobs },
    report: (verdict) => print(lineOf(verdict), ...faultsOf(verdict, build)),
  });

  const places = verdicts.flatMap((verdict) => verdict.places);
  const hits = (name: string) => places.filter((place) => place.name === name).length;
  print(
    '',
    ...[...BOUNDARIES, ...ELSEWHERE].map((name) => `${name.padEnd(24)} ${String(hits(name)).padStart(4)}`),
  );
  const missed = isDefault ? BOUNDARIES.filter((name) => hits(name) < LEAST_HITS) : [];
  print(...missed.map((name) => `${name}: hit ${hits(name)} times, and at least ${LEAST_HITS} are wanted`));
  const failed = verdicts.filter(({ faults }) => faults.length > 0).length;
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  print('', `${places.length} kills in ${runs} runs, ${seconds} s`);
  print(`${runs - failed} converged, ${failed} failed`);
  return failed + missed.length > 0 ? 1 : 0;
}

function lineOf({ draw, places, faults }: Verdict): string {
  const verdict = faults.length === 0 ? 'converged' : 'FAILED';
  return columns(
    String(draw.seed),
    draw.job.label,
    verdict,
    places.map(({ name, detail }) => `${name}: ${detail}`).join('; then '),
  );
}

function columns(seed: string, job: string, verdict: string, killed: string): string {
  return `${seed.padStart(6)}  ${job.padEnd(7)}  ${verdict.padEnd(9)}  ${killed}`;
}

function faultsOf({ draw, faults, folder }: Verdict, { isJournalled }: Build): readonly string[] {
  if (faults.length === 0) return [];
  const more = faults.length > FAULTS_SHOWN ? [`and ${faults.length - FAULTS_SHOWN} more`] : [];
  const flag = isJournalled ? '' : ' --without-journal';
  return [
    ...[...faults.slice(0, FAULTS_SHOWN), ...more].map((fault) => `        ${fault}`),
    `        again: npm run kill -- --seed ${draw.seed} --runs 1${flag}; the folder: ${folder}`,
  ];
}

function print(...lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}
