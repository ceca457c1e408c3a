import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { acrctl, newFolder, type Run } from './acrctl.ts';

const OVERLAY = 'registries: { contosoimages: { adminUser: true } }\n';

/** A folder with the example as `shared/base.yaml` and the given files beside `shared`. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = newFolder();
  mkdirSync(join(folder, 'shared'));
  symlinkSync('../acrctl.yaml', join(folder, 'shared/base.yaml'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

function check(run: Run, exit: number, ...says: readonly string[]): void {
  expect([run.exit, run.stderr]).toEqual([exit, exit === 0 || exit === 2 ? '' : run.stderr]);
  for (const text of says) expect(run.stdout + run.stderr).toContain(text);
  const tooLong = (line: string) => [...line].length > 80 && !line.startsWith('  acrctl apply ');
  expect((run.stdout + run.stderr).split('\n').filter(tooLong)).toEqual([]);
}

test('every command merges the files it is given, and emulator and state lie beside the first', () => {
  const folder = folderWith({ 'prod.yaml': OVERLAY });
  const files = ['-f', 'shared/base.yaml', '-f', 'prod.yaml'];
  const run = (command: string, ...args: string[]) => acrctl(folder, [command, ...files, ...args]);
  check(run('validate'), 0, 'shared/base.yaml and prod.yaml are valid (stack images-prod).');
  const saved = run('plan', '--emulator', '--out', 'my.plan');
  check(saved, 0, 'adminUserEnabled                   true');
  expect(saved.stdout).toContain(
    'with:\n  acrctl apply -f shared/base.yaml -f prod.yaml --emulator my.plan\n',
  );
  check(acrctl(folder, ['apply', '-f', 'shared/base.yaml', '--emulator', 'my.plan']), 6, 'bindings.config');
  expect(run('apply', '--emulator', 'my.plan').exit).toBe(0);
  check(run('drift', '--emulator'), 0);
  check(run('plan', '--emulator', '--detailed-exitcode'), 0, 'No changes.');
  const withoutOverlay = ['plan', '-f', 'shared/base.yaml', '--emulator', '--detailed-exitcode'];
  check(acrctl(folder, withoutOverlay), 2);
  expect(existsSync(join(folder, 'shared/.acrctl/emulator-state/images-prod/state.json'))).toBe(true);
  expect(existsSync(join(folder, '.acrctl'))).toBe(false);
});

test('the same file twice is refused, under whatever name, and so is every file that cannot be read', () => {
  const folder = folderWith({});
  const validate = (...files: string[]) => acrctl(folder, ['validate', ...files.flatMap((f) => ['-f', f])]);
  check(validate('acrctl.yaml', 'acrctl.yaml'), 3, 'error ACR1026', '"acrctl.yaml" is given twice');
  check(validate('acrctl.yaml', 'shared/base.yaml'), 3, 'error ACR1026', 'are the same file');
  check(validate('acrctl.yaml', './none.yaml', '.'), 3, '"./none.yaml"', 'no regular file', '2 errors');
});

test('faults of all files come in one run, each with its file, in text and in JSON', () => {
  const folder = folderWith({
    'prod.yaml': 'registries: { contosoimages: { sku: premium } }\n',
    'mine.yaml': 'networks: { vnet-hub: { addressSpace: } }\nregistries: { contoso: ~ }\n',
  });
  const args = ['validate', '-f', 'acrctl.yaml', '-f', 'prod.yaml', '-f', 'mine.yaml'];
  const places = ['prod.yaml:1:37', 'mine.yaml:1:25', 'mine.yaml:2:15'];
  check(acrctl(folder, args), 3, ...places, '2 errors, 1 warning in prod.yaml and mine.yaml');
  const { error } = JSON.parse(acrctl(folder, [...args, '--json']).stdout);
  const found = error.diagnostics.map(
    ({ source }: { source: { file: string; line: number; column: number } }) =>
      `${source.file}:${source.line}:${source.column}`,
  );
  expect(found).toEqual(places);
});
