import type { Json, JsonObject } from '../../core/json.ts';
import type { RewriteRule } from './rewrites.ts';

/** What a gateway serves under one name. */
export interface Served {
  /** The public name. */
  readonly host: string;
  /** Azure's own public name of the same endpoint: what the registry's certificate and its routing go by. */
  readonly target: string;
  /** The name that leads to the private address, and nowhere else. */
  readonly privateName: string;
  /** The secret with the certificate, without a version unless the file has one. */
  readonly secretId: string;
  /** What a healthy endpoint answers to somebody without a token. */
  readonly probe: { readonly path: string; readonly status: string };
}

export interface GatewayParts {
  /** Of the gateway. */
  readonly id: string;
  readonly subnetId: string;
  readonly publicAddressId: string;
  readonly policyId: string;
  readonly capacity: { readonly min: number; readonly max: number };
  readonly registry: Served;
  readonly data: Served;
  /** Of the registry's listener; that for data has none. */
  readonly rules: readonly RewriteRule[];
}

/**
 * `properties` of an application gateway in front of a registry (requirements 2.11 to 2.25): the two names with a
 * listener, rule, pool, settings and probe each, called `registry` and `data`, and what they share. Defaults that the
 * source document leaves empty are said here with their reason.
 */
export function gatewayProperties(parts: GatewayParts): JsonObject {
  const { id, capacity, registry, data } = parts;
  const reference = (collection: string, name: string): JsonObject => ({ id: `${id}/${collection}/${name}` });
  const certificate = (role: Role) =>
    role === 'data' && data.secretId === registry.secretId ? 'registry' : role;
  return {
    sku: { name: 'WAF_v2', tier: 'WAF_v2' },
    autoscaleConfiguration: { minCapacity: capacity.min, maxCapacity: capacity.max },
    // TLS 1.2 and better, with ciphers that every client of the last ten years has; without it Azure takes that of 2015.
    sslPolicy: { policyType: 'Predefined', policyName: 'AppGwSslPolicy20220101' },
    // Clients of registries gain nothing by it, and its header fields are bounded at 8 KB.
    enableHttp2: false,
    firewallPolicy: { id: parts.policyId },
    gatewayIPConfigurations: [part('gateway', { subnet: { id: parts.subnetId } })],
    frontendIPConfigurations: [part('public', { publicIPAddress: { id: parts.publicAddressId } })],
    frontendPorts: [part('https', { port: 443 })],
    sslCertificates: ROLES.filter((role) => certificate(role) === role).map((role) =>
      part(role, { keyVaultSecretId: parts[role].secretId }),
    ),
    probes: ROLES.map((role) => part(role, probe(parts[role]))),
    backendAddressPools: ROLES.map((role) =>
      part(role, { backendAddresses: [{ fqdn: parts[role].privateName }] }),
    ),
    backendHttpSettingsCollection: ROLES.map((role) =>
      part(role, {
        port: 443,
        protocol: 'Https',
        cookieBasedAffinity: 'Disabled',
        // The registry knows itself by this name, and its certificate is for it.
        hostName: parts[role].target,
        // A large layer may take its time to the first byte; Azure gives up after 30 s by itself.
        requestTimeout: 300,
        probe: reference('probes', role),
      }),
    ),
    httpListeners: ROLES.map((role) =>
      part(role, {
        frontendIPConfiguration: reference('frontendIPConfigurations', 'public'),
        frontendPort: reference('frontendPorts', 'https'),
        protocol: 'Https',
        hostName: parts[role].host,
        requireServerNameIndication: true,
        sslCertificate: reference('sslCertificates', certificate(role)),
      }),
    ),
    requestRoutingRules: ROLES.map((role, index) =>
      part(role, {
        ruleType: 'Basic',
        priority: 100 + 10 * index,
        httpListener: reference('httpListeners', role),
        backendAddressPool: reference('backendAddressPools', role),
        backendHttpSettings: reference('backendHttpSettingsCollection', role),
        ...(role === 'registry' && { rewriteRuleSet: reference('rewriteRuleSets', 'registry') }),
      }),
    ),
    rewriteRuleSets: [part('registry', { rewriteRules: parts.rules as unknown as Json })],
  };
}

type Role = 'registry' | 'data';

/** What parts of its own are called: for the host, and for the data host. */
export const ROLES: readonly Role[] = ['registry', 'data'];

function part(name: string, properties: JsonObject): JsonObject {
  return { name, properties };
}

/** Azure's own rhythm, said so that it is seen. */
function probe({ target, probe: { path, status } }: Served): JsonObject {
  return {
    protocol: 'Https',
    host: target,
    path,
    interval: 30,
    timeout: 30,
    unhealthyThreshold: 3,
    match: { statusCodes: [status] },
  };
}
