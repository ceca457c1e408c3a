import { EXIT, type ExitCode } from '../../core/errors.ts';
import { planText as planBytes } from '../../engine/saved-plan.ts';
import type { ShowCommandOptions } from '../options.ts';
import { planExitCode, printPlan } from '../plan-output.ts';
import { readSavedPlan } from '../saved-plan-file.ts';

/** Prints a saved plan once its digest is verified. Asks nobody, and needs no configuration and no state. */
export async function show(file: string, options: ShowCommandOptions): Promise<ExitCode> {
  const plan = await readSavedPlan(file);
  if (options.json) process.stdout.write(planBytes(plan));
  else printPlan(plan, options);
  // Looking at a plan that a guard refuses is no failure, unless somebody asks what is in it.
  return options.detailedExitcode ? planExitCode(plan, true) : EXIT.done;
}
