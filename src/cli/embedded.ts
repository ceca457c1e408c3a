import { NoAnswerError, type Transport, type World } from '../core/world.ts';
import { type CloudName, ConnectionLost, createEmulator } from '../emulator/index.ts';
import { openEmulatorStore } from '../emulator/store.ts';

/** Never asked over a network: only what URLs are built on. */
export const EMBEDDED_ORIGIN = 'http://127.0.0.1';

/** The emulator inside this process, its objects kept in `dir`, as a transport. */
export async function embeddedEmulator({
  dir,
  world,
  cloud,
}: {
  readonly dir: string;
  readonly world: World;
  readonly cloud: CloudName;
}): Promise<Transport> {
  const { clock } = world;
  const emulator = createEmulator({
    origin: EMBEDDED_ORIGIN,
    cloud,
    clock: { now: () => clock.wallMs(), sleep: (ms) => clock.sleep(ms) },
    store: openEmulatorStore(dir),
  });
  return emulatorTransport(emulator);
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
