import { integer, list, maybe, nothing, oneOf, shape, text, truth } from './arm-shape.ts';

const OPERATORS = [
  ...['IPMatch', 'Equal', 'Contains', 'LessThan', 'GreaterThan', 'LessThanOrEqual', 'GreaterThanOrEqual'],
  ...['BeginsWith', 'EndsWith', 'Regex', 'GeoMatch', 'Any'],
] as const;
export type Operator = (typeof OPERATORS)[number];

export const TRANSFORMS = {
  Uppercase: (value: string) => value.toUpperCase(),
  Lowercase: (value: string) => value.toLowerCase(),
  Trim: (value: string) => value.trim(),
  UrlDecode: (value: string) => decodeURIComponent(value.replaceAll('+', ' ')),
  UrlEncode: (value: string) => encodeURIComponent(value),
  RemoveNulls: (value: string) => value.replaceAll('\0', ''),
} as const;
type Transform = keyof typeof TRANSFORMS;

const conditionBody = shape({
  matchVariables: list(
    shape({
      // Bodies are not read here, so that PostArgs and RequestBody are refused. SocketAddr is Front Door's.
      variableName: oneOf(
        ...['RemoteAddr', 'RequestMethod', 'QueryString', 'RequestUri', 'RequestHeaders', 'RequestCookies'],
      ),
      selector: maybe(text),
    }),
  ),
  operator: oneOf(...OPERATORS),
  negationConditon: maybe(truth, false),
  matchValues: list(text),
  transforms: maybe(list(oneOf(...(Object.keys(TRANSFORMS) as Transform[]))), []),
});

const ruleBody = shape({
  name: text,
  priority: integer(1, 100),
  state: maybe(oneOf('Enabled', 'Disabled'), 'Enabled'),
  ruleType: oneOf('MatchRule'),
  action: oneOf('Allow', 'Block', 'Log'),
  matchConditions: list(conditionBody, 10),
  rateLimitDuration: nothing,
  rateLimitThreshold: nothing,
  groupByUserSession: nothing,
});

const ruleSet = shape(
  { ruleSetType: text, ruleSetVersion: text },
  { ruleGroupOverrides: 'Of rules that the model does not have.' },
);

const NOT_MODELLED =
  'The managed rules are Microsoft’s: what they find in the traffic of a registry shows in Azure alone.';

/** What Azure takes where a setting is left out (recorded). */
const settingsBody = shape(
  {
    state: maybe(oneOf('Enabled', 'Disabled'), 'Disabled'),
    mode: maybe(oneOf('Prevention', 'Detection'), 'Detection'),
    requestBodyEnforcement: maybe(truth, true),
    maxRequestBodySizeInKb: maybe(integer(8, 2000), 128),
    fileUploadEnforcement: maybe(truth, true),
    fileUploadLimitInMb: maybe(integer(1, 4000), 100),
    customBlockResponseStatusCode: maybe(integer(200, 599), 403),
    customBlockResponseBody: maybe(text),
  },
  {
    requestBodyCheck:
      'Says whether managed rules look into bodies; the size is a matter of its own from CRS 3.2 on.',
    requestBodyInspectLimitInKB: 'Says how far managed rules look into bodies.',
    logScrubbing: 'The log of the model is not kept.',
    jsChallengeCookieExpirationInMins: 'No rule of the model asks for a challenge.',
    captchaCookieExpirationInMins: 'No rule of the model asks for a challenge.',
  },
);

/** The body of a policy: what the model does, and what may stand there without effect. All else is refused. */
export const policyBody = shape(
  {
    properties: shape({
      policySettings: maybe(settingsBody, settingsBody({}, 'policySettings')),
      customRules: maybe(list(ruleBody, 100), []),
      managedRules: shape(
        { managedRuleSets: list(ruleSet) },
        { exclusions: NOT_MODELLED, exceptions: NOT_MODELLED },
      ),
    }),
  },
  { location: 'There is one place here.', tags: 'Nothing but a label.' },
);

export type RuleBody = ReturnType<typeof ruleBody>;
export type ConditionBody = ReturnType<typeof conditionBody>;
