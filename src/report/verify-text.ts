import type { CheckResult, CheckStatus } from '../core/verify.ts';
import { counted, escapeUnprintable } from '../core/wording.ts';
import { adviceLines, ends, wrap } from './layout.ts';
import type { TextOptions } from './plan-text.ts';
import type { Style } from './style.ts';

export interface ShownVerification {
  readonly stack: string;
  readonly checks: readonly CheckResult[];
}

/** Registry by registry what was found; of what is not well, what was seen and what to do; last of all the verdict. */
export function verifyText({ stack, checks }: ShownVerification, options: TextOptions): string {
  const counts = countsOf(checks);
  const head = ends(`verify ${escapeUnprintable(stack)}`, headCounts(counts), options.width);
  const groups = Map.groupBy(checks, ({ registry }) => registry);
  const sections = [...groups].flatMap(([registry, own]) => [
    ...(groups.size > 1
      ? ['', ...wrap(escapeUnprintable(registry), options.width).map(options.style.bold)]
      : []),
    ...sectionLines(own, options),
  ]);
  return [head, ...sections, '', ...verdict(counts, options), ''].join('\n');
}

/** What keeps several checks of a registry from being made is said once, where the first of them stands. */
function sectionLines(own: readonly CheckResult[], options: TextOptions): readonly string[] {
  const skipped = own.filter(({ status }) => status === 'skipped');
  const left = Map.groupBy(skipped, ({ found }) => found);
  return own.flatMap((check, index) => {
    const { status, found } = check;
    if (status !== 'skipped') return checkLines(check, isToldBefore(check, own.slice(0, index)), options);
    const alike = left.get(found)?.length ?? 0;
    left.delete(found);
    if (alike === 0) return [];
    const count = alike === 1 ? '' : ` (${counted(alike, 'check')})`;
    return checkLines({ ...check, found: `${found}${count}` }, false, options);
  });
}

type Counts = Readonly<Record<CheckStatus, number>>;

export function countsOf(checks: readonly CheckResult[]): Counts {
  const counts = { passed: 0, failed: 0, warning: 0, skipped: 0 };
  for (const { status } of checks) counts[status] += 1;
  return counts;
}

function headCounts({ passed, failed, warning, skipped }: Counts): string {
  const parts = [
    counted(passed + failed + warning + skipped, 'check'),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(warning > 0 ? [counted(warning, 'warning')] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ];
  return parts.join(', ');
}

const SYMBOLS: Readonly<Record<CheckStatus, string>> = {
  passed: '✔',
  failed: '✘',
  warning: '!',
  skipped: '-',
};

const PAINT: Readonly<Record<CheckStatus, keyof Style>> = {
  passed: 'good',
  failed: 'bad',
  warning: 'caution',
  skipped: 'dim',
};

/** What is wrong with one host is mostly wrong with all of them. */
function isToldBefore({ advice }: CheckResult, before: readonly CheckResult[]): boolean {
  return before.some(
    (each) => each.advice === advice && (each.status === 'failed' || each.status === 'warning'),
  );
}

const AS_ABOVE = 'What to do is the same as above.';

/** What passed needs no more than its line: the document has what was seen. */
function checkLines(check: CheckResult, isTold: boolean, { width, style }: TextOptions): readonly string[] {
  const { status, found, evidence, code, advice } = check;
  const symbol = SYMBOLS[status];
  const said = code === null ? found : `${found} (${code})`;
  const [first = '', ...rest] = wrap(escapeUnprintable(said), width, `  ${symbol} `);
  const head = [first.replace(symbol, style[PAINT[status]](symbol)), ...rest];
  if (status === 'passed' || status === 'skipped') return head;
  return [
    ...head,
    ...evidence.flatMap((line) => wrap(escapeUnprintable(line), width, '      ', '        ').map(style.dim)),
    ...(advice === null ? [] : adviceLines(isTold ? AS_ABOVE : advice, width, '      ')),
  ];
}

function verdict(
  { passed, failed, warning, skipped }: Counts,
  { width, style }: TextOptions,
): readonly string[] {
  const open = skipped === 0 ? '' : ` ${counted(skipped, 'check')} could not be made.`;
  if (failed > 0) return wrap(style.bad(`${counted(failed, 'check')} failed.${open}`), width);
  if (passed + warning === 0) return wrap(style.caution(`Nothing was checked.${open}`), width);
  const but = warning === 0 ? '' : `, with ${counted(warning, 'warning')}`;
  return wrap(style.good(`Nothing failed: ${passed} passed${but}.${open}`), width);
}
