import { diagnose } from '../core/codes.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { EXIT, type ExitCode } from '../core/errors.ts';
import type { Plan, PlanOptions } from '../core/plan.ts';
import { diagnosticsText } from '../report/diagnostics-text.ts';
import type { ReportFacts } from '../report/report-facts.ts';
import type { ReportOptions } from './options.ts';
import { isStdout, misuse, type ReportFile, requireOwnFiles, writeReport } from './report-file.ts';
import { terminal } from './terminal.ts';

/** Throws, before anything is done, where the options for reports cannot be followed; `others` are files in use. */
export function requireReportOptions(
  options: ReportOptions & { readonly json: boolean },
  others: readonly ReportFile[],
): void {
  if (options.maxBytes !== undefined && options.markdown === undefined)
    throw misuse('--max-bytes bounds the report of --markdown, which is not asked for.', 'Leave it out.');
  requireOwnFiles(reportFiles(options), others, options);
}

/** True where a report takes the place of the text on stdout. */
export function replacesText(options: ReportOptions): boolean {
  return reportFiles(options).some(({ file }) => isStdout(file));
}

function reportFiles({ markdown, html }: ReportOptions): readonly ReportFile[] {
  return [
    ...(markdown === undefined ? [] : [{ option: '--markdown', file: markdown }]),
    ...(html === undefined ? [] : [{ option: '--html', file: html }]),
  ];
}

/**
 * Writes the reports, last of all: whatever becomes of them, the plan is saved and printed by then. Each that cannot be
 * written is told on stderr and makes a success an error; a failure stays the failure it is.
 */
export async function writeReports(
  plan: Plan,
  facts: ReportFacts,
  options: ReportOptions & { readonly color: boolean },
  exit: ExitCode,
): Promise<ExitCode> {
  const kept = facts.isSaved
    ? 'The plan is saved, and was printed; only the report is missing.'
    : 'The plan was printed; only the report is missing.';
  const faults: Diagnostic[] = [];
  for (const report of reportFiles(options)) {
    const made = await textOf(report, plan, facts, options);
    const fault = typeof made === 'string' ? await writeReport(report, made, kept) : made;
    if (fault !== undefined) faults.push(fault);
  }
  if (faults.length === 0) return exit;
  process.stderr.write(diagnosticsText(faults, terminal(process.stderr, options.color)));
  return exit === EXIT.done || exit === EXIT.changes ? EXIT.error : exit;
}

async function textOf(
  { option }: ReportFile,
  plan: Plan,
  facts: ReportFacts,
  { maxBytes, html }: ReportOptions,
): Promise<string | Diagnostic> {
  if (option === '--html') return (await import('../report/plan-html.ts')).planHtml(plan, facts);
  const { fittedMarkdown, MOST_BYTES } = await import('../report/plan-markdown.ts');
  const page = html === undefined || isStdout(html) ? {} : { page: html };
  const most = maxBytes ?? MOST_BYTES;
  const fitted = fittedMarkdown(plan, { ...facts, ...page }, most);
  if (fitted.fits) return fitted.text;
  const detail = `Even the counts alone have ${fitted.smallestBytes} bytes, more than the ${most} that are allowed.`;
  return diagnose('ACR2030', { detail, hint: `Give at least --max-bytes ${fitted.smallestBytes}.` });
}

/** The options that shape a plan, as they stand on a command line; without --destroy, which is a command of its own. */
export function planningArguments(options: PlanOptions): readonly string[] {
  const named = (option: string, addresses: readonly string[]) =>
    addresses.flatMap((address) => [option, address]);
  const { target, exclude, replace, allowDestroy, allowMassDestroy } = options;
  return [
    ...named('--target', target),
    ...named('--exclude', exclude),
    ...named('--replace', replace),
    ...named('--allow-destroy', allowDestroy),
    ...(allowMassDestroy === null ? [] : ['--allow-mass-destroy', `${allowMassDestroy}`]),
  ];
}
