import { BlockList } from 'node:net';
import { integer, list, maybe, NotUnderstood, nothing, oneOf, shape, text, truth } from './arm-shape.ts';
import { type Headers, valuesOf } from './headers.ts';
import { patternOf } from './patterns.ts';

/** A request as a firewall looks at it. */
export interface Screened {
  readonly method: string;
  /** As it stands in the request line, query and all. */
  readonly uri: string;
  readonly headers: Headers;
  readonly clientAddress: string;
  /** Two letters, or `ZZ` where nobody knows. */
  readonly country: string;
}

/** What becomes of a request, and what was written to the log about it. */
export interface Verdict {
  readonly answer: 'pass' | Blocked;
  /** Without any look at the size of its body. */
  readonly isAllowed: boolean;
  readonly log: readonly string[];
}

export interface Blocked {
  readonly status: number;
  /** The firewall's own page where that is left out. */
  readonly body?: string;
}

export interface WafPolicy {
  readonly screen: (request: Screened) => Verdict;
  /** Bytes of a body beyond which a request is refused, by its content type; undefined where nothing is. */
  readonly bodyLimit: (contentType: string) => number | undefined;
}

const OPERATORS = [
  ...['IPMatch', 'Equal', 'Contains', 'LessThan', 'GreaterThan', 'LessThanOrEqual', 'GreaterThanOrEqual'],
  ...['BeginsWith', 'EndsWith', 'Regex', 'GeoMatch', 'Any'],
] as const;
type Operator = (typeof OPERATORS)[number];

const TRANSFORMS = {
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

const policyBody = shape(
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

/** Reads a policy; throws where it asks for what the model does not do or a gateway refuses. */
export function wafPolicyOf(body: unknown, at: string): WafPolicy {
  const { policySettings: settings, customRules, managedRules } = policyBody(body, at).properties;
  const priorities = customRules.map(({ priority }) => priority);
  if (new Set(priorities).size < priorities.length)
    throw new NotUnderstood(`${at} has two rules of one priority.`);
  const isOld = managedRules.managedRuleSets.some(
    (each) => each.ruleSetType === 'OWASP' && !/^3\.[2-9]/.test(each.ruleSetVersion),
  );
  if (isOld && !(settings.requestBodyEnforcement && settings.fileUploadEnforcement))
    throw new NotUnderstood(`${at} turns limits off, which goes from CRS 3.2 on.`);
  const rules = [...customRules]
    .sort((one, other) => one.priority - other.priority)
    .filter(({ state }) => state === 'Enabled')
    .map((each) => ({ ...each, isMet: ruleOf(each, `${at} ${each.name}`) }));
  const isEnabled = settings.state === 'Enabled';
  const isPreventing = isEnabled && settings.mode === 'Prevention';
  const blocked: Blocked = {
    status: settings.customBlockResponseStatusCode,
    ...(settings.customBlockResponseBody !== undefined && {
      body: Buffer.from(settings.customBlockResponseBody, 'base64').toString(),
    }),
  };
  return {
    screen: (request) => verdictOf(isEnabled ? rules : [], request, isPreventing ? blocked : 'pass'),
    bodyLimit: (contentType) => {
      if (!isPreventing) return undefined;
      if (contentType.startsWith('multipart/form-data'))
        return settings.fileUploadEnforcement ? settings.fileUploadLimitInMb * 1024 * 1024 + 4096 : undefined;
      return settings.requestBodyEnforcement ? settings.maxRequestBodySizeInKb * 1024 : undefined;
    },
  };
}

interface Rule {
  readonly name: string;
  readonly action: 'Allow' | 'Block' | 'Log';
  readonly isMet: Test;
}

/** Allow and Block end it, the size of the body included; Log goes on. */
function verdictOf(rules: readonly Rule[], request: Screened, refusal: 'pass' | Blocked): Verdict {
  const log: string[] = [];
  for (const { name, action, isMet } of rules) {
    if (!isMet(request)) continue;
    log.push(`${action} ${name}`);
    if (action === 'Allow') return { answer: 'pass', isAllowed: true, log };
    if (action === 'Block') return { answer: refusal, isAllowed: false, log };
  }
  return { answer: 'pass', isAllowed: false, log };
}

type Test = (request: Screened) => boolean;
type ConditionBody = ReturnType<typeof conditionBody>;

/** Conditions are and, values and variables of one are or (custom-waf-rules-overview). */
function ruleOf(body: ReturnType<typeof ruleBody>, at: string): Test {
  const tests = body.matchConditions.map((each) => conditionOf(each, at));
  return (request) => tests.every((holds) => holds(request));
}

function conditionOf(body: ConditionBody, at: string): Test {
  const { operator, matchVariables, negationConditon: isNegated } = body;
  const isOfAddress = operator === 'IPMatch' || operator === 'GeoMatch';
  for (const { variableName, selector } of matchVariables) {
    if (isOfAddress !== (variableName === 'RemoteAddr'))
      throw new NotUnderstood(`${at} has ${operator} on ${variableName}.`);
    const hasParts = variableName === 'RequestHeaders' || variableName === 'RequestCookies';
    if (hasParts !== (selector !== undefined && selector !== ''))
      throw new NotUnderstood(`${at} has ${variableName} with the selector ${selector ?? '(none)'}.`);
  }
  if (isOfAddress) {
    const holds = addressTest(body, at);
    return (request) => holds(request) !== isNegated;
  }
  if (body.matchValues.length > 10) throw new NotUnderstood(`${at} has more than 10 values.`);
  checkTransforms(body, at);
  const isMatch = valueTest(operator, body.matchValues, at);
  const transformed = (value: string) =>
    body.transforms.reduce((sofar, each) => TRANSFORMS[each](sofar), value);
  return (request) => {
    const readings = matchVariables.map((each) => readingsOf(each, request));
    const [withQuery, withoutQuery] = (['withQuery', 'withoutQuery'] as const).map((how) =>
      readings.some((reading) => reading[how].some((value) => isMatch(transformed(value)))),
    );
    if (withQuery !== withoutQuery)
      throw new NotUnderstood(
        `${at}: whether RequestUri has the query is not documented, and matters for ${request.uri}`,
      );
    return withQuery !== isNegated;
  };
}

function addressTest({ operator, matchValues }: ConditionBody, at: string): Test {
  if (operator === 'GeoMatch') {
    const wrong = matchValues.filter((code) => !/^[A-Z]{2}$/.test(code));
    if (wrong.length > 0) throw new NotUnderstood(`${at} has ${wrong.join(', ')} for a country.`);
    return ({ country }) => matchValues.includes(country);
  }
  if (matchValues.length > 600) throw new NotUnderstood(`${at} has more than 600 ranges.`);
  const ranges = rangesOf(matchValues, at);
  return ({ clientAddress }) => ranges.check(clientAddress, familyOf(clientAddress));
}

/** Addresses and ranges of a list. */
export function rangesOf(values: readonly string[], at: string): BlockList {
  const ranges = new BlockList();
  for (const value of values) {
    const [address = '', length] = value.split('/');
    if (length !== undefined && !/^\d+$/.test(length))
      throw new NotUnderstood(`${at} has ${value} for an address.`);
    try {
      if (length === undefined) ranges.addAddress(address, familyOf(address));
      else ranges.addSubnet(address, Number(length), familyOf(address));
    } catch (cause) {
      throw new NotUnderstood(`${at} has ${value} for an address.`, { cause });
    }
  }
  return ranges;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return address.includes(':') ? 'ipv6' : 'ipv4';
}

/** Whether match values are changed as well is not documented, so they have to stand as they would come out. */
function checkTransforms({ transforms, matchValues, operator }: ConditionBody, at: string): void {
  if (operator === 'Regex') return;
  for (const transform of transforms.filter((each) => each === 'Lowercase' || each === 'Uppercase'))
    for (const value of matchValues)
      if (TRANSFORMS[transform](value) !== value)
        throw new NotUnderstood(`${at} matches ${value} against what ${transform} makes.`);
}

function valueTest(operator: Operator, values: readonly string[], at: string): (value: string) => boolean {
  const some = (test: (value: string, wanted: string) => boolean) => (value: string) =>
    values.some((wanted) => test(value, wanted));
  const asNumbers = (test: (value: number, wanted: number) => boolean) =>
    some((value, wanted) => value !== '' && test(Number(value), Number(wanted)));
  switch (operator) {
    case 'Any':
      return () => true;
    case 'Equal':
      return some((value, wanted) => value === wanted);
    case 'Contains':
      return some((value, wanted) => value.includes(wanted));
    case 'BeginsWith':
      return some((value, wanted) => value.startsWith(wanted));
    case 'EndsWith':
      return some((value, wanted) => value.endsWith(wanted));
    case 'LessThan':
      return asNumbers((value, wanted) => value < wanted);
    case 'GreaterThan':
      return asNumbers((value, wanted) => value > wanted);
    case 'LessThanOrEqual':
      return asNumbers((value, wanted) => value <= wanted);
    case 'GreaterThanOrEqual':
      return asNumbers((value, wanted) => value >= wanted);
    case 'Regex': {
      const patterns = values.map((each) => patternOf(each, false, at));
      return (value) => patterns.some((pattern) => pattern.test(value));
    }
    case 'IPMatch':
    case 'GeoMatch':
      throw new NotUnderstood(`${at} has ${operator} on what is no address.`);
  }
}

interface Readings {
  readonly withQuery: readonly string[];
  readonly withoutQuery: readonly string[];
}

function readingsOf(
  { variableName, selector = '' }: ConditionBody['matchVariables'][number],
  { method, uri, headers }: Screened,
): Readings {
  const either = (values: readonly string[]): Readings => ({ withQuery: values, withoutQuery: values });
  const [path = '', query] = uri.split(/\?(.*)/s);
  switch (variableName) {
    case 'RequestMethod':
      return either([method]);
    case 'RequestUri':
      return { withQuery: [uri], withoutQuery: [path] };
    case 'QueryString':
      return either(query === undefined ? [] : [query]);
    case 'RequestHeaders':
      return either(valuesOf(headers, selector));
    case 'RequestCookies':
      return either(cookiesOf(headers, selector));
    default:
      throw new NotUnderstood(`${variableName} is no text.`);
  }
}

function cookiesOf(headers: Headers, name: string): readonly string[] {
  return valuesOf(headers, 'cookie')
    .flatMap((value) => value.split(';'))
    .map((pair) => pair.trim().split('='))
    .filter(([key]) => key === name)
    .map(([, ...value]) => value.join('='));
}
