import { Argument, Command, type CommanderError, InvalidArgumentError, Option } from 'commander';
import { diagnose } from '../core/codes.ts';
import { AcrctlError, EXIT, type ExitCode } from '../core/errors.ts';
import { PASSWORD_NAMES, type PasswordName } from '../core/token-rotation.ts';
import type { Place } from '../core/wire.ts';
import { type ImageReference, parseImage } from '../features/registry/image-reference.ts';
import { CLOUD_NAMES } from '../providers/azure/clouds.ts';
import { parsePlace } from '../providers/wire/place.ts';
import { reportFailure } from './failure.ts';
import { ALLOW_LIST_HELP, CONNECTIONS_HELP, RECORDS_HELP } from './hand-out-help.ts';
import {
  ALLOW_LIST_FORMATS,
  type AllowListCommandOptions,
  type ApplyCommandOptions,
  type CloudOptions,
  DEFAULT_FILES,
  type EmulatorCommandOptions,
  type Files,
  GRAPH_FORMATS,
  type GraphCommandOptions,
  type ImportCommandOptions,
  type ImportRegistryCommandOptions,
  type InitCommandOptions,
  type PlanCommandOptions,
  RECORD_FORMATS,
  type RecordsCommandOptions,
  type RevokeEncryptionOptions,
  type RotateCertificateOptions,
  type RotateEncryptionOptions,
  type RotateTokenOptions,
  SCHEMA_NAMES,
  type SchemaName,
  SHELLS,
  type Shell,
  type ShowCommandOptions,
  type StateEditOptions,
  type StateForgetOptions,
  type StateMigrateOptions,
  type StateOptions,
  type StatePushOptions,
  type StateRebuildOptions,
  type StateUnlockOptions,
  type ValidateCommandOptions,
  type VerifyCommandOptions,
} from './options.ts';
import { keepJsonIn } from './print.ts';
import { SCENARIOS, scenarioLines } from './scenarios.ts';
import { VERSION } from './version.ts';

/** Runs one command line; the exit code is left in `process.exitCode`. A command is loaded only when it runs. */
export async function runProgram(args: readonly string[]): Promise<void> {
  const json = args.includes('--json');
  surviveClosedOutput();
  process.on('uncaughtException', (error) => process.exit(reportFailure(error, { json })));
  const program = new Command('acrctl')
    .description('Plan, apply and check the networking of Azure Container Registries from YAML.')
    .version(VERSION)
    .configureOutput({ outputError: () => undefined })
    // Some commands have options and commands below them: whose an option is, is said by where it stands.
    .enablePositionalOptions()
    .exitOverride();
  addCommands(program);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode = isCommanderError(error) ? endOfParsing(error, json) : reportFailure(error, { json });
  }
  // A login may have left behind an `az`, a step a connection, that nobody can end, and Node would wait for it.
  if (process.exitCode === EXIT.interrupted) process.stdout.write('', () => process.exit());
}

/** Help and version are printed by now; a command line that is wrong is an error like any other. */
function endOfParsing(error: CommanderError, json: boolean): ExitCode {
  if (error.exitCode === 0) return EXIT.done;
  if (error.code === 'commander.help') return EXIT.error;
  const detail = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
  const hint = '"acrctl --help" lists the commands, "acrctl COMMAND --help" their options.';
  return reportFailure(new AcrctlError(EXIT.error, [diagnose('ACR2041', { detail, hint })]), { json });
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
  init(program);
  keeps(common(program.command('validate').description('Check the configuration, offline.')))
    .option('--sarif <file>', 'write what is found for code scanning, as SARIF; - is stdout')
    .option('--junit <file>', 'write what is found as results of tests, as JUnit XML; - is stdout')
    .action(async (options: ValidateCommandOptions) =>
      finish((await import('./commands/validate.ts')).validate(options)),
    );
  reports(
    keeps(
      planning(cloud(program.command('plan').description('Show what apply would change. Writes nothing.'))),
    ),
  )
    .option('--out <file>', 'save the plan, for "acrctl apply FILE"')
    .option('--detailed-exitcode', 'exit with 2 when there are changes; waiting for a person is none', false)
    .option('--destroy', 'plan the removal of what the state holds', false)
    .action(async (options: PlanCommandOptions) =>
      finish((await import('./commands/plan.ts')).plan(options)),
    );
  reports(
    keeps(output(program.command('show <plan>').description('Print a plan that was saved. Asks nobody.'))),
  )
    .option('--detailed-exitcode', 'exit with 2 when it has changes, 7 when a guard refuses it', false)
    .action(async (plan: string, options: ShowCommandOptions) =>
      finish((await import('./commands/show.ts')).show(plan, options)),
    );
  planning(reach(colour(files(program.command('graph [plan]')))))
    .description('Draw the steps of a plan, made now or saved, and what waits for what.')
    .addOption(
      new Option('--format <name>', 'the language of the drawing')
        .choices(GRAPH_FORMATS)
        .default(GRAPH_FORMATS[0]),
    )
    .option('--destroy', 'draw the removal of everything in the state', false)
    .action(async (plan: string | undefined, options: GraphCommandOptions, command: Command) =>
      finish((await import('./commands/graph.ts')).graph(plan, options, givenTo(command))),
    );
  writes(
    planning(cloud(program.command('apply [plan]').description('Do what the plan says, in order.'))),
  ).action(async (plan: string | undefined, options: ApplyCommandOptions) =>
    finish((await import('./commands/apply.ts')).apply(options, { operation: 'apply', planFile: plan })),
  );
  writes(
    planning(cloud(program.command('destroy').description('Remove what the state holds, in order.'))),
  ).action(async (options: ApplyCommandOptions) =>
    finish(
      (await import('./commands/apply.ts')).apply(options, { operation: 'destroy', planFile: undefined }),
    ),
  );
  keeps(
    cloud(
      program
        .command('drift')
        .description('Show what changed outside acrctl. Exits with 2 when something did.'),
    ),
  ).action(async (options: CloudOptions) => finish((await import('./commands/drift.ts')).drift(options)));
  verify(program);
  imports(program);
  handOuts(program);
  ticket(
    program.command('ticket').description('Print a request to Azure Support, with all that they ask for.'),
  );
  rotate(program.command('rotate').description('Bring a registry to a new version of what it uses.'));
  revoke(program.command('revoke').description('Take away from a registry what it needs, in an emergency.'));
  cloud(
    program
      .command('doctor')
      .description('Check login, permissions, state, network and machine; say what to do. Writes nothing.'),
  ).action(async (options: CloudOptions) => finish((await import('./commands/doctor.ts')).doctor(options)));
  state(
    program
      .command('state')
      .description('What acrctl remembers of the stack: list, show, mv, rm, rebuild, unlock.'),
  );
  program
    .command('schema')
    .description('Print a JSON Schema: of the configuration, plans, states or any output.')
    .addArgument(new Argument('[name]', 'which schema').choices(SCHEMA_NAMES).default(SCHEMA_NAMES[0]))
    .action(async (name: SchemaName) => finish((await import('./commands/schema.ts')).schema(name)));
  emulator(program);
  completion(program);
}

function verify(program: Command): void {
  keeps(cloud(program.command('verify [registry...]')))
    .description(
      'Prove from outside what the configuration promises. Only reads; exits with 1 where it fails.',
    )
    .option('--junit <file>', 'write what was found as results of tests, as JUnit XML; - is stdout')
    .option('--resolver <address>', 'the DNS server that is asked, with :PORT where it is not 53', dnsServer)
    .option(
      '--connect <host=address>',
      'connect to this address, with :PORT where it is not 443, wherever the host leads; repeatable',
      connection,
      new Map(),
    )
    .option('--timeout <duration>', 'how long to wait for each answer, such as 5s', durationMs, 6_000)
    .option('--image <image>', 'pull a part of it, such as team/app:v1; without it none is pulled', image)
    .option('--evidence <file>', 'write what was seen, for the plan that closes public access')
    .addHelpText('after', VERIFY_HELP)
    .action(async (names: readonly string[], options: VerifyCommandOptions) =>
      finish((await import('./commands/verify.ts')).verify(names, options)),
    );
}

const VERIFY_HELP = `
Registries are named by their keys in the file; without one each is checked.
Run it where the clients are: what a name leads to depends on who asks.
  acrctl verify
  acrctl verify contosoimages --image team/app:v1
  acrctl verify --resolver 10.20.0.4
  acrctl verify --connect contosoimages.azurecr.io=10.20.1.4`;

function dnsServer(text: string): Place {
  const place = parsePlace(text, 53);
  if (place === undefined)
    throw new InvalidArgumentError('It takes an address, such as 10.20.0.4 or 127.0.0.1:5353.');
  return place;
}

function image(text: string): ImageReference {
  const parsed = parseImage(text);
  if (parsed === undefined)
    throw new InvalidArgumentError(
      'It takes REPOSITORY:TAG or REPOSITORY@DIGEST, without the host of a registry.',
    );
  return parsed;
}

function connection(text: string, before: ReadonlyMap<string, Place>): ReadonlyMap<string, Place> {
  const [, host = '', address = ''] = /^([a-z0-9.-]+)=(.+)$/i.exec(text) ?? [];
  const place = parsePlace(address, 443);
  if (place === undefined)
    throw new InvalidArgumentError(
      'It takes a host and an address, such as contosoimages.azurecr.io=10.20.1.4.',
    );
  return new Map([...before, [host.toLowerCase(), place]]);
}

function init(program: Command): void {
  const scenario = new Argument('[scenario]', 'what the file is to describe; without it you are asked');
  program
    .command('init')
    .description('Write a configuration to start from. Never overwrites a file.')
    .addArgument(scenario.choices(SCENARIOS.map(({ name }) => name)))
    .option('-f, --file <file>', 'the file to write', DEFAULT_FILES[0])
    .addOption(new Option('--stdout', 'print the configuration, and write nothing').conflicts('file'))
    .addHelpText('after', `\nScenarios:\n${scenarioLines(SCENARIOS).join('\n')}`)
    .action(async (name: string | undefined, options: InitCommandOptions) =>
      finish((await import('./commands/init.ts')).init(name, options)),
    );
}

function imports(program: Command): void {
  const command = program.command('import').enablePositionalOptions();
  waits(cloud(command.argument('<address>').argument('<id>')))
    .description(
      'Take an object that is there into the state, as what its entry stands for. Only reads Azure.',
    )
    .addHelpText('after', IMPORT_HELP)
    .action(async (address: string, id: string, options: ImportCommandOptions) =>
      finish((await import('./commands/import.ts')).importObject(address, id, options)),
    );
  waits(reach(output(command.command('registry <id>'))))
    .description(
      'Write a registry that is there, and what leads to it, as a configuration. Only reads Azure.',
    )
    .addOption(
      new Option('-o, --output <file>', 'the configuration to write; a file that is there is never touched')
        .argParser((file): Files => [file])
        .default(DEFAULT_FILES, DEFAULT_FILES[0]),
    )
    .option('--stack <name>', 'the name of the stack (default: that of its mark, else of the registry)')
    .addOption(
      new Option('--cloud <name>', 'the cloud that it is in').choices(CLOUD_NAMES).default('AzureCloud'),
    )
    .addHelpText('after', IMPORT_REGISTRY_HELP)
    .action(async (id: string, { output, ...options }: ImportRegistryCommandOptions) =>
      finish(
        (await import('./commands/import-registry.ts')).importRegistry(id, { ...options, file: output }),
      ),
    );
}

const IMPORT_HELP = `
The entry stands in the file already, and gives the object the id that it has:
  acrctl import registries.images /subscriptions/.../registries/contosoimages
What is below an entry is imported by its own address:
  acrctl import registries.images.network.privateEndpoints.hub.dnsZoneGroup ID`;

const IMPORT_REGISTRY_HELP = `
Into an empty directory:
  acrctl import registry /subscriptions/.../registries/contosoimages
  acrctl plan
The plan is empty. What the file leaves out, and why something in it is only read,
stands in the file and is printed.`;

/** Lists for those who keep DNS, firewalls and proxies, and of those who ask to be let in. */
function handOuts(program: Command): void {
  cloud(program.command('records [address...]'))
    .description('Print the DNS records that private endpoints, custom domains and fronts need. Only reads.')
    .addOption(formats(RECORD_FORMATS))
    .option('--forwarders', 'print what DNS servers of your own must forward, too', false)
    .addHelpText('after', RECORDS_HELP)
    .action(async (addresses: readonly string[], options: RecordsCommandOptions) =>
      finish((await import('./commands/records.ts')).records(addresses, options)),
    );
  cloud(program.command('allow-list [address...]'))
    .description('Print the hosts that firewalls and proxies of clients must allow. Only reads.')
    .addOption(formats(ALLOW_LIST_FORMATS))
    .addHelpText('after', ALLOW_LIST_HELP)
    .action(async (addresses: readonly string[], options: AllowListCommandOptions) =>
      finish((await import('./commands/allow-list.ts')).allowList(addresses, options)),
    );
  cloud(program.command('connections [address...]'))
    .description(
      'List who is connected to the registries or asks to be, and what the rules decide. Only reads.',
    )
    .addHelpText('after', CONNECTIONS_HELP)
    .action(async (addresses: readonly string[], options: CloudOptions) =>
      finish((await import('./commands/connections.ts')).connections(addresses, options)),
    );
}

function ticket(command: Command): void {
  keeps(
    cloud(
      command
        .command('custom-domain <registry>')
        .description(
          'Print the request for the custom domains of a registry, as Markdown. Only reads; exits with 1 where it has gaps.',
        ),
    ),
  )
    .addHelpText('after', TICKET_HELP)
    .action(async (registry: string, options: CloudOptions) =>
      finish((await import('./commands/ticket-custom-domain.ts')).ticketCustomDomain(registry, options)),
    );
}

const TICKET_HELP = `
The registry is named by its key under registries:
  acrctl ticket custom-domain contosoimages
Custom domains are a private preview that Azure Support turns on. What they ask for is filled in,
and what was looked at is listed; no secret is read. docs/custom-domains.md has what comes before
and after.`;

function rotate(command: Command): void {
  writes(
    cloud(
      command
        .command('encryption <registry>')
        .description('Make a new version of the key of a registry, and wait until the registry uses it.')
        .option('--adopt', 'make none: take the newest version that is there', false)
        .option('--no-wait', 'end as soon as the version is made'),
    ),
  )
    .addHelpText('after', ROTATE_HELP)
    .action(async (registry: string, options: RotateEncryptionOptions) =>
      finish((await import('./commands/rotate-encryption.ts')).rotateEncryption(registry, options)),
    );
  writes(
    cloud(
      command
        .command('certificate <certificate>')
        .description(
          'Put the certificate that the file holds now, or another one of its own making, into its vault.',
        ),
    ),
  )
    .addHelpText('after', ROTATE_CERTIFICATE_HELP)
    .action(async (certificate: string, options: RotateCertificateOptions) =>
      finish((await import('./commands/rotate-certificate.ts')).rotateCertificate(certificate, options)),
    );
  writes(
    cloud(
      command
        .command('token <token>')
        .description('Draw a password of a token into a key vault or a file. It is shown nowhere.')
        .option(
          '--secret <secret>',
          'the secret that gets it, as VAULT/NAME, the vault by its key in the file',
        )
        .option('--into <path>', 'the file that gets it instead; one that is there is never touched')
        .option(
          '--password <number>',
          'which of the two, 1 or 2; without it the one that is not in use',
          passwordName,
        )
        .option('--expires <days>', 'after how many days it ends; without it, never', days),
    ),
  )
    .addHelpText('after', ROTATE_TOKEN_HELP)
    .action(async (token: string, options: RotateTokenOptions) =>
      finish((await import('./commands/rotate-token.ts')).rotateToken(token, options)),
    );
}

const ROTATE_TOKEN_HELP = `
The token is named REGISTRY/TOKEN, by its keys under registries and tokens:
  acrctl rotate token contosoimages/build-machine --secret kv-images/build-machine
  acrctl rotate token contosoimages/build-machine --into password.txt --expires 90
A token has two passwords. The one that the secret holds stays valid until the next run, so that
clients have time to take the new one. docs/tokens.md has more.`;

function passwordName(text: string): PasswordName {
  const name = PASSWORD_NAMES.find((each) => each === `password${text}`);
  if (name === undefined) throw new InvalidArgumentError('It takes 1 or 2.');
  return name;
}

function days(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError('It takes a number of days, such as 90.');
  return Number(text);
}

const ROTATE_CERTIFICATE_HELP = `
The certificate is named VAULT/NAME, by its keys under keyVaults and certificates:
  acrctl rotate certificate kv-images/images
With source: pemFile or pfxFile put the renewed certificate into the file first; apply sends it just as well.
With source: selfSigned another pair is drawn, and clients have to be told of it. It says what
follows at the registries and gateways that use the secret.`;

const ROTATE_HELP = `
The registry is named by its key under registries:
  acrctl rotate encryption contosoimages
A registry whose key has a version stays at that: the line to write into the file is printed.
It never disables a version; it says when an older one may be. Run again at any time: where the
key has a newer version than the registry uses, none is made, and --adopt goes on with that one.`;

function revoke(command: Command): void {
  keeps(
    waits(
      cloud(
        command
          .command('encryption <registry>')
          .description('Take from a registry the access to its key: nobody can pull or push any more.')
          .option('--consent <name>', 'the name of the registry, instead of typing it at the terminal'),
      ),
    ),
  )
    .addHelpText('after', REVOKE_HELP)
    .action(async (registry: string, options: RevokeEncryptionOptions) =>
      finish((await import('./commands/revoke-encryption.ts')).revokeEncryption(registry, options)),
    );
}

const REVOKE_HELP = `
The registry is named by its key under registries:
  acrctl revoke encryption contosoimages
It says who is cut off and asks for the name of the registry. No key and no version is touched:
the content comes back when the access is given back, and what was taken away is printed as
commands that do so. Where acrctl gave the access the next apply gives it again.`;

function formats(names: readonly string[]): Option {
  const option = new Option('--format <name>', 'how it is written; --json is short for json');
  return option.choices(names).default(names[0]).conflicts('json');
}

function state(command: Command): void {
  place(
    command
      .command('list [address...]')
      .description('List the addresses in the state, or those at and below the ones given.'),
  ).action(async (addresses: readonly string[], options: StateOptions) =>
    finish((await import('./commands/state.ts')).stateList(addresses, options)),
  );
  place(
    command.command('show <address>').description('Print one entry of the state, with what was applied.'),
  ).action(async (address: string, options: StateOptions) =>
    finish((await import('./commands/state.ts')).stateShow(address, options)),
  );
  waits(
    place(
      command
        .command('mv <from> <to>')
        .description('Give an entry of the state, and all below it, another address. Asks Azure nothing.'),
    ),
  ).action(async (from: string, to: string, options: StateEditOptions) =>
    finish((await import('./commands/state-edit.ts')).stateMove(from, to, options)),
  );
  waits(
    place(
      command
        .command('rm <address...>')
        .description('Forget entries of the state, and all below them. The objects stay in Azure.')
        .option('--auto-approve', 'do not ask before they are forgotten', false),
    ),
  ).action(async (addresses: readonly string[], options: StateForgetOptions) =>
    finish((await import('./commands/state-edit.ts')).stateForget(addresses, options)),
  );
  waits(
    cloud(
      command
        .command('rebuild')
        .description('Take into the state what acrctl made and the state does not hold. Only reads Azure.'),
    ),
  ).action(async (options: StateRebuildOptions) =>
    finish((await import('./commands/state-rebuild.ts')).stateRebuild(options)),
  );
  place(
    command
      .command('pull')
      .description('Print the state as it stands, to be kept or looked at. Asks ARM nothing.'),
  ).action(async (options: StateOptions) =>
    finish((await import('./commands/state-transfer.ts')).statePull(options)),
  );
  waits(
    place(
      command
        .command('push <file>')
        .description('Write a state that was pulled, if it is newer than what stands there; - reads stdin.')
        .option('--force', 'also one of another history, or one that is older', false),
    ),
  ).action(async (file: string, options: StatePushOptions) =>
    finish((await import('./commands/state-transfer.ts')).statePush(file, options)),
  );
  waits(
    place(
      command
        .command('migrate')
        .description('Move the state to where the file says, from where it was.')
        .requiredOption(
          '--from <place>',
          'local, local:DIRECTORY, or the URL of a container or a folder in it',
        ),
    ),
  ).action(async (options: StateMigrateOptions) =>
    finish((await import('./commands/state-transfer.ts')).stateMigrate(options)),
  );
  place(
    command
      .command('unlock [id]')
      .description('Show who holds the lock of the stack, and remove it: by its id, or after asking.')
      .option('--force', 'also where the run that holds it is alive on this machine', false),
  ).action(async (id: string | undefined, options: StateUnlockOptions) =>
    finish((await import('./commands/state-unlock.ts')).stateUnlock(id, options)),
  );
}

function emulator(program: Command): void {
  program
    .command('emulator')
    .description('Run the embedded emulator of Azure Resource Manager on this machine.')
    .option('--port <number>', 'port on 127.0.0.1; 0 takes a free one', wholeNumber(0, 65_535), 0)
    .option('--tls', 'speak https, under a certificate authority of its own; says how to trust it', false)
    .option(
      '--data <dir>',
      'keep the objects, and the authority of --tls, in this directory; else they are gone at the end',
    )
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

function completion(program: Command): void {
  program
    .command('completion')
    .description('Print a script that lets your shell complete the command line.')
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .addHelpText('after', COMPLETION_SETUP)
    .action(async (shell: Shell) =>
      finish((await import('./commands/completion.ts')).completion(shell, program)),
    );
}

const COMPLETION_SETUP = `
Once, and again after an update of acrctl; the directories must exist:
  acrctl completion bash > ~/.local/share/bash-completion/completions/acrctl
  acrctl completion zsh > ~/.zfunc/_acrctl
  acrctl completion fish > ~/.config/fish/completions/acrctl.fish

bash: without the package bash-completion, source the file in ~/.bashrc.
zsh: "fpath+=(~/.zfunc)" stands in ~/.zshrc before compinit.`;

function common(command: Command): Command {
  return output(files(command));
}

function files(command: Command): Command {
  return command.addOption(
    new Option('-f, --file <file>', 'the configuration; repeatable, merged in order')
      .argParser(collectFiles)
      .default(DEFAULT_FILES, DEFAULT_FILES.join(' ')),
  );
}

function output(command: Command): Command {
  return colour(command.option('--json', 'print one JSON document on stdout', false));
}

function colour(command: Command): Command {
  return command.option('--no-color', 'no colours; NO_COLOR does the same');
}

/** What a pipeline wants of one run: text for its log, and the document for what comes after. */
function keeps(command: Command): Command {
  return command
    .option('--json-into <file>', 'print text, and write the JSON document to this file')
    .hook('preAction', (_, command) => {
      const { jsonInto, ...others } = command.opts();
      const words = [...command.args, ...Object.values(others).flat()];
      if (typeof jsonInto === 'string')
        keepJsonIn(
          jsonInto,
          words.filter((word) => typeof word === 'string'),
        );
    });
}

/** Which state, where nothing but the state is looked at. */
function place(command: Command): Command {
  return common(command)
    .option('--emulator', 'the state of what was applied to the emulator', false)
    .option('--state-dir <dir>', 'where the state of the stacks is kept');
}

function cloud(command: Command): Command {
  return reach(common(command));
}

/** Which cloud and which state, and how they are asked. */
function reach(command: Command): Command {
  return command
    .option('--emulator', 'work against the embedded emulator instead of Azure', false)
    .option('--emulator-dir <dir>', 'where that emulator keeps its objects')
    .option('--state-dir <dir>', 'where the state of the stacks is kept')
    .option('--parallelism <number>', 'how many steps may run at once', wholeNumber(1, 1_000), 10)
    .option('-v, --verbose', 'tell every request to Azure on stderr, with its request id', false);
}

function planning(command: Command): Command {
  return command
    .option(
      '--target <address>',
      'change only what is at or below this address, and what that depends on; repeatable',
      collect,
      [],
    )
    .option(
      '--exclude <address>',
      'leave what is at or below this address as it is, and what depends on it; repeatable',
      collect,
      [],
    )
    .option('--replace <address>', 'delete this object and make it again; repeatable', collect, [])
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
    )
    .option('--evidence <file>', 'what "acrctl verify --evidence" saw in the network, before it is closed');
}

/** What the reports of a plan are written to. */
function reports(command: Command): Command {
  return command
    .option('--markdown <file>', 'write a report for a pull request; - is stdout')
    .option(
      '--max-bytes <number>',
      'the most bytes of that report; values are left out first, counts stay (default: 60000)',
      wholeNumber(1, 1_000_000_000),
    )
    .option('--html <file>', 'write a report as one page that needs nothing else; - is stdout');
}

function writes(command: Command): Command {
  return keeps(waits(command.option('--auto-approve', 'do not ask before the first write', false)));
}

function waits(command: Command): Command {
  return command.option(
    '--lock-timeout <duration>',
    'wait this long for another run to end, such as 90s or 10m',
    durationMs,
    0,
  );
}

/** The options that stand on the command line, as they are written in full. */
function givenTo(command: Command): readonly string[] {
  return command.options
    .filter((option) => command.getOptionValueSource(option.attributeName()) === 'cli')
    .map((option) => option.long ?? option.flags);
}

async function finish(code: Promise<number>): Promise<void> {
  process.exitCode = await code;
}

function collectFiles(file: string, before: Files): Files {
  return before === DEFAULT_FILES ? [file] : [...before, file];
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

function isCommanderError(error: unknown): error is CommanderError {
  return (
    error instanceof Error &&
    'exitCode' in error &&
    'code' in error &&
    String(error.code).startsWith('commander.')
  );
}
