import type { Address } from '../core/address.ts';
import type { RunOutcome } from '../core/event.ts';
import { isAtOrBelow } from '../core/path.ts';
import type { Change, Plan, PlanOptions, StepRef } from '../core/plan.ts';
import { type CloudOptions, DEFAULT_FILES } from './options.ts';

/** A plan file that a command applies, and what is bound into it. */
export interface AppliedPlan {
  readonly file: string;
  readonly options: PlanOptions;
}

/**
 * The command that goes on where a run ended. A plan file is left out: part of it is done, so it is stale now. What
 * was bound into it is said again, or the new plan would be of something else: a removal would be made anew. The
 * number of a mass deletion is not, since fewer are left; nor is `--replace`, which would delete once more what is
 * made again by now. What it deleted comes back without it, since the file has it. Nor are allowances that were `used`:
 * they would let go what nobody was asked about. Where a pipeline wants its document is nothing to a person.
 */
export function resumeCommand(
  args: readonly string[],
  applied: AppliedPlan | undefined,
  used: ReadonlySet<string> = new Set(),
): string {
  const [command = '', ...others] = without(args, (name, value) =>
    name === '--allow-destroy' ? used.has(value) : name === '--replace' || name === '--json-into',
  );
  if (applied === undefined) return commandLine([command, ...others]);
  const { destroy, target, exclude, allowDestroy } = applied.options;
  return commandLine([
    destroy ? 'destroy' : command,
    ...target.flatMap((address) => ['--target', address]),
    ...exclude.flatMap((address) => ['--exclude', address]),
    ...allowDestroy
      .filter((address) => !used.has(address))
      .flatMap((address) => ['--allow-destroy', address]),
    ...others.filter((arg) => arg !== applied.file),
  ]);
}

/** Allowances that something of the plan was deleted under, and that nothing which is left of it may need. */
export function usedAllowances({ bindings, changes }: Plan, done: RunOutcome['done']): ReadonlySet<string> {
  const finished = new Set(done);
  const isUsed = (allowed: Address) => {
    const steps = changes.filter(({ address }) => isAtOrBelow(address, allowed)).flatMap(stepRefs);
    return steps.some((step) => step.endsWith('/delete')) && steps.every((step) => finished.has(step));
  };
  return new Set(bindings.options.allowDestroy.filter(isUsed));
}

function stepRefs({ address, steps }: Change): readonly StepRef[] {
  return steps.map(({ name }): StepRef => `${address}/${name}`);
}

/** The arguments without some options, each with its value, in both spellings. */
function without(
  args: readonly string[],
  isLeftOut: (name: string, value: string) => boolean,
): readonly string[] {
  const kept: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    const [, name = arg, inline] = /^(--[a-z-]+)=(.*)$/s.exec(arg) ?? [];
    if (!isLeftOut(name, inline ?? args[at + 1] ?? '')) kept.push(arg);
    else if (inline === undefined) at += 1;
  }
  return kept;
}

/** The options that say where things are, as they were given. */
export function placeArguments({ file, emulator, emulatorDir, stateDir }: Places): readonly string[] {
  return [
    ...(file === DEFAULT_FILES ? [] : file.flatMap((path) => ['-f', path])),
    ...(emulator ? ['--emulator'] : []),
    ...(emulatorDir === undefined ? [] : ['--emulator-dir', emulatorDir]),
    ...(stateDir === undefined ? [] : ['--state-dir', stateDir]),
  ];
}

type Places = Pick<CloudOptions, 'file' | 'emulator' | 'emulatorDir' | 'stateDir'>;

/** Arguments as a person would type them into a shell. */
export function commandLine(args: readonly string[]): string {
  return ['acrctl', ...args.map(shellWord)].join(' ');
}

/** An argument as a shell takes it. */
export function shellWord(arg: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`;
}
