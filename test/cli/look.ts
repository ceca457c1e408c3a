import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { acrctl, checkReadable, newFolder, type Run } from './acrctl.ts';

/** A folder in which the example was applied to the emulator. */
export function appliedFolder(): string {
  const folder = newFolder();
  acrctl(folder, ['plan', '--emulator', '--out', 'images.plan']);
  acrctl(folder, ['apply', '--emulator', 'images.plan']);
  return folder;
}

/** Every file below a folder with its text. */
export function filesIn(folder: string): Readonly<Record<string, string>> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
  return Object.fromEntries(paths.sort().map((path) => [path, readFileSync(path, 'utf8')]));
}

/** Runs a command that only looks: what it prints can be read, and the folder is as before. */
export function look(folder: string, ...args: string[]): Run {
  const before = filesIn(folder);
  const run = acrctl(folder, args);
  if (!args.includes('--json')) checkReadable(run);
  expect(filesIn(folder)).toEqual(before);
  return run;
}
