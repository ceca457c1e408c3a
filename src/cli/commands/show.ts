import { EXIT, type ExitCode } from '../../core/errors.ts';
import { planText as planBytes } from '../../engine/saved-plan.ts';
import { commandLine } from '../command-line.ts';
import type { ShowCommandOptions } from '../options.ts';
import { planExitCode, printPlan } from '../plan-output.ts';
import { replacesText, requireReportOptions, writeReports } from '../plan-reports.ts';
import { keepText } from '../print.ts';
import { readSavedPlan } from '../saved-plan-file.ts';

/** Prints a saved plan once its digest is verified. Asks nobody, and needs no configuration and no state. */
export async function show(file: string, options: ShowCommandOptions): Promise<ExitCode> {
  requireReportOptions(options, [{ option: 'the command line', file }]);
  const plan = await readSavedPlan(file);
  keepText(planBytes(plan));
  if (options.json) process.stdout.write(planBytes(plan));
  else if (!replacesText(options)) printPlan(plan, options);
  const exitCode = planExitCode(plan, true);
  const facts = {
    exitCode,
    isSaved: true,
    apply: commandLine(['apply', file]),
    show: commandLine(['show', file]),
  };
  // Looking at a plan that a guard refuses is no failure, unless somebody asks what is in it.
  return writeReports(plan, facts, options, options.detailedExitcode ? exitCode : EXIT.done);
}
