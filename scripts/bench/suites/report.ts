import type { Bench, Figure, Suite } from '../figures.ts';
import { roundsOf } from '../sizes.ts';

/** What is done with a plan once it is made, and what comes before. */
export const report: Suite = { name: 'report', title: 'Around a plan of everything new', figures };

const PARTS = {
  load: 'the file read and checked',
  plan: 'planned (what `apply PLANFILE` does again)',
  text: 'shown as text',
  json: 'written as JSON',
  parse: 'a saved plan read and its digest checked',
  compare: 'a saved plan compared',
} as const;

async function* figures(bench: Bench): AsyncIterable<Figure> {
  const { workspace, quick } = bench;
  for (const shape of ['independent', 'registries'] as const) {
    for (const resources of [1_000, ...(quick ? [] : [10_000])]) {
      const task = { shape, resources };
      const rows = Array.from({ length: roundsOf(bench) }, () => ({
        ...workspace.run({ ...task, phase: 'load', dir: workspace.emptyDir() }),
        ...workspace.run({ ...task, phase: 'report', dir: workspace.emptyDir() }),
      }));
      const name = `${(rows[0]?.['changes'] ?? 0).toLocaleString('en')} ${shape}`;
      for (const [part, words] of Object.entries(PARTS)) {
        const samples = rows.map((row) => (row as Readonly<Record<string, number>>)[part] ?? Number.NaN);
        yield { what: `${name}, ${words}`, unit: 's', samples };
      }
    }
  }
}
