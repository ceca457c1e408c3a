import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Configuration, configurations, GUARDED, textOf } from '../arbitraries/configurations.ts';
import { type Lab, openLab, type RunOptions } from '../lab.ts';
import { planOf } from './stacks.ts';

describe('any configuration', () => {
  it('is applied, and then there is nothing to do; destroyed, and then there is nothing left (I-09)', async () => {
    await fc.assert(
      fc.asyncProperty(configurations(), async (configuration) => {
        const lab = openLab();
        await reach(lab, configuration);
        await remove(lab, configuration);
      }),
      { numRuns: 15 },
    );
  });

  it('is reached from any other, and then there is nothing to do (I-09)', async () => {
    await fc.assert(
      fc.asyncProperty(configurations(), configurations(), async (before, after) => {
        const lab = openLab();
        await reach(lab, before);
        await reach(lab, after);
        await remove(lab, after);
      }),
      { numRuns: 25 },
    );
  });
});

/** Applies with every allowance and insists on an empty plan, without drift, afterwards. */
async function reach(lab: Lab, configuration: Configuration): Promise<void> {
  const text = textOf(configuration);
  await lab.converge(text, await allowances(lab, text));
  const { changes, drift, diagnostics } = await planOf(lab, text);
  expect([changes, drift, diagnostics.filter(({ severity }) => severity === 'error')]).toEqual([[], [], []]);
}

async function remove(lab: Lab, configuration: Configuration): Promise<void> {
  const result = await lab.destroy(textOf(configuration), { options: { allowDestroy: GUARDED } });
  expect(result.kind === 'applied' ? result.outcome.failed : result.kind).toEqual([]);
  expect(lab.emulator.objects()).toEqual({});
}

/** Whoever reads the plan and means it. */
async function allowances(lab: Lab, text: string): Promise<RunOptions> {
  const { summary } = await planOf(lab, text);
  return { options: { allowDestroy: GUARDED, allowMassDestroy: summary.delete + summary.replace } };
}
