/**
 * The command that goes on where a run ended. A plan file is left out: part of it is done, so it is stale now, and
 * the new plan shows what is left.
 */
export function resumeCommand(args: readonly string[], planFile: string | undefined): string {
  return commandLine(args.filter((arg) => arg !== planFile));
}

/** Arguments as a person would type them into a shell. */
export function commandLine(args: readonly string[]): string {
  return ['acrctl', ...args.map(shellWord)].join(' ');
}

/** An argument as a shell takes it. */
export function shellWord(arg: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`;
}
