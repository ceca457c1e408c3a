import { closeSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';

/** A lock that processes take for the moment of one request. */
export interface DirectoryLock {
  holding<T>(body: () => T): T;
}

/**
 * A file that exists while somebody holds the lock and names its holder: the lock of a process that died
 * is taken over at once. It is held for well under a millisecond, so waiting blocks the thread.
 */
export function createDirectoryLock(path: string): DirectoryLock {
  return {
    holding: (body) => {
      acquire(path);
      try {
        return body();
      } finally {
        unlinkSync(path);
      }
    },
  };
}

const waitMs = 1;
const mostWaits = 10_000;

function acquire(path: string): void {
  for (let waits = 0; waits < mostWaits; waits += 1) {
    if (create(path)) return;
    if (holderIsGone(path)) remove(path);
    else pause();
  }
  throw new EmulatorBusy(path);
}

function create(path: string): boolean {
  try {
    const file = openSync(path, 'wx', 0o600);
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function holderIsGone(path: string): boolean {
  const pid = Number(read(path));
  // Empty: its holder is between making and writing it, or gone already.
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, waitMs);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** Another process is writing to the emulator's directory and does not come to an end. */
class EmulatorBusy extends Error {
  override readonly name = 'EmulatorBusy';

  constructor(path: string) {
    super(
      `Another process holds the directory of the emulator for too long: ${path}. Remove that file if there is none.`,
    );
  }
}
