import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { acrctl, checkReadable, newFolder } from './acrctl.ts';
import { appliedFolder, filesIn } from './look.ts';

const PLAN = ['plan', '--emulator', '--out', 'images.plan'];

describe('the reports of a plan', () => {
  it('stand beside what is printed and saved, with the command that applies the plan', () => {
    const folder = newFolder();
    const plain = acrctl(newFolder(), PLAN);
    const run = acrctl(folder, [...PLAN, '--markdown', 'plan.md', '--html', 'plan.html']);
    expect(run).toEqual(plain);
    const read = (file: string) => readFileSync(join(folder, file), 'utf8');
    for (const file of ['plan.md', 'plan.html']) {
      expect(read(file)).toContain('acrctl apply --emulator images.plan');
      expect(read(file)).toContain('registries.contosoimages.network.privateEndpoints.hub');
    }
    expect(acrctl(folder, ['apply', '--emulator', 'images.plan']).exit).toBe(0);
  });

  it('are the same when they are made of the saved plan, but for where things are', () => {
    const folder = newFolder();
    const reports = ['--markdown', 'plan.md', '--html', 'plan.html'];
    acrctl(folder, [...PLAN, ...reports]);
    const made = filesIn(folder);
    acrctl(folder, ['show', 'images.plan', ...reports]);
    for (const file of ['plan.md', 'plan.html']) {
      const path = join(folder, file);
      expect(readFileSync(path, 'utf8')).toBe(made[path]?.replaceAll('apply --emulator', 'apply'));
    }
  });

  it('can be read by others, as any file of the user', () => {
    const folder = newFolder();
    acrctl(folder, [...PLAN, '--markdown', 'plan.md']);
    expect(statSync(join(folder, 'plan.md')).mode & 0o777).toBe(0o666 & ~process.umask());
    expect(statSync(join(folder, 'images.plan')).mode & 0o777).toBe(0o600);
  });

  it('say of a plan that is not saved that applying makes it anew, with the same options', () => {
    const folder = newFolder();
    acrctl(folder, ['plan', '--emulator', '--target', 'networks.vnet-hub', '--markdown', 'plan.md']);
    const text = readFileSync(join(folder, 'plan.md'), 'utf8');
    expect(text).toContain('Not saved. Make the plan again and apply it with:');
    expect(text).toContain('acrctl apply --emulator --target networks.vnet-hub');
  });

  it('take the place of the text on stdout with -', () => {
    const folder = newFolder();
    for (const name of ['-', '/dev/stdout']) {
      const run = acrctl(folder, [...PLAN, '--markdown', name]);
      expect([run.exit, run.stderr]).toEqual([0, '']);
      expect(run.stdout).toMatch(/^## acrctl plan: `images-prod`\n[\s\S]*\.\n$/);
      expect(run.stdout).not.toContain('Saved.');
    }
    const page = acrctl(folder, ['show', 'images.plan', '--html', '-']);
    expect(page.stdout).toMatch(/^<!doctype html>\n[\s\S]*<\/html>\n$/);
    expect(filesIn(folder)).not.toHaveProperty(join(folder, '-'));
  });

  it('go with --json, which stays one document', () => {
    const folder = newFolder();
    const run = acrctl(folder, [...PLAN, '--json', '--markdown', 'plan.md']);
    expect(run.stdout).toBe(readFileSync(join(folder, 'images.plan'), 'utf8'));
    expect(existsSync(join(folder, 'plan.md'))).toBe(true);
  });

  it('are made of a plan that a guard refuses, too, and say so', () => {
    const folder = appliedFolder();
    const run = acrctl(folder, [...PLAN, '--destroy', '--markdown', 'plan.md', '--html', 'plan.html']);
    expect(run.exit).toBe(7);
    for (const file of ['plan.md', 'plan.html']) {
      const text = readFileSync(join(folder, file), 'utf8');
      expect(text).toContain('Blocked: a guard refuses 1 change of it');
      expect(text).toContain('Exit code 7');
      expect(text).not.toContain('acrctl apply');
    }
    expect(acrctl(folder, ['show', 'images.plan', '--markdown', 'plan.md']).exit).toBe(0);
    expect(acrctl(folder, ['show', 'images.plan', '--detailed-exitcode', '--markdown', 'x.md']).exit).toBe(7);
  });

  it('leave the exit code of changes as it is', () => {
    const folder = newFolder();
    expect(acrctl(folder, ['plan', '--emulator', '--detailed-exitcode', '--markdown', 'plan.md']).exit).toBe(
      2,
    );
  });

  it('have no more bytes than they may', () => {
    const folder = newFolder();
    acrctl(folder, [...PLAN, '--markdown', 'plan.md', '--max-bytes', '1500', '--html', 'plan.html']);
    const text = readFileSync(join(folder, 'plan.md'), 'utf8');
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1_500);
    expect(text).toContain('`acrctl show images.plan` prints the whole plan, and as a page in `plan.html`.');
  });
});

describe('a report that cannot be written', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['into no directory', 'nowhere/plan.md', 'there is no such directory.'],
    ['over a directory', 'folder', 'it is a directory.'],
    ['below a file', 'acrctl.yaml/plan.md', 'what should be its directory is a file.'],
    ['on a full disk', '/dev/full', 'the disk is full.'],
  ];

  it.each(cases)('%s costs neither the plan nor the other report', (_, file, why) => {
    const folder = newFolder();
    mkdirSync(join(folder, 'folder'));
    const run = acrctl(folder, [...PLAN, '--markdown', file, '--html', 'plan.html']);
    expect(run.exit).toBe(1);
    checkReadable(run);
    expect(run.stdout).toContain('Plan: 8 to create');
    expect(run.stderr.replace(/\s+/g, ' ')).toContain(
      `"${file}" cannot be written: ${why} The plan is saved`,
    );
    expect(run.stderr).toContain('error ACR2029');
    expect(readFileSync(join(folder, 'plan.html'), 'utf8')).toMatch(/<\/html>\n$/);
    expect(acrctl(folder, ['apply', '--emulator', 'images.plan']).exit).toBe(0);
  });

  it.skipIf(process.getuid?.() === 0)('where the user may not write says so', () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'closed'));
    chmodSync(join(folder, 'closed'), 0o500);
    const run = acrctl(folder, [...PLAN, '--markdown', 'closed/plan.md']);
    expect(run.stderr.replace(/\s+/g, ' ')).toContain('you may not write there.');
  });

  it('leaves the one JSON document whole, and is told on stderr', () => {
    const folder = newFolder();
    const run = acrctl(folder, [...PLAN, '--json', '--markdown', 'nowhere/plan.md']);
    expect(run.exit).toBe(1);
    expect(run.stdout).toBe(readFileSync(join(folder, 'images.plan'), 'utf8'));
    expect(run.stderr).toContain('error ACR2029');
  });

  it('makes no refusal a lesser error', () => {
    const folder = appliedFolder();
    expect(acrctl(folder, [...PLAN, '--destroy', '--html', 'nowhere/plan.html']).exit).toBe(7);
  });

  it('because not even the counts fit says how many bytes they need, and with so many they do', () => {
    const folder = newFolder();
    const run = acrctl(folder, [...PLAN, '--markdown', 'plan.md', '--max-bytes', '10']);
    checkReadable(run);
    expect(run.exit).toBe(1);
    expect(run.stdout).toContain('Saved. Apply it with:');
    expect(existsSync(join(folder, 'plan.md'))).toBe(false);
    const [, needed = ''] = /Give at least --max-bytes (\d+)\./.exec(run.stderr) ?? [];
    expect(acrctl(folder, ['show', 'images.plan', '--markdown', 'plan.md', '--max-bytes', needed]).exit).toBe(
      0,
    );
  });
});

describe('before anything is planned', () => {
  it.each([
    [['--markdown', 'acrctl.yaml'], '--markdown would overwrite "acrctl.yaml", which -f names too.'],
    [['--html', './images.plan'], '--html would overwrite "./images.plan", which --out names too.'],
    [['--markdown', 'a', '--html', 'x/../a'], '--html would overwrite "x/../a", which --markdown names too.'],
    [['--json', '--html', '-'], '--json and --html cannot both be on stdout.'],
    [['--markdown', '-', '--html', '/dev/stdout'], '--markdown and --html cannot both be on stdout.'],
    [['--max-bytes', '100'], '--max-bytes bounds the report of --markdown, which is not asked for.'],
    [['--markdown', 'a', '--max-bytes', '0'], 'It takes a whole number from 1 to 1000000000.'],
  ])('%j is refused', (options, said) => {
    const folder = newFolder();
    const before = filesIn(folder);
    const run = acrctl(folder, [...PLAN, ...options]);
    expect(run.exit).toBe(1);
    expect((run.stderr + run.stdout).replace(/\s+/g, ' ').replaceAll('\\"', '"')).toContain(said);
    expect(filesIn(folder)).toEqual(before);
  });

  it('a report over a file that is read is refused, also behind a link', () => {
    const folder = newFolder();
    symlinkSync('acrctl.yaml', join(folder, 'link.md'));
    symlinkSync('.', join(folder, 'here'));
    for (const file of ['link.md', 'here/acrctl.yaml', 'here/images.plan'])
      expect(acrctl(folder, [...PLAN, '--markdown', file]).stderr).toContain('error ACR2041');
    expect(readFileSync(join(folder, 'acrctl.yaml'), 'utf8')).toContain('apiVersion');
  });

  it('a report over the saved plan itself is refused', () => {
    const folder = newFolder();
    acrctl(folder, PLAN);
    const run = acrctl(folder, ['show', 'images.plan', '--markdown', 'images.plan']);
    expect([run.exit, run.stdout]).toEqual([1, '']);
    expect(acrctl(folder, ['show', 'images.plan']).exit).toBe(0);
  });
});

it('a report that stands there already is replaced whole', () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'plan.md'), 'x'.repeat(1_000_000));
  acrctl(folder, [...PLAN, '--markdown', 'plan.md']);
  const text = readFileSync(join(folder, 'plan.md'), 'utf8');
  expect(text).toMatch(/^## acrctl plan/);
  expect(text).not.toContain('x'.repeat(100));
});
