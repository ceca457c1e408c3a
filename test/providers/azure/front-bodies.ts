import type { JsonObject } from '../../../src/core/json.ts';

/** What a public front is made of, as Azure answers it: shapes of observed-behaviour.md 4, ids of the tests. */
export const LIVE_FRONT = {
  publicAddress: {
    name: 'images-westeurope-pip',
    id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/publicIPAddresses/images-westeurope-pip',
    etag: 'W/"c74b7683-190c-4a6f-abc4-93818cd16c2a"',
    location: 'westeurope',
    tags: {
      'acrctl-stack': 'images-front-global',
      'acrctl-address': 'publicFronts.images.regions.westeurope.publicAddress',
    },
    properties: {
      provisioningState: 'Succeeded',
      resourceGuid: 'fee97f25-1507-48e7-a1a9-fc10f60c2d01',
      ipAddress: '198.18.231.114',
      publicIPAddressVersion: 'IPv4',
      publicIPAllocationMethod: 'Static',
      idleTimeoutInMinutes: 4,
      dnsSettings: {
        domainNameLabel: 'images-westeurope-0fe23842',
        fqdn: 'images-westeurope-0fe23842.westeurope.cloudapp.azure.com',
      },
      ipTags: [],
      ddosSettings: {
        protectionMode: 'VirtualNetworkInherited',
      },
      ipConfiguration: {
        id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/frontendIPConfigurations/public',
      },
    },
    type: 'Microsoft.Network/publicIPAddresses',
    sku: {
      name: 'Standard',
      tier: 'Regional',
    },
  },
  wafPolicy: {
    name: 'images-westeurope-waf',
    id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies/images-westeurope-waf',
    etag: 'W/"c54e0b81-6465-454b-aa68-817cfae8c100"',
    type: 'Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies',
    location: 'westeurope',
    tags: {
      'acrctl-stack': 'images-front-global',
      'acrctl-address': 'publicFronts.images.regions.westeurope.wafPolicy',
    },
    properties: {
      provisioningState: 'Succeeded',
      customRules: [
        {
          name: 'PullOnly',
          priority: 40,
          ruleType: 'MatchRule',
          action: 'Block',
          matchConditions: [
            {
              matchVariables: [
                {
                  variableName: 'RequestMethod',
                },
              ],
              operator: 'Equal',
              negationConditon: true,
              matchValues: ['GET', 'HEAD'],
              transforms: [],
            },
            {
              matchVariables: [
                {
                  variableName: 'RequestUri',
                },
              ],
              operator: 'BeginsWith',
              negationConditon: true,
              matchValues: ['/oauth2/'],
              transforms: [],
            },
          ],
          skippedManagedRuleSets: [],
          state: 'Enabled',
        },
      ],
      policySettings: {
        requestBodyCheck: true,
        maxRequestBodySizeInKb: 128,
        fileUploadLimitInMb: 100,
        state: 'Enabled',
        mode: 'Prevention',
        requestBodyInspectLimitInKB: 128,
        fileUploadEnforcement: true,
        requestBodyEnforcement: true,
      },
      managedRules: {
        managedRuleSets: [
          {
            ruleSetType: 'Microsoft_DefaultRuleSet',
            ruleSetVersion: '2.1',
            ruleGroupOverrides: [],
          },
        ],
        exclusions: [
          {
            matchVariable: 'RequestArgNames',
            selectorMatchOperator: 'Equals',
            selector: 'access_token',
            exclusionManagedRuleSets: [],
          },
          {
            matchVariable: 'RequestArgNames',
            selectorMatchOperator: 'Equals',
            selector: 'refresh_token',
            exclusionManagedRuleSets: [],
          },
        ],
      },
      applicationGateways: [
        {
          id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw',
        },
      ],
    },
  },
  gateway: {
    name: 'images-westeurope-agw',
    id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw',
    etag: 'W/"4cf924c2-4b57-4a7c-a99e-3c1ed1af5e01"',
    type: 'Microsoft.Network/applicationGateways',
    location: 'westeurope',
    tags: {
      'acrctl-stack': 'images-front-global',
      'acrctl-address': 'publicFronts.images.regions.westeurope',
    },
    properties: {
      provisioningState: 'Succeeded',
      resourceGuid: '45a913b1-97d4-4c15-a4f6-74f9f588a4e2',
      sku: {
        name: 'WAF_v2',
        tier: 'WAF_v2',
        family: 'Generation_2',
      },
      operationalState: 'Running',
      gatewayIPConfigurations: [
        {
          name: 'gateway',
          id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/gatewayIPConfigurations/gateway',
          etag: 'W/"4cf924c2-4b57-4a7c-a99e-3c1ed1af5e01"',
          properties: {
            provisioningState: 'Succeeded',
            subnet: {
              id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/virtualNetworks/vnet-weu/subnets/gateway',
            },
          },
          type: 'Microsoft.Network/applicationGateways/gatewayIPConfigurations',
        },
      ],
      sslCertificates: [
        {
          name: 'registry',
          id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/sslCertificates/registry',
          etag: 'W/"4cf924c2-4b57-4a7c-a99e-3c1ed1af5e01"',
          properties: {
            provisioningState: 'Succeeded',
            keyVaultSecretId: 'https://kv-contosoimages-tls.vault.azure.net/secrets/registry',
            httpListeners: [
              {
                id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/httpListeners/registry',
              },
              {
                id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/httpListeners/data',
              },
            ],
          },
          type: 'Microsoft.Network/applicationGateways/sslCertificates',
        },
      ],
      frontendIPConfigurations: [
        {
          name: 'public',
          id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/frontendIPConfigurations/public',
          etag: 'W/"4cf924c2-4b57-4a7c-a99e-3c1ed1af5e01"',
          properties: {
            provisioningState: 'Succeeded',
            privateIPAllocationMethod: 'Dynamic',
            publicIPAddress: {
              id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/publicIPAddresses/images-westeurope-pip',
            },
            httpListeners: [
              {
                id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/httpListeners/registry',
              },
              {
                id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/httpListeners/data',
              },
            ],
          },
          type: 'Microsoft.Network/applicationGateways/frontendIPConfigurations',
        },
      ],
      frontendPorts: [
        {
          name: 'https',
          id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/frontendPorts/https',
          etag: 'W/"4cf924c2-4b57-4a7c-a99e-3c1ed1af5e01"',
          properties: {
            provisioningState: 'Succeeded',
            port: 443,
            httpListeners: [
              {
                id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/httpListeners/registry',
              },
              {
                id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/httpListeners/data',
              },
            ],
          },
          type: 'Microsoft.Network/applicationGateways/frontendPorts',
        },
      ],
      backendAddressPools: [
        {
          name: 'registry',
          id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/backendAddressPools/registry',
          etag: 'W/"4cf924c2-4b57-4a7c-a99e-3c1ed1af5e01"',
          properties: {
            provisioningState: 'Succeeded',
            backendAddresses: [
              {
                fqdn: 'contosoimages.privatelink.azurecr.io',
              },
            ],
            requestRoutingRules: [
              {
                id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/requestRoutingRules/registry',
              },
            ],
          },
          type: 'Microsoft.Network/applicationGateways/backendAddressPools',
        },
        {
          name: 'data',
          id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/backendAddressPools/data',
          etag: 'W/"4cf924c2-4b57-4a7c-a99e-3c1ed1af5e01"',
          properties: {
            provisioningState: 'Succeeded',
            backendAddresses: [
              {
                fqdn: 'contosoimages.westeurope.data.privatelink.azurecr.io',
              },
            ],
            requestRoutingRules: [
              {
                id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/requestRoutingRules/data',
              },
            ],
          },
          type: 'Microsoft.Network/applicationGateways/backendAddressPools',
        },
      ],
      backendHttpSettingsCollection: [
        {
          name: 'registry',
          id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/backendHttpSettingsCollection/registry',
          etag: 'W/"4cf924c2-4b57-4a7c-a99e-3c1ed1af5e01"',
          properties: {
            provisioningState: 'Succeeded',
            port: 443,
            protocol: 'Https',
            cookieBasedAffinity: 'Disabled',
            hostName: 'contosoimages.azurecr.io',
            pickHostNameFromBackendAddress: false,
            requestTimeout: 300,
            probe: {
              id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/probes/registry',
            },
            requestRoutingRules: [
              {
                id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/requestRoutingRules/registry',
              },
            ],
          },
          type: 'Microsoft.Network/applicationGateways/backendHttpSettingsCollection',
        },
        {
          name: 'data',
          id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/backendHttpSettingsCollection/data',
          etag: 'W/"4cf924c2-4b57-4a7c-a99e-3c1ed1af5e01"',
          properties: {
            provisioningState: 'Succeeded',
            port: 443,
            protocol: 'Https',
            cookieBasedAffinity: 'Disabled',
            hostName: 'contosoimages.westeurope.data.azurecr.io',
            pickHostNameFromBackendAddress: false,
            requestTimeout: 300,
            probe: {
              id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/probes/data',
            },
            requestRoutingRules: [
              {
                id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/requestRoutingRules/data',
              },
            ],
          },
          type: 'Microsoft.Network/applicationGateways/backendHttpSettingsCollection',
        },
      ],
      httpListeners: [
        {
          name: 'registry',
          id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/httpListeners/registry',
          etag: 'W/"4cf924c2-4b57-4a7c-a99e-3c1ed1af5e01"',
          properties: {
            provisioningState: 'Succeeded',
            frontendIPConfiguration: {
              id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/frontendIPConfigurations/public',
            },
            frontendPort: {
              id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/frontendPorts/https',
            },
            protocol: 'Https',
            sslCertificate: {
              id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/sslCertificates/registry',
            },
            hostName: 'registry.contoso.com',
            hostNames: [],
            requireServerNameIndication: true,
            enableHttp3: false,
            requestRoutingRules: [
              {
                id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/requestRoutingRules/registry',
              },
            ],
          },
          type: 'Microsoft.Network/applicationGateways/httpListeners',
        },
        {
          name: 'data',
          id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/httpListeners/data',
          etag: 'W/"4cf924c2-4b57-4a7c-a99e-3c1ed1af5e01"',
          properties: {
            provisioningState: 'Succeeded',
            frontendIPConfiguration: {
              id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/frontendIPConfigurations/public',
            },
            frontendPort: {
              id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/frontendPorts/https',
            },
            protocol: 'Https',
            sslCertificate: {
              id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/sslCertificates/registry',
            },
            hostName: 'registry-weu.contoso.com',
            hostNames: [],
            requireServerNameIndication: true,
            enableHttp3: false,
            requestRoutingRules: [
              {
                id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/requestRoutingRules/data',
              },
            ],
          },
          type: 'Microsoft.Network/applicationGateways/httpListeners',
        },
      ],
      urlPathMaps: [],
      requestRoutingRules: [
        {
          name: 'registry',
          id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/requestRoutingRules/registry',
          etag: 'W/"4cf924c2-4b57-4a7c-a99e-3c1ed1af5e01"',
          properties: {
            provisioningState: 'Succeeded',
            ruleType: 'Basic',
            priority: 100,
            httpListener: {
              id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/httpListeners/registry',
            },
            backendAddressPool: {
              id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/backendAddressPools/registry',
            },
            backendHttpSettings: {
              id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/backendHttpSettingsCollection/registry',
            },
            rewriteRuleSet: {
              id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/rewriteRuleSets/registry',
            },
          },
          type: 'Microsoft.Network/applicationGateways/requestRoutingRules',
        },
        {
          name: 'data',
          id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/requestRoutingRules/data',
          etag: 'W/"4cf924c2-4b57-4a7c-a99e-3c1ed1af5e01"',
          properties: {
            provisioningState: 'Succeeded',
            ruleType: 'Basic',
            priority: 110,
            httpListener: {
              id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/httpListeners/data',
            },
            backendAddressPool: {
              id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/backendAddressPools/data',
            },
            backendHttpSettings: {
              id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/backendHttpSettingsCollection/data',
            },
          },
          type: 'Microsoft.Network/applicationGateways/requestRoutingRules',
        },
      ],
      probes: [
        {
          name: 'registry',
          id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/probes/registry',
          etag: 'W/"4cf924c2-4b57-4a7c-a99e-3c1ed1af5e01"',
          properties: {
            provisioningState: 'Succeeded',
            protocol: 'Https',
            host: 'contosoimages.azurecr.io',
            path: '/v2/',
            interval: 30,
            timeout: 30,
            unhealthyThreshold: 3,
            pickHostNameFromBackendHttpSettings: false,
            minServers: 0,
            match: {
              statusCodes: ['401'],
            },
            backendHttpSettings: [
              {
                id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/backendHttpSettingsCollection/registry',
              },
            ],
          },
          type: 'Microsoft.Network/applicationGateways/probes',
        },
        {
          name: 'data',
          id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/probes/data',
          etag: 'W/"4cf924c2-4b57-4a7c-a99e-3c1ed1af5e01"',
          properties: {
            provisioningState: 'Succeeded',
            protocol: 'Https',
            host: 'contosoimages.westeurope.data.azurecr.io',
            path: '/',
            interval: 30,
            timeout: 30,
            unhealthyThreshold: 3,
            pickHostNameFromBackendHttpSettings: false,
            minServers: 0,
            match: {
              statusCodes: ['403'],
            },
            backendHttpSettings: [
              {
                id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/backendHttpSettingsCollection/data',
              },
            ],
          },
          type: 'Microsoft.Network/applicationGateways/probes',
        },
      ],
      rewriteRuleSets: [
        {
          name: 'registry',
          id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/rewriteRuleSets/registry',
          etag: 'W/"4cf924c2-4b57-4a7c-a99e-3c1ed1af5e01"',
          properties: {
            provisioningState: 'Succeeded',
            rewriteRules: [
              {
                name: 'login',
                ruleSequence: 900,
                conditions: [
                  {
                    variable: 'http_resp_Location',
                    pattern: '^https:\\/\\/contosoimages\\.azurecr\\.io(|[:\\/?#].*)$',
                    ignoreCase: true,
                    negate: false,
                  },
                ],
                actionSet: {
                  responseHeaderConfigurations: [
                    {
                      headerName: 'Location',
                      headerValue: 'https://registry.contoso.com{http_resp_Location_1}',
                    },
                  ],
                },
              },
            ],
            requestRoutingRules: [
              {
                id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/applicationGateways/images-westeurope-agw/requestRoutingRules/registry',
              },
            ],
          },
          type: 'Microsoft.Network/applicationGateways/rewriteRuleSets',
        },
      ],
      redirectConfigurations: [],
      trustedRootCertificates: [],
      trustedClientCertificates: [],
      sslProfiles: [],
      loadDistributionPolicies: [],
      backendSettingsCollection: [],
      listeners: [],
      routingRules: [],
      privateLinkConfigurations: [],
      privateEndpointConnections: [],
      sslPolicy: {
        policyType: 'Predefined',
        policyName: 'AppGwSslPolicy20220101',
      },
      enableHttp2: false,
      autoscaleConfiguration: {
        minCapacity: 1,
        maxCapacity: 10,
      },
      firewallPolicy: {
        id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies/images-westeurope-waf',
      },
    },
  },
  alias: {
    id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/dnszones/contoso.com/A/registry-weu',
    name: 'registry-weu',
    type: 'Microsoft.Network/dnszones/A',
    etag: 'bbf2f135-5623-4968-a9ea-5f102ad64b26',
    properties: {
      metadata: {
        'acrctl-stack': 'images-front-global',
        'acrctl-address': 'publicFronts.images.regions.westeurope.record',
      },
      fqdn: 'registry-weu.contoso.com.',
      TTL: 3600,
      targetResource: {
        id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/publicIPAddresses/images-westeurope-pip',
      },
      provisioningState: 'Succeeded',
    },
  },
  profile: {
    id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/trafficManagerProfiles/images-tm',
    name: 'images-tm',
    type: 'Microsoft.Network/trafficManagerProfiles',
    location: 'global',
    tags: {
      'acrctl-stack': 'images-front-global',
      'acrctl-address': 'publicFronts.images.trafficManager',
    },
    properties: {
      profileStatus: 'Enabled',
      trafficRoutingMethod: 'Performance',
      dnsConfig: {
        relativeName: 'images-8873665f',
        fqdn: 'images-8873665f.trafficmanager.net',
        ttl: 60,
      },
      monitorConfig: {
        profileMonitorStatus: 'CheckingEndpoints',
        protocol: 'HTTPS',
        port: 443,
        path: '/v2/',
        intervalInSeconds: 30,
        timeoutInSeconds: 10,
        toleratedNumberOfFailures: 3,
        customHeaders: [
          {
            name: 'host',
            value: 'registry.contoso.com',
          },
        ],
        expectedStatusCodeRanges: [
          {
            min: 401,
            max: 401,
          },
        ],
      },
      endpoints: [
        {
          id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/trafficManagerProfiles/images-tm/azureEndpoints/northeurope',
          name: 'northeurope',
          type: 'Microsoft.Network/trafficManagerProfiles/azureEndpoints',
          properties: {
            endpointStatus: 'Enabled',
            endpointMonitorStatus: 'CheckingEndpoint',
            targetResourceId:
              '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/publicIPAddresses/images-northeurope-pip',
            target: 'images-northeurope-6e2d6569.northeurope.cloudapp.azure.com',
            weight: 1,
            priority: 1,
            endpointLocation: 'northeurope',
            alwaysServe: 'Disabled',
          },
        },
        {
          id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/trafficManagerProfiles/images-tm/azureEndpoints/westeurope',
          name: 'westeurope',
          type: 'Microsoft.Network/trafficManagerProfiles/azureEndpoints',
          properties: {
            endpointStatus: 'Enabled',
            endpointMonitorStatus: 'CheckingEndpoint',
            targetResourceId:
              '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/publicIPAddresses/images-westeurope-pip',
            target: 'images-westeurope-0fe23842.westeurope.cloudapp.azure.com',
            weight: 1,
            priority: 2,
            endpointLocation: 'westeurope',
            alwaysServe: 'Disabled',
          },
        },
      ],
      trafficViewEnrollmentStatus: 'Disabled',
      maxReturn: null,
    },
  },
  endpoint: {
    id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/trafficManagerProfiles/images-tm/azureEndpoints/westeurope',
    name: 'westeurope',
    type: 'Microsoft.Network/trafficManagerProfiles/azureEndpoints',
    properties: {
      endpointStatus: 'Enabled',
      endpointMonitorStatus: 'CheckingEndpoint',
      targetResourceId:
        '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/publicIPAddresses/images-westeurope-pip',
      target: 'images-westeurope-0fe23842.westeurope.cloudapp.azure.com',
      weight: 1,
      priority: 2,
      endpointLocation: 'westeurope',
      alwaysServe: 'Disabled',
    },
  },
} satisfies Record<string, JsonObject>;

/** What watches and locks, as Azure answers it: shapes of observed-behaviour.md 4.10. */
export const LIVE_BESIDE = {
  workspace: {
    properties: {
      customerId: '5adc7315-c845-4849-ade7-90b028331729',
      provisioningState: 'Succeeded',
      sku: {
        name: 'PerGB2018',
        lastSkuUpdate: '2026-01-01T00:00:00Z',
      },
      retentionInDays: 90,
      features: {
        legacy: 0,
        searchVersion: 1,
        enableLogAccessUsingOnlyResourcePermissions: true,
      },
      workspaceCapping: {
        dailyQuotaGb: -1,
        quotaNextResetTime: '2026-01-01T11:00:00Z',
        dataIngestionStatus: 'RespectQuota',
      },
      publicNetworkAccessForIngestion: 'Enabled',
      publicNetworkAccessForQuery: 'Enabled',
      createdDate: '2026-01-01T00:00:00Z',
      modifiedDate: '2026-01-01T00:00:00Z',
    },
    location: 'westeurope',
    tags: {
      owner: 'platform',
      'acrctl-stack': 'images-full',
      'acrctl-address': 'workspaces.logs-contosoimages',
    },
    id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.OperationalInsights/workspaces/logs-contosoimages',
    name: 'logs-contosoimages',
    type: 'Microsoft.OperationalInsights/workspaces',
    etag: '"e400a71a-fddf-44f8-a135-7925da0ed833"',
  },
  setting: {
    id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourcegroups/rg-images/providers/microsoft.containerregistry/registries/contosoimages/providers/microsoft.insights/diagnosticSettings/audit',
    type: 'Microsoft.Insights/diagnosticSettings',
    name: 'audit',
    location: null,
    kind: null,
    tags: null,
    properties: {
      storageAccountId: null,
      serviceBusRuleId: null,
      workspaceId:
        '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.OperationalInsights/workspaces/logs-contosoimages',
      eventHubAuthorizationRuleId: null,
      eventHubName: null,
      metrics: [
        {
          category: 'AllMetrics',
          enabled: false,
          retentionPolicy: {
            enabled: false,
            days: 0,
          },
        },
      ],
      logs: [
        {
          category: 'ContainerRegistryLoginEvents',
          categoryGroup: null,
          enabled: true,
          retentionPolicy: {
            enabled: false,
            days: 0,
          },
        },
      ],
      logAnalyticsDestinationType: null,
    },
    identity: null,
  },
  lock: {
    properties: {
      level: 'CanNotDelete',
    },
    id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourcegroups/rg-images/providers/Microsoft.ContainerRegistry/registries/contosoimages/providers/Microsoft.Authorization/locks/images',
    type: 'Microsoft.Authorization/locks',
    name: 'images',
  },
  pricing: {
    id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/providers/Microsoft.Security/pricings/Containers',
    name: 'Containers',
    type: 'Microsoft.Security/pricings',
    properties: {
      extensions: [
        {
          name: 'ContainerRegistriesVulnerabilityAssessments',
          isEnabled: 'True',
        },
        {
          name: 'AgentlessDiscoveryForKubernetes',
          isEnabled: 'False',
        },
        {
          name: 'AgentlessVmScanning',
          isEnabled: 'False',
        },
        {
          name: 'ContainerSensor',
          isEnabled: 'False',
        },
      ],
      enablementTime: '2026-01-01T00:00:00Z',
      pricingTier: 'Standard',
      freeTrialRemainingTime: 'PT0S',
      enforce: 'False',
      resourcesCoverageStatus: 'FullyCovered',
    },
  },
} satisfies Record<string, JsonObject>;
