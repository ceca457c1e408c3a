import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Headers } from './gateway/headers.ts';
import {
  type Chaining,
  type Exchange,
  rewriteRulesOf,
  rewrittenRequest,
  rewrittenResponse,
} from './gateway/rewrite.ts';

interface RuleWish {
  readonly variable?: string;
  readonly pattern?: string;
  readonly ignoreCase?: boolean;
  readonly negate?: boolean;
  readonly header?: string;
  readonly value?: string;
  readonly sequence?: number;
}

function ruleBody(wish: RuleWish, index = 0) {
  const {
    variable = 'http_resp_Location',
    pattern = '^https:\\/\\/old(.*)$',
    value = 'new{http_resp_Location_1}',
  } = wish;
  const { ignoreCase = true, negate = false, header = 'Location', sequence = 100 + index } = wish;
  return {
    name: `rule${index}`,
    ruleSequence: sequence,
    conditions: [{ variable, pattern, ignoreCase, negate }],
    actionSet: { responseHeaderConfigurations: [{ headerName: header, headerValue: value }] },
  };
}

const setOf = (...wishes: readonly RuleWish[]) =>
  rewriteRulesOf({ rewriteRules: wishes.map(ruleBody) }, 'set');

const EXCHANGE: Exchange = {
  ...{ method: 'GET', host: 'front.test', uri: '/v2/a?b=c', clientAddress: '198.51.100.7' },
  ...{ requestHeaders: [['X-Asked', 'for this']], status: 307, responseHeaders: [] },
};

/** What one header becomes. */
function check(
  wishes: readonly RuleWish[],
  responseHeaders: Headers,
  expected: Headers,
  chaining: Chaining = 'agreed',
) {
  expect(rewrittenResponse(setOf(...wishes), { ...EXCHANGE, responseHeaders }, chaining)).toEqual(expected);
}

describe('a rewrite set', () => {
  it('sets a header from what its condition captured, where it stood', () =>
    check(
      [{}],
      [
        ['Location', 'https://old/x'],
        ['B', '2'],
      ],
      [
        ['Location', 'new/x'],
        ['B', '2'],
      ],
    ));

  it('finds headers in any letters, and captures only in those of its condition', () => {
    check([{}], [['LOCATION', 'https://old/x']], [['Location', 'new/x']]);
    check([{ value: 'new{http_resp_location_1}' }], [['Location', 'https://old/x']], [['Location', 'new']]);
  });

  it('ignores case where it says so', () => {
    check([{}], [['Location', 'https://OLD/x']], [['Location', 'new/x']]);
    check([{ ignoreCase: false }], [['Location', 'https://OLD/x']], [['Location', 'https://OLD/x']]);
  });

  it('searches anywhere in a value that its pattern does not anchor', () =>
    check([{ pattern: 'old', value: 'found' }], [['Location', 'https://x?at=old']], [['Location', 'found']]));

  it('holds where a negated pattern is not found, also for a header that is not there', () => {
    check(
      [{ negate: true, value: 'else' }],
      [['Location', 'https://old/x']],
      [['Location', 'https://old/x']],
    );
    check([{ negate: true, value: 'else' }], [], [['Location', 'else']]);
    check([{ pattern: '.*', value: 'else' }], [], []);
  });

  it('deletes a header by an empty value', () => check([{ value: '' }], [['Location', 'https://old/']], []));

  it('drops the others of a name when it sets one', () =>
    check(
      [{ header: 'Strict-Transport-Security', value: 'one' }],
      [
        ['Strict-Transport-Security', 'a'],
        ['Location', 'https://old'],
        ['strict-transport-security', 'b'],
      ],
      [
        ['Strict-Transport-Security', 'one'],
        ['Location', 'https://old'],
      ],
    ));

  it('fills in headers of both sides and variables of the server', () =>
    check(
      [
        {
          value:
            '{http_req_X-Asked}|{http_resp_Location}|{var_http_status}|{var_uri_path}|{var_query_string}|{var_client_ip}|{var_host}',
        },
      ],
      [['Location', 'https://old']],
      [['Location', 'for this|https://old|307|/v2/a|b=c|198.51.100.7|front.test']],
    ));

  it('is limited to a status by a condition, and all conditions have to hold', () => {
    const both = (status: string) =>
      rewriteRulesOf(
        {
          rewriteRules: [
            {
              ...ruleBody({}),
              conditions: [
                ...ruleBody({}).conditions,
                { variable: 'var_http_status', pattern: `^${status}$` },
              ],
            },
          ],
        },
        'set',
      );
    const exchange: Exchange = { ...EXCHANGE, responseHeaders: [['Location', 'https://old/x']] };
    expect(rewrittenResponse(both('307'), exchange)).toEqual([['Location', 'new/x']]);
    expect(rewrittenResponse(both('302'), exchange)).toEqual(exchange.responseHeaders);
  });

  it('runs its rules by their sequence', () =>
    check(
      [
        { pattern: '^https', header: 'A', value: 'last', sequence: 900 },
        { pattern: '^https', header: 'A', value: 'first', sequence: 1 },
      ],
      [['Location', 'https://x']],
      [
        ['Location', 'https://x'],
        ['A', 'last'],
      ],
    ));

  const onEachOther: readonly RuleWish[] = [
    { pattern: '^one$', value: 'two' },
    { pattern: '^two$', value: 'three' },
  ];

  it('is refused where it matters what a rule sees of an earlier one', () => {
    expect(() => check(onEachOther, [['Location', 'one']], [])).toThrow('not documented');
    check(onEachOther, [['Location', 'one']], [['Location', 'three']], 'rewritten');
    check(onEachOther, [['Location', 'one']], [['Location', 'two']], 'original');
    check(onEachOther, [['Location', 'two']], [['Location', 'three']]);
  });

  it('is refused where it reads a header that comes twice', () =>
    expect(() =>
      check(
        [{}],
        [
          ['Location', 'a'],
          ['Location', 'b'],
        ],
        [],
      ),
    ).toThrow('comes 2 times'));

  it('changes requests before they are sent on', () => {
    const rules = rewriteRulesOf(
      {
        rewriteRules: [
          {
            name: 'ask',
            ruleSequence: 1,
            conditions: [{ variable: 'http_req_X-Asked', pattern: 'for (.*)' }],
            actionSet: {
              requestHeaderConfigurations: [{ headerName: 'X-Told', headerValue: '{http_req_X-Asked_1}' }],
            },
          },
        ],
      },
      'set',
    );
    expect(rewrittenRequest(rules, EXCHANGE)).toEqual([
      ['X-Asked', 'for this'],
      ['X-Told', 'this'],
    ]);
    expect(rewrittenResponse(rules, EXCHANGE)).toEqual([]);
  });

  it.each<[string, RuleWish]>([
    ['looks around or back', { pattern: '^(?=https)' }],
    ['looks around or back', { pattern: '(a)\\1' }],
    ['is no pattern', { pattern: '(' }],
    ['is wrapped in slashes', { pattern: '/old/' }],
    ['does not know', { variable: 'http_resp_Some_Header' }],
    ['does not know', { value: '{var_ssl_cipher}' }],
    ['do not take', { header: 'Connection' }],
    ['do not take', { header: 'X_Y' }],
    ['brace that stands alone', { value: 'a}b' }],
  ])('is refused where it %s: %j', (message, wish) => expect(() => setOf(wish)).toThrow(message));

  it('is refused with parts that the model does not do, and beyond the limits of a gateway', () => {
    const [rule] = [ruleBody({})];
    const refused = (part: object, message: string) =>
      expect(() => rewriteRulesOf({ rewriteRules: [{ ...rule, ...part }] }, 'set')).toThrow(message);
    refused({ actionSet: { urlConfiguration: { modifiedPath: '/' } } }, 'beyond the model');
    refused(
      { actionSet: { responseHeaderConfigurations: [{ headerName: 'A', headerValueMatcher: {} }] } },
      'headerValueMatcher, which the model does not know',
    );
    refused({ surprise: 1 }, 'surprise, which the model does not know');
    refused(
      { actionSet: { requestHeaderConfigurations: [{ headerName: 'A', headerValue: 'b' }] } },
      'by what is answered to it',
    );
    expect(() => setOf({ sequence: 1 }, { sequence: 1 })).toThrow('two rules of one sequence');
    expect(() => setOf(...Array.from({ length: 41 }, () => ({})))).toThrow('more than 40');
  });

  it('leaves alone what no condition matches, whatever it is', () => {
    const token = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,12}$/);
    const value = fc.stringMatching(/^[\x21-\x7e]([\x20-\x7e]{0,40}[\x21-\x7e])?$/);
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(token, value), { selector: ([name]) => name.toLowerCase() }),
        fc.array(fc.record({ header: token, value: token }), { maxLength: 5 }),
        fc.integer({ min: 200, max: 599 }),
        (responseHeaders, actions, status) => {
          // No header of a wire holds a line break.
          const rules = setOf(...actions.map((each) => ({ ...each, pattern: '\\n' })));
          expect(rewrittenResponse(rules, { ...EXCHANGE, status, responseHeaders })).toEqual(responseHeaders);
        },
      ),
    );
  });

  it('changes no header but those that it sets', () => {
    const value = fc.stringMatching(/^[\x21-\x7e]{1,40}$/);
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(fc.stringMatching(/^[A-Z][a-z]{1,8}$/), value), {
          selector: ([name]) => name,
        }),
        value,
        (others, path) => {
          const rest = others.filter(([name]) => name !== 'Location');
          const headers: Headers = [['Location', `https://old/${path}`], ...rest];
          check([{}], headers, [['Location', `new/${path}`], ...rest]);
        },
      ),
    );
  });
});
