import {
  anyText,
  hostName,
  idOf,
  idPattern,
  ipRangeOrAddress,
  partName,
  reference,
  region,
  tags,
} from './forms.ts';
import { flag, list, mapOf, object, oneOf, type Schema, text, whole } from './schema.ts';

/**
 * What acrctl sends of a public front, api-version 2025-05-01 of `Microsoft.Network`. A PUT replaces the object, so that
 * an update also carries what Azure filled in and others set: of that stands here what the tests let others set.
 */

const zones = list(oneOf('1', '2', '3'), 1);
const ADDRESS = 'Microsoft.Network/publicIPAddresses';
const POLICY = 'Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies';
const GATEWAY = 'Microsoft.Network/applicationGateways';

export const publicAddress = object({
  'location!': region,
  tags,
  zones,
  'sku!': object({ 'name!': oneOf('Standard'), 'tier!': oneOf('Regional') }),
  'properties!': object({
    'publicIPAllocationMethod!': oneOf('Static'),
    'publicIPAddressVersion!': oneOf('IPv4'),
    dnsSettings: object({ domainNameLabel: text('^[a-z][a-z0-9-]{1,61}[a-z0-9]$'), fqdn: hostName }),
    // Filled in by Azure, or by others, from here on.
    idleTimeoutInMinutes: whole(4, 30),
    ipAddress: anyText,
    ipTags: list(object({ ipTagType: anyText, tag: anyText })),
    ddosSettings: object({ protectionMode: oneOf('VirtualNetworkInherited', 'Enabled', 'Disabled') }),
  }),
});

const condition = object({
  'matchVariables!': list(
    object({
      'variableName!': oneOf('RemoteAddr', 'RequestMethod', 'RequestUri', 'RequestHeaders'),
      selector: anyText,
    }),
    1,
  ),
  'operator!': oneOf('IPMatch', 'GeoMatch', 'Equal', 'BeginsWith', 'Contains'),
  negationConditon: flag,
  'matchValues!': list({ anyOf: [ipRangeOrAddress, text('^[A-Z]{2,6}$'), text('^/[a-z0-9/]*$')] }, 1),
  transforms: list(oneOf('Lowercase', 'UrlDecode')),
});

export const firewallPolicy = object({
  'location!': region,
  tags,
  'properties!': object({
    'policySettings!': object({
      'state!': oneOf('Enabled'),
      'mode!': oneOf('Prevention', 'Detection'),
      'requestBodyCheck!': flag,
      'requestBodyEnforcement!': flag,
      'maxRequestBodySizeInKb!': whole(8, 2000),
      // Filled in by Azure.
      fileUploadEnforcement: flag,
      fileUploadLimitInMb: whole(1, 4000),
      requestBodyInspectLimitInKB: whole(0, 2000),
    }),
    'customRules!': list(
      object({
        'name!': text('^[A-Za-z][A-Za-z0-9]{0,127}$'),
        'priority!': whole(1, 100),
        'ruleType!': oneOf('MatchRule'),
        'action!': oneOf('Block', 'Allow', 'Log'),
        'state!': oneOf('Enabled', 'Disabled'),
        'matchConditions!': list(condition, 1),
      }),
    ),
    'managedRules!': object({
      'managedRuleSets!': list(
        object({
          'ruleSetType!': oneOf('Microsoft_DefaultRuleSet', 'OWASP'),
          'ruleSetVersion!': oneOf('2.1', '2.2', '3.2'),
          ruleGroupOverrides: list(object({ 'ruleGroupName!': anyText })),
        }),
        1,
      ),
      exclusions: list(
        object({
          'matchVariable!': oneOf('RequestArgNames', 'RequestHeaderNames', 'RequestCookieValues'),
          'selectorMatchOperator!': oneOf('Equals', 'StartsWith', 'Contains'),
          'selector!': anyText,
          // Filled in by Azure.
          exclusionManagedRuleSets: list(object({ 'ruleSetType!': anyText, 'ruleSetVersion!': anyText })),
        }),
      ),
    }),
  }),
});

/** Parts of a live gateway keep their ids. */
function parts(properties: Readonly<Record<string, Schema>>, least = 1): Schema {
  return list(object({ id: anyText, 'name!': partName, 'properties!': object(properties) }), least);
}

function own(collection: string): Schema {
  return reference(`${GATEWAY}/${collection}`);
}

const rewriteRule = object({
  'name!': partName,
  'ruleSequence!': whole(1, 1000),
  'conditions!': list(
    object({
      'variable!': text('^http_resp_[A-Za-z-]{1,40}$'),
      'pattern!': anyText,
      'ignoreCase!': flag,
      'negate!': flag,
    }),
  ),
  'actionSet!': object({
    requestHeaderConfigurations: list(object({ 'headerName!': anyText, headerValue: anyText })),
    'responseHeaderConfigurations!': list(object({ 'headerName!': anyText, headerValue: anyText })),
  }),
});

export const gateway = object({
  'location!': region,
  tags,
  zones,
  'identity!': object({
    'type!': oneOf('UserAssigned'),
    'userAssignedIdentities!': mapOf(
      idPattern('Microsoft.ManagedIdentity/userAssignedIdentities'),
      object({}),
    ),
  }),
  'properties!': object({
    'sku!': object({
      'name!': oneOf('WAF_v2'),
      'tier!': oneOf('WAF_v2'),
      family: oneOf('Generation_1', 'Generation_2'),
    }),
    'autoscaleConfiguration!': object({ 'minCapacity!': whole(0, 100), 'maxCapacity!': whole(2, 125) }),
    'sslPolicy!': object({
      'policyType!': oneOf('Predefined'),
      'policyName!': oneOf('AppGwSslPolicy20220101'),
    }),
    'enableHttp2!': flag,
    'firewallPolicy!': object({ 'id!': idOf(POLICY) }),
    'gatewayIPConfigurations!': parts({
      'subnet!': object({ 'id!': idOf('Microsoft.Network/virtualNetworks/subnets') }),
    }),
    'frontendIPConfigurations!': parts({
      'publicIPAddress!': object({ 'id!': idOf(ADDRESS) }),
      privateIPAllocationMethod: oneOf('Dynamic'),
    }),
    'frontendPorts!': parts({ 'port!': whole(1, 65_535) }),
    'sslCertificates!': parts({ 'keyVaultSecretId!': text('^https://[a-z0-9.-]+/secrets/[A-Za-z0-9-]+$') }),
    'probes!': parts({
      'protocol!': oneOf('Https'),
      'host!': hostName,
      'path!': text('^/[a-z0-9/]*$'),
      'interval!': whole(1, 86_400),
      'timeout!': whole(1, 86_400),
      'unhealthyThreshold!': whole(1, 20),
      'match!': object({ 'statusCodes!': list(text('^[1-5][0-9]{2}$'), 1), body: anyText }),
      minServers: whole(0, 100),
      pickHostNameFromBackendHttpSettings: flag,
    }),
    'backendAddressPools!': parts({ 'backendAddresses!': list(object({ 'fqdn!': hostName })) }),
    'backendHttpSettingsCollection!': parts({
      'port!': whole(1, 65_535),
      'protocol!': oneOf('Https'),
      'cookieBasedAffinity!': oneOf('Disabled'),
      'hostName!': hostName,
      'requestTimeout!': whole(1, 86_400),
      'probe!': own('probes'),
      pickHostNameFromBackendAddress: flag,
      connectionDraining: object({ 'enabled!': flag, 'drainTimeoutInSec!': whole(1, 3600) }),
    }),
    'httpListeners!': parts({
      'frontendIPConfiguration!': own('frontendIPConfigurations'),
      'frontendPort!': own('frontendPorts'),
      'protocol!': oneOf('Https', 'Http'),
      hostName,
      hostNames: list(hostName),
      requireServerNameIndication: flag,
      sslCertificate: own('sslCertificates'),
    }),
    'requestRoutingRules!': parts({
      'ruleType!': oneOf('Basic'),
      'priority!': whole(1, 20_000),
      'httpListener!': own('httpListeners'),
      'backendAddressPool!': own('backendAddressPools'),
      'backendHttpSettings!': own('backendHttpSettingsCollection'),
      rewriteRuleSet: own('rewriteRuleSets'),
    }),
    'rewriteRuleSets!': parts({ 'rewriteRules!': list(rewriteRule) }),
    // Those of others stay.
    redirectConfigurations: parts({ 'redirectType!': oneOf('Permanent'), targetUrl: anyText }, 0),
    // Answered empty, and sent back so.
    ...Object.fromEntries(
      [
        'authenticationCertificates',
        'backendSettingsCollection',
        'entraJWTValidationConfigs',
        'loadDistributionPolicies',
        'privateLinkConfigurations',
        'sslProfiles',
        'trustedClientCertificates',
        'trustedRootCertificates',
      ].map((name) => [name, list(object({}))]),
    ),
  }),
});

const dnsConfig = object({
  'relativeName!': text('^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  'ttl!': whole(0, 2_147_483_647),
});
const monitorConfig = object({
  'protocol!': oneOf('HTTPS'),
  'port!': whole(1, 65_535),
  'path!': text('^/[a-z0-9/]*$'),
  'intervalInSeconds!': oneOf(10, 30),
  'timeoutInSeconds!': whole(5, 10),
  'toleratedNumberOfFailures!': whole(0, 9),
  'customHeaders!': list(object({ 'name!': anyText, 'value!': anyText })),
  'expectedStatusCodeRanges!': list(object({ 'min!': whole(100, 999), 'max!': whole(100, 999) }), 1),
});
const routing = oneOf('Performance', 'Priority', 'Weighted');

/** What acrctl sends of Traffic Manager, api-version 2022-04-01. */
export const profileMade = object({
  'location!': oneOf('global'),
  tags,
  'properties!': object({
    'profileStatus!': oneOf('Enabled'),
    'trafficRoutingMethod!': routing,
    'dnsConfig!': dnsConfig,
    'monitorConfig!': monitorConfig,
  }),
});

/** `checkTrafficManagerNameAvailabilityV2`, which changes nothing. */
export const profileNameAsked = object({
  'name!': text('^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$'),
  'type!': oneOf('Microsoft.Network/trafficManagerProfiles'),
});

export const profileChanged = object({
  tags,
  properties: object({
    profileStatus: oneOf('Enabled'),
    trafficRoutingMethod: routing,
    dnsConfig,
    monitorConfig,
  }),
});

export const profileEndpoint = object({
  'properties!': object({
    'targetResourceId!': idOf(ADDRESS),
    'endpointStatus!': oneOf('Enabled'),
    priority: whole(1, 1000),
    weight: whole(1, 1000),
    // Filled in by Azure.
    endpointLocation: anyText,
    target: anyText,
    alwaysServe: oneOf('Enabled', 'Disabled'),
  }),
});
