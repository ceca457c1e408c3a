import { join } from 'node:path';
import { emulatorTransport } from '../../src/cli/embedded.ts';
import { subscriptionsOf } from '../../src/cli/session.ts';
import { realWorld } from '../../src/cli/world.ts';
import type { Config } from '../../src/core/config.generated.ts';
import { NO_OPTIONS } from '../../src/core/plan.ts';
import type { Lock } from '../../src/core/state.ts';
import type { Clock, Transport } from '../../src/core/world.ts';
import { createEmulator, type Emulator } from '../../src/emulator/index.ts';
import type { Session } from '../../src/engine/run.ts';
import { createAzureCloud } from '../../src/providers/azure/client.ts';
import { EMULATOR_TENANT, emulatorTokens } from '../../src/providers/azure/token-source.ts';
import { acquireLock } from '../../src/state/local/lock.ts';
import { openStateStore } from '../../src/state/local/store.ts';
import { countedFiles, type DiskCounts } from './counted-files.ts';
import { type KeptCloud, keptCloud } from './kept-cloud.ts';
import type { Workload } from './workloads.ts';

export interface StackOptions {
  readonly workload: Workload;
  /** Holds state, journal and what the emulator keeps. */
  readonly dir: string;
  readonly operation: 'plan' | 'apply' | 'destroy';
  readonly parallelism: number;
  /** How long each answer is held back. */
  readonly answerMs: number;
  /** Of the emulator's lists. */
  readonly pageSize: number;
}

export interface Stack {
  readonly session: Session<Config>;
  readonly emulator: Emulator;
  readonly cloud: KeptCloud;
  readonly disk: DiskCounts;
  /** Time in which the emulator had the processor, by now. */
  emulatorMs(): number;
  acquireLock(): Promise<Lock>;
}

const ORIGIN = 'http://127.0.0.1';

/** The product on a real disk, against an emulator in this process that neither waits nor throttles. */
export function openStack({
  workload,
  dir,
  operation,
  parallelism,
  answerMs,
  pageSize,
}: StackOptions): Stack {
  const { files, counts } = countedFiles();
  const world = { ...realWorld(new AbortController().signal), files };
  const cloud = keptCloud(join(dir, 'cloud.json'));
  const emulator = createEmulator({
    origin: ORIGIN,
    throttle: false,
    pageSize,
    clock: { now: () => world.clock.wallMs(), sleep: (ms) => world.clock.sleep(ms) },
    store: cloud.store,
  });
  const timed = timedTransport(emulator, answerMs);
  const { stack } = workload.config;
  const state = join(dir, 'state');
  const session: Session<Config> = {
    version: 'bench',
    operation,
    stack,
    config: workload.config,
    configHash: workload.hash,
    subscriptions: subscriptionsOf(workload.config),
    options: {
      ...NO_OPTIONS,
      destroy: operation === 'destroy',
      allowDestroy: operation === 'destroy' ? workload.guarded : [],
    },
    cloud: createAzureCloud({
      ...world,
      clock: operation === 'destroy' ? withoutPauses(world.clock) : world.clock,
      transport: timed.transport,
      origin: ORIGIN,
      tokens: emulatorTokens(),
      tenant: EMULATOR_TENANT,
    }),
    features: workload.features,
    store: openStateStore({ files, dir: state, stack }),
    clock: world.clock,
    random: world.random,
    interrupt: world.interrupt,
    parallelism,
    emit: () => undefined,
  };
  return {
    session,
    emulator,
    cloud,
    disk: counts,
    emulatorMs: timed.spentMs,
    acquireLock: () =>
      acquireLock({ world, dir: state, stack, operation, lockTimeoutMs: 0, requestTimeoutMs: 120_000 }),
  };
}

/** The emulator acts before it first waits: what its call takes to come back is what it needs of the processor. */
function timedTransport(emulator: Emulator, answerMs: number) {
  let spentMs = 0;
  const direct = emulatorTransport({
    ...emulator,
    handle: (request, signal) => {
      const startedMs = performance.now();
      const answer = emulator.handle(request, signal);
      spentMs += performance.now() - startedMs;
      return answer;
    },
  });
  const late: Transport = {
    send: async (request) => {
      const response = await direct.send(request);
      await new Promise((resolve) => setTimeout(resolve, answerMs));
      return response;
    },
  };
  return { transport: answerMs > 0 ? late : direct, spentMs: () => spentMs };
}

/** Making sure that an object is gone takes 1.5 s of waiting each time, which would hide all else. */
function withoutPauses(clock: Clock): Clock {
  return { ...clock, sleep: async (_, signal) => signal?.throwIfAborted() };
}
