import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { planText } from '../../src/report/plan-text.ts';
import { PLAIN } from '../../src/report/style.ts';
import { configurationOf, EXAMPLES } from '../examples.ts';
import { openLab } from '../lab.ts';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

describe.each(EXAMPLES)('the example $name', (example) => {
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
    const environments = EXAMPLES.filter(({ name }) => name.startsWith('environments ')).map(configurationOf);
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
    expect(README).toContain(
      readFileSync(new URL('../../examples/private-link/plan.txt', import.meta.url), 'utf8').trim(),
    );
  });
});
