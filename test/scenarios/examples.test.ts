import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { planText } from '../../src/report/plan-text.ts';
import { PLAIN } from '../../src/report/style.ts';
import { openLab } from '../lab.ts';

const EXAMPLES = new URL('../../examples/', import.meta.url);
const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

describe.each(readdirSync(EXAMPLES))('the example %s', (name) => {
  const text = readFileSync(new URL(`${name}/acrctl.yaml`, EXAMPLES), 'utf8');

  it('gives the plan that stands beside it', async () => {
    const { planned } = await openLab().plan(text);
    const shown = planText(planned.plan, { width: 80, style: PLAIN });
    await expect(shown).toMatchFileSnapshot(`../../examples/${name}/plan.txt`);
  });

  it('makes the whole round: applied, nothing left, no drift, destroyed', async () => {
    const lab = openLab();
    const made = await lab.converge(text);
    expect(made?.counts.created).toBeGreaterThan(0);
    const { plan } = (await lab.plan(text)).planned;
    expect([plan.changes, plan.drift, plan.diagnostics]).toEqual([[], [], []]);
    const registries = ((await lab.state())?.resources ?? []).filter(({ type }) =>
      type.endsWith('/registries'),
    );
    const allowDestroy = registries.map(({ address }) => address);
    const destroyed = await lab.destroy(text, { options: { allowDestroy } });
    expect(destroyed).toMatchObject({ kind: 'applied', outcome: { failed: [], notStarted: [] } });
    expect(lab.emulator.objects()).toEqual({});
  });
});

describe('the README', () => {
  it('shows the plan of the example as it is printed', () => {
    expect(README).toContain(readFileSync(new URL('private-link/plan.txt', EXAMPLES), 'utf8').trim());
  });
});
