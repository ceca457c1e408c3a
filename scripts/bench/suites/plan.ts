import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench, Figure, Suite } from '../figures.ts';
import type { Metrics } from '../phases.ts';
import { usages } from '../processes.ts';
import { GROWTH_FROM, roundsOf, sizesOf } from '../sizes.ts';
import { growthExponent, median } from '../statistics.ts';
import { SHAPES, type Shape, workloadOf } from '../workloads.ts';
import type { Request } from '../workspace.ts';

/** The engine's plan in a process of its own, the emulator in the same. */
export const plan: Suite = { name: 'plan', title: 'Plan', figures };

const BUDGETS: Readonly<Record<number, { readonly seconds: number; readonly memory: number }>> = {
  1000: { seconds: 0.35, memory: 60 },
  10000: { seconds: 0.8, memory: 110 },
};

async function* figures(bench: Bench): AsyncIterable<Figure> {
  for (const resources of [1_000, ...(bench.quick ? [] : [10_000])]) {
    yield* slowAnswers(bench, resources);
    yield* engineAlone(bench, resources);
  }
  for (const shape of SHAPES) yield* shapeFigures(bench, shape);
}

/** The budget: types that lists cover, each answer after 50 ms. */
async function* slowAnswers(bench: Bench, resources: number): AsyncIterable<Figure> {
  const { workspace } = bench;
  const dir = workspace.applied('independent', resources);
  const task: Request = { phase: 'plan', shape: 'independent', resources, dir, answerMs: 50 };
  const name = `${named(resources)} independent, answers after 50 ms`;
  const budget = BUDGETS[resources];
  const rounds = roundsOf(bench);
  const changed = measure(rounds, () => workspace.run({ ...task, dir: workspace.emptyDir() }));
  yield { what: `${name}, all new`, unit: 's', samples: all(changed, 'plan'), budget: budget?.seconds };
  const unchanged = measure(rounds, () => workspace.run(task));
  yield {
    what: `${name}, nothing to do`,
    unit: 's',
    samples: all(unchanged, 'plan'),
    budget: budget?.seconds,
  };
  const small = measure(rounds, () => workspace.run({ ...task, pageSize: 100 }));
  yield { what: `${name}, pages of 100`, unit: 's', samples: all(small, 'plan') };
  const idle = measure(rounds, () => workspace.run({ ...task, phase: 'nothing' }));
  const growth = (rows: readonly Metrics[]) =>
    all(rows, 'memory').map((each) => each - median(all(idle, 'memory')));
  yield { what: `${name}: memory with emulator`, unit: 'MiB', samples: all(unchanged, 'memory') };
  yield {
    what: `${name}: memory on top of an idle process`,
    unit: 'MiB',
    samples: growth(unchanged),
    budget: budget?.memory,
  };
}

/** The command line as people run it, the emulator in another process: time and memory without that of the emulator. */
async function* engineAlone({ quick, workspace }: Bench, resources: number): AsyncIterable<Figure> {
  const cwd = workspace.emptyDir();
  writeFileSync(join(cwd, 'acrctl.yaml'), workloadOf('independent', resources).text);
  const emulator = await workspace.serve('independent', resources);
  try {
    const command = {
      args: ['plan', '--state-dir', join(workspace.applied('independent', resources), 'state')],
      cwd,
      env: { ACRCTL_ARM_ENDPOINT: emulator.endpoint },
    };
    const used = usages(command, quick ? 2 : 5);
    const name = `${named(resources)} independent, whole command, loopback`;
    yield { what: `${name}: processor`, unit: 's', samples: used.map(({ ours }) => ours.cpu) };
    yield { what: `${name}: memory`, unit: 'MiB', samples: used.map(({ ours }) => ours.memory) };
    yield {
      what: `${name}: on top of node -e 0`,
      unit: 'MiB',
      samples: used.map(({ ours, bare }) => ours.memory - bare.memory),
      budget: BUDGETS[resources]?.memory,
    };
  } finally {
    await emulator.stop();
  }
}

async function* shapeFigures(bench: Bench, shape: Shape): AsyncIterable<Figure> {
  const { workspace } = bench;
  const grown: { readonly size: number; readonly value: number }[] = [];
  for (const resources of sizesOf(shape, bench)) {
    const dir = workspace.applied(shape, resources);
    const task: Request = { phase: 'plan', shape, resources, dir };
    const rounds = roundsOf(bench);
    const fresh = measure(rounds, () => workspace.run({ ...task, dir: workspace.emptyDir() }));
    const same = measure(rounds, () => workspace.run(task));
    const drift = measure(rounds, () => workspace.run({ ...task, phase: 'drift' }));
    const size = same[0]?.['resources'] ?? Number.NaN;
    const name = `${named(size)} ${shape}`;
    yield { what: `${name}, all new`, unit: 's', samples: all(fresh, 'plan') };
    yield { what: `${name}, nothing to do`, unit: 's', samples: all(same, 'plan') };
    yield { what: `${name}, a tenth of the networks drifted`, unit: 's', samples: all(drift, 'plan') };
    yield* requestFigures(name, shape, same[0] ?? {});
    if (size >= GROWTH_FROM) grown.push({ size, value: median(all(same, 'plan')) });
  }
  if (grown.length > 1)
    yield { what: `${shape}: growth of time, nothing to do`, unit: '', samples: [growthExponent(grown)] };
}

async function* requestFigures(name: string, shape: Shape, metrics: Metrics): AsyncIterable<Figure> {
  const { requests = Number.NaN, nextPages = 0, allowed = 0, resources = 1 } = metrics;
  yield { what: `${name}: requests`, unit: '', samples: [requests], budget: allowed + nextPages };
  const isListed = shape === 'independent' || shape === 'chain';
  const budget = isListed && resources > 900 ? 0.05 : 1;
  yield { what: `${name}: requests for each resource`, unit: '', samples: [requests / resources], budget };
}

function measure(rounds: number, run: () => Metrics): readonly Metrics[] {
  return Array.from({ length: rounds }, run);
}

function all(rows: readonly Metrics[], name: string): readonly number[] {
  return rows.map((row) => row[name] ?? Number.NaN);
}

function named(resources: number): string {
  return resources.toLocaleString('en');
}
