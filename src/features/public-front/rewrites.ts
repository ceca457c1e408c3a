/**
 * What a gateway has to change in the answers of a registry so that clients stay with the names of the front
 * (requirements 2.13 to 2.24; application-gateway.md 2, "Rules that hold for this registry").
 */
export interface RewriteRule {
  readonly name: string;
  /** Rules run by ascending sequence. */
  readonly ruleSequence: number;
  readonly conditions: readonly [RewriteCondition];
  readonly actionSet: { readonly responseHeaderConfigurations: readonly [HeaderValue] };
}

export interface RewriteCondition {
  readonly variable: string;
  readonly pattern: string;
  readonly ignoreCase: boolean;
  readonly negate: boolean;
}

export interface HeaderValue {
  readonly headerName: string;
  readonly headerValue: string;
}

/** A name of Azure, and that of the front which takes its place. */
export interface Renamed {
  readonly from: string;
  readonly to: string;
}

/**
 * The rules of the registry's listener: the realm of a challenge, where layers are, one rule for each region, and the
 * login server. They match the header whatever the status, since the service answers 307 where the source document
 * has 302 (T7); their conditions exclude each other, since nobody says whether a later rule sees what an earlier one
 * wrote. `service` in the challenge stays: tokens are made out to it.
 */
export function rewriteRules(
  login: Renamed,
  data: readonly (Renamed & { readonly region: string })[],
): readonly RewriteRule[] {
  return [
    rule('challenge', 100, 'WWW-Authenticate', `^(.*)${origin(login.from)}\\/oauth2\\/token(.*)$`, [
      '_1',
      `https://${login.to}/oauth2/token`,
      '_2',
    ]),
    ...data.map(({ region, from, to }, index) =>
      rule(`data-${region}`, 110 + index, 'Location', `^${origin(from)}${REST}$`, [`https://${to}`, '_1']),
    ),
    rule('login', LAST, 'Location', `^${origin(login.from)}${REST}$`, [`https://${login.to}`, '_1']),
  ];
}

/** The rule of the login server comes after those of all regions (2.24). */
const LAST = 900;

/**
 * What follows a host in a URL, nothing among it: a port, a path, or the query of a data endpoint, which stands there
 * without a slash (application-gateway.md 2). The alternative that is empty lets the group always take part.
 */
const REST = '(|[:\\/?#].*)';

/** Dots stand for themselves (T7). */
function origin(host: string): string {
  return `https:\\/\\/${host.replaceAll('.', '\\.')}`;
}

/** `_1` in the value is the first group of the condition; its variable has to be spelt as in the condition. */
function rule(
  name: string,
  ruleSequence: number,
  headerName: string,
  pattern: string,
  value: readonly string[],
): RewriteRule {
  const variable = `http_resp_${headerName}`;
  const headerValue = value.map((part) => (part.startsWith('_') ? `{${variable}${part}}` : part)).join('');
  return {
    name,
    ruleSequence,
    conditions: [{ variable, pattern, ignoreCase: true, negate: false }],
    actionSet: { responseHeaderConfigurations: [{ headerName, headerValue }] },
  };
}
