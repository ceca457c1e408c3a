import { diagnose } from '../core/codes.ts';
import { AcrctlError, EXIT } from '../core/errors.ts';
import type { Lock, StateHome, StateReading, StateSnapshot } from '../core/state.ts';
import { underLock } from '../core/under-lock.ts';
import { unfinishedRun } from './edit.ts';
import { MOVED_AWAY } from './moved.ts';
import { formatSnapshot } from './snapshot.ts';

/** As much of a home as is written to. */
type Place = Pick<StateHome, 'store' | 'path' | 'acquireLock'>;

interface Push {
  readonly home: Place;
  /** The state that is to stand there. */
  readonly snapshot: StateSnapshot;
  /** Also one of another history, or one that is older than what stands there. */
  readonly force: boolean;
  acquireLock(): Promise<Lock>;
}

/**
 * Writes a state from elsewhere. Its serial becomes one more than that of the state it replaces, where it is not higher
 * already, since a serial only grows (I-11). Refuses while a run is unfinished, and, unless forced, a state of another
 * lineage and one that is no newer than what stands there. Gives what stands there then, and whether it was written.
 */
export async function pushState({ home, snapshot, force, acquireLock }: Push): Promise<{
  readonly snapshot: StateSnapshot;
  readonly isWritten: boolean;
}> {
  return underLock(await acquireLock(), async (lock) => {
    const reading = await home.store.read();
    requireFinished(reading);
    const found = reading.snapshot;
    if (found === undefined) {
      await home.store.replace(snapshot, lock);
      return { snapshot, isWritten: true };
    }
    if (isSame(found, snapshot)) return { snapshot: found, isWritten: false };
    if (!force) requireSuccessor(snapshot, found, home.path);
    const next = { ...snapshot, serial: Math.max(snapshot.serial, found.serial + 1) };
    await home.store.replace(next, lock);
    return { snapshot: next, isWritten: true };
  });
}

interface Migration {
  readonly from: Place;
  readonly to: Place;
  acquireLock(place: Place): Promise<Lock>;
}

/**
 * Moves a state to another place, as it is, and leaves word where it went. Refuses while a run is unfinished, and where
 * another state stands at the end; one of the same history that is no newer was left by a move that broke off. Wherever
 * it dies, the state stands at its old place, or at both until the same move is made again.
 */
export async function migrateState({ from, to, acquireLock }: Migration): Promise<StateSnapshot> {
  return underLock(await acquireLock(from), async (source) => {
    const reading = await from.store.read();
    requireFinished(reading);
    const { snapshot } = reading;
    if (snapshot === undefined) throw nothingToMove(from.path);
    return underLock(await acquireLock(to), async (target) => {
      const found = await readTarget(to);
      const isLeftOver =
        found === undefined || (found.lineage === snapshot.lineage && found.serial <= snapshot.serial);
      if (!isLeftOver) throw anotherState(to.path, found, snapshot);
      await to.store.replace(snapshot, target);
      await from.store.retire(snapshot, to.path, source);
      return snapshot;
    });
  });
}

/** A place that a state was moved away from is free. */
async function readTarget({ store }: Place): Promise<StateSnapshot | undefined> {
  try {
    const reading = await store.read();
    requireFinished(reading);
    return reading.snapshot;
  } catch (error) {
    const isGone = error instanceof AcrctlError && error.diagnostics.some(({ code }) => code === MOVED_AWAY);
    if (isGone) return undefined;
    throw error;
  }
}

function requireFinished(reading: StateReading): void {
  if (reading.records.length > 0) throw unfinishedRun(reading);
}

function isSame(a: StateSnapshot, b: StateSnapshot): boolean {
  return formatSnapshot(a).hash === formatSnapshot(b).hash;
}

function requireSuccessor(pushed: StateSnapshot, found: StateSnapshot, path: string): void {
  if (pushed.lineage !== found.lineage) {
    throw stateFault('ACR2126', {
      detail: `The state to be written has lineage ${pushed.lineage}, the one at ${path} ${found.lineage}: they tell of different objects, or of a state that was made anew. Nothing was written.`,
      hint: 'Be sure which one knows the objects in Azure; "acrctl state pull" saves the one that stands there. With --force the other takes its place.',
    });
  }
  if (pushed.serial > found.serial) return;
  throw stateFault('ACR2126', {
    detail: `The state to be written has serial ${pushed.serial}, the one at ${path} ${found.serial}: what acrctl did since would be forgotten. Nothing was written.`,
    hint: 'With --force it takes its place all the same, under the next serial.',
  });
}

function anotherState(path: string, found: StateSnapshot, moving: StateSnapshot): AcrctlError {
  const which =
    found.lineage === moving.lineage
      ? `serial ${found.serial} of the same history, which is newer than serial ${moving.serial}`
      : `lineage ${found.lineage}, and the one to be moved ${moving.lineage}`;
  return stateFault('ACR2127', {
    detail: `At ${path} stands a state already, with ${which}. Nothing was written.`,
    hint: 'If that one is not needed, move it away by hand first. If it is the right one, the file that names it is enough, and nothing has to be moved.',
  });
}

function nothingToMove(path: string): AcrctlError {
  return stateFault('ACR2112', {
    detail: `There is no state at ${path}, so nothing was moved.`,
    hint: 'Name the place where it stands with --from.',
  });
}

function stateFault(
  code: 'ACR2112' | 'ACR2126' | 'ACR2127',
  text: { readonly detail: string; readonly hint: string },
): AcrctlError {
  return new AcrctlError(EXIT.error, [diagnose(code, text)]);
}
