import { join } from 'node:path';
import { diagnose } from '../core/codes.ts';
import type { Config } from '../core/config.generated.ts';
import { AcrctlError, EXIT } from '../core/errors.ts';
import type { RunEvent } from '../core/event.ts';
import type { KeyStore } from '../core/key-store.ts';
import type { PlanOptions } from '../core/plan.ts';
import type { Cloud } from '../core/resource-type.ts';
import type { Lock } from '../core/state.ts';
import { enumerate } from '../core/wording.ts';
import type { Transport, World } from '../core/world.ts';
import type { Session } from '../engine/run.ts';
import { features } from '../features/index.ts';
import { allEntries, placeEntries } from '../features/placement.ts';
import { cloudOf } from '../features/scope.ts';
import { createAzureCloud } from '../providers/azure/client.ts';
import { armOrigin } from '../providers/azure/clouds.ts';
import type { SignedIn } from '../providers/azure/credentials.ts';
import { loopbackOrigin } from '../providers/azure/origin.ts';
import { assertProxyUsable } from '../providers/azure/proxy.ts';
import { servedEmulator } from '../providers/azure/served-emulator.ts';
import type { Trace } from '../providers/azure/trace.ts';
import { type LoadedConfiguration, loadConfiguration } from './configuration.ts';
import { interruption } from './interruption.ts';
import type { CloudOptions } from './options.ts';
import { NOBODY, signInTo } from './sign-in.ts';
import { homeOf, openStateHome, runningNow, takeLock } from './state-place.ts';
import { createVerboseLog, type VerboseLog } from './verbose.ts';
import { VERSION } from './version.ts';
import { realWorld } from './world.ts';

export interface OpenedSession {
  readonly session: Session<Config>;
  readonly keysOf: OpenedCloud['keysOf'];
  readonly tokensFor: OpenedCloud['tokensFor'];
  readonly warnings: LoadedConfiguration['warnings'];
  acquireLock(lockTimeoutMs: number): Promise<Lock>;
  /** The run that holds the lock right now, for people; undefined where none does. */
  runningNow(): Promise<string | undefined>;
}

export interface SessionRequest {
  readonly operation: string;
  readonly planOptions: PlanOptions;
  emit(event: RunEvent): void;
  /** Told of every request and every pause, beside `--verbose`. */
  trace?(trace: Trace): void;
  /** Prints one line of what `--verbose` tells. */
  log(line: string): void;
}

/** Everything a command needs to plan or apply: configuration, cloud, state, and the world as it is. */
export async function openSession(options: CloudOptions, request: SessionRequest): Promise<OpenedSession> {
  refuseIdleDirectory(options);
  const loaded = await loadConfiguration(options.file);
  return openSessionIn(await openCloud(options, loaded.config, request), options, loaded, request);
}

/** A cloud that is signed in to, before it is known which state goes with it. */
export interface OpenedCloud {
  readonly cloud: Cloud;
  readonly world: World;
  readonly tokensFor: SignedIn['tokensFor'];
  /** The keys of a vault of this cloud, by its name; what it takes is loaded now. */
  keysOf(vault: string): Promise<KeyStore>;
  readonly verbose: VerboseLog | undefined;
}

/** Signs in to the cloud of the configuration, or to the emulator that the options name. */
export async function openCloud(
  options: CloudOptions,
  config: Config,
  request: SessionRequest,
): Promise<OpenedCloud> {
  const world = realWorld(interruption());
  const subscriptions = subscriptionsOf(config);
  const verbose = options.verbose
    ? createVerboseLog({ write: request.log, nowMs: world.clock.monotonicMs, subscriptions })
    : undefined;
  const say = (text: string) => verbose?.say(text);
  const correlationId = world.random.uuid();
  say(`acrctl ${VERSION} ${request.operation}, stack ${config.stack} of ${enumerate(options.file)}`);
  say(`correlation id of every request of this run: ${correlationId}`);
  const access = await accessTo(options, config, world);
  const name = cloudOf(config);
  say(`cloud: ${name} at ${access.origin}`);
  say(`login: ${access.source}`);
  say(`subscriptions: ${subscriptions.join(', ')}`);
  const cloud = createAzureCloud({ ...world, ...access, correlationId, ...tracing(verbose, request) });
  const keysOf = async (vault: string) => {
    const { keysResource, openKeys } = await import('../providers/azure/keys.ts');
    const { origin: armOrigin, transport, tokensFor } = access;
    const { clock, interrupt: signal } = world;
    say(`vault: ${vault}`);
    const tokens = tokensFor(keysResource(name));
    const told = tracing(verbose, request);
    return openKeys(vault, { cloud: name, armOrigin, transport, clock, tokens, signal, ...told });
  };
  return { cloud, world, tokensFor: access.tokensFor, keysOf, verbose };
}

/** The session of a configuration in a cloud that is open, with the state that goes with both. */
export async function openSessionIn(
  { cloud, world, tokensFor, keysOf, verbose }: OpenedCloud,
  options: CloudOptions,
  { config, hash, warnings }: LoadedConfiguration,
  request: SessionRequest,
): Promise<OpenedSession> {
  const home = await openStateHome(options, config, world, async (resource) => tokensFor(resource));
  verbose?.say(`state: ${home.path}`);
  const session: Session<Config> = {
    version: VERSION,
    operation: request.operation,
    stack: config.stack,
    config,
    configHash: hash,
    subscriptions: subscriptionsOf(config),
    options: request.planOptions,
    cloud,
    features,
    store: home.store,
    clock: world.clock,
    random: world.random,
    interrupt: world.interrupt,
    parallelism: options.parallelism,
    emit: (event) => {
      verbose?.emit(event);
      request.emit(event);
    },
  };
  return {
    session,
    keysOf,
    tokensFor,
    warnings,
    acquireLock: async (lockTimeoutMs) => {
      const lock = await takeLock(home, request.operation, lockTimeoutMs);
      verbose?.say(`lock: taken as ${lock.id}`);
      return lock;
    },
    runningNow: () => runningNow(home),
  };
}

/** Nothing where nobody listens: what is told of a request costs time. */
function tracing(
  verbose: VerboseLog | undefined,
  request: SessionRequest,
): { readonly trace?: (trace: Trace) => void } {
  if (verbose === undefined && request.trace === undefined) return {};
  return {
    trace: (trace) => {
      verbose?.trace(trace);
      request.trace?.(trace);
    },
  };
}

/** Who names the directory of the emulator means the emulator, and must not reach Azure. */
export function refuseIdleDirectory({ emulator, emulatorDir }: CloudOptions): void {
  if (emulator || emulatorDir === undefined) return;
  const detail =
    '--emulator-dir says where the embedded emulator keeps its objects, and without --emulator there is none.';
  const hint = 'Add --emulator, or leave --emulator-dir out.';
  throw new AcrctlError(EXIT.error, [diagnose('ACR2041', { detail, hint })]);
}

/** Whether Azure Resource Manager is an emulator, inside this process or on this machine. */
export function isEmulated({ emulator }: Pick<CloudOptions, 'emulator'>): boolean {
  return emulator || process.env['ACRCTL_ARM_ENDPOINT'] !== undefined;
}

/** Every subscription that the configuration places something in. */
export function subscriptionsOf(config: Config): readonly string[] {
  const placed = allEntries(placeEntries(config)).map((entry) => entry.subscription);
  return [...new Set(placed)].sort();
}

/** The way to a cloud, and who acts there: everything that differs between Azure and an emulator. */
interface Access extends SignedIn {
  readonly transport: Transport;
  readonly origin: string;
}

function accessTo(options: CloudOptions, config: Config, world: World): Promise<Access> {
  if (options.emulator) {
    return embedded(config, options.emulatorDir ?? join(homeOf(options), 'emulator'), world);
  }
  const endpoint = process.env['ACRCTL_ARM_ENDPOINT'];
  return endpoint === undefined ? azure(config, world) : loopback(endpoint, config);
}

async function azure(config: Config, world: World): Promise<Access> {
  assertProxyUsable(process.env);
  const name = cloudOf(config);
  const [login, transport] = await Promise.all([signInTo(name, world, world.interrupt), networkTransport()]);
  return { ...login, transport, origin: armOrigin(name) };
}

async function loopback(endpoint: string, config: Config): Promise<Access> {
  const origin = loopbackOrigin(endpoint);
  return { ...NOBODY, origin, transport: servedEmulator(await networkTransport(), origin, cloudOf(config)) };
}

async function embedded(config: Config, dir: string, world: World): Promise<Access> {
  const { embeddedEmulator, EMBEDDED_ORIGIN } = await import('./embedded.ts');
  const transport = await embeddedEmulator({ dir, world, cloud: cloudOf(config) });
  return { ...NOBODY, origin: EMBEDDED_ORIGIN, transport };
}

async function networkTransport(): Promise<Transport> {
  const { createTransport } = await import('../providers/azure/transport.ts');
  return createTransport();
}
