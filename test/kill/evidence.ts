import type { JournalRecord, OpenIntent, StateSnapshot } from '../../src/core/state.ts';
import { replay } from '../../src/state/replay.ts';
import { isRead } from '../reads.ts';
import { recordsIn } from '../simulation/observer.ts';
import type { WireRequest } from './watched-cloud.ts';

/** Where in the life of a step, or of the run, a process can die; in the order in which a run passes them. */
export const BOUNDARIES = ['before send', 'in flight', 'answered', 'polling', 'folding'] as const;
export type Boundary = (typeof BOUNDARIES)[number];

/** A kill may also hit nothing of interest; what it hit is named all the same. */
export const ELSEWHERE = [
  'before the first intent',
  'between steps',
  'while recovering',
  'after the end',
] as const;

export interface Place {
  readonly name: Boundary | (typeof ELSEWHERE)[number];
  /** Which step, and how far it was. */
  readonly detail: string;
}

/** The files of a stack as they are on the disk; undefined where there is no such file. */
export interface StackFiles {
  readonly state: string | undefined;
  readonly journal: string | undefined;
  readonly lock: string | undefined;
}

/** What a dead process left behind on both sides. Where it was aimed at is no part of it. */
export interface Evidence {
  readonly pid: number;
  /** As the process found them. */
  readonly before: StackFiles;
  readonly files: StackFiles;
  /** What the emulator got from this process. */
  readonly requests: readonly WireRequest[];
  /** False where the journal is patched out: then what the emulator got stands in for the intents. */
  readonly isJournalled: boolean;
  /** Whether the job is over when the state holds this. */
  isDone(resources: StateSnapshot['resources']): boolean;
}

/** Where the process died. A kill that left several steps open is named after the one that had got least far. */
export function placeOf(evidence: Evidence): Place {
  const { before, files, pid } = evidence;
  const isUntouched = files.journal === before.journal && files.state === before.state;
  if (holderOf(files.lock) !== pid) {
    return isUntouched ? BEFORE_ALL : { name: 'after the end', detail: 'the lock is released' };
  }
  const open = evidence.isJournalled ? openSteps(evidence) : sentSteps(evidence);
  const [least, ...others] = open.toSorted((a, b) => ORDER.indexOf(a.name) - ORDER.indexOf(b.name));
  if (least !== undefined) {
    const more = others.length === 0 ? '' : ` (and ${others.length} more open)`;
    return { name: least.name, detail: least.detail + more };
  }
  return placeInFold(evidence) ?? (isUntouched ? BEFORE_ALL : placeBetween(files));
}

const BEFORE_ALL: Place = { name: 'before the first intent', detail: 'nothing is written yet' };
const ORDER: readonly Place['name'][] = [...BOUNDARIES, ...ELSEWHERE];

function openSteps(evidence: Evidence): readonly Place[] {
  const { before, files, requests } = evidence;
  const journal = readJournal(files.journal);
  const earlier = readJournal(before.journal);
  const isRecovering = journal.serial === earlier.serial;
  const old = new Set(isRecovering ? openIn(earlier.records).map(({ intent }) => intent.step) : []);
  return openIn(journal.records).map((each) => {
    const { step, method } = each.intent;
    if (old.has(step)) return { name: 'while recovering', detail: step };
    const attempts = journal.records.filter(
      (record) => record.kind === 'intent' && record.step === step && record.method === method,
    );
    const recorded = each.answered === undefined ? 'not recorded' : 'recorded';
    return stepPlace(each.intent, attempts.length, requests, recorded);
  });
}

/** Without a journal nothing says that a step is over. */
function sentSteps({ requests }: Evidence): readonly Place[] {
  return requests
    .filter(isWrite)
    .map(({ method, path }) =>
      stepPlace({ method, id: path, step: path.split('/').at(-1) ?? path }, 1, requests, 'not recorded'),
    );
}

/** How far the latest of several attempts of a step had got. */
function stepPlace(
  intent: { readonly method: string; readonly id: string; readonly step: string },
  attempts: number,
  requests: readonly WireRequest[],
  recorded: string,
): Place {
  const id = intent.id.toLowerCase();
  const what = `${intent.method} ${intent.step}`;
  const taken = requests.filter(
    ({ method, path, status }) => method === intent.method && path === id && status !== 429,
  );
  const sent = taken[attempts - 1];
  if (sent === undefined) return { name: 'before send', detail: what };
  const { answered, operation } = sent;
  if (answered === undefined) return { name: 'in flight', detail: what };
  const followed = operation.length === 0 ? [id] : operation;
  const polls = requests.filter(
    ({ method, path, arrived }) => method === 'GET' && arrived > answered && followed.includes(path),
  );
  return polls.length === 0
    ? { name: 'answered', detail: `${what}, the answer ${recorded}` }
    : { name: 'polling', detail: `${what}, poll ${polls.length}` };
}

export function isWrite(request: WireRequest): boolean {
  return !isRead(request);
}

/** Nothing is open: is the run at its end, on its way from the journal into the state? */
function placeInFold({ before, files, isDone }: Evidence): Place | undefined {
  const { serial, records } = readJournal(files.journal);
  const state = readState(files.state);
  if (state.serial > serial) return { name: 'folding', detail: 'state written, journal not trimmed' };
  const isNew = records.length > 0 || state.serial > readState(before.state).serial;
  if (!isNew || !isDone(replay(state, records).snapshot.resources)) return undefined;
  const detail =
    records.length > 0 ? 'all is settled, state not written' : 'journal trimmed, lock still held';
  return { name: 'folding', detail };
}

function placeBetween({ journal }: StackFiles): Place {
  const { records } = readJournal(journal);
  const settled = records.filter(({ kind }) => kind === 'settled').length;
  const isBegun = records.some(({ kind }) => kind !== 'run');
  return isBegun ? { name: 'between steps', detail: `${settled} settled` } : BEFORE_ALL;
}

function openIn(records: readonly JournalRecord[]): readonly OpenIntent[] {
  return replay(EMPTY, records).open;
}

const EMPTY: StateSnapshot = { version: 1, stack: '', lineage: '', serial: 0, resources: [] };

export function readState(text: string | undefined): StateSnapshot {
  return text === undefined ? EMPTY : (JSON.parse(text) as StateSnapshot);
}

/** The serial that its records stand on, and those records, read as plainly as can be. */
export function readJournal(text: string | undefined): {
  readonly serial: number;
  readonly records: readonly JournalRecord[];
} {
  if (text === undefined) return { serial: 0, records: [] };
  const [base = '{}'] = text.split('\n');
  const { record } = JSON.parse(base) as { readonly record?: { readonly serial: number } };
  return { serial: record?.serial ?? 0, records: recordsIn(text) };
}

function holderOf(lock: string | undefined): number | undefined {
  return lock === undefined || lock === '' ? undefined : (JSON.parse(lock) as { readonly pid: number }).pid;
}
