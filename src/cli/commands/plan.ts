import { chmod, writeFile } from 'node:fs/promises';
import { diagnose } from '../../core/codes.ts';
import { AcrctlError, EXIT } from '../../core/errors.ts';
import type { Plan } from '../../core/plan.ts';
import { isBlocked } from '../../engine/plan.ts';
import { hasErrors, isDenied, plan as makePlan } from '../../engine/run.ts';
import { planText as planBytes } from '../../engine/saved-plan.ts';
import { diagnosticsText } from '../../report/diagnostics-text.ts';
import type { TextOptions } from '../../report/plan-text.ts';
import type { ReportFacts } from '../../report/report-facts.ts';
import { PLAIN } from '../../report/style.ts';
import { commandLine, placeArguments } from '../command-line.ts';
import { readEvidence } from '../evidence-file.ts';
import type { PlanCommandOptions } from '../options.ts';
import { planOptions } from '../plan-options.ts';
import { planExitCode, printPlan } from '../plan-output.ts';
import { planningArguments, replacesText, requireReportOptions, writeReports } from '../plan-reports.ts';
import { keepText, logLine } from '../print.ts';
import { openSession } from '../session.ts';
import { terminal } from '../terminal.ts';
import { unfoldedNote } from '../unfolded-note.ts';

/** Shows what apply would change; takes no lock, writes nothing but the plan file. */
export async function plan(options: PlanCommandOptions): Promise<number> {
  requireReportOptions(options, [
    ...options.file.map((file) => ({ option: '-f', file })),
    ...(options.out === undefined ? [] : [{ option: '--out', file: options.out }]),
  ]);
  const { session, warnings, runningNow } = await openSession(options, {
    operation: 'plan',
    planOptions: planOptions(options, options.destroy, await readEvidence(options.evidence, Date.now())),
    emit: () => undefined,
    log: logLine,
  });
  const { planned, unfolded } = await makePlan(session);
  if (options.out !== undefined) await save(planned.plan, options.out, unfolded);
  const view = terminal(process.stderr, options.color);
  process.stderr.write(diagnosticsText(warnings, view));
  const noteFor = unfolded ? await unfinishedNote(runningNow) : undefined;
  keepText(planBytes(planned.plan));
  if (options.json) process.stdout.write(planBytes(planned.plan));
  else {
    const isText = !replacesText(options);
    const stream = isText ? process.stdout : process.stderr;
    stream.write(noteFor?.(terminal(stream, options.color)) ?? '');
    if (isText) show(planned.plan, options);
  }
  const exit = planExitCode(planned.plan, options.detailedExitcode);
  const note = noteFor?.({ width: Number.POSITIVE_INFINITY, style: PLAIN }).trim();
  return writeReports(planned.plan, factsOf(planned.plan, options, note), options, exit);
}

async function unfinishedNote(runningNow: () => Promise<string | undefined>) {
  const running = await runningNow();
  return (view: TextOptions) => unfoldedNote(running, 'plan', view);
}

function factsOf(plan: Plan, options: PlanCommandOptions, note: string | undefined): ReportFacts {
  const { out } = options;
  const exitCode = planExitCode(plan, true);
  if (out !== undefined)
    return { exitCode, isSaved: true, apply: applyCommand(options), show: commandLine(['show', out]) };
  const evidence = options.evidence === undefined ? [] : ['--evidence', options.evidence];
  const again = [...placeArguments(options), ...planningArguments(plan.bindings.options), ...evidence];
  return {
    exitCode,
    isSaved: false,
    ...(note !== undefined && { note }),
    apply: commandLine([options.destroy ? 'destroy' : 'apply', ...again]),
    show: commandLine(['plan', ...again, ...(options.destroy ? ['--destroy'] : [])]),
  };
}

function show(plan: Plan, options: PlanCommandOptions): void {
  printPlan(plan, options);
  if (options.out === undefined) return;
  const view = terminal(process.stdout, options.color);
  const note = isBlocked(plan)
    ? 'Saved, to be looked at: a guard refuses it, and so "acrctl apply" will.'
    : savedNote(applyCommand(options), view);
  process.stdout.write(`\n${note}\n`);
}

/** A command that does not fit gets a line of its own, whole, so that it can be copied. */
function savedNote(command: string, { width }: TextOptions): string {
  const line = `Saved. Apply it with: ${command}`;
  return line.length <= width ? line : `Saved. Apply it with:\n  ${command}`;
}

function applyCommand(options: PlanCommandOptions): string {
  return commandLine(['apply', ...placeArguments(options), options.out ?? '']);
}

async function save(plan: Plan, file: string, unfolded: boolean): Promise<void> {
  if (unfolded) {
    throw new AcrctlError(EXIT.error, [
      diagnose('ACR2025', {
        detail:
          'A run was interrupted, or is at work: the state that the plan would be bound to is not on disk yet.',
        hint: 'Run the command that was interrupted again ("acrctl apply" or "acrctl destroy"), or wait for it, then plan again.',
      }),
    ]);
  }
  if (hasErrors(plan.diagnostics) && !isBlocked(plan)) {
    throw new AcrctlError(isDenied(plan.diagnostics) ? EXIT.denied : EXIT.error, plan.diagnostics);
  }
  try {
    await writeFile(file, planBytes(plan), { mode: 0o600 });
    await chmod(file, 0o600);
  } catch (error) {
    const detail = `The plan cannot be written to "${file}": ${error instanceof Error ? error.message : String(error)}.`;
    throw new AcrctlError(EXIT.error, [
      diagnose('ACR2026', {
        detail,
        hint: 'Name a file in a directory that exists and that you may write to.',
      }),
    ]);
  }
}
