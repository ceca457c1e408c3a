import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/core/plan.ts';
import { planDot } from '../../src/report/plan-dot.ts';
import { planMermaid } from '../../src/report/plan-mermaid.ts';
import { readDot, readMermaid } from '../report/graph-readers.ts';
import { acrctl, newFolder } from './acrctl.ts';
import { appliedFolder, filesIn } from './look.ts';

/** Runs the command, which leaves the folder as it is. */
function graph(folder: string, ...args: string[]) {
  const before = filesIn(folder);
  const run = acrctl(folder, ['graph', ...args]);
  expect(filesIn(folder)).toEqual(before);
  return run;
}

describe('acrctl graph', () => {
  it('draws the plan that would be made now, and nothing else on stdout', () => {
    const folder = newFolder();
    const plan = JSON.parse(acrctl(folder, ['plan', '--emulator', '--json']).stdout) as Plan;
    expect(graph(folder, '--emulator')).toEqual({ exit: 0, stdout: planDot(plan), stderr: '' });
    expect(graph(folder, '--emulator', '--format', 'mermaid')).toEqual({
      exit: 0,
      stdout: planMermaid(plan),
      stderr: '',
    });
  });

  it('draws a saved plan, with no configuration and no state', () => {
    const folder = newFolder();
    acrctl(folder, ['plan', '--emulator', '--out', 'images.plan']);
    const drawn = graph(folder, '--emulator');
    rmSync(join(folder, 'acrctl.yaml'));
    expect(graph(folder, 'images.plan', '--format', 'dot', '--no-color')).toEqual(drawn);
  });

  it('takes nothing beside a saved plan that would have no effect on it', () => {
    const folder = newFolder();
    acrctl(folder, ['plan', '--emulator', '--out', 'images.plan']);
    const refused = graph(folder, 'images.plan', '--emulator', '-f', 'acrctl.yaml', '--destroy');
    expect([refused.exit, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr.replace(/\s+/g, ' ')).toContain('ACR2024');
    expect(refused.stderr.replace(/\s+/g, ' ')).toContain(
      '--file, --emulator and --destroy can only be given',
    );
  });

  it('draws nothing of a plan that was altered, or of a file with faults', () => {
    const folder = newFolder();
    acrctl(folder, ['plan', '--emulator', '--out', 'images.plan']);
    const file = join(folder, 'images.plan');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"westeurope"', '"northeurope"'));
    const altered = graph(folder, 'images.plan');
    expect([altered.exit, altered.stdout, altered.stderr]).toEqual([
      6,
      '',
      expect.stringContaining('ACR2022'),
    ]);
    writeFileSync(join(folder, 'acrctl.yaml'), 'apiVersion: acrctl/v1\n');
    const invalid = graph(folder, '--emulator');
    expect([invalid.exit, invalid.stdout, invalid.stderr]).toEqual([
      3,
      '',
      expect.stringContaining('ACR1019'),
    ]);
  });

  it('is empty and valid where there is nothing to do, and says so on stderr', () => {
    const folder = appliedFolder();
    const note = 'The graph is empty: the plan holds no changes.\n';
    const [dot, mermaid] = [graph(folder, '--emulator'), graph(folder, '--emulator', '--format', 'mermaid')];
    expect([dot.exit, readDot(dot.stdout).nodes, dot.stderr]).toEqual([0, [], note]);
    expect([mermaid.exit, readMermaid(mermaid.stdout).nodes, mermaid.stderr]).toEqual([0, [], note]);
  });

  it('shows what a guard refuses, which is no failure of looking', () => {
    const folder = appliedFolder();
    const options = ['--emulator', '--destroy', '--allow-mass-destroy', '8'];
    const run = graph(folder, ...options);
    expect([run.exit, run.stderr]).toEqual([0, '']);
    const blocked = readDot(run.stdout).nodes.filter(({ look }) => look.includes('octagon'));
    expect(blocked.map(({ lines }) => lines)).toEqual([
      ['x registry contosoimages (delete)', 'delete BLOCKED: ACR2002'],
    ]);
    const allowed = graph(folder, ...options, '--allow-destroy', 'registries.contosoimages');
    expect(allowed.stdout).not.toContain('octagon');
  });

  it('knows two languages', () => {
    const run = graph(newFolder(), '--format', 'svg');
    expect([run.exit, run.stderr]).toEqual([1, expect.stringMatching(/dot,\s+mermaid/)]);
  });
});
