import { EXIT, type ExitCode } from '../../core/errors.ts';
import type { RunOutcome } from '../../core/event.ts';
import type { Plan } from '../../core/plan.ts';
import type { Lock } from '../../core/state.ts';
import { duration } from '../../core/wording.ts';
import { type ApplyResult, apply as applyPlan, isDenied } from '../../engine/run.ts';
import { diagnosticsText } from '../../report/diagnostics-text.ts';
import { type OutcomeFacts, outcomeText } from '../../report/outcome-text.ts';
import { planText } from '../../report/plan-text.ts';
import { approve } from '../approve.ts';
import { resumeCommand, usedAllowances } from '../command-line.ts';
import type { ApplyDocument } from '../documents.ts';
import { readEvidence } from '../evidence-file.ts';
import { interruption, resumeWith } from '../interruption.ts';
import type { ApplyCommandOptions } from '../options.ts';
import { planOptions, savedOptions } from '../plan-options.ts';
import { printPlan } from '../plan-output.ts';
import { keepJson, printJson } from '../print.ts';
import { startProgress } from '../progress.ts';
import { readSavedPlan } from '../saved-plan-file.ts';
import { type OpenedSession, openSession } from '../session.ts';
import { terminal } from '../terminal.ts';

export interface ApplyKind {
  readonly operation: 'apply' | 'destroy';
  readonly planFile: string | undefined;
}

/** Plans, asks, and does what the plan says; or does what a saved plan says, if it still holds. */
export async function apply(options: ApplyCommandOptions, kind: ApplyKind): Promise<number> {
  const saved = kind.planFile === undefined ? undefined : await readSavedPlan(kind.planFile);
  const applied =
    kind.planFile === undefined || saved === undefined
      ? undefined
      : { file: kind.planFile, options: saved.bindings.options };
  const resume = (used?: ReadonlySet<string>) => resumeCommand(process.argv.slice(2), applied, used);
  let startedMs = performance.now();
  const progress = startProgress(process.stderr, { ...options, interrupt: interruption() });
  try {
    const opened = await openSession(options, {
      operation: kind.operation,
      planOptions:
        saved === undefined
          ? planOptions(
              options,
              kind.operation === 'destroy',
              await readEvidence(options.evidence, Date.now()),
            )
          : savedOptions(saved, options),
      emit: (event) => progress.emit(event),
      trace: (trace) => progress.trace(trace),
      log: (line) => progress.say(line),
    });
    if (!options.json)
      process.stderr.write(diagnosticsText(opened.warnings, terminal(process.stderr, options.color)));
    const result = await applyPlan(opened.session, {
      acquireLock: () => lockFor(opened, options),
      ...(saved !== undefined && { saved }),
      approve: async (plan) => {
        const isApproved = await ask(plan, options, kind);
        startedMs = performance.now();
        progress.expect(plan);
        resumeWith(resume());
        return isApproved;
      },
    });
    progress.stop();
    const elapsedSeconds = (performance.now() - startedMs) / 1000;
    const used =
      result.kind === 'applied' ? usedAllowances(result.planned.plan, result.outcome.done) : undefined;
    return finish(result, options, { elapsedSeconds, resume: resume(used) });
  } finally {
    progress.stop();
  }
}

/** Whoever is to wait is told for whom. */
async function lockFor(opened: OpenedSession, { lockTimeout, json }: ApplyCommandOptions): Promise<Lock> {
  const running = lockTimeout > 0 && !json ? await opened.runningNow() : undefined;
  if (running !== undefined) {
    process.stderr.write(`Waiting for ${running} to end, at most ${duration(lockTimeout / 1000)}.\n`);
  }
  return opened.acquireLock(lockTimeout);
}

async function ask(plan: Plan, options: ApplyCommandOptions, kind: ApplyKind): Promise<boolean> {
  if (!options.json) {
    printPlan(plan, options);
    process.stdout.write('\n');
  }
  // A saved plan was reviewed; typing yes to it again would review nothing.
  if (options.autoApprove || kind.planFile !== undefined) return true;
  return approve(kind.operation === 'destroy' ? 'Remove all of this?' : 'Apply this plan?');
}

/** Prints what became of an apply, and gives the exit code. */
export function finish(
  result: ApplyResult,
  options: Pick<ApplyCommandOptions, 'json' | 'color'>,
  facts: OutcomeFacts,
): ExitCode {
  const document = documentOf(result);
  const { exitCode } = document;
  keepJson(document);
  if (options.json) {
    printJson(document);
    return exitCode;
  }
  const view = terminal(process.stdout, options.color);
  if (result.kind === 'applied') {
    process.stdout.write(outcomeText(result.outcome, facts, view));
    return exitCode;
  }
  if (result.kind !== 'declined') process.stdout.write(planText(result.planned.plan, view));
  const { diagnostics } = result.planned.plan;
  process.stderr.write(diagnosticsText(diagnostics, terminal(process.stderr, options.color)));
  if (result.kind === 'refused') process.stdout.write('\nRefused by a guard. Nothing was written.\n');
  if (result.kind === 'declined') process.stdout.write('Not approved. Nothing was written.\n');
  return exitCode;
}

function documentOf(result: ApplyResult): ApplyDocument {
  const { plan } = result.planned;
  if (result.kind !== 'applied') {
    const waiting = result.kind === 'nothing-to-do' ? plan.waiting : [];
    return { result: result.kind, exitCode: unappliedCode(result), plan, waiting };
  }
  const { outcome } = result;
  return { result: result.kind, exitCode: outcomeCode(outcome), plan, outcome };
}

function unappliedCode(result: Exclude<ApplyResult, { kind: 'applied' }>) {
  switch (result.kind) {
    case 'nothing-to-do':
      return result.planned.plan.waiting.length === 0 ? EXIT.done : EXIT.error;
    case 'refused':
      return EXIT.refused;
    case 'invalid':
      return isDenied(result.planned.plan.diagnostics) ? EXIT.denied : EXIT.error;
    case 'declined':
      return EXIT.error;
  }
}

function outcomeCode(outcome: RunOutcome) {
  if (outcome.interrupted) return EXIT.interrupted;
  if (outcome.cutOff.length > 0) return EXIT.error;
  if (outcome.failed.length === 0) return outcome.waiting.length === 0 ? EXIT.done : EXIT.error;
  // What a pipeline can act on: with 4 nothing is wrong but a missing permission, else there is more to mend (design 8).
  return outcome.failed.every(({ failure }) => failure.kind === 'denied') ? EXIT.denied : EXIT.error;
}
