import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canariesOf, foundIn } from '../canaries.ts';
import { AT, example } from '../scenarios/stacks.ts';
import { acrctl, emptyFolder } from './acrctl.ts';

const ROTATE = ['rotate', 'token', 'contosoimages/build-machine', '--emulator', '--auto-approve'] as const;

describe('acrctl rotate token', () => {
  it('puts a password into a new file of mode 0600 and prints it nowhere, also with --verbose (2.28)', () => {
    const folder = emptyFolder();
    const tokens = { [`${AT.registry}.tokens.build-machine`]: { scopeMap: '_repositories_pull' } };
    writeFileSync(join(folder, 'acrctl.yaml'), example(tokens));
    expect(acrctl(folder, ['apply', '--auto-approve', '--emulator']).exit).toBe(0);
    const nowhere = acrctl(folder, ROTATE);
    expect([nowhere.exit, nowhere.stderr]).toEqual([1, expect.stringContaining('--secret VAULT/NAME')]);
    const first = acrctl(folder, [...ROTATE, '--into', 'password.txt', '--expires', '90', '--verbose']);
    expect([first.exit, first.stdout]).toEqual([
      0,
      expect.stringContaining('password1 of build-machine is drawn'),
    ]);
    const file = join(folder, 'password.txt');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const again = acrctl(folder, [...ROTATE, '--into', 'password.txt']);
    expect([again.exit, again.stderr]).toEqual([1, expect.stringContaining('ACR2026')]);
    const second = acrctl(folder, [...ROTATE, '--into', 'second.txt', '--json']);
    expect(JSON.parse(second.stdout)).toMatchObject({
      password: 'password2',
      storedIn: 'file',
      expires: null,
    });
    const [one, two] = ['password.txt', 'second.txt'].map((name) => readFileSync(join(folder, name), 'utf8'));
    const texts = Object.fromEntries(
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => !/password\.txt$|second\.txt$/.test(name) && statSync(join(folder, name)).isFile())
        .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
    );
    const said = [first, again, second].map(({ stdout, stderr }) => stdout + stderr).join('\n');
    expect(foundIn({ ...texts, said }, canariesOf(one ?? '', two ?? ''))).toEqual([]);
    expect(existsSync(join(folder, 'password.txt.partial'))).toBe(false);
    const third = acrctl(folder, [...ROTATE, '--into', 'third.txt']);
    expect([third.exit, third.stderr]).toEqual([1, expect.stringContaining('ACR2418')]);
    expect(existsSync(join(folder, 'third.txt.partial'))).toBe(false);
  });
});
