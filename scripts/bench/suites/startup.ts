import { spawn } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bench, Figure, Suite } from '../figures.ts';
import { BIN, type Command, runAcrctl, usages, wallRatios } from '../processes.ts';
import { quietEnvironment, served } from '../workspace.ts';

/** Whole processes of the built command line, in turn with `node -e 0`. */
export const startup: Suite = {
  name: 'startup',
  title: 'Whole commands, as multiples of `node -e 0`',
  figures,
};

async function* figures({ quick, workspace }: Bench): AsyncIterable<Figure> {
  const pairs = quick ? 9 : 41;
  const cwd = join(workspace.folder, 'startup');
  mkdirSync(cwd);
  cpSync(fileURLToPath(new URL('../hundred-lines.yaml', import.meta.url)), join(cwd, 'hundred-lines.yaml'));
  cpSync(
    fileURLToPath(new URL('../../../examples/private-link/acrctl.yaml', import.meta.url)),
    join(cwd, 'acrctl.yaml'),
  );

  yield* ratios('--version', { args: ['--version'], cwd }, pairs, 1.45);
  yield* ratios('validate, 100 lines', { args: ['validate', '-f', 'hundred-lines.yaml'], cwd }, pairs, 2.2);
  const emulator = await served(spawn(process.execPath, [BIN, 'emulator'], { cwd, env: quietEnvironment() }));
  try {
    const env = { ACRCTL_ARM_ENDPOINT: emulator.endpoint };
    yield* ratios('plan, one registry, nothing there yet', { args: ['plan'], cwd, env }, pairs, 4.5);
    runAcrctl({ args: ['apply', '--auto-approve'], cwd, env });
    yield* ratios('plan, one registry, nothing to do', { args: ['plan'], cwd, env }, pairs, 4.5);
  } finally {
    await emulator.stop();
  }
}

async function* ratios(what: string, command: Command, pairs: number, budget: number): AsyncIterable<Figure> {
  yield { what, unit: 'x', samples: wallRatios(command, pairs), budget };
  const used = usages(command, Math.ceil(pairs / 2));
  yield { what: `${what}: processor`, unit: 'x', samples: used.map(({ ours, bare }) => ours.cpu / bare.cpu) };
  yield {
    what: `${what}: memory on top`,
    unit: 'MiB',
    samples: used.map(({ ours, bare }) => ours.memory - bare.memory),
  };
}
