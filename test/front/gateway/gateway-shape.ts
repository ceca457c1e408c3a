import {
  integer,
  list,
  maybe,
  NotUnderstood,
  nothing,
  oneOf,
  type Read,
  reference,
  shape,
  text,
  truth,
} from './arm-shape.ts';

const NO_NETWORK = 'The model listens on loopback, wherever the gateway stands.';
const ONE_INSTANCE = 'The model is one instance.';

/** Parts of a gateway, no more of them than it takes (application-gateway.md, 2 and 6). */
const parts = <T>(properties: Read<T>, most?: number) =>
  list(shape({ name: text, id: maybe(text), properties }), most);
const secondsUpTo = integer(1, 86_400);

/** The body of a gateway: what the model does, and what may stand there without effect. All else is refused. */
export const gatewayBody = shape(
  {
    identity: maybe(shape({ type: text, userAssignedIdentities: maybe(shapeOfAnything, {}) })),
    properties: shape(
      {
        sku: shape(
          { name: oneOf('WAF_v2', 'Standard_v2'), tier: oneOf('WAF_v2', 'Standard_v2') },
          { capacity: ONE_INSTANCE, family: ONE_INSTANCE },
        ),
        sslPolicy: maybe(
          shape({
            policyType: oneOf('Predefined'),
            // Those which begin with TLS 1.2, as the model does.
            policyName: oneOf('AppGwSslPolicy20170401S', 'AppGwSslPolicy20220101', 'AppGwSslPolicy20220101S'),
          }),
        ),
        sslCertificates: parts(shape({ keyVaultSecretId: text }), 100),
        frontendIPConfigurations: parts(
          shape(
            {},
            {
              publicIPAddress: NO_NETWORK,
              privateIPAddress: NO_NETWORK,
              privateIPAllocationMethod: NO_NETWORK,
              subnet: NO_NETWORK,
            },
          ),
        ),
        frontendPorts: parts(shape({ port: integer(1, 65_535) })),
        probes: maybe(
          parts(
            shape(
              {
                protocol: oneOf('Https'),
                host: maybe(text),
                pickHostNameFromBackendHttpSettings: maybe(truth, false),
                path: text,
                timeout: secondsUpTo,
                unhealthyThreshold: integer(1, 20),
                minServers: maybe(integer(0, 0)),
                match: maybe(shape({ statusCodes: maybe(list(text), ['200-399']), body: maybe(text, '') }), {
                  statusCodes: ['200-399'],
                  body: '',
                }),
              },
              { interval: 'Rounds of probes are made when a test asks for one.' },
            ),
          ),
          [],
        ),
        backendAddressPools: parts(shape({ backendAddresses: list(shape({ fqdn: text })) }), 100),
        backendHttpSettingsCollection: parts(
          shape(
            {
              port: integer(1, 65_535),
              protocol: oneOf('Https'),
              cookieBasedAffinity: maybe(oneOf('Disabled')),
              requestTimeout: maybe(secondsUpTo, 30),
              hostName: maybe(text),
              pickHostNameFromBackendAddress: maybe(truth, false),
              probe: maybe(reference),
              trustedRootCertificates: nothing,
              authenticationCertificates: nothing,
              validateCertChainAndExpiry: maybe(oneOf(true)),
              validateSNI: maybe(oneOf(true)),
              sniName: maybe(text),
            },
            {
              connectionDraining: 'No backend is taken away while it answers.',
              probeEnabled: 'A probe that is referred to is made.',
              dedicatedBackendConnection: 'Every request has a connection of its own.',
            },
          ),
          100,
        ),
        httpListeners: parts(
          shape(
            {
              frontendIPConfiguration: reference,
              frontendPort: reference,
              protocol: oneOf('Https'),
              hostName: maybe(text),
              hostNames: maybe(list(text, 5), []),
              sslCertificate: reference,
              firewallPolicy: maybe(reference),
              customErrorConfigurations: nothing,
            },
            {
              requireServerNameIndication:
                'With it and without it, v2 shows the first certificate to names that it does not know (ssl-overview).',
            },
          ),
          100,
        ),
        requestRoutingRules: parts(
          shape({
            ruleType: oneOf('Basic'),
            priority: integer(1, 20_000),
            httpListener: reference,
            backendAddressPool: reference,
            backendHttpSettings: reference,
            rewriteRuleSet: maybe(reference),
          }),
          400,
        ),
        rewriteRuleSets: maybe(
          parts<unknown>((value) => value, 400),
          [],
        ),
        firewallPolicy: maybe(reference),
        globalConfiguration: maybe(
          shape(
            // It cannot be turned off where there is a firewall (application-gateway.md, 3).
            { enableRequestBuffering: maybe(oneOf(true)) },
            { enableResponseBuffering: 'Clients get the same bytes, at another time.' },
          ),
        ),
        authenticationCertificates: nothing,
        trustedRootCertificates: nothing,
        trustedClientCertificates: nothing,
        sslProfiles: nothing,
        urlPathMaps: nothing,
        redirectConfigurations: nothing,
        customErrorConfigurations: nothing,
        loadDistributionPolicies: nothing,
        backendSettingsCollection: nothing,
        listeners: nothing,
        routingRules: nothing,
        privateLinkConfigurations: nothing,
        entraJWTValidationConfigs: nothing,
        enableFips: maybe(oneOf(false)),
      },
      {
        gatewayIPConfigurations: NO_NETWORK,
        autoscaleConfiguration: ONE_INSTANCE,
        enableHttp2: 'The model speaks HTTP/1.1, which a listener offers in either case.',
        forceFirewallPolicyAssociation: 'The policy counts in either case.',
      },
    ),
  },
  { location: 'There is one place here.', zones: ONE_INSTANCE, tags: 'Nothing but a label.' },
);

function shapeOfAnything(value: unknown, at: string): object {
  if (typeof value === 'object' && value !== null) return value;
  throw new NotUnderstood(`${at} is no object.`);
}

export type GatewayProperties = ReturnType<typeof gatewayBody>['properties'];

/** A reference to another part of the gateway, or to another object. */
export type Reference = ReturnType<typeof reference>;
