import type { Argument, Command, Option } from 'commander';

/** What a shell has to know of one command to complete a line with it. */
export interface CompletedCommand {
  /** The words behind `acrctl`: empty for the program itself, `state list`. */
  readonly path: string;
  readonly description: string;
  readonly options: readonly CompletedOption[];
  readonly subcommands: readonly CompletedCommand[];
  /** What its argument takes, or each of them; undefined where it has none. */
  readonly argument: CompletedValue | undefined;
}

export interface CompletedOption {
  /** The short one first, where there is one. */
  readonly flags: readonly string[];
  readonly description: string;
  /** Undefined where it takes no value. */
  readonly value: CompletedValue | undefined;
}

export type CompletedValue =
  | { readonly kind: 'words'; readonly name: string; readonly words: readonly string[] }
  /** `other` is known to nobody but the user. */
  | { readonly kind: 'files' | 'directories' | 'other'; readonly name: string };

/** The command line as `--help` shows it. */
export function commandTree(program: Command): CompletedCommand {
  return treeBelow(program, '', []);
}

function treeBelow(command: Command, path: string, siblings: readonly string[]): CompletedCommand {
  const help = command.createHelp();
  const below = help.visibleCommands(command);
  const names = below.map((each) => each.name());
  const [argument] = command.registeredArguments;
  return {
    path,
    description: command.description(),
    options: help.visibleOptions(command).map(optionOf),
    subcommands: below.map((each) => treeBelow(each, `${path} ${each.name()}`.trim(), names)),
    argument: argument && argumentOf(argument, siblings),
  };
}

/** The command itself and all below it, each before its subcommands. */
export function withSubcommands(command: CompletedCommand): readonly CompletedCommand[] {
  return [command, ...command.subcommands.flatMap(withSubcommands)];
}

/** The last word of its path. */
export function nameOf({ path }: CompletedCommand): string {
  return path.slice(path.lastIndexOf(' ') + 1);
}

function optionOf(option: Option): CompletedOption {
  const { short, long, description } = option;
  return {
    flags: [short, long].filter((flag) => flag !== undefined),
    description,
    value: option.required || option.optional ? completedAs(option, placeholderOf(option)) : undefined,
  };
}

/** `file` of `--out <file>`. */
function placeholderOf({ flags }: Option): string {
  return /[<[]([^>\].]+)/.exec(flags)?.[1] ?? 'value';
}

/** `help` takes a command. */
function argumentOf(argument: Argument, siblings: readonly string[]): CompletedValue {
  const name = argument.name();
  return name === 'command' ? { kind: 'words', name, words: siblings } : completedAs(argument, name);
}

function completedAs({ argChoices }: Argument | Option, name: string): CompletedValue {
  if (argChoices !== undefined) return { kind: 'words', name, words: argChoices };
  return { kind: KINDS[name] ?? 'other', name };
}

/** By the names that stand in the help. */
const KINDS: Readonly<Record<string, 'files' | 'directories'>> = {
  file: 'files',
  plan: 'files',
  dir: 'directories',
};
