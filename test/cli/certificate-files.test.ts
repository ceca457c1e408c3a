import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { canariesOf, foundIn } from '../canaries.ts';
import { AT, bundled, pemFor, SECRET, withCertificate } from '../scenarios/secrets.ts';
import {
  acrctl,
  askedOf,
  checkReadable,
  emptyFolder,
  type Run,
  type ServedEmulator,
  startAcrctl,
  startEmulator,
  untilAsked,
} from './acrctl.ts';
import { filesIn } from './look.ts';

const FIRST = pemFor('images.contoso.com');
const SECOND = pemFor('images.contoso.com');
const CANARIES = canariesOf(FIRST, SECOND, bundled(FIRST), bundled(SECOND));
const ALL = withCertificate({
  [`${AT.certificates}.front`]: { source: 'pemFile', file: 'tls/images.pem', format: 'pfx' },
  [`${AT.certificates}.trial`]: { source: 'selfSigned', hosts: ['trial.contoso.com'], format: 'pem' },
});

function folderWith(text: string, pem = FIRST): string {
  const folder = emptyFolder();
  writeFileSync(join(folder, 'acrctl.yaml'), text);
  mkdirSync(join(folder, 'tls'));
  writeFileSync(join(folder, 'tls/images.pem'), pem);
  return folder;
}

/** All that a run left behind and printed, but for the file that was given and what stands in the emulator. */
function leaks(
  folder: string,
  runs: Readonly<Record<string, Run>>,
  more: readonly string[] = [],
): readonly string[] {
  const files = Object.entries(filesIn(folder)).filter(
    ([path]) => !path.includes('/tls/') && !path.includes('/emulator/'),
  );
  const printed = Object.entries(runs).flatMap(([name, { stdout, stderr }]) => [
    [`${name} stdout`, stdout],
    [`${name} stderr`, stderr],
  ]);
  return foundIn(Object.fromEntries([...files, ...printed]), [...CANARIES, ...more]);
}

describe('a certificate (I-15)', () => {
  it('leaves no piece of its key in any file or output, but in the emulator', () => {
    const folder = folderWith(ALL);
    const run = (...args: string[]) => acrctl(folder, [...args, '--emulator', '--verbose']);
    const reports = [
      '--out',
      'images.plan',
      '--markdown',
      'plan.md',
      '--html',
      'plan.html',
      '--json-into',
      'plan.json',
    ];
    const runs: Record<string, Run> = {
      validate: acrctl(folder, ['validate']),
      plan: run('plan', ...reports),
      show: acrctl(folder, ['show', 'images.plan']),
      apply: run('apply', 'images.plan', '--json-into', 'apply.json'),
    };
    writeFileSync(join(folder, 'tls/images.pem'), SECOND);
    const later = [
      '--out',
      'later.plan',
      '--markdown',
      'later.md',
      '--html',
      'later.html',
      '--json-into',
      'later.json',
    ];
    Object.assign(runs, {
      renewed: run('plan', ...later),
      stale: run('apply', 'images.plan'),
      again: run('apply', '--auto-approve', '--json'),
      empty: run('plan', '--json', '--detailed-exitcode'),
      graph: acrctl(folder, ['graph', '--emulator']),
      state: acrctl(folder, ['state', 'pull', '--emulator']),
      drift: run('drift'),
      doctor: acrctl(folder, ['doctor', '--emulator', '--json']),
    });
    const exits = Object.fromEntries(Object.entries(runs).map(([name, { exit }]) => [name, exit]));
    expect(exits).toMatchObject({ validate: 0, plan: 0, apply: 0, renewed: 0, stale: 6, again: 0, empty: 0 });
    expect(readFileSync(join(folder, 'plan.html'), 'utf8')).toContain('(sensitive)');
    expect(runs['plan']?.stdout).toContain('(sensitive)');
    const kept = filesIn(join(folder, '.acrctl/emulator'));
    expect(foundIn(kept, CANARIES).length).toBeGreaterThan(0);
    expect(leaks(folder, runs)).toEqual([]);
  });

  it('of which Azure repeats what it was sent is told by nobody, and a run that is killed leaves nothing of it', async () => {
    const folder = folderWith(withCertificate());
    const emulator = await startEmulator(folder, ['--latency', 'typical', '--speed', '20']);
    try {
      const runs: Record<string, Run> = {};
      const message = `The value ${bundled(FIRST)} is not valid.`;
      await faults(emulator, {
        answer: { status: 400, body: JSON.stringify({ error: { code: 'BadParameter', message } }) },
      });
      runs['refused'] = acrctl(folder, ['apply', '--auto-approve', '--verbose'], emulator.env);
      runs['refusedInJson'] = acrctl(folder, ['apply', '--auto-approve', '--json'], emulator.env);
      expect([runs['refused']?.exit, runs['refused']?.stdout]).toEqual([
        1,
        expect.stringMatching(/not shown: it\s+repeats a secret that was\s+sent/),
      ]);
      await emulator.ask('POST', '/_emulator/faults', { faults: [] });
      const before = (await askedOf(emulator)).length;
      const killed = startAcrctl(folder, ['apply', '--auto-approve', '--verbose'], emulator.env);
      while (!(await askedOf(emulator)).slice(before).some(({ method }) => method === 'PUT'))
        await untilAsked(emulator, 'GET', '/secrets/images');
      killed.child.kill('SIGKILL');
      runs['killed'] = await killed.ended;
      expect(leaks(folder, runs)).toEqual([]);
      runs['next'] = acrctl(folder, ['apply', '--auto-approve', '--verbose'], emulator.env);
      runs['empty'] = acrctl(folder, ['plan', '--detailed-exitcode'], emulator.env);
      expect([runs['next'].exit, runs['empty'].exit]).toEqual([0, 0]);
      expect(leaks(folder, runs)).toEqual([]);
      const asked = JSON.stringify(await askedOf(emulator));
      expect(asked).toContain('(secret)');
      expect(foundIn({ asked }, CANARIES)).toEqual([]);
      const object = (await emulator.ask('GET', `${SECRET}?api-version=2026-02-01`)) as JsonObject;
      expect(object).toMatchObject({ properties: { contentType: 'application/x-pem-file' } });
    } finally {
      await emulator.stop();
    }
  });
});

function faults(emulator: ServedEmulator, effect: object) {
  const match = { method: 'PUT', path: '/secrets/images?', nth: 'every' };
  return emulator.ask('POST', '/_emulator/faults', { faults: [{ match, ...effect }] });
}

describe('the file of a certificate', () => {
  const faultsOf = (folder: string, ...args: string[]) => {
    const run = acrctl(folder, ['validate', '--json', ...args]);
    const { diagnostics } = (JSON.parse(run.stdout) as { error: { diagnostics: Record<string, string>[] } })
      .error;
    return diagnostics.map(({ code, detail }) => `${code} ${detail}`);
  };
  const named = (file: string) => withCertificate({ [`${AT.images}.file`]: file });

  it('may be reached by links as long as they stay in the directory (0.8)', () => {
    const folder = folderWith(named('current.pem'));
    symlinkSync('tls/images.pem', join(folder, 'current.pem'));
    expect(acrctl(folder, ['validate']).exit).toBe(0);
  });

  it('is not one outside, whatever leads there', () => {
    const outside = folderWith('');
    for (const [link, target] of [
      ['tls/other.pem', join(outside, 'tls/images.pem')],
      ['beside', join(outside, 'tls')],
    ] as const) {
      const folder = folderWith(named(link === 'beside' ? 'beside/images.pem' : link));
      symlinkSync(target, join(folder, link));
      expect(faultsOf(folder)).toEqual([expect.stringMatching(/^ACR1031 .*A symbolic link leads it out/)]);
    }
  });

  it('is a file of a size that makes sense', () => {
    const folder = folderWith(named('tls'));
    expect(faultsOf(folder)).toEqual([
      expect.stringMatching(/^ACR1032 "tls": It is a directory\. Name the file/),
    ]);
    writeFileSync(join(folder, 'large.pem'), 'a'.repeat(300_000));
    writeFileSync(join(folder, 'acrctl.yaml'), named('large.pem'));
    expect(faultsOf(folder)).toEqual([expect.stringMatching(/^ACR1032 .*300000 bytes.* Name the file/)]);
    writeFileSync(join(folder, 'acrctl.yaml'), named('tls/images.pem/inside.pem'));
    expect(faultsOf(folder)).toEqual([expect.stringMatching(/^ACR1030 /)]);
  });

  it('stands beside the file that names it, where several are merged', () => {
    const folder = folderWith(withCertificate());
    mkdirSync(join(folder, 'prod/tls'), { recursive: true });
    writeFileSync(join(folder, 'prod/tls/images.pem'), SECOND);
    const keyVaults = { 'kv-images': { certificates: { images: { file: 'tls/images.pem' } } } };
    writeFileSync(join(folder, 'prod/acrctl.yaml'), JSON.stringify({ keyVaults }));
    const merged = acrctl(folder, [
      'plan',
      '--emulator',
      '--json',
      '-f',
      'acrctl.yaml',
      '-f',
      'prod/acrctl.yaml',
    ]);
    const alone = acrctl(folder, ['plan', '--emulator', '--json']);
    const tagOf = ({ stdout }: Run) => /"acrctl-certificate":\s*"([0-9a-f]{64})"/.exec(stdout)?.[1];
    expect(tagOf(merged)).not.toBe(tagOf(alone));
    expect(tagOf(merged)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('that is wrong is told with its line, and nothing of what stands there', () => {
    const folder = folderWith(withCertificate(), FIRST.replace('-----END PRIVATE KEY-----\n', ''));
    const run = acrctl(folder, ['validate']);
    checkReadable(run);
    expect([run.exit, run.stderr]).toEqual([3, expect.stringContaining('line 1')]);
    expect(leaks(folder, { run })).toEqual([]);
  });
});

it('says how long each certificate of a file lasts (0.8)', () => {
  const folder = folderWith(withCertificate());
  const days = Math.floor((Date.UTC(2046, 0, 1) - Date.now()) / 86_400_000);
  const text = acrctl(folder, ['validate']);
  expect(text).toMatchObject({ exit: 0, stderr: '' });
  checkReadable(text);
  expect(text.stdout).toContain(`${AT.images} for images.contoso.com: ${days} days left`);
  const { certificates } = JSON.parse(acrctl(folder, ['validate', '--json']).stdout);
  expect(certificates).toEqual([
    {
      address: AT.images,
      hosts: ['images.contoso.com'],
      validUntil: '2046-01-01T00:00:00.000Z',
      daysLeft: days,
    },
  ]);
});
