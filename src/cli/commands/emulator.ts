import { readFile } from 'node:fs/promises';
import { diagnose } from '../../core/codes.ts';
import { AcrctlError, EXIT } from '../../core/errors.ts';
import { createEmulator, type Fault, parseFaults } from '../../emulator/index.ts';
import { serveEmulator } from '../../emulator/server.ts';
import type { EmulatorDocument } from '../documents.ts';
import { emulatorStore } from '../embedded.ts';
import { fileErrorReason } from '../file-error.ts';
import { interruption } from '../interruption.ts';
import type { EmulatorCommandOptions } from '../options.ts';
import { realWorld } from '../world.ts';

/** Serves the emulator on loopback until it is interrupted; says where in one line of JSON. */
export async function emulator(options: EmulatorCommandOptions): Promise<number> {
  const { clock, interrupt } = realWorld(interruption());
  const faults = options.faults === undefined ? [] : await readFaults(options.faults);
  const emulated = createEmulator({
    origin: 'http://127.0.0.1',
    clock: { now: () => clock.wallMs(), sleep: (ms) => clock.sleep(ms) },
    seed: options.seed,
    cloud: options.cloud,
    latency: options.latency,
    speed: options.speed,
    ...(options.data !== undefined && { store: emulatorStore(options.data) }),
  });
  emulated.setFaults(faults);
  const server = await serveEmulator(emulated, { port: options.port });
  const ready: EmulatorDocument = { endpoint: server.endpoint };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
  await new Promise<void>((resolve) => {
    interrupt.addEventListener('abort', () => resolve(), { once: true });
  });
  await server.close();
  return EXIT.done;
}

async function readFaults(file: string): Promise<readonly Fault[]> {
  try {
    return parseFaults(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    const detail = `The fault file "${file}" cannot be used: ${fileErrorReason(error)}`;
    const hint = 'The format is described in src/emulator/SPEC.md.';
    throw new AcrctlError(EXIT.invalid, [diagnose('ACR2034', { detail, hint })], { cause: error });
  }
}
