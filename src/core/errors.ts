import type { Diagnostic } from './diagnostic.ts';

/** What the process says when it ends; the numbers are a contract with scripts (design 8). */
export const EXIT = {
  done: 0,
  error: 1,
  changes: 2,
  invalid: 3,
  denied: 4,
  locked: 5,
  stale: 6,
  refused: 7,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What an error ends with. Changes and drift are results. */
export type FailureCode = Exclude<ExitCode, typeof EXIT.done | typeof EXIT.changes>;

/** An error people are meant to read: exit code, and one or more diagnostics that say what to do. */
export class AcrctlError extends Error {
  override readonly name = 'AcrctlError';
  readonly exitCode: FailureCode;
  readonly diagnostics: readonly Diagnostic[];

  constructor(exitCode: FailureCode, diagnostics: readonly Diagnostic[], options?: ErrorOptions) {
    super(diagnostics.map((diagnostic) => `${diagnostic.code}: ${diagnostic.summary}`).join('; '), options);
    this.exitCode = exitCode;
    this.diagnostics = diagnostics;
  }
}

/** A state that the code holds to be impossible. */
export class BugError extends Error {
  override readonly name = 'BugError';

  constructor(invariant: string, options?: ErrorOptions) {
    super(`${invariant} This is a bug in acrctl.`, options);
  }
}
