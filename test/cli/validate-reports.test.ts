import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { acrctl, checkReadable, newFolder } from './acrctl.ts';
import { filesIn } from './look.ts';

const REPORTS = ['--sarif', 'found.sarif', '--junit', 'found.xml'];

it('a valid configuration has an empty log and a case that passes', () => {
  const folder = newFolder();
  const plain = acrctl(folder, ['validate']);
  expect(acrctl(folder, ['validate', ...REPORTS])).toEqual(plain);
  expect(resultsIn(folder)).toEqual([]);
  expect(read(folder, 'found.xml')).toContain('<testcase name="has no fault" classname="acrctl.yaml"/>');
});

it('an invalid one is told as ever, with exit code 3, and stands in both reports', () => {
  const folder = faultyFolder();
  const plain = acrctl(folder, ['validate']);
  const run = acrctl(folder, ['validate', ...REPORTS]);
  expect(run).toEqual(plain);
  expect(run.exit).toBe(3);
  expect(resultsIn(folder).map(({ ruleId }) => ruleId)).toEqual(['ACR1104']);
  expect(read(folder, 'found.xml')).toContain('<failure type="ACR1104"');
  const json = acrctl(folder, ['validate', '--json', ...REPORTS]);
  expect([json.exit, json.stderr]).toEqual([3, '']);
});

it('files are named from the root of the repository, wherever the command runs', () => {
  const folder = faultyFolder();
  const stacks = join(folder, 'stacks', 'pro duction');
  mkdirSync(stacks, { recursive: true });
  mkdirSync(join(folder, '.git'));
  cpSync(join(folder, 'acrctl.yaml'), join(stacks, 'acrctl.yaml'));
  acrctl(stacks, ['validate', ...REPORTS]);
  expect(urisIn(stacks)).toEqual([{ uri: 'stacks/pro%20duction/acrctl.yaml', uriBaseId: '%SRCROOT%' }]);
  expect(read(stacks, 'found.xml')).toContain('classname="stacks/pro duction/acrctl.yaml"');
  acrctl(stacks, ['validate', '-f', '../../acrctl.yaml', ...REPORTS]);
  expect(urisIn(stacks)).toEqual([{ uri: 'acrctl.yaml', uriBaseId: '%SRCROOT%' }]);
});

it('a file outside of the repository is named whole', () => {
  const [folder, outside] = [newFolder(), faultyFolder()];
  mkdirSync(join(folder, '.git'));
  acrctl(folder, ['validate', '-f', join(outside, 'acrctl.yaml'), ...REPORTS]);
  expect(urisIn(folder)).toEqual([{ uri: `file://${join(outside, 'acrctl.yaml')}` }]);
});

it('a file that cannot be read is a result, too', () => {
  const folder = newFolder();
  expect(acrctl(folder, ['validate', '-f', 'acrctl.yaml', '-f', 'gone.yaml', ...REPORTS]).exit).toBe(3);
  expect(resultsIn(folder).map(({ ruleId }) => ruleId)).toEqual(['ACR1025']);
  expect(urisIn(folder)).toEqual([{ uri: 'gone.yaml', uriBaseId: '%SRCROOT%' }]);
});

it('- is stdout, which then has nothing else', () => {
  const valid = acrctl(newFolder(), ['validate', '--junit', '-']);
  expect(valid.stdout).toMatch(/^<\?xml [\s\S]*<\/testsuites>\n$/);
  const invalid = acrctl(faultyFolder(), ['validate', '--sarif', '-']);
  expect(invalid.exit).toBe(3);
  expect(JSON.parse(invalid.stdout).version).toBe('2.1.0');
  expect(invalid.stderr).toContain('error ACR1104');
});

it('a report that cannot be written costs neither what was found nor the other report', () => {
  for (const [folder, exit] of [
    [newFolder(), 1],
    [faultyFolder(), 3],
  ] as const) {
    const run = acrctl(folder, ['validate', '--sarif', 'nowhere/found.sarif', '--junit', 'found.xml']);
    checkReadable(run);
    expect(run.exit).toBe(exit);
    expect(run.stderr).toContain('error ACR2029');
    expect(run.stdout + run.stderr).toContain(exit === 1 ? 'acrctl.yaml is valid' : 'error ACR1104');
    expect(existsSync(join(folder, 'found.xml'))).toBe(true);
  }
});

it('no report takes the place of a file of the configuration or of the other report', () => {
  const folder = newFolder();
  const before = filesIn(folder);
  expect(acrctl(folder, ['validate', '--sarif', './acrctl.yaml']).exit).toBe(1);
  expect(acrctl(folder, ['validate', '--sarif', 'a', '--junit', 'a']).exit).toBe(1);
  expect(acrctl(folder, ['validate', '--sarif', '-', '--json']).exit).toBe(1);
  expect(filesIn(folder)).toEqual(before);
});

interface Result {
  readonly ruleId: string;
  readonly locations: readonly [{ readonly physicalLocation: { readonly artifactLocation: unknown } }];
}

function resultsIn(folder: string): readonly Result[] {
  return JSON.parse(read(folder, 'found.sarif')).runs[0].results;
}

function urisIn(folder: string): readonly unknown[] {
  return resultsIn(folder).map(({ locations }) => locations[0].physicalLocation.artifactLocation);
}

function read(folder: string, file: string): string {
  return readFileSync(join(folder, file), 'utf8');
}

/** One whose endpoint lies in a subnet that there is not. */
function faultyFolder(): string {
  const folder = newFolder();
  const file = join(folder, 'acrctl.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('vnet-hub/endpoints', 'vnet-hub/endpoint'));
  return folder;
}
