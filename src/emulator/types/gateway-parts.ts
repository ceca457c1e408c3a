import type { Json, JsonObject } from '../json.ts';

const common = [
  'gatewayIPConfigurations',
  'sslCertificates',
  'frontendIPConfigurations',
  'frontendPorts',
  'backendAddressPools',
  'backendHttpSettingsCollection',
  'httpListeners',
  'urlPathMaps',
  'requestRoutingRules',
  'probes',
  'rewriteRuleSets',
  'redirectConfigurations',
] as const;

const ofVersion1 = ['authenticationCertificates'] as const;

const ofVersion2 = [
  'trustedRootCertificates',
  'trustedClientCertificates',
  'sslProfiles',
  'loadDistributionPolicies',
  'backendSettingsCollection',
  'listeners',
  'routingRules',
  'privateLinkConfigurations',
] as const;

/** Path rules are those of the maps. */
export type Collection = (typeof common | typeof ofVersion1 | typeof ofVersion2)[number] | 'pathRules';

/** The collections that gateways of the SKUs of version 1 and 2 show (test_network_app_gateway_with_defaults #51, _with_waf_v2_sku #23). */
export const collectionsOf: Readonly<Record<1 | 2, readonly Collection[]>> = {
  1: [...common, ...ofVersion1],
  2: [...common, ...ofVersion2],
};

/** What is not emulated: a gateway that has any is refused as not implemented. */
export const unbuilt: readonly Collection[] = ['loadDistributionPolicies', 'privateLinkConfigurations'];

/** Where a part of a gateway points to. */
export interface PartReference {
  /** The collection of the gateway's own parts; undefined for objects of others. */
  readonly to?: Collection;
  /** What the part pointed at calls those that point at it; left out where it does not show them. */
  readonly back?: string;
  readonly isList?: true;
}

/** What is known of the parts of one collection. */
export interface PartKind {
  /** Under the names of `properties`, in the order of answers; what is not here is refused. */
  readonly members: readonly string[];
  readonly references?: Readonly<Record<string, PartReference>>;
  readonly defaults?: JsonObject;
  /** Spelt as Azure does, whatever the case of the body. */
  readonly words?: Readonly<Record<string, readonly string[]>>;
  /** What clients send back because they read it, and what is only for requests. */
  readonly ignored?: readonly string[];
}

const front: Readonly<Record<string, PartReference>> = {
  frontendIPConfiguration: { to: 'frontendIPConfigurations' },
  frontendPort: { to: 'frontendPorts' },
  sslCertificate: { to: 'sslCertificates' },
  sslProfile: { to: 'sslProfiles' },
};

const pool: PartReference = { to: 'backendAddressPools' };
const settings: PartReference = { to: 'backendHttpSettingsCollection' };
const rewrites: PartReference = { to: 'rewriteRuleSets' };
const redirect: PartReference = { to: 'redirectConfigurations' };

const protocols = ['Http', 'Https', 'Tcp', 'Tls'] as const;

/** Each reference shown at the other end as `back`. */
function shownAs(
  back: string,
  references: Readonly<Record<string, PartReference>>,
): Readonly<Record<string, PartReference>> {
  return Object.fromEntries(Object.entries(references).map(([name, each]) => [name, { ...each, back }]));
}

/**
 * Members: the specification (2025-05-01), in the order of test_ag_rule_default_exists #121 and the other recordings of gateways.
 * Defaults, as far as recordings show what was not sent: a pool has no addresses, settings wait for 30 s and do not take the host
 * from the pool, listeners have no hosts and ask for no SNI, rewrite sets have no rules (test_network_ag_http_settings #8,
 * test_ag_rule_default_exists #28, test_network_ag_url_path_map #52). Of probes, and affinity Disabled: recalled (network.md).
 * Back-references: recorded, but for those of probes (recalled), TLS profiles and redirects of path maps (assumption).
 */
export const partKinds: Readonly<Record<Collection, PartKind>> = {
  gatewayIPConfigurations: { members: ['subnet'], references: { subnet: {} } },
  sslCertificates: {
    members: ['publicCertData', 'keyVaultSecretId'],
    ignored: ['data', 'password'],
  },
  authenticationCertificates: { members: ['data'] },
  trustedRootCertificates: { members: ['data', 'keyVaultSecretId'] },
  trustedClientCertificates: { members: ['data'], ignored: ['validatedCertData', 'clientCertIssuerDN'] },
  sslProfiles: {
    members: ['trustedClientCertificates', 'sslPolicy', 'clientAuthConfiguration'],
    references: { trustedClientCertificates: { to: 'trustedClientCertificates', isList: true } },
  },
  frontendIPConfigurations: {
    members: [
      'privateIPAddress',
      'privateIPAllocationMethod',
      'subnet',
      'publicIPAddress',
      'privateLinkConfiguration',
    ],
    references: { subnet: {}, publicIPAddress: {}, privateLinkConfiguration: {} },
    defaults: { privateIPAllocationMethod: 'Dynamic' },
    words: { privateIPAllocationMethod: ['Dynamic', 'Static'] },
  },
  frontendPorts: { members: ['port'] },
  backendAddressPools: {
    members: ['backendAddresses'],
    defaults: { backendAddresses: [] },
    ignored: ['backendIPConfigurations'],
  },
  loadDistributionPolicies: { members: [] },
  backendHttpSettingsCollection: {
    members: [
      'port',
      'protocol',
      'cookieBasedAffinity',
      'connectionDraining',
      'hostName',
      'pickHostNameFromBackendAddress',
      'affinityCookieName',
      'path',
      'probeEnabled',
      'requestTimeout',
      'probe',
      'authenticationCertificates',
      'trustedRootCertificates',
      'dedicatedBackendConnection',
      'validateCertChainAndExpiry',
      'validateSNI',
      'sniName',
    ],
    references: shownAs('backendHttpSettings', {
      probe: { to: 'probes' },
      authenticationCertificates: { to: 'authenticationCertificates', isList: true },
      trustedRootCertificates: { to: 'trustedRootCertificates', isList: true },
    }),
    defaults: { cookieBasedAffinity: 'Disabled', pickHostNameFromBackendAddress: false, requestTimeout: 30 },
    words: { protocol: protocols, cookieBasedAffinity: ['Enabled', 'Disabled'] },
  },
  backendSettingsCollection: {
    members: [
      'port',
      'protocol',
      'timeout',
      'hostName',
      'pickHostNameFromBackendAddress',
      'probe',
      'trustedRootCertificates',
      'enableL4ClientIpPreservation',
    ],
    references: {
      probe: { to: 'probes' },
      trustedRootCertificates: { to: 'trustedRootCertificates', isList: true },
    },
    defaults: { timeout: 30 },
    words: { protocol: protocols },
  },
  httpListeners: {
    members: [
      'frontendIPConfiguration',
      'frontendPort',
      'protocol',
      'sslCertificate',
      'sslProfile',
      'hostName',
      'hostNames',
      'requireServerNameIndication',
      'enableHttp3',
      'customErrorConfigurations',
      'firewallPolicy',
    ],
    references: { ...shownAs('httpListeners', front), firewallPolicy: {} },
    defaults: { hostNames: [], requireServerNameIndication: false, enableHttp3: false },
    words: { protocol: protocols },
  },
  listeners: {
    members: [
      'frontendIPConfiguration',
      'frontendPort',
      'protocol',
      'sslCertificate',
      'sslProfile',
      'hostNames',
    ],
    references: shownAs('listeners', front),
    defaults: { hostNames: [] },
    words: { protocol: protocols },
  },
  urlPathMaps: {
    members: [
      'defaultBackendAddressPool',
      'defaultBackendHttpSettings',
      'defaultRewriteRuleSet',
      'defaultRedirectConfiguration',
    ],
    references: shownAs('urlPathMaps', {
      defaultBackendAddressPool: pool,
      defaultBackendHttpSettings: settings,
      defaultRewriteRuleSet: rewrites,
      defaultRedirectConfiguration: redirect,
    }),
    // Read apart, since they are parts themselves.
    ignored: ['pathRules'],
  },
  /** Below a path map. */
  pathRules: {
    members: [
      'paths',
      'backendAddressPool',
      'backendHttpSettings',
      'redirectConfiguration',
      'rewriteRuleSet',
      'firewallPolicy',
    ],
    references: {
      ...shownAs('pathRules', {
        backendAddressPool: pool,
        backendHttpSettings: settings,
        redirectConfiguration: redirect,
        rewriteRuleSet: rewrites,
      }),
      firewallPolicy: {},
    },
    defaults: { paths: [] },
  },
  requestRoutingRules: {
    members: [
      'ruleType',
      'priority',
      'httpListener',
      'backendAddressPool',
      'backendHttpSettings',
      'urlPathMap',
      'rewriteRuleSet',
      'redirectConfiguration',
    ],
    references: shownAs('requestRoutingRules', {
      httpListener: { to: 'httpListeners' },
      backendAddressPool: pool,
      backendHttpSettings: settings,
      urlPathMap: { to: 'urlPathMaps' },
      rewriteRuleSet: rewrites,
      redirectConfiguration: redirect,
    }),
    defaults: { ruleType: 'Basic' },
    words: { ruleType: ['Basic', 'PathBasedRouting'] },
  },
  routingRules: {
    members: ['ruleType', 'priority', 'listener', 'backendAddressPool', 'backendSettings'],
    references: shownAs('routingRules', {
      listener: { to: 'listeners' },
      backendAddressPool: pool,
      backendSettings: { to: 'backendSettingsCollection' },
    }),
    defaults: { ruleType: 'Basic' },
    words: { ruleType: ['Basic'] },
  },
  probes: {
    members: [
      'protocol',
      'host',
      'path',
      'port',
      'interval',
      'timeout',
      'unhealthyThreshold',
      'pickHostNameFromBackendHttpSettings',
      'pickHostNameFromBackendSettings',
      'minServers',
      'match',
      'enableProbeProxyProtocolHeader',
    ],
    defaults: {
      interval: 30,
      timeout: 30,
      unhealthyThreshold: 3,
      pickHostNameFromBackendHttpSettings: false,
      minServers: 0,
    },
    words: { protocol: protocols },
  },
  rewriteRuleSets: { members: ['rewriteRules'], defaults: { rewriteRules: [] } },
  redirectConfigurations: {
    members: ['redirectType', 'targetListener', 'targetUrl', 'includePath', 'includeQueryString'],
    // Named in the singular, and a list (test_ag_rule_default_exists #121).
    references: { targetListener: { to: 'httpListeners', back: 'redirectConfiguration' } },
    words: { redirectType: ['Permanent', 'Found', 'SeeOther', 'Temporary'] },
  },
  privateLinkConfigurations: { members: [] },
};

/** One part of a gateway. Its properties are normalised, and what it points to has the spelling of the body. */
export interface GatewayPart {
  readonly collection: Collection;
  readonly name: string;
  /** Of a path rule: its map. */
  readonly map?: string;
  readonly properties: JsonObject;
}

export function partPath({ collection, name, map }: GatewayPart): string {
  return map === undefined ? `${collection}/${name}` : `urlPathMaps/${map}/${collection}/${name}`;
}

export function partType({ map, collection }: GatewayPart): string {
  return map === undefined ? collection : `urlPathMaps/${collection}`;
}

/** The ids that a part names in that member. */
export function idsIn({ properties }: GatewayPart, member: string): readonly string[] {
  const value: Json | undefined = properties[member];
  const list: readonly Json[] = Array.isArray(value) ? value : value === undefined ? [] : [value as Json];
  return list.flatMap((each) => (each as { readonly id?: string } | null)?.id ?? []);
}
