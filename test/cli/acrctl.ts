import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BIN = join(ROOT, 'bin/acrctl.js');

if (!existsSync(join(ROOT, 'dist/main.js')))
  throw new Error('These tests run the built command line: npm run build.');

export interface Run {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const folders: string[] = [];
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder with the example in it, in which the real command line runs as a process. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'acrctl-test-'));
  folders.push(folder);
  cpSync(join(ROOT, 'examples/private-link/acrctl.yaml'), join(folder, 'acrctl.yaml'));
  return folder;
}

export function acrctl(folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], options(folder, env));
  return { exit: status, stdout, stderr };
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Run>;
}

export function startAcrctl(folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  const child = spawn(process.execPath, [BIN, ...args], {
    ...options(folder, env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<Run>((resolve) => {
    child.once('close', (exit) => resolve({ exit, stdout, stderr }));
  });
  return { child, ended };
}

export interface ServedEmulator {
  readonly env: { readonly ACRCTL_ARM_ENDPOINT: string };
  ask(method: string, path: string, body?: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

/** The emulator as people run it. */
export async function startEmulator(folder: string, args: readonly string[] = []): Promise<ServedEmulator> {
  const { child, ended } = startAcrctl(folder, ['emulator', ...args]);
  const endpoint = await new Promise<string>((resolve, reject) => {
    child.stdout?.once('data', (line) =>
      resolve((JSON.parse(String(line)) as { endpoint: string }).endpoint),
    );
    child.once('exit', (code) => reject(new Error(`The emulator ended with ${code}.`)));
  });
  return {
    env: { ACRCTL_ARM_ENDPOINT: endpoint },
    ask: async (method, path, body) => {
      const answer = await fetch(endpoint + path, {
        method,
        // A kept connection may be closed by the server just while this process is blocked by a spawn.
        headers: {
          authorization: 'Bearer somebody-else',
          'content-type': 'application/json',
          connection: 'close',
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      const text = await answer.text();
      return text === '' ? undefined : JSON.parse(text);
    },
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function options(folder: string, env: NodeJS.ProcessEnv) {
  const { ACRCTL_ARM_ENDPOINT: _, AZURE_SUBSCRIPTION_ID: __, ...inherited } = process.env;
  return {
    cwd: folder,
    env: { ...inherited, ...env },
    encoding: 'utf8' as const,
    maxBuffer: 64 * 1024 * 1024,
  };
}
