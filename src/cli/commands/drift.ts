import { TOLD_WITH_DRIFT } from '../../core/codes.ts';
import { EXIT } from '../../core/errors.ts';
import { NO_OPTIONS } from '../../core/plan.ts';
import { plan as makePlan } from '../../engine/run.ts';
import { diagnosticsText } from '../../report/diagnostics-text.ts';
import { driftText } from '../../report/plan-text.ts';
import type { DriftDocument } from '../documents.ts';
import type { CloudOptions } from '../options.ts';
import { keepJson, logLine, printJson } from '../print.ts';
import { openSession } from '../session.ts';
import { terminal } from '../terminal.ts';
import { unfoldedNote } from '../unfolded-note.ts';

/** Compares Azure with what acrctl last applied; the configuration only says where to look. */
export async function drift(options: CloudOptions): Promise<number> {
  const { session, runningNow } = await openSession(options, {
    operation: 'drift',
    planOptions: NO_OPTIONS,
    emit: () => undefined,
    log: logLine,
  });
  const { planned, unfolded } = await makePlan(session);
  const { plan } = planned;
  const { stack, bindings, drift: differing, waiting } = plan;
  const told = plan.diagnostics.filter(({ code }) => TOLD_WITH_DRIFT.has(code));
  const document: DriftDocument = {
    stack,
    state: bindings.state,
    drift: differing,
    diagnostics: told,
    waiting,
  };
  keepJson(document);
  if (options.json) printJson(document);
  else {
    const view = terminal(process.stdout, options.color);
    if (unfolded) process.stdout.write(unfoldedNote(await runningNow(), 'drift', view));
    process.stdout.write(driftText(plan, view));
    if (told.length > 0) process.stdout.write(`\n${diagnosticsText(told, view)}`);
  }
  return plan.drift.length + told.length === 0 ? EXIT.done : EXIT.changes;
}
