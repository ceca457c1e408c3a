import { EXIT, type ExitCode } from '../core/errors.ts';
import type { Plan } from '../core/plan.ts';
import { isBlocked, isEmpty } from '../engine/plan.ts';
import { hasErrors } from '../engine/run.ts';
import { diagnosticsText } from '../report/diagnostics-text.ts';
import { wrap } from '../report/layout.ts';
import { planText } from '../report/plan-text.ts';
import { terminal } from './terminal.ts';

/** A plan on stdout as people read it, just made or saved long ago. */
export function printPlan(plan: Plan, { color }: { readonly color: boolean }): void {
  const view = terminal(process.stdout, color);
  process.stdout.write(planText(plan, view));
  process.stdout.write(diagnosticsText(plan.diagnostics, view).replace(/^(?=.)/, '\n'));
}

/** That what is shown was taken while a run was at work, or after one that broke off. */
export function unfinishedNote(
  running: string | undefined,
  what: 'plan' | 'drift',
  { color }: { readonly color: boolean },
): string {
  const { width, style } = terminal(process.stdout, color);
  const text =
    running === undefined
      ? `An earlier apply was interrupted; ${INTERRUPTED[what]}, and the next apply goes on from there.`
      : `Right now ${running} is at work; ${RUNNING[what]}.`;
  return `${wrap(text, width).map(style.caution).join('\n')}\n\n`;
}

const INTERRUPTED = {
  plan: 'this plan takes what it did into account',
  drift: 'what it did is taken into account',
};
const RUNNING = {
  plan: 'this plan is what is left at this moment',
  drift: 'what it changes meanwhile may show as drift',
};

/** What making the plan ends with; `detailed` tells changes from none. */
export function planExitCode(plan: Plan, detailed: boolean): ExitCode {
  if (isBlocked(plan)) return EXIT.refused;
  if (hasErrors(plan.diagnostics)) return EXIT.error;
  return detailed && !isEmpty(plan) ? EXIT.changes : EXIT.done;
}
