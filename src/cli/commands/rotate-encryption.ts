import { EXIT, type ExitCode } from '../../core/errors.ts';
import { NO_OPTIONS } from '../../core/plan.ts';
import { duration } from '../../core/wording.ts';
import { diagnosticsText } from '../../report/diagnostics-text.ts';
import { wrap } from '../../report/layout.ts';
import { prospectText, rotationText } from '../../report/rotation-text.ts';
import { confirm } from '../approve.ts';
import { commandLine, placeArguments } from '../command-line.ts';
import { type Prospect, rotateEncryption as rotate } from '../encryption/rotation.ts';
import { resumeWith } from '../interruption.ts';
import type { RotateEncryptionOptions } from '../options.ts';
import { keepJson, logLine, printJson } from '../print.ts';
import { openSession } from '../session.ts';
import { terminal } from '../terminal.ts';

/** Makes a new version of a registry's key, or takes the newest one, and proves that the registry uses it. */
export async function rotateEncryption(name: string, options: RotateEncryptionOptions): Promise<ExitCode> {
  const opened = await openSession(options, {
    operation: 'rotate encryption',
    planOptions: NO_OPTIONS,
    emit: () => undefined,
    log: logLine,
  });
  const { stack, clock } = opened.session;
  const aside = terminal(process.stderr, options.color);
  const view = terminal(process.stdout, options.color);
  if (!options.json) process.stderr.write(diagnosticsText(opened.warnings, aside));
  const tell = (text: string) => {
    if (!options.json) process.stderr.write(`${wrap(text, aside.width).join('\n')}\n`);
  };
  const lookAgain = commandLine(['rotate', 'encryption', name, ...placeArguments(options), '--adopt']);
  const rotation = await rotate(opened, {
    name,
    adopt: options.adopt,
    wait: options.wait,
    lookAgain,
    acquireLock: () => opened.acquireLock(options.lockTimeout),
    announce: (prospect) => {
      if (!options.json) process.stdout.write(`${prospectText(shown(prospect), view)}\n`);
    },
    approve: async () => {
      if (!options.autoApprove) await confirm('Make a new version of the key?', UNCONFIRMED);
      resumeWith(lookAgain);
    },
    waiting: ({ forMs, version }) =>
      tell(
        forMs < 1_000
          ? 'Waiting until the registry uses it, which Azure has it do within an hour. Interrupting loses nothing.'
          : `Still at ${version ?? 'a version that is not told'} after ${duration(Math.round(forMs / 1000))}.`,
      ),
  });
  const document = { stack, ...rotation };
  keepJson(document);
  if (options.json) printJson(document);
  else process.stdout.write(rotationText(rotation, { nowMs: clock.wallMs(), lookAgain }, view));
  return EXIT.done;
}

const UNCONFIRMED = {
  kept: 'No version was made.',
  otherwise: 'Add --auto-approve once you know that a new version is wanted.',
};

function shown({ registry, key, newest, step }: Prospect) {
  const { address, name } = registry;
  const { uri, rotation, version } = key;
  return { address, name, key: uri, rotation, used: version, newest: newest.version, step };
}
