import { median, quantile } from './statistics.ts';
import type { Workspace } from './workspace.ts';

/** Something measured. Its median is what counts; a budget is what it may be at most. */
export interface Figure {
  readonly what: string;
  readonly unit: Unit;
  readonly samples: readonly number[];
  readonly budget?: number | undefined;
}

/** `x`: a ratio; `''`: a plain number. */
export type Unit = 'x' | 's' | 'ms' | 'MiB' | '1/s' | '';

export interface Suite {
  /** What `npm run bench -- NAME` picks it by. */
  readonly name: string;
  readonly title: string;
  figures(bench: Bench): AsyncIterable<Figure>;
}

/** What a suite is given. */
export interface Bench {
  /** Fewer rounds, and nothing above 1,000 resources. */
  readonly quick: boolean;
  readonly workspace: Workspace;
}

/** The cells of a table: what, median, quartiles, budget, verdict. */
export function cellsOf(figure: Figure): readonly string[] {
  const { what, samples, budget, unit } = figure;
  const show = (value: number) => `${rounded(value)}${unit === '' || unit === 'x' ? unit : ` ${unit}`}`;
  const spread = `${rounded(quantile(samples, 0.25))} to ${rounded(quantile(samples, 0.75))}`;
  return [
    what,
    show(median(samples)),
    samples.length > 1 ? spread : '',
    budget === undefined ? '' : show(budget),
    budget === undefined ? '' : isWithin(figure) ? 'ok' : 'MISSES',
  ];
}

/** True where the median keeps the budget, or there is none. */
export function isWithin({ samples, budget }: Figure): boolean {
  return budget === undefined || median(samples) <= budget;
}

/** Three digits, more only where the number has them before the point. */
function rounded(value: number): string {
  if (value === 0 || Math.abs(value) >= 100 || Number.isInteger(value)) return withCommas(Math.round(value));
  return value.toPrecision(3);
}

function withCommas(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}
