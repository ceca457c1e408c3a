import { diagnose } from '../core/codes.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { AcrctlError, BugError, EXIT, type FailureCode } from '../core/errors.ts';
import { CloudError } from '../core/resource-type.ts';
import { diagnosticsText } from '../report/diagnostics-text.ts';
import { commandLine } from './command-line.ts';
import { printJson } from './print.ts';
import { terminal } from './terminal.ts';

/** Prints what ended a command, as text or as the one JSON document, and gives the exit code. */
export function reportFailure(error: unknown, { json }: { readonly json: boolean }): FailureCode {
  const { exitCode, diagnostics } = failureOf(error);
  if (json) printJson({ error: { exitCode, diagnostics } });
  else process.stderr.write(diagnosticsText(diagnostics, terminal(process.stderr)));
  return exitCode;
}

function failureOf(error: unknown): {
  readonly exitCode: FailureCode;
  readonly diagnostics: readonly Diagnostic[];
} {
  if (error instanceof AcrctlError) return error;
  if (error instanceof CloudError) return cloudFailure(error);
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

/** A request that failed outside a step, so while reading: nothing was being written. */
function cloudFailure(error: CloudError): { exitCode: FailureCode; diagnostics: readonly Diagnostic[] } {
  const ids = [
    error.requestId === undefined ? '' : ` Request ${error.requestId}.`,
    error.correlationId === undefined ? '' : ` Correlation ${error.correlationId}.`,
  ].join('');
  const denied = error.failure === 'denied';
  return {
    exitCode: denied ? EXIT.denied : EXIT.error,
    diagnostics: [
      diagnose(denied ? 'ACR2032' : 'ACR2033', {
        detail: `${error.armCode}: ${error.message}${ids}`,
        hint: hintFor(error),
      }),
    ],
  };
}

function hintFor(error: CloudError): string {
  if (error.status === 401) return 'Sign in again; the token is not accepted any more.';
  if (error.failure === 'denied') {
    return 'Give the signed-in identity that permission, or sign in as another one.';
  }
  if (error.failure === 'throttled') {
    return 'Azure asks to wait for longer than a run waits. Nothing was written; run the same command later.';
  }
  const ids =
    error.requestId === undefined ? '' : '; if it stays, the ids above are what Azure support asks for';
  return `Nothing was written. Run the same command again${ids}.`;
}
