import { type RotationRequest, rotateEncryption } from '../../src/cli/encryption/rotation.ts';
import type { Config } from '../../src/core/config.generated.ts';
import type { AcrctlError } from '../../src/core/errors.ts';
import type { Json } from '../../src/core/json.ts';
import type { KeyRotation } from '../../src/core/key-rotation.ts';
import { textAt } from '../../src/core/path.ts';
import type { Session } from '../../src/engine/run.ts';
import { type Lab, openLab, type RunOptions } from '../lab.ts';
import { requireValid } from '../schemas/check.ts';
import { KEY_URI } from '../vault-team.ts';
import { AT, example, ID, objectAt } from './stacks.ts';

/** The example with a key. */
export function encrypted(encryption: Json): string {
  return example({
    'identities.images-cmk': {},
    [`${AT.registry}.identity.user`]: ['images-cmk'],
    [`${AT.registry}.encryption`]: encryption,
  });
}

/** The registry follows the key. */
export const FOLLOWING = encrypted({ key: KEY_URI, identity: 'images-cmk' });

/** The registry stays at the version that it uses. */
export function naming(lab: Lab): string {
  return encrypted({ key: `${KEY_URI}/${inUse(lab)}`, rotation: 'manual', identity: 'images-cmk' });
}

/** A registry that follows a key of others. */
export async function withFollowedKey(): Promise<Lab> {
  const lab = openLab({ vaultTeam: true });
  await lab.converge(FOLLOWING);
  return lab;
}

/** The version that a registry uses. */
export function inUse(lab: Lab, id: string = ID.registry): string | undefined {
  const path = 'properties.encryption.keyVaultProperties.versionedKeyIdentifier';
  return textAt(objectAt(lab, id), path)?.split('/').at(-1);
}

type Wanted = Partial<Pick<RotationRequest, 'name' | 'adopt' | 'wait' | 'announce' | 'approve' | 'waiting'>>;

/** Rotates as the command does, but for what it prints. */
export async function rotated(
  lab: Lab,
  file: string,
  { name = 'contosoimages', adopt = false, wait = true, ...more }: Wanted = {},
  run: RunOptions = {},
): Promise<KeyRotation> {
  const { session, keysOf, acquireLock } = lab.session(file, 'rotate encryption', run);
  const opened = { session: session as Session<Config>, keysOf };
  const rotation = await rotateEncryption(opened, {
    announce: () => undefined,
    approve: async () => undefined,
    waiting: () => undefined,
    lookAgain: 'acrctl rotate encryption contosoimages --adopt',
    ...more,
    name,
    adopt,
    wait,
    acquireLock,
  });
  requireValid('rotateEncryption', { stack: session.stack, ...rotation });
  return rotation;
}

/** Why it was refused. */
export async function refusalOf(work: Promise<unknown>): Promise<AcrctlError> {
  return work.then(
    () => {
      throw new Error('It was not refused.');
    },
    (error) => error as AcrctlError,
  );
}
