import { readFileSync } from 'node:fs';
import { emulatorTransport } from '../src/cli/embedded.ts';
import { subscriptionsOf } from '../src/cli/session.ts';
import { type LoadInput, loadConfig } from '../src/config/load.ts';
import type { Config } from '../src/core/config.generated.ts';
import type { Features } from '../src/core/desired.ts';
import type { RunEvent, RunOutcome } from '../src/core/event.ts';
import { NO_OPTIONS, type Plan, type PlanOptions } from '../src/core/plan.ts';
import type { ReadTarget } from '../src/core/resource-type.ts';
import type { StateHome, StateSnapshot } from '../src/core/state.ts';
import type { Transport } from '../src/core/world.ts';
import { createEmulator, type EmulatorOptions, type RequestRecord } from '../src/emulator/index.ts';
import { type Look, look } from '../src/engine/look.ts';
import { type ApplyResult, apply, type PlanResult, plan, type Session } from '../src/engine/run.ts';
import { readPfx } from '../src/features/certificates/pfx-read.ts';
import { features } from '../src/features/index.ts';
import type { FileReader, FileReading } from '../src/features/key-vaults/certificate-files.ts';
import { rulesWithFiles } from '../src/features/rules.ts';
import { cloudOf } from '../src/features/scope.ts';
import type { VariableReader } from '../src/features/webhooks/variables.ts';
import { createAzureCloud } from '../src/providers/azure/client.ts';
import { openKeys } from '../src/providers/azure/keys.ts';
import { EMULATOR_TENANT, emulatorTokens } from '../src/providers/azure/token-source.ts';
import { blobHome } from '../src/state/blob/home.ts';
import { localHome } from '../src/state/local/home.ts';
import { checkingBodies } from './contract/sent-bodies.ts';
import { isRead } from './reads.ts';
import { requireValid, requireValidFile } from './schemas/check.ts';
import type { BlobService } from './simulation/blob-service.ts';
import { type SimulatedWorld, type SimulationOptions, simulateWorld } from './simulation/world.ts';
import { withVaultTeam } from './vault-team.ts';

/** The example that the README shows. */
export const EXAMPLE = readFileSync(new URL('../examples/private-link/acrctl.yaml', import.meta.url), 'utf8');

export const ORIGIN = 'http://127.0.0.1';
export const GROUP = '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images';
export const REGISTRY = `${GROUP}/providers/Microsoft.ContainerRegistry/registries/contosoimages`;

/** The text of the one file, files that are merged, or what they come to. */
export type Configuration = string | LoadInput['files'] | Stack;

export interface LabOptions {
  readonly emulator?: Partial<EmulatorOptions>;
  readonly simulation?: SimulationOptions;
  /** Keeps the state; the disk does without it. */
  readonly container?: BlobService;
  /** Others look after a vault with a key. */
  readonly vaultTeam?: boolean;
}

export interface RunOptions {
  readonly options?: Partial<PlanOptions>;
  /** The process the run happens in; a new one on the same computer without it. */
  readonly world?: SimulatedWorld;
  readonly saved?: Plan;
  readonly lockTimeoutMs?: number;
  readonly version?: string;
  readonly parallelism?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Files that stand beside the configuration, by their path from there. */
  readonly beside?: Readonly<Record<string, string | Uint8Array>>;
  approve?(plan: Plan): Promise<boolean>;
  /** Put between client and emulator. */
  transport?(inner: Transport): Transport;
}

/** What a file comes to, for tests that say it without one. */
export interface Stack {
  readonly stack: string;
  readonly config: unknown;
  readonly configHash: string;
  readonly subscriptions: readonly string[];
  readonly features: Features<unknown>;
}

/**
 * A cloud (the emulator), a computer and a disk, on one virtual timeline: what every scenario runs on. Processes
 * come and go in it; the code they run is the product's own.
 */
export function openLab({
  emulator: emulatorOptions = {},
  simulation = {},
  container,
  vaultTeam = false,
}: LabOptions = {}) {
  const first = simulateWorld(simulation);
  const { timeline, disk, machine } = first;
  const alone = createEmulator({
    origin: ORIGIN,
    clock: {
      now: () => START_MS + timeline.nowMs(),
      sleep: (ms) => new Promise((resolve) => void timeline.at(timeline.nowMs() + ms, () => resolve())),
    },
    ...emulatorOptions,
  });
  const emulator = vaultTeam ? withVaultTeam(alone) : alone;
  const events: RunEvent[] = [];
  const newProcess = (options: SimulationOptions = {}) =>
    checkingFiles(simulateWorld({ ...simulation, disk, machine, clock: timeline, ...options }));

  const homeOf = (world: SimulatedWorld, stack: string): StateHome =>
    container === undefined
      ? localHome({ world, dir: 'state', stack })
      : blobHome({ world, stack, blobs: world.blobsIn(container, stack), keptIn: 'unwritten' });

  function sessionFor(what: Configuration, operation: string, run: RunOptions) {
    const world = run.world ?? newProcess();
    const described = isStack(what) ? what : stackOf(what, run);
    const direct = emulatorTransport(emulator);
    const transport = checkingBodies(world.wrapTransport(run.transport?.(direct) ?? direct));
    const cloud = createAzureCloud({
      ...world,
      transport,
      origin: ORIGIN,
      tokens: emulatorTokens(),
      tenant: EMULATOR_TENANT,
    });
    const session: Session<unknown> = {
      ...described,
      version: run.version ?? '1.0.0',
      operation,
      options: {
        ...NO_OPTIONS,
        ...run.options,
        destroy: operation === 'destroy' || run.options?.destroy === true,
      },
      cloud,
      store: homeOf(world, described.stack).store,
      clock: world.clock,
      random: world.random,
      interrupt: world.interrupt,
      parallelism: run.parallelism ?? 10,
      emit: (event) => events.push(event),
    };
    const keysOf = async (vault: string) =>
      openKeys(vault, {
        ...world,
        cloud: cloudOf(session.config as Config),
        armOrigin: ORIGIN,
        transport,
        tokens: emulatorTokens(),
        signal: world.interrupt,
      });
    return { session, world, keysOf };
  }

  async function planned(what: Configuration, run: RunOptions = {}): Promise<PlanResult> {
    const result = await plan(sessionFor(what, 'plan', run).session);
    requireValid('plan', result.planned.plan);
    return result;
  }

  async function applied(
    what: Configuration,
    run: RunOptions = {},
    operation = 'apply',
  ): Promise<ApplyResult> {
    const { session, world } = sessionFor(what, operation, run);
    const result = await apply(session, {
      acquireLock: () =>
        homeOf(world, session.stack).acquireLock({
          operation,
          lockTimeoutMs: run.lockTimeoutMs ?? 0,
          requestTimeoutMs: 120_000,
        }),
      approve: run.approve ?? (async () => true),
      ...(run.saved && { saved: run.saved }),
    });
    requireValid('plan', result.planned.plan);
    if (result.kind === 'applied') requireValid('outcome', result.outcome);
    return result;
  }

  return {
    emulator,
    events,
    timeline,
    disk,
    container,
    machine,
    /** What is kept of a stack on the disk or in the container, by name. */
    kept(stack = 'images-prod'): Readonly<Record<string, string>> {
      const [texts, folder] =
        container === undefined ? [disk.texts(), `state/${stack}/`] : [container.texts(), `${stack}/`];
      const own = Object.entries(texts).filter(([path]) => path.startsWith(folder));
      return Object.fromEntries(own.map(([path, text]) => [path.slice(folder.length), text]));
    },
    newProcess,
    plan: planned,
    apply: applied,
    destroy: (what: Configuration, run: RunOptions = {}) => applied(what, run, 'destroy'),
    /** What a command of its own works with. */
    session(what: Configuration, operation: string, run: RunOptions = {}) {
      const { session, world, keysOf } = sessionFor(what, operation, run);
      const acquireLock = () =>
        homeOf(world, session.stack).acquireLock({ operation, lockTimeoutMs: 0, requestTimeoutMs: 120_000 });
      return { session, world, keysOf, acquireLock };
    },
    /** Applies and insists that everything was done. */
    async converge(what: Configuration, run: RunOptions = {}): Promise<RunOutcome | undefined> {
      const result = await applied(what, run);
      if (result.kind === 'nothing-to-do') return undefined;
      if (result.kind !== 'applied' || result.outcome.failed.length > 0) {
        throw new Error(
          `apply came to ${JSON.stringify(result.kind === 'applied' ? result.outcome : result.planned.plan, null, 1)}`,
        );
      }
      return result.outcome;
    },
    /** What a command that only looks is made from. */
    async look(
      what: Configuration,
      targets: (config: Config) => readonly ReadTarget[],
      run: RunOptions = {},
    ): Promise<Look & { readonly config: Config }> {
      const { session } = sessionFor(what, 'look', run);
      const config = session.config as Config;
      return { config, ...(await look(session, targets(config))) };
    },
    async state(stack = 'images-prod'): Promise<StateSnapshot | undefined> {
      return (await homeOf(newProcess(), stack).store.read()).snapshot;
    },
    /** Speaks to the cloud behind acrctl's back. */
    async request(method: string, id: string, apiVersion: string, body?: unknown): Promise<unknown> {
      const answer = await emulator.handle({
        method,
        url: `${ORIGIN}${id}?api-version=${apiVersion}`,
        headers: { authorization: 'Bearer somebody-else', 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      if (answer.status >= 400) throw new Error(`${method} ${id}: ${answer.status} ${answer.body}`);
      return answer.body === '' ? undefined : JSON.parse(answer.body);
    },
    /** Requests that change something. */
    writes(): readonly RequestRecord[] {
      return emulator.requests().filter((request) => !isRead(request));
    },
  };
}

export type Lab = ReturnType<typeof openLab>;

/** Files in memory, read at the beginning of the timeline. */
export function filesAmong(
  beside: Readonly<Record<string, string | Uint8Array>>,
  env: Readonly<Record<string, string | undefined>> = {},
): FileReader & VariableReader {
  const read = (file: string): FileReading => {
    const content = beside[file];
    return content === undefined
      ? { code: 'ACR1030', why: 'There is no such file.' }
      : { bytes: Buffer.from(content) };
  };
  return { read, readPfx, nowMs: START_MS, variable: (name) => env[name] };
}

/** A process whose every state, journal line and lock is as its schema says before it reaches the disk. */
function checkingFiles(world: SimulatedWorld): SimulatedWorld {
  const { files } = world;
  return {
    ...world,
    files: {
      ...files,
      replace: async (path, text) => {
        requireValidFile(path, text);
        return files.replace(path, text);
      },
      createExclusive: async (path, text) => {
        requireValidFile(path, text);
        return files.createExclusive(path, text);
      },
      openLog: async (path) => {
        const log = await files.openLog(path);
        return {
          ...log,
          append: async (text) => {
            requireValidFile(path, text);
            return log.append(text);
          },
        };
      },
    },
  };
}

const START_MS = Date.UTC(2026, 0, 1);

function isStack(what: Configuration): what is Stack {
  return typeof what === 'object' && 'features' in what;
}

/** Many runs read the same files, which come to the same each time. */
const known = new Map<string, Stack>();

function stackOf(what: Exclude<Configuration, Stack>, run: RunOptions): Stack {
  const key = JSON.stringify([what, run.env, run.beside]);
  const stack = known.get(key) ?? readStack(what, run);
  known.set(key, stack);
  return stack;
}

function readStack(what: Exclude<Configuration, Stack>, { env = {}, beside = {} }: RunOptions): Stack {
  const files: LoadInput['files'] = typeof what === 'string' ? [{ path: 'acrctl.yaml', text: what }] : what;
  const loaded = loadConfig({ files, env, rules: rulesWithFiles(filesAmong(beside, env)) });
  if (!loaded.ok)
    throw new Error(loaded.diagnostics.map(({ code, detail }) => `${code} ${detail}`).join('\n'));
  const { config, hash } = loaded;
  return {
    stack: config.stack,
    config,
    configHash: hash,
    subscriptions: subscriptionsOf(config),
    features,
  };
}
