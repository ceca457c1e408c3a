// @ts-check
/** What a run of acrctl came to, from its exit code and its one JSON document (schemas/acrctl.output.schema.json). */

/** @typedef {import('../src/core/diagnostic.ts').Diagnostic} Diagnostic */
/** @typedef {import('../src/core/plan.ts').Plan} Plan */
/** @typedef {import('../src/cli/documents.ts').ApplyDocument} ApplyDocument */
/** @typedef {import('../src/cli/documents.ts').DriftDocument} DriftDocument */
/** @typedef {import('../src/cli/documents.ts').FailureDocument} FailureDocument */
/** @typedef {import('../src/cli/documents.ts').ValidateDocument} ValidateDocument */
/** @typedef {import('./inputs.mjs').Command} Command */

/**
 * @typedef {object} Outcome
 * @property {Command} command
 * @property {number} exitCode
 * @property {string} result one word
 * @property {string} stack empty where the run ended before it was known
 * @property {readonly Diagnostic[]} diagnostics
 * @property {Plan | undefined} plan
 * @property {ApplyDocument | undefined} applied
 * @property {DriftDocument | undefined} drift
 */

/**
 * @param {Command} command
 * @param {number} exitCode
 * @param {string} text of the document; empty where the run was cut off before it wrote it
 * @returns {Outcome}
 */
export function outcomeOf(command, exitCode, text) {
  const document = text === '' ? {} : JSON.parse(text);
  const isFailure = 'error' in document;
  const plan = isFailure ? undefined : planIn(command, document);
  const drift =
    command === 'drift' && 'drift' in document ? /** @type {DriftDocument} */ (document) : undefined;
  return {
    command,
    exitCode,
    result: resultOf(command, exitCode, plan, document),
    stack: plan?.stack ?? drift?.stack ?? document.stack ?? '',
    diagnostics: isFailure ? document.error.diagnostics : (plan?.diagnostics ?? document.diagnostics ?? []),
    plan,
    applied:
      command === 'apply' && 'result' in document ? /** @type {ApplyDocument} */ (document) : undefined,
    drift,
  };
}

/**
 * @param {Command} command
 * @param {any} document
 * @returns {Plan | undefined}
 */
function planIn(command, document) {
  if (command === 'apply') return document.plan;
  return (command === 'plan' || command === 'show') && 'changes' in document ? document : undefined;
}

/** How a run ends that no command has for itself (exit codes: README). @type {Readonly<Record<number, string>>} */
const ENDS = { 3: 'invalid', 4: 'denied', 5: 'locked', 6: 'stale', 7: 'blocked', 130: 'interrupted' };

/**
 * @param {Command} command
 * @param {number} exitCode
 * @param {Plan | undefined} plan
 * @param {{ readonly result?: string }} document
 */
function resultOf(command, exitCode, plan, document) {
  const end = ENDS[exitCode];
  if (end !== undefined) return end;
  if (command === 'drift' && exitCode === 2) return 'drift';
  if (exitCode !== 0) return 'failed';
  switch (command) {
    case 'validate':
      return 'valid';
    case 'drift':
      return 'no-drift';
    case 'apply':
      return document.result === 'applied' ? 'applied' : 'no-changes';
    default:
      return plan !== undefined && plan.changes.length > 0
        ? isBlocked(plan)
          ? 'blocked'
          : 'changes'
        : 'no-changes';
  }
}

/** @param {Plan} plan */
function isBlocked({ changes }) {
  return changes.some(({ blocked }) => blocked !== undefined);
}

/**
 * Numbers for whoever reads the outputs: what was planned, what of it was done, and what else there is.
 *
 * @param {Outcome} outcome
 */
export function countsOf({ plan, applied, drift, diagnostics }) {
  const summary = plan?.summary ?? { create: 0, update: 0, replace: 0, delete: 0, noop: 0, import: 0 };
  const done = applied !== undefined && 'outcome' in applied ? applied.outcome : undefined;
  const waiting = done?.waiting ?? plan?.waiting ?? drift?.waiting ?? [];
  return {
    ...summary,
    blocked: plan?.changes.filter(({ blocked }) => blocked !== undefined).length ?? 0,
    drift: (drift ?? plan)?.drift.length ?? 0,
    waiting: waiting.length,
    'steps-done': done?.done.length ?? 0,
    'steps-failed': done?.failed.length ?? 0,
    errors: diagnostics.filter(({ severity }) => severity === 'error').length,
    warnings: diagnostics.filter(({ severity }) => severity === 'warning').length,
  };
}
