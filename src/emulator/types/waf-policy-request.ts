import type { Call } from '../cloud.ts';
import { ArmError } from '../errors.ts';
import {
  arrayAt,
  booleanAt,
  type Json,
  type JsonObject,
  numberAt,
  objectAt,
  stringAt,
  stringsAt,
} from '../json.ts';
import type { WafPolicyData } from './waf-policy-body.ts';

/** What the body of a PUT asks for, with the defaults of the service filled in. */
export type WantedPolicy = Pick<WafPolicyData, 'customRules' | 'policySettings' | 'managedRules'>;

export function wantedPolicy(call: Call): WantedPolicy {
  const given = objectAt(call.body, 'properties') ?? {};
  const managedRules = managedRulesOf(call, given);
  const customRules = (arrayAt(given, 'customRules') ?? []).map((rule) => customRuleOf(call, rule));
  checkRules(call, customRules);
  return {
    customRules,
    policySettings: settingsOf(call, objectAt(given, 'policySettings') ?? {}, inspectsInParts(managedRules)),
    managedRules,
  };
}

/** Codes of refusals, and their texts but where a source stands, are assumed: what is refused is documented. */
function invalidPolicy(call: Call, why: string): ArmError {
  return new ArmError(400, 'InvalidWebApplicationFirewallPolicy', `${call.target.id} is invalid: ${why}`, {
    details: [],
  });
}

// Order and defaults: test_network_app_gateway_waf_policy_setting #1, #5; ranges: the specification.
function settingsOf(call: Call, given: JsonObject, inspects: boolean): JsonObject {
  const within = (name: string, from: number, to: number, otherwise?: number): number | undefined => {
    const value = numberAt(given, name) ?? otherwise;
    if (value !== undefined && (value < from || value > to))
      throw invalidPolicy(call, `${name} must be from ${from} to ${to}.`);
    return value;
  };
  const inspection = {
    requestBodyInspectLimitInKB: numberAt(given, 'requestBodyInspectLimitInKB') ?? 128,
    fileUploadEnforcement: booleanAt(given, 'fileUploadEnforcement') ?? true,
    requestBodyEnforcement: booleanAt(given, 'requestBodyEnforcement') ?? true,
  };
  return {
    requestBodyCheck: booleanAt(given, 'requestBodyCheck') ?? true,
    maxRequestBodySizeInKb: within('maxRequestBodySizeInKb', 8, 2000, 128),
    fileUploadLimitInMb: within('fileUploadLimitInMb', 0, 4000, 100),
    state: word(call, 'state', stringAt(given, 'state') ?? 'Disabled', ['Disabled', 'Enabled']),
    mode: word(call, 'mode', stringAt(given, 'mode') ?? 'Detection', ['Prevention', 'Detection']),
    customBlockResponseStatusCode: within('customBlockResponseStatusCode', 0, 999),
    customBlockResponseBody: stringAt(given, 'customBlockResponseBody'),
    logScrubbing: objectAt(given, 'logScrubbing'),
    jsChallengeCookieExpirationInMins: within('jsChallengeCookieExpirationInMins', 5, 1440),
    captchaCookieExpirationInMins: within('captchaCookieExpirationInMins', 5, 1440),
    ...(inspects ? inspection : {}),
  };
}

// With the rule sets OWASP 3.1 and older these three settings are not there (test_network_app_gateway_waf_policy_with_version_and_type
// #16): they came with CRS 3.2 (application-gateway.md 3).
function inspectsInParts(managedRules: JsonObject): boolean {
  const sets = arrayAt(managedRules, 'managedRuleSets') ?? [];
  return !sets.some(
    (set) =>
      stringAt(set, 'ruleSetType') === 'OWASP' &&
      Number.parseFloat(stringAt(set, 'ruleSetVersion') ?? '') < 3.2,
  );
}

/** Network.md lists these; the versions that are only for those who have them already count as well. */
const ruleSets: Readonly<Record<string, readonly string[]>> = {
  Microsoft_DefaultRuleSet: ['2.1', '2.2'],
  OWASP: ['2.2.9', '3.0', '3.1', '3.2'],
  Microsoft_BotManagerRuleSet: ['0.1', '1.0', '1.1'],
  Microsoft_HTTPDDoSRuleSet: ['1.0'],
};

function managedRulesOf(call: Call, given: JsonObject): JsonObject {
  const sent = objectAt(given, 'managedRules');
  const sets = arrayAt(sent, 'managedRuleSets') ?? [];
  if (sets.length === 0) throw invalidPolicy(call, 'managedRules must name at least one managed rule set.');
  return {
    managedRuleSets: sets.map((set) => {
      const type = stringAt(set, 'ruleSetType') ?? '';
      const version = stringAt(set, 'ruleSetVersion') ?? '';
      if (!ruleSets[type]?.includes(version))
        throw invalidPolicy(call, `there is no managed rule set ${type} ${version}.`);
      return {
        ruleSetType: type,
        ruleSetVersion: version,
        ruleGroupOverrides: (arrayAt(set, 'ruleGroupOverrides') ?? []).map(overrideOf),
      };
    }),
    exclusions: (arrayAt(sent, 'exclusions') ?? []).map(exclusionOf),
    exceptions: arrayAt(sent, 'exceptions'),
  };
}

function overrideOf(sent: Json): JsonObject {
  const rules = (arrayAt(sent, 'rules') ?? []).map((rule) => ({
    ruleId: stringAt(rule, 'ruleId'),
    state: stringAt(rule, 'state') ?? 'Disabled',
    action: stringAt(rule, 'action'),
    sensitivity: stringAt(rule, 'sensitivity'),
  }));
  return { ruleGroupName: stringAt(sent, 'ruleGroupName'), rules };
}

function exclusionOf(sent: Json): JsonObject {
  return {
    matchVariable: stringAt(sent, 'matchVariable'),
    selectorMatchOperator: stringAt(sent, 'selectorMatchOperator'),
    selector: stringAt(sent, 'selector'),
    exclusionManagedRuleSets: arrayAt(sent, 'exclusionManagedRuleSets') ?? [],
  };
}

const variables = [
  'RemoteAddr',
  'RequestMethod',
  'QueryString',
  'PostArgs',
  'RequestUri',
  'RequestHeaders',
  'RequestBody',
  'RequestCookies',
] as const;

const operators = [
  'IPMatch',
  'Equal',
  'Contains',
  'LessThan',
  'GreaterThan',
  'LessThanOrEqual',
  'GreaterThanOrEqual',
  'BeginsWith',
  'EndsWith',
  'Regex',
  'GeoMatch',
  'Any',
] as const;

// Order and defaults: test_network_app_gateway_waf_custom_rule #4.
function customRuleOf(call: Call, sent: Json): JsonObject {
  const ruleType = word(call, 'ruleType', stringAt(sent, 'ruleType') ?? '', [
    'MatchRule',
    'RateLimitRule',
    'Invalid',
  ]);
  const isLimit = ruleType === 'RateLimitRule';
  if (isLimit && numberAt(sent, 'rateLimitThreshold') === undefined)
    throw invalidPolicy(call, 'a rule of the type RateLimitRule needs a rateLimitThreshold.');
  return {
    name: stringAt(sent, 'name'),
    priority: numberAt(sent, 'priority'),
    rateLimitDuration: isLimit ? (stringAt(sent, 'rateLimitDuration') ?? 'OneMin') : undefined,
    rateLimitThreshold: isLimit ? numberAt(sent, 'rateLimitThreshold') : undefined,
    ruleType,
    action: word(call, 'action', stringAt(sent, 'action') ?? '', [
      'Allow',
      'Block',
      'Log',
      'JSChallenge',
      'CAPTCHA',
    ]),
    matchConditions: (arrayAt(sent, 'matchConditions') ?? []).map((condition) =>
      conditionOf(call, condition),
    ),
    groupByUserSession: arrayAt(sent, 'groupByUserSession'),
    skippedManagedRuleSets: [],
    state: word(call, 'state', stringAt(sent, 'state') ?? 'Enabled', ['Enabled', 'Disabled']),
  };
}

function conditionOf(call: Call, sent: Json): JsonObject {
  const operator = word(call, 'operator', stringAt(sent, 'operator') ?? '', operators);
  const matchValues = stringsAt(sent, 'matchValues');
  const names = (arrayAt(sent, 'matchVariables') ?? []).map((variable) => ({
    variableName: word(call, 'variableName', stringAt(variable, 'variableName') ?? '', variables),
    selector: stringAt(variable, 'selector'),
  }));
  if (names.length === 0) throw invalidPolicy(call, 'a match condition needs a match variable.');
  if (operator !== 'Any' && (matchValues ?? []).length === 0)
    throw invalidPolicy(call, `a match condition with the operator ${operator} needs match values.`);
  for (const value of matchValues ?? []) checkValue(call, operator, value);
  return {
    matchVariables: names,
    operator,
    negationConditon: booleanAt(sent, 'negationConditon') ?? false,
    matchValues,
    transforms: stringsAt(sent, 'transforms') ?? [],
  };
}

// Codes of countries are two capitals (application-gateway.md 3).
function checkValue(call: Call, operator: string, value: string): void {
  if (operator === 'GeoMatch' && !/^[A-Z]{2}$/.test(value))
    throw invalidPolicy(call, `${value} is no country code of two capital letters.`);
  if (
    operator === 'IPMatch' &&
    !/^((\d{1,3}\.){3}\d{1,3}(\/\d{1,2})?|[\da-f:.]*:[\da-f:.]*(\/\d{1,3})?)$/i.test(value)
  )
    throw invalidPolicy(call, `${value} is no address or range.`);
}

const mostRules = 100;
const mostRanges = 600;

// application-gateway.md 3: priorities from 1 to 100, each once; how many rules and ranges there may be.
function checkRules(call: Call, rules: readonly JsonObject[]): void {
  if (rules.length > mostRules) throw invalidPolicy(call, `there are more than ${mostRules} custom rules.`);
  const names = new Set<string>();
  const priorities = new Set<number>();
  for (const rule of rules) {
    const name = stringAt(rule, 'name') ?? '';
    const priority = numberAt(rule, 'priority') ?? 0;
    if (!/^[a-z]\w*$/i.test(name))
      throw invalidPolicy(
        call,
        `the name '${name}' of a custom rule must begin with a letter and have only letters, digits and underscores.`,
      );
    if (priority < 1 || priority > mostRules)
      throw invalidPolicy(call, `the priority of custom rule ${name} must be from 1 to ${mostRules}.`);
    if (names.has(name.toLowerCase())) throw invalidPolicy(call, `two custom rules have the name ${name}.`);
    if (priorities.has(priority))
      throw invalidPolicy(call, `two custom rules have the priority ${priority}.`);
    names.add(name.toLowerCase());
    priorities.add(priority);
    const conditions = arrayAt(rule, 'matchConditions') ?? [];
    if (conditions.length === 0) throw invalidPolicy(call, `custom rule ${name} has no match condition.`);
    if (conditions.some((condition) => (stringsAt(condition, 'matchValues') ?? []).length > mostRanges))
      throw invalidPolicy(call, `a condition of custom rule ${name} has more than ${mostRanges} values.`);
  }
}

function word<Value extends string>(call: Call, name: string, sent: string, values: readonly Value[]): Value {
  const found = values.find((value) => value.toLowerCase() === sent.toLowerCase());
  if (found !== undefined) return found;
  throw invalidPolicy(call, `'${sent}' is no value of ${name}.`);
}
