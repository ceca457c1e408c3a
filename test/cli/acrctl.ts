import { type ChildProcess, type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { EmulatorDocument } from '../../src/cli/documents.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { getPath } from '../../src/core/path.ts';
import type { RequestRecord } from '../../src/emulator/index.ts';
import { requireAllowed } from '../contract/sent-bodies.ts';
import { type DefinitionName, requireValid, requireValidFile } from '../schemas/check.ts';
import { noteJournal } from './noted-journal.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const BIN = join(ROOT, 'bin/acrctl.js');

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

/** A folder in which the real command line runs as a process. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'acrctl-test-'));
  folders.push(folder);
  return folder;
}

/** One with the example in it. */
export function newFolder(): string {
  const folder = emptyFolder();
  cpSync(join(ROOT, 'examples/private-link/acrctl.yaml'), join(folder, 'acrctl.yaml'));
  return folder;
}

export function acrctl(folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Run {
  const { note, check } = notedFor(args);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [BIN, ...args],
    options(folder, { ...note, ...env }),
  );
  check();
  return checked(folder, args, { exit: status, stdout, stderr });
}

/** What a process of any program came to. */
export function runOf({ status, stdout, stderr }: SpawnSyncReturns<string>): Run {
  return { exit: status, stdout, stderr };
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Run>;
}

/** `bin` is another build where a test makes one. */
export function startAcrctl(
  folder: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  bin = BIN,
): Running {
  const { note, check } = notedFor(args);
  const child = spawn(process.execPath, [bin, ...args], {
    ...options(folder, { ...note, ...env }),
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
  const checking = ended.then((run) => {
    check();
    return checked(folder, args, run);
  });
  return { child, ended: checking };
}

/** An emulator inside the process shows its requests to nobody: what they will be stands in the journal. */
function notedFor(args: readonly string[]) {
  if (!args.includes('--emulator')) return { note: {}, check: () => undefined };
  const { env, check } = noteJournal();
  return { note: env, check };
}

export interface ServedEmulator {
  readonly env: { readonly ACRCTL_ARM_ENDPOINT: string };
  ask(method: string, path: string, body?: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

/** The emulator as people run it, once it is ready. */
export async function serve(folder: string, args: readonly string[]) {
  const { child, ended } = startAcrctl(folder, ['emulator', ...args]);
  const ready = await new Promise<EmulatorDocument>((resolve, reject) => {
    child.stdout?.once('data', (line) => resolve(JSON.parse(String(line))));
    child.once('exit', (code) => reject(new Error(`The emulator ended with ${code}.`)));
  });
  requireValid('emulator', ready);
  const stop = async (): Promise<Run> => {
    child.kill('SIGTERM');
    return ended;
  };
  return { ready, stop };
}

/** One that is asked by tests, too. */
export async function startEmulator(folder: string, args: readonly string[] = []): Promise<ServedEmulator> {
  const { ready, stop } = await serve(folder, args);
  const { endpoint } = ready;
  const ask: ServedEmulator['ask'] = async (method, path, body) => {
    if (method === 'DELETE' && path === REQUESTS) await checkAsked(ask);
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
  };
  return {
    env: { ACRCTL_ARM_ENDPOINT: endpoint },
    ask,
    stop: async () => {
      await checkAsked(ask).finally(stop);
    },
  };
}

const REQUESTS = '/_emulator/requests';

/** What acrctl asked of it may be sent; others ask what they like. */
async function checkAsked(ask: ServedEmulator['ask']): Promise<void> {
  const { requests } = (await ask('GET', REQUESTS)) as { requests: readonly RequestRecord[] };
  for (const { method, path, query, body, caller } of requests)
    if (caller === 'acrctl') requireAllowed({ method, url: `${path}?${new URLSearchParams(query)}`, body });
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
}

/** What the emulator was asked, oldest first. */
export async function askedOf(emulator: ServedEmulator): Promise<readonly Asked[]> {
  return ((await emulator.ask('GET', REQUESTS)) as { requests: Asked[] }).requests;
}

/** Until the emulator has seen a request like this. */
export async function untilAsked(emulator: ServedEmulator, method: string, part: string): Promise<void> {
  for (let look = 0; look < 600; look += 1) {
    if ((await askedOf(emulator)).some((each) => each.method === method && each.path.includes(part))) return;
    await pause(25);
  }
  throw new Error(`Nobody sent ${method} ${part}.`);
}

/** What is longer than a line and never broken, so that it can be copied: an id, an action or the URI of a key alone, in a list, asked for, or behind an option. */
const WORD_ALONE =
  /^ *(?:- |[A-Z]+ |key: |--[a-z-]+ )?(?:\/subscriptions\/|Microsoft\.|https:\/\/\S+\/keys\/)\S+(?: \\)?$/;

/** Everything a run printed fits 80 columns, and no control character but the line feed came through. */
export function checkReadable(run: Run): void {
  const lines = (run.stdout + run.stderr).split('\n');
  expect(lines.filter((line) => [...line].length > 80 && !WORD_ALONE.test(line))).toEqual([]);
  expect(lines.filter((line) => /[\u0000-\u001f\u007f-\u009f]/.test(line))).toEqual([]);
}

/** What a run printed with `--json`, saved as a plan or left as state is as the schemas say. */
function checked(folder: string, args: readonly string[], run: Run): Run {
  if (args.includes('--json') && run.exit !== null) checkPrinted(args, run);
  const out = args.indexOf('--out');
  const planFile = out === -1 ? undefined : join(folder, args[out + 1] ?? '');
  if (planFile !== undefined && existsSync(planFile)) requireValid('plan', JSON.parse(readText(planFile)));
  for (const path of stateFilesIn(folder)) requireValidFile(path, readText(path));
  return run;
}

const PRINTS: Readonly<Record<string, DefinitionName>> = {
  validate: 'validate',
  plan: 'plan',
  show: 'plan',
  apply: 'apply',
  destroy: 'apply',
  drift: 'driftReport',
  import: 'import',
  'import registry': 'importRegistry',
  records: 'records',
  'allow-list': 'allowList',
  connections: 'connections',
  'rotate certificate': 'rotateCertificate',
  'rotate encryption': 'rotateEncryption',
  'rotate token': 'rotateToken',
  'revoke encryption': 'revokeEncryption',
  doctor: 'doctor',
  verify: 'verify',
  'state list': 'stateList',
  'state show': 'stateShow',
  'state mv': 'stateMove',
  'state pull': 'stateFile',
  'state push': 'statePush',
  'state migrate': 'stateMigrate',
  'state rm': 'stateForget',
  'state rebuild': 'stateRebuild',
  'state unlock': 'stateUnlock',
};

/** The result of the command, or the failure; the exit code in it is that of the process. */
function checkPrinted(args: readonly string[], { exit, stdout }: Run): void {
  const document = JSON.parse(stdout) as JsonObject;
  const both = args.slice(0, 2).join(' ');
  const command = both in PRINTS ? both : (args[0] ?? '');
  requireValid('error' in document ? 'failure' : (PRINTS[command] ?? 'failure'), document);
  const said = getPath(document, 'error.exitCode') ?? document['exitCode'] ?? exit;
  if (said !== exit) throw new Error(`acrctl ${args.join(' ')} ended with ${exit} and says ${String(said)}.`);
}

/** Wherever `--state-dir` put it, as long as that is in the folder. */
function stateFilesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /(^|\/)(state(\.\d+)?\.json|journal\.jsonl|(lock|moved)\.json)$/.test(path))
    .map((path) => join(folder, path))
    .filter((path) => readText(path) !== EMPTIED);
}

/** A test damaged it; acrctl writes no such file. */
const EMPTIED = '';

function readText(path: string): string {
  return readFileSync(path, 'utf8');
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
