import { readFile } from 'node:fs/promises';
import { diagnose } from '../../core/codes.ts';
import { AcrctlError, EXIT, type ExitCode } from '../../core/errors.ts';
import { wrap } from '../../report/layout.ts';
import { formatSnapshot, parseSnapshot } from '../../state/snapshot.ts';
import { migrateState, pushState } from '../../state/transfer.ts';
import { fileErrorReason } from '../file-error.ts';
import type { StateMigrateOptions, StateOptions, StatePushOptions } from '../options.ts';
import { printJson } from '../print.ts';
import { headingOf, noState, stackState, stackStates } from '../stack-state.ts';
import { takeLock } from '../state-place.ts';
import { terminal } from '../terminal.ts';

/** Prints the state as it stands, byte by byte: what `state push` takes. */
export async function statePull(options: StateOptions): Promise<ExitCode> {
  const place = await stackState(options);
  const { snapshot, records } = await place.store.read();
  if (snapshot === undefined) throw noState(place, options);
  if (records.length > 0 && !options.json) say(UNFOLDED, options);
  process.stdout.write(formatSnapshot(snapshot).text);
  return EXIT.done;
}

const UNFOLDED =
  'A run is at work or was interrupted: what it did stands in the journal, and is not in what is printed.';

/** Writes a state from a file, where it is that of this stack and newer than what stands there. */
export async function statePush(file: string, options: StatePushOptions): Promise<ExitCode> {
  const place = await stackState(options);
  const pushed = parseSnapshot(await readState(file), place.stack, file).snapshot;
  const { snapshot, isWritten } = await pushState({
    home: place,
    snapshot: pushed,
    force: options.force,
    acquireLock: () => takeLock(place, 'state push', options.lockTimeout),
  });
  if (options.json) printJson({ stack: place.stack, state: headingOf(place, snapshot), written: isWritten });
  else {
    const text = isWritten
      ? `Written: ${place.path}, serial ${snapshot.serial}. Plans that were saved before do not hold any more.`
      : `${place.path} holds exactly that already, serial ${snapshot.serial}.`;
    process.stdout.write(`${wrap(text, terminal(process.stdout, options.color).width).join('\n')}\n`);
  }
  return EXIT.done;
}

/** Moves the state from the place that is named to the one that the file says. */
export async function stateMigrate(options: StateMigrateOptions): Promise<ExitCode> {
  const { here, at } = await stackStates(options);
  const from = await at(options.from);
  if (from.path === here.path) throw samePlace(here.path);
  const snapshot = await migrateState({
    from,
    to: here,
    acquireLock: (home) => takeLock(home, 'state migrate', options.lockTimeout),
  });
  if (options.json)
    printJson({ stack: here.stack, state: headingOf(here, snapshot), from: from.path, to: here.path });
  else {
    const lines = [
      `Moved, serial ${snapshot.serial}:`,
      `  ${from.path}`,
      `  -> ${here.path}`,
      ...wrap(
        'Whoever looks in the old place is told. Its last state is kept there under another name.',
        terminal(process.stdout, options.color).width,
      ),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  }
  return EXIT.done;
}

async function readState(file: string): Promise<string> {
  try {
    return await readFile(file === '-' ? '/dev/stdin' : file, 'utf8');
  } catch (error) {
    const detail = `The state "${file}" cannot be read. ${fileErrorReason(error)} Nothing was written.`;
    const hint = 'Save one with "acrctl state pull > FILE".';
    throw new AcrctlError(EXIT.error, [diagnose('ACR2028', { detail, hint })], { cause: error });
  }
}

function samePlace(path: string): AcrctlError {
  const detail = `The file keeps the state at ${path}, which is also the place to move it from. Nothing was moved.`;
  const hint =
    'Write the new place under state in the file, and name the old one with --from: local, local:DIRECTORY, or the URL of a container.';
  return new AcrctlError(EXIT.error, [diagnose('ACR2129', { detail, hint })]);
}

function say(text: string, options: StateOptions): void {
  const { width, style } = terminal(process.stderr, options.color);
  process.stderr.write(`${wrap(text, width).map(style.caution).join('\n')}\n`);
}
