import type { Bench, Figure, Suite } from '../figures.ts';
import type { Metrics } from '../phases.ts';

/** Group commit: what waits together is made durable together. */
export const journal: Suite = { name: 'journal', title: 'Group commit of the journal', figures };

const WRITERS = [1, 10, 64, 1_000];

async function* figures({ quick, workspace }: Bench): AsyncIterable<Figure> {
  const rounds = quick ? 2 : 5;
  for (const parallelism of WRITERS) {
    const task = { phase: 'journal', shape: 'example', resources: 1_000, parallelism } as const;
    const rows = Array.from({ length: rounds }, () => workspace.run({ ...task, dir: workspace.emptyDir() }));
    const writers = `${parallelism.toLocaleString('en')} ${parallelism === 1 ? 'writer' : 'writers'}`;
    yield {
      what: `3,000 records, ${writers}: durable`,
      unit: '1/s',
      samples: rows.map((row) => at(row, 'records') / at(row, 'journal')),
    };
    yield { what: `3,000 records, ${writers}: fsyncs for each`, unit: '', samples: rows.map(syncsEach) };
  }
  for (const parallelism of WRITERS.slice(0, 3)) {
    const task = { phase: 'apply', shape: 'independent', resources: 1_000, parallelism } as const;
    const rows = Array.from({ length: rounds }, () => workspace.run({ ...task, dir: workspace.emptyDir() }));
    const name = `apply of 1,000 independent, --parallelism ${parallelism}`;
    yield { what: name, unit: 's', samples: rows.map((row) => at(row, 'apply')) };
    yield { what: `${name}: fsyncs for each record`, unit: '', samples: rows.map(syncsEach) };
  }
}

function syncsEach(row: Metrics): number {
  return at(row, 'syncs') / at(row, 'records');
}

function at(row: Metrics, name: string): number {
  return row[name] ?? Number.NaN;
}
