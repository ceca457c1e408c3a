import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Change, EmulatorStore, StoreNews } from './api.ts';
import { createDirectoryLock } from './store-lock.ts';

/**
 * Durable data of an emulator: an append-only log of changes, one line for all changes of a request, so
 * that a request counts whole or not at all. The log is compacted when it is opened and most of it is
 * stale. Written data survives the death of the process (not a power cut: nothing is flushed to the
 * device). Several processes may use one directory; each reads what the others appended before it acts.
 */
export function openEmulatorStore(directory: string): EmulatorStore {
  makeDirectory(directory);
  chmodSync(directory, 0o700);
  const path = join(directory, 'log.jsonl');
  const lock = createDirectoryLock(join(directory, 'lock'));
  let log = lock.holding(() => {
    compact(path);
    return openLog(path);
  });
  return {
    news: () => {
      const isReplaced = inodeOf(path) !== log.inode;
      if (isReplaced) {
        closeSync(log.file);
        log = openLog(path);
      }
      const reset = log.offset === 0;
      const changes = readOn(log);
      return { reset, changes } satisfies StoreNews;
    },
    append: (changes) => {
      const line = Buffer.from(`${JSON.stringify(changes)}\n`);
      writeAll(log.file, line);
      log.offset += line.length;
    },
    exclusively: (body) => lock.holding(body),
    close: () => closeSync(log.file),
  };
}

/** What stands in the directory now, for an emulator that only answers: what it changes is gone with it. */
export function readEmulatorStore(directory: string): EmulatorStore {
  const path = join(directory, 'log.jsonl');
  const text = statSync(path, { throwIfNoEntry: false }) ? readFileSync(path, 'utf8') : '';
  const changes = parseLines(text.slice(0, text.lastIndexOf('\n') + 1));
  let isTold = false;
  return {
    news: () => {
      const news: StoreNews = isTold ? { reset: false, changes: [] } : { reset: true, changes };
      isTold = true;
      return news;
    },
    append: () => undefined,
    exclusively: (body) => body(),
    close: () => undefined,
  };
}

interface Log {
  readonly file: number;
  readonly inode: number;
  /** Up to where it has been read. */
  offset: number;
}

/** With its parents. Node's own way with parents never ends where a file system takes no directories (`/proc`). */
function makeDirectory(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  const parent = dirname(path);
  if (parent !== path) makeDirectory(parent);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process may have been faster.
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

const appendAndRead = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT;

function openLog(path: string): Log {
  const file = openSync(path, appendAndRead, 0o600);
  return { file, inode: fstatSync(file).ino, offset: 0 };
}

function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}

function readOn(log: Log): readonly Change[] {
  const size = fstatSync(log.file).size;
  if (size <= log.offset) return [];
  const buffer = Buffer.alloc(size - log.offset);
  readSync(log.file, buffer, 0, buffer.length, log.offset);
  const end = buffer.lastIndexOf(0x0a) + 1;
  // Half a line is what a process left that died while writing; its request was never answered.
  if (end < buffer.length) ftruncateSync(log.file, log.offset + end);
  log.offset += end;
  return parseLines(buffer.subarray(0, end).toString());
}

function parseLines(text: string): readonly Change[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => JSON.parse(line) as Change[]);
}

function writeAll(file: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}

/** Rewrites the log with the last value of each entry when at least half of it is stale. */
function compact(path: string): void {
  const text = statSync(path, { throwIfNoEntry: false }) ? readFileSync(path, 'utf8') : '';
  const changes = parseLines(text.slice(0, text.lastIndexOf('\n') + 1));
  const live = new Map(changes.map((change) => [`${change.table} ${change.key}`, change]));
  for (const [key, change] of live) if (isDead(change)) live.delete(key);
  if (changes.length < 2 * live.size || changes.length < 100) return;
  const next = `${path}.next`;
  const file = openSync(next, 'w', 0o600);
  writeAll(file, Buffer.from(`${[...live.values()].map((change) => JSON.stringify([change])).join('\n')}\n`));
  closeSync(file);
  renameSync(next, path);
}

// An entry without a value was removed. Ended operations stay: somebody may still poll them.
function isDead(change: Change): boolean {
  return change.value === undefined;
}
