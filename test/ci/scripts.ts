import { spawnSync } from 'node:child_process';
import { parse } from 'yaml';

/** Every script in a workflow, an action or a pipeline. */
export function scriptsIn(text: string): readonly string[] {
  return collect(parse(text));
}

function collect(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'string' && /^(run|script|inlineScript)$/.test(key) ? [inner] : collect(inner),
  );
}

/** What shellcheck says of a script. */
export function shellFaults(script: string): string | undefined {
  return toolFaults('shellcheck', ['--shell=bash', '--severity=style', '-'], script);
}

/** What a tool that no npm package brings says; undefined where this machine has none, which CI does not forgive. */
export function toolFaults(tool: string, args: readonly string[], input = ''): string | undefined {
  const { status, stdout, stderr, error } = spawnSync(tool, args, { input, encoding: 'utf8' });
  if (error === undefined) return status === 0 ? '' : stdout + stderr;
  if (process.env['ACRCTL_NEEDS_LINTERS'] !== undefined) throw error;
  return undefined;
}
