import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../src/core/json.ts';
import type { FailureClass } from '../../../src/core/resource-type.ts';
import { cloudErrorOf, operationErrorOf, readError } from '../../../src/providers/azure/errors.ts';
import { clean } from '../../../src/providers/azure/text.ts';
import { hasRecordings, recordings } from '../shared.ts';

describe('readError', () => {
  const check = (body: Json | undefined, code: string, message: string) =>
    expect(readError(body, 400)).toMatchObject({ code, message });

  test('reads every shape that was seen (faults G20)', () => {
    check({ error: { code: 'A', message: 'm', details: [] } }, 'A', 'm');
    check({ error: { code: 'A', message: 'm' }, status: 'Failed' }, 'A', 'm');
    check({ code: 'A', message: 'm' }, 'A', 'm');
    check({ Code: 'A', Message: 'm' }, 'A', 'm');
    check({ status: 'Failed', error: { code: 'A', message: 'm' } }, 'A', 'm');
    check({ type: 'https://x/y', title: 'A', status: 400, detail: 'm' }, 'A', 'm');
    check({ error: 'm' }, 'Http400', 'm');
    check({ 'odata.error': { code: 'A', message: { lang: 'en', value: 'm' } } }, 'A', 'm');
    check({ error: { details: [{ code: 'A', message: 'm' }] } }, 'A', 'm');
    check(
      { error: { code: 'A', message: JSON.stringify({ error: { code: 'B', message: 'inside' } }) } },
      'A',
      'inside',
    );
    check(undefined, 'Http400', 'Azure answered 400 without saying why.');
    check([], 'Http400', 'Azure answered 400 without saying why.');
    check(null, 'Http400', 'Azure answered 400 without saying why.');
  });

  test('keeps the codes inside, where the cause stands', () => {
    const inside = {
      code: 'Outer',
      message: `{"error":{"code":"Inner","message":"x"}}`,
      details: [{ code: 'Detail' }],
    };
    expect(readError({ error: inside }, 400).inner).toEqual(['Inner', 'Detail']);
  });

  test('does not follow JSON in JSON for ever', () => {
    let text = 'end';
    for (let depth = 0; depth < 12; depth += 1) text = JSON.stringify({ message: text });
    expect(readError({ error: { code: 'A', message: text } }, 400).code).toBe('A');
  });
});

describe('a row of the fault catalogue is classified (faults.md, sections 2.1 and 2.2)', () => {
  const check = (
    row: string,
    status: number,
    body: Json | string,
    failure: FailureClass,
    retryWithinMs?: number,
  ) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const error = cloudErrorOf({ status, headers: {}, body: text }, 0);
    expect([row, error.failure, error.retryWithinMs]).toEqual([row, failure, retryWithinMs]);
  };
  const wrapped = (code: string, message = 'm', detail?: string): Json => ({
    error: { code, message, ...(detail !== undefined && { details: [{ code: detail, message: 'm' }] }) },
  });
  const minuteMs = 60_000;

  test('of what an answer says before anything was done', () => {
    check('G01', 429, wrapped('429', 'Request is temporarily throttled.'), 'throttled');
    check('G02', 429, wrapped('RetryableError', 'm', 'ReferencedResourceNotProvisioned'), 'busy');
    check('G03', 429, wrapped('RetryableError', 'm', 'RetryableErrorDueToAnotherOperation'), 'busy');
    check('G04', 409, wrapped('AnotherOperationInProgress'), 'busy');
    check('G05', 409, wrapped('Conflict', 'It is busy processing a previous update request.'), 'busy');
    check('G06', 409, { ...(wrapped('RegistryNameAlreadyInUse') as object), status: 'Failed' }, 'permanent');
    check('G06', 409, wrapped('VaultAlreadyExists'), 'permanent');
    check('G06', 409, wrapped('Conflict', 'The identity is already in use.'), 'permanent');
    check('G07', 412, { code: 'PreconditionFailed', message: 'm' }, 'moved');
    check('G08', 404, wrapped('ResourceNotFound'), 'not-visible', 5 * minuteMs);
    check('G08', 404, wrapped('ResourceGroupNotFound'), 'not-visible', 5 * minuteMs);
    check('G08', 404, wrapped('ParentResourceNotFound'), 'not-visible', 5 * minuteMs);
    check('G08', 404, { code: 'NotFound', message: 'm' }, 'not-visible', 5 * minuteMs);
    check('G09', 403, wrapped('AuthorizationFailed'), 'denied');
    check('G10', 403, wrapped('LinkedAuthorizationFailed'), 'denied');
    check('G11', 400, wrapped('PrincipalNotFound'), 'not-visible', 5 * minuteMs);
    check('G12', 400, wrapped('FailedIdentityOperation'), 'not-visible', 5 * minuteMs);
    check('G13', 400, wrapped('RoleAssignmentUpdateNotPermitted'), 'permanent');
    check('G14', 409, wrapped('RoleAssignmentExists'), 'permanent');
    check('G15', 409, wrapped('ScopeLocked'), 'permanent');
    check('G16', 403, wrapped('RequestDisallowedByPolicy'), 'permanent');
    check('G17', 409, wrapped('MissingSubscriptionRegistration'), 'permanent');
    check('G17', 400, wrapped('NoRegisteredProviderFound'), 'permanent');
    check('G18', 400, wrapped('InvalidResourceReference'), 'not-visible', 5 * minuteMs);
    check('G26', 401, wrapped('ExpiredAuthenticationToken'), 'denied');
    check('G27', 307, '', 'permanent');
  });

  test('of a server error, whatever its body says: nobody knows what was done', () => {
    for (const status of [408, 500, 502, 503, 504]) {
      for (const body of ['', '<html>', wrapped('GatewayTimeout'), wrapped('ResourceNotFound')])
        check('G19', status, body, 'unknown');
    }
    check('G20', 500, { Code: 'RetryableError', Message: 'm' }, 'unknown');
  });

  test('of private link and DNS', () => {
    check('N03', 400, wrapped('InvalidPrivateLinkServiceId'), 'busy', 5 * minuteMs);
    check('N03', 400, wrapped('BadRequest', 'Invalid private link service id x.'), 'busy', 5 * minuteMs);
    check('N03', 409, wrapped('StorageAccountOperationInProgress'), 'busy');
    check('N08', 409, wrapped('CannotDeleteResource'), 'busy', minuteMs);
    check('N09', 400, wrapped('BadRequest', 'A virtual network cannot be linked twice.'), 'permanent');
    check('N10', 409, wrapped('Conflict', 'Virtual network resource identity already in use.'), 'permanent');
    check('N19', 400, wrapped('InUseSubnetCannotBeDeleted'), 'busy', minuteMs);
  });

  test('of an operation that ended badly (G22, G25)', () => {
    const ended = (
      row: string,
      status: string,
      document: JsonObject,
      failure: FailureClass,
      armCode: string,
    ) =>
      expect([row, operationErrorOf(status, document, { status: 200, headers: {}, body: '' })]).toMatchObject(
        [row, { failure, armCode }],
      );
    ended('G22', 'Failed', { error: { code: 'Whatever', message: 'm' } }, 'failed', 'Whatever');
    ended('G22', 'Failed', { error: { code: 'RetryableError', message: 'm' } }, 'busy', 'RetryableError');
    ended('G22', 'Failed', { error: { code: 'ScopeLocked', message: 'm' } }, 'failed', 'ScopeLocked');
    ended(
      'G07',
      'Failed',
      { error: { code: 'PreconditionFailed', message: 'm' } },
      'moved',
      'PreconditionFailed',
    );
    ended('G25', 'Canceled', { status: 'Canceled' }, 'failed', 'OperationCanceled');
  });
});

describe('a failed request is classified', () => {
  const check = (failure: FailureClass, status: number, code: string, message = 'm', details: Json = []) => {
    const body = JSON.stringify({ error: { code, message, details } });
    expect(cloudErrorOf({ status, headers: {}, body }, 0).failure, `${status} ${code}`).toBe(failure);
  };

  test('as throttled, by rate limit only', () => {
    check('throttled', 429, '429', 'Request is temporarily throttled');
    check('throttled', 429, 'SubscriptionRequestsThrottled');
    check('busy', 429, 'RetryableError', 'm', [{ code: 'ReferencedResourceNotProvisioned' }]);
    check('busy', 429, 'RetryableError', 'm', [{ code: 'RetryableErrorDueToAnotherOperation' }]);
  });

  test('as busy where a neighbour is at work (faults G02 to G05, N03, N08)', () => {
    check('busy', 409, 'AnotherOperationInProgress');
    check('busy', 409, 'Conflict', 'The registry is busy processing a previous update request.');
    check('busy', 409, 'CannotDeleteResource');
    check('busy', 400, 'InUseSubnetCannotBeDeleted');
    check('busy', 400, 'BadRequest', 'Invalid private link service id.');
  });

  test('as permanent where only a person can help (faults G06, G15 to G17)', () => {
    check('permanent', 409, 'Conflict', 'Virtual network resource identity is already in use.');
    check('permanent', 409, 'RegistryNameAlreadyInUse', 'The registry name is already in use.');
    check('permanent', 409, 'ScopeLocked');
    check('permanent', 403, 'RequestDisallowedByPolicy');
    check('permanent', 409, 'MissingSubscriptionRegistration');
    check('permanent', 404, 'SubscriptionNotFound');
    check('permanent', 400, 'BadRequest', 'A virtual network cannot be linked to multiple zones.');
    check('permanent', 302, 'Found');
    check('permanent', 501, 'NotImplemented');
  });

  test('as not visible yet, moved, denied or unknown', () => {
    check('not-visible', 404, 'ParentResourceNotFound');
    check('not-visible', 404, 'ResourceGroupNotFound');
    check('not-visible', 400, 'InvalidResourceReference');
    check('moved', 412, 'PreconditionFailed');
    check('moved', 412, 'Whatever');
    check('denied', 403, 'AuthorizationFailed');
    check('denied', 401, 'Whatever');
    check('unknown', 500, 'InternalServerError');
    check('unknown', 504, 'GatewayTimeout');
    check('unknown', 408, 'RequestTimeout');
  });

  test('by its status where the body is HTML, with the ids that support asks for', () => {
    const headers = { 'x-ms-request-id': 'r', 'x-ms-correlation-request-id': 'c', 'retry-after': '7' };
    const error = cloudErrorOf({ status: 502, headers, body: '<html><b>Bad Gateway</b></html>' }, 0);
    expect(error).toMatchObject({
      failure: 'unknown',
      armCode: 'Http502',
      message: 'Azure answered 502 without saying why.',
      requestId: 'r',
      correlationId: 'c',
      retryAfterMs: 7_000,
    });
  });

  test('with the action and the scope that are missing in its message', () => {
    const message = "The client 'x' does not have authorization to perform action 'a/write' over scope '/s'.";
    const body = JSON.stringify({ error: { code: 'AuthorizationFailed', message } });
    expect(cloudErrorOf({ status: 403, headers: {}, body }, 0).message).toBe(message);
  });
});

describe('a text from Azure', () => {
  const check = (text: string, expected: string) => expect(clean(text)).toBe(expected);

  test('loses control and direction characters (faults H08)', () => {
    check('a\u001b[31mb\r\nc\u202ed\u0000\u009b', 'a [31mb c d');
  });

  test('shows neither signed URLs nor tokens', () => {
    check(
      'use uri: https://management.azure.com/subscriptions/s/operations/1?api-version=1&t=2&s=secret.',
      'use uri: (operation)',
    );
    check('see https://aka.ms/x?y=z now', 'see https://aka.ms/x now');
    check('got Bearer eyJhbGciOiJSUzI1NiJ9.eyJ0aWQiOiJ4In0.c2ln here', 'got (token) here');
  });
});

describe.skipIf(!hasRecordings)('recorded errors', () => {
  test('all have a code that is not made up from the status', () => {
    const failed = recordings().filter(
      ({ status, responseBody }) => status >= 400 && responseBody !== null && responseBody !== '',
    );
    expect(failed.length).toBeGreaterThan(50);
    for (const { file, index, status, responseBody } of failed) {
      expect(readError(responseBody, status).code, `${file} #${index}`).not.toMatch(/^Http/);
    }
  });

  test('409 and 429 of the network provider are busy, never throttling', () => {
    const answers = recordings().filter(
      ({ status, path }) => (status === 409 || status === 429) && /microsoft\.network/i.test(path),
    );
    expect(answers.length).toBeGreaterThan(0);
    for (const { status, responseBody } of answers) {
      const body = JSON.stringify(responseBody);
      expect(cloudErrorOf({ status, headers: {}, body }, 0).failure, body).toBe('busy');
    }
  });
});
