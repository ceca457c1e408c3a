import { NotUnderstood } from './arm-shape.ts';
import { type GatewayProperties, gatewayBody, type Reference } from './gateway-shape.ts';
import { type RewriteRules, rewriteRulesOf } from './rewrite.ts';
import { type WafPolicy, wafPolicyOf } from './waf.ts';

/** An object as it is sent to Resource Manager: its id stands in the address of the request. */
export interface Sent {
  readonly id: string;
  readonly body: unknown;
}

/** What a gateway does, with every reference of its body followed. */
export interface GatewayModel {
  readonly name: string;
  /** Lowest priority number first. */
  readonly rules: readonly RoutingRule[];
}

export interface RoutingRule {
  readonly name: string;
  readonly listener: Listener;
  readonly pool: Pool;
  readonly settings: BackendSettings;
  readonly rewrites: RewriteRules;
}

export interface Listener {
  readonly name: string;
  readonly port: number;
  /** Empty for a basic listener, which takes every host. */
  readonly hosts: readonly string[];
  readonly secretId: string;
  readonly policy: WafPolicy | undefined;
}

export interface Pool {
  readonly name: string;
  readonly fqdns: readonly string[];
}

export interface BackendSettings {
  readonly name: string;
  readonly port: number;
  readonly requestTimeoutMs: number;
  /** Of requests: that of the client where neither is given. */
  readonly host: { readonly of: 'settings'; readonly name: string } | { readonly of: 'address' | 'client' };
  readonly sniName: string | undefined;
  readonly probe: Probe;
}

export interface Probe {
  readonly name: string;
  /** `settings` asks as requests do. */
  readonly host: { readonly of: 'probe'; readonly name: string } | { readonly of: 'settings' | 'nobody' };
  readonly path: string;
  readonly timeoutMs: number;
  readonly unhealthyThreshold: number;
  readonly statuses: readonly (readonly [from: number, to: number])[];
  readonly body: string;
}

/** Reads a gateway and the policies that it refers to; throws where they ask for what the model does not do. */
export function gatewayModelOf(gateway: Sent, policies: readonly Sent[]): GatewayModel {
  const name = gateway.id.replace(/^.*\//, '');
  const { properties, identity } = gatewayBody(gateway.body, name);
  if (properties.sku.name !== properties.sku.tier) throw new NotUnderstood(`${name} has two tiers.`);
  if (
    identity === undefined ||
    !/UserAssigned/.test(identity.type) ||
    Object.keys(identity.userAssignedIdentities).length === 0
  )
    throw new NotUnderstood(`${name} has no identity of a user, so that no vault gives it a certificate.`);

  const child = <T>(collection: keyof GatewayProperties, parts: readonly Part<T>[]) =>
    childrenOf(gateway.id, collection, parts);
  const frontends = child('frontendIPConfigurations', properties.frontendIPConfigurations);
  const ports = child('frontendPorts', properties.frontendPorts);
  const certificates = child('sslCertificates', properties.sslCertificates);
  const pools = child('backendAddressPools', properties.backendAddressPools);
  const settings = child('backendHttpSettingsCollection', properties.backendHttpSettingsCollection);
  const probes = child('probes', properties.probes);
  const listeners = child('httpListeners', properties.httpListeners);
  const sets = child('rewriteRuleSets', properties.rewriteRuleSets);

  const policyOf = (ref: Reference | undefined) => {
    if (ref === undefined) return undefined;
    if (properties.sku.tier !== 'WAF_v2') throw new NotUnderstood(`${name} has a policy, and no firewall.`);
    const found = policies.find(({ id }) => id.toLowerCase() === ref.id.toLowerCase());
    if (found === undefined) throw new NotUnderstood(`${name} refers to ${ref.id}, which is not there.`);
    return wafPolicyOf(found.body, ref.id.replace(/^.*\//, ''));
  };
  const ofAll = policyOf(properties.firewallPolicy);

  const listenerOf = (ref: Reference): Listener => {
    const { name: own, properties: each } = listeners(ref);
    frontends(each.frontendIPConfiguration);
    if (each.hostName !== undefined && each.hostNames.length > 0)
      throw new NotUnderstood(`${own} has hostName and hostNames.`);
    return {
      name: own,
      port: ports(each.frontendPort).properties.port,
      hosts: each.hostName === undefined ? each.hostNames : [each.hostName],
      secretId: secretIdOf(certificates(each.sslCertificate).properties.keyVaultSecretId, own),
      policy: policyOf(each.firewallPolicy) ?? ofAll,
    };
  };
  const settingsOf = (ref: Reference): BackendSettings => {
    const { name: own, properties: each } = settings(ref);
    if (each.hostName !== undefined && each.pickHostNameFromBackendAddress)
      throw new NotUnderstood(`${own} has a host and picks one.`);
    return {
      name: own,
      port: each.port,
      requestTimeoutMs: each.requestTimeout * 1000,
      host:
        each.hostName === undefined
          ? { of: each.pickHostNameFromBackendAddress ? 'address' : 'client' }
          : { of: 'settings', name: each.hostName },
      sniName: each.sniName,
      probe: each.probe === undefined ? DEFAULT_PROBE : probeOf(probes(each.probe)),
    };
  };
  const rules = properties.requestRoutingRules.map(({ name: own, properties: each }) => {
    const pool = pools(each.backendAddressPool);
    return {
      name: own,
      priority: each.priority,
      listener: listenerOf(each.httpListener),
      pool: { name: pool.name, fqdns: pool.properties.backendAddresses.map(({ fqdn }) => fqdn) },
      settings: settingsOf(each.backendHttpSettings),
      rewrites:
        each.rewriteRuleSet === undefined
          ? []
          : rewriteRulesOf(sets(each.rewriteRuleSet).properties, sets(each.rewriteRuleSet).name),
    };
  });
  refuseTwins(
    rules.map(({ priority }) => priority),
    `${name} has two rules of the priority`,
  );
  refuseTwins(
    rules.map(({ listener }) => listener.name),
    `${name} has two rules for the listener`,
  );
  refuseTwins(
    rules.flatMap(({ listener }) => listener.hosts.map((host) => `${host.toLowerCase()}:${listener.port}`)),
    `${name} has two listeners for`,
  );
  if (rules.length === 0) throw new NotUnderstood(`${name} has no rule.`);
  return { name, rules: rules.sort((one, other) => one.priority - other.priority) };
}

interface Part<T> {
  readonly name: string;
  readonly id: string | undefined;
  readonly properties: T;
}

/** Finds a part by its whole id, as `InvalidResourceReference` has it. */
function childrenOf<T>(
  gatewayId: string,
  collection: string,
  parts: readonly Part<T>[],
): (ref: Reference) => Part<T> {
  const byId = new Map(
    parts.map((each) => [`${gatewayId}/${collection}/${each.name}`.toLowerCase(), each] as const),
  );
  refuseTwins(
    parts.map((each) => each.name.toLowerCase()),
    `There are two ${collection} with the name`,
  );
  for (const [id, each] of byId)
    if (each.id !== undefined && each.id.toLowerCase() !== id)
      throw new NotUnderstood(`${each.id} is not the id of ${each.name}.`);
  return ({ id }) => {
    const found = byId.get(id.toLowerCase());
    if (found === undefined)
      throw new NotUnderstood(`${id} is referred to, and is none of the ${collection}.`);
    return found;
  };
}

function refuseTwins(values: readonly (string | number)[], what: string): void {
  const twin = values.find((each, index) => values.indexOf(each) !== index);
  if (twin !== undefined) throw new NotUnderstood(`${what} ${twin}.`);
}

/** `https://VAULT.vault.azure.net/secrets/NAME`: that of a certificate is refused, and one with a version is never renewed. */
function secretIdOf(id: string, at: string): string {
  if (/^https:\/\/[^/]+\/secrets\/[^/]+$/.test(id)) return id;
  throw new NotUnderstood(`${at} has ${id}, which is no secret without a version.`);
}

/** What a gateway asks where no probe is named (probe-overview, ssl-overview). */
const DEFAULT_PROBE: Probe = {
  ...{ name: 'default', host: { of: 'nobody' }, path: '/', timeoutMs: 30_000, unhealthyThreshold: 3 },
  ...{ statuses: [[200, 399]], body: '' },
};

function probeOf({ name, properties }: Part<ProbeProperties>): Probe {
  const { host, pickHostNameFromBackendHttpSettings: picks, path, match } = properties;
  if ((host === undefined) !== picks)
    throw new NotUnderstood(`${name} has a host and picks one, or neither.`);
  if (!path.startsWith('/')) throw new NotUnderstood(`${name} has the path ${path}.`);
  return {
    name,
    host: host === undefined ? { of: 'settings' } : { of: 'probe', name: host },
    path,
    timeoutMs: properties.timeout * 1000,
    unhealthyThreshold: properties.unhealthyThreshold,
    statuses: match.statusCodes.map((each) => statusRange(each, name)),
    body: match.body,
  };
}

type ProbeProperties = GatewayProperties['probes'][number]['properties'];

/** `401`, or `200-399`. */
function statusRange(value: string, at: string): readonly [number, number] {
  const [, from, to = from] = /^(\d{3})(?:-(\d{3}))?$/.exec(value) ?? [];
  if (from === undefined) throw new NotUnderstood(`${at} has ${value} for a status.`);
  return [Number(from), Number(to)];
}
