import { shellWord } from '../command-line.ts';
import {
  type CompletedCommand,
  type CompletedOption,
  type CompletedValue,
  nameOf,
  withSubcommands,
} from './command-tree.ts';

/** A script for bash that needs no other package, and of bash 4 only `compopt`, without which it does. */
export function bashScript(program: CompletedCommand): string {
  const commands = withSubcommands(program);
  return `# Completion of acrctl for bash, printed by "acrctl completion bash".

_acrctl_words() {
  COMPREPLY=($(compgen -W "$1" -- "$word"))
}

# Names come line by line, so that spaces and stars in them stay what they are.
_acrctl_names() {
  compopt -o filenames 2>/dev/null
  while IFS= read -r name; do COMPREPLY+=("$name"); done < <(compgen "$1" -- "$word")
}

_acrctl_pass_value() {
  i=$((i + 1))
  if [[ "\${COMP_WORDS[i]}" == "=" ]]; then i=$((i + 1)); fi
}

_acrctl() {
  local word="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}" command="" name i
  COMPREPLY=()

  # Bash splits --format=dot into three words.
  if [[ $word == "=" ]]; then
    word=""
  elif [[ $previous == "=" ]]; then
    previous="\${COMP_WORDS[COMP_CWORD - 2]}"
  fi

  # Which command it is: the words that name one, passing by the values of options.
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$command \${COMP_WORDS[i]}" in
${commands.flatMap(passingArms).join('\n')}
    esac
  done

  # The value of an option.
  case "$command $previous" in
${commands.flatMap(valueArms).join('\n')}
  esac

  # An option, a subcommand or an argument.
  case "$command \${word:0:1}" in
${commands.flatMap(wordArms).join('\n')}
  esac
}

complete -F _acrctl acrctl
`;
}

function passingArms(command: CompletedCommand): readonly string[] {
  const options = command.options.filter(({ value }) => value !== undefined);
  const next = `\${COMP_WORDS[i + 1]}`;
  return [
    ...arm(
      linesWith(command, options),
      `if [[ "${next}" == "=" ]]; then i=$((i + 2)); else i=$((i + 1)); fi`,
    ),
    ...command.subcommands.flatMap((each) =>
      arm([`${command.path} ${nameOf(each)}`], `command=${shellWord(each.path)}`),
    ),
  ];
}

/** One for each kind of value. */
function valueArms(command: CompletedCommand): readonly string[] {
  const options = Map.groupBy(command.options, ({ value }) => value && `${completing(value)}return`);
  return [...options].flatMap(([commands, alike]) =>
    commands === undefined ? [] : arm(linesWith(command, alike), commands),
  );
}

function wordArms({ path, options, subcommands, argument }: CompletedCommand): readonly string[] {
  const flags = options.flatMap((option) => option.flags);
  const names = subcommands.map(nameOf);
  const words = names.length === 0 ? argument : { kind: 'words' as const, name: 'command', words: names };
  return [
    ...arm(flags.length === 0 ? [] : [`${path} -`], `_acrctl_words ${shellWord(flags.join(' '))}`),
    ...(words === undefined ? [] : arm([`${path} `, `${path} ?`], completing(words))),
  ];
}

/** `plan --out`, as the script puts command and word together. */
function linesWith({ path }: CompletedCommand, options: readonly CompletedOption[]): readonly string[] {
  return options.flatMap(({ flags }) => flags.map((flag) => `${path} ${flag}`));
}

/** `?` stands for any one character. */
function arm(patterns: readonly string[], commands: string): readonly string[] {
  if (patterns.length === 0 || commands === '') return [];
  const quoted = patterns.map((pattern) => `'${pattern.replace('?', "'?'")}'`.replace(/''$/, ''));
  return [`    ${quoted.join(' | ')}) ${commands.replace(/; $/, '')} ;;`];
}

function completing(value: CompletedValue): string {
  switch (value.kind) {
    case 'words':
      return `_acrctl_words ${shellWord(value.words.join(' '))}; `;
    case 'files':
      return '_acrctl_names -f; ';
    case 'directories':
      return '_acrctl_names -d; ';
    case 'other':
      return '';
  }
}
