import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/core/codes.ts';
import type { Plan } from '../../src/core/plan.ts';
import { importText } from '../../src/report/import-text.ts';
import { PLAIN } from '../../src/report/style.ts';
import { openLab } from '../lab.ts';
import { AT, example, ID, planOf } from '../scenarios/stacks.ts';

const ENTRY = {
  address: AT.network,
  type: 'Microsoft.Network/virtualNetworks',
  id: ID.network,
  dependsOn: [],
  settled: true,
  applied: {},
};
const FAULT = diagnose('ACR1313', { detail: 'It is taken.' });
const WARNING = diagnose('ACR1325', { detail: 'Nobody asked.', severity: 'warning' });

function textOf(plan: Plan, isNew = true): string {
  const imported = { entry: ENTRY, isNew, serial: 4, plan, labelOf: () => 'virtual network' };
  return importText(imported, { width: 80, style: PLAIN });
}

describe('what is said of an import', () => {
  it('is that nothing is left to do', async () => {
    const lab = openLab();
    await lab.converge(example());
    const plan = await planOf(lab, example());
    expect(textOf(plan)).toBe(
      [
        `${AT.network.padEnd(65)}virtual network`,
        `  ${ID.network}`,
        'Imported. State serial 4; Azure was only read.',
        '',
        'The next plan is empty.',
        '',
      ].join('\n'),
    );
    expect(textOf(plan, false)).toContain('\nThe state holds it already, serial 4: nothing was written.\n');
    expect(textOf({ ...plan, diagnostics: [WARNING] })).toMatch(/\n\nThe next plan is empty\.\n$/);
    expect(textOf({ ...plan, diagnostics: [FAULT, WARNING] })).toMatch(
      /\n\nThe next plan has 1 fault: see "acrctl plan"\.\n$/,
    );
  });

  it('is what becomes of it, and of the others how many there are', async () => {
    const lab = openLab();
    await lab.converge(example());
    const others = await planOf(lab, example({ [`${AT.registry}.policies.retentionDays`]: 45 }));
    expect(textOf({ ...others, diagnostics: [FAULT] })).toMatch(
      /\n\nThe next plan leaves it as it is\.\nPlan: 0 to create, 1 to update, .*\nThe next plan has 1 fault: see "acrctl plan"\.\n$/,
    );
    const all = {
      [`${AT.registry}.policies.retentionDays`]: 45,
      [`${AT.network}.dnsServers`]: ['10.20.0.4'],
    };
    const text = textOf(await planOf(lab, example(all)));
    expect(text).toContain('The next plan changes it:\n\n  ~ networks.vnet-hub ');
    expect(text).toContain('[10.20.0.4]');
    expect(text).toMatch(/\n\nPlan: 0 to create, 2 to update, /);
    expect(text).not.toContain('retention');
  });
});
