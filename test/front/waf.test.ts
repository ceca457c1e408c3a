import { describe, expect, it } from 'vitest';
import { wafPolicyOf } from './gateway/waf.ts';
import type { Screened } from './gateway/waf-conditions.ts';

const REQUEST: Screened = {
  ...{ method: 'GET', uri: '/v2/team/app/manifests/v1', clientAddress: '198.51.100.7', country: 'DE' },
  headers: [
    ['User-Agent', 'skopeo/1.9.3'],
    ['Cookie', 'a=1; b=2=3'],
  ],
};

interface ConditionWish {
  readonly variable?: string;
  readonly selector?: string;
  readonly operator?: string;
  readonly values?: readonly string[];
  readonly negate?: boolean;
  readonly transforms?: readonly string[];
}

function conditionBody(wish: ConditionWish) {
  const {
    variable = 'RequestMethod',
    selector,
    operator = 'Equal',
    values = [],
    negate = false,
    transforms = [],
  } = wish;
  return {
    matchVariables: [{ variableName: variable, ...(selector !== undefined && { selector }) }],
    ...{ operator, matchValues: values, negationConditon: negate, transforms },
  };
}

function ruleBody(priority: number, action: string, ...conditions: readonly ConditionWish[]) {
  const matchConditions = conditions.map(conditionBody);
  return { name: `rule${priority}`, priority, ruleType: 'MatchRule', action, matchConditions };
}

function policyOf(rules: readonly object[], settings: object = {}, ruleSet: object = {}) {
  return wafPolicyOf(
    {
      location: 'westeurope',
      properties: {
        policySettings: { state: 'Enabled', mode: 'Prevention', ...settings },
        customRules: rules,
        managedRules: {
          managedRuleSets: [{ ruleSetType: 'Microsoft_DefaultRuleSet', ruleSetVersion: '2.1', ...ruleSet }],
        },
      },
    },
    'policy',
  );
}

/** Whether a rule of one condition blocks a request. */
function blocks(condition: ConditionWish, request: Partial<Screened> = {}): boolean {
  return policyOf([ruleBody(1, 'Block', condition)]).screen({ ...REQUEST, ...request }).answer !== 'pass';
}

describe('a firewall policy', () => {
  it.each<[string, ConditionWish, Partial<Screened>, Partial<Screened>]>([
    ['all but a method', { values: ['GET', 'HEAD'], negate: true }, { method: 'PUT' }, {}],
    [
      'all but what begins so',
      { variable: 'RequestUri', operator: 'BeginsWith', values: ['/oauth2/'], negate: true },
      {},
      { uri: '/oauth2/token?a=b' },
    ],
    ['a method', { values: ['PUT', 'PATCH'] }, { method: 'PATCH' }, { method: 'patch' }],
    [
      'what begins so',
      { variable: 'RequestUri', operator: 'BeginsWith', values: ['/v2'] },
      {},
      { uri: '/oauth2' },
    ],
    [
      'what ends so',
      { variable: 'QueryString', operator: 'EndsWith', values: ['=1'] },
      { uri: '/?a=1' },
      { uri: '/?a=2' },
    ],
    ['what holds it', { variable: 'RequestUri', operator: 'Contains', values: ['team'] }, {}, { uri: '/' }],
    ['a pattern', { variable: 'RequestUri', operator: 'Regex', values: ['^/v\\d/'] }, {}, { uri: '/vx/' }],
    [
      'a header',
      { variable: 'RequestHeaders', selector: 'user-agent', operator: 'Contains', values: ['skopeo'] },
      {},
      { headers: [] },
    ],
    ['a cookie', { variable: 'RequestCookies', selector: 'b', values: ['2=3'] }, {}, { headers: [] }],
    [
      'any header of that name',
      { variable: 'RequestHeaders', selector: 'Cookie', operator: 'Any' },
      {},
      { headers: [] },
    ],
    [
      'a number',
      { variable: 'RequestHeaders', selector: 'Content-Length', operator: 'GreaterThan', values: ['9'] },
      { headers: [['Content-Length', '10']] },
      { headers: [['Content-Length', '9']] },
    ],
    [
      'an address',
      { variable: 'RemoteAddr', operator: 'IPMatch', values: ['198.51.100.0/24', '2001:db8::/32'] },
      {},
      { clientAddress: '203.0.113.1' },
    ],
    [
      'an address of six',
      { variable: 'RemoteAddr', operator: 'IPMatch', values: ['2001:db8::/32'] },
      { clientAddress: '2001:db8::1' },
      {},
    ],
    [
      'a country',
      { variable: 'RemoteAddr', operator: 'GeoMatch', values: ['KP', 'ZZ'] },
      { country: 'ZZ' },
      {},
    ],
    [
      'all but a country',
      { variable: 'RemoteAddr', operator: 'GeoMatch', values: ['DE'], negate: true },
      { country: 'ZZ' },
      {},
    ],
    [
      'transformed',
      {
        variable: 'RequestUri',
        operator: 'Contains',
        values: ['team'],
        transforms: ['UrlDecode', 'Lowercase'],
      },
      { uri: '/%54EAM' },
      { uri: '/x' },
    ],
  ])('blocks by %s', (_, condition, hit, missed) => {
    expect([blocks(condition, hit), blocks(condition, missed)]).toEqual([true, false]);
  });

  it('wants all conditions of a rule', () => {
    const upload = policyOf([
      ruleBody(
        1,
        'Block',
        { values: ['POST'] },
        { variable: 'RequestUri', operator: 'BeginsWith', values: ['/v2'] },
      ),
    ]);
    const statuses = [
      { method: 'POST', uri: '/v2/team/app/blobs/uploads/' },
      { method: 'POST', uri: '/oauth2/token' },
      { method: 'GET', uri: '/v2/' },
    ].map((request) => upload.screen({ ...REQUEST, ...request }).answer);
    expect(statuses).toEqual([{ status: 403 }, 'pass', 'pass']);
  });

  it('takes rules by their priority: what is allowed is not asked further, what is logged is', () => {
    const every = { operator: 'Any' };
    expect(policyOf([ruleBody(2, 'Block', every), ruleBody(1, 'Allow', every)]).screen(REQUEST)).toEqual({
      ...{ answer: 'pass', isAllowed: true, log: ['Allow rule1'] },
    });
    expect(policyOf([ruleBody(2, 'Block', every), ruleBody(1, 'Log', every)]).screen(REQUEST)).toEqual({
      ...{ answer: { status: 403 }, isAllowed: false, log: ['Log rule1', 'Block rule2'] },
    });
  });

  it('only logs in detection, and does nothing where it or the rule is disabled', () => {
    const rule = ruleBody(1, 'Block', { operator: 'Any' });
    const verdict = (settings: object, state = 'Enabled') => {
      const { answer, log } = policyOf([{ ...rule, state }], settings).screen(REQUEST);
      return { answer, log };
    };
    expect(verdict({ mode: 'Detection' })).toEqual({ answer: 'pass', log: ['Block rule1'] });
    expect(verdict({ mode: undefined })).toEqual({ answer: 'pass', log: ['Block rule1'] });
    expect(verdict({ state: 'Disabled' })).toEqual({ answer: 'pass', log: [] });
    expect(verdict({ state: undefined })).toEqual({ answer: 'pass', log: [] });
    expect(verdict({}, 'Disabled')).toEqual({ answer: 'pass', log: [] });
  });

  it('blocks with its own status and page where it has them', () => {
    const customBlockResponseBody = Buffer.from('not from there').toString('base64');
    const policy = policyOf([ruleBody(1, 'Block', { operator: 'Any' })], {
      ...{ customBlockResponseStatusCode: 451, customBlockResponseBody },
    });
    expect(policy.screen(REQUEST).answer).toEqual({ status: 451, body: 'not from there' });
  });

  it('limits bodies by their kind, unless that is turned off or it only detects', () => {
    const limits = (settings: object) => {
      const { bodyLimit } = policyOf([], settings);
      return [bodyLimit('application/octet-stream'), bodyLimit('multipart/form-data; boundary=x')];
    };
    expect(limits({})).toEqual([128 * 1024, 100 * 1024 * 1024 + 4096]);
    expect(limits({ maxRequestBodySizeInKb: 2000, fileUploadEnforcement: false })).toEqual([
      2000 * 1024,
      undefined,
    ]);
    expect(limits({ requestBodyEnforcement: false })).toEqual([undefined, 100 * 1024 * 1024 + 4096]);
    expect(limits({ mode: 'Detection' })).toEqual([undefined, undefined]);
  });

  it('is refused where what it does is not documented, or Azure would refuse it', () => {
    const refused = (condition: ConditionWish, message: string, request: Partial<Screened> = {}) =>
      expect(() => blocks(condition, request)).toThrow(message);
    refused({ variable: 'SocketAddr' }, 'the model knows "RemoteAddr"');
    refused({ variable: 'RequestBody' }, 'the model knows "RemoteAddr"');
    refused({ operator: 'Geomatch' }, 'the model knows "IPMatch"');
    refused({ operator: 'GeoMatch', values: ['DE'] }, 'GeoMatch on RequestMethod');
    refused({ variable: 'RemoteAddr', operator: 'Equal' }, 'Equal on RemoteAddr');
    refused({ variable: 'RemoteAddr', operator: 'GeoMatch', values: ['de'] }, 'de for a country');
    refused({ variable: 'RemoteAddr', operator: 'IPMatch', values: ['198.51.100.0/24.'] }, 'for an address');
    refused({ variable: 'RequestHeaders' }, 'the selector (none)');
    refused({ values: ['PUT'], transforms: ['Lowercase'] }, 'against what Lowercase makes');
    refused({ transforms: ['HtmlEntityDecode'] }, 'the model knows "Uppercase"');
    refused({ variable: 'RequestUri', operator: 'EndsWith', values: ['/v2'] }, 'not documented', {
      uri: '/v2?a=1',
    });
    const many = (count: number) => Array.from({ length: count }, () => '198.51.100.1');
    refused({ values: many(11) }, 'more than 10 values');
    refused({ variable: 'RemoteAddr', operator: 'IPMatch', values: many(601) }, 'more than 600 ranges');
    const rule = ruleBody(1, 'Block', { operator: 'Any' });
    expect(() => policyOf([rule, rule])).toThrow('two rules of one priority');
    expect(() => policyOf([{ ...rule, priority: 101 }])).toThrow('from 1 to 100');
    expect(() => policyOf([{ ...rule, ruleType: 'RateLimitRule' }])).toThrow('the model knows "MatchRule"');
    expect(() => policyOf([{ ...rule, action: 'JSChallenge' }])).toThrow('the model knows "Allow"');
    expect(() => policyOf([], { surprise: true })).toThrow('surprise, which the model does not know');
    expect(() => policyOf([], {}, { ruleSetType: 'OWASP', ruleSetVersion: '3.1' })).toThrow(
      'older than CRS 3.2',
    );
  });
});
