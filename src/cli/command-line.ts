import type { PlanOptions } from '../core/plan.ts';

/** A plan file that a command applies, and what is bound into it. */
export interface AppliedPlan {
  readonly file: string;
  readonly options: PlanOptions;
}

/**
 * The command that goes on where a run ended. A plan file is left out: part of it is done, so it is stale now. What
 * was bound into it is said again, or the new plan would be of something else: a removal would be made anew. The
 * number of a mass deletion is not, since fewer are left; nor is `--replace`, which would delete once more what is
 * made again by now. What it deleted comes back without it, since the file has it.
 */
export function resumeCommand(args: readonly string[], applied: AppliedPlan | undefined): string {
  const [command = '', ...others] = withoutReplace(args);
  if (applied === undefined) return commandLine([command, ...others]);
  const { destroy, target, exclude, allowDestroy } = applied.options;
  return commandLine([
    destroy ? 'destroy' : command,
    ...target.flatMap((address) => ['--target', address]),
    ...exclude.flatMap((address) => ['--exclude', address]),
    ...allowDestroy.flatMap((address) => ['--allow-destroy', address]),
    ...others.filter((arg) => arg !== applied.file),
  ]);
}

function withoutReplace(args: readonly string[]): readonly string[] {
  return args.filter(
    (arg, index) => arg !== '--replace' && !arg.startsWith('--replace=') && args[index - 1] !== '--replace',
  );
}

/** Arguments as a person would type them into a shell. */
export function commandLine(args: readonly string[]): string {
  return ['acrctl', ...args.map(shellWord)].join(' ');
}

/** An argument as a shell takes it. */
export function shellWord(arg: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`;
}
