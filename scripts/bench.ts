import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { emulatorTransport } from '../src/cli/embedded.ts';
import { subscriptionsOf } from '../src/cli/session.ts';
import { realWorld } from '../src/cli/world.ts';
import { loadConfig } from '../src/config/load.ts';
import type { Config } from '../src/core/config.generated.ts';
import { createEmulator } from '../src/emulator/index.ts';
import { apply, plan, type Session } from '../src/engine/run.ts';
import { features } from '../src/features/index.ts';
import { offlineRules } from '../src/features/rules.ts';
import { createAzureCloud } from '../src/providers/azure/client.ts';
import { EMULATOR_TENANT, emulatorTokens } from '../src/providers/azure/token-source.ts';
import { acquireLock } from '../src/state/lock.ts';
import { openStateStore } from '../src/state/store.ts';

/**
 * The budgets of the design beside what is measured here. Whole processes are timed in turn with `node -e 0`, and
 * the median of the ratios is printed; the engine is timed in this process, on a disk, against the emulator.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'bin/acrctl.js');
const PAIRS = 15;

const folder = mkdtempSync(join(tmpdir(), 'acrctl-bench-'));
cpSync(join(root, 'examples/private-link/acrctl.yaml'), join(folder, 'acrctl.yaml'));
row('what', 'measured', 'budget');
row('--version', ratioOf(['--version']), '1.45 x node -e 0');
row('validate, the example', ratioOf(['validate']), '2.2 x node -e 0');
acrctl(['apply', '--emulator', '--auto-approve']);
row('plan, the example, emulator in process', ratioOf(['plan', '--emulator']), '(none)');
for (const registries of [100, 500]) await engine(registries);
rmSync(folder, { recursive: true, force: true });

/** A stack of registries without endpoints, applied and planned again. */
async function engine(registries: number): Promise<void> {
  const { session, lock, resources, requests } = openStack(registries);
  const applied = await timed(() => apply(session, { acquireLock: lock, approve: async () => true }));
  const asked = requests();
  const planned = await timed(() => plan(session));
  const memory = Math.round(process.memoryUsage().rss / 2 ** 20);
  row(`apply ${resources} resources, durable`, `${applied.seconds.toFixed(2)} s`, '1 s at 1,000');
  row(`plan ${resources} resources`, `${planned.seconds.toFixed(2)} s`, '0.35 s at 1,000');
  row(`requests of that plan`, String(requests() - asked), '0.05 a resource');
  row('resident memory of everything', `${memory} MiB`, '(with the emulator)');
  if (planned.value.planned.plan.changes.length > 0)
    throw new TypeError('The plan after the apply is not empty.');
}

function openStack(registries: number) {
  const text = JSON.stringify({
    apiVersion: 'acrctl/v1',
    stack: `bench-${registries}`,
    azure: {
      subscription: '00000000-0000-0000-0000-0000000000aa',
      resourceGroup: 'rg',
      location: 'westeurope',
    },
    resourceGroups: { rg: {} },
    networks: Object.fromEntries(
      Array.from({ length: registries }, (_, index) => [
        `net${index}`,
        { addressSpace: [`10.${index >> 8}.${index & 255}.0/24`] },
      ]),
    ),
    registries: Object.fromEntries(
      Array.from({ length: registries }, (_, index) => [
        `registry${index}`,
        { sku: 'Premium', network: { publicAccess: 'disabled' } },
      ]),
    ),
  });
  const loaded = loadConfig({ files: [{ path: 'bench.yaml', text }], env: {}, rules: offlineRules });
  if (!loaded.ok) throw new TypeError(loaded.diagnostics[0]?.detail);
  const world = realWorld(new AbortController().signal);
  const emulator = createEmulator({
    origin: 'http://127.0.0.1',
    throttle: false,
    pageSize: 1_000,
    clock: { now: () => world.clock.wallMs(), sleep: (ms) => world.clock.sleep(ms) },
  });
  const { stack } = loaded.config;
  const dir = join(folder, 'state');
  const session: Session<Config> = {
    version: 'bench',
    operation: 'apply',
    stack,
    config: loaded.config,
    configHash: loaded.hash,
    subscriptions: subscriptionsOf(loaded.config),
    options: { destroy: false, allowDestroy: [], allowMassDestroy: null },
    cloud: createAzureCloud({
      ...world,
      transport: emulatorTransport(emulator),
      origin: 'http://127.0.0.1',
      tokens: emulatorTokens(),
      tenant: EMULATOR_TENANT,
    }),
    features,
    store: openStateStore({ files: world.files, dir, stack }),
    clock: world.clock,
    random: world.random,
    interrupt: world.interrupt,
    parallelism: 64,
    emit: () => undefined,
  };
  const lock = () =>
    acquireLock({ world, dir, stack, operation: 'apply', lockTimeoutMs: 0, requestTimeoutMs: 120_000 });
  return { session, lock, resources: 2 * registries + 1, requests: () => emulator.requests().length };
}

function ratioOf(args: readonly string[]): string {
  acrctl(args);
  const ratios = Array.from({ length: PAIRS }, () => {
    const ours = secondsOf(() => acrctl(args));
    return ours / secondsOf(() => spawnSync(process.execPath, ['-e', '0']));
  });
  return `${(ratios.sort((a, b) => a - b)[PAIRS >> 1] ?? Number.NaN).toFixed(2)} x node -e 0`;
}

function acrctl(args: readonly string[]): void {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const done = spawnSync(process.execPath, [bin, ...args], { cwd: folder, env, encoding: 'utf8' });
  if (done.status !== 0)
    throw new TypeError(`acrctl ${args.join(' ')} ended with ${done.status}: ${done.stderr}`);
}

function secondsOf(run: () => unknown): number {
  const started = performance.now();
  run();
  return (performance.now() - started) / 1_000;
}

async function timed<T>(run: () => Promise<T>): Promise<{ readonly seconds: number; readonly value: T }> {
  const started = performance.now();
  const value = await run();
  return { seconds: (performance.now() - started) / 1_000, value };
}

function row(what: string, measured: string, budget: string): void {
  process.stdout.write(`${what.padEnd(44)}${measured.padEnd(20)}${budget}\n`);
}
