import { lstat } from 'node:fs/promises';
import { diagnose } from '../../core/codes.ts';
import { AcrctlError, EXIT, type ExitCode } from '../../core/errors.ts';
import { enumerate } from '../../core/wording.ts';
import { wrap } from '../../report/layout.ts';
import { chooseScenario } from '../choose-scenario.ts';
import { commandLine } from '../command-line.ts';
import { interruption } from '../interruption.ts';
import { SCHEMA_FILE, writeNewFile } from '../new-file.ts';
import { DEFAULT_FILES, type InitCommandOptions } from '../options.ts';
import { SCENARIOS, type Scenario, scenarioLines } from '../scenarios.ts';
import { terminal } from '../terminal.ts';
import { writeSchemaBeside } from './schema.ts';

/**
 * Writes a configuration to start from, and beside it the schema that its first line names: a path that holds for
 * everybody who has the repository, however acrctl is installed there, or not at all. A package in `node_modules` would
 * be seen by some only, and no address on the web is acrctl's.
 */
export async function init(name: string | undefined, options: InitCommandOptions): Promise<ExitCode> {
  const { file, stdout } = options;
  if (!stdout) await refuseExisting(file);
  const scenario = await scenarioNamed(name);
  const { text } = await scenario.load();
  const whole = `${MODELINE}\n#\n${text}`;
  if (stdout) {
    process.stdout.write(whole);
    return EXIT.done;
  }
  if (!(await writeNewFile(file, whole, 'The configuration'))) throw exists(file);
  const isSchemaNew = await writeSchemaBeside(file);
  process.stdout.write(whatNext(file, text, isSchemaNew));
  return EXIT.done;
}

const MODELINE = `# yaml-language-server: $schema=./${SCHEMA_FILE}`;

/** Before anybody is asked anything. */
async function refuseExisting(file: string): Promise<void> {
  const found = await lstat(file).catch(() => undefined);
  if (found !== undefined) throw exists(file);
}

async function scenarioNamed(name: string | undefined): Promise<Scenario> {
  const named = SCENARIOS.find((scenario) => scenario.name === name);
  if (named !== undefined) return named;
  if (process.stdin.isTTY === true) return chooseScenario(process.stdin, process.stderr, interruption());
  process.stdout.write(`${scenarioLines(SCENARIOS).join('\n')}\n`);
  const detail = 'There is no terminal to ask at, and nothing was written.';
  const hint = `Name one of them, such as "acrctl init ${SCENARIOS[0]?.name}".`;
  throw new AcrctlError(EXIT.error, [diagnose('ACR2052', { detail, hint })]);
}

function exists(file: string): AcrctlError {
  const detail = `"${file}" is there already, and was left as it is.`;
  const hint = 'Name another file with -f, or print the configuration with --stdout.';
  return new AcrctlError(EXIT.error, [diagnose('ACR2051', { detail, hint })]);
}

function whatNext(file: string, text: string, isSchemaNew: boolean): string {
  const { width } = terminal(process.stdout);
  const schema = isSchemaNew
    ? `${SCHEMA_FILE} lies beside it, so that editors know its keys; keep both in the repository.`
    : `${SCHEMA_FILE} was there already; "acrctl schema" prints the one of this version.`;
  const files = file === DEFAULT_FILES[0] ? [] : ['-f', file];
  return [
    ...wrap(`${file} is written. ${schema}`, width),
    '',
    ...wrap(`Next: set ${enumerate(variablesOf(text))}, then look at what would be made.`, width),
    `  ${commandLine(['plan', '--emulator', ...files])}`,
    '',
  ].join('\n');
}

/** Those without which the file is not valid. */
function variablesOf(text: string): readonly string[] {
  return [...text.matchAll(/\$\{(\w+):\?/g)].map(([, name = '']) => name);
}
