import { Command, InvalidArgumentError, Option } from 'commander';
import { EXIT } from '../core/errors.ts';
import { CLOUD_NAMES } from '../providers/azure/clouds.ts';
import { reportFailure } from './failure.ts';
import type {
  ApplyCommandOptions,
  CloudOptions,
  CommonOptions,
  EmulatorCommandOptions,
  PlanCommandOptions,
} from './options.ts';
import { VERSION } from './version.ts';

/** Runs one command line; the exit code is left in `process.exitCode`. A command is loaded only when it runs. */
export async function runProgram(args: readonly string[]): Promise<void> {
  const json = args.includes('--json');
  surviveClosedOutput();
  process.on('uncaughtException', (error) => process.exit(reportFailure(error, { json })));
  const program = new Command('acrctl')
    .description('Plan, apply and check the networking of Azure Container Registries from YAML.')
    .version(VERSION)
    .showHelpAfterError('Run "acrctl --help" for the commands and options.')
    .exitOverride();
  addCommands(program);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    // Commander has already said what is wrong with the command line.
    process.exitCode = isCommanderError(error)
      ? error.exitCode === 0
        ? EXIT.done
        : EXIT.error
      : reportFailure(error, { json });
  }
}

/** Whoever reads the output may go away (`| head`); that must not end a run half way (faults L08). */
function surviveClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}

function addCommands(program: Command): void {
  common(program.command('validate').description('Check the configuration, offline.')).action(
    async (options: CommonOptions) => finish((await import('./commands/validate.ts')).validate(options)),
  );
  guards(cloud(program.command('plan').description('Show what apply would change. Writes nothing.')))
    .option('--out <file>', 'save the plan, for "acrctl apply FILE"')
    .option('--detailed-exitcode', 'exit with 2 when there are changes', false)
    .option('--destroy', 'plan the removal of everything in the state', false)
    .action(async (options: PlanCommandOptions) =>
      finish((await import('./commands/plan.ts')).plan(options)),
    );
  writes(
    guards(cloud(program.command('apply [plan]').description('Do what the plan says, in order.'))),
  ).action(async (plan: string | undefined, options: ApplyCommandOptions) =>
    finish((await import('./commands/apply.ts')).apply(options, { operation: 'apply', planFile: plan })),
  );
  writes(
    guards(cloud(program.command('destroy').description('Remove everything in the state, in order.'))),
  ).action(async (options: ApplyCommandOptions) =>
    finish(
      (await import('./commands/apply.ts')).apply(options, { operation: 'destroy', planFile: undefined }),
    ),
  );
  cloud(
    program
      .command('drift')
      .description('Show what changed outside acrctl. Exits with 2 when something did.'),
  ).action(async (options: CloudOptions) => finish((await import('./commands/drift.ts')).drift(options)));
  emulator(program);
}

function emulator(program: Command): void {
  program
    .command('emulator')
    .description('Run the embedded emulator of Azure Resource Manager on this machine.')
    .option('--port <number>', 'port on 127.0.0.1; 0 takes a free one', wholeNumber(0, 65_535), 0)
    .option('--data <dir>', 'keep the objects in this directory; without it they are gone at the end')
    .addOption(
      new Option('--latency <kind>', 'how long operations take').choices(['none', 'typical']).default('none'),
    )
    .addOption(
      new Option('--cloud <name>', 'which cloud it is: host names and zones are those of azure.cloud')
        .choices(CLOUD_NAMES)
        .default('AzureCloud'),
    )
    .option('--speed <factor>', 'run the emulator clock this many times faster', wholeNumber(1, 1_000_000), 1)
    .option('--faults <file>', 'JSON file of faults to inject')
    .option('--seed <number>', 'what ids, etags and times are drawn from', wholeNumber(0, 2 ** 31 - 1), 1)
    .action(async (options: EmulatorCommandOptions) =>
      finish((await import('./commands/emulator.ts')).emulator(options)),
    );
}

function common(command: Command): Command {
  return command
    .option('-f, --file <file>', 'the configuration', 'acrctl.yaml')
    .option('--json', 'print one JSON document on stdout', false)
    .option('--no-color', 'no colours; NO_COLOR does the same');
}

function cloud(command: Command): Command {
  return common(command)
    .option('--emulator', 'work against the embedded emulator instead of Azure', false)
    .option('--emulator-dir <dir>', 'where that emulator keeps its objects')
    .option('--state-dir <dir>', 'where the state of the stacks is kept')
    .option('--parallelism <number>', 'how many steps may run at once', wholeNumber(1, 1_000), 10);
}

function guards(command: Command): Command {
  return command
    .option(
      '--allow-destroy <address>',
      'let this object and its children be deleted or replaced; repeatable',
      collect,
      [],
    )
    .option(
      '--allow-mass-destroy <number>',
      'let this many objects be deleted or replaced',
      wholeNumber(1, 1_000_000),
    );
}

function writes(command: Command): Command {
  return command
    .option('--auto-approve', 'do not ask before the first write', false)
    .option(
      '--lock-timeout <duration>',
      'wait this long for another run to end, such as 90s or 10m',
      durationMs,
      0,
    );
}

async function finish(code: Promise<number>): Promise<void> {
  process.exitCode = await code;
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function wholeNumber(least: number, most: number) {
  return (text: string): number => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It takes a whole number from ${least} to ${most}.`);
  };
}

function durationMs(text: string): number {
  const match = /^(\d{1,6})(ms|s|m|h)?$/.exec(text);
  const unit = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }[match?.[2] ?? 's'];
  if (match !== null && unit !== undefined) return Number(match[1]) * unit;
  throw new InvalidArgumentError('It takes a number with s, m or h behind it, such as 90s.');
}

function isCommanderError(error: unknown): error is Error & { readonly exitCode: number } {
  return (
    error instanceof Error &&
    'exitCode' in error &&
    'code' in error &&
    String(error.code).startsWith('commander.')
  );
}
