import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { acrctl, checkReadable, newFolder, type Run } from './acrctl.ts';
import { LOCK_ID, type LockKind, putLock } from './locks.ts';

const REGISTRY = 'registries.contosoimages';
const ENDPOINT = `${REGISTRY}.network.privateEndpoints.hub`;

function appliedFolder(): string {
  const folder = newFolder();
  acrctl(folder, ['apply', '--emulator', '--auto-approve']);
  return folder;
}

const flat = ({ stdout, stderr }: Run) => (stdout + stderr).replace(/\s+/g, ' ');

describe('acrctl state mv', () => {
  it('renames an entry and all below it, and the file follows', () => {
    const folder = appliedFolder();
    const run = acrctl(folder, ['state', 'mv', REGISTRY, 'registries.images', '--emulator']);
    checkReadable(run);
    expect([run.exit, run.stderr]).toEqual([0, '']);
    expect(run.stdout.split('\n').slice(0, 6)).toEqual([
      `${ENDPOINT}.dnsZoneGroup`,
      '  -> registries.images.network.privateEndpoints.hub.dnsZoneGroup',
      ENDPOINT,
      '  -> registries.images.network.privateEndpoints.hub',
      REGISTRY,
      '  -> registries.images',
    ]);
    const file = join(folder, 'acrctl.yaml');
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace('  contosoimages:\n', '  images:\n    name: contosoimages\n'),
    );
    const plan = acrctl(folder, ['plan', '--emulator', '--detailed-exitcode']);
    expect([plan.exit, plan.stdout]).toEqual([0, expect.stringContaining('No changes.')]);
  });

  it('prints what moved as a document', () => {
    const folder = appliedFolder();
    const run = acrctl(folder, [
      ...['state', 'mv', 'networks.vnet-hub', 'networks["vnet.hub"]'],
      ...['--emulator', '--json'],
    ]);
    expect([run.exit, run.stderr]).toEqual([0, '']);
    expect(JSON.parse(run.stdout)).toMatchObject({
      stack: 'images-prod',
      state: { serial: 2, unfinishedRun: false },
      moved: [
        { from: 'networks.vnet-hub.subnets.endpoints', to: 'networks["vnet.hub"].subnets.endpoints' },
        { from: 'networks.vnet-hub', to: 'networks["vnet.hub"]' },
      ],
    });
  });

  it.each([
    ['ACR2113', 'registries.contosoimage', 'registries.a', 'Did you mean registries.contosoimages?'],
    ['ACR2113', 'registires', 'registries', 'Did you mean registries?'],
    ['ACR2116', REGISTRY, REGISTRY, '/registries/contosoimages Two objects cannot have one address.'],
    ['ACR2117', REGISTRY, 'networks.images', 'of the form registries.*'],
    ['ACR2117', REGISTRY, ENDPOINT, 'of the form registries.*'],
    ['ACR2117', ENDPOINT, `${REGISTRY}.privateEndpoints.hub`, 'another kind'],
    ['ACR2117', REGISTRY, 'registries["a b"]', 'not the path of anything'],
    ['ACR2117', REGISTRY, 'registries..a', 'not the path of anything'],
    ['ACR2117', REGISTRY, 'images', 'not the path of anything'],
  ])('refuses with %s: %s to %s', (code, from, to, said) => {
    const folder = appliedFolder();
    const before = acrctl(folder, ['state', 'list', '--emulator', '--json']).stdout;
    const run = acrctl(folder, ['state', 'mv', from, to, '--emulator']);
    checkReadable(run);
    expect([run.exit, run.stdout, flat(run)]).toEqual([1, '', expect.stringContaining(code)]);
    expect(flat(run)).toContain(said);
    expect(acrctl(folder, ['state', 'list', '--emulator', '--json']).stdout).toBe(before);
  });

  it.each([
    ['mv', REGISTRY, 'registries.a'],
    ['rm', REGISTRY, '--auto-approve'],
  ])('%s says that there is no state, and makes none', (...args) => {
    const folder = newFolder();
    const run = acrctl(folder, ['state', ...args, '--emulator']);
    expect([run.exit, flat(run)]).toEqual([1, expect.stringContaining('ACR2112')]);
    expect(existsSync(join(folder, '.acrctl'))).toBe(false);
  });
});

describe('acrctl state rm', () => {
  it('forgets once it is confirmed; the objects stay, and come back with adopt', () => {
    const folder = appliedFolder();
    const run = (...args: string[]) => {
      const done = acrctl(folder, [...args, '--emulator']);
      checkReadable(done);
      return done;
    };
    const asked = run('state', 'rm', ENDPOINT);
    expect([asked.exit, asked.stderr]).toEqual([1, expect.stringContaining('ACR2115')]);
    expect(run('state', 'list').stdout).toContain(ENDPOINT);
    const done = run(
      'state',
      'rm',
      ENDPOINT,
      'privateDnsZones["privatelink.azurecr.io"].links',
      '--auto-approve',
    );
    expect([done.exit, done.stderr]).toEqual([0, '']);
    expect(done.stdout).toMatch(
      /the objects stay in Azure[\s\S]+"adopt: true"[\s\S]+Forgotten: 3\. State serial 2\.\n$/,
    );
    expect(run('state', 'list').stdout).not.toMatch(/privateEndpoints|links/);
    const refused = run('plan');
    expect([refused.exit, refused.stdout.match(/ACR1301/g)?.length]).toEqual([7, 3]);
    const file = join(folder, 'acrctl.yaml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(
      file,
      text
        .replace('links: [vnet-hub]', 'links: { vnet-hub: { adopt: true } }')
        .replace(/^( +)hub:.*\n/m, '$&$1  adopt: true\n'),
    );
    expect(run('apply', '--auto-approve').stdout).toContain('the state is up to date');
    writeFileSync(file, text);
    expect(run('plan', '--detailed-exitcode').exit).toBe(0);
  });

  it('prints what is forgotten as a document, and for none of what is not there', () => {
    const folder = appliedFolder();
    const json = (...args: string[]) => {
      const run = acrctl(folder, ['state', 'rm', ...args, '--auto-approve', '--emulator', '--json']);
      expect(run.stderr).toBe('');
      return JSON.parse(run.stdout);
    };
    expect(json('networks', 'registries.none')).toMatchObject({
      error: {
        exitCode: 1,
        diagnostics: [{ code: 'ACR2113', detail: expect.stringContaining('registries.none') }],
      },
    });
    expect(json('networks')).toMatchObject({
      state: { serial: 2 },
      forgotten: [{ address: 'networks.vnet-hub' }, { address: 'networks.vnet-hub.subnets.endpoints' }],
    });
  });

  it.each([
    ['mv', REGISTRY, 'registries.a'],
    ['rm', REGISTRY, '--auto-approve'],
  ])('%s waits for no run that holds the lock, unless it is told to', (...args) => {
    const folder = newFolder();
    acrctl(folder, ['apply', '--emulator', '--auto-approve', '--state-dir', 'state']);
    putLock(folder, 'alive');
    const run = acrctl(folder, ['state', ...args, '--state-dir', 'state']);
    expect([run.exit, flat(run)]).toEqual([5, expect.stringContaining('ACR2110')]);
  });
});

describe('acrctl state unlock', () => {
  const unlock = (folder: string, ...args: string[]) => {
    const run = acrctl(folder, ['state', 'unlock', ...args, '--state-dir', 'state']);
    if (!args.includes('--json')) checkReadable(run);
    return run;
  };

  it.each<[LockKind, string]>([
    ['gone', 'gone: the next run takes the lock over by itself'],
    ['elsewhere', 'not to be seen from here'],
  ])('shows who holds it, and removes it by its id: %s', (kind, said) => {
    const folder = newFolder();
    const path = putLock(folder, kind);
    const shown = unlock(folder);
    expect([shown.exit, shown.stderr]).toEqual([1, expect.stringContaining('ACR2115')]);
    expect(shown.stdout).toMatch(/holder {5}apply by [\s\S]+since {6}2026-01-01 00:00:00 UTC/);
    expect(flat(shown)).toContain(said);
    expect(flat(shown)).toContain(`acrctl state unlock --state-dir state ${LOCK_ID}`);
    expect(existsSync(path)).toBe(true);
    expect(unlock(folder, LOCK_ID)).toMatchObject({
      exit: 0,
      stderr: '',
      stdout: expect.stringMatching(/Removed\./),
    });
    expect(existsSync(path)).toBe(false);
    expect(unlock(folder)).toMatchObject({ exit: 0, stdout: 'The stack images-prod is not locked.\n' });
  });

  it('works where nothing of the holder can be read (S11)', () => {
    const folder = newFolder();
    const path = putLock(folder, 'damaged');
    const shown = unlock(folder);
    expect(shown.stdout).toContain('the file cannot be read');
    const [id = ''] = /[0-9a-f]{32}/.exec(shown.stdout) ?? [];
    expect(unlock(folder, LOCK_ID)).toMatchObject({ exit: 5, stderr: expect.stringContaining('ACR2118') });
    expect(JSON.parse(unlock(folder, id, '--json').stdout)).toEqual({
      stack: 'images-prod',
      removed: { id, holder: null, process: 'unknown' },
    });
    expect(existsSync(path)).toBe(false);
    expect(JSON.parse(unlock(folder, '--json').stdout)).toEqual({ stack: 'images-prod', removed: null });
  });

  it('takes it from a run that lives on this machine only by force', () => {
    const folder = newFolder();
    const path = putLock(folder, 'alive');
    for (const args of [[], [LOCK_ID]]) {
      const refused = unlock(folder, ...args);
      expect([refused.exit, flat(refused)]).toEqual([5, expect.stringContaining('ACR2119')]);
    }
    expect(unlock(folder, '--force', '--json').exit).toBe(1);
    expect(existsSync(path)).toBe(true);
    expect(JSON.parse(unlock(folder, LOCK_ID, '--force', '--json').stdout)).toMatchObject({
      removed: { id: LOCK_ID, process: 'alive', holder: { pid: process.pid } },
    });
    expect(existsSync(path)).toBe(false);
  });
});

describe('acrctl state rebuild', () => {
  it('takes in what acrctl made after the state was lost, and says so in text and as a document', () => {
    const folder = appliedFolder();
    rmSync(join(folder, '.acrctl', 'emulator-state'), { recursive: true });
    expect(acrctl(folder, ['apply', '--auto-approve', '--emulator']).exit).toBe(7);
    const run = acrctl(folder, ['state', 'rebuild', '--emulator']);
    checkReadable(run);
    expect([run.exit, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toMatchInlineSnapshot(`
      "Found by the mark of this stack, or below what has it:

      networks.vnet-hub                                         virtual network
      networks.vnet-hub.subnets.endpoints                       subnet
      privateDnsZones["privatelink.azurecr.io"]                 private DNS zone
      privateDnsZones["privatelink.azurecr.io"].links.vnet-hub  virtual network link
      registries.contosoimages                                  registry
      registries.contosoimages.network.privateEndpoints.hub     private endpoint
      registries.contosoimages.network.privateEndpoints.hub.dnsZoneGroup  zone group
      resourceGroups.rg-images                                  resource group

      Taken into the state: 8 objects. State serial 1.
      "
    `);
    const again = acrctl(folder, ['state', 'rebuild', '--emulator', '--json']);
    expect(JSON.parse(again.stdout)).toMatchObject({ taken: [], left: [] });
    expect(acrctl(folder, ['plan', '--detailed-exitcode', '--emulator']).exit).toBe(0);
  });

  it('makes no state of nothing', () => {
    const folder = newFolder();
    const nothing = acrctl(folder, ['state', 'rebuild', '--emulator']);
    expect([nothing.exit, nothing.stdout]).toEqual([
      0,
      'Nothing was found that the state does not hold and acrctl made.\n',
    ]);
    expect(JSON.parse(acrctl(folder, ['state', 'rebuild', '--emulator', '--json']).stdout)).toMatchObject({
      serial: null,
    });
  });
});
