import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BIN } from '../cli/acrctl.ts';
import type { Aim } from './aims.ts';
import { BOUNDARIES, type Boundary } from './evidence.ts';
import { JOBS, type Job } from './jobs.ts';
import { type Build, type Reference, referenceOf, trial, type Verdict } from './trial.ts';
import { buildWithoutJournal } from './unjournalled-build.ts';

/** A small part of `npm run kill`, on its shortest and its longest job. */
const BUILT: Build = { bin: BIN, isJournalled: true };
const [CREATE, DESTROY] = ['create', 'destroy'].map((label) => JOBS.find((job) => job.label === label)) as [
  Job,
  Job,
];

const references = new Map<Job, Reference>();
let unjournalled = '';
beforeAll(async () => {
  const learn = async (job: Job) => references.set(job, await referenceOf(job, BUILT));
  const build = async () => {
    unjournalled = await buildWithoutJournal();
  };
  await Promise.all([learn(CREATE), learn(DESTROY), build()]);
}, 120_000);
afterAll(() => rmSync(unjournalled, { recursive: true, force: true }));

async function killed(job: Job, strikes: readonly Aim[], build = BUILT): Promise<Verdict> {
  const reference = references.get(job);
  if (reference === undefined) throw new Error(`Nothing is known of ${job.label} undisturbed.`);
  const verdict = await trial({ seed: 0, job, strikes: () => strikes }, reference, build);
  if (verdict.faults.length > 0) rmSync(verdict.folder, { recursive: true });
  return verdict;
}

const at = (place: Exclude<Aim['at'], 'any moment'>, nth: number): Aim => ({ at: place, nth, delayMs: 0 });

/** What was created but never sent has to stay unseen for a minute: that one dies before it deletes. */
const AIMS: Readonly<Record<Boundary, readonly [job: Job, strikes: readonly Aim[]]>> = {
  'before send': [DESTROY, [at('before send', 3)]],
  'in flight': [CREATE, [at('in flight', 4)]],
  answered: [CREATE, [at('answered', 2)]],
  polling: [CREATE, [at('polling', 3), at('while recovering', 2)]],
  folding: [DESTROY, [at('folding', 2)]],
};

/** A busy machine may let the moment pass; what was hit instead has to converge as well. */
const ATTEMPTS = 3;

describe.concurrent('the built command line, killed by SIGKILL', () => {
  it.each(BOUNDARIES)(
    '%s: the next run converges, and nothing is made twice (I-01, I-07)',
    async (boundary) => {
      const [job, strikes] = AIMS[boundary];
      const hit: string[] = [];
      for (let attempt = 0; attempt < ATTEMPTS && !hit.includes(boundary); attempt += 1) {
        const { places, faults } = await killed(job, strikes);
        expect(faults).toEqual([]);
        hit.push(...places.map(({ name }) => name));
      }
      expect(hit).toContain(boundary);
    },
    180_000,
  );

  it('has not converged where a run failed by itself before its kill, though the next one mended it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'acrctl-failing-'));
    const bin = join(folder, 'acrctl.js');
    const failsOnce = `import { existsSync, writeFileSync } from 'node:fs';
      const mark = ${JSON.stringify(join(folder, 'failed'))};
      if (existsSync(mark)) await import(${JSON.stringify(pathToFileURL(BIN))});
      else { writeFileSync(mark, ''); console.error('It broke.'); process.exitCode = 1; }`;
    writeFileSync(bin, failsOnce);
    const { places, faults } = await killed(CREATE, [at('answered', 1)], { bin, isJournalled: true });
    rmSync(folder, { recursive: true });
    expect(places).toEqual([{ name: 'after the end', detail: 'it had ended with 1' }]);
    expect(faults).toEqual(['the run that no kill hit ended with exit code 1:', '  It broke.']);
  }, 180_000);

  it('does not converge once a request was sent, where the journal is patched out of the build', async () => {
    const build = { bin: join(unjournalled, 'bin/acrctl.js'), isJournalled: false };
    const { places, faults } = await killed(CREATE, [at('in flight', 4)], build);
    expect(places).toMatchObject([{ name: 'in flight' }]);
    expect(faults).toContain('the run after the kill ended with exit code 7:');
  }, 180_000);
});
