import { diagnose } from '../core/codes.ts';
import { AcrctlError, EXIT } from '../core/errors.ts';
import type { Plan, PlanOptions } from '../core/plan.ts';
import type { GuardOptions } from './options.ts';

/** The options that shape a plan, in one order whatever the order on the command line. */
export function planOptions(options: GuardOptions, destroy: boolean): PlanOptions {
  return {
    destroy,
    allowDestroy: [...new Set(options.allowDestroy)].sort(),
    allowMassDestroy: options.allowMassDestroy ?? null,
  };
}

/** Those of a saved plan; giving them again on the command line is refused (design 6). */
export function savedOptions(saved: Plan, options: GuardOptions): PlanOptions {
  const given = [
    options.allowDestroy.length > 0 && '--allow-destroy',
    options.allowMassDestroy !== undefined && '--allow-mass-destroy',
  ].filter((name) => name !== false);
  if (given.length === 0) return saved.bindings.options;
  throw new AcrctlError(EXIT.error, [
    diagnose('ACR2024', {
      detail: `${given.join(' and ')} can only be given when a plan is made, and is bound into it; a reviewed plan is applied as it is.`,
      hint: 'Leave them out, or make and review a new plan with them.',
    }),
  ]);
}
