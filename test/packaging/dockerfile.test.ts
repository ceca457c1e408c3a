import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Copy, DockerfileParser, type From, type Instruction, type Label } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT, run } from './packed.ts';

const TEXT = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
const INSTRUCTIONS = DockerfileParser.parse(TEXT).getInstructions();
const LAST_FROM = INSTRUCTIONS.findLastIndex((each) => each.getKeyword() === 'FROM');
const IMAGE = INSTRUCTIONS.slice(LAST_FROM);
const MANIFEST = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

function named<Kind extends Instruction>(
  keyword: string,
  among: readonly Instruction[] = INSTRUCTIONS,
): readonly Kind[] {
  return among.filter((each) => each.getKeyword() === keyword) as Kind[];
}

function words(instruction: Instruction | undefined): readonly string[] {
  return instruction?.getArguments().map((each) => each.getValue()) ?? [];
}

/** The list of an instruction in exec form: without a shell, so that signals reach what it names. */
function execForm(keyword: string): readonly string[] {
  return JSON.parse(named(keyword, IMAGE)[0]?.getArgumentsContent() ?? '');
}

/** What `.dockerignore` lets through, which begins with leaving out everything. */
const CONTEXT = readFileSync(join(ROOT, '.dockerignore'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));
const LET_THROUGH = CONTEXT.filter((line) => line.startsWith('!')).map((line) => line.slice(1));

describe('the Dockerfile', () => {
  it('is one that linters take, with nothing left to chance', () => {
    expect(validate(TEXT)).toEqual([]);
    const images = named<From>('FROM').map((each) => each.getImage());
    expect(images.filter((image) => !/^node:\d+\.\d+\.\d+-[a-z]+-slim$/.test(image ?? ''))).toEqual([]);
    expect(named('ADD')).toEqual([]);
    expect(words(named('USER', IMAGE)[0])).toEqual(['node']);
    const [major = 0, minor = 0] = (/\d+\.\d+/.exec(images.at(-1) ?? '')?.[0] ?? '').split('.').map(Number);
    expect(major > 22 || (major === 22 && minor >= 12)).toBe(true);
  });

  it('says what is in the image', () => {
    const labels = named<Label>('LABEL', IMAGE).flatMap((each) => each.getProperties());
    const said = Object.fromEntries(
      labels.map((each) => [each.getName().replace('org.opencontainers.image.', ''), each.getValue()]),
    );
    expect(said).toEqual({
      title: MANIFEST.name,
      description: MANIFEST.description,
      version: MANIFEST.version,
      licenses: MANIFEST.license,
      'base.name': `docker.io/library/${named<From>('FROM', IMAGE)[0]?.getImage()}`,
    });
  });

  it('takes from a checkout what is there, and never state, plans or secrets', () => {
    expect(CONTEXT[0]).toBe('*');
    expect(LET_THROUGH.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    const copied = named<Copy>('COPY').filter((each) => each.getFromFlag() === null);
    const sources = copied.flatMap((each) => words(each).slice(0, -1)).filter((path) => path !== '.');
    expect(sources.length).toBeGreaterThan(0);
    expect(sources.filter((path) => !LET_THROUGH.includes(path))).toEqual([]);
    expect(LET_THROUGH.filter((path) => /acrctl\/|\.plan|\.env|\.git|node_modules/.test(path))).toEqual([]);
  });
});

describe('what the Dockerfile builds, built in a folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'acrctl-image-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const inImage = (path: string) => join(folder, 'image', path);
  const work = join(folder, 'work');
  /** The entry point with its paths in the folder, and this Node in place of that of the image. */
  const entryPoint = () =>
    execForm('ENTRYPOINT').map((word) => (word === 'node' ? process.execPath : inImage(word)));

  beforeAll(() => {
    const build = join(folder, 'build');
    for (const path of LET_THROUGH) {
      mkdirSync(dirname(join(build, path)), { recursive: true });
      cpSync(join(ROOT, path), join(build, path), { recursive: true });
    }
    // In place of `npm ci`, which needs a registry.
    symlinkSync(join(ROOT, 'node_modules'), join(build, 'node_modules'));
    const steps = named('RUN').map((each) => each.getArgumentsContent() ?? '');
    expect(steps.shift()).toBe('npm ci --ignore-scripts');
    for (const step of steps) {
      const { exit, stderr } = run('sh', ['-c', step], build);
      if (exit !== 0) throw new Error(`RUN ${step}: ${stderr}`);
    }
    const [copy, ...others] = named<Copy>('COPY', IMAGE);
    const [from = '', to = ''] = words(copy);
    expect([others, copy?.getFromFlag()?.getValue()]).toEqual([[], 'build']);
    cpSync(join(folder, from), inImage(to), { recursive: true });
    mkdirSync(work);
    cpSync(join(ROOT, 'examples/private-link/acrctl.yaml'), join(work, 'acrctl.yaml'));
  }, 60_000);

  it('runs from its entry point, and by itself says how to go on', () => {
    const [node = '', ...args] = entryPoint();
    const plan = run(node, [...args, 'plan', '--emulator'], work, { HOME: '/' });
    expect([plan.exit, plan.stderr]).toEqual([0, '']);
    expect(plan.stdout).toContain('Plan: 8 to create');
    expect(run(node, [...args, ...execForm('CMD')], work).stdout).toContain('Usage: acrctl');
  });

  // Takes the right to make a namespace of processes, which root has.
  const isolation = ['--pid', '--fork', '--mount-proc'];
  const canIsolate = spawnSync('unshare', [...isolation, 'true']).status === 0;

  it.runIf(canIsolate)('ends at SIGTERM as the first process, as the engine stops a container', async () => {
    const [node = '', ...args] = entryPoint();
    const child = spawn('unshare', [...isolation, node, ...args, 'emulator'], {
      cwd: work,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise<number | null>((resolve) => void child.once('exit', resolve));
    await new Promise((resolve) => void child.stdout.once('data', resolve));
    const first = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim();
    expect(readFileSync(`/proc/${first}/status`, 'utf8')).toMatch(/^NSpid:\s+\d+\s+1$/m);
    process.kill(Number(first), 'SIGTERM');
    expect(await ended).toBe(0);
  });
});
