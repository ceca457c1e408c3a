import { integer, list, maybe, NotUnderstood, nothing, shape, text, truth } from './arm-shape.ts';
import { type Headers, sameHeader, valuesOf, withHeader } from './headers.ts';
import { patternOf } from './patterns.ts';

/** A request with its answer, as rules look at them. */
export interface Exchange {
  readonly method: string;
  readonly host: string;
  /** As it stands in the request line, query and all. */
  readonly uri: string;
  readonly clientAddress: string;
  readonly requestHeaders: Headers;
  readonly status: number;
  readonly responseHeaders: Headers;
}

/**
 * What a later rule sees of a header that an earlier one set. Azure's documents do not say: `agreed` does both, and
 * refuses an exchange for which they differ.
 */
export type Chaining = 'rewritten' | 'original' | 'agreed';

/** One rewrite set, in the order in which its rules run. */
export type RewriteRules = readonly RewriteRule[];

interface RewriteRule {
  readonly name: string;
  readonly conditions: readonly Condition[];
  readonly requestActions: readonly Action[];
  readonly responseActions: readonly Action[];
}

interface Condition {
  /** In the letters of the body: captures are found by just these. */
  readonly variable: string;
  readonly pattern: RegExp;
  readonly isNegated: boolean;
}

interface Action {
  readonly header: string;
  readonly value: string;
}

/** Of one set (application-gateway.md, 2: limits). */
const MAX_PER_SET = 40;
const MAX_HEADER_BLOCK = 32 * 1024;

const header = shape(
  { headerName: text, headerValue: maybe(text, '') },
  // `headerValueMatcher` is no field here: it is for Set-Cookie alone, which no registry sends.
);

const conditionBody = shape({
  variable: text,
  pattern: text,
  ignoreCase: maybe(truth, false),
  negate: maybe(truth, false),
});

const ruleBody = shape({
  name: text,
  ruleSequence: integer(1, 1000),
  conditions: maybe(list(conditionBody), []),
  actionSet: shape({
    requestHeaderConfigurations: maybe(list(header), []),
    responseHeaderConfigurations: maybe(list(header), []),
    urlConfiguration: nothing,
  }),
});

const rewriteSetProperties = shape({ rewriteRules: list(ruleBody) });

/** Reads the properties of a rewrite set; throws where they ask for what the model does not do or a gateway refuses. */
export function rewriteRulesOf(properties: unknown, at: string): RewriteRules {
  const bodies = rewriteSetProperties(properties, at).rewriteRules;
  const actions = bodies.flatMap(({ actionSet }) => [
    ...actionSet.requestHeaderConfigurations,
    ...actionSet.responseHeaderConfigurations,
  ]);
  const conditions = bodies.flatMap((each) => each.conditions);
  if (actions.length > MAX_PER_SET || conditions.length > MAX_PER_SET)
    throw new NotUnderstood(`${at} has more than ${MAX_PER_SET} actions or conditions.`);
  const sequences = bodies.map(({ ruleSequence }) => ruleSequence);
  if (new Set(sequences).size < sequences.length)
    throw new NotUnderstood(`${at} has two rules of one sequence; which is first is not documented.`);
  return [...bodies]
    .sort((one, other) => one.ruleSequence - other.ruleSequence)
    .map((each) => ruleOf(each, at));
}

function ruleOf(body: ReturnType<typeof ruleBody>, set: string): RewriteRule {
  const at = `${set} ${body.name}`;
  const { requestHeaderConfigurations, responseHeaderConfigurations } = body.actionSet;
  const rule = {
    name: body.name,
    conditions: body.conditions.map((each) => conditionOf(each, at)),
    requestActions: requestHeaderConfigurations.map((each) => actionOf(each, at)),
    responseActions: responseHeaderConfigurations.map((each) => actionOf(each, at)),
  };
  const isEarly = rule.requestActions.length > 0;
  if (isEarly && rule.conditions.some(({ variable }) => isOfResponse(variable)))
    throw new NotUnderstood(`${at} changes a request by what is answered to it.`);
  if (rule.requestActions.some((each) => sameHeader(each.header, 'host')))
    throw new NotUnderstood(`${at} sets the host of the request, which is beyond the model.`);
  return rule;
}

function conditionOf(body: ReturnType<typeof conditionBody>, at: string): Condition {
  checkVariable(body.variable, at);
  return {
    variable: body.variable,
    pattern: patternOf(body.pattern, body.ignoreCase, at),
    isNegated: body.negate,
  };
}

/** Any header but these, and no underscore (application-gateway.md, 2). */
function actionOf({ headerName, headerValue }: ReturnType<typeof header>, at: string): Action {
  if (/^(connection|upgrade)$/i.test(headerName) || !/^[A-Za-z0-9-]+$/.test(headerName))
    throw new NotUnderstood(`${at} sets ${headerName}, which gateways do not take.`);
  for (const [, name = ''] of headerValue.matchAll(SUBSTITUTION))
    checkVariable(captureIn(name)?.of ?? name, at);
  if (/[{}]/.test(headerValue.replaceAll(SUBSTITUTION, '')))
    throw new NotUnderstood(`${at} has a brace that stands alone: ${headerValue}`);
  return { header: headerName, value: headerValue };
}

/** `{http_resp_Location_1}` */
const SUBSTITUTION = /\{([^{}]+)\}/g;

/** No name of a header has an underscore, so a number behind one is that of a group. */
function captureIn(name: string): { readonly of: string; readonly group: number } | undefined {
  const [, of, group] = /^(.+)_(\d+)$/.exec(name) ?? [];
  return of === undefined ? undefined : { of, group: Number(group) };
}

const SERVER_VARIABLES: Readonly<Record<string, (exchange: Exchange) => string>> = {
  var_host: ({ host }) => host,
  var_http_status: ({ status }) => String(status),
  var_http_method: ({ method }) => method,
  var_uri_path: ({ uri }) => uri.replace(/\?.*$/s, ''),
  var_query_string: ({ uri }) => (uri.includes('?') ? uri.slice(uri.indexOf('?') + 1) : ''),
  var_request_uri: ({ uri }) => uri,
  var_client_ip: ({ clientAddress }) => clientAddress,
  var_request_scheme: () => 'https',
};

const HEADER_VARIABLE = /^http_(req|resp)_([A-Za-z0-9-]+)$/;

function isOfResponse(variable: string): boolean {
  return variable.startsWith('http_resp_') || variable === 'var_http_status';
}

function checkVariable(variable: string, at: string): void {
  if (!HEADER_VARIABLE.test(variable) && !Object.hasOwn(SERVER_VARIABLES, variable))
    throw new NotUnderstood(`${at} asks for ${variable}, which the model does not know.`);
}

export function rewrittenRequest(
  rules: RewriteRules,
  exchange: Omit<Exchange, 'status' | 'responseHeaders'>,
  chaining: Chaining = 'agreed',
): Headers {
  const asked = { ...exchange, status: 0, responseHeaders: [] };
  return applied(rules, asked, 'requestHeaders', chaining);
}

export function rewrittenResponse(
  rules: RewriteRules,
  exchange: Exchange,
  chaining: Chaining = 'agreed',
): Headers {
  return applied(rules, exchange, 'responseHeaders', chaining);
}

type Side = 'requestHeaders' | 'responseHeaders';

function applied(rules: RewriteRules, exchange: Exchange, side: Side, chaining: Chaining): Headers {
  const read = (how: Exclude<Chaining, 'agreed'>) => appliedAs(rules, exchange, side, how);
  if (chaining !== 'agreed') return read(chaining);
  const headers = read('rewritten');
  if (JSON.stringify(headers) !== JSON.stringify(read('original')))
    throw new NotUnderstood(
      `A rule reads what another one sets, and what it sees is not documented: ${exchange.method} ${exchange.uri}`,
    );
  return headers;
}

function appliedAs(
  rules: RewriteRules,
  exchange: Exchange,
  side: Side,
  how: 'rewritten' | 'original',
): Headers {
  let headers = exchange[side];
  for (const rule of rules) {
    const actions = side === 'requestHeaders' ? rule.requestActions : rule.responseActions;
    if (actions.length === 0) continue;
    const seen = how === 'rewritten' ? { ...exchange, [side]: headers } : exchange;
    const captures = matched(rule, seen);
    if (captures === undefined) continue;
    for (const { header, value } of actions)
      headers = withHeader(headers, header, filledIn(value, captures, seen));
  }
  const size = headers.reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
  if (size > MAX_HEADER_BLOCK)
    throw new NotUnderstood(`The headers of ${exchange.uri} are longer than 32 KB.`);
  return headers;
}

/** What the conditions captured, by variable and group; undefined where one of them does not hold. */
function matched(rule: RewriteRule, exchange: Exchange): ReadonlyMap<string, string> | undefined {
  const captures = new Map<string, string>();
  for (const { variable, pattern, isNegated } of rule.conditions) {
    const value = valueIn(variable, exchange);
    const found = value === undefined ? null : pattern.exec(value);
    if ((found !== null) === isNegated) return undefined;
    found?.forEach((group, index) => {
      captures.set(`${variable}_${index}`, group ?? '');
    });
  }
  return captures;
}

/** A capture that is named in other letters than its condition is empty, as a gateway of the test bed had it. */
function filledIn(value: string, captures: ReadonlyMap<string, string>, exchange: Exchange): string {
  return value.replaceAll(SUBSTITUTION, (_, name: string) =>
    captureIn(name) === undefined ? (valueIn(name, exchange) ?? '') : (captures.get(name) ?? ''),
  );
}

/** Undefined for a header that is not there. */
function valueIn(variable: string, exchange: Exchange): string | undefined {
  const [, side, name = ''] = HEADER_VARIABLE.exec(variable) ?? [];
  if (side === undefined) return SERVER_VARIABLES[variable]?.(exchange);
  const values = valuesOf(side === 'req' ? exchange.requestHeaders : exchange.responseHeaders, name);
  if (values.length > 1)
    throw new NotUnderstood(
      `${name} comes ${values.length} times, and which of them a rule reads is not documented.`,
    );
  return values[0];
}
