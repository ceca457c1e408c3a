import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { quietEnvironment } from './workspace.ts';

export interface Command {
  /** Of the built command line. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

export const BIN = fileURLToPath(new URL('../../bin/acrctl.js', import.meta.url));
const USAGE = fileURLToPath(new URL('usage.cjs', import.meta.url));

/** Ratios of wall time to `node -e 0`, the two run in turn, so that both meet the same machine. */
export function wallRatios(command: Command, pairs: number): readonly number[] {
  runAcrctl(command);
  return Array.from({ length: pairs }, () => wallOf(() => runAcrctl(command)) / wallOf(runNothing));
}

/** What a process used, as it says itself at its end: seconds of processor, and its peak of memory in MiB. */
export interface Usage {
  readonly cpu: number;
  readonly memory: number;
}

/** Pairs of the command and `node -e 0`. */
export function usages(
  command: Command,
  pairs: number,
): readonly { readonly ours: Usage; readonly bare: Usage }[] {
  runAcrctl(command, ['-r', USAGE]);
  return Array.from({ length: pairs }, () => ({
    ours: usageIn(runAcrctl(command, ['-r', USAGE])),
    bare: usageIn(runNothing(['-r', USAGE])),
  }));
}

export function runAcrctl({ args, cwd, env }: Command, nodeOptions: readonly string[] = []) {
  const done = spawnSync(process.execPath, [...nodeOptions, BIN, ...args], {
    cwd,
    env: { ...quietEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    maxBuffer: 256 * 2 ** 20,
  });
  if (done.status !== 0)
    throw new TypeError(`acrctl ${args.join(' ')} ended with ${done.status}: ${done.stderr}`);
  return done;
}

function runNothing(nodeOptions: readonly string[] = []) {
  return spawnSync(process.execPath, [...nodeOptions, '-e', '0'], {
    env: quietEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
}

function usageIn({ output }: { readonly output: readonly (Buffer | null)[] }): Usage {
  return JSON.parse(String(output[3])) as Usage;
}

function wallOf(run: () => unknown): number {
  const startedMs = performance.now();
  run();
  return (performance.now() - startedMs) / 1_000;
}
