import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { IntentRecord, JournalRecord } from '../../src/core/state.ts';
import { requireIntended } from '../contract/sent-bodies.ts';

const PRELOAD = fileURLToPath(new URL('note-journal.cjs', import.meta.url));

let folder: string | undefined;
let noted = 0;

/** What a process of acrctl with the emulator in it is about to send, as its journal says. */
export interface NotedJournal {
  /** For the process. */
  readonly env: { readonly NODE_OPTIONS: string; readonly NOTED_JOURNAL: string };
  /** To be called when it has ended; throws unless all that it was about to send is allowed. Gives how much that was. */
  check(): number;
}

export function noteJournal(): NotedJournal {
  folder ??= newFolder();
  noted += 1;
  const path = join(folder, `${noted}.jsonl`);
  return {
    env: { NODE_OPTIONS: `--require=${PRELOAD}`, NOTED_JOURNAL: path },
    check: () => {
      if (!existsSync(path)) return 0;
      const intents = readFileSync(path, 'utf8').split('\n').flatMap(intentIn);
      rmSync(path);
      for (const intent of intents) requireIntended(intent);
      return intents.length;
    },
  };
}

/** A process that was killed may have written half a line. */
function intentIn(line: string): readonly IntentRecord[] {
  if (!line.endsWith('}')) return [];
  const { record } = JSON.parse(line) as { readonly record: JournalRecord };
  return record.kind === 'intent' ? [record] : [];
}

function newFolder(): string {
  const made = mkdtempSync(join(tmpdir(), 'acrctl-noted-'));
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  return made;
}
