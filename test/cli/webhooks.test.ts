import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { canariesOf, foundIn } from '../canaries.ts';
import { AT, example } from '../scenarios/stacks.ts';
import { acrctl, emptyFolder } from './acrctl.ts';

const URI = 'https://relay.fabrikam.com/?code=Qm9ja3MgYXJlIGRyYXdu';
const HOOK = { serviceUriFrom: 'HOOK_URI', actions: ['push'] };

it('a webhook gets its address from a variable, which is needed and shown nowhere, also with --verbose', () => {
  const folder = emptyFolder();
  writeFileSync(join(folder, 'acrctl.yaml'), example({ [`${AT.registry}.webhooks.onpush`]: HOOK }));
  const env = { HOOK_URI: URI };
  // The emulator is Azure, which has to know the address.
  const at = ['--emulator', '--emulator-dir', emptyFolder()];
  expect(acrctl(folder, ['validate']).exit).toBe(0);
  const unset = acrctl(folder, ['apply', ...at, '--auto-approve']);
  expect([unset.exit, unset.stdout]).toEqual([7, expect.stringContaining('HOOK_URI, which is not set')]);
  const runs = [
    acrctl(folder, ['plan', ...at, '--out', 'saved.plan', '--html', 'plan.html', '--verbose'], env),
    acrctl(folder, ['apply', ...at, '--auto-approve', '--verbose'], env),
    acrctl(folder, ['plan', ...at, '--json', '--detailed-exitcode']),
    acrctl(folder, ['state', 'show', `${AT.registry}.webhooks.onpush`, '--emulator'], env),
  ];
  expect(runs.map(({ exit }) => exit)).toEqual([0, 0, 0, 0]);
  const files = Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(folder, name)).isFile())
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
  expect(Object.keys(files)).toEqual(expect.arrayContaining(['saved.plan', 'plan.html']));
  const said = runs.map(({ stdout, stderr }) => stdout + stderr).join('\n');
  expect(said).toContain('from HOOK_URI; version 1');
  expect(foundIn({ ...files, said }, canariesOf(URI))).toEqual([]);
});
