import { CODES, type Code } from '../core/codes.ts';
import type { FailedStep, StepFailure } from '../core/event.ts';
import { duration, escapeUnprintable } from '../core/wording.ts';
import { adviceLines, wrap } from './layout.ts';
import type { TextOptions } from './plan-text.ts';
import { stepName } from './step-names.ts';

/** All that is known of the steps that failed; advice that was given once is not printed again. */
export function failuresText(failures: readonly FailedStep[], options: TextOptions): readonly string[] {
  const given = new Set<string>();
  return failures.flatMap((failed) => {
    const { hint = '' } = failed.failure;
    const advice = given.has(hint) ? 'as above.' : hint;
    if (hint !== '') given.add(hint);
    return [...failureLines(failed, advice, options), ''];
  });
}

function failureLines(
  { step, failure, held }: FailedStep,
  advice: string,
  { width, style }: TextOptions,
): readonly string[] {
  const wrapped = (text: string, first = '  ', rest = first) =>
    wrap(escapeUnprintable(text), width, first, rest);
  const mark = (line: string) => line.replace('What to do:', style.bold('What to do:'));
  return [
    ...wrapped(`Failed: ${stepName(step)}`, '', '  ').map(style.bad),
    ...wrapped(`${failure.action} ${failure.label}: ${answerText(failure)}`),
    ...wrapped(failure.message),
    ...(failure.stillRunning
      ? wrapped('Azure may still be working on it; the next run reads back what became of it.')
      : []),
    ...(advice === '' ? [] : adviceLines(`What to do: ${advice}`, width, '  ').map(mark)),
    ...(held.length === 0 ? [] : wrapped(`Not started, since it waits for this: ${list(held)}.`)),
    ...traceLines(failure),
  ];
}

/** `403 AuthorizationFailed`, `409 AnotherOperationInProgress, tried 12 times in 15 min`. */
function answerText({ status, code, innerCodes, attempts, elapsedMs }: StepFailure): string {
  const inner = innerCodes.length === 0 ? '' : ` (${innerCodes.join(', ')})`;
  // An operation that failed is told by an answer of 200, which would only confuse.
  const http = status === undefined || status < 300 || code === String(status) ? '' : `${status} `;
  const own = code in CODES ? `: ${CODES[code as Code]}` : '';
  return `${http}${code}${own}${inner}${triedText(attempts, elapsedMs / 1_000)}`;
}

function triedText(attempts: number, seconds: number): string {
  if (attempts > 1) return `, tried ${attempts} times in ${duration(seconds)}`;
  return seconds < 1 ? '' : `, after ${duration(seconds)}`;
}

/** What is there to be copied stands on a line of its own, however long: the request, its object, the ids of both. */
function traceLines({ id, asked, requestId, correlationId }: StepFailure): readonly string[] {
  const isOwn = asked !== undefined && asked.path.toLowerCase() === id.toLowerCase();
  const lines = [
    ...(isOwn ? [] : [`object ${id}`]),
    ...(asked === undefined ? [] : [`${asked.method} ${asked.path}`]),
    ...(requestId === undefined ? [] : [`request ${requestId}`]),
    ...(correlationId === undefined ? [] : [`correlation ${correlationId}`]),
  ];
  return lines.map((line) => `  ${escapeUnprintable(line)}`.trimEnd());
}

const MOST_NAMED = 10;

function list(steps: FailedStep['held']): string {
  const named = steps.slice(0, MOST_NAMED).map(stepName).join(', ');
  return steps.length > MOST_NAMED ? `${named} and ${steps.length - MOST_NAMED} more` : named;
}
