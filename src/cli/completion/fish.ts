import {
  type CompletedCommand,
  type CompletedOption,
  type CompletedValue,
  nameOf,
  withSubcommands,
} from './command-tree.ts';

/** A script for fish, 3.0 or newer. */
export function fishScript(program: CompletedCommand): string {
  const commands = withSubcommands(program);
  const paths = commands.map(({ path }) => path).filter((path) => path !== '');
  return `# Completion of acrctl for fish, printed by "acrctl completion fish".

function __acrctl_at --description 'True where the command line stands at this command'
    set -l command ''
    for word in (commandline -opc)[2..-1]
        set -l next (string trim -- "$command $word")
        if contains -- "$next" ${paths.map(quoted).join(' ')}
            set command $next
        end
    end
    test "$command" = "$argv[1]"
end

complete -c acrctl -f
${commands.flatMap(linesOf).join('\n')}
`;
}

function linesOf(command: CompletedCommand): readonly string[] {
  const at = `complete -c acrctl -n ${quoted(`__acrctl_at ${quoted(command.path)}`)}`;
  return [
    ...command.subcommands.map((each) => `${at} -a ${nameOf(each)} -d ${quoted(each.description)}`),
    ...command.options.map((option) => `${at} ${optionOf(option)}`),
    ...(command.argument === undefined ? [] : argumentFlags(command.argument).map((each) => `${at} ${each}`)),
  ];
}

function optionOf({ flags, description, value }: CompletedOption): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  return [...names, ...(value === undefined ? [] : [valueFlags(value)]), `-d ${quoted(description)}`].join(
    ' ',
  );
}

function valueFlags(value: CompletedValue): string {
  switch (value.kind) {
    case 'words':
      return `-x -a ${quoted(value.words.join(' '))}`;
    case 'files':
      return '-r -F';
    case 'directories':
      return `-x -a '(__fish_complete_directories)'`;
    case 'other':
      return '-x';
  }
}

function argumentFlags(value: CompletedValue): readonly string[] {
  if (value.kind === 'words') return [`-a ${quoted(value.words.join(' '))}`];
  return value.kind === 'files' ? ['-F'] : [];
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
