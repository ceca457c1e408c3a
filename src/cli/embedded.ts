import { diagnose } from '../core/codes.ts';
import { AcrctlError, EXIT } from '../core/errors.ts';
import { NoAnswerError, type Transport, type World } from '../core/world.ts';
import { type CloudName, ConnectionLost, createEmulator, type EmulatorStore } from '../emulator/index.ts';
import { openEmulatorStore, readEmulatorStore } from '../emulator/store.ts';
import { fileErrorReason } from './file-error.ts';

/** Never asked over a network: only what URLs are built on. */
export const EMBEDDED_ORIGIN = 'http://127.0.0.1';

/** The emulator inside this process, its objects kept in `dir`, as a transport. */
export async function embeddedEmulator({
  dir,
  world,
  cloud,
  readOnly = false,
}: {
  readonly dir: string;
  readonly world: World;
  readonly cloud: CloudName;
  /** Nothing is written to `dir`, which need not be there. */
  readonly readOnly?: boolean;
}): Promise<Transport> {
  const { clock } = world;
  const emulator = createEmulator({
    origin: EMBEDDED_ORIGIN,
    cloud,
    clock: { now: () => clock.wallMs(), sleep: (ms) => clock.sleep(ms) },
    store: emulatorStore(dir, readOnly),
  });
  return emulatorTransport(emulator);
}

/** Where an emulator keeps its objects. Throws with exit code 1 where that directory is of no use. */
export function emulatorStore(dir: string, readOnly = false): EmulatorStore {
  try {
    return readOnly ? readEmulatorStore(dir) : openEmulatorStore(dir);
  } catch (error) {
    const why =
      error instanceof SyntaxError
        ? 'What stands in it was not written by an emulator.'
        : fileErrorReason(error);
    const detail = `The emulator cannot keep its objects in "${dir}". ${why}`;
    const hint = 'Name a directory of your own that may be written to; it is made where there is none.';
    throw new AcrctlError(EXIT.error, [diagnose('ACR2035', { detail, hint })], { cause: error });
  }
}

/** An emulator in this process as a transport. */
export function emulatorTransport(emulator: ReturnType<typeof createEmulator>): Transport {
  return {
    async send({ method, url, headers, body, signal }) {
      try {
        return await emulator.handle({ method, url, headers, ...(body !== undefined && { body }) }, signal);
      } catch (error) {
        if (!(error instanceof ConnectionLost)) throw error;
        throw new NoAnswerError(error.message, { cause: error });
      }
    },
  };
}
