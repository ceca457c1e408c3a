import type { Bench, Figure, Suite } from '../figures.ts';
import type { Metrics } from '../phases.ts';
import { GROWTH_FROM, roundsOf, sizesOf } from '../sizes.ts';
import { growthExponent, median } from '../statistics.ts';
import { SHAPES, type Shape } from '../workloads.ts';

/** Everything created: lock to fold, state on the disk, the emulator in the same process. */
export const apply: Suite = {
  name: 'apply',
  title: 'Apply, everything new',
  figures: (bench) => both(bench, 'apply'),
};

/** Everything removed. What acrctl waits to make sure that an object is gone is left out. */
export const destroy: Suite = {
  name: 'destroy',
  title: 'Destroy',
  figures: (bench) => both(bench, 'destroy'),
};

const BUDGET_SECONDS: Readonly<Record<number, number>> = { 1000: 1, 10000: 5 };
const MOST_GROWTH = 1.1;
/** Smaller stacks differ from larger ones in nothing but time. */
const DETAILS_FROM = 900;

async function* both(bench: Bench, phase: 'apply' | 'destroy'): AsyncIterable<Figure> {
  for (const shape of SHAPES) yield* shapeFigures(bench, shape, phase);
}

async function* shapeFigures(bench: Bench, shape: Shape, phase: 'apply' | 'destroy'): AsyncIterable<Figure> {
  const { workspace } = bench;
  const grown: Metrics[] = [];
  for (const resources of sizesOf(shape, bench)) {
    const dirOf = () => (phase === 'apply' ? workspace.emptyDir() : workspace.appliedCopy(shape, resources));
    const rows = Array.from({ length: roundsFor(shape, resources, bench, phase) }, () =>
      workspace.run({ phase, shape, resources, dir: dirOf() }),
    );
    const of = (name: string) => rows.map((row) => row[name] ?? Number.NaN);
    const size = of('resources')[0] ?? Number.NaN;
    const name = `${size.toLocaleString('en')} ${shape}`;
    const budget = phase === 'apply' ? BUDGET_SECONDS[resources] : undefined;
    yield { what: name, unit: 's', samples: of('apply'), budget };
    if (size >= DETAILS_FROM) yield* details(name, rows);
    if (size >= GROWTH_FROM) {
      grown.push({
        size,
        time: median(of('apply')),
        requests: median(of('requests')),
        bytes: median(of('journalBytes')),
      });
    }
  }
  yield* growthFigures(shape, grown, phase === 'apply' ? MOST_GROWTH : undefined);
}

async function* details(name: string, rows: readonly Metrics[]): AsyncIterable<Figure> {
  const ratios = (above: string, below: string) =>
    rows.map((row) => (row[above] ?? Number.NaN) / (row[below] ?? Number.NaN));
  yield {
    what: `${name}: of it in the emulator`,
    unit: 's',
    samples: rows.map((row) => row['emulator'] ?? 0),
  };
  yield { what: `${name}: requests for each resource`, unit: '', samples: ratios('requests', 'resources') };
  yield {
    what: `${name}: journal bytes for each resource`,
    unit: '',
    samples: ratios('journalBytes', 'resources'),
  };
  yield { what: `${name}: fsyncs for each record`, unit: '', samples: ratios('syncs', 'records') };
}

/** The last step of ten weighs most: what is quadratic shows there first. */
async function* growthFigures(
  shape: Shape,
  grown: readonly Metrics[],
  budget: number | undefined,
): AsyncIterable<Figure> {
  if (grown.length < 2) return;
  const exponent = (rows: readonly Metrics[], name: string) =>
    growthExponent(rows.map((row) => ({ size: row['size'] ?? 1, value: row[name] ?? Number.NaN })));
  const named = { time: 'time', requests: 'requests', bytes: 'bytes of journal' };
  for (const [name, words] of Object.entries(named)) {
    yield {
      what: `${shape}: growth of ${words}, all sizes`,
      unit: '',
      samples: [exponent(grown, name)],
      budget,
    };
  }
  yield {
    what: `${shape}: growth of time, last tenfold`,
    unit: '',
    samples: [exponent(grown.slice(-2), 'time')],
    budget,
  };
}

/** Ten thousand steps one after another take as long as all the others together. */
function roundsFor(shape: Shape, resources: number, bench: Bench, phase: 'apply' | 'destroy'): number {
  const isLong = resources >= 10_000 && (phase === 'destroy' || shape === 'chain');
  return isLong ? 1 : roundsOf(bench);
}
