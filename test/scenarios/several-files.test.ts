import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { LoadInput } from '../../src/config/load.ts';
import { AcrctlError } from '../../src/core/errors.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { planText } from '../../src/engine/saved-plan.ts';
import { files, split } from '../config/documents.ts';
import { EXAMPLE, openLab } from '../lab.ts';
import { applySaved, savedPlan, sent } from './stacks.ts';

const WHOLE = parse(EXAMPLE.replace('[rg-images]', '{ rg-images: {} }')) as JsonObject;
const OVERLAY = 'registries: { contosoimages: { policies: { retentionDays: 7, export: null } } }\n';

function over(...overlays: readonly string[]): LoadInput['files'] {
  return files([EXAMPLE, ...overlays]);
}

describe('a configuration in several files', () => {
  it('gives the same plan, byte for byte, however it is dealt out over them', async () => {
    const expected = planText((await openLab().plan(EXAMPLE)).planned.plan);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.infiniteStream(fc.nat(3)),
        async (count, choices) => {
          const [first = '', ...later] = split(WHOLE, count, choices).map((part) => stringify(part));
          const { planned } = await openLab().plan(files([first, ...later]));
          expect(planText(planned.plan)).toBe(expected);
        },
      ),
      { numRuns: 10 },
    );
  });

  it('changes what the later file changes, lets go what it removes, and then nothing', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    const { plan } = (await lab.plan(over(OVERLAY))).planned;
    expect(plan.changes.map(({ address, actions }) => [address, ...actions])).toEqual([
      ['registries.contosoimages', 'update'],
    ]);
    expect((await lab.converge(over(OVERLAY)))?.counts.updated).toBe(1);
    expect((await lab.plan(over(OVERLAY))).planned.plan.changes).toEqual([]);
  });

  it('deletes the entry that a later file removes with null', async () => {
    const lab = openLab();
    const extra = 'networks: { vnet-extra: { addressSpace: [10.30.0.0/16] } }\n';
    await lab.converge(over(extra));
    const { plan } = (await lab.plan(over(extra, 'networks: { vnet-extra: null }\n'))).planned;
    expect(plan.changes.map(({ address, actions }) => [address, ...actions])).toEqual([
      ['networks.vnet-extra', 'delete'],
    ]);
  });

  it('is applied from a saved plan with the same files, and is stale with others (exit 6)', async () => {
    const lab = openLab();
    const saved = await savedPlan(lab, over(OVERLAY));
    for (const others of [EXAMPLE, over(OVERLAY.replace('7', '8')), over('stack: images-prod\n')]) {
      const refused = await applySaved(lab, others, saved).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(AcrctlError);
      expect((refused as AcrctlError).exitCode).toBe(6);
      expect((refused as AcrctlError).diagnostics[0]?.detail).toContain('bindings.config');
    }
    expect(sent(lab)).toEqual([]);
    expect(await applySaved(lab, over(OVERLAY), saved)).toMatchObject({ kind: 'applied' });
  });
});
