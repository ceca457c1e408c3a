import { describe, expect, it } from 'vitest';
import { parseSavedPlan, planText } from '../../src/engine/saved-plan.ts';
import { EXAMPLE, openLab } from '../lab.ts';

describe('the text of a plan', () => {
  it('holds nothing that a CI runner takes for a command, and reads back the same (H09)', async () => {
    const text = EXAMPLE.replace(
      'owner: platform',
      'owner: "##vso[task.setvariable variable=a]b ##[group] ###"',
    );
    const { plan } = (await openLab().plan(text)).planned;
    const saved = planText(plan);
    expect(saved).toContain('vso[task.setvariable');
    expect(saved).not.toContain('##');
    expect(parseSavedPlan(saved, 'a.plan')).toEqual(JSON.parse(JSON.stringify(plan)));
  });
});
