import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FilePlace } from '../report/diagnostics-sarif.ts';

/** Where files lie in the repository that holds the working directory, or in that itself where there is none. */
export function placesIn(directory: string): (file: string) => FilePlace {
  const root = rootAbove(directory) ?? directory;
  return (file) => {
    const path = resolve(directory, file);
    const inside = relative(root, path).split(sep);
    if (inside[0] === '..' || isAbsolute(inside.join(sep)))
      return { path: file, uri: pathToFileURL(path).href, isInRepository: false };
    return { path: inside.join('/'), uri: inside.map(encodeURIComponent).join('/'), isInRepository: true };
  };
}

/** The nearest directory with `.git` in it, which is a file in a worktree. */
function rootAbove(directory: string): string | undefined {
  if (existsSync(join(directory, '.git'))) return directory;
  const parent = dirname(directory);
  return parent === directory ? undefined : rootAbove(parent);
}
