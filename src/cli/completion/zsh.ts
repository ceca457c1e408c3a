import { type CompletedCommand, type CompletedOption, type CompletedValue, nameOf } from './command-tree.ts';

/** A script for zsh: a file `_acrctl` of fpath, or one to be sourced once compinit has run. */
export function zshScript(program: CompletedCommand): string {
  return `#compdef acrctl
# Completion of acrctl for zsh, printed by "acrctl completion zsh".

${functionsOf(program).join('\n')}
if [[ $funcstack[1] == _acrctl ]]; then
  _acrctl "$@"
else
  compdef _acrctl acrctl
fi
`;
}

/** One for each command, those of its subcommands first. */
function functionsOf(command: CompletedCommand): readonly string[] {
  const own = command.subcommands.length === 0 ? leaf(command) : branch(command);
  return [...command.subcommands.flatMap(functionsOf), `${functionOf(command)}() {\n${own.join('\n')}\n}\n`];
}

function functionOf({ path }: CompletedCommand): string {
  return ['_acrctl', ...path.split(' ').filter((word) => word !== '')].join('_');
}

function leaf({ options, argument }: CompletedCommand): readonly string[] {
  const specs = [
    ...options.map(optionSpec),
    ...(argument === undefined ? [] : [`'*:${valueSpec(argument)}'`]),
  ];
  return ['  _arguments -s -S \\', ...continued(specs)];
}

/** `_arguments` leaves the subcommand and what follows in `words`, as if that were a command line of its own. */
function branch({ options, subcommands }: CompletedCommand): readonly string[] {
  return [
    '  local curcontext="$curcontext" state line',
    '  _arguments -C \\',
    ...continued([...options.map(optionSpec), "'1: :->command'", "'*:: :->rest'"]),
    '  case $state in',
    '    command)',
    '      local -a commands=(',
    ...subcommands.map(
      (each) => `        ${quoted(`${nameOf(each)}:${each.description.replace(/[\\:]/g, '\\$&')}`)}`,
    ),
    '      )',
    '      _describe -t commands command commands ;;',
    '    rest)',
    '      case $line[1] in',
    ...subcommands.map((each) => `        ${nameOf(each)}) ${functionOf(each)} ;;`),
    '      esac ;;',
    '  esac',
  ];
}

function continued(specs: readonly string[]): readonly string[] {
  return specs.map((spec, index) => `    ${spec}${index === specs.length - 1 ? '' : ' \\'}`);
}

/** An option with a value is offered again, since most of them may be repeated. */
function optionSpec({ flags, description, value }: CompletedOption): string {
  const text = `[${description.replace(/[\\[\]:]/g, '\\$&')}]`;
  const rest = quoted(value === undefined ? text : `${text}:${valueSpec(value)}`);
  const before = value === undefined ? `'(${flags.join(' ')})'` : "'*'";
  return flags.length === 1 ? `${before}${flags[0]}${rest}` : `${before}{${flags.join(',')}}${rest}`;
}

/** Message and action. */
function valueSpec(value: CompletedValue): string {
  switch (value.kind) {
    case 'words':
      return `${value.name}:(${value.words.join(' ')})`;
    case 'files':
      return `${value.name}:_files`;
    case 'directories':
      return `${value.name}:_files -/`;
    case 'other':
      return `${value.name}: `;
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
