import { dirname, join } from 'node:path';
import { diagnose } from '../core/codes.ts';
import type { Config } from '../core/config.generated.ts';
import { AcrctlError, EXIT } from '../core/errors.ts';
import type { Lock, StateHome } from '../core/state.ts';
import { holderName, quote } from '../core/wording.ts';
import type { World } from '../core/world.ts';
import { cloudOf } from '../features/scope.ts';
import { type StateFolder, stateFolder, stateFolderAt } from '../features/state-place.ts';
import type { BlobAccess } from '../providers/azure/blobs.ts';
import { LONGEST_REQUEST_MS } from '../providers/azure/exchange.ts';
import type { TokenSource } from '../providers/azure/token-source.ts';
import { localHome } from '../state/local/home.ts';
import type { StateOptions } from './options.ts';

/** Tokens for a resource other than ARM, of the login that the run has or is to get. */
type TokensFor = (resource: string) => Promise<TokenSource>;

/** The directory beside the first file of the configuration in which acrctl keeps what it knows. */
export function homeOf({ file: [first] }: Pick<StateOptions, 'file'>): string {
  return join(dirname(first), '.acrctl');
}

/**
 * Opens the state of a stack where the file keeps it. An emulated cloud has states of its own, which must never meet
 * those of the real one: in a directory on this machine, or in Azurite.
 */
export async function openStateHome(
  options: StateOptions,
  config: Config,
  world: World,
  tokensFor: TokensFor,
): Promise<StateHome> {
  const folder = stateFolder(config);
  const { stack } = config;
  const isEmulated = isEmulatedCloud(options);
  if (folder === undefined || (isEmulated && !folder.isEmulated))
    return localHome({ world, stack, dir: localDirectory(options, isEmulated) });
  if (options.stateDir !== undefined) throw twoPlaces(folder);
  return openFolder(folder, { options, stack, world, tokensFor });
}

/**
 * Opens the state of a stack at a place that a person names: `local` for the usual directory, `local:DIR`, or the URL of
 * a container or of a folder in it. Throws where it is none.
 */
export async function openStateHomeAt(
  place: string,
  options: StateOptions,
  config: Config,
  world: World,
  tokensFor: TokensFor,
): Promise<StateHome> {
  const { stack } = config;
  const local = /^local(?::(.+))?$/.exec(place);
  if (local !== null) {
    const dir = local[1] ?? localDirectory(options, isEmulatedCloud(options));
    return localHome({ world, stack, dir });
  }
  const folder = stateFolderAt(place, stack, cloudOf(config));
  if (folder === undefined) throw noPlace(place);
  return openFolder(folder, { options, stack, world, tokensFor });
}

interface Opening {
  readonly options: StateOptions;
  readonly stack: string;
  readonly world: World;
  readonly tokensFor: TokensFor;
}

async function openFolder(
  folder: StateFolder,
  { options, stack, world, tokensFor }: Opening,
): Promise<StateHome> {
  if (folder.isEmulated && !isEmulatedCloud(options)) throw realInEmulator(folder);
  const access: BlobAccess = folder.isEmulated
    ? { kind: 'azurite' }
    : { kind: 'entra', tokens: await tokensFor(STORAGE_RESOURCE), clock: world.clock };
  const [{ openBlobs }, { blobHome }] = await Promise.all([
    import('../providers/azure/blobs.ts'),
    import('../state/blob/home.ts'),
  ]);
  const keptIn = join(homeOf(options), 'unwritten');
  return blobHome({ world, stack, blobs: openBlobs(folder, access), keptIn });
}

/** True where the cloud is one of the emulator's. */
export function isEmulatedCloud({ emulator }: Pick<StateOptions, 'emulator'>): boolean {
  return emulator || process.env['ACRCTL_ARM_ENDPOINT'] !== undefined;
}

function localDirectory(options: StateOptions, isEmulated: boolean): string {
  return options.stateDir ?? join(homeOf(options), isEmulated ? 'emulator-state' : 'state');
}

/** The run that holds the lock of a stack right now, for people; undefined where none does. */
export async function runningNow(home: Pick<StateHome, 'standingLock'>): Promise<string | undefined> {
  const lock = await home.standingLock();
  if (lock?.holder === undefined || lock.process === 'gone') return undefined;
  return holderName(lock.holder);
}

/** Takes the lock of a stack for a run that may send requests to Azure, or whose predecessor may have. */
export function takeLock(
  home: Pick<StateHome, 'acquireLock'>,
  operation: string,
  lockTimeoutMs: number,
): Promise<Lock> {
  return home.acquireLock({ operation, lockTimeoutMs, requestTimeoutMs: LONGEST_REQUEST_MS });
}

/** True where the state is blobs, false where it is files. */
export function isInContainer({ path }: Pick<StateHome, 'path'>): boolean {
  return path.includes('://');
}

/** What tokens for storage are made out to, whatever the cloud: the default of @azure/storage-blob. */
const STORAGE_RESOURCE = 'https://storage.azure.com';

function twoPlaces({ container }: StateFolder): AcrctlError {
  const detail = `--state-dir names a directory for the state, and the file keeps it in ${container}. Nothing was read.`;
  const hint = 'Leave --state-dir out, or write state: { backend: local }.';
  return new AcrctlError(EXIT.error, [diagnose('ACR2041', { detail, hint })]);
}

function realInEmulator({ container }: StateFolder): AcrctlError {
  const detail = `state.endpoint puts the state in an emulator on this machine (${container}), and the cloud is Azure: whoever empties the emulator would lose what acrctl knows of real registries.`;
  const hint =
    'Take state.endpoint out, or work against the emulator with --emulator or ACRCTL_ARM_ENDPOINT.';
  return new AcrctlError(EXIT.invalid, [diagnose('ACR2125', { detail, hint })]);
}

function noPlace(place: string): AcrctlError {
  const detail = `${quote(place)} is no place for a state of this cloud.`;
  const hint =
    'Write local, local:DIRECTORY, or the URL of a container or of a folder in it, such as https://stcontosostate.blob.core.windows.net/acrctl/platform.';
  return new AcrctlError(EXIT.error, [diagnose('ACR2129', { detail, hint })]);
}
