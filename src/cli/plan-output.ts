import { EXIT, type ExitCode } from '../core/errors.ts';
import type { Plan } from '../core/plan.ts';
import { isBlocked, isEmpty } from '../engine/plan.ts';
import { hasErrors, isDenied } from '../engine/run.ts';
import { diagnosticsText } from '../report/diagnostics-text.ts';
import { planText } from '../report/plan-text.ts';
import { terminal } from './terminal.ts';

/** A plan on stdout as people read it, just made or saved long ago. */
export function printPlan(plan: Plan, { color }: { readonly color: boolean }): void {
  const view = terminal(process.stdout, color);
  process.stdout.write(planText(plan, view));
  process.stdout.write(diagnosticsText(plan.diagnostics, view).replace(/^(?=.)/, '\n'));
}

/** What making the plan ends with; `detailed` tells changes from none. What waits for a person is nothing to apply. */
export function planExitCode(plan: Plan, detailed: boolean): ExitCode {
  if (isBlocked(plan)) return EXIT.refused;
  if (isDenied(plan.diagnostics)) return EXIT.denied;
  if (hasErrors(plan.diagnostics)) return EXIT.error;
  return detailed && !isEmpty(plan) ? EXIT.changes : EXIT.done;
}
