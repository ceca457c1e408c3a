import type { Address } from './address.ts';
import type { JsonObject } from './json.ts';
import type { StepRef } from './plan.ts';

/** What acrctl remembers of a stack (design 7). A value of this type has passed every check of the format. */
export interface StateSnapshot {
  readonly version: 1;
  readonly stack: string;
  /** Drawn once by the first apply: tells this history from that of another state with the same name. */
  readonly lineage: string;
  /** Grows with every fold. */
  readonly serial: number;
  /** Sorted by address; addresses are unique, and so are ids, whatever their case. */
  readonly resources: readonly StateEntry[];
}

export interface StateEntry {
  readonly address: Address;
  readonly type: string;
  readonly id: string;
  /** Direct edges between `write` steps only. */
  readonly dependsOn: readonly Address[];
  readonly incarnation?: string;
  /** False until Azure once said Succeeded: the only case in which a registry may get another PUT. */
  readonly settled: boolean;
  /** The normalised `managed` body that acrctl last wrote, adopted or found equal; secrets as hashes. */
  readonly applied: JsonObject;
  readonly protect?: boolean;
}

/**
 * One line of the journal. Intent before effect (I-07): an `intent` is durable before its request is sent, and is
 * closed by `settled` or `failed` once the effect was read back. Everything the state will hold goes through here.
 */
export type JournalRecord =
  | RunRecord
  | IntentRecord
  | AnsweredRecord
  | SettledRecord
  | FailedRecord
  | ForgetRecord
  | AdoptRecord
  | MoveRecord;

/** A run starts, or goes on where one broke off: then the records before it belong to the earlier run. */
export interface RunRecord {
  readonly kind: 'run';
  readonly id: string;
  /** The command: `apply`, `destroy`. */
  readonly operation: string;
}

export interface IntentRecord {
  readonly kind: 'intent';
  readonly step: StepRef;
  readonly address: Address;
  readonly type: string;
  readonly id: string;
  readonly action: 'create' | 'update' | 'delete';
  readonly method: 'PUT' | 'PATCH' | 'POST' | 'DELETE';
  /** The read just before this request, or an earlier one of the same step, said that there was no such object. */
  readonly absentBefore: boolean;
  /** The body as sent, secrets never in it; empty for a delete. */
  readonly sent: JsonObject;
  /** What the state will hold once the step is settled; absent for a delete, and for an object of others. */
  readonly entry?: StateEntry;
}

/** Azure answered. Several may follow one intent; the last one counts. */
export interface AnsweredRecord {
  readonly kind: 'answered';
  readonly step: StepRef;
  readonly status: number;
  /** Where the operation is followed. The URL is signed: it stands here only, and is never shown. */
  readonly operation?: { readonly kind: 'async' | 'location'; readonly url: string };
}

/** The effect was read back. */
export interface SettledRecord {
  readonly kind: 'settled';
  readonly step: StepRef;
  readonly address: Address;
  /** Absent: the object is gone, and its entry with it. */
  readonly entry?: StateEntry;
}

/** The step is over without its effect. */
export interface FailedRecord {
  readonly kind: 'failed';
  readonly step: StepRef;
  readonly address: Address;
  /** The object as it was left behind (tainted); absent: the state keeps what it had. */
  readonly entry?: StateEntry;
  readonly reason: string;
}

/** The entry goes, the object stays. */
export interface ForgetRecord {
  readonly kind: 'forget';
  readonly address: Address;
}

/** The entry is written without a request: adopted, or caught up with what the file says. */
export interface AdoptRecord {
  readonly kind: 'adopt';
  readonly entry: StateEntry;
}

/** One object under a new address, in one record, so that no crash can lose it in between. */
export interface MoveRecord {
  readonly kind: 'move';
  readonly from: Address;
  readonly entry: StateEntry;
}

/** A request that may have been sent and whose effect nobody has read back. */
export interface OpenIntent {
  readonly intent: IntentRecord;
  readonly answered?: AnsweredRecord;
}

/** State and journal as read together. */
export interface StateReading {
  /** As it stands on disk; absent before the first fold. */
  readonly snapshot?: StateSnapshot;
  /** SHA-256 over the content of `snapshot`. */
  readonly hash?: string;
  /** What no fold has taken in yet: not empty where a run goes on or broke off. */
  readonly records: readonly JournalRecord[];
  /** `snapshot` with `records` folded over it in memory, serial unchanged; absent where there is neither. */
  readonly current?: StateSnapshot;
  readonly open: readonly OpenIntent[];
  /** A run died in its fold: the journal on disk still holds what `snapshot` has taken in. */
  readonly untrimmed: boolean;
}

/** State and journal of one stack. All methods throw `AcrctlError` and leave the old state intact when they do. */
export interface StateStore {
  /** Takes no lock and writes nothing. */
  read(): Promise<StateReading>;
  /**
   * Opens the journal for a run. Records that are not folded yet are kept. Refuses when state or journal are no
   * longer as in `run.reading`.
   */
  startJournal(run: JournalRun, lock: Lock): Promise<Journal>;
  /** Ends the fold that left `reading` untrimmed. The state, and what is read, stay as they are. */
  trimJournal(reading: StateReading, lock: Lock): Promise<void>;
  /**
   * Writes a whole state in place of what stands there, with an empty journal behind it. The caller has seen under this
   * lock that nothing of that is needed any more.
   */
  replace(snapshot: StateSnapshot, lock: Lock): Promise<void>;
  /**
   * Takes the state away and leaves word where it went: whoever reads here is told. The caller has seen under this lock
   * that `snapshot` is what stands there; its text is kept.
   */
  retire(snapshot: StateSnapshot, movedTo: string, lock: Lock): Promise<void>;
}

export interface JournalRun {
  readonly id: string;
  readonly operation: string;
  /** What the run was planned from. */
  readonly reading: StateReading;
  /** Drawn by the run; taken only where the reading has no `current`. */
  readonly lineage: string;
}

export interface Journal {
  /**
   * Resolves when the record is durable. Calls that wait together share one write; records of one step wait for
   * each other. An `intent` is refused when the lock is lost. After an append has failed, every later one fails
   * too: what was answered since stays open, and the next run reads it back.
   */
  append(record: Exclude<JournalRecord, RunRecord>): Promise<void>;
  /**
   * Ends the journal: writes the folded state with serial + 1, then drops what is folded; intents that are still
   * open stay behind for the next run. A crash in between is recognised by the next reading.
   */
  fold(): Promise<StateSnapshot>;
  /** Ends the journal without folding: the next run goes on from it. */
  close(): Promise<void>;
}

/** Held from before the reading of the state until after the fold (I-06). */
export interface Lock {
  readonly id: string;
  /** Returns when the lock is this run's for certain, else throws with exit code 5. To be asked before each write. */
  assertHeld(): Promise<void>;
  /** Gives the lock up; one that is somebody else's by now is left alone. */
  release(): Promise<void>;
  /** Aborted when the lock turns out to be lost: nothing new may start. */
  readonly lost: AbortSignal;
}

/** The state of one stack with its journal and its lock, wherever it stands. Opening it touches nothing. */
export interface StateHome {
  /** Where people find the state: a path, or a URL. */
  readonly path: string;
  readonly store: StateStore;
  /**
   * Takes the lock (I-06). A holder that is known to be gone is taken over. Else throws with exit code 5, naming the
   * holder, once the time to wait is over.
   */
  acquireLock(request: LockRequest): Promise<Lock>;
  /** The lock as it stands just now; undefined where nobody holds it. Takes nothing. */
  standingLock(): Promise<StandingLock | undefined>;
  /**
   * Takes the lock with this id away from whoever holds it, alive or not, and gives it up. A holder that lives notices
   * before its next write and stops; a request that it has sent may still be under way, and stands in its journal.
   * Throws where another lock stands there.
   */
  removeLock(request: { readonly id: string; readonly operation: string }): Promise<void>;
}

export interface LockRequest {
  /** The command, for those who wait. */
  readonly operation: string;
  /** How long to wait for a holder that may be alive; 0 gives up at once. */
  readonly lockTimeoutMs: number;
  /** No request lasts longer: what a holder that stands still had sent is over by then. */
  readonly requestTimeoutMs: number;
}

/** A lock that stands. */
export interface StandingLock {
  /** The holder's; of one that cannot be read, one that follows from its text. */
  readonly id: string;
  /** Where it stands: a path, or a URL. */
  readonly path: string;
  /** Undefined where it cannot be read. */
  readonly holder: LockHolder | undefined;
  /** What is known for certain of the process behind it. */
  readonly process: 'alive' | 'gone' | 'unknown';
}

/** Who holds a lock, as its file says. */
export interface LockHolder {
  readonly id: string;
  readonly stack: string;
  readonly operation: string;
  readonly who: string;
  readonly host: string;
  readonly bootId: string;
  readonly pidNamespace: string;
  readonly pid: number;
  readonly pidStarted: string;
  /** Wall clock, RFC 3339. */
  readonly started: string;
  /** Counter and wall clock: another text with each beat, always of the same length. */
  readonly beat: string;
}
