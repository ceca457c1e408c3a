import { type Json, type JsonObject, parseJson } from '../../core/json.ts';
import { getPath, isJsonObject } from '../../core/path.ts';
import type { CloudErrorFields, FailureClass } from '../../core/resource-type.ts';
import { CloudError } from '../../core/resource-type.ts';
import type { HttpResponse } from '../../core/world.ts';
import { adviceOn, type Subject } from './advice.ts';
import { retryAfterMs } from './headers.ts';
import { clean } from './text.ts';

/** What an error body says, whatever its shape. */
interface ArmError {
  readonly code: string;
  /** The outer message, unless it says nothing, and those of the causes inside that it does not repeat. */
  readonly message: string;
  /** Codes of `details`, `innererror` and JSON inside messages: the cause often stands only there. */
  readonly inner: readonly string[];
  /** Ids of the policy assignments that refused. */
  readonly policies: readonly string[];
}

/** The error for an answer that is no success. `nowMs` is the wall clock, for dates in `Retry-After`. */
export function cloudErrorOf(
  response: HttpResponse,
  nowMs: number,
  about: Pick<CloudErrorFields, 'asked' | 'tried'> = {},
): CloudError {
  const error = readError(parseJson(response.body), response.status);
  const failure = classify(response.status, error);
  return answeredError(response, error, {
    failure,
    retryWithinMs: retryWithinMs(failure, error),
    retryAfterMs: retryAfterMs(response.headers, nowMs),
    asked: about.asked,
    tried: about.tried,
  });
}

/** The error for an operation that ended Failed or Canceled: HTTP 200 with the error inside (faults.md G22, G25). */
export function operationErrorOf(
  status: string,
  document: JsonObject,
  response: HttpResponse,
  subject?: Subject,
): CloudError {
  const silence = `The operation ended ${clean(status)}, and Azure does not say why.`;
  const said = readError(document, 200, silence);
  const error = said.code === 'Http200' ? { ...said, code: clean(`Operation${status}`) } : said;
  const failure = classify(undefined, error);
  const fields = {
    failure: failure === 'permanent' ? 'failed' : failure,
    retryWithinMs: retryWithinMs(failure, error),
  } as const;
  return answeredError(response, error, fields, subject);
}

function answeredError(
  response: HttpResponse,
  error: ArmError,
  fields: Pick<CloudErrorFields, 'failure' | 'retryWithinMs' | 'retryAfterMs' | 'asked' | 'tried'>,
  subject?: Subject,
): CloudError {
  return advisedError(
    {
      ...fields,
      armCode: error.code,
      innerCodes: error.inner,
      message: error.message,
      status: response.status,
      requestId: requestIdOf(response),
      correlationId: idHeader(response, 'x-ms-correlation-request-id'),
    },
    { policies: error.policies, subject },
  );
}

/** An error with the advice that the provider has on it: every error of the provider is made here. */
export function advisedError(
  fields: CloudErrorFields,
  { policies = [], subject, cause }: AdvisedBy = {},
): CloudError {
  const codes = [fields.armCode, ...(fields.innerCodes ?? [])];
  const hint = adviceOn({ ...fields, codes, policies, subject });
  return new CloudError({ ...fields, hint }, { cause });
}

interface AdvisedBy {
  readonly policies?: readonly string[];
  readonly subject?: Subject | undefined;
  readonly cause?: unknown;
}

export function requestIdOf(response: HttpResponse): string | undefined {
  return idHeader(response, 'x-ms-request-id');
}

/** Headers are text from outside like any other. */
function idHeader({ headers }: HttpResponse, name: string): string | undefined {
  const text = headers[name];
  return text === undefined || text === '' ? undefined : clean(text).slice(0, LONGEST_ID);
}

const LONGEST_ID = 100;

/**
 * The shapes of faults.md G20 and observed-behaviour.md 5: wrapped, flat, with capitals, problem JSON (RFC 9110),
 * OData, an error that is a string, JSON inside a message, HTML, and nothing at all.
 */
export function readError(
  body: Json | undefined,
  status: number,
  silence = `Azure answered ${status} without saying why.`,
): ArmError {
  const said = collect(body, 0);
  const [code = `Http${status}`, ...inner] = said.flatMap((each) => each.code ?? []);
  return {
    code: clean(code),
    message: messageOf(said) ?? silence,
    inner: [...new Set(inner.map(clean))].filter((each) => each !== clean(code)),
    policies: [...new Set(policiesIn(body, 0).map(clean))],
  };
}

/** The first message that says anything, and behind it, with their codes, the causes that it does not name. */
function messageOf(said: readonly Said[]): string | undefined {
  const told = said
    .map(({ code, message = '' }) => ({ code, message: clean(message.replace(POLICY_LIST, '')) }))
    .filter(({ message }) => message !== '');
  const telling = told.filter(({ message }) => !VAGUE.test(message));
  const [first, ...others] = telling.length > 0 ? telling : told;
  if (first === undefined) return undefined;
  const seen = [first.message];
  for (const { code, message } of others) {
    if (seen.length > MOST_CAUSES || seen.some((each) => each.includes(message))) continue;
    seen.push(code === undefined ? message : `${clean(code)}: ${message}`);
  }
  return clean(seen.join(' '));
}

const MOST_CAUSES = 4;
/**
 * What says nothing beside the causes inside it: recorded Test_Network_v1api20201101_CreationAndDeletion #59, and the
 * wrapper of deployments (MicrosoftDocs/azure-docs#88211). Markup is what a proxy on the way says.
 */
const VAGUE =
  /^(?:A retryable error occurred\.|An error occurred\.|At least one resource deployment operation failed\..*|<.*)$/i;
/** Said once more, as ids, in the advice (microsoft/vscode-apimanagement#348 has the form). */
const POLICY_LIST = /\s*Policy identifiers: '\[.*\]'\.?/s;

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
  if (isKeyUnreachable(error)) return 'not-visible';
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

/** The registry's own check of the key, before a new grant has spread (faults.md K01); or the grant is missing for good. */
function isKeyUnreachable({ message }: ArmError): boolean {
  return /Failed to access KeyId/i.test(message);
}

/** The gateway's own check of its certificates, likewise (faults.md K13): other causes do not pass by themselves. */
function isSecretDenied({ code, inner }: ArmError): boolean {
  return [code, ...inner].some((each) => each.toLowerCase() === SECRET_DENIED.toLowerCase());
}

const SECRET_DENIED = 'ApplicationGatewayKeyVaultSecretAccessDenied';

/** See `CloudError.retryWithinMs`: these pass within the time given, or somebody has to do something. */
function retryWithinMs(failure: FailureClass, error: ArmError): number | undefined {
  const isStillUsed = [error.code, ...error.inner].some((code) => STILL_USED.has(code.toLowerCase()));
  if (failure === 'busy' && isStillUsed) return USE_ENDS_WITHIN_MS;
  if (isKeyUnreachable(error) || isSecretDenied(error)) return GRANTED_WITHIN_MS;
  return failure === 'not-visible' || isUnreachableTarget(error) ? VISIBLE_WITHIN_MS : undefined;
}

/** What hangs below is being deleted, and Azure goes on saying so for a while; or it stays (faults.md N08, N19). */
const STILL_USED: ReadonlySet<string> = new Set(['cannotdeleteresource', 'inusesubnetcannotbedeleted']);
const USE_ENDS_WITHIN_MS = 60_000;
/** "Seconds to minutes" until what was just made is seen everywhere (faults.md G08, G11, G12, G18). */
const VISIBLE_WITHIN_MS = 5 * 60_000;

/** Ten minutes are documented, and more were seen (faults.md K01); a gateway waits for the same grants. */
const GRANTED_WITHIN_MS = 15 * 60_000;

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
    SECRET_DENIED,
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

/** One code, one message, or both as they belong together. */
interface Said {
  readonly code?: string | undefined;
  readonly message?: string;
}

const DEEPEST = 6;

/** Everything that a body says, the outermost first. */
function collect(value: Json | undefined, depth: number): readonly Said[] {
  if (depth > DEEPEST || value === undefined) return [];
  if (typeof value === 'string') return fromText(value, undefined, depth);
  if (Array.isArray(value)) return value.flatMap((entry: Json) => collect(entry, depth + 1));
  if (!isJsonObject(value)) return [];
  const code = firstText(value, CODE_MEMBERS);
  const message = firstText(value, MESSAGE_MEMBERS);
  return [
    ...(message === undefined ? (code === undefined ? [] : [{ code }]) : fromText(message, code, depth)),
    ...WRAPPERS.filter((member) => value[member] !== message).flatMap((member) =>
      collect(value[member], depth + 1),
    ),
  ];
}

/** A text is a message, and may carry a whole error as escaped JSON: then what that says counts. */
function fromText(text: string, code: string | undefined, depth: number): readonly Said[] {
  const start = text.indexOf('{');
  const inside = start < 0 ? undefined : parseJson(text.slice(start, text.lastIndexOf('}') + 1));
  const found = inside === undefined ? [] : collect(inside, depth + 1);
  if (found.some(({ message }) => message !== undefined)) return [{ code }, ...found];
  return [{ code, message: text }, ...found];
}

/** `policyAssignmentId` of `additionalInfo`, and `policyAssignment.id` of the JSON inside the message. */
function policiesIn(value: Json | undefined, depth: number): readonly string[] {
  if (depth > 2 * DEEPEST || value === undefined) return [];
  if (typeof value === 'string') {
    const list = /'(\[\{.*\}\])'/s.exec(value)?.[1];
    return list === undefined ? [] : policiesIn(parseJson(list), depth + 1);
  }
  if (Array.isArray(value)) return value.flatMap((entry: Json) => policiesIn(entry, depth + 1));
  if (!isJsonObject(value)) return [];
  const own = [value['policyAssignmentId'], getPath(value, 'policyAssignment.id')];
  return [
    ...own.filter((id): id is string => typeof id === 'string'),
    ...Object.values(value).flatMap((inner) => policiesIn(inner, depth + 1)),
  ];
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
