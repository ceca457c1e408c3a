import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir, hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALLOWED_LICENSES, bundledPackages, noticesText } from '../../scripts/notices.ts';
import { checkReadable } from '../cli/acrctl.ts';
import { noteJournal } from '../cli/noted-journal.ts';
import { type Packed, pack, ROOT, run } from './packed.ts';

const MIB = 1024 * 1024;

/** Everything that is packed; each pattern has to be good for something. */
const FILES: readonly RegExp[] = [
  /^package\.json$/,
  /^README\.md$/,
  /^CHANGELOG\.md$/,
  /^LICENSE$/,
  /^THIRD-PARTY-NOTICES$/,
  /^bin\/acrctl\.js$/,
  /^dist\/main\.js$/,
  /^dist\/chunks\/[A-Za-z.-]+-[A-Z0-9]{8}\.js$/,
  /^dist\/chunks\/[A-Za-z.-]+-[A-Z0-9]{8}\.js\.LEGAL\.txt$/,
  /^schemas\/acrctl(\.(evidence|output|plan|state))?\.schema\.json$/,
  /^examples\/[a-z-]+\/[a-z-]+\.yaml$/,
  /^examples\/ci\/(github|azure-pipelines)\/[a-z-]+\.(yml|mjs)$/,
  /^examples\/[a-z-]+\/plan(-[a-z]+)?\.txt$/,
  // Messages and the README name these.
  /^docs\/[a-z-]+\.md$/,
  /^src\/emulator\/SPEC\.md$/,
];

const MANIFEST = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const START: string = MANIFEST.bin.acrctl;

let packed: Packed;
let folder: string;
beforeAll(() => {
  packed = pack();
  folder = mkdtempSync(join(tmpdir(), 'acrctl-installed-'));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the packed file', () => {
  it('holds what it is to hold and nothing else, and stays small', () => {
    const paths = packed.files.map(({ path }) => path);
    expect(paths.filter((path) => !FILES.some((pattern) => pattern.test(path)))).toEqual([]);
    expect(FILES.filter((pattern) => !paths.some((path) => pattern.test(path)))).toEqual([]);
    expect(packed.size).toBeLessThan(1.5 * MIB);
    expect(packed.unpackedSize).toBeLessThan(6 * MIB);
    expect(packed.files.find(({ path }) => path === START)?.mode).toBe(0o755);
  });

  it('asks npm for no other package, and for no script when it is installed', () => {
    const installs = ['dependencies', 'optionalDependencies', 'peerDependencies', 'bundleDependencies'];
    expect(installs.filter((key) => key in MANIFEST)).toEqual([]);
    // npm counts `prepare` among them, and warns of it: what is packed has none (scripts/packed-manifest.mjs).
    const scripts = ['preinstall', 'install', 'postinstall'];
    expect(scripts.filter((name) => name in MANIFEST.scripts)).toEqual([]);
  });

  it('names nothing of the machine that it was made on', () => {
    const local = [ROOT.replace(/\/$/, ''), homedir(), `/${hostname()}/`].filter((text) => text.length > 3);
    const telling = packed.files.filter(({ path }) => {
      const text = readFileSync(join(ROOT, path), 'utf8');
      return local.some((each) => text.includes(each));
    });
    expect(telling).toEqual([]);
  });
});

describe('the packed file, installed in an empty folder without a registry', () => {
  const acrctl = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    run('npx', ['acrctl', ...args], folder, env);
  const installed = () => join(folder, 'node_modules/acrctl');

  beforeAll(() => {
    writeFileSync(join(folder, 'package.json'), '{ "name": "empty", "private": true }');
    const { exit, stderr } = run('npm', ['install', '--no-audit', '--no-fund', packed.tarball], folder);
    expect([exit, stderr]).toEqual([0, '']);
  }, 60_000);

  it('brings nothing along, and does the first things that people do', () => {
    expect(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
      'acrctl',
    ]);
    expect(acrctl(['--version'])).toEqual({ exit: 0, stdout: `${MANIFEST.version}\n`, stderr: '' });
    expect(acrctl(['init', 'private-link']).exit).toBe(0);
    const env = {
      AZURE_SUBSCRIPTION_ID: '00000000-0000-0000-0000-0000000000aa',
      REGISTRY_NAME: 'contosoimages',
    };
    const plan = acrctl(['plan', '--emulator', '--detailed-exitcode'], env);
    expect([plan.exit, plan.stderr]).toEqual([2, '']);
    checkReadable(plan);
    const noted = noteJournal();
    expect(acrctl(['apply', '--emulator', '--auto-approve'], { ...env, ...noted.env }).exit).toBe(0);
    expect(noted.check()).toBeGreaterThan(5);
    expect(acrctl(['doctor', '--emulator'], { ...env, NODE_EXTRA_CA_CERTS: '' }).exit).toBe(0);
  });

  it('keeps off its own folder, and needs neither a home nor a place for temporary files', () => {
    const traces = () =>
      readdirSync(installed(), { recursive: true, encoding: 'utf8' }).map((name) => [
        name,
        statSync(join(installed(), name)).mtimeMs,
      ]);
    const before = traces();
    const bin = join(installed(), START);
    const env = { HOME: undefined, TMPDIR: join(folder, 'nowhere'), XDG_CACHE_HOME: undefined };
    const plan = run(process.execPath, [bin, 'schema', 'plan'], folder, env);
    expect([plan.exit, plan.stderr]).toEqual([0, '']);
    expect(traces()).toEqual(before);
  });

  it('says which Node it needs to one that is too old', () => {
    const aged = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '22.11.0' } })`;
    const args = [
      `--import=data:text/javascript,${encodeURIComponent(aged)}`,
      join(installed(), START),
      'plan',
    ];
    const said = 'acrctl needs Node 22.12 or newer; this is 22.11.0.\n';
    expect(run(process.execPath, args, folder)).toEqual({ exit: 1, stdout: '', stderr: said });
  });

  it('begins with what any Node can read', () => {
    const start = readFileSync(join(installed(), START), 'utf8').replace(/^#!.*/, '');
    // Node 12 has none of these: there is no syntax to stumble over before it is told which one is needed.
    expect(start).not.toMatch(/\?\.|\?\?|^\s*await |^import .* from|#[a-z]/m);
  });
});

describe('the notices of third parties', () => {
  const notices = readFileSync(join(ROOT, 'THIRD-PARTY-NOTICES'), 'utf8');
  const { outputs } = JSON.parse(readFileSync(join(ROOT, 'dist/metafile.json'), 'utf8')) as {
    outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }>;
  };

  it('have name, version, licence and its text for each package of which something is in the bundle', () => {
    const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
    const present = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([input]) => input);
    const folders = new Set(
      present.flatMap((input) => {
        const inside = input.split('node_modules/').at(-1) ?? '';
        const name = inside.split('/').slice(0, inside.startsWith('@') ? 2 : 1);
        return input.includes('node_modules/')
          ? [
              join(
                input.slice(input.indexOf('node_modules/'), input.lastIndexOf('node_modules/')),
                'node_modules',
                ...name,
              ),
            ]
          : [];
      }),
    );
    expect(folders.size).toBeGreaterThan(20);
    for (const each of folders) {
      const { name, version, license } = JSON.parse(readFileSync(join(ROOT, each, 'package.json'), 'utf8'));
      expect(ALLOWED_LICENSES).toContain(license);
      const block =
        notices.split('-'.repeat(80)).find((text) => text.includes(`\n${name} ${version}\n`)) ?? '';
      expect([name, block.includes(`\nLicence: ${license}\n`)]).toEqual([name, true]);
      const file = readdirSync(join(ROOT, each)).find((entry) => /^licen[cs]e/i.test(entry));
      const text =
        file === undefined ? 'Permission is hereby granted' : readFileSync(join(ROOT, each, file), 'utf8');
      expect(block).toContain(text.replaceAll('\r\n', '\n').trim());
    }
  });

  const withPackage = (manifest: object, files: Readonly<Record<string, string>>) => {
    const root = mkdtempSync(join(folder, 'packages-'));
    const at = join(root, 'node_modules/@some/package');
    mkdirSync(at, { recursive: true });
    writeFileSync(
      join(at, 'package.json'),
      JSON.stringify({ name: '@some/package', version: '1.2.3', ...manifest }),
    );
    for (const [name, text] of Object.entries(files)) writeFileSync(join(at, name), text);
    return () => bundledPackages(['src/cli/main.ts', 'node_modules/@some/package/lib/index.js'], root);
  };

  it('cannot be made where a licence is not one of those allowed, or its text is missing', () => {
    const text = { LICENSE: 'Do as you like.' };
    for (const license of ['GPL-3.0', 'UNLICENSED', 'SEE LICENSE IN LICENSE', undefined]) {
      expect(withPackage({ license }, text)).toThrow(`@some/package 1.2.3 is under "${license}"`);
    }
    expect(withPackage({ license: 'MIT' }, { 'NOTICE.txt': 'Made by some.' })).toThrow(
      'no text of its licence',
    );
    const whole = withPackage({ license: 'Apache-2.0' }, { ...text, NOTICE: 'Made by some.' })();
    expect(noticesText(whole)).toContain(
      '@some/package 1.2.3\nLicence: Apache-2.0\n\nDo as you like.\n\nMade by some.',
    );
  });
});
