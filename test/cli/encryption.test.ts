import type { ChildProcess } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RevokeEncryptionDocument, RotateEncryptionDocument } from '../../src/cli/documents.ts';
import {
  acrctl,
  askedOf,
  checkReadable,
  emptyFolder,
  type Run,
  type ServedEmulator,
  startAcrctl,
  startEmulator,
} from './acrctl.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/customer-managed-key/acrctl.yaml', import.meta.url));
const ROTATE = ['rotate', 'encryption', 'contosoimages'] as const;
const REVOKE = ['revoke', 'encryption', 'contosoimages'] as const;

/** A folder with the example: vault, key, identity, its access and a registry. */
function exampleFolder(): string {
  const folder = emptyFolder();
  cpSync(EXAMPLE, join(folder, 'acrctl.yaml'));
  return folder;
}

const flat = ({ stdout, stderr }: Run) => (stdout + stderr).replace(/\s+/g, ' ');

/** Until the process says something beside its result: that it waits. */
const told = (child: ChildProcess) => new Promise((resolve) => child.stderr?.once('data', resolve));

describe('over HTTP', () => {
  const folder = exampleFolder();
  let emulator: ServedEmulator;
  const run = (...args: string[]): Run => {
    const done = acrctl(folder, args, emulator.env);
    if (!args.includes('--json')) checkReadable(done);
    return done;
  };
  const hourPasses = () => emulator.ask('POST', '/_emulator/clock', { advanceMs: 3_600_000 });
  const versionsMade = async () =>
    (await askedOf(emulator)).filter(({ method, path }) => method === 'POST' && path.endsWith('/rotate'))
      .length;
  const canBeRead = async () => {
    const report = await emulator.ask('GET', '/_emulator/registry-keys');
    const { registries } = report as { registries: Record<string, { accessible: boolean }> };
    return Object.values(registries).map(({ accessible }) => accessible);
  };

  beforeAll(async () => {
    emulator = await startEmulator(folder);
    expect(run('apply', '--auto-approve').exit).toBe(0);
    expect(run('plan', '--detailed-exitcode').exit).toBe(0);
  });
  afterAll(() => emulator.stop());

  describe('acrctl rotate encryption', () => {
    it('asks before it makes a version, and without a terminal makes none', async () => {
      const refused = run(...ROTATE);
      expect([refused.exit, refused.stderr]).toEqual([1, expect.stringContaining('ACR2115')]);
      expect(refused.stdout).toContain('A new version of the key is made.');
      expect(await versionsMade()).toBe(0);
    });

    it('makes a version, waits for the registry, and says which ones may be disabled (3.48, 3.52, 3.53)', async () => {
      await emulator.ask('DELETE', '/_emulator/requests');
      const { child, ended } = startAcrctl(folder, [...ROTATE, '--auto-approve'], emulator.env);
      await told(child);
      await hourPasses();
      const done = await ended;
      checkReadable(done);
      expect(done.exit).toBe(0);
      expect(done.stderr).toMatch(/^Waiting until the registry uses it/);
      expect(flat(done)).toMatch(
        /Made version [0-9a-f]{32}\. contosoimages uses it, since .* the older ones may be disabled/,
      );
      expect(done.stdout).toContain('az keyvault key set-attributes --enabled false');
      expect(await versionsMade()).toBe(1);
    });

    it('ends at once with --no-wait, makes no other beside that one, and goes on with --adopt', async () => {
      const first = run(...ROTATE, '--auto-approve', '--no-wait', '--json');
      const document = JSON.parse(first.stdout) as RotateEncryptionDocument;
      expect([first.exit, first.stderr]).toEqual([0, '']);
      expect(document).toMatchObject({ made: true, result: 'not-waited', byHand: null, disposable: [] });
      const second = run(...ROTATE, '--auto-approve');
      expect([second.exit, second.stderr]).toEqual([1, expect.stringContaining('ACR2407')]);
      await hourPasses();
      const again = JSON.parse(run(...ROTATE, '--adopt', '--json').stdout) as RotateEncryptionDocument;
      expect(again).toMatchObject({ made: false, result: 'followed', newest: document.newest });
      expect(run('plan', '--detailed-exitcode').exit).toBe(0);
    });

    it('says at an interrupt that nothing is lost, and how to look again', async () => {
      await emulator.ask('DELETE', '/_emulator/requests');
      const { child, ended } = startAcrctl(folder, [...ROTATE, '--auto-approve'], emulator.env);
      await told(child);
      child.kill('SIGINT');
      const done = await ended;
      checkReadable(done);
      expect(done.exit).toBe(130);
      expect(flat(done)).toMatch(
        /was made; what became of it .* acrctl rotate encryption contosoimages --adopt/,
      );
      await hourPasses();
      expect(run(...ROTATE, '--adopt').exit).toBe(0);
    });

    it('is refused by the vault with exit code 4, and by a name that the file does not have with 1', async () => {
      await emulator.ask('POST', '/_emulator/permissions', { permissions: [{ scope: '/', actions: ['*'] }] });
      const denied = acrctl(folder, [...ROTATE, '--auto-approve'], emulator.env);
      await emulator.ask('POST', '/_emulator/permissions', {
        permissions: [{ scope: '/', actions: ['*'], dataActions: ['*'] }],
      });
      expect([denied.exit, denied.stderr]).toEqual([4, expect.stringContaining('ACR2403')]);
      expect(flat(denied)).toContain('Key Vault Crypto Officer');
      const unknown = run('rotate', 'encryption', 'contosoimage');
      expect([unknown.exit, flat(unknown)]).toEqual([
        1,
        expect.stringContaining('Did you mean contosoimages?'),
      ]);
    });
  });

  describe('acrctl revoke encryption', () => {
    it('wants the name of the registry typed, and takes nothing without it (3.58)', async () => {
      await emulator.ask('DELETE', '/_emulator/requests');
      for (const args of [[], ['--consent', 'contosoimage']]) {
        const refused = run(...REVOKE, ...args);
        expect([refused.exit, refused.stderr]).toEqual([1, expect.stringContaining('ACR2411')]);
        expect(flat(refused)).toMatch(/Nobody can pull from contosoimages .* Nothing was taken away/);
      }
      expect((await askedOf(emulator)).filter(({ method }) => method === 'DELETE')).toEqual([]);
    });

    it('closes the registry within the hour, says how it comes back, and the next apply opens it (3.58, 3.60)', async () => {
      const done = run(...REVOKE, '--consent', 'contosoimages');
      expect([done.exit, done.stderr]).toEqual([0, '']);
      expect(flat(done)).toMatch(
        /Taken away, and read back: 1 grant\. .* The next apply of this stack gives it back/,
      );
      expect(done.stdout).toContain('az role assignment create');
      await hourPasses();
      expect(await canBeRead()).toEqual([false]);
      const again = run(...REVOKE, '--json');
      expect(JSON.parse(again.stdout) as RevokeEncryptionDocument).toMatchObject({
        result: 'already-gone',
        exitCode: 0,
        grants: [],
      });
      expect(run('plan', '--detailed-exitcode').exit).toBe(2);
      expect(run('apply', '--auto-approve').exit).toBe(0);
      await hourPasses();
      expect(await canBeRead()).toEqual([true]);
    });
  });
});

describe('with the emulator in the process', () => {
  it('rotates and revokes as over HTTP', () => {
    const folder = exampleFolder();
    const run = (...args: string[]) => acrctl(folder, [...args, '--emulator', '--json']);
    expect(run('apply', '--auto-approve').exit).toBe(0);
    expect(JSON.parse(run(...ROTATE, '--auto-approve', '--no-wait').stdout)).toMatchObject({
      result: 'not-waited',
    });
    expect(JSON.parse(run(...REVOKE, '--consent', 'contosoimages').stdout)).toMatchObject({
      result: 'revoked',
      restoredByApply: true,
    });
    expect(run('plan', '--detailed-exitcode').exit).toBe(2);
  });

  it('finds no vault to ask where there is nothing yet', () => {
    const folder = exampleFolder();
    for (const args of [ROTATE, REVOKE]) {
      const run = acrctl(folder, [...args, '--emulator']);
      checkReadable(run);
      expect([run.exit, flat(run)]).toEqual([1, expect.stringContaining('ACR2082')]);
    }
  });
});
