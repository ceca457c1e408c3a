import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Metrics, Task } from './phases.ts';
import { type Shape, workloadOf } from './workloads.ts';

/** Where everything that is measured lies, and how it is run. */
export interface Workspace {
  readonly folder: string;
  /** Performs the task in a process of its own. */
  run(task: Request): Metrics;
  /** A new directory without any state. */
  emptyDir(): string;
  /** A directory in which the stack was applied; made once. To be read only. */
  applied(shape: Shape, resources: number): string;
  /** The same, to be written to. */
  appliedCopy(shape: Shape, resources: number): string;
  /** A process that serves the emulator of such a directory. */
  serve(shape: Shape, resources: number): Promise<Served>;
  close(): void;
}

/** A task; what is not said is as the budgets have it. */
export type Request = Pick<Task, 'phase' | 'shape' | 'resources' | 'dir'> & Partial<Task>;

export interface Served {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Packages in CommonJS ask for built-in modules by it. */
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

const DEFAULTS = { parallelism: 64, answerMs: 0, pageSize: 1_000 };

/** The measured code is bundled as the product is. */
export async function openWorkspace(): Promise<Workspace> {
  const folder = mkdtempSync(join(tmpdir(), 'acrctl-bench-'));
  const script = join(folder, 'code/child.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('child.ts', import.meta.url))],
    outdir: join(folder, 'code'),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    external: ['@azure/identity'],
    outExtension: { '.js': '.mjs' },
    banner: { js: REQUIRE },
    logLevel: 'warning',
  });
  const appliedDirs = new Map<string, string>();
  let dirs = 0;
  const emptyDir = (): string => {
    dirs += 1;
    const dir = join(folder, String(dirs));
    mkdirSync(dir);
    return dir;
  };
  const configOf = (shape: Shape, resources: number): string => {
    const path = join(folder, `${shape}-${resources}.json`);
    if (existsSync(path)) return path;
    const { config, hash } = workloadOf(shape, resources);
    writeFileSync(path, JSON.stringify({ config, hash }));
    return path;
  };
  const run: Workspace['run'] = (request) => {
    const config = configOf(request.shape, request.resources);
    const task: Task = { ...DEFAULTS, config, ...request };
    const done = spawnSync(process.execPath, [script, JSON.stringify(task)], {
      env: quietEnvironment(),
      encoding: 'utf8',
    });
    if (done.status !== 0) throw new TypeError(`${JSON.stringify(task)} failed: ${done.stderr}`);
    return JSON.parse(done.stdout) as Metrics;
  };
  const applied: Workspace['applied'] = (shape, resources) => {
    const known = appliedDirs.get(`${shape} ${resources}`);
    if (known !== undefined) return known;
    const dir = emptyDir();
    run({ phase: 'apply', shape, resources, dir });
    appliedDirs.set(`${shape} ${resources}`, dir);
    return dir;
  };
  return {
    folder,
    run,
    emptyDir,
    applied,
    appliedCopy: (shape, resources) => {
      const copy = emptyDir();
      cpSync(applied(shape, resources), copy, { recursive: true });
      return copy;
    },
    serve: (shape, resources) => {
      const task = { ...DEFAULTS, phase: 'serve', shape, resources, dir: applied(shape, resources) };
      return served(spawn(process.execPath, [script, JSON.stringify(task)], { env: quietEnvironment() }));
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A process that prints a line of JSON with its endpoint when it is ready. */
export async function served(child: ChildProcess): Promise<Served> {
  const endpoint = await new Promise<string>((resolve, reject) => {
    child.stdout?.once('data', (line) =>
      resolve((JSON.parse(String(line)) as { endpoint: string }).endpoint),
    );
    child.once('exit', (code) => reject(new TypeError(`The emulator ended with ${code}.`)));
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    endpoint,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Reading extra certificates costs every Node process the same, and is no part of what is compared. */
export function quietEnvironment(): NodeJS.ProcessEnv {
  const { NODE_EXTRA_CA_CERTS: _, NODE_OPTIONS: __, ACRCTL_ARM_ENDPOINT: ___, ...env } = process.env;
  return env;
}
