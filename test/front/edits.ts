import type { FrontBodies } from './bodies.ts';

/** The parts of a gateway that mistakes are made in, whoever wrote the body. */
interface GatewayParts {
  properties: {
    sku: object;
    sslCertificates: Part<{ keyVaultSecretId: string }>[];
    httpListeners: Part<{
      hostName?: string;
      hostNames?: string[];
      sslCertificate: Reference;
      firewallPolicy?: Reference;
    }>[];
    rewriteRuleSets: Part<{ rewriteRules: RuleParts[] }>[];
    requestRoutingRules: Part<{ priority: number; rewriteRuleSet?: Reference }>[];
    backendHttpSettingsCollection: Part<{
      hostName?: string;
      pickHostNameFromBackendAddress?: boolean;
      requestTimeout?: number;
    }>[];
    backendAddressPools: Part<{ backendAddresses: { fqdn: string }[] }>[];
    probes: Part<{ path: string; timeout: number; match?: { statusCodes: string[] } }>[];
    firewallPolicy?: Reference;
  };
}

interface Part<Properties> {
  name: string;
  properties: Properties;
}

interface Reference {
  id: string;
}

interface RuleParts {
  name: string;
  ruleSequence: number;
  conditions: { variable: string; pattern: string }[];
  actionSet: { responseHeaderConfigurations: { headerName: string; headerValue: string }[] };
}

interface PolicyParts {
  properties: {
    policySettings: Record<string, unknown>;
    customRules: { name: string; priority: number; matchConditions: unknown[] }[];
  };
}

export type RuleKind = 'challenge' | 'data' | 'login';

/** Changes a copy of a gateway; an edit that finds nothing to change is a mistake of the test. */
export function editGateway(bodies: FrontBodies, change: (gateway: GatewayParts) => void): FrontBodies {
  return { ...bodies, gateway: { ...bodies.gateway, body: changed(bodies.gateway.body, change) } };
}

export function editPolicy(bodies: FrontBodies, change: (policy: PolicyParts) => void): FrontBodies {
  return {
    ...bodies,
    policies: bodies.policies.map((each) => ({ ...each, body: changed(each.body, change) })),
  };
}

/** Changes all rewrite rules of a kind: what they look at says which they are. */
export function editRules(
  bodies: FrontBodies,
  kind: RuleKind,
  change: (rule: RuleParts) => void,
): FrontBodies {
  return editGateway(bodies, ({ properties }) => {
    for (const rule of properties.rewriteRuleSets.flatMap((set) => set.properties.rewriteRules))
      if (kindOf(rule) === kind) change(rule);
  });
}

export function withoutRules(bodies: FrontBodies, kind: RuleKind): FrontBodies {
  return editGateway(bodies, ({ properties }) => {
    for (const set of properties.rewriteRuleSets)
      set.properties.rewriteRules = set.properties.rewriteRules.filter((rule) => kindOf(rule) !== kind);
  });
}

export function withoutRewrites(bodies: FrontBodies): FrontBodies {
  return editGateway(bodies, ({ properties }) => {
    for (const rule of properties.requestRoutingRules) delete rule.properties.rewriteRuleSet;
  });
}

/** Replaces a part of the pattern of each rule of a kind. */
export function withPattern(
  bodies: FrontBodies,
  kind: RuleKind,
  pattern: (before: string) => string,
): FrontBodies {
  return editRules(bodies, kind, ({ conditions }) => {
    for (const condition of conditions) condition.pattern = pattern(condition.pattern);
  });
}

function kindOf({ conditions, actionSet }: RuleParts): RuleKind {
  const headers = actionSet.responseHeaderConfigurations.map(({ headerName }) => headerName.toLowerCase());
  if (headers.includes('www-authenticate')) return 'challenge';
  return conditions.some(({ pattern }) => pattern.includes('data\\.')) ? 'data' : 'login';
}

function changed<Parts>(body: unknown, change: (parts: Parts) => void): unknown {
  const copy = structuredClone(body);
  change(copy as Parts);
  if (JSON.stringify(copy) === JSON.stringify(body)) throw new Error('The edit changed nothing.');
  return copy;
}
