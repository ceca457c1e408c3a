import type { KeyObject } from 'node:crypto';

/**
 * Everything that is not a pure function comes in through these interfaces: the real ones are made in `cli`,
 * the simulated ones in the tests. Nothing else in `src` touches a file, a socket, a clock, a random source or
 * a signal.
 */
export interface World {
  readonly files: Files;
  readonly clock: Clock;
  readonly random: Random;
  readonly self: ProcessIdentity;
  /** Aborted by SIGINT and SIGTERM. What runs may finish its bookkeeping; nothing new starts. */
  readonly interrupt: AbortSignal;
}

/** One HTTP exchange, without retries, redirects or credentials of its own. */
export interface Transport {
  /** Rejects with a `NoAnswerError` when no complete answer arrived: the effect of the request is then unknown. */
  send(request: HttpRequest): Promise<HttpResponse>;
}

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'PATCH' | 'POST' | 'DELETE';
  /** Absolute. */
  readonly url: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Durable files. Every method that writes returns only when the bytes, and the directory entry that leads to
 * them, are on disk. Files are created 0600 and directories 0700 whatever the umask. Errors keep Node's `code`.
 */
export interface Files {
  /** The text, or undefined where there is no such file. */
  read(path: string): Promise<string | undefined>;
  /** Atomic: a reader sees the old text or the new one, also after a crash. */
  replace(path: string, text: string): Promise<void>;
  /**
   * Undefined where something already stands at the path; never overwrites. Atomic: a file that is seen is seen
   * with its whole text, also after a crash. The caller closes what it gets.
   */
  createExclusive(path: string, text: string): Promise<OwnedFile | undefined>;
  /** Opens for appending; the file is created when absent. */
  openLog(path: string): Promise<LogFile>;
  /** Removing what is absent succeeds. */
  remove(path: string): Promise<void>;
  /**
   * Removes what processes left in the directory that died in the middle of `replace` or `createExclusive`. It cuts
   * off whoever writes there just then: `createExclusive` gives undefined as if it had been beaten, `replace` fails.
   */
  sweep(directory: string): Promise<void>;
  /** With its parents; one that exists is left as it is. */
  makeDirectory(path: string): Promise<void>;
  /** The names of what stands in the directory, sorted; none where there is no such directory. */
  list(path: string): Promise<readonly string[]>;
  /** What stands at the path itself, symbolic links not followed. */
  inspect(path: string): Promise<'absent' | 'file' | 'directory' | 'link' | 'other'>;
  /** True where users other than the owner may create or remove entries of this directory (the sticky bit does not help). */
  isSharedDirectory(path: string): Promise<boolean>;
}

/** A file held by itself, not by its name: writing to it never touches another file that took over the name. */
export interface OwnedFile {
  /** Replaces the text in place by one of the same length in bytes. Durable, but not atomic. */
  rewrite(text: string): Promise<void>;
  /** Gives the file the name `path`, atomically, in place of what stood there. */
  moveOver(path: string): Promise<void>;
  close(): Promise<void>;
}

export interface LogFile {
  /**
   * Resolves when the text is durable. Calls that wait together share one fsync (group commit). After a failure
   * part of the text may stand in the file: every later call fails with the same error.
   */
  append(text: string): Promise<void>;
  close(): Promise<void>;
}

export interface Clock {
  /** Wall clock, milliseconds since the epoch: for people and for file contents only. */
  wallMs(): number;
  /** Never goes back and never jumps: for deadlines and leases. */
  monotonicMs(): number;
  /** Rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Random {
  uuid(): string;
  /** At least 0, less than 1. */
  fraction(): number;
  /** A private key; takes seconds where the bits are many. */
  rsaKey(bits: number): Promise<KeyObject>;
}

/** Who this process is, as far as another process on the same host can check it. */
export interface ProcessIdentity {
  readonly who: string;
  readonly host: string;
  readonly bootId: string;
  readonly pidNamespace: string;
  readonly pid: number;
  /** Start time of the process as the host counts it: tells a reused pid from the one that took the lock. */
  readonly pidStarted: string;
  /** Only meaningful for a process of the same host, boot and pid namespace. */
  isAlive(pid: number, pidStarted: string): Promise<boolean>;
}

/** No answer arrived: refused, reset, timed out. After a write the effect is unknown (faults G19, G21). */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}
