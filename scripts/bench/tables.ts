import { type Bench, cellsOf, type Figure, type Suite } from './figures.ts';

export const COLUMNS = ['what', 'median', 'quartiles', 'budget', ''] as const;
const WIDTHS = [60, 10, 18, 10, 6];

/** A row for a terminal. */
export function textRow(cells: readonly string[]): string {
  return cells
    .map((cell, index) => cell.padEnd(WIDTHS[index] ?? 0))
    .join(' ')
    .trimEnd();
}

export interface Measured {
  readonly suite: Pick<Suite, 'name' | 'title'>;
  readonly figures: readonly Figure[];
}

/** The part of docs/benchmarks.md that a run writes. */
export function markdownOf(
  machine: readonly string[],
  measured: readonly Measured[],
  bench: Pick<Bench, 'quick'>,
) {
  const tables = measured.map(({ suite, figures }) =>
    [
      `### ${suite.title} (\`npm run bench -- ${suite.name}\`)`,
      '',
      `| ${COLUMNS.join(' | ')} |`,
      `|${'---|'.repeat(COLUMNS.length)}`,
      ...figures.map((figure) => `| ${cellsOf(figure).join(' | ')} |`),
    ].join('\n'),
  );
  const how = bench.quick ? ['', 'A quick run: few rounds, nothing above 1,000 resources.'] : [];
  return [...machine.map((line) => `* ${line}`), ...how, '', tables.join('\n\n')].join('\n');
}

const BEGIN = '<!-- begin: written by `npm run bench -- --markdown docs/benchmarks.md` -->';
const END = '<!-- end -->';

/** The page with the part between its two markers replaced. */
export function replacePart(page: string, part: string): string {
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from === -1 || to < from) throw new TypeError(`The page has no lines "${BEGIN}" and "${END}".`);
  return `${page.slice(0, from)}${BEGIN}\n\n${part}\n\n${page.slice(to)}`;
}
