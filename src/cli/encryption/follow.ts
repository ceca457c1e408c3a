import { diagnose } from '../../core/codes.ts';
import type { Config } from '../../core/config.generated.ts';
import { AcrctlError, EXIT } from '../../core/errors.ts';
import type { KeyVersion } from '../../core/key-store.ts';
import { CloudError } from '../../core/resource-type.ts';
import { duration } from '../../core/wording.ts';
import type { Session } from '../../engine/run.ts';
import { type KeyInUse, keyInUse } from '../../features/encryption/key-in-use.ts';
import { follows } from '../../features/encryption/rotation.ts';
import type { PlacedRegistry } from '../../features/placed.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import type { CloudName } from '../../providers/azure/clouds.ts';
import type { RotationRequest } from './rotation.ts';

/** Azure says that a registry takes a new version within the hour (3.13, 3.53); a quarter on top for clocks and queues. */
const LONGEST_MS = 75 * 60_000;
/** Soon at first, since a registry may look just then. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const TOLD_EVERY_MS = 5 * 60_000;

interface Following extends Pick<Session<Config>, 'cloud' | 'clock' | 'interrupt'> {
  readonly name: CloudName;
  readonly request: Pick<RotationRequest, 'waiting' | 'lookAgain'>;
}

/** Reads the registry until it uses the version. Throws where it does not in time; an interrupt ends it at once. */
export async function untilFollowed(
  registry: PlacedRegistry,
  newest: KeyVersion,
  { cloud, clock, interrupt, name, request }: Following,
): Promise<void> {
  const startedMs = clock.monotonicMs();
  let toldMs = Number.NEGATIVE_INFINITY;
  let used: KeyInUse | undefined;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * pauseMs)) {
    used = (await keyNow(registry, name, cloud, interrupt)) ?? used;
    if (used !== undefined && follows(used, newest)) return;
    const forMs = clock.monotonicMs() - startedMs;
    if (forMs >= LONGEST_MS) throw tooLate(registry, newest, used, request.lookAgain);
    if (forMs - toldMs >= TOLD_EVERY_MS) {
      request.waiting({ forMs, version: used?.version });
      toldMs = forMs;
    }
    await clock.sleep(pauseMs, interrupt);
  }
}

/** Undefined where Azure did not answer this time: one read of many is not worth an error. */
async function keyNow(
  { id }: PlacedRegistry,
  name: CloudName,
  cloud: Following['cloud'],
  signal: AbortSignal,
): Promise<KeyInUse | undefined> {
  try {
    const body = (await cloud.read({ type: ARM_TYPE.registry, id }, { signal }))?.body;
    return body && keyInUse(body, name);
  } catch (error) {
    const passes = error instanceof CloudError && PASSING.has(error.failure);
    if (!passes) throw error;
    return undefined;
  }
}

const PASSING: ReadonlySet<CloudError['failure']> = new Set(['unknown', 'throttled', 'busy']);

function tooLate(
  { address, name }: PlacedRegistry,
  { version }: KeyVersion,
  used: KeyInUse | undefined,
  lookAgain: string,
): AcrctlError {
  const detail = `The registry ${name} was to use the version ${version} within the hour, and after ${duration(LONGEST_MS / 1000)} it still uses ${used?.version ?? 'one that it does not tell'}. It goes on working with that as long as that is enabled: leave it as it is.
1. See that the identity of encryption.identity has access to the key, and that a firewall of the vault lets trusted services in (3.65).
2. To have the registry take the version now, write the key with it and rotation: manual, and apply; then write it back without.`;
  const hint = `This looks again, and makes no other version:\n${lookAgain}`;
  return new AcrctlError(EXIT.error, [
    diagnose('ACR2408', { address, detail, hint, requirements: ['3.13', '3.53', '3.65'] }),
  ]);
}
