import { diagnose } from '../core/codes.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { BugError, EXIT } from '../core/errors.ts';
import type { CloudError } from '../core/resource-type.ts';
import { counted, duration } from '../core/wording.ts';
import type { FailedRequest } from './documents.ts';

/**
 * Requests that failed outside a step, so while reading: nothing was being written. Those that failed alike are told
 * as one, and of many the first.
 */
export function readFailure(error: CloudError): {
  readonly exitCode: typeof EXIT.denied | typeof EXIT.error;
  readonly diagnostics: readonly Diagnostic[];
  readonly requests: readonly FailedRequest[];
} {
  const errors = [error, ...error.others];
  const alike = new Map<string, CloudError[]>();
  for (const each of errors) {
    const key = JSON.stringify([each.failure, each.armCode, each.message]);
    alike.set(key, [...(alike.get(key) ?? []), each]);
  }
  const groups = [...alike.values()];
  const untold = groups.slice(MOST_TOLD).flat().length;
  const told = groups
    .slice(0, MOST_TOLD)
    .map((group, index, { length }) => diagnosticOf(group, index === length - 1 ? untold : 0));
  const exitCode = error.failure === 'denied' ? EXIT.denied : EXIT.error;
  return { exitCode, diagnostics: told, requests: errors.map(requestOf) };
}

const MOST_TOLD = 5;
const MOST_PATHS = 5;

function diagnosticOf(group: readonly CloudError[], untold: number): Diagnostic {
  const [first] = group;
  if (first === undefined) throw new BugError('A group of errors is empty.');
  const more = untold === 0 ? '' : ` ${counted(untold, 'more read')} failed, not shown here.`;
  const ids = idsOf(group.length === 1 ? first.requestId : undefined, first.correlationId);
  const detail = `${whatFailed(group)}\n${answerOf(first)}. ${first.message}${ids}${more}`;
  const hint = first.hint ?? 'Run the same command again.';
  return diagnose(first.failure === 'denied' ? 'ACR2032' : 'ACR2033', {
    detail,
    hint: `Nothing was written. ${hint}`,
  });
}

/** Each on a line of its own: ids are there to be copied. */
function whatFailed(group: readonly CloudError[]): string {
  const asked = group.flatMap(({ asked: each }) =>
    each === undefined ? [] : [`${each.method} ${each.path}`],
  );
  if (asked.length === 0) return 'A request failed:';
  const more = asked.length > MOST_PATHS ? [`and ${asked.length - MOST_PATHS} more`] : [];
  return [...asked.slice(0, MOST_PATHS), ...more].join('\n');
}

function answerOf({ status, armCode, innerCodes, tried }: CloudError): string {
  const http = status === undefined || armCode === String(status) ? '' : `${status} `;
  const inner = innerCodes.length === 0 ? '' : ` (${innerCodes.join(', ')})`;
  const often =
    tried === undefined || tried.times < 2
      ? ''
      : `, tried ${tried.times} times in ${duration(tried.forMs / 1000)}`;
  return `${http}${armCode}${inner}${often}`;
}

/** The correlation id finds all requests of the run; that of one request is for one request. */
function idsOf(requestId: string | undefined, correlationId: string | undefined): string {
  const request = requestId === undefined ? '' : ` Request ${requestId}.`;
  return correlationId === undefined ? request : `${request} Correlation ${correlationId}.`;
}

function requestOf(error: CloudError): FailedRequest {
  const { asked, status, armCode, innerCodes, message, hint, requestId, correlationId, tried } = error;
  return {
    ...asked,
    ...(status !== undefined && { status }),
    code: armCode,
    innerCodes,
    message,
    ...(hint !== undefined && { hint }),
    ...(requestId !== undefined && { requestId }),
    ...(correlationId !== undefined && { correlationId }),
    ...(tried && { attempts: tried.times, elapsedMs: Math.round(tried.forMs) }),
  };
}
