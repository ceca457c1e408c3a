import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { LoadInput } from '../../src/config/load.ts';
import { planText } from '../../src/report/plan-text.ts';
import { PLAIN } from '../../src/report/style.ts';
import { openLab } from '../lab.ts';

const EXAMPLES = new URL('../../examples/', import.meta.url);
const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

interface Example {
  readonly name: string;
  readonly files: readonly [string, ...string[]];
  /** Where the plan it gives stands. */
  readonly plan: string;
}

/** A folder holds one configuration, or a base and the files of the environments that are laid over it. */
const examples = readdirSync(EXAMPLES).flatMap((folder): readonly Example[] => {
  const found = readdirSync(new URL(folder, EXAMPLES)).filter((file) => file.endsWith('.yaml'));
  if (!found.includes('base.yaml')) {
    expect(found).toEqual(['acrctl.yaml']);
    return [{ name: folder, files: [`${folder}/acrctl.yaml`], plan: `${folder}/plan.txt` }];
  }
  const overlays = found.filter((file) => file !== 'base.yaml').map((file) => file.replace('.yaml', ''));
  return overlays.map((overlay) => ({
    name: `${folder} (${overlay})`,
    files: [`${folder}/base.yaml`, `${folder}/${overlay}.yaml`],
    plan: `${folder}/plan-${overlay}.txt`,
  }));
});

function configurationOf({ files: [first, ...later] }: Example): LoadInput['files'] {
  const read = (path: string) => ({ path, text: readFileSync(new URL(path, EXAMPLES), 'utf8') });
  return [read(first), ...later.map(read)];
}

describe.each(examples)('the example $name', (example) => {
  const configuration = configurationOf(example);

  it('gives the plan that stands beside it', async () => {
    const { planned } = await openLab().plan(configuration);
    const shown = planText(planned.plan, { width: 80, style: PLAIN });
    await expect(shown).toMatchFileSnapshot(`../../examples/${example.plan}`);
  });

  it('makes the whole round: applied, nothing left, no drift, destroyed', async () => {
    const lab = openLab();
    const made = await lab.converge(configuration);
    expect(made?.counts.created).toBeGreaterThan(0);
    const { plan } = (await lab.plan(configuration)).planned;
    expect([plan.changes, plan.drift, plan.diagnostics]).toEqual([[], [], []]);
    const registries = ((await lab.state(plan.stack))?.resources ?? []).filter(({ type }) =>
      type.endsWith('/registries'),
    );
    const allowDestroy = registries.map(({ address }) => address);
    const destroyed = await lab.destroy(configuration, { options: { allowDestroy } });
    expect(destroyed).toMatchObject({ kind: 'applied', outcome: { failed: [], notStarted: [] } });
    expect(lab.emulator.objects()).toEqual({});
  });
});

describe('environments that share a base', () => {
  it('live beside each other, each with its own state', async () => {
    const lab = openLab();
    const environments = examples.filter(({ name }) => name.startsWith('environments ')).map(configurationOf);
    expect(environments).toHaveLength(2);
    for (const environment of environments) await lab.converge(environment);
    for (const environment of environments) {
      const { plan } = (await lab.plan(environment)).planned;
      expect([plan.changes, plan.drift]).toEqual([[], []]);
    }
  });
});

describe('the README', () => {
  it('shows the plan of the example as it is printed', () => {
    expect(README).toContain(readFileSync(new URL('private-link/plan.txt', EXAMPLES), 'utf8').trim());
  });
});
