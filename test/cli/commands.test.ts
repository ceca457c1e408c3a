import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { acrctl, checkReadable, newFolder } from './acrctl.ts';

function edit(folder: string, change: (text: string) => string): void {
  const file = join(folder, 'acrctl.yaml');
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

describe('the main job, each command a process', () => {
  it('validates, plans, applies, plans nothing, and refuses to destroy, in 80 columns', () => {
    const folder = newFolder();
    const run = (...args: string[]) => acrctl(folder, args);
    const steps: [string[], number][] = [
      [['validate'], 0],
      [['plan', '--emulator', '--detailed-exitcode'], 2],
      [['plan', '--emulator', '--out', 'images.plan'], 0],
      [['apply', '--emulator', 'images.plan'], 0],
      [['plan', '--emulator', '--detailed-exitcode'], 0],
      [['drift', '--emulator'], 0],
      [['apply', '--emulator', '--auto-approve'], 0],
      [['apply', '--emulator', 'images.plan'], 6],
      [['destroy', '--emulator', '--auto-approve'], 7],
      [['plan', '--emulator', '--destroy'], 7],
      [['destroy', '--emulator', '--auto-approve', '--allow-destroy', 'registries.contosoimages'], 0],
      [['plan', '--emulator', '--detailed-exitcode'], 2],
    ];
    for (const [args, exit] of steps) {
      const done = run(...args);
      expect([args, done.exit, done.exit === exit ? '' : done.stderr]).toEqual([args, exit, '']);
      checkReadable(done);
    }
  });

  it('prints text and keeps the JSON document with --json-into, whatever happens', () => {
    const folder = newFolder();
    const kept = (exit: number, ...args: string[]) => {
      const done = acrctl(folder, [...args, '--json-into', 'run.json']);
      expect([args, done.exit]).toEqual([args, exit]);
      checkReadable(done);
      const text = readFileSync(join(folder, 'run.json'), 'utf8');
      writeFileSync(join(folder, 'run.json'), 'of another run');
      expect(done.stdout + done.stderr).not.toContain(text);
      return text;
    };
    expect(kept(0, 'validate')).toBe(acrctl(folder, ['validate', '--json']).stdout);
    const plan = acrctl(folder, ['plan', '--emulator', '--json']).stdout;
    expect(kept(0, 'plan', '--emulator', '--out', 'images.plan')).toBe(plan);
    expect(kept(0, 'show', 'images.plan')).toBe(plan);
    expect(JSON.parse(kept(0, 'apply', '--emulator', '--auto-approve'))).toMatchObject({ result: 'applied' });
    expect(kept(0, 'drift', '--emulator')).toBe(acrctl(folder, ['drift', '--emulator', '--json']).stdout);
    expect(JSON.parse(kept(7, 'destroy', '--emulator', '--auto-approve'))).toMatchObject({
      result: 'refused',
    });
    expect(JSON.parse(kept(3, 'plan', '-f', 'absent.yaml'))).toMatchObject({ error: { exitCode: 3 } });
    const unwritable = acrctl(folder, ['plan', '--emulator', '--json-into', 'absent/run.json']);
    expect([unwritable.exit, unwritable.stdout]).toEqual([1, '']);
    expect(unwritable.stderr).toContain('ACR2026');
    symlinkSync('acrctl.yaml', join(folder, 'link.yaml'));
    const written = readFileSync(join(folder, 'acrctl.yaml'), 'utf8');
    const misused: readonly (readonly string[])[] = [
      ['validate', '--json-into', '-'],
      ['validate', '-f', 'acrctl.yaml', '--json-into', './acrctl.yaml'],
      ['validate', '--json-into', 'acrctl.yaml'],
      ['validate', '--json-into', 'link.yaml'],
      ['plan', '--emulator', '--out', 'new.plan', '--json-into', 'new.plan'],
      ['show', 'images.plan', '--json-into', 'images.plan'],
    ];
    for (const args of misused) {
      const refused = acrctl(folder, args);
      expect([args, refused.exit, refused.stderr.includes('ACR2041')]).toEqual([args, 1, true]);
    }
    expect(readFileSync(join(folder, 'acrctl.yaml'), 'utf8')).toBe(written);
  });

  it('prints one JSON document with --json, whatever happens', () => {
    const folder = newFolder();
    const document = (exit: number, ...args: string[]) => {
      const done = acrctl(folder, [...args, '--json']);
      expect([args, done.exit, done.stderr]).toEqual([args, exit, '']);
      return JSON.parse(done.stdout);
    };
    expect(document(0, 'validate')).toMatchObject({ valid: true });
    expect(document(0, 'plan', '--emulator')).toMatchObject({ formatVersion: '1.0', summary: { create: 8 } });
    expect(document(0, 'apply', '--emulator', '--auto-approve')).toMatchObject({
      result: 'applied',
      outcome: { counts: { created: 8 }, failed: [] },
    });
    expect(document(0, 'drift', '--emulator')).toMatchObject({ drift: [] });
    expect(document(7, 'destroy', '--emulator', '--auto-approve')).toMatchObject({ result: 'refused' });
    expect(document(1, 'destroy', '--emulator', '--allow-destroy', 'registries.contosoimages')).toMatchObject(
      {
        error: { exitCode: 1, diagnostics: [{ code: 'ACR2027' }] },
      },
    );
    edit(folder, (text) => text.replace('sku: Premium', 'sku: Premum'));
    expect(document(3, 'plan', '--emulator')).toMatchObject({
      error: { diagnostics: [{ code: 'ACR1021' }] },
    });
  });

  it('says who has to act, where nothing is left to apply but not all of the file holds', () => {
    const folder = newFolder();
    const hub = 'registries.contosoimages.network.privateEndpoints.hub';
    const [emulator, yes] = ['--emulator', '--auto-approve'];
    acrctl(folder, ['apply', emulator, yes]);
    edit(folder, (text) => text.replace('dns: { zone:', 'approval: manual\n          dns: { zone:'));
    expect(acrctl(folder, ['apply', emulator, yes, '--allow-destroy', hub]).exit).toBe(1);
    const said = [['plan', '--detailed-exitcode'], ['drift'], ['apply']].map((args) => {
      const { exit, stdout } = acrctl(folder, [...args, emulator]);
      return [exit, stdout.includes(`Waiting: ${hub} waits for\napproval`), stdout.includes('Azure is as')];
    });
    expect(said).toEqual([
      [0, true, false],
      [0, true, false],
      [1, true, false],
    ]);
    const { stdout } = acrctl(folder, ['drift', emulator, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ drift: [], waiting: [{ address: hub }] });
  });

  it('says that nothing is left to remove, not that Azure is as the file says', () => {
    const run = acrctl(newFolder(), ['destroy', '--emulator']);
    expect([run.exit, run.stdout]).toEqual([0, expect.stringContaining('Nothing to remove')]);
    expect(run.stdout).not.toContain('as the configuration says');
  });

  it('keeps the emulated state apart from the real one', () => {
    const folder = newFolder();
    acrctl(folder, ['apply', '--emulator', '--auto-approve']);
    expect(readFileSync(join(folder, '.acrctl/emulator-state/images-prod/state.json'), 'utf8')).toContain(
      '"serial"',
    );
    expect(() => readFileSync(join(folder, '.acrctl/state/images-prod/state.json'))).toThrow('ENOENT');
  });

  it('refuses the registry taken out of the file, with the flag that would allow it, also from a saved plan', () => {
    const folder = newFolder();
    acrctl(folder, ['apply', '--emulator', '--auto-approve']);
    edit(folder, (text) => text.slice(0, text.indexOf('registries:')));
    const refused = acrctl(folder, ['plan', '--emulator', '--out', 'gone.plan']);
    expect(refused.exit).toBe(7);
    expect(refused.stdout).toContain("--allow-destroy 'registries.contosoimages'");
    expect(refused.stdout).toMatch(/\nSaved, to be looked at: a guard refuses it.+\n$/);
    expect(acrctl(folder, ['apply', '--emulator', 'gone.plan']).exit).toBe(7);
    expect(acrctl(folder, ['apply', '--emulator', '--auto-approve']).exit).toBe(7);
    const allowed = ['apply', '--emulator', '--auto-approve', '--allow-destroy', 'registries.contosoimages'];
    expect(acrctl(folder, allowed).exit).toBe(0);
  });

  it('refuses planning options beside a saved plan', () => {
    const folder = newFolder();
    acrctl(folder, ['plan', '--emulator', '--out', 'images.plan']);
    const options = ['--target', '--exclude', '--replace', '--allow-destroy'];
    const run = acrctl(folder, [
      ...['apply', '--emulator', 'images.plan', '--allow-mass-destroy', '3'],
      ...options.flatMap((option) => [option, 'registries.contosoimages']),
    ]);
    expect([run.exit, run.stderr]).toEqual([1, expect.stringContaining('ACR2024')]);
    expect(run.stderr.replace(/\s+/g, ' ')).toContain(
      '--target, --exclude, --replace, --allow-destroy and --allow-mass-destroy can only be given',
    );
  });

  it('plans, applies and removes a part, and says each time that it is one', () => {
    const folder = newFolder();
    const run = (...args: string[]) => {
      const done = acrctl(folder, [...args, '--emulator']);
      checkReadable(done);
      return done;
    };
    const said = (...args: string[]) => {
      const { exit, stdout, stderr } = run(...args);
      return [exit, /ACR2061/.test(stdout + stderr), (stdout + stderr).match(/^(Plan|Done): .*?\./gm)];
    };
    const part = [
      '--target',
      'networks',
      '--target',
      'privateDnsZones',
      '--exclude',
      'networks.vnet-hub.subnets',
    ];
    expect(said('plan', ...part, '--out', 'part.plan')).toEqual([
      0,
      true,
      ['Plan: 4 to create, 0 to update, 0 to replace, 0 to delete.'],
    ]);
    expect(said('apply', 'part.plan')).toEqual([0, true, [expect.any(String), 'Done: 4 created.']]);
    expect(said('plan', '--detailed-exitcode', ...part)).toEqual([0, true, null]);
    expect(said('apply', '--auto-approve', '--target', 'networks')).toEqual([
      0,
      true,
      [expect.any(String), 'Done: 1 created.'],
    ]);
    const link = 'privateDnsZones["privatelink.azurecr.io"].links.vnet-hub';
    expect(said('apply', '--auto-approve', '--target', link, '--replace', link)).toEqual([
      0,
      true,
      [expect.any(String), 'Done: 1 replaced.'],
    ]);
    expect(said('destroy', '--auto-approve', '--target', 'networks.vnet-hub')).toEqual([
      0,
      true,
      [expect.any(String), 'Done: 3 deleted.'],
    ]);
    const missed = run('destroy', '--auto-approve', '--target', 'networks.vnet-hup');
    expect([missed.exit, missed.stdout]).toEqual([1, '']);
    expect(missed.stderr).toMatch(/ACR2062[\s\S]+Did you mean --target 'networks\.vnet-hub'\?/);
  });
});

describe('bad input', () => {
  it.each([
    { name: 'a file that is not there', args: ['validate', '-f', 'none.yaml'], exit: 3, code: 'ACR1025' },
    { name: 'a directory', args: ['validate', '-f', '.'], exit: 3, code: 'ACR1025' },
    { name: 'a device', args: ['validate', '-f', '/dev/zero'], exit: 3, code: 'ACR1025' },
    { name: 'bytes that are no text', args: ['validate', '-f', 'latin1.yaml'], exit: 3, code: 'ACR1025' },
    { name: 'a plan that is none', args: ['apply', '--emulator', 'acrctl.yaml'], exit: 6, code: 'ACR2021' },
    {
      name: 'a plan that is not there',
      args: ['apply', '--emulator', 'none.plan'],
      exit: 1,
      code: 'ACR2028',
    },
    {
      name: 'a plan nowhere to be put',
      args: ['plan', '--emulator', '--out', 'no/such/dir'],
      exit: 1,
      code: 'ACR2026',
    },
    {
      name: 'a fault file that is none',
      args: ['emulator', '--faults', 'acrctl.yaml'],
      exit: 3,
      code: 'ACR2034',
    },
  ])('says what is wrong with $name, without a stack trace', ({ args, exit, code }) => {
    const folder = newFolder();
    writeFileSync(join(folder, 'latin1.yaml'), Buffer.from([0x61, 0x3a, 0xe9, 0x0a]));
    const run = acrctl(folder, args);
    expect([run.exit, run.stderr]).toEqual([exit, expect.stringContaining(`error ${code}`)]);
    expect(run.stderr).not.toMatch(/\n\s+at /);
    checkReadable(run);
  });

  it.each([
    'http://169.254.169.254',
    'https://management.azure.com',
    'http://user@127.0.0.1:1',
    'http://127.0.0.1.example.org:1',
    'file:///etc/passwd',
  ])('refuses %s as the ARM endpoint', (endpoint) => {
    const run = acrctl(newFolder(), ['plan'], { ACRCTL_ARM_ENDPOINT: endpoint });
    expect([run.exit, run.stderr]).toEqual([3, expect.stringContaining('ACR2201')]);
  });

  it('asks before it writes, and without a terminal refuses', () => {
    const folder = newFolder();
    const run = acrctl(folder, ['apply', '--emulator']);
    expect([run.exit, run.stderr]).toEqual([1, expect.stringContaining('--auto-approve')]);
    expect(acrctl(folder, ['plan', '--emulator', '--detailed-exitcode']).stdout).toContain('no state yet');
  });

  it('refuses a state directory that others can write to', () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'shared', 'images-prod'), { recursive: true, mode: 0o777 });
    const run = acrctl(folder, ['apply', '--emulator', '--auto-approve', '--state-dir', '/tmp']);
    expect([run.exit, run.stderr]).toEqual([1, expect.stringContaining('ACR2108')]);
  });

  it.each([
    ['ACR2035', ['plan', '--emulator', '--emulator-dir', 'acrctl.yaml'], 'It is no directory.'],
    ['ACR2035', ['plan', '--emulator', '--emulator-dir', '/proc/none'], '/proc/none'],
    ['ACR2035', ['emulator', '--data', 'acrctl.yaml'], 'It is no directory.'],
    ['ACR2035', ['plan', '--emulator', '--emulator-dir', 'garbage'], 'was not written by'],
    ['ACR2041', ['plan', '--emulator-dir', 'elsewhere'], 'Add --emulator'],
    ['ACR2109', ['apply', '--emulator', '--auto-approve', '--state-dir', '/proc/none'], '/proc/none'],
  ])('refuses with %s a directory that is of no use: %j', (code, args, said) => {
    const folder = newFolder();
    mkdirSync(join(folder, 'garbage'));
    writeFileSync(join(folder, 'garbage/log.jsonl'), 'garbage\n');
    const run = acrctl(folder, args);
    expect([run.exit, run.stderr]).toEqual([1, expect.stringContaining(code)]);
    expect(run.stderr.replace(/\s+/g, ' ')).toContain(said);
  });

  it('says in one line which Node it needs', () => {
    const preload = `data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.20.2'})`;
    const run = acrctl(newFolder(), ['plan'], { NODE_OPTIONS: `--import=${encodeURI(preload)}` });
    expect(run).toEqual({
      exit: 1,
      stdout: '',
      stderr: 'acrctl needs Node 22.12 or newer; this is 20.20.2.\n',
    });
  });
});
