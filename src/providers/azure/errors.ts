import type { Json, JsonObject } from '../../core/json.ts';
import { isJsonObject } from '../../core/path.ts';
import type { FailureClass } from '../../core/resource-type.ts';
import { CloudError } from '../../core/resource-type.ts';
import type { HttpResponse } from '../../core/world.ts';
import { retryAfterMs } from './headers.ts';
import { clean } from './text.ts';

/** What an error body says, whatever its shape. */
interface ArmError {
  readonly code: string;
  readonly message: string;
  /** Codes of `details`, `innererror` and JSON inside messages: the cause often stands only there. */
  readonly inner: readonly string[];
}

/** The error for an answer that is no success. `nowMs` is the wall clock, for dates in `Retry-After`. */
export function cloudErrorOf(response: HttpResponse, nowMs: number): CloudError {
  const error = readError(parseJson(response.body), response.status);
  const failure = classify(response.status, error);
  return new CloudError({
    failure,
    retryWithinMs: retryWithinMs(failure, error),
    armCode: error.code,
    message: error.message,
    status: response.status,
    requestId: response.headers['x-ms-request-id'],
    correlationId: response.headers['x-ms-correlation-request-id'],
    retryAfterMs: retryAfterMs(response.headers, nowMs),
  });
}

/** The error for an operation that ended Failed or Canceled: HTTP 200 with the error inside (faults.md G22, G25). */
export function operationErrorOf(status: string, document: JsonObject, response: HttpResponse): CloudError {
  const said = readError(document, 200);
  const error =
    said.code === 'Http200'
      ? { ...said, code: `Operation${status}`, message: `The operation ended ${status}.` }
      : said;
  const failure = classify(undefined, error);
  return new CloudError({
    failure: failure === 'permanent' ? 'failed' : failure,
    retryWithinMs: retryWithinMs(failure, error),
    armCode: error.code,
    message: error.message,
    status: response.status,
    requestId: response.headers['x-ms-request-id'],
    correlationId: response.headers['x-ms-correlation-request-id'],
  });
}

/**
 * The shapes of faults.md G20 and observed-behaviour.md 5: wrapped, flat, with capitals, problem JSON (RFC 9110),
 * OData, an error that is a string, JSON inside a message, HTML, and nothing at all.
 */
export function readError(body: Json | undefined, status: number): ArmError {
  const found = collect(body, 0);
  const [code = `Http${status}`, ...inner] = found.codes;
  const message =
    found.messages.find((text) => text !== '') ?? `Azure answered ${status} without saying why.`;
  return { code: clean(code), message: clean(message), inner: inner.map(clean) };
}

/** The value of a body, or undefined for HTML, an empty text and other things that are no JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/**
 * Decides by code first, then by status: codes are the more certain of the two, statuses always there. But behind a
 * server error nobody knows what was done, whatever its body says (faults.md G19).
 */
export function classify(status: number | undefined, error: ArmError): FailureClass {
  if (status !== undefined && byStatus(status) === 'unknown') return 'unknown';
  for (const code of [error.code, ...error.inner]) {
    const byCode = BY_CODE.get(code.toLowerCase());
    if (byCode !== undefined) return byCode;
  }
  // `Conflict` is a name taken as well as an update that is still running (faults.md G05, G06); only the text tells.
  const saysBusy = BUSY_TEXT.test(error.message) || isUnreachableTarget(error);
  if (saysBusy && (status === undefined || status === 409 || status === 400)) return 'busy';
  return status === undefined ? 'permanent' : byStatus(status);
}

function byStatus(status: number): FailureClass {
  if (status === 401 || status === 403) return 'denied';
  if (status === 412) return 'moved';
  if (status === 429) return 'throttled';
  if (status === 501 || status === 505) return 'permanent';
  return status === 408 || status >= 500 ? 'unknown' : 'permanent';
}

const BUSY_TEXT = /another operation|is busy|operation (?:is )?in progress|previous (?:update )?request/i;

/** The target of an endpoint is at work, says Azure by calling its id invalid (faults.md N03); it may also be gone. */
function isUnreachableTarget({ code, message }: ArmError): boolean {
  return /^InvalidPrivateLinkServiceId/i.test(code) || /Invalid private link service id/i.test(message);
}

/** See `CloudError.retryWithinMs`: these pass within the time given, or somebody has to do something. */
function retryWithinMs(failure: FailureClass, error: ArmError): number | undefined {
  const isStillUsed = [error.code, ...error.inner].some((code) => STILL_USED.has(code.toLowerCase()));
  if (failure === 'busy' && isStillUsed) return USE_ENDS_WITHIN_MS;
  return failure === 'not-visible' || isUnreachableTarget(error) ? VISIBLE_WITHIN_MS : undefined;
}

/** What hangs below is being deleted, and Azure goes on saying so for a while; or it stays (faults.md N08, N19). */
const STILL_USED: ReadonlySet<string> = new Set(['cannotdeleteresource', 'inusesubnetcannotbedeleted']);
const USE_ENDS_WITHIN_MS = 60_000;
/** "Seconds to minutes" until what was just made is seen everywhere (faults.md G08, G11, G12, G18). */
const VISIBLE_WITHIN_MS = 5 * 60_000;

const CODES_OF: Readonly<Partial<Record<FailureClass, readonly string[]>>> = {
  busy: [
    'AnotherOperationInProgress',
    'RetryableError',
    'RetryableErrorDueToAnotherOperation',
    'ReferencedResourceNotProvisioned',
    'StorageAccountOperationInProgress',
    'CannotDeleteResource',
    'InUseSubnetCannotBeDeleted',
  ],
  'not-visible': [
    'ResourceNotFound',
    'ResourceGroupNotFound',
    'ParentResourceNotFound',
    'NotFound',
    'InvalidResourceReference',
    'PrincipalNotFound',
    'FailedIdentityOperation',
  ],
  moved: ['PreconditionFailed'],
  denied: [
    'AuthorizationFailed',
    'LinkedAuthorizationFailed',
    'ExpiredAuthenticationToken',
    'InvalidAuthenticationToken',
    'InvalidAuthenticationTokenTenant',
  ],
  throttled: ['SubscriptionRequestsThrottled', 'TooManyRequests'],
  permanent: [
    'RequestDisallowedByPolicy',
    'ScopeLocked',
    'MissingSubscriptionRegistration',
    'NoRegisteredProviderFound',
    'SubscriptionNotFound',
  ],
};

const BY_CODE: ReadonlyMap<string, FailureClass> = new Map(
  Object.entries(CODES_OF).flatMap(([failure, codes]) =>
    codes.map((code) => [code.toLowerCase(), failure as FailureClass] as const),
  ),
);

interface Found {
  readonly codes: readonly string[];
  readonly messages: readonly string[];
}

const NOTHING: Found = { codes: [], messages: [] };
const DEEPEST = 6;

function collect(value: Json | undefined, depth: number): Found {
  if (depth > DEEPEST || value === undefined) return NOTHING;
  if (typeof value === 'string') return fromText(value, depth);
  if (Array.isArray(value)) return joined(value.map((entry: Json) => collect(entry, depth + 1)));
  if (!isJsonObject(value)) return NOTHING;
  const code = firstText(value, CODE_MEMBERS);
  const message = firstText(value, MESSAGE_MEMBERS);
  const inMessage = message === undefined ? NOTHING : fromText(message, depth);
  return joined([
    { codes: code === undefined ? [] : [code], messages: [] },
    inMessage,
    ...WRAPPERS.filter((member) => value[member] !== message).map((member) =>
      collect(value[member], depth + 1),
    ),
  ]);
}

/** A text is a message, and may carry a whole error as escaped JSON. */
function fromText(text: string, depth: number): Found {
  const start = text.indexOf('{');
  const inside = start < 0 ? undefined : parseJson(text.slice(start, text.lastIndexOf('}') + 1));
  const found = inside === undefined ? NOTHING : collect(inside, depth + 1);
  return found.messages.length > 0 ? found : { codes: found.codes, messages: [text] };
}

function joined(parts: readonly Found[]): Found {
  return { codes: parts.flatMap((part) => part.codes), messages: parts.flatMap((part) => part.messages) };
}

/** `type` of a problem JSON is a URL, and `title` its short name. */
const CODE_MEMBERS = ['code', 'Code', 'errorCode', 'title'];
const MESSAGE_MEMBERS = ['message', 'Message', 'detail', 'error_description', 'value'];
const WRAPPERS = ['error', 'odata.error', 'Error', 'message', 'details', 'innererror', 'innerError'];

function firstText(value: JsonObject, members: readonly string[]): string | undefined {
  return members
    .map((member) => value[member])
    .find((inner): inner is string => typeof inner === 'string' && inner !== '');
}
