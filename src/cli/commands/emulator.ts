import { readFile } from 'node:fs/promises';
import { diagnose } from '../../core/codes.ts';
import { AcrctlError, EXIT } from '../../core/errors.ts';
import { createEmulator, type Emulator, type Fault, parseFaults } from '../../emulator/index.ts';
import { type EmulatorServer, type ServeOptions, serveEmulator } from '../../emulator/server.ts';
import type { EmulatorDocument } from '../documents.ts';
import { emulatorStore } from '../embedded.ts';
import type { EmulatorTls } from '../emulator-tls.ts';
import { fileErrorReason } from '../file-error.ts';
import { interruption } from '../interruption.ts';
import type { EmulatorCommandOptions } from '../options.ts';
import { realWorld } from '../world.ts';

/** Serves the emulator on loopback until it is interrupted; says where in one line of JSON. */
export async function emulator(options: EmulatorCommandOptions): Promise<number> {
  const { clock, interrupt } = realWorld(interruption());
  const faults = options.faults === undefined ? [] : await readFaults(options.faults);
  const emulated = createEmulator({
    origin: `${options.tls ? 'https' : 'http'}://127.0.0.1`,
    clock: { now: () => clock.wallMs(), sleep: (ms) => clock.sleep(ms) },
    seed: options.seed,
    cloud: options.cloud,
    latency: options.latency,
    speed: options.speed,
    ...(options.data !== undefined && { store: emulatorStore(options.data) }),
  });
  emulated.setFaults(faults);
  const tls = options.tls ? await openTls(options.data, clock.wallMs()) : undefined;
  try {
    const server = await listen(emulated, { port: options.port, ...(tls && { tls: tls.identity }) });
    tellReady(emulated, server, tls);
    await new Promise<void>((resolve) => {
      interrupt.addEventListener('abort', () => resolve(), { once: true });
    });
    await server.close();
  } finally {
    tls?.close();
  }
  return EXIT.done;
}

// What makes certificates is loaded only where one is asked for.
async function openTls(data: string | undefined, nowMs: number): Promise<EmulatorTls> {
  const { emulatorTls } = await import('../emulator-tls.ts');
  return emulatorTls(data, nowMs);
}

async function listen(emulated: Emulator, options: ServeOptions): Promise<EmulatorServer> {
  try {
    return await serveEmulator(emulated, options);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const why =
      code === 'EADDRINUSE'
        ? 'Another program listens there.'
        : code === 'EACCES'
          ? 'You may not listen there; ports below 1024 are mostly for the administrator.'
          : String(error);
    const detail = `The emulator cannot listen on 127.0.0.1:${options.port}. ${why}`;
    const hint = 'Choose another --port, or 0 for any free one.';
    throw new AcrctlError(EXIT.error, [diagnose('ACR2036', { detail, hint })], { cause: error });
  }
}

function tellReady(
  { tenantId, subscriptionId }: Emulator,
  { endpoint }: EmulatorServer,
  tls: EmulatorTls | undefined,
): void {
  if (tls) process.stderr.write(tls.howToTrust);
  const ready: EmulatorDocument = { endpoint, tenantId, subscriptionId, ...(tls && { ca: tls.caFile }) };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
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
