import { diagnose } from '../../core/codes.ts';
import { AcrctlError, EXIT } from '../../core/errors.ts';
import type { KeyRotation } from '../../core/key-rotation.ts';
import type { KeyStore, KeyVersion } from '../../core/key-store.ts';
import { CloudError } from '../../core/resource-type.ts';
import type { Lock } from '../../core/state.ts';
import { underLock } from '../../core/under-lock.ts';
import { byHand } from '../../features/encryption/by-hand.ts';
import { encryptedRegistries, everywhere, unlisted } from '../../features/encryption/everywhere.ts';
import {
  disposable,
  follows,
  type RotationStep,
  rotationStep,
  usersOf,
} from '../../features/encryption/rotation.ts';
import type { OpenedSession } from '../session.ts';
import { untilFollowed } from './follow.ts';
import { askingVault } from './key-trouble.ts';
import { type KeyedRegistry, keyedRegistry } from './registry-named.ts';

export interface RotationRequest {
  /** Of the registry, as it was typed. */
  readonly name: string;
  /** The newest version there is, and not a new one. */
  readonly adopt: boolean;
  readonly wait: boolean;
  acquireLock(): Promise<Lock>;
  /** Told what there is and what comes next, before anything is made. */
  announce(prospect: Prospect): void;
  /** Throws unless a version may be made. */
  approve(): Promise<void>;
  /** While the registry is waited for: `version` is the one it still uses. */
  waiting(waited: { readonly forMs: number; readonly version: string | undefined }): void;
  /** The command that looks again, and makes nothing. */
  readonly lookAgain: string;
}

/** What a rotation starts from. */
export interface Prospect extends Pick<KeyedRegistry, 'registry' | 'key'> {
  readonly newest: KeyVersion;
  readonly step: Exclude<RotationStep['kind'], 'refused'>;
}

type Opened = Pick<OpenedSession, 'session' | 'keysOf'>;

/**
 * Makes a version of a registry's key, or takes the newest one, and waits until the registry uses it. The lock is held
 * while one is made, not while it is waited for: waiting only reads. Dying anywhere loses nothing, since the next run
 * finds a version that is newer than the registry's, and makes no other beside it (`rotationStep`).
 */
export async function rotateEncryption(opened: Opened, request: RotationRequest): Promise<KeyRotation> {
  // Nothing is written where a version is only adopted: then no other run is in the way.
  const begun = request.adopt
    ? await begin(opened, request)
    : await underLock(await request.acquireLock(), (lock) => begin(opened, request, lock));
  return afterwards(opened, request, begun, async () => {
    const result = await followed(opened, request, begun);
    return concluded(opened, request, begun, result);
  });
}

interface Begun {
  readonly found: KeyedRegistry;
  readonly newest: KeyVersion;
  /** Those that there were before. */
  readonly versions: readonly KeyVersion[];
  readonly made: boolean;
}

/** All that may be refused is asked first: once a version is made, nothing is missing to go on with it. */
async function begin(opened: Opened, request: RotationRequest, lock?: Lock): Promise<Begun> {
  const { clock } = opened.session;
  const found = await readRegistry(opened, request);
  const { key, registry } = found;
  const keys = await opened.keysOf(key.vault);
  const newest = await askingVault('get', key, () => keys.newest(key.name));
  const step = rotationStep(key, newest, { adopt: request.adopt, nowMs: clock.wallMs() });
  if (step.kind === 'refused')
    throw new AcrctlError(EXIT.error, [{ ...step.why, address: registry.address }]);
  const versions = await askingVault('list', key, () => keys.versions(key.name));
  request.announce({ registry, key, newest, step: step.kind });
  if (step.kind !== 'make') return { found, newest, versions, made: false };
  await request.approve();
  return { found, newest: await make(keys, found, lock), versions, made: true };
}

async function make(keys: KeyStore, { key }: KeyedRegistry, lock: Lock | undefined): Promise<KeyVersion> {
  await lock?.assertHeld();
  return askingVault('rotate', key, () => keys.rotate(key.name));
}

/** A registry with a version of its own choice stays at that until somebody names another (3.14). */
async function followed(
  { session }: Opened,
  request: RotationRequest,
  { found, newest }: Begun,
): Promise<KeyRotation['result']> {
  const { key, registry, cloud: name } = found;
  if (follows(key, newest)) return 'followed';
  if (key.rotation === 'manual') return 'to-write';
  if (!request.wait) return 'not-waited';
  await untilFollowed(registry, newest, { ...session, name, request });
  return 'followed';
}

async function concluded(
  opened: Opened,
  request: RotationRequest,
  { found, newest, versions, made }: Begun,
  result: KeyRotation['result'],
): Promise<KeyRotation> {
  const { key, registry, cloud } = found;
  const { live } = await readRegistry(opened, request);
  const users = usersOf(key, newest, encryptedRegistries(live), cloud);
  const unread = unlisted('registries', live);
  return {
    address: registry.address,
    id: registry.id,
    key: key.uri,
    rotation: key.rotation,
    before: key.version ?? null,
    newest: newest.version,
    made,
    result,
    byHand: result === 'to-write' ? byHand(found, newest) : null,
    users,
    unlisted: unread,
    disposable: disposable(newest, versions, users, unread),
  };
}

function readRegistry(opened: Opened, { name }: RotationRequest): Promise<KeyedRegistry> {
  return keyedRegistry(name, opened, (placed, prior) => everywhere('registries', placed, prior));
}

/** What goes wrong once a version is made must say so: nobody is to think that nothing happened. */
async function afterwards<T>(
  { session: { interrupt } }: Opened,
  { lookAgain }: RotationRequest,
  { made, newest: { version }, found: { registry } }: Begun,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const what = made
      ? `The version ${version} was made`
      : `Nothing was made, and the version ${version} is there`;
    const about = `${what}; what became of it at the registry ${registry.name} is not known.`;
    const hint = `Nothing is lost, and nothing has to be undone. This looks again, and makes no other version:\n${lookAgain}`;
    if (interrupt.aborted)
      throw new AcrctlError(EXIT.interrupted, [diagnose('ACR2031', { detail: about, hint })], {
        cause: error,
      });
    if (error instanceof CloudError) {
      const exitCode = error.failure === 'denied' ? EXIT.denied : EXIT.error;
      const detail = `${about} Azure did not show it: ${error.message}`;
      throw new AcrctlError(exitCode, [diagnose('ACR2408', { detail, hint })], { cause: error });
    }
    throw error;
  }
}
