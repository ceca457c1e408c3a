import { join } from 'node:path';
import { BugError } from '../../core/errors.ts';
import type { Files } from '../../core/world.ts';
import type { StatePlaces } from '../places.ts';
import { onDisk, stateError } from '../state-error.ts';

/** The files of one stack. */
export interface StatePaths extends StatePlaces {
  /** Holds one directory for each stack. */
  readonly root: string;
}

export function statePaths(dir: string, stack: string): StatePaths {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(stack))
    throw new BugError(`"${stack}" is a stack name fit for a path.`);
  const directory = join(dir, stack);
  return {
    root: dir,
    directory,
    state: join(directory, 'state.json'),
    journal: join(directory, 'journal.jsonl'),
    lock: join(directory, 'lock.json'),
    moved: join(directory, 'moved.json'),
  };
}

/**
 * Refuses links, and directories that others can write to: whoever can plant a file there decides what acrctl
 * believes to own, or what it overwrites (L07). What is absent is fine.
 */
export async function checkPaths(files: Files, paths: StatePaths): Promise<void> {
  await onDisk(`Looking at ${paths.directory}`, 'Nothing was written.', async () => {
    for (const path of [paths.root, paths.directory]) await checkDirectory(files, path);
    for (const path of [paths.state, paths.journal, paths.lock, paths.moved]) {
      const kind = await files.inspect(path);
      if (kind !== 'absent' && kind !== 'file') throw unsafe(path, 'a plain file', kind);
    }
  });
}

/** Makes the directory of the stack, once what stands there has passed `checkPaths`. */
export async function makeStateDirectory(files: Files, paths: StatePaths): Promise<void> {
  await checkPaths(files, paths);
  await onDisk(`Making ${paths.directory}`, 'Nothing was changed.', () =>
    files.makeDirectory(paths.directory),
  );
}

async function checkDirectory(files: Files, path: string): Promise<void> {
  const kind = await files.inspect(path);
  if (kind === 'absent') return;
  if (kind !== 'directory') throw unsafe(path, 'a directory', kind);
  if (!(await files.isSharedDirectory(path))) return;
  throw stateError(
    'ACR2108',
    `Users other than its owner can create and remove files in ${path}, so its content cannot be trusted.`,
    `Take the right away (chmod go-w ${path}) or name another directory with --state-dir.`,
  );
}

function unsafe(path: string, wanted: string, found: 'file' | 'directory' | 'link' | 'other'): Error {
  const named = {
    file: 'a file',
    directory: 'a directory',
    link: 'a symbolic link',
    other: 'a special file',
  }[found];
  return stateError(
    'ACR2107',
    `${path} is ${named}; acrctl keeps its state in ${wanted} there and follows no links, which can be turned elsewhere.`,
    'Move it away, or name the real directory with --state-dir.',
  );
}
