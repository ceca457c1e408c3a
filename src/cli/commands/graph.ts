import { diagnose } from '../../core/codes.ts';
import { AcrctlError, EXIT, type ExitCode } from '../../core/errors.ts';
import type { Plan } from '../../core/plan.ts';
import { enumerate } from '../../core/wording.ts';
import { isBlocked, isEmpty } from '../../engine/plan.ts';
import { hasErrors, plan as makePlan } from '../../engine/run.ts';
import { diagnosticsText } from '../../report/diagnostics-text.ts';
import { wrap } from '../../report/layout.ts';
import { planDot } from '../../report/plan-dot.ts';
import { planMermaid } from '../../report/plan-mermaid.ts';
import { readEvidence } from '../evidence-file.ts';
import type { GraphCommandOptions, GraphFormat } from '../options.ts';
import { planOptions } from '../plan-options.ts';
import { logLine } from '../print.ts';
import { readSavedPlan } from '../saved-plan-file.ts';
import { openSession } from '../session.ts';
import { terminal } from '../terminal.ts';
import { unfoldedNote } from '../unfolded-note.ts';

/**
 * Draws the steps of a plan, made now or saved. stdout carries the graph and nothing else; a plan that a guard refuses
 * can be looked at, one with other errors is none.
 */
export async function graph(
  planFile: string | undefined,
  options: GraphCommandOptions,
  given: readonly string[],
): Promise<ExitCode> {
  const plan = planFile === undefined ? await freshPlan(options) : await savedPlan(planFile, given);
  const text = RENDERERS[options.format](plan);
  process.stdout.write(text);
  const { width, style } = terminal(process.stderr, options.color);
  const note = noteOn(plan) ?? (options.format === 'mermaid' ? noteOnSize(text) : undefined);
  if (note !== undefined) process.stderr.write(`${wrap(note, width).map(style.dim).join('\n')}\n`);
  return EXIT.done;
}

const RENDERERS: Readonly<Record<GraphFormat, (plan: Plan) => string>> = {
  dot: planDot,
  mermaid: planMermaid,
};

async function freshPlan(options: GraphCommandOptions): Promise<Plan> {
  const { session, warnings, runningNow } = await openSession(options, {
    operation: 'graph',
    planOptions: planOptions(options, options.destroy, await readEvidence(options.evidence, Date.now())),
    emit: () => undefined,
    log: logLine,
  });
  const { planned, unfolded } = await makePlan(session);
  const { plan } = planned;
  if (hasErrors(plan.diagnostics) && !isBlocked(plan)) throw new AcrctlError(EXIT.error, plan.diagnostics);
  const view = terminal(process.stderr, options.color);
  if (unfolded) process.stderr.write(unfoldedNote(await runningNow(), 'plan', view));
  process.stderr.write(diagnosticsText([...warnings, ...plan.diagnostics], view));
  return plan;
}

/** Whoever says where things are, or how a plan is made, expects it to be made now. */
async function savedPlan(file: string, given: readonly string[]): Promise<Plan> {
  const idle = given.filter((option) => !DRAWS.has(option));
  if (idle.length === 0) return readSavedPlan(file);
  const detail = `${enumerate(idle)} can only be given when a plan is made; a saved plan is drawn as it is, and nobody is asked.`;
  const hint = 'Leave it out, or leave the plan file out to draw what would be planned now.';
  throw new AcrctlError(EXIT.error, [diagnose('ACR2024', { detail, hint })]);
}

const DRAWS: ReadonlySet<string> = new Set(['--format', '--no-color']);

function noteOn(plan: Plan): string | undefined {
  if (isEmpty(plan)) return 'The graph is empty: the plan holds no changes.';
  const hasSteps = plan.changes.some(({ steps, blocked }) => steps.length > 0 || blocked !== undefined);
  return hasSteps
    ? undefined
    : 'The graph is empty: the plan changes nothing but the state, which takes no step.';
}

/** `maxTextSize` and `maxEdges` where nobody sets them: https://mermaid.js.org/config/schema-docs/config.html */
function noteOnSize(text: string): string | undefined {
  const edges = text.split(' --> ').length - 1;
  if (text.length <= 50_000 && edges <= 500) return undefined;
  return 'Mermaid draws at most 50,000 characters and 500 edges unless it is told otherwise, and this is more. Graphviz has no such bound: --format dot.';
}
