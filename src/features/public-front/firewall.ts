import type { FrontFirewall } from '../../core/config.generated.ts';
import type { JsonObject } from '../../core/json.ts';
import { FRONT_DEFAULTS } from './schema.ts';

/** `properties` of the WAF policy of a front (requirements 2.3, 2.11g, 2.26, 2.27; application-gateway.md 3). */
export function firewallProperties(waf: FrontFirewall, allowPush: boolean): JsonObject {
  const { type, version } = waf.ruleSet ?? FRONT_DEFAULTS.waf.ruleSet;
  return {
    policySettings: {
      state: 'Enabled',
      mode: waf.mode ?? FRONT_DEFAULTS.waf.mode,
      // A layer is one request of any length: with bodies checked or bounded, 413 is the answer.
      requestBodyCheck: !allowPush,
      requestBodyEnforcement: !allowPush,
      maxRequestBodySizeInKb: 128,
    },
    customRules: customRules(waf, allowPush),
    managedRules: {
      managedRuleSets: [{ ruleSetType: type, ruleSetVersion: version }],
      exclusions: [
        ...EXCLUDED_ARGUMENTS.map((selector) => ({
          matchVariable: 'RequestArgNames',
          selectorMatchOperator: 'Equals',
          selector,
        })),
        ...(waf.exclusions ?? []).map(({ variable, operator, selector }) => ({
          matchVariable: variable,
          selectorMatchOperator: operator,
          selector,
        })),
      ],
    },
  };
}

/**
 * The form fields of a login and the query of uploads and signed URLs: random text, in which rules against injection
 * find what is not there (application-gateway.md 3, "Inspection that may misfire").
 */
const EXCLUDED_ARGUMENTS: readonly string[] = [
  'access_token',
  'refresh_token',
  'password',
  'scope',
  '_state',
  'digest',
  'p',
  's',
];

/** What stands for an address that Azure knows no country for. */
const UNMAPPED = 'ZZ';

/**
 * Who is kept out, by ascending priority. Each blocks: `Allow` would end all other rules, those of Microsoft among
 * them, so that who is to get in is said by blocking all others.
 */
function customRules(waf: FrontFirewall, allowPush: boolean): readonly JsonObject[] {
  const { allowedIpRanges, blockedIpRanges, geo } = waf;
  return [
    ...(blockedIpRanges === undefined
      ? []
      : [blocks('BlockedRanges', 10, [fromAddresses('IPMatch', blockedIpRanges, false)])]),
    ...(allowedIpRanges === undefined
      ? []
      : [blocks('AllowedRanges', 20, [fromAddresses('IPMatch', allowedIpRanges, true)])]),
    ...(geo === undefined ? [] : [blocks('Countries', 30, [fromCountries(geo)])]),
    ...(allowPush ? [] : [blocks('PullOnly', 40, PUSHES)]),
  ];
}

function blocks(name: string, priority: number, matchConditions: readonly JsonObject[]): JsonObject {
  return { name, priority, ruleType: 'MatchRule', action: 'Block', state: 'Enabled', matchConditions };
}

function fromCountries({
  mode,
  countries,
  unmapped = FRONT_DEFAULTS.waf.unmapped,
}: NonNullable<FrontFirewall['geo']>): JsonObject {
  const isAllowed = mode === 'allow';
  // Negated, the list has those that get in.
  const isListed = isAllowed === (unmapped === 'allow');
  return fromAddresses('GeoMatch', isListed ? [...countries, UNMAPPED] : countries, isAllowed);
}

/** The address that connects; `SocketAddr` is Front Door's (application-gateway.md 3). */
function fromAddresses(operator: string, matchValues: readonly string[], negated: boolean): JsonObject {
  return {
    matchVariables: [{ variableName: 'RemoteAddr' }],
    operator,
    negationConditon: negated,
    matchValues: [...matchValues],
    transforms: [],
  };
}

/** Whatever neither reads nor logs in: a login may be a POST (registry-wire.md 2). */
const PUSHES: readonly JsonObject[] = [
  {
    matchVariables: [{ variableName: 'RequestMethod' }],
    operator: 'Equal',
    negationConditon: true,
    matchValues: ['GET', 'HEAD'],
    transforms: [],
  },
  {
    matchVariables: [{ variableName: 'RequestUri' }],
    operator: 'BeginsWith',
    negationConditon: true,
    matchValues: ['/oauth2/'],
    transforms: [],
  },
];
