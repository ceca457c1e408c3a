import { drawFor } from './aims.ts';
import type { Job } from './jobs.ts';
import { type Build, referenceOf, trial, type Verdict } from './trial.ts';

export interface CampaignOptions {
  readonly build: Build;
  readonly seeds: readonly number[];
  /** How many runs are under way at once: they mostly wait. */
  readonly parallelism: number;
  /** Told in the order of the seeds. */
  report(verdict: Verdict): void;
}

/** One trial for each seed, after an undisturbed run of each job that the seeds meet. */
export async function campaign(options: CampaignOptions): Promise<readonly Verdict[]> {
  const { build, seeds, parallelism, report } = options;
  const draws = seeds.map((seed) => drawFor(seed, { journalled: build.isJournalled }));
  const jobs = [...new Set(draws.map(({ job }) => job))];
  const learn = async (job: Job) => [job, await referenceOf(job, build)] as const;
  const references = new Map(await inParallel(jobs, parallelism, learn));
  const verdicts: Verdict[] = [];
  let reported = 0;
  return inParallel(draws, parallelism, async (draw, index) => {
    const reference = references.get(draw.job);
    if (reference === undefined) throw new Error(`Nothing is known of ${draw.job.label} undisturbed.`);
    const verdict = await trial(draw, reference, build);
    verdicts[index] = verdict;
    for (let next = verdicts[reported]; next !== undefined; next = verdicts[reported]) {
      report(next);
      reported += 1;
    }
    return verdict;
  });
}

/** The results in the order of the entries. */
async function inParallel<Entry, Result>(
  entries: readonly Entry[],
  parallelism: number,
  work: (entry: Entry, index: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const queue = entries.entries();
  const worker = async (): Promise<void> => {
    for (const [index, entry] of queue) results[index] = await work(entry, index);
  };
  await Promise.all(Array.from({ length: parallelism }, worker));
  return results;
}
