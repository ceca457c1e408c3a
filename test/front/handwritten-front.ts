import type { FrontBodies, FrontRegion, FrontWish } from './bodies.ts';

const GROUP =
  '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-front/providers/Microsoft.Network';
const IDENTITY =
  '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-front/providers/Microsoft.ManagedIdentity/userAssignedIdentities/front';
const VAULT = 'https://kv-front.vault.azure.net/secrets';

/**
 * The pattern of Microsoft's reference architecture, by hand (application-gateway.md, 1 and 2): two names on one gateway,
 * pools of privatelink names, hosts overridden to the public ones, probes for 401 and 403, a rewrite set for the registry.
 * Each gateway serves the host and the data host of its own region, and rewrites the data hosts of all.
 */
export function handwrittenFront(wish: FrontWish): readonly FrontBodies[] {
  return wish.regions.map((region) => frontOf(wish, region));
}

function frontOf(wish: FrontWish, { region, dataHost }: FrontRegion): FrontBodies {
  const gatewayId = `${GROUP}/applicationGateways/front-${region}-agw`;
  const policyId = `${GROUP}/ApplicationGatewayWebApplicationFirewallPolicies/front-${region}-waf`;
  const sides: readonly Side[] = [
    {
      name: 'registry',
      host: wish.host,
      privateName: `${wish.registry}.privatelink.azurecr.io`,
      publicName: `${wish.registry}.azurecr.io`,
      probe: { path: '/v2/', status: '401' },
      priority: 100,
    },
    {
      name: 'data',
      host: dataHost,
      privateName: `${wish.registry}.${region}.data.privatelink.azurecr.io`,
      publicName: `${wish.registry}.${region}.data.azurecr.io`,
      probe: { path: '/', status: '403' },
      priority: 200,
    },
  ];
  const own = (collection: string, name: string) => ({ id: `${gatewayId}/${collection}/${name}` });
  const each = (make: (side: Side) => object) =>
    sides.map((side) => ({ name: side.name, properties: make(side) }));
  return {
    region,
    gateway: {
      id: gatewayId,
      body: {
        location: region,
        identity: { type: 'UserAssigned', userAssignedIdentities: { [IDENTITY]: {} } },
        properties: {
          sku: { name: 'WAF_v2', tier: 'WAF_v2' },
          autoscaleConfiguration: { minCapacity: 1, maxCapacity: 10 },
          sslPolicy: { policyType: 'Predefined', policyName: 'AppGwSslPolicy20220101' },
          gatewayIPConfigurations: [
            {
              name: 'gateway',
              properties: { subnet: { id: `${GROUP}/virtualNetworks/vnet-${region}/subnets/gateway` } },
            },
          ],
          frontendIPConfigurations: [
            {
              name: 'public',
              properties: { publicIPAddress: { id: `${GROUP}/publicIPAddresses/front-${region}-pip` } },
            },
          ],
          frontendPorts: [{ name: 'https', properties: { port: 443 } }],
          sslCertificates: each(({ name }) => ({ keyVaultSecretId: `${VAULT}/${region}-${name}` })),
          probes: each(({ publicName, probe }) => ({
            protocol: 'Https',
            host: publicName,
            path: probe.path,
            interval: 30,
            timeout: 30,
            unhealthyThreshold: 3,
            match: { statusCodes: [probe.status] },
          })),
          backendAddressPools: each(({ privateName }) => ({ backendAddresses: [{ fqdn: privateName }] })),
          backendHttpSettingsCollection: each(({ name, publicName }) => ({
            port: 443,
            protocol: 'Https',
            cookieBasedAffinity: 'Disabled',
            requestTimeout: 240,
            hostName: publicName,
            probe: own('probes', name),
          })),
          httpListeners: each(({ name, host }) => ({
            frontendIPConfiguration: own('frontendIPConfigurations', 'public'),
            frontendPort: own('frontendPorts', 'https'),
            protocol: 'Https',
            hostName: host,
            sslCertificate: own('sslCertificates', name),
            requireServerNameIndication: true,
          })),
          requestRoutingRules: each(({ name, priority }) => ({
            ruleType: 'Basic',
            priority,
            httpListener: own('httpListeners', name),
            backendAddressPool: own('backendAddressPools', name),
            backendHttpSettings: own('backendHttpSettingsCollection', name),
            ...(name === 'registry' && { rewriteRuleSet: own('rewriteRuleSets', 'registry') }),
          })),
          rewriteRuleSets: [{ name: 'registry', properties: { rewriteRules: rewriteRules(wish) } }],
          firewallPolicy: { id: policyId },
          enableHttp2: false,
        },
      },
    },
    policies: [{ id: policyId, body: policyBody(wish, region) }],
    secrets: Object.fromEntries(sides.map(({ name, host }) => [`${VAULT}/${region}-${name}`, [host]])),
  };
}

interface Side {
  readonly name: 'registry' | 'data';
  readonly host: string;
  readonly privateName: string;
  readonly publicName: string;
  readonly probe: { readonly path: string; readonly status: string };
  readonly priority: number;
}

/** The conditions exclude each other: what a later rule sees of an earlier one is not documented. */
function rewriteRules({ registry, host, regions }: FrontWish): readonly object[] {
  const login = escaped(`${registry}.azurecr.io`);
  return [
    rewriteRule(
      ...['challenge', 100, 'WWW-Authenticate', `^(.*)https:\\/\\/${login}\\/oauth2\\/token(.*)$`],
      `{http_resp_WWW-Authenticate_1}https://${host}/oauth2/token{http_resp_WWW-Authenticate_2}`,
    ),
    ...regions.map(({ region, dataHost }, index) =>
      rewriteRule(
        ...[`data-${region}`, 200 + index, 'Location'],
        `^https:\\/\\/${escaped(`${registry}.${region}.data.azurecr.io`)}(.*)$`,
        `https://${dataHost}{http_resp_Location_1}`,
      ),
    ),
    rewriteRule(
      ...['login', 300, 'Location', `^https:\\/\\/${login}(.*)$`],
      `https://${host}{http_resp_Location_1}`,
    ),
  ];
}

function rewriteRule(name: string, ruleSequence: number, header: string, pattern: string, value: string) {
  return {
    name,
    ruleSequence,
    conditions: [{ variable: `http_resp_${header}`, pattern, ignoreCase: true, negate: false }],
    actionSet: {
      requestHeaderConfigurations: [],
      responseHeaderConfigurations: [{ headerName: header, headerValue: value }],
    },
  };
}

function escaped(host: string): string {
  return host.replaceAll('.', '\\.');
}

function policyBody(wish: FrontWish, region: string): object {
  const { allowPush = false, blockedRanges = [], blockedCountries, allowedCountries } = wish;
  const rule = (name: string, priority: number, ...matchConditions: readonly object[]) => ({
    ...{ name, priority, ruleType: 'MatchRule', action: 'Block', state: 'Enabled', matchConditions },
  });
  return {
    location: region,
    properties: {
      policySettings: {
        state: 'Enabled',
        mode: 'Prevention',
        requestBodyCheck: false,
        requestBodyEnforcement: !allowPush,
        fileUploadEnforcement: true,
        maxRequestBodySizeInKb: 128,
        fileUploadLimitInMb: 100,
      },
      customRules: [
        ...(blockedRanges.length === 0
          ? []
          : [rule('blockedRanges', 10, condition('RemoteAddr', 'IPMatch', blockedRanges))]),
        ...(blockedCountries === undefined
          ? []
          : [rule('blockedCountries', 20, condition('RemoteAddr', 'GeoMatch', blockedCountries))]),
        ...(allowedCountries === undefined
          ? []
          : [rule('allowedCountries', 20, condition('RemoteAddr', 'GeoMatch', allowedCountries, true))]),
        ...(allowPush
          ? []
          : [
              rule('pullOnly', 30, condition('RequestMethod', 'Equal', ['PUT', 'PATCH', 'DELETE'])),
              rule(
                ...['pullOnlyUploads', 31, condition('RequestMethod', 'Equal', ['POST'])],
                condition('RequestUri', 'BeginsWith', ['/v2']),
              ),
            ]),
      ],
      managedRules: {
        managedRuleSets: [{ ruleSetType: 'Microsoft_DefaultRuleSet', ruleSetVersion: '2.1' }],
        exclusions: [],
      },
    },
  };
}

function condition(
  variableName: string,
  operator: string,
  matchValues: readonly string[],
  negationConditon = false,
): object {
  return { matchVariables: [{ variableName }], operator, negationConditon, matchValues, transforms: [] };
}
