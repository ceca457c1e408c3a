import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change, Plan } from '../../src/core/plan.ts';
import { foldId } from '../../src/providers/azure/arm-id.ts';
import { FILES } from '../arbitraries/certificates.ts';
import { type Configuration, configurations, GUARDED, textOf } from '../arbitraries/configurations.ts';
import { APPLICABLE } from '../arbitraries/reach.ts';
import { type Lab, openLab, type RunOptions } from '../lab.ts';
import { planOf } from './stacks.ts';

const EVERYTHING = { ...APPLICABLE, children: true };

describe('any configuration', () => {
  it('is applied, and then there is nothing to do; destroyed, and then there is nothing left (I-09)', async () => {
    await fc.assert(
      fc.asyncProperty(configurations(EVERYTHING), async (configuration) => {
        const lab = openLab();
        await reach(lab, configuration);
        await remove(lab, configuration);
      }),
      { numRuns: 12 },
    );
  });

  it('is reached from any other, nothing going that the plan did not name, and then there is nothing to do (I-02, I-09)', async () => {
    await fc.assert(
      fc.asyncProperty(configurations(EVERYTHING), configurations(EVERYTHING), async (before, after) => {
        const lab = openLab();
        await reach(lab, before);
        await reach(lab, after);
        await remove(lab, after);
      }),
      { numRuns: 15 },
    );
  });
});

/** Applies with every allowance; nothing goes that the plan did not name, and then the plan is empty, without drift. */
async function reach(lab: Lab, configuration: Configuration): Promise<void> {
  const text = textOf(configuration);
  const plan = await planOf(lab, text, { beside: FILES });
  // There is no way: an endpoint that keeps static addresses which the file no longer has takes no replica (N05).
  fc.pre(plan.diagnostics.every(({ code }) => code !== 'ACR1317'));
  const named = plan.changes.filter(({ actions }) => actions[0] === 'delete').map(takenWith);
  lab.emulator.clearRequests();
  await lab.converge(text, whoeverMeansIt(plan));
  const gone = lab
    .writes()
    .flatMap(({ method, path }) => (method === 'DELETE' || REMOVE.test(path) ? [foldId(path)] : []));
  expect([...new Set(gone)].sort()).toEqual([...new Set(named)].sort());
  const { changes, drift, diagnostics } = await planOf(lab, text, { beside: FILES });
  expect([changes, drift, diagnostics.filter(({ severity }) => severity === 'error')]).toEqual([[], [], []]);
}

async function remove(lab: Lab, configuration: Configuration): Promise<void> {
  const result = await lab.destroy(textOf(configuration), {
    beside: FILES,
    options: { allowDestroy: GUARDED },
  });
  expect(result.kind === 'applied' ? result.outcome.failed : result.kind).toEqual([]);
  // What Azure keeps of a vault for a while is out of reach.
  expect(Object.keys(lab.emulator.objects()).filter((id) => !id.includes('/deletedvaults/'))).toEqual([]);
}

/** Of an object that becomes another one under its address, the id that goes. */
function goingId({ reason, before, id }: Change): string {
  return foldId(reason === 'id-changed' ? String(before?.['id']) : id);
}

/** Where the request goes that takes it away: an access policy is taken out of the list of its vault. */
function takenWith(change: Change): string {
  return goingId(change).replace(/\/accesspolicies\/.*$/, '/accesspolicies/remove');
}

const REMOVE = /\/accessPolicies\/remove$/;

function whoeverMeansIt({ summary }: Plan): RunOptions {
  return {
    beside: FILES,
    options: { allowDestroy: GUARDED, allowMassDestroy: summary.delete + summary.replace || null },
  };
}
