import type { Command } from 'commander';
import { EXIT, type ExitCode } from '../../core/errors.ts';
import { bashScript } from '../completion/bash.ts';
import { type CompletedCommand, commandTree } from '../completion/command-tree.ts';
import { fishScript } from '../completion/fish.ts';
import { zshScript } from '../completion/zsh.ts';
import type { Shell } from '../options.ts';

/** Prints a completion script, made from the command line as it is: there is no second list of its options. */
export async function completion(shell: Shell, program: Command): Promise<ExitCode> {
  process.stdout.write(SCRIPTS[shell](commandTree(program)));
  return EXIT.done;
}

const SCRIPTS: Readonly<Record<Shell, (program: CompletedCommand) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};
