import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import { HISTORIES } from './histories.ts';
import { evenly } from './sampling.ts';
import { withoutJournal } from './without-journal.ts';

const DRIVER = fileURLToPath(new URL('./crashes.ts', import.meta.url));

type Driver = Pick<typeof import('./crashes.ts'), 'referenceOf' | 'crashed'>;

/** The driver of the crash suite and all of the product below it, built with the plugins. */
async function built(plugins: Plugin[]): Promise<Driver & { readonly inputs: readonly string[] }> {
  const dir = await mkdtemp(join(tmpdir(), 'acrctl-crashes-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  const outfile = join(dir, 'crashes.cjs');
  const { metafile } = await build({
    ...{ entryPoints: [DRIVER], bundle: true, platform: 'node', format: 'cjs', target: 'node22' },
    ...{ outfile, plugins, metafile: true, logLevel: 'error' },
    // The lab reads the example from beside itself.
    define: { 'import.meta.url': JSON.stringify(new URL('../lab.ts', import.meta.url).href) },
  });
  return { ...createRequire(outfile)(outfile), inputs: Object.keys(metafile.inputs) };
}

interface Judged {
  readonly converged: readonly string[];
  readonly broken: readonly string[];
}

/** What the crash suite says of an apply from nothing that dies just before, in or after one of its requests. */
async function judged({ referenceOf, crashed }: Driver, wanted = 24): Promise<Judged> {
  const [history] = HISTORIES;
  if (history === undefined) throw new Error('There is no history.');
  const reference = await referenceOf(history, 'none');
  const verdict: { converged: string[]; broken: string[] } = { converged: [], broken: [] };
  const writes = reference.boundaries.filter(({ label }) => label.startsWith('write'));
  expect(writes).toHaveLength(24);
  for (const { number, moment, label } of evenly(writes, wanted)) {
    const faults = await crashed(reference, [number]);
    // That no intent was written goes without saying here.
    const isBroken = faults.some((fault) => !fault.startsWith('I-07'));
    verdict[isBroken ? 'broken' : 'converged'].push(`${moment} ${label.split('/').at(-1)}`);
  }
  return verdict;
}

test('the build without plugins converges everywhere', async () => {
  const { broken, converged } = await judged(await built([]), 7);
  expect(broken).toEqual([]);
  expect(converged).not.toEqual([]);
});

test('a build without a journal converges nowhere once a request was sent (I-01)', async () => {
  const driver = await built([withoutJournal]);
  expect(driver.inputs.some((path) => path.endsWith('test/simulation/no-journal.ts'))).toBe(true);
  const { broken, converged } = await judged(driver);
  // The registry was made and nobody knows of it: the next apply takes it for somebody else's.
  expect(broken).toContain('answered contosoimages');
  expect(converged).toEqual(['before rg-images']);
});
