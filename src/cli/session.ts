import { join } from 'node:path';
import type { Config } from '../core/config.generated.ts';
import type { RunEvent } from '../core/event.ts';
import type { PlanOptions } from '../core/plan.ts';
import type { Cloud } from '../core/resource-type.ts';
import type { Lock } from '../core/state.ts';
import type { Transport, World } from '../core/world.ts';
import type { Session } from '../engine/run.ts';
import { features } from '../features/index.ts';
import { allEntries, placeEntries } from '../features/placement.ts';
import { cloudOf } from '../features/scope.ts';
import { createAzureCloud } from '../providers/azure/client.ts';
import { armOrigin } from '../providers/azure/clouds.ts';
import { LONGEST_REQUEST_MS } from '../providers/azure/exchange.ts';
import { loopbackOrigin } from '../providers/azure/origin.ts';
import { EMULATOR_TENANT, emulatorTokens } from '../providers/azure/token-source.ts';
import { acquireLock } from '../state/lock.ts';
import { openStateStore } from '../state/store.ts';
import { type LoadedConfiguration, loadConfiguration } from './configuration.ts';
import { interruption } from './interruption.ts';
import type { CloudOptions } from './options.ts';
import { homeOf, runningNow, stateDirectory } from './state-place.ts';
import { VERSION } from './version.ts';
import { realWorld } from './world.ts';

export interface OpenedSession {
  readonly session: Session<Config>;
  readonly warnings: LoadedConfiguration['warnings'];
  /** Who acts, and by which login, for people; undefined on an emulator. */
  readonly signedInAs?: string;
  acquireLock(lockTimeoutMs: number): Promise<Lock>;
  /** The run that holds the lock right now, for people; undefined where none does. */
  runningNow(): Promise<string | undefined>;
}

export interface SessionRequest {
  readonly operation: string;
  readonly planOptions: PlanOptions;
  emit(event: RunEvent): void;
}

/** Everything a command needs to plan or apply: configuration, cloud, state, and the world as it is. */
export async function openSession(options: CloudOptions, request: SessionRequest): Promise<OpenedSession> {
  const { config, hash, warnings } = loadConfiguration(options.file);
  const world = realWorld(interruption());
  const endpoint = process.env['ACRCTL_ARM_ENDPOINT'];
  const dir = stateDirectory(options);
  const { cloud, signedInAs } = options.emulator
    ? await embeddedCloud(config, options.emulatorDir ?? join(homeOf(options), 'emulator'), world)
    : endpoint === undefined
      ? await azure(config, world)
      : await loopback(endpoint, world);
  const { stack } = config;
  const session: Session<Config> = {
    version: VERSION,
    operation: request.operation,
    stack,
    config,
    configHash: hash,
    subscriptions: subscriptionsOf(config),
    options: request.planOptions,
    cloud,
    features,
    store: openStateStore({ files: world.files, dir, stack }),
    clock: world.clock,
    random: world.random,
    interrupt: world.interrupt,
    parallelism: options.parallelism,
    emit: request.emit,
  };
  const { operation } = request;
  return {
    session,
    warnings,
    ...(signedInAs !== undefined && { signedInAs }),
    acquireLock: (lockTimeoutMs) =>
      acquireLock({ world, dir, stack, operation, lockTimeoutMs, requestTimeoutMs: LONGEST_REQUEST_MS }),
    runningNow: () => runningNow({ world, dir, stack }),
  };
}

/** Every subscription that the configuration places something in. */
export function subscriptionsOf(config: Config): readonly string[] {
  const placed = allEntries(placeEntries(config)).map((entry) => entry.subscription);
  return [...new Set(placed)].sort();
}

interface Connection {
  readonly cloud: Cloud;
  readonly signedInAs?: string;
}

async function azure(config: Config, world: World): Promise<Connection> {
  const name = cloudOf(config);
  const { clock, files, interrupt: signal } = world;
  const [{ signIn }, transport] = await Promise.all([
    import('../providers/azure/credentials.ts'),
    networkTransport(),
  ]);
  const { tokens, tenant, source } = await signIn({ cloud: name, env: process.env, files, clock, signal });
  const cloud = createAzureCloud({ ...world, transport, tokens, tenant, origin: armOrigin(name) });
  return { cloud, signedInAs: source };
}

async function loopback(endpoint: string, world: World): Promise<Connection> {
  const origin = loopbackOrigin(endpoint);
  const transport = await networkTransport();
  return emulated(world, transport, origin);
}

async function embeddedCloud(config: Config, dir: string, world: World): Promise<Connection> {
  const { embeddedEmulator, EMBEDDED_ORIGIN } = await import('./embedded.ts');
  const transport = await embeddedEmulator({ dir, world, cloud: cloudOf(config) });
  return emulated(world, transport, EMBEDDED_ORIGIN);
}

function emulated(world: World, transport: Transport, origin: string): Connection {
  const tokens = emulatorTokens();
  return { cloud: createAzureCloud({ ...world, transport, tokens, tenant: EMULATOR_TENANT, origin }) };
}

async function networkTransport(): Promise<Transport> {
  const { createTransport } = await import('../providers/azure/transport.ts');
  return createTransport();
}
