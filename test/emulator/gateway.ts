import { type Arm, type Body, createArm, group, network } from './arm.ts';

const provider = `${group}/providers/Microsoft.Network`;
export const gateway = `${provider}/applicationGateways/front`;
export const gatewaySubnet = `${network}/subnets/gateways`;
export const publicIp = `${provider}/publicIPAddresses/front`;
export const wafPolicy = `${provider}/ApplicationGatewayWebApplicationFirewallPolicies/front`;

export const publicIpBody = {
  location: 'westeurope',
  sku: { name: 'Standard' },
  properties: { publicIPAllocationMethod: 'Static' },
};

/** A subnet for gateways, one for endpoints, and one that is small. */
export const gatewayNetworkBody = {
  location: 'westeurope',
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] },
    subnets: [
      { name: 'endpoints', properties: { addressPrefix: '10.20.1.0/24' } },
      { name: 'gateways', properties: { addressPrefix: '10.20.2.0/24' } },
      { name: 'small', properties: { addressPrefix: '10.20.3.0/29' } },
    ],
  },
};

export const policyBody = {
  location: 'westeurope',
  properties: {
    policySettings: { state: 'Enabled', mode: 'Prevention' },
    managedRules: {
      managedRuleSets: [{ ruleSetType: 'Microsoft_DefaultRuleSet', ruleSetVersion: '2.1' }],
    },
  },
};

export const part = (name: string, properties: Body = {}): Body => ({ name, properties });
export const own = (path: string): Body => ({ id: `${gateway}/${path}` });

/** A listener on the port of the gateway. */
export function listener(name: string, more: Body = {}): Body {
  return part(name, {
    frontendIPConfiguration: own('frontendIPConfigurations/public'),
    frontendPort: own('frontendPorts/http'),
    protocol: 'Http',
    ...more,
  });
}

/** A rule that sends what comes to a listener to the pool. */
export function rule(name: string, to: string, priority: number | undefined, more: Body = {}): Body {
  return part(name, {
    ruleType: 'Basic',
    priority,
    httpListener: own(`httpListeners/${to}`),
    backendAddressPool: own('backendAddressPools/registry'),
    backendHttpSettings: own('backendHttpSettingsCollection/registry'),
    ...more,
  });
}

/** The least gateway with a WAF policy; `changes` replace members of `properties`. */
export function gatewayBody(changes: Body = {}, rest: Body = {}): Body {
  return {
    location: 'westeurope',
    properties: {
      sku: { name: 'WAF_v2', tier: 'WAF_v2', capacity: 2 },
      firewallPolicy: { id: wafPolicy },
      gatewayIPConfigurations: [part('place', { subnet: { id: gatewaySubnet } })],
      frontendIPConfigurations: [part('public', { publicIPAddress: { id: publicIp } })],
      frontendPorts: [part('http', { port: 80 })],
      backendAddressPools: [
        part('registry', { backendAddresses: [{ fqdn: 'contosoimages.privatelink.azurecr.io' }] }),
      ],
      backendHttpSettingsCollection: [
        part('registry', { port: 443, protocol: 'https', hostName: 'contosoimages.azurecr.io' }),
      ],
      httpListeners: [listener('site', { hostNames: ['images.contoso.com'] })],
      requestRoutingRules: [rule('site', 'site', 10)],
      ...changes,
    },
    ...rest,
  };
}

/** A network, a public address and a WAF policy. */
export async function withPlace(options: Parameters<typeof createArm>[0] = {}): Promise<Arm> {
  const arm = createArm(options);
  await arm.make(group, { location: 'westeurope' });
  await arm.make(network, gatewayNetworkBody);
  await arm.make(publicIp, publicIpBody);
  await arm.make(wafPolicy, policyBody);
  return arm;
}

export async function refused(arm: Arm, id: string, body: Body, headers = {}): Promise<string> {
  const { status, body: answered } = await arm.put(id, body, headers);
  return `${status} ${answered?.error?.code ?? answered?.properties?.provisioningState}`;
}
