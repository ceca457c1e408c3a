/**
 * The command that goes on where a run ended. A plan file is left out: part of it is done, so it is stale now, and
 * the new plan shows what is left.
 */
export function resumeCommand(args: readonly string[], planFile: string | undefined): string {
  const kept = args.filter((arg) => arg !== planFile);
  return ['acrctl', ...kept.map(quoted)].join(' ');
}

function quoted(arg: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`;
}
