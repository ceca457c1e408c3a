import { type FSWatcher, mkdirSync, readdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StackFiles } from './evidence.ts';

const STATE_DIR = join('.acrctl', 'emulator-state', 'images-prod');

/** What acrctl keeps of a stack between two runs: names and texts. */
export type Kept = Readonly<Record<string, string>>;

/** Lays a folder out as somebody left it who ran acrctl there. The directory is there to be watched. */
export function layOut(folder: string, text: string, kept: Kept): void {
  // Rights as acrctl gives them: it refuses what others can write to.
  mkdirSync(join(folder, STATE_DIR), { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, 'acrctl.yaml'), text);
  for (const [name, content] of Object.entries(kept)) {
    writeFileSync(join(folder, STATE_DIR, name), content, { mode: 0o600 });
  }
}

/** Everything that stands in the directory of the stack. */
export function keptIn(folder: string): Kept {
  const names = readdirSync(join(folder, STATE_DIR)).sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, STATE_DIR, name), 'utf8')]));
}

/** The journal first: what a fold writes in between then shows as state that is ahead of it. */
export function stackFiles(folder: string): StackFiles {
  const read = (name: string) => textOf(join(folder, STATE_DIR, name));
  const journal = read('journal.jsonl');
  return { journal, state: read('state.json'), lock: read('lock.json') };
}

export function watchStack(folder: string, changed: (name: string) => void): FSWatcher {
  return watch(join(folder, STATE_DIR), (_, name) => changed(name ?? ''));
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
