import { diagnose } from '../core/codes.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { AcrctlError, BugError, EXIT, type FailureCode } from '../core/errors.ts';
import { CloudError } from '../core/resource-type.ts';
import { diagnosticsText } from '../report/diagnostics-text.ts';
import { commandLine } from './command-line.ts';
import type { FailedRequest } from './documents.ts';
import { keepJson, printJson } from './print.ts';
import { readFailure } from './read-failure.ts';
import { terminal } from './terminal.ts';

/** Prints what ended a command, as text or as the one JSON document, and gives the exit code. */
export function reportFailure(error: unknown, { json }: { readonly json: boolean }): FailureCode {
  const { exitCode, diagnostics, requests } = failureOf(error);
  const document = { error: { exitCode, diagnostics, ...(requests && { requests }) } };
  keepJson(document);
  if (json) printJson(document);
  else process.stderr.write(diagnosticsText(diagnostics, terminal(process.stderr)));
  return exitCode;
}

interface Failure {
  readonly exitCode: FailureCode;
  readonly diagnostics: readonly Diagnostic[];
  /** The requests to Azure that failed, one by one, for scripts. */
  readonly requests?: readonly FailedRequest[];
}

function failureOf(error: unknown): Failure {
  if (error instanceof AcrctlError) return error;
  if (error instanceof CloudError) return readFailure(error);
  if (error instanceof Error && error.name === 'AbortError') {
    const detail = 'Nothing new was started. What an earlier run had begun stands in the journal.';
    const hint = `Running again is safe: ${commandLine(process.argv.slice(2))}`;
    return { exitCode: EXIT.interrupted, diagnostics: [diagnose('ACR2031', { detail, hint })] };
  }
  const message = error instanceof Error ? error.message : String(error);
  const detail = error instanceof BugError ? message : `${message} This is a bug in acrctl.`;
  return {
    exitCode: EXIT.error,
    diagnostics: [
      diagnose('ACR2099', {
        detail,
        hint: 'Please report it with the command line; what was written before stands in the journal, and running again is safe.',
      }),
    ],
  };
}
