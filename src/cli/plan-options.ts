import { diagnose } from '../core/codes.ts';
import { AcrctlError, EXIT } from '../core/errors.ts';
import type { BoundEvidence } from '../core/evidence.ts';
import type { Plan, PlanOptions } from '../core/plan.ts';
import { enumerate } from '../core/wording.ts';
import type { PlanningOptions } from './options.ts';

/** The options that shape a plan, in one order whatever the order on the command line. */
export function planOptions(
  options: PlanningOptions,
  destroy: boolean,
  evidence?: BoundEvidence,
): PlanOptions {
  return {
    destroy,
    target: sorted(options.target),
    exclude: sorted(options.exclude),
    replace: sorted(options.replace),
    allowDestroy: sorted(options.allowDestroy),
    allowMassDestroy: options.allowMassDestroy ?? null,
    ...(evidence && { evidence }),
  };
}

/** Those of a saved plan; giving them again on the command line is refused (design 6). */
export function savedOptions(saved: Plan, options: PlanningOptions): PlanOptions {
  const given = [
    options.target.length > 0 && '--target',
    options.exclude.length > 0 && '--exclude',
    options.replace.length > 0 && '--replace',
    options.allowDestroy.length > 0 && '--allow-destroy',
    options.allowMassDestroy !== undefined && '--allow-mass-destroy',
    options.evidence !== undefined && '--evidence',
  ].filter((name) => name !== false);
  if (given.length === 0) return saved.bindings.options;
  throw new AcrctlError(EXIT.error, [
    diagnose('ACR2024', {
      detail: `${enumerate(given)} can only be given when a plan is made, and ${given.length === 1 ? 'is' : 'are'} bound into it; a reviewed plan is applied as it is.`,
      hint: 'Leave them out, or make and review a new plan with them.',
    }),
  ]);
}

function sorted(addresses: readonly string[]): readonly string[] {
  return [...new Set(addresses)].sort();
}
