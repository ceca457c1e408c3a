import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../src/cli/scenarios.ts';
import { acrctl, emptyFolder } from './acrctl.ts';

/** The real shells. bash is everywhere where these tests run; the others are asked where they are installed. */
const SHELLS = {
  bash: { complete: withBash },
  zsh: { complete: withZsh },
  fish: { complete: withFish },
} as const;

type Shell = keyof typeof SHELLS;

const STATE_COMMANDS = 'help list migrate mv pull push rebuild rm show unlock'.split(' ');

const folder = emptyFolder();
/** Where the line is completed. */
const work = join(folder, 'work');

beforeAll(() => {
  for (const shell of Object.keys(SHELLS)) {
    const { exit, stdout, stderr } = acrctl(folder, ['completion', shell]);
    expect([exit, stderr]).toEqual([0, '']);
    writeFileSync(join(folder, `script.${shell}`), stdout);
  }
  mkdirSync(join(folder, 'work/a directory'), { recursive: true });
  for (const name of ['images.plan', 'two words.yaml', '*.yaml'])
    writeFileSync(join(folder, 'work', name), '');
});

describe.each(Object.keys(SHELLS) as Shell[])('the completion of %s', (shell) => {
  const isInstalled = spawnSync(shell, ['--version']).status === 0;
  const test = it.skipIf(!isInstalled);
  const offered = (line: string) => SHELLS[shell].complete(line).toSorted();
  const commands = helpOf('');

  test('knows every command, and none that is not there', () => {
    expect(offered('acrctl ')).toEqual(commands.names.toSorted());
    expect(offered('acrctl gr')).toEqual(['graph']);
    expect(offered('acrctl state ')).toEqual(STATE_COMMANDS);
    expect(offered('acrctl help sch')).toEqual(['schema']);
  });

  test('knows every option of each command', () => {
    for (const name of [
      'plan',
      'graph',
      'allow-list',
      'connections',
      'state list',
      'rotate encryption',
      'emulator',
    ]) {
      const flags = offered(`acrctl ${name} --`);
      expect([name, flags]).toEqual([
        name,
        helpOf(name)
          .flags.filter((flag) => flag.startsWith('--'))
          .toSorted(),
      ]);
    }
  });

  test('knows what an option or an argument may be', () => {
    expect(offered('acrctl graph --format ')).toEqual(['dot', 'mermaid']);
    expect(offered('acrctl emulator --latency typ')).toEqual(['typical']);
    expect(offered('acrctl schema ')).toEqual(['config', 'evidence', 'output', 'plan', 'state']);
    expect(offered('acrctl init ')).toEqual(SCENARIOS.map(({ name }) => name).toSorted());
    expect(offered('acrctl plan --parallelism ')).toEqual([]);
  });

  test('offers files for files, directories for directories, and nothing for neither', () => {
    const found = (line: string) => offered(line).map((name) => name.replace(/\/$/, ''));
    expect(found('acrctl apply ')).toEqual(['*.yaml', 'a directory', 'images.plan', 'two words.yaml']);
    expect(found('acrctl plan --out im')).toEqual(['images.plan']);
    expect(found('acrctl validate -f two')).toEqual(['two words.yaml']);
    expect(found('acrctl plan --state-dir ')).toEqual(['a directory']);
    expect(found('acrctl drift ').filter((name) => !name.startsWith('-'))).toEqual([]);
  });

  test('is not led astray by the values of options', () => {
    expect(offered('acrctl state show --state-dir list --emu')).toEqual(['--emulator']);
    expect(offered('acrctl plan --out=state --detailed')).toEqual(['--detailed-exitcode']);
    expect(offered('acrctl plan --json --emulator --dest')).toEqual(['--destroy']);
  });
});

describe('the completion of bash', () => {
  it('goes on behind an equals sign, where readline begins a new word', () => {
    expect(withBash('acrctl graph --format = m')).toEqual(['mermaid']);
    expect(withBash('acrctl graph --format =').toSorted()).toEqual(['dot', 'mermaid']);
  });
});

describe('the command line', () => {
  it('has no command whose second argument would be completed like its first', () => {
    // Behind an address "registry" is offered, though that only makes sense in its place.
    const names = helpOf('').names.filter((name) => name !== 'import');
    const usages = names.map((name) => helpOf(name).usage);
    expect(usages.filter((usage) => /[\]>] [[<].*[\]>] [[<]/.test(usage.replace('[options] ', '')))).toEqual(
      [],
    );
  });

  it('is refused another shell, and says how to set up each it knows', () => {
    expect(acrctl(folder, ['completion', 'tcsh'])).toMatchObject({ exit: 1, stdout: '' });
    const help = acrctl(folder, ['completion', '--help']).stdout;
    for (const shell of Object.keys(SHELLS)) expect(help).toContain(`acrctl completion ${shell} > ~/`);
  });
});

/** What `--help` says there is. */
function helpOf(command: string) {
  const text = acrctl(folder, [...command.split(' ').filter(Boolean), '--help']).stdout;
  const entries = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, entry = '']) => entry);
  return {
    names: entries(/^ {2}([a-z][a-z-]*)\b/gm),
    flags: [...entries(/^ {2}(-[A-Za-z])\b/gm), ...entries(/^ {2}(?:-[A-Za-z], )?(--[a-z-]+)/gm)],
    usage: text.split('\n', 1)[0] ?? '',
  };
}

/** Every word of the line stands alone, as readline hands it over. */
function withBash(line: string): readonly string[] {
  const words = line.split(' ');
  const script = `source ../script.bash
    COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
    _acrctl; for each in "\${COMPREPLY[@]}"; do printf '%s\\n' "$each"; done`;
  return outputOf('bash', ['--norc', '--noprofile', '-uc', script]);
}

function withFish(line: string): readonly string[] {
  const script = `source ../script.fish; complete -C '${line}'`;
  return outputOf('fish', ['--no-config', '-c', script]).map((each) => each.split('\t')[0] ?? '');
}

/** In a terminal of its own, since completion is a matter of the line editor; what it would offer is noted. */
function withZsh(line: string): readonly string[] {
  const inside = `autoload -Uz compinit; compinit -u -d ../dump; source ../script.zsh
    compadd() { local -a hits; builtin compadd -A hits "$@"; print -rl -- $hits >> ../matches; builtin compadd "$@"; }
    finish() { print -rn END; }
    comppostfuncs=(finish); print -r READY`;
  writeFileSync(join(folder, 'inside.zsh'), inside);
  const outside = `zmodload zsh/zpty; : > ../matches; zpty inner 'zsh -f -i'
    zpty -w inner 'source ../inside.zsh'; zpty -r inner seen '*READY*'
    zpty -n -w inner '${line}'$'\\t'; zpty -r inner seen '*END*'; zpty -d inner`;
  outputOf('zsh', ['-f', '-c', outside]);
  return [...new Set(outputOf('cat', ['../matches']).map((each) => each.replace(/\\(.)/g, '$1')))];
}

function outputOf(command: string, args: readonly string[]): readonly string[] {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: work,
    encoding: 'utf8',
    timeout: 20_000,
  });
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr}`);
  return stdout.split('\n').filter((each) => each !== '');
}
