import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Check, passed, skipped, troubled } from '../../core/checkup.ts';
import { diagnose } from '../../core/codes.ts';
import type { Config } from '../../core/config.generated.ts';
import { AcrctlError } from '../../core/errors.ts';
import type { StandingLock, StateHome, StateReading } from '../../core/state.ts';
import { counted, duration, holderName, instant, lastSignOf, quote } from '../../core/wording.ts';
import type { World } from '../../core/world.ts';
import { stateFolder } from '../../features/state-place.ts';
import { STANDING_MS } from '../../state/lock-holder.ts';
import { commandLine, placeArguments } from '../command-line.ts';
import type { CloudOptions } from '../options.ts';
import { isEmulatedCloud, isInContainer } from '../state-place.ts';
import { timed, told } from './bounded-checks.ts';

/**
 * The state of the stack, whether it can be written, and its lock. All that doctor knows of where states are kept is in
 * this file. Takes no lock and writes nothing.
 */
export async function stateChecks(
  home: StateHome,
  world: World,
  options: CloudOptions,
): Promise<readonly Check[]> {
  const [reading, lock] = await Promise.all([
    timed('state', world, () => told(() => home.store.read())),
    timed('lock', world, () => told(() => home.standingLock())),
  ]);
  return [
    isFinding(reading)
      ? findingOf('state', reading)
      : stateCheck(reading, isFinding(lock) ? undefined : lock, home, options),
    isInContainer(home) ? skipped('stateAccess', UNTOLD) : await accessOf(dirname(home.path)),
    isFinding(lock) ? findingOf('lock', lock) : lockCheck(lock, world.clock.wallMs(), options),
  ];
}

/** True where the state cannot be looked at before somebody signed in. */
export function needsLogin(config: Config, options: CloudOptions): boolean {
  const folder = stateFolder(config);
  return folder !== undefined && !folder.isEmulated && !isEmulatedCloud(options);
}

/** What else there is to say of a state that cannot be opened. */
export function noState(why: AcrctlError | string): readonly Check[] {
  const [first, ...others] = ['state', 'stateAccess', 'lock'] as const;
  if (typeof why === 'string') return [first, ...others].map((name) => skipped(name, why));
  return [
    troubled(first, 'it cannot be used', why.diagnostics),
    ...others.map((name) => skipped(name, 'the state cannot be used')),
  ];
}

/** Roles on a container do not show where those of Azure Resource Manager do, and a look by writing leaves a trace. */
const UNTOLD = 'not to be told without writing; apply needs Storage Blob Data Contributor';

/** A check that took too long, or an error that people are told about. */
type Finding = Check | AcrctlError;

function isFinding<T extends object>(found: T | Finding | undefined): found is Finding {
  return found instanceof AcrctlError || (found !== undefined && 'status' in found && 'diagnostics' in found);
}

function findingOf(name: 'state' | 'lock', found: Finding): Check {
  return found instanceof AcrctlError ? troubled(name, 'it cannot be used', found.diagnostics) : found;
}

function stateCheck(
  { current, records, open }: StateReading,
  lock: StandingLock | undefined,
  home: StateHome,
  options: CloudOptions,
): Check {
  const where = isInContainer(home)
    ? `Azure Blob Storage, ${home.path}`
    : `local files in ${dirname(home.path)}`;
  if (current === undefined) return passed('state', `${where}: none yet, the first apply makes it`);
  const found = `${where}: serial ${current.serial}, ${counted(current.resources.length, 'object')}`;
  const isAtWork = lock !== undefined && lock.process !== 'gone';
  if (records.length === 0 || isAtWork)
    return passed('state', `${found}${records.length === 0 ? '' : ', a run is at work'}`);
  const begun =
    open.length === 0
      ? 'What it did is written down'
      : `${counted(open.length, 'step')} of it may still be under way in Azure`;
  const run = records.findLast((record) => record.kind === 'run')?.operation;
  const operation = run === 'destroy' ? run : 'apply';
  return troubled('state', `${found}, a run broke off`, [
    diagnose('ACR2307', {
      severity: 'warning',
      detail: `${run ?? 'A run'} was interrupted. ${begun}; plans take that into account, and cannot be saved before it is over.`,
      hint: `Run it again: it goes on from there.\n${commandLine([operation, ...placeArguments(options)])}`,
    }),
  ]);
}

/** By asking the system, without writing: a file made for the purpose would be a trace. */
async function refusalAt(directory: string): Promise<string | undefined> {
  try {
    await access(directory, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  }
}

/** `refusal` is the code with which the system would refuse a write in the directory. */
export function accessCheck(directory: string, refusal: string | undefined): Check {
  if (refusal === undefined) return passed('stateAccess', 'readable and writable');
  const why =
    refusal === 'EROFS' ? 'It lies on a read-only file system' : `This user may not write there (${refusal})`;
  return troubled('stateAccess', 'read-only', [
    diagnose('ACR2305', {
      severity: 'warning',
      detail: `${quote(directory)} cannot be written to. ${why}. "acrctl plan" works all the same; "acrctl apply" keeps its journal there, and will refuse.`,
      hint: 'For apply, give the user of this process the right to write, or name another directory with --state-dir.',
    }),
  ]);
}

async function accessOf(path: string): Promise<Check> {
  const directory = await nearestDirectory(path);
  return accessCheck(directory, await refusalAt(directory));
}

/** The path, or what above it is there already and would have to take it. */
async function nearestDirectory(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  const parent = dirname(path);
  return found !== undefined || parent === path ? path : nearestDirectory(parent);
}

function lockCheck(lock: StandingLock | undefined, nowMs: number, options: CloudOptions): Check {
  if (lock === undefined) return passed('lock', 'free');
  const { emulatorDir: _, ...place } = options;
  const unlock = commandLine(['state', 'unlock', ...placeArguments(place), lock.id]);
  const held = (found: string, detail: string, hint: string) =>
    troubled('lock', found, [diagnose('ACR2306', { severity: 'warning', detail, hint })]);
  const { holder } = lock;
  if (holder === undefined)
    return held(
      'held, by whom cannot be read',
      `${quote(lock.path)} is no lock that acrctl wrote whole.`,
      `A run with --lock-timeout 5m takes it over once it stood still for a minute. To remove it at once, when nobody is at work:\n${unlock}`,
    );
  const sign = lastSignOf(holder);
  const who = holderName(holder);
  const since = `${who} holds it since ${instant(holder.started, nowMs)}; its last sign of life was at ${instant(sign, nowMs)}.`;
  const stillMs = nowMs - Date.parse(sign);
  switch (lock.process) {
    case 'alive':
      return held(
        `held by ${who}, which is at work`,
        since,
        'Wait for it to end, or let the next run wait with --lock-timeout 10m.',
      );
    case 'gone':
      return held(
        `held by ${who}, which is dead`,
        `${since} That process is gone from this machine.`,
        `The next run takes the lock over by itself. To remove it by hand:\n${unlock}`,
      );
    case 'unknown':
      return stillMs > STANDING_MS
        ? held(
            `held by ${who}, silent for ${duration(Math.floor(stillMs / 1_000))}`,
            `${since} A run that lives gives one every 15 s, so that nobody seems to be behind it any more.`,
            `A run with --lock-timeout 5m takes it over by itself. To remove it at once, once you are sure that the other machine is not at work:\n${unlock}`,
          )
        : held(
            `held by ${who}`,
            `${since} Whether that process lives cannot be seen from this machine.`,
            'Wait for it to end, or let the next run wait with --lock-timeout 10m.',
          );
  }
}
