import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import {
  chmod,
  type FileHandle,
  link,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  stat,
  unlink,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Files } from '../../core/world.ts';
import { openLocalLog } from './local-log.ts';

const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;

/** `Files` on the disk of this machine. */
export const localFiles: Files = {
  read: (path) => orAbsent(readFile(path, 'utf8')),
  replace: async (path, text) => {
    const temporary = await writeBeside(path, text);
    await temporary.file.close();
    await rename(temporary.path, path).catch(giveUp(temporary.path));
    await syncDirectory(dirname(path));
  },
  createExclusive: async (path, text) => {
    const file = await createWhole(path, text);
    if (file === undefined) return undefined;
    await syncDirectory(dirname(path));
    return ownedFile(file, path);
  },
  openLog: async (path) => {
    const { O_APPEND, O_CREAT, O_NOFOLLOW = 0, O_WRONLY } = constants;
    const file = await open(path, O_APPEND | O_CREAT | O_NOFOLLOW | O_WRONLY, FILE_MODE);
    await file.chmod(FILE_MODE);
    await syncDirectory(dirname(path));
    return openLocalLog(file);
  },
  remove: async (path) => {
    if ((await orAbsent(unlink(path).then(() => true))) !== undefined) await syncDirectory(dirname(path));
  },
  sweep: async (directory) => {
    const names = (await orAbsent(readdir(directory))) ?? [];
    const left = names.filter((name) => TEMPORARY.test(name));
    await Promise.all(left.map((name) => orAbsent(unlink(join(directory, name)))));
    if (left.length > 0) await syncDirectory(directory);
  },
  makeDirectory,
  list: async (path) => ((await orAbsent(readdir(path))) ?? []).sort(),
  inspect: async (path) => {
    const stats = await orAbsent(lstat(path));
    if (stats === undefined) return 'absent';
    if (stats.isSymbolicLink()) return 'link';
    if (stats.isDirectory()) return 'directory';
    return stats.isFile() ? 'file' : 'other';
  },
  // Windows has no such bits: what lies in the user's profile is the user's there.
  isSharedDirectory: async (path) => process.platform !== 'win32' && ((await stat(path)).mode & 0o022) !== 0,
};

async function orAbsent<T>(operation: Promise<T>): Promise<T | undefined> {
  try {
    return await operation;
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

interface Temporary {
  readonly path: string;
  readonly file: FileHandle;
}

/** A new file in the same directory, whole and durable, under a name that nobody else uses. */
async function writeBeside(path: string, text: string): Promise<Temporary> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
  const file = await createNew(temporary);
  try {
    await file.writeFile(text);
    await file.sync();
  } catch (error) {
    await file.close();
    return giveUp(temporary)(error);
  }
  return { path: temporary, file };
}

const TEMPORARY = /^\..+\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/;

async function createNew(path: string): Promise<FileHandle> {
  const file = await open(path, 'wx+', FILE_MODE);
  // The umask may have taken bits away.
  await file.chmod(FILE_MODE);
  return file;
}

function giveUp(temporary: string): (error: unknown) => Promise<never> {
  return async (error) => {
    await orAbsent(unlink(temporary));
    throw error;
  };
}

/** A link appears with the whole text or not at all, and never over an existing file. */
async function createWhole(path: string, text: string): Promise<FileHandle | undefined> {
  const temporary = await writeBeside(path, text);
  try {
    await link(temporary.path, path);
    return temporary.file;
  } catch (error) {
    await temporary.file.close();
    // ENOENT: whoever was faster has swept it away.
    if (isCode(error, 'EEXIST', 'ENOENT')) return undefined;
    if (isCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS')) return await createInPlace(path, text);
    throw error;
  } finally {
    await orAbsent(unlink(temporary.path));
  }
}

/** Where the file system has no hard links. A crash may leave the file without its text; readers allow for that. */
async function createInPlace(path: string, text: string): Promise<FileHandle | undefined> {
  const file = await createNew(path).catch((error: unknown) => {
    if (isCode(error, 'EEXIST')) return undefined;
    throw error;
  });
  await file?.writeFile(text);
  await file?.sync();
  return file;
}

function ownedFile(file: FileHandle, createdAt: string): Awaited<ReturnType<Files['createExclusive']>> {
  let path = createdAt;
  return {
    rewrite: async (text) => {
      const bytes = Buffer.from(text);
      for (let done = 0; done < bytes.length; ) {
        done += (await file.write(bytes, done, bytes.length - done, done)).bytesWritten;
      }
      await file.datasync();
    },
    moveOver: async (to) => {
      await rename(path, to);
      path = to;
      await syncDirectory(dirname(to));
    },
    close: () => file.close(),
  };
}

async function makeDirectory(path: string): Promise<void> {
  try {
    await makeOne(path);
  } catch (error) {
    if (!isCode(error, 'ENOENT') || dirname(path) === path) throw error;
    await makeDirectory(dirname(path));
    // Once: `/proc` says of its own children, whoever asks, that they have no parent.
    await makeOne(path);
  }
}

/** Another process may have been faster. */
async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path, DIRECTORY_MODE);
  } catch (error) {
    if (isCode(error, 'EEXIST') && (await stat(path)).isDirectory()) return;
    throw error;
  }
  await chmod(path, DIRECTORY_MODE);
  await syncDirectory(dirname(path));
}

/** Makes new, moved and removed names durable. Windows cannot open directories, and needs no such step. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
