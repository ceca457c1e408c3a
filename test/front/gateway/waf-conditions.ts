import { BlockList } from 'node:net';
import { NotUnderstood } from './arm-shape.ts';
import { type Headers, valuesOf } from './headers.ts';
import { patternOf } from './patterns.ts';
import { type ConditionBody, type Operator, type RuleBody, TRANSFORMS } from './waf-shape.ts';

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

export type Test = (request: Screened) => boolean;

/** Conditions are and, values and variables of one are or (custom-waf-rules-overview). */
export function ruleTest(body: RuleBody, at: string): Test {
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
